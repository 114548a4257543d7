"""How time becomes a quantity."""

from __future__ import annotations

import pytest

from truckroll.billing.drafting import billed_minutes


@pytest.mark.parametrize(
    ("worked_s", "minutes"),
    [(0, 0), (1, 15), (15 * 60, 15), (15 * 60 + 1, 30), (50 * 60, 60), (61 * 60, 75)],
)
def test_rule_47_started_quarters_count(worked_s: int, minutes: int) -> None:
    assert billed_minutes(worked_s, step_minutes=15, minimum_minutes=0) == minutes


def test_rule_47_the_minimum_counts_once_work_began() -> None:
    assert billed_minutes(60, step_minutes=15, minimum_minutes=60) == 60
    assert billed_minutes(0, step_minutes=15, minimum_minutes=60) == 0
