"""Business hours and what is promised for each priority."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from truckroll.contracts import actions
from truckroll.demo.steps import BUILDER, do


def build_targets() -> None:
    """This will promise four hours for an emergency and days for the rest, and what is urgent to be done in days."""

    def effect(now: datetime) -> dict[str, Any]:
        hours = [{"weekday": day, "opens": time(8, 30), "closes": time(17)} for day in range(5)]
        office = actions.create_calendar(
            name="Office hours", intervals=hours, holiday_country="US", holiday_subdivision="MA", actor=BUILDER, now=now
        )
        for priority, amount, unit in ((1, 240, "elapsed_minutes"), (2, 1, "working_days"), (3, 5, "working_days")):
            actions.set_target(
                priority=priority,
                amount=amount,
                unit=unit,
                calendar=office if unit == "working_days" else None,
                actor=BUILDER,
                now=now,
            )
        actions.set_target(priority=4, amount=30, unit="calendar_days", actor=BUILDER, now=now)
        # What is urgent is promised to be done, too.
        for priority, amount, unit in ((1, 1440, "elapsed_minutes"), (2, 3, "working_days")):
            actions.set_target(
                priority=priority,
                clock="resolution",
                amount=amount,
                unit=unit,
                calendar=office if unit == "working_days" else None,
                actor=BUILDER,
                now=now,
            )
        return {"id": office.pk}

    do("targets", effect)
