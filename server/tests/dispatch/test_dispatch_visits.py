"""Dispatch is an act of its own: nothing is on a phone before it, and only who has a visit there hears of changes."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.foundation.models import OutboxEvent
from truckroll.work import queries as work


@pytest.fixture
def by_hand(ada: Any) -> None:
    """A company that sends nothing to a phone by itself."""
    assert ada.patch("/dispatch-policy", {"release": "hand"}).status_code == 200


def place(api: Any, company: Any, hours: float, visit: int | None = None, who: Any = None, **more: Any) -> int:
    visit = visit if visit is not None else company.visit(**more)
    body = {"technician_id": (who or company.tariq).pk, "starts_at": company.at(hours).isoformat()}
    answer = api.post(f"/visits/{visit}/place", body)
    assert answer.status_code == 200, answer.content
    return visit


def statuses(*ids: int) -> list[str]:
    return [facts["status"] for facts in work.visit_facts(ids)]


def heard(technician: Any) -> list[str]:
    """What a technician's phone was told of visits."""
    of_visits = OutboxEvent.objects.filter(name__startswith="work.visit.")
    mine = of_visits.filter(topics__contains=[f"technician:{technician.pk}"])
    return list(mine.order_by("id").values_list("name", flat=True))


@pytest.mark.slow
def test_nothing_is_told_to_a_phone_before_a_visit_is_dispatched_and_everything_after(
    by_hand: None, company: Any, dana: Any
) -> None:
    visit = place(dana, company, 1)
    place(dana, company, 2, visit)
    dana.patch(f"/visits/{visit}", {"duration_s": 1800})
    assert (statuses(visit), heard(company.tariq)) == (["scheduled"], [])
    answer = dana.post("/board/dispatch", {"visit_ids": [visit]})
    assert (answer.status_code, [row["status"] for row in answer.json()["items"]]) == (200, ["dispatched"])
    assert heard(company.tariq) == ["work.visit.dispatched"]
    # Moved on the day it was released for: it stays released, and he is told.
    place(dana, company, 3, visit)
    assert (statuses(visit), heard(company.tariq)[1:]) == (
        ["dispatched"],
        ["work.visit.scheduled", "work.visit.dispatched"],
    )
    # To another day: it goes off the phone until that day is released.
    place(dana, company, 25, visit)
    assert (statuses(visit), heard(company.tariq)[3:]) == (["scheduled"], ["work.visit.scheduled"])
    place(dana, company, 26, visit)
    assert heard(company.tariq)[4:] == []


@pytest.mark.slow
def test_a_technicians_day_the_boards_day_and_undo(by_hand: None, company: Any, dana: Any) -> None:
    tina = company.technician("Tina", skills=[{"skill_id": company.gas.pk, "level": 2}])
    mine = [place(dana, company, 1), place(dana, company, 3)]
    hers, tomorrow, held = place(dana, company, 1, who=tina), place(dana, company, 25), place(dana, company, 5)
    order = work.visit_facts([held])[0]["work_order_id"]
    assert dana.post(f"/work-orders/{order}/holds", {"kind": "parts", "reason": "a pump"}).status_code == 201
    day = {"starts_at": company.at(-8).isoformat(), "ends_at": company.at(16).isoformat()}
    sent = dana.post("/board/dispatch", day | {"technician_ids": [company.tariq.pk]}).json()
    assert [row["id"] for row in sent["items"]] == mine
    sent = dana.post("/board/dispatch", day).json()
    assert [row["id"] for row in sent["items"]] == [hers]
    assert statuses(*mine, hers, tomorrow, held) == ["dispatched"] * 3 + ["scheduled"] * 2
    # Again changes nothing; undone, they stay planned, and nothing but a person sends them there again.
    assert dana.post("/board/dispatch", day).json()["items"] == []
    back = dana.post("/board/withdraw", {"visit_ids": mine})
    assert [(row["status"], row["kept_back"]) for row in back.json()["items"]] == [("scheduled", True)] * 2
    assert heard(company.tariq)[-1] == "work.visit.withdrawn"
    (row,) = dana.post("/board/dispatch", {"visit_ids": [mine[0]]}).json()["items"]
    assert row["kept_back"] is False


@pytest.mark.slow
def test_all_or_none(by_hand: None, company: Any, dana: Any, told: Any) -> None:
    good, held, draft = place(dana, company, 1), place(dana, company, 3), company.visit()
    order = work.visit_facts([held])[0]["work_order_id"]
    dana.post(f"/work-orders/{order}/holds", {"kind": "parts", "reason": "a pump"})
    before = told()
    for visit, code in ((held, "on_hold"), (draft, "move_refused"), (10**9, "not_found")):
        answer = dana.post("/board/dispatch", {"visit_ids": [good, visit]})
        assert (answer.status_code, answer.json()["code"]) == (404 if code == "not_found" else 409, code)
    assert dana.post("/board/dispatch", {}).status_code == 422
    assert (told(), statuses(good, held, draft)) == (before, ["scheduled", "scheduled", "draft"])
    dana.post("/board/dispatch", {"visit_ids": [good]})
    assert dana.post(f"/visits/{good}/depart", {"reason": "His phone is dead"}).status_code == 200
    assert dana.post("/board/withdraw", {"visit_ids": [good]}).json()["code"] == "move_refused"
    assert statuses(good) == ["traveling"]


def test_what_is_kept_back_stays_off_the_phone_when_it_is_moved(company: Any, dana: Any) -> None:
    """With the policy of a new company, by which it would be on the phone at once."""
    visit = place(dana, company, 1)
    assert statuses(visit) == ["dispatched"]
    assert dana.post(f"/visits/{visit}/withdraw", {"reason": "Wait for the key"}).json()["moves"].count("dispatch") == 1
    place(dana, company, 2, visit)
    assert statuses(visit) == ["scheduled"]
    assert dana.post(f"/visits/{visit}/unschedule", {}).json()["kept_back"] is False


def test_an_emergency_is_on_the_phone_at_once(by_hand: None, company: Any, dana: Any) -> None:
    assert statuses(place(dana, company, 1, priority=1), place(dana, company, 3, priority=2)) == [
        "dispatched",
        "scheduled",
    ]


@pytest.mark.slow
def test_a_technicians_day_holds_what_he_goes_along_with(by_hand: None, company: Any, dana: Any) -> None:
    crewed = place(dana, company, 1, work_type=company.kind("Lift", crew_size=2))
    alone = place(dana, company, 3)
    assert dana.post(f"/visits/{crewed}/crew", {"technician_id": company.tove.pk}).status_code == 200
    day = {"starts_at": company.at(0).isoformat(), "ends_at": company.at(9).isoformat()}
    answer = dana.post("/board/dispatch", {**day, "technician_ids": [company.tove.pk]})
    assert [row["id"] for row in answer.json()["items"]] == [crewed]
    assert statuses(crewed, alone) == ["dispatched", "scheduled"]
