"""Rule 24: what changed after a visit was placed shows as a conflict with its numbers; nobody is unassigned."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from truckroll.foundation import handling
from truckroll.foundation.models import OutboxEvent
from truckroll.workforce.actions import technicians


def place(api: Any, visit: int, technician: Any, at: Any, **values: Any) -> None:
    body = {"technician_id": technician.pk, "starts_at": at.isoformat(), **values}
    answer = api.post(f"/visits/{visit}/place", body)
    assert answer.status_code == 200, answer.content


def conflicts(api: Any, company: Any, days: int = 1) -> dict[str, Any]:
    span = {"from": company.at(-8).isoformat(), "to": company.at(-8 + 24 * days).isoformat()}
    answer = api.get("/board/conflicts", **span)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def said(api: Any, company: Any, days: int = 1) -> list[tuple[int, str, str]]:
    shown = conflicts(api, company, days)
    assert shown["total"] == len(shown["items"])
    return [(item["visit_id"], b["rule"], b["sentence"]) for item in shown["items"] for b in item["broken"]]


@pytest.fixture
def placed(company: Any, dana: Any) -> int:
    """A visit with Tariq at nine that breaks nothing."""
    visit = company.visit()
    place(dana, visit, company.tariq, company.at(1))
    assert said(dana, company) == []
    return int(visit)


def test_rule_24_a_skill_taken_away(company: Any, dana: Any, placed: int) -> None:
    assert dana.patch(f"/technicians/{company.tariq.pk}", {"skills": []}).status_code == 200
    (item,) = conflicts(dana, company)["items"]
    assert {
        name: item[name] for name in ("visit_id", "technician_id", "technician", "starts_at", "ends_at", "site")
    } == {
        "visit_id": placed,
        "technician_id": company.tariq.pk,
        "technician": "Tariq",
        "starts_at": "2026-11-23T09:00:00Z",
        "ends_at": "2026-11-23T10:00:00Z",
        "site": "Mill Lane",
    }
    assert [(b["rule"], b["sentence"], b["override"], b["amount"], b["unit"]) for b in item["broken"]] == [
        ("skill_missing", "Needs Gas; Tariq does not have it.", "dispatcher", 1, "skills")
    ]
    # Nobody was unassigned: a person decides.
    assert dana.get(f"/visits/{placed}").json()["technician_id"] == company.tariq.pk


@pytest.mark.slow
def test_rule_24_a_certificate_that_lapses_before_the_visit(company: Any, dana: Any) -> None:
    with transaction.atomic():
        kind = technicians.create_certification_type(
            name="18th Edition", is_legal=True, actor=company.worker, now=company.now
        )
        held = technicians.add_certification(
            technician=company.tariq,
            certification_type=kind,
            valid_from=date(2020, 1, 1),
            actor=company.worker,
            now=company.now,
        )
    visit = company.visit(work_type=company.kind("Rewire", certifications=[kind.pk]))
    place(dana, visit, company.tariq, company.at(25))
    assert said(dana, company, 3) == []
    assert dana.patch(f"/certifications/{held.pk}", {"expires_on": "2026-11-23"}).status_code == 200
    assert said(dana, company, 3) == [(visit, "certification_expired", "Needs 18th Edition; Tariq's expired 23 Nov.")]
    assert conflicts(dana, company, 3)["items"][0]["broken"][0]["override"] == "compliance"
    # The day before it lapses there is no conflict: the last day counts in full (rule 22).
    assert dana.patch(f"/certifications/{held.pk}", {"expires_on": "2026-11-24"}).status_code == 200
    assert said(dana, company, 3) == []


def test_rule_24_hours_of_the_site_that_changed(company: Any, dana: Any, placed: int) -> None:
    windows = [{"weekday": 0, "opens": "13:00", "closes": "17:00"}]
    assert dana.patch(f"/sites/{company.site.pk}", {"access_windows": windows}).status_code == 200
    assert said(dana, company) == [
        (
            placed,
            "access_window_closed",
            "The site lets people in 13:00–17:00; 1 h from 09:00 do not fit.",
        )
    ]


def test_rule_24_a_shift_that_was_taken_away(company: Any, dana: Any, placed: int) -> None:
    body = {"technician_id": company.tariq.pk, "on": "2026-11-23", "starts": "13:00", "ends": "17:00"}
    assert dana.post("/shift-exceptions", body).status_code == 201
    number = dana.get(f"/visits/{placed}").json()["number"]
    assert said(dana, company) == [
        (placed, "travel_gap", f"From where the day starts Tariq reaches {number} 3 h after 09:00."),
        (placed, "outside_shift", f"Tariq's shift is 13:00–17:00; {number} would be 09:00–10:00."),
    ]


@pytest.mark.slow
def test_rule_24_an_absence_never_lies_over_a_visit_but_may_cut_the_way_to_it(company: Any, dana: Any) -> None:
    near, far = company.visit(), company.visit(site=company.place("Far End", lat=51.7))
    place(dana, near, company.tariq, company.at(0))
    place(dana, far, company.tariq, company.at(2))
    absence = {
        "technician_id": company.tariq.pk, "kind": "leave",
        "starts_at": company.at(1).isoformat(), "ends_at": company.at(1.9).isoformat(),
    }  # fmt: skip
    over = absence | {"ends_at": company.at(2.5).isoformat()}
    assert dana.post("/absences", over).json()["code"] == "double_booked"
    assert dana.post("/absences", absence).status_code == 201
    # 2,440 s of driving begin when he is back: 41 min after 09:54, 35 min after ten.
    first, second = (dana.get(f"/visits/{visit}").json()["number"] for visit in (near, far))
    sentence = f"From {first} Tariq reaches {second} 35 min after 10:00."
    # Each of the two could be moved.
    assert said(dana, company) == [(near, "travel_gap", sentence), (far, "travel_gap", sentence)]


def test_what_was_set_aside_with_a_reason_is_no_conflict_until_it_is_moved(company: Any, dana: Any) -> None:
    visit = company.visit()
    place(dana, visit, company.tove, company.at(1), override_reason="She watched Tariq do it")
    assert said(dana, company) == []
    # Another rule is another matter.
    windows = [{"weekday": 0, "opens": "13:00", "closes": "17:00"}]
    dana.patch(f"/sites/{company.site.pk}", {"access_windows": windows})
    assert [rule for _, rule, _ in said(dana, company)] == ["access_window_closed"]


def test_rule_61_the_list_says_what_a_drop_there_would_say(company: Any, dana: Any, placed: int) -> None:
    dana.patch(f"/technicians/{company.tariq.pk}", {"skills": []})
    (item,) = conflicts(dana, company)["items"]
    where = {"technician_id": company.tariq.pk, "starts_at": company.at(1).isoformat()}
    (candidate,) = dana.post("/board/judge", {"visit_id": placed, **where}).json()["candidates"]
    assert candidate["broken"] == item["broken"]


@pytest.mark.slow
def test_a_visit_that_is_late_is_not_in_conflict(company: Any, dana: Any, monkeypatch: Any) -> None:
    first, second = company.visit(), company.visit()
    place(dana, first, company.tariq, company.at(1))
    place(dana, second, company.tariq, company.at(2))
    from truckroll.foundation import clock

    monkeypatch.setattr(clock, "at", lambda real: company.at(5))
    assert said(dana, company) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_the_board_is_told_when_what_a_visit_rests_on_changes(company: Any, dana: Any, placed: int) -> None:
    handling.deliver_all()
    assert dana.patch(f"/technicians/{company.tariq.pk}", {"skills": []}).status_code == 200
    handling.deliver_all()
    told = OutboxEvent.objects.filter(name="dispatch.conflicts.changed").order_by("-id")[0]
    assert told.payload == {"visit_ids": [placed], "conflicting_ids": [placed]}
    assert told.topics == ["office"]
    skills = [{"skill_id": company.gas.pk, "level": 2}]
    assert dana.patch(f"/technicians/{company.tariq.pk}", {"skills": skills}).status_code == 200
    handling.deliver_all()
    told = OutboxEvent.objects.filter(name="dispatch.conflicts.changed").order_by("-id")[0]
    assert told.payload == {"visit_ids": [placed], "conflicting_ids": []}


@pytest.mark.slow
def test_it_takes_the_same_queries_for_one_visit_and_for_twelve(company: Any, dana: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            conflicts(dana, company, 2)
        return len(caught)

    place(dana, company.visit(), company.tariq, company.at(1))
    queries()
    few = queries()
    uma = company.technician("Uma", skills=[{"skill_id": company.gas.pk, "level": 1}])
    for hour in range(6):
        place(dana, company.visit(site=company.place(f"Site {hour}")), uma, company.at(hour + 1))
        place(dana, company.visit(), company.tariq, company.at(hour + 25))
    dana.patch(f"/technicians/{uma.pk}", {"skills": []})
    assert len(conflicts(dana, company, 2)["items"]) == 6
    assert queries() == few


def test_a_span_that_cannot_be_meant_is_refused(company: Any, dana: Any) -> None:
    answer = dana.get("/board/conflicts", **{"from": company.at(1).isoformat(), "to": company.at(0).isoformat()})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
