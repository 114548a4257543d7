"""The write that keeps technicians' public holidays free: as absences, by the calendar each of them has."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from truckroll.accounts.actors import Actor
from truckroll.foundation.local_time import local_date, start_of_day
from truckroll.workforce.actions import occupancy
from truckroll.workforce.locks import lock_technicians
from truckroll.workforce.models import Absence, AbsenceKind, OccupancyKind, Technician
from truckroll.workforce.public_holidays import public_holidays


def keep_public_holidays(*, technician: Technician, actor: Actor, now: datetime) -> list[date]:
    """This will make the public holidays of this year and the next that are to come an absence of the technician.

    What a person canceled stays canceled: he works that day. Visits that stand on such a day are in conflict with it
    until a person moves them or takes the day off; a day with something else than visits is left as it is. Both are
    returned. Holidays that his calendar does not have any more are taken off.

    Raises
    ------
    Invalid
        The holidays of his country are not known.
    """
    lock_technicians([technician.pk])
    today = local_date(now, technician.zone)
    wanted: dict[date, str] = {}
    if technician.archived_at is None:
        found = public_holidays(
            technician.holiday_country, technician.holiday_subdivision, (today.year, today.year + 1)
        )
        wanted = {on: name for on, name in found if on > today}
    known = {
        local_date(absence.starts_at, technician.zone): absence
        for absence in Absence.objects.filter(
            technician=technician, kind=AbsenceKind.PUBLIC_HOLIDAY, starts_at__gt=now
        ).order_by("id")
    }
    for on, absence in known.items():
        if on not in wanted and absence.canceled_at is None:
            occupancy.cancel_absence(absence=absence, actor=actor, now=now)
    occupancy.settle_absences(technician_id=technician.pk, actor=actor, now=now)
    clashing = []
    for on, name in wanted.items():
        if on in known and (known[on].canceled_at is None or known[on].note == name):
            continue
        starts_at, ends_at = (start_of_day(on + timedelta(days=n), technician.zone) for n in (0, 1))
        if taken := occupancy.conflicts(technician.pk, starts_at, ends_at, now=now):
            clashing.append(on)
            if any(one["kind"] not in (OccupancyKind.VISIT, OccupancyKind.OFFER) for one in taken):
                continue
        occupancy.record_absence(
            technician=technician,
            kind=AbsenceKind.PUBLIC_HOLIDAY,
            starts_at=starts_at,
            ends_at=ends_at,
            note=name,
            over_visits=True,
            actor=actor,
            now=now,
        )
    return clashing
