"""What follows what is judged when either is placed; a circle is refused, a canceled first one blocks (rule 21)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from truckroll.dispatch import queries
from truckroll.foundation import handling
from truckroll.work import queries as work


def place(api: Any, visit: int, technician: Any, at: Any, **more: Any) -> Any:
    return api.post(f"/visits/{visit}/place", {"technician_id": technician.pk, "starts_at": at.isoformat(), **more})


@pytest.fixture
def kind(company: Any) -> Any:
    return company.kind("Plaster")


def linked(company: Any, api: Any, kind: Any, **terms: Any) -> tuple[int, int]:
    """Two visits of an hour, the second after the first."""
    first, then = company.visit(work_type=kind), company.visit(work_type=kind)
    answer = api.post(f"/visits/{then}/links", {"first_id": first, **terms})
    assert answer.status_code == 200, answer.content
    return first, then


def test_rule_21_a_circle_is_refused_and_named(company: Any, dana: Any, kind: Any, told: Any) -> None:
    first, then = linked(company, dana, kind)
    last = company.visit(work_type=kind)
    dana.post(f"/visits/{last}/links", {"first_id": then})
    before = told()
    refused = dana.post(f"/visits/{first}/links", {"first_id": last})
    assert (refused.status_code, refused.json()["code"]) == (409, "links_in_a_circle")
    numbers = [work.visit_rows([pk])[0]["number"] for pk in (first, then, last)]
    assert refused.json()["facts"]["chain"] == numbers
    assert dana.post(f"/visits/{first}/links", {"first_id": first}).json()["code"] == "links_in_a_circle"
    assert (work.visit_rows([first])[0]["follows"], told()) == ([], before)


@pytest.mark.slow
def test_rule_21_finish_to_start_with_its_lag_is_judged_from_both_ends(company: Any, dana: Any, kind: Any) -> None:
    first, then = linked(company, dana, kind, lag_s=3600)
    refused = place(dana, then, company.tariq, company.at(5))
    numbers = [work.visit_rows([pk])[0]["number"] for pk in (first, then)]
    assert refused.json()["detail"] == f"{numbers[1]} follows {numbers[0]}, which nobody has yet."
    assert place(dana, first, company.tariq, company.at(1)).status_code == 200
    refused = place(dana, then, company.tove, company.at(2.5))
    assert refused.json()["detail"] == (
        f"{numbers[1]} follows {numbers[0]} (09:00–10:00) and would start 30 min too early."
    )
    assert refused.json()["facts"]["broken"][0]["rule"] == "before_predecessor"
    assert place(dana, then, company.tove, company.at(3)).status_code == 200
    # Moving the first one looks at what follows it, where it stands.
    refused = place(dana, first, company.tariq, company.at(2))
    assert refused.json()["detail"] == (
        f"{numbers[1]} (11:00–12:00) follows {numbers[0]} and would start 1 h too early."
    )
    assert work.visit_rows([first])[0]["starts_at"] == "2026-11-23T09:00:00Z"
    moved = place(dana, first, company.tariq, company.at(2), override_reason="They know")
    assert moved.status_code == 200
    span = {"from": company.at(-8).isoformat(), "to": company.at(16).isoformat()}
    (conflict,) = dana.get("/board/conflicts", **span).json()["items"]
    assert (conflict["visit_id"], [b["rule"] for b in conflict["broken"]]) == (then, ["before_predecessor"])


@pytest.mark.slow
def test_rule_21_the_same_technician_at_once(company: Any, dana: Any, kind: Any) -> None:
    first, then = linked(company, dana, kind, same_technician=True, immediately=True)
    place(dana, first, company.tariq, company.at(1))
    refused = place(dana, then, company.tove, company.at(3))
    assert [b["rule"] for b in refused.json()["facts"]["broken"]] == ["not_immediately", "not_same_technician"]
    assert place(dana, then, company.tariq, company.at(2)).status_code == 200


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_rule_21_what_follows_a_canceled_visit_is_blocked_not_free(company: Any, dana: Any, kind: Any) -> None:
    first, then = linked(company, dana, kind)
    number = work.visit_rows([first])[0]["number"]
    assert dana.post(f"/visits/{then}/assign").json()["visit"]["flag"] == {
        "code": "blocked", "sentence": f"It follows {number}, which nobody has yet.",
    }  # fmt: skip
    dana.post(f"/visits/{first}/cancel", {"reason": "Not needed"})
    while handling.deliver_all():
        pass
    row = work.visit_rows([then])[0]
    assert row["flag"] == {"code": "blocked", "sentence": f"It follows {number}, which was canceled."}
    assert place(dana, then, company.tariq, company.at(1)).json()["code"] == "placement_refused"
    assert dana.delete(f"/visits/{then}/links/{first}").json()["follows"] == []
    assert place(dana, then, company.tariq, company.at(1)).status_code == 200


def test_rule_21_what_follows_a_canceled_visit_goes_to_no_phone(company: Any, dana: Any, kind: Any) -> None:
    first, then = linked(company, dana, kind)
    assert place(dana, first, company.tariq, company.at(48)).status_code == 200
    assert place(dana, then, company.tariq, company.at(50)).json()["status"] == "scheduled"
    number = work.visit_rows([first])[0]["number"]
    dana.post(f"/visits/{first}/cancel", {"reason": "Not needed"})
    answer = dana.post(f"/visits/{then}/dispatch")
    assert (answer.status_code, answer.json()["code"]) == (409, "follows_canceled")
    assert answer.json()["detail"].endswith(f"follows {number}, which was canceled.")
    assert work.visit_rows([then])[0]["status"] == "scheduled"
    later = company.at(49)
    assert then not in queries.list_due_visits(actor=company.worker, now=later)
    assert dana.delete(f"/visits/{then}/links/{first}").status_code == 200
    assert then in queries.list_due_visits(actor=company.worker, now=later)
    assert dana.post(f"/visits/{then}/dispatch").json()["status"] == "dispatched"


@pytest.mark.slow
def test_the_assigner_looks_for_a_start_after_what_it_follows(company: Any, dana: Any, kind: Any) -> None:
    first, then = linked(company, dana, kind, lag_s=1800)
    place(dana, first, company.tariq, company.at(1))
    visit = dana.post(f"/visits/{then}/assign").json()["visit"]
    assert visit["starts_at"] == (company.at(1) + timedelta(minutes=90)).isoformat().replace("+00:00", "Z")
