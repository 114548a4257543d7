"""A job longer than a shift is a visit each day: split, placed together, planned anew at the end of each (rule 20)."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.accounts.actors import system
from truckroll.foundation.invariants import check
from truckroll.work import queries as work
from truckroll.work.actions import field

SYSTEM = system("test")


@pytest.fixture
def plant(company: Any) -> Any:
    """Twenty hours for two people, with a question at the end."""
    return company.kind(
        "New plant room", duration_s=20 * 3600, crew_size=2, checklist=[{"text": "Tight?", "is_required": True}]
    )


def split(company: Any, api: Any, plant: Any) -> list[int]:
    visit = company.visit(work_type=plant)
    answer = api.post(f"/visits/{visit}/split", {"longest_s": 8 * 3600})
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["items"]]


def days_of(ids: list[int]) -> list[tuple[str, int | None, int | None, str, int]]:
    rows = {row["id"]: row for row in work.visit_rows(ids)}
    return [
        (rows[pk]["status"], rows[pk]["series_day"], rows[pk]["series_days"], (rows[pk]["starts_at"] or "")[:16],
         rows[pk]["duration_s"] // 60)
        for pk in ids
    ]  # fmt: skip


def test_rule_20_a_long_job_is_even_days_and_the_last_asks_the_questions(company: Any, dana: Any, plant: Any) -> None:
    ids = split(company, dana, plant)
    assert days_of(ids) == [
        ("draft", 1, 3, "", 400), ("draft", 2, 3, "", 400), ("draft", 3, 3, "", 400),
    ]  # fmt: skip
    rows = {row["id"]: row for row in work.visit_rows(ids)}
    assert [rows[pk]["crew_size"] for pk in ids] == [2, 2, 2]
    assert [[one["visit_id"] for one in rows[pk]["follows"]] for pk in ids] == [[], [ids[0]], [ids[1]]]
    record = dana.get(f"/work-orders/{rows[ids[0]]['work_order_id']}").json()
    assert [answer["visit_id"] for answer in record["checklist"]] == [ids[2]]
    refused = dana.post(f"/visits/{ids[0]}/split", {"longest_s": 3600})
    assert refused.status_code == 422


@pytest.mark.slow
def test_rule_20_all_days_are_placed_with_the_crew_or_none(company: Any, dana: Any, plant: Any, told: Any) -> None:
    ids = split(company, dana, plant)
    # Friday: the next working day is Monday.
    friday = company.at(4 * 24 + 0.5)
    answer = dana.post(
        f"/visits/{ids[0]}/place-days", {"technician_id": company.tariq.pk, "starts_at": friday.isoformat()}
    )
    assert answer.status_code == 200, answer.content
    assert [day[3] for day in days_of(ids)] == ["2026-11-27T08:30", "2026-11-30T08:30", "2026-12-01T08:30"]
    added = dana.post(f"/visits/{ids[0]}/crew", {"technician_id": company.tove.pk, "all_days": True})
    assert added.status_code == 200, added.content
    assert [[one["technician_id"] for one in row["crew"]] for row in work.visit_rows(ids)] == [[company.tove.pk]] * 3
    assert check() == {}
    # On one of the days she is away: no day moves.
    away = {"starts_at": company.at(9 * 24).isoformat(), "ends_at": company.at(9 * 24 + 9).isoformat()}
    dana.post("/absences", {"technician_id": company.tove.pk, "kind": "leave", **away})
    before = (days_of(ids), told())
    monday = company.at(7 * 24 + 0.5)
    refused = dana.post(
        f"/visits/{ids[0]}/place-days", {"technician_id": company.tariq.pk, "starts_at": monday.isoformat()}
    )
    assert refused.json()["code"] == "placement_refused"
    assert "Tove is absent" in refused.json()["detail"]
    assert (days_of(ids), told()) == before


@pytest.mark.slow
def test_rule_20_what_is_left_after_a_day_is_the_estimate_less_what_was_done(
    company: Any, dana: Any, plant: Any
) -> None:
    ids = split(company, dana, plant)
    dana.post(
        f"/visits/{ids[0]}/place-days", {"technician_id": company.tariq.pk, "starts_at": company.at(0.5).isoformat()}
    )
    visit = work.get_visit(actor=SYSTEM, visit_id=ids[0])
    field.arrive_visit(visit=visit, actor=SYSTEM, now=company.at(0.5))
    field.start_visit(visit=visit, actor=SYSTEM, now=company.at(0.5), short_reason="Tove comes tomorrow")
    field.end_day(visit=visit, actor=SYSTEM, now=company.at(8.5))
    # Twenty hours, eight done: 6:40 as planned, and 5:20.
    assert days_of(ids) == [
        ("completed", 1, 3, "2026-11-23T08:30", 400),
        ("scheduled", 2, 3, "2026-11-24T08:30", 400),
        ("scheduled", 3, 3, "2026-11-25T08:30", 320),
    ]
    assert work.get_work_order(actor=SYSTEM, work_order_id=visit.work_order_id).status == "scheduled"
    # The second day finds more: sixteen hours left are the third day and two more.
    visit = work.get_visit(actor=SYSTEM, visit_id=ids[1])
    dana.post(f"/visits/{ids[1]}/dispatch")
    visit.refresh_from_db()
    field.arrive_visit(visit=visit, actor=SYSTEM, now=company.at(24.5))
    field.start_visit(visit=visit, actor=SYSTEM, now=company.at(24.5), short_reason="She is sick")
    field.stop_visit(
        visit=visit, reason="Wall is wet", remaining_s=10 * 3600, needed=["time"], actor=SYSTEM, now=company.at(27)
    )
    more = work.days_of_job(ids[2])[-1]
    assert days_of([ids[2], more.pk]) == [
        ("scheduled", 3, 4, "2026-11-25T08:30", 320), ("draft", 4, 4, "", 280),
    ]  # fmt: skip
    assert check() == {}


@pytest.mark.slow
def test_rule_20_taking_one_day_out_does_not_drop_the_rest(company: Any, dana: Any, plant: Any) -> None:
    ids = split(company, dana, plant)
    dana.post(
        f"/visits/{ids[0]}/place-days", {"technician_id": company.tariq.pk, "starts_at": company.at(0.5).isoformat()}
    )
    assert dana.post(f"/visits/{ids[1]}/cancel", {"reason": "No plaster"}).status_code == 200
    assert [day[:4] for day in days_of([ids[0], ids[2]])] == [
        ("dispatched", 1, 2, "2026-11-23T08:30"), ("scheduled", 2, 2, "2026-11-25T08:30"),
    ]  # fmt: skip
    assert [one["visit_id"] for one in work.visit_rows([ids[2]])[0]["follows"]] == [ids[0]]


@pytest.mark.slow
def test_a_job_done_sooner_needs_no_more_days(company: Any, dana: Any, plant: Any) -> None:
    ids = split(company, dana, plant)
    dana.post(
        f"/visits/{ids[0]}/place-days", {"technician_id": company.tariq.pk, "starts_at": company.at(0.5).isoformat()}
    )
    visit = work.get_visit(actor=SYSTEM, visit_id=ids[0])
    field.arrive_visit(visit=visit, actor=SYSTEM, now=company.at(0.5))
    field.start_visit(visit=visit, actor=SYSTEM, now=company.at(0.5), short_reason="Alone")
    field.complete_visit(visit=visit, actor=SYSTEM, now=company.at(8))
    assert [row["status"] for row in work.visit_rows(ids)] == ["completed", "canceled", "canceled"]
    assert work.get_work_order(actor=SYSTEM, work_order_id=visit.work_order_id).status == "completed"
