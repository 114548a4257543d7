"""The truth table of a work order's status."""

from __future__ import annotations

import itertools

import pytest

from truckroll.work.standing import Facts, status_of


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (Facts(["draft"], ["open"]), "unscheduled"),
        (Facts(["scheduled"], ["open"]), "scheduled"),
        (Facts(["dispatched"], ["open"]), "scheduled"),
        (Facts(["scheduled", "traveling"], ["open"]), "in_progress"),
        (Facts(["on_site"], ["open"]), "in_progress"),
        (Facts(["working"], ["open"]), "in_progress"),
        (Facts(["paused"], ["open"]), "in_progress"),
        # A plan speaks louder than a hold, work louder than a plan.
        (Facts(["scheduled"], ["open"], held=True), "scheduled"),
        (Facts(["draft"], ["open"], held=True), "on_hold"),
        (Facts(["completed", "scheduled"], ["done"]), "scheduled"),
        (Facts(["completed"], ["done"]), "completed"),
        (Facts(["completed"], ["done", "dropped"]), "completed"),
        (Facts(["completed"], ["done", "open"]), "unscheduled"),
        (Facts(["completed"], ["done"], approved=True), "approved"),
        (Facts(["completed"], ["done"], approved=True, closed=True), "closed"),
        (Facts(["canceled"], ["open"]), "unscheduled"),
        (Facts(["canceled"], ["dropped"]), "canceled"),
        (Facts(["working"], ["open"], canceled=True), "canceled"),
    ],
)
def test_rule_13_status_is_read_from_visits_holds_and_scope(facts: Facts, status: str) -> None:
    assert status_of(facts) == status


def test_rule_13_a_stopped_visit_never_yields_completed_in_any_order() -> None:
    """A stopped visit leaves its scope open; whatever else ended before or after, the work order is not completed."""
    ended = ["completed", "stopped", "no_access", "canceled"]
    for others in itertools.product(ended, repeat=3):
        for visits in itertools.permutations(["stopped", *others]):
            assert status_of(Facts(visits, ["done", "open"])) == "unscheduled"
