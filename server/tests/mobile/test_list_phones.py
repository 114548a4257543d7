"""What the office knows of phones: when each spoke last, and what it still had to send (P5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def say(day: Any, unsent: int, *commands: dict[str, Any]) -> None:
    answer = day.phone.api.post(
        "/mobile/commands",
        {"device": str(day.phone.device), "sent_at": day.now.isoformat(), "unsent": unsent, "commands": list(commands)},
    )
    assert answer.status_code == 200, answer.content


def test_p5_the_office_sees_what_a_phone_still_has_to_send(day: Any, dana: Any) -> None:
    assert dana.get("/mobile/phones").json() == {"items": [], "total": 0}
    # Three wait on the phone, and one of them comes now: two are left.
    say(day, 3, day.phone.command("depart_visit", visit_id=day.visit.pk, at=day.now - timedelta(minutes=1)))
    (phone,) = dana.get("/mobile/phones").json()["items"]
    assert (phone["technician_id"], phone["unsent"]) == (day.tariq.pk, 2)
    say(day, 0)
    with CaptureQueriesContext(connection) as asked:
        (phone,) = dana.get("/mobile/phones").json()["items"]
    assert phone["unsent"] == 0
    assert len([one for one in asked if "mobile_contact" in one["sql"]]) == 1


def test_a_technician_does_not_see_the_phones_of_others(day: Any) -> None:
    assert day.phone.api.get("/mobile/phones").status_code == 403
