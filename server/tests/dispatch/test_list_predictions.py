"""When technicians are likely to arrive, from what happens now: shown beside the plan, which stays as it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from truckroll.dispatch.predicting import predict
from truckroll.foundation import clock
from truckroll.work import queries as work


def visit(company: Any, pk: int, hours: float, **values: Any) -> dict[str, Any]:
    plain = {
        "id": pk, "technician_id": 1, "duration_s": 3600, "travel_s": 600, "starts_at": company.at(hours),
        "departed_at": None, "arrived_at": None, "started_at": None, "ended_at": None, "window_ends_at": None,
    }  # fmt: skip
    return plain | values


def test_an_overrun_goes_on_through_the_day_until_a_gap_takes_it_up(company: Any) -> None:
    day = [
        # Planned for an hour from nine, begun at nine; it is 10:30 and he is still there.
        visit(company, 1, 1, arrived_at=company.at(1), started_at=company.at(1)),
        # Ten minutes away: 10:40 instead of 10:00, which the customer was not promised.
        visit(company, 2, 2, window_ends_at=company.at(2.5)),
        # 11:50 instead of 11:30.
        visit(company, 3, 3.5),
        # The gap: 14:00 as planned.
        visit(company, 4, 6),
        # Another technician who should have left at 08:50: if he leaves now he is there at 10:40.
        visit(company, 5, 1, technician_id=2),
    ]
    found = {one.visit_id: one for one in predict(day, now=company.at(2.5))}
    assert {pk: (one.arrives_at - company.now).total_seconds() / 60 for pk, one in found.items()} == {
        1: 60, 2: 160, 3: 230, 4: 360, 5: 160,
    }  # fmt: skip
    assert {pk: one.late_s // 60 for pk, one in found.items()} == {1: 0, 2: 40, 3: 20, 4: 0, 5: 100}
    assert [pk for pk, one in found.items() if one.is_outside_promise] == [2]
    assert found[1].ends_at == company.at(2.5)


def test_on_the_way_he_arrives_when_he_has_driven_and_what_is_over_is_not_predicted(company: Any) -> None:
    day = [
        visit(company, 1, 0, arrived_at=company.at(0), ended_at=company.at(1)),
        visit(company, 2, 2, departed_at=company.at(1)),
        # Out of turn: he is at the third first.
        visit(company, 3, 1.5),
    ]
    found = {one.visit_id: one.arrives_at for one in predict(day, now=company.at(1))}
    assert found == {
        2: company.at(1) + timedelta(minutes=10), 3: company.at(2) + timedelta(minutes=20),
    }  # fmt: skip


@pytest.mark.slow
def test_the_board_shows_it_and_the_plan_stays(company: Any, dana: Any, monkeypatch: Any) -> None:
    ids = [company.visit() for _ in range(3)]
    for n, pk in enumerate(ids):
        body = {"technician_id": company.tariq.pk, "starts_at": company.at(1.5 * n).isoformat()}
        assert dana.post(f"/visits/{pk}/place", body).status_code == 200
    for move in ("depart", "arrive", "start"):
        assert dana.post(f"/visits/{ids[0]}/{move}", {"reason": "His phone is dead"}).status_code == 200
    before = work.visit_rows(ids)
    monkeypatch.setattr(clock, "at", lambda real: company.at(2))
    span = {"from": company.at(-8).isoformat(), "to": company.at(16).isoformat()}

    def shown() -> dict[int, tuple[str, int]]:
        items = dana.get("/board/predictions", **span).json()["items"]
        return {one["visit_id"]: (one["arrives_at"], one["late_s"]) for one in items}

    with CaptureQueriesContext(connection) as few:
        assert shown() == {
            ids[0]: ("2026-11-23T08:00:00Z", 0),
            ids[1]: ("2026-11-23T10:00:00Z", 1800),
            ids[2]: ("2026-11-23T11:00:00Z", 0),
        }
    assert work.visit_rows(ids) == before
    likely = dana.get(f"/visits/{ids[1]}/times").json()["predicted"]
    assert (likely["arrives_at"], likely["late_s"]) == ("2026-11-23T10:00:00Z", 1800)
    another = company.visit()
    body = {"technician_id": company.tariq.pk, "starts_at": company.at(5).isoformat()}
    assert dana.post(f"/visits/{another}/place", body).status_code == 200
    with CaptureQueriesContext(connection) as more:
        assert len(shown()) == 4
    assert len(more) == len(few)


@pytest.mark.slow
def test_who_goes_along_is_late_for_himself_and_so_is_what_he_has_after(
    company: Any, dana: Any, monkeypatch: Any
) -> None:
    look, lift = company.kind("Look"), company.kind("Lift", crew_size=2)
    far = company.place("Far house", lat=51.6)

    def placed(technician: Any, hours: float, **more: Any) -> int:
        pk: int = company.visit(site=far, **more)
        body = {"technician_id": technician.pk, "starts_at": company.at(hours).isoformat()}
        answer = dana.post(f"/visits/{pk}/place", body)
        assert answer.status_code == 200, answer.content
        return pk

    both, before, after = (
        placed(company.tariq, 3, work_type=lift), placed(company.tove, 1.5, work_type=look),
        placed(company.tove, 4.5, work_type=look),
    )  # fmt: skip
    assert dana.post(f"/visits/{both}/crew", {"technician_id": company.tove.pk}).status_code == 200
    # 11:00, and nobody has left home.
    monkeypatch.setattr(clock, "at", lambda real: company.at(3))
    span = {"from": company.at(-8).isoformat(), "to": company.at(16).isoformat()}
    items = dana.get("/board/predictions", **span).json()["items"]
    likely = {(one["visit_id"], one["technician_id"]): one for one in items}
    drive = timedelta(seconds=work.visit_facts([both])[0]["travel_s"])
    hour = timedelta(hours=1)
    # Tariq drives there; Tove does too, is an hour at her own job next to it, and then an hour with him.
    arrives = {
        (both, company.tariq.pk): company.at(3) + drive,
        (before, company.tove.pk): company.at(3) + drive,
        (both, company.tove.pk): company.at(3) + drive + hour,
        (after, company.tove.pk): company.at(3) + drive + 2 * hour,
    }
    assert drive > timedelta(minutes=10)
    assert {key: one["arrives_at"] for key, one in likely.items()} == {
        key: at.isoformat().replace("+00:00", "Z") for key, at in arrives.items()
    }
    predicted = dana.get(f"/visits/{both}/times").json()["predicted"]
    assert predicted == likely[both, company.tariq.pk]
