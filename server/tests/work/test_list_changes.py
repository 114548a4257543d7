"""P22: every change is kept with who made it, through what, in which request, and what it was before."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


def changes(api: Any, path: str, noun: str) -> list[dict[str, Any]]:
    answer = api.get(f"{path}/changes", page_size=200)
    assert answer.status_code == 200, answer.content
    assert answer.json()["total"] == len(answer.json()["items"])
    # In a test all happens in one transaction, which has one instant.
    return [change for change in answer.json()["items"] if change["noun"] == noun]


def test_p22_a_change_names_actor_request_and_both_values(dana: Any, visit_in: Any) -> None:
    order = f"/work-orders/{visit_in('scheduled').work_order_id}"
    dana._client.patch(
        f"/api{order}", {"description": "Pump hums"}, content_type="application/json",
        headers={"X-Request-Id": "7F3A"},
    )  # fmt: skip
    latest = changes(dana, order, "work order")[0]
    assert latest["changed"] == {"description": ["No heat", "Pump hums"]}
    assert {name: latest[name] for name in ("noun", "what", "actor", "source", "command", "request_id")} == {
        "noun": "work order",
        "what": "update",
        "actor": "Dana <dana@example.test>",
        "source": "browser",
        "command": "work.change_work_order",
        "request_id": "7F3A",
    }


def test_p22_what_is_done_past_the_program_is_kept_too(dana: Any, visit_in: Any) -> None:
    visit = visit_in("scheduled")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
        cursor.execute("UPDATE work_visit SET duration_s = 60 WHERE id = %s", [visit.pk])
    latest = changes(dana, f"/work-orders/{visit.work_order_id}", "visit")[0]
    assert (latest["noun"], latest["actor"], latest["source"]) == ("visit", "", "sql")
    assert latest["changed"] == {"duration_s": [3600, 60]}


@pytest.mark.slow
def test_the_history_takes_as_many_queries_for_many_changes_as_for_few(dana: Any, visit_in: Any) -> None:
    order = f"/work-orders/{visit_in('scheduled').work_order_id}"

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            changes(dana, order, "note")
        return len(caught)

    few = queries()
    for number in range(12):
        assert dana.post(f"{order}/notes", {"text": f"Call {number}"}).status_code == 201
    assert queries() == few
    assert [c["changed"]["text"] for c in changes(dana, order, "note")[:1]] == [[None, "Call 11"]]


def test_customers_sites_and_technicians_have_a_history(dana: Any, world: Any) -> None:
    dana.patch(f"/customers/{world.customer.pk}", {"name": "Carla plc"})
    dana.patch(f"/sites/{world.site.pk}", {"access_notes": "Ring twice"})
    dana.patch(f"/technicians/{world.tove.pk}", {"phone": "+44 20 5550 0199"})
    for path, noun, changed in (
        (f"/customers/{world.customer.pk}", "customer", {"name": ["Carla Ltd", "Carla plc"]}),
        (f"/sites/{world.site.pk}", "site", {"access_notes": ["", "Ring twice"]}),
        (f"/technicians/{world.tove.pk}", "technician", {"phone": ["", "+44 20 5550 0199"]}),
    ):
        assert changes(dana, path, noun)[0]["changed"] == changed


def test_the_field_reads_no_audit(as_user: Any, world: Any, visit_in: Any) -> None:
    visit = visit_in("dispatched")
    assert as_user(world.tariq_user).get(f"/work-orders/{visit.work_order_id}/changes").status_code == 403
