"""How time becomes a quantity."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from truckroll.billing.drafting import Policy, Price, billed_minutes, lines_of


@pytest.mark.parametrize(
    ("worked_s", "minutes"),
    [(0, 0), (1, 15), (15 * 60, 15), (15 * 60 + 1, 30), (50 * 60, 60), (61 * 60, 75)],
)
def test_rule_47_started_quarters_count(worked_s: int, minutes: int) -> None:
    assert billed_minutes(worked_s, step_minutes=15, minimum_minutes=0) == minutes


def test_rule_47_the_minimum_counts_once_work_began() -> None:
    assert billed_minutes(60, step_minutes=15, minimum_minutes=60) == 60
    assert billed_minutes(0, step_minutes=15, minimum_minutes=60) == 0


def visited(number: int, *, started: bool = True) -> Any:
    at = datetime(2026, 11, 23, 8, tzinfo=UTC) if started else None
    return SimpleNamespace(
        visit_id=number, number=f"WO-1/{number}", status="completed", technician_name="Tariq", working_s=0,
        started_at=at, arrived_at=at, has_evidence=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("per", "lines"), [("visit", ["Call-out, WO-1/1", "Call-out, WO-1/2"]), ("work_order", ["Call-out"])]
)
def test_rule_48_the_way_there_is_charged_as_the_price_book_says(per: str, lines: list[str]) -> None:
    visits = [visited(1), visited(2), visited(3, started=False)]
    facts: Any = SimpleNamespace(work_type_id=1, work_type_name="Boiler service", visits=visits, parts=[])
    price = Price(1, "call_out", "", None, "Call-out", "pc", Decimal(60), "standard")
    policy = Policy(labor_step_minutes=15, labor_minimum_minutes=0, labor_per="visit", call_out_per=per)
    # Nobody pays for a visit at which no work began.
    assert [line.description for line in lines_of(facts, [price], policy)] == lines
