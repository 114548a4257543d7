"""F1: the server is killed at each named point, at each pass of it; the phone repeats; nothing is lost or doubled."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from truckroll.foundation import invariants
from truckroll.foundation.crash import POINTS
from truckroll.foundation.models import Command

if TYPE_CHECKING:
    from collections.abc import Callable

WRITE_PATH = [p for p in POINTS if p.startswith("cmd.")]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", WRITE_PATH)
def test_f1_p1_p2_killed_at_each_pass_of_a_point_of_the_write_path(
    point: str, web: Callable[..., Any], field_day: Callable[[int], Any]
) -> None:
    """The phone is made known and sends a note: two passes, and the third is not reached."""
    reached = 0
    written: list[str] = []
    day = field_day(1)
    (phone,) = day.phones
    while True:
        server = web(crash_at=f"{point}:{reached + 1}")
        phone.port = server.port
        texts = [f"{point} pass {reached + 1}"]
        died = _try_once(phone, texts, server)
        if not died:
            server.stop()
        assert died == (server.ended == 137)
        phone.port = web().port
        phone.register()
        phone.flush(batch=1)
        written += texts
        assert day.notes() == written
        assert {a["outcome"] for a in phone.answers.values()} <= {"applied", "duplicate"}
        acknowledged = set(phone.answers)
        ledger = {str(u) for u in Command.objects.filter(seq__isnull=False).values_list("uuid", flat=True)}
        assert acknowledged == ledger, "I1: what was acknowledged is in the ledger, and nothing else"
        assert invariants.check() == {}
        if not died:
            assert reached == 2, f"{point} was passed {reached} times"
            return
        reached += 1


def _try_once(phone: Any, texts: list[str], server: Any) -> bool:
    """Work until the server dies; whether it did. What was put into the outbox stays there."""
    for text in texts:
        phone.note(text)
    try:
        phone.register()
        for command in phone.unanswered():
            status, body = phone.post(command)
            assert status == 200, body
            phone.answers |= {a["uuid"]: a for a in body["answers"]}
    except phone.NoAnswer:
        while not server.has_ended():
            time.sleep(0.01)
    return bool(server.has_ended())
