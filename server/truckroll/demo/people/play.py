"""Keeps the demo's people busy, day after day, until it is stopped."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from truckroll.demo import days
from truckroll.demo.accounts import FIELD, PASSWORD
from truckroll.demo.build import plan_next_day
from truckroll.demo.demand import Demand
from truckroll.demo.people.office import Billing, Dispatcher
from truckroll.demo.people.technician import Technician
from truckroll.demo.people.wire import Keys, Wire
from truckroll.foundation import clock

log = logging.getLogger("truckroll.demo")

_BEAT_S = 0.5
_OFFICE_EVERY = 8
_BILLING_EVERY = 16
# Somebody may still be at work when the day is over; he finishes, but not for ever.
_WAITS = timedelta(hours=2)


def play(*, home: Path, url: str, demand: Demand) -> NoReturn:
    """This will let everybody act in turn for good; what goes wrong for one does not stop the others."""
    keys = Keys(home / "demo-people.json")

    def wire(email: str) -> Wire:
        return Wire(url, email, PASSWORD, keys)

    technicians = [Technician(wire(person.email)) for person in FIELD]
    dispatcher = Dispatcher(wire("dispatcher@demo.test"), Wire(url, "", "", keys), keys, demand)
    billing = Billing(wire("billing@demo.test"))
    beat = 0
    while True:
        time.sleep(_BEAT_S)
        beat += 1
        actors = [technicians[beat % len(technicians)].act, technicians[(beat + 6) % len(technicians)].act]
        if beat % _OFFICE_EVERY == 0:
            actors.append(dispatcher.act)
        if beat % _BILLING_EVERY == 3:
            actors.append(billing.act)
        for act in actors:
            try:
                act()
            except Exception:
                log.exception("one of the demo's people stumbled; the others go on")
        now = clock.now()
        if days.is_over(now) and (
            not any(one.is_busy() for one in technicians) or now > days.at(days.today(now), days.CLOSES) + _WAITS
        ):
            dispatcher.clear_board()
            plan_next_day(days.weekday_from(days.today(now) + timedelta(days=1)), demand, speed=clock.rate())
