"""Writes of periods: days are closed for the accountant, once and for good."""

from __future__ import annotations

from datetime import date, datetime

from truckroll.accounts.actors import Actor
from truckroll.billing import journal, queries
from truckroll.billing.events import PeriodClosed
from truckroll.billing.locks import hold_books, share_books
from truckroll.billing.models import Period
from truckroll.billing.numbers import day_in_company
from truckroll.billing.refusals import PeriodIsClosed, PeriodNotOver, PeriodTaken
from truckroll.foundation import blobs
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid


def close_period(*, starts_on: date, ends_on: date, actor: Actor, now: datetime) -> Period:
    """This will close these days: their file is written and kept, and nothing more is dated into them (rule 50).

    The first period begins on any day, every other on the day after the last, so that no day is left out.

    Raises
    ------
    Invalid
        It ends before it begins, or nobody has written down the company, whose midnight ends a day.
    PeriodNotOver
        The last day is not over.
    PeriodTaken
        It does not begin on the day after the last period.
    """
    if ends_on < starts_on:
        raise Invalid("A period ends on the day it begins, or later.", field="ends_on")
    seller = queries.find_seller()
    if seller is None:
        raise Invalid("The company's own data are not written down yet.", field="ends_on")
    if ends_on >= day_in_company(now, seller.zone):
        raise PeriodNotOver(f"{ends_on} is not over in {seller.zone}.", ends_on=ends_on.isoformat())
    hold_books()
    next_on = queries.next_period_starts_on()
    if next_on is not None and starts_on != next_on:
        raise PeriodTaken(f"The next period begins on {next_on}.", starts_on=next_on.isoformat())
    entries = queries.journal_entries(starts_on, ends_on)
    period = Period.objects.create(
        starts_on=starts_on,
        ends_on=ends_on,
        closed_at=now,
        closed_by=actor.label,
        csv=blobs.store(journal.write(entries)),
        lines=len(entries),
    )
    publish(PeriodClosed(period_id=period.pk), at=now, topics=["money"])
    return period


def check_open(on: date) -> None:
    """This will see to it that something can be dated into that day until the transaction ends.

    Raises
    ------
    PeriodIsClosed
        The day belongs to a closed period.
    """
    share_books()
    period = queries.find_period(on)
    if period is not None:
        raise PeriodIsClosed(
            f"The books from {period.starts_on} to {period.ends_on} are closed.",
            on=on.isoformat(),
            starts_on=period.starts_on.isoformat(),
            ends_on=period.ends_on.isoformat(),
        )
