"""The board: what it shows, in how few queries, and that its events make it what a fresh load shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from truckroll.foundation import events
from truckroll.foundation.models import OutboxEvent
from truckroll.work import queries as work
from truckroll.work.actions import visits


def board(api: Any, company: Any, days: int = 1) -> dict[str, Any]:
    answer = api.get("/board", **{"from": company.at(-8).isoformat(), "to": (company.at(-8 + 24 * days)).isoformat()})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def place(api: Any, visit: int, technician: Any, at: Any) -> None:
    answer = api.post(f"/visits/{visit}/place", {"technician_id": technician.pk, "starts_at": at.isoformat()})
    assert answer.status_code == 200, answer.content


@pytest.mark.slow
def test_it_shows_technicians_visits_absences_and_the_queue(company: Any, dana: Any) -> None:
    first, waiting, tomorrow = company.visit(), company.visit(), company.visit()
    place(dana, first, company.tariq, company.at(1))
    place(dana, tomorrow, company.tariq, company.at(25))
    dana.post(
        "/absences",
        {
            "technician_id": company.tove.pk,
            "kind": "leave",
            "starts_at": company.at(1).isoformat(),
            "ends_at": company.at(2).isoformat(),
        },
    )
    shown = board(dana, company)
    assert [(t["name"], t["initials"], len(t["shifts"])) for t in shown["technicians"]] == [
        ("Tariq", "T", 1),
        ("Tove", "T", 1),
    ]
    assert shown["technicians"][0]["shifts"][0] == {
        "starts_at": "2026-11-23T08:00:00Z",
        "ends_at": "2026-11-23T17:00:00Z",
        "on": "2026-11-23",
    }
    assert [(r["kind"], r["id"]) for r in shown["rows"]][:2] == [("visit", first), ("visit", waiting)]
    assert [r["kind"] for r in shown["rows"]] == ["visit", "visit", "absence"]
    assert shown["travel"] == {"base_s": 50.0, "s_per_m": 0.1076}
    assert shown["rate"] == 1.0


@pytest.mark.slow
def test_it_takes_the_same_queries_for_one_visit_and_for_thirty(
    company: Any, dana: Any, django_db_blocker: Any
) -> None:

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            board(dana, company)
        return len(caught)

    place(dana, company.visit(), company.tariq, company.at(0))
    queries()  # whatever is asked once per process
    few = queries()
    company.technician("Uma")
    for _ in range(30):
        company.visit()
    assert queries() == few
    # Who asks, clock, epoch and cursor, technicians and rota, visits, queue and their rows, absences.
    assert few <= 20


@pytest.mark.parametrize(("starts", "ends"), [(0, 0), (1, 0), (0, 24 * 32)])
def test_a_span_that_cannot_be_meant_is_refused(company: Any, dana: Any, starts: int, ends: int) -> None:
    answer = dana.get("/board", **{"from": company.at(starts).isoformat(), "to": company.at(ends).isoformat()})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_the_field_has_no_board(company: Any, make_user: Any, as_user: Any) -> None:
    answer = as_user(make_user("technician")).get(
        "/board", **{"from": company.at(0).isoformat(), "to": company.at(9).isoformat()}
    )
    assert answer.status_code == 403


def _apply(rows: dict[tuple[str, int], dict[str, Any]], told: Any, company: Any) -> None:
    """As the client does: newer rows replace, rows outside of the window and gone ones vanish."""
    starts, ends = company.at(-8), company.at(16)
    for row in told.rows:
        key = (row["kind"], row["id"])
        if key in rows and rows[key]["version"] > row["version"]:
            continue
        at = row.get("starts_at")
        inside = at is None or starts.isoformat() <= at.replace("Z", "+00:00") < ends.isoformat()
        if row["kind"] == "technician" or (inside and row.get("status") != "canceled"):
            rows[key] = row
        else:
            rows.pop(key, None)
    for gone in told.gone:
        rows.pop((gone["kind"], gone["id"]), None)


def _rows(shown: dict[str, Any]) -> dict[tuple[str, int], dict[str, Any]]:
    return {(r["kind"], r["id"]): r for r in shown["rows"]}


@pytest.mark.slow
def test_p10_load_act_apply_events_is_a_fresh_load(company: Any, dana: Any) -> None:
    north = company.place("North Road", lat=51.59)
    first, second, third = company.visit(), company.visit(site=north), company.visit()
    place(dana, first, company.tariq, company.at(0))
    place(dana, third, company.tariq, company.at(4))

    def unschedule() -> None:
        visit = work.get_visit(actor=company.worker, visit_id=second)
        with transaction.atomic():
            visits.unschedule_visit(visit=visit, actor=company.worker, now=company.now)

    absence = {
        "technician_id": company.tariq.pk,
        "kind": "sick",
        "release_visits": True,
        "starts_at": company.at(3.5).isoformat(),
        "ends_at": company.at(6).isoformat(),
    }
    acts: dict[str, Any] = {
        "place": lambda: place(dana, second, company.tariq, company.at(2)),
        "move": lambda: place(dana, second, company.tariq, company.at(1.5)),
        "suggest": lambda: dana.post(f"/visits/{second}/suggest"),
        "unschedule": unschedule,
        "absence": lambda: dana.post("/absences", absence),
        "tomorrow": lambda: place(dana, second, company.tariq, company.at(26)),
    }
    for name in ("suggest", "place", "move", "unschedule", "absence", "place", "tomorrow"):
        rows = _rows(board(dana, company))
        last = OutboxEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
        acts[name]()
        for told in OutboxEvent.objects.filter(id__gt=last).order_by("id"):
            _apply(rows, told, company)
        fresh = _rows(board(dana, company))
        assert rows == fresh, name


@pytest.mark.django_db(transaction=True)
def test_what_is_told_after_the_boards_cursor_is_what_happened_after_it(company: Any, dana: Any) -> None:
    visit = company.visit()
    shown = board(dana, company)
    cursor = events.Cursor.parse(shown["cursor"], shown["epoch"])
    assert cursor is not None
    assert events.read_after(cursor) == []
    place(dana, visit, company.tariq, company.at(1))
    told = events.read_after(cursor)
    assert {t.name for t in told} >= {"dispatch.decision.made", "work.visit.scheduled"}
    assert company.at(1) - company.now == timedelta(hours=1)
