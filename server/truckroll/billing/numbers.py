"""Legal numbers: gapless per series and fiscal year, taken in the transaction that issues."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from truckroll.billing.models import NumberCounter


def fiscal_year(on: date, *, first_month: int) -> int:
    """This will be the fiscal year of a day, named by the calendar year it starts in."""
    return on.year if on.month >= first_month else on.year - 1


def day_in_company(now: datetime, zone: str) -> date:
    """This will be the company's calendar day at an instant: 23:59:59 there is still the old year."""
    return now.astimezone(ZoneInfo(zone)).date()


def take_number(series: str, year: int) -> tuple[int, str]:
    """This will be the next number of a series and year: its count and its text, `INV-2026-000017`.

    The counter row stays locked until the transaction ends, so a rollback gives the number back and nobody can
    overtake. Take it as late as possible: everybody else who issues waits.
    """
    NumberCounter.objects.bulk_create([NumberCounter(series=series, fiscal_year=year)], ignore_conflicts=True)
    counter = NumberCounter.objects.select_for_update().get(series=series, fiscal_year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last, f"{series}-{year}-{counter.last:06d}"
