"""The time of technicians that a visit takes up: one period for each who is on it, never longer than planned."""

from __future__ import annotations

from datetime import datetime

from truckroll.work.lifecycle import STILL_ON_IT
from truckroll.work.models import CrewMember, Visit
from truckroll.workforce.actions import occupancy

_KIND = "visit"
_CREW = "crew"


def claim(visit: Visit, *, now: datetime) -> None:
    """This will take up the planned period of a visit for everybody on it, in place of the former one if it had any.

    The caller holds the locks of all their days.

    Raises
    ------
    DoubleBooked
        Somebody has something else then.
    """
    assert visit.technician_id is not None and visit.starts_at is not None and visit.ends_at is not None
    if not visit.member_ids:
        _take(visit, visit.technician_id, visit.starts_at, visit.ends_at, now)
        return
    # Two who change places within the crew are in nobody's way.
    free(visit)
    _take(visit, visit.technician_id, visit.starts_at, visit.ends_at, now)
    for member in _still_on_it(visit):
        claim_member(member, visit.starts_at, visit.ends_at, now=now)


def claim_member(member: CrewMember, starts_at: datetime, ends_at: datetime, *, now: datetime) -> None:
    """This will take up the time of one member of a crew.

    Raises
    ------
    DoubleBooked
        He has something else then.
    """
    occupancy.move_occupancy(
        kind=_CREW,
        source_id=member.pk,
        technician_id=member.technician_id,
        starts_at=starts_at,
        ends_at=ends_at,
        now=now,
    )


def free(visit: Visit) -> None:
    """This will give back all the time of a visit, and of everybody who is still on it."""
    occupancy.release(kind=_KIND, source_id=visit.pk)
    if visit.member_ids:
        for member in _still_on_it(visit):
            free_member(member)


def free_member(member: CrewMember) -> None:
    """This will give back all the time of one member of a crew."""
    occupancy.release(kind=_CREW, source_id=member.pk)


def free_from(visit: Visit, at: datetime, *, now: datetime) -> None:
    """This will give back what is left of the planned time when a visit ends earlier; ending later takes nothing more.

    A visit that is over before its planned start gives back all of it. Of the crew each gives back his own.
    """
    assert visit.technician_id is not None and visit.starts_at is not None and visit.ends_at is not None
    if at <= visit.starts_at:
        occupancy.release(kind=_KIND, source_id=visit.pk)
    elif at < visit.ends_at:
        _take(visit, visit.technician_id, visit.starts_at, at, now)


def free_member_from(member: CrewMember, visit: Visit, at: datetime) -> None:
    """This will give back what is left of a member's time when he leaves."""
    assert visit.starts_at is not None and visit.ends_at is not None
    if at <= visit.starts_at:
        free_member(member)
    elif at < visit.ends_at:
        occupancy.shorten(kind=_CREW, source_id=member.pk, ends_at=at)


def _still_on_it(visit: Visit) -> list[CrewMember]:
    return list(CrewMember.objects.filter(visit=visit, status__in=STILL_ON_IT).order_by("technician_id"))


def _take(visit: Visit, technician_id: int, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    occupancy.move_occupancy(
        kind=_KIND, source_id=visit.pk, technician_id=technician_id, starts_at=starts_at, ends_at=ends_at, now=now
    )
