"""The demo, built whole: what it holds, that building again adds nothing, that every promise about data holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.oracle import ask_the_oracle
from tests.supervised import its_database
from truckroll.accounts.actors import system
from truckroll.billing import queries as billing
from truckroll.customers import queries as customers
from truckroll.demo import days
from truckroll.demo.build import OtherDay, build
from truckroll.demo.demand import DrawnDays
from truckroll.foundation import clock
from truckroll.foundation.models import Command, OutboxEvent
from truckroll.work import queries as work
from truckroll.workforce import queries as workforce

if TYPE_CHECKING:
    from tests.supervised import Installation

pytestmark = pytest.mark.slow
WEDNESDAY = date(2026, 3, 4)
OFFICE = system("test")


def count() -> tuple[int, ...]:
    return (
        customers.list_sites(actor=OFFICE).count(),
        customers.list_sites(actor=OFFICE, unlocated=True).count(),
        workforce.list_technicians(actor=OFFICE).count(),
        workforce.list_skills(actor=OFFICE).count(),
        workforce.list_absences(actor=OFFICE).count(),
        work.list_work_orders(actor=OFFICE).count(),
        billing.list_invoices(actor=OFFICE, status="open").count(),
    )


def test_the_company_is_built_once_and_goes_on_where_it_stopped(demo: Installation, django_db_blocker: Any) -> None:
    with its_database(demo, django_db_blocker, durable=False):
        real_now = clock.real_now()
        # 12 technicians, 6 trades, 40 sites of which one has no place, one absence; 20 jobs of two weeks, 38 of today.
        assert count() == (40, 1, 12, 6, 1, 58, 13)
        assert clock.rate() == 30
        assert days.at(WEDNESDAY, days.OPENS) <= clock.now() < days.at(WEDNESDAY, days.CLOSES)
        ask_the_oracle()
        planned = work.visits_between(days.at(WEDNESDAY, days.MIDNIGHT), days.at(WEDNESDAY, days.CLOSES))
        assert len(planned) >= 25

        ledger, last = Command.objects.count(), OutboxEvent.objects.order_by("-id")[0].at
        clock.run_from(days.at(date(2026, 3, 9), days.OPENS), rate=1)  # as if it had been off for days
        build(speed=60, real_now=real_now, demand=DrawnDays())
        assert (Command.objects.count(), count()[:5]) == (ledger, (40, 1, 12, 6, 1))
        # Time goes on from the last fact, or from the opening if that was earlier.
        assert (clock.now() - max(last, days.at(WEDNESDAY, days.OPENS))).total_seconds() < 60 * 30
        with pytest.raises(OtherDay, match="This home holds the demo of 2026-03-04"):
            build(speed=1, real_now=real_now, demand=DrawnDays(), on=date(2026, 3, 5))
