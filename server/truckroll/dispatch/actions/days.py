"""Writes that plan the days of a long job together: one technician and his crew, day after day."""

from __future__ import annotations

from datetime import datetime, timedelta

from truckroll.accounts.actors import Actor
from truckroll.dispatch import staffing
from truckroll.dispatch.actions import crew
from truckroll.dispatch.actions.placing import place_visit
from truckroll.dispatch.gathering import facts_of
from truckroll.dispatch.models import Decision
from truckroll.foundation.local_time import local_date, start_of_day, to_utc, to_wall
from truckroll.foundation.refusals import Invalid
from truckroll.work import queries as work
from truckroll.work.lifecycle import PLANNED, VisitStatus
from truckroll.workforce import queries as workforce
from truckroll.workforce.locks import lock_technicians

_LOOK_AHEAD = timedelta(days=21)


def place_days(
    *, visit_id: int, technician_id: int, starts_at: datetime, actor: Actor, now: datetime, override_reason: str = ""
) -> list[Decision]:
    """This will place a day of a long job and all days after it, on the technician's next working days, or none.

    Each begins at the same time of day, or with his shift where that begins later; who goes along on the first goes
    along on all. Each is judged like any placement.

    Raises
    ------
    NotFound
        There is no such visit or technician.
    Invalid
        It is no job of several days, or he has no shift within three weeks.
    PlacementRefused
        A rule speaks against one of the days; nothing is placed.
    """
    first = work.get_visit(actor=actor, visit_id=visit_id)
    days = [d for d in work.days_of_job(visit_id) if d.status in PLANNED | {VisitStatus.DRAFT.value}]
    if first.series_id is None or not days or days[0].pk != visit_id:
        raise Invalid(f"{first.number} is no day of a longer job that is still to come.", visit_id=visit_id)
    lock_technicians({technician_id, *(pk for day in days for pk in day.crew_ids)})
    along = staffing.roles_taken(facts_of(visit_id))
    along.pop(first.technician_id or 0, None)
    along.pop(technician_id, None)
    starts = [starts_at]
    for _ in days[1:]:
        starts.append(_next_day(technician_id, starts[-1], starts_at))
    plan = list(zip(days, starts, strict=True))
    if first.starts_at is not None and starts_at > first.starts_at and all(day.starts_at for day in days):
        # Later: the last day makes room first, so that none stands in the way of the one before it.
        plan.reverse()
    made = []
    for day, at in plan:
        decision = place_visit(
            visit_id=day.pk, technician_id=technician_id, starts_at=at, actor=actor, now=now,
            override_reason=override_reason,
        )  # fmt: skip
        made.append(decision)
        there = staffing.roles_taken(facts_of(day.pk))
        for pk, role in along.items():
            if pk not in there:
                crew.add_member(
                    visit_id=day.pk, technician_id=pk, role=role, override_reason=override_reason, actor=actor, now=now
                )
    return made


def _next_day(technician_id: int, after: datetime, wanted: datetime) -> datetime:
    """His next working day after an instant, at the wanted time of day on his own clock."""
    technician = workforce.find_technician(technician_id)
    assert technician is not None, "he was found before"
    zone = technician.zone
    tomorrow = start_of_day(local_date(after, zone) + timedelta(days=1), zone)
    for shift in workforce.shifts_utc([technician_id], tomorrow, tomorrow + _LOOK_AHEAD)[technician_id]:
        if shift.starts_at < tomorrow:
            continue
        # The same time on the wall, also where the clocks change in between.
        same = to_utc(datetime.combine(local_date(shift.starts_at, zone), to_wall(wanted, zone).time()), zone)
        return same if shift.starts_at <= same < shift.ends_at else shift.starts_at
    raise Invalid(f"{technician.name} has no shift in the three weeks after.", technician_id=technician_id)
