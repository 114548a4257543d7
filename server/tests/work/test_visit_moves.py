"""Every move from every state: what the table allows happens, everything else is refused and leaves no trace."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.foundation.lifecycle import MoveRefused
from truckroll.foundation.models import LifecycleMove, OutboxEvent
from truckroll.work.lifecycle import VISIT, VisitStatus

# Written by hand, apart from the table it checks.
ALLOWED = {
    "draft": {"schedule": "scheduled", "cancel": "canceled"},
    "scheduled": {"schedule": "scheduled", "unschedule": "draft", "dispatch": "dispatched", "cancel": "canceled"},
    "dispatched": {
        "schedule": "scheduled",
        "unschedule": "draft",
        "withdraw": "scheduled",
        "depart": "traveling",
        "arrive": "on_site",
        "cancel": "canceled",
    },
    "traveling": {"arrive": "on_site", "report_no_access": "no_access", "cancel": "canceled"},
    "on_site": {"start": "working", "stop": "stopped", "report_no_access": "no_access", "cancel": "canceled"},
    "working": {"pause": "paused", "complete": "completed", "stop": "stopped"},
    "paused": {"resume": "working", "stop": "stopped"},
    "completed": {},
    "stopped": {},
    "no_access": {},
    "canceled": {},
}
CASES = [(status, name) for status, moves in ALLOWED.items() for name in moves]


def test_rule_12_the_table_names_every_status() -> None:
    assert list(ALLOWED) == list(VisitStatus.values)


@pytest.mark.parametrize("status", VisitStatus.values)
def test_rule_12_every_other_move_from_a_state_is_refused(status: str, visit_in: Any, move: Any) -> None:
    visit = visit_in(status)
    for name in (m.name for m in VISIT.moves if m.name not in ALLOWED[status]):
        lines, facts, version = LifecycleMove.objects.count(), OutboxEvent.objects.count(), visit.version
        with pytest.raises(MoveRefused) as refused:
            move(visit, name)
        assert refused.value.facts["status"] == status
        assert refused.value.facts["moves"] == list(ALLOWED[status])
        visit.refresh_from_db()
        assert (visit.status, visit.version) == (status, version)
        assert (LifecycleMove.objects.count(), OutboxEvent.objects.count()) == (lines, facts)


@pytest.mark.parametrize(("status", "name"), CASES)
def test_rule_12_every_move_of_the_table_happens(status: str, name: str, visit_in: Any, move: Any) -> None:
    visit = visit_in(status)
    move(visit, name)
    visit.refresh_from_db()
    target = ALLOWED[status][name]
    assert visit.status == target
    last = LifecycleMove.objects.filter(lifecycle="visit", object_id=visit.pk).latest("id")
    assert (last.move, last.from_status, last.to_status) == (name, status, target)
