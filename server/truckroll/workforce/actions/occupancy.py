"""Every write of technicians' time: visits, absences and offers take it up and give it back. Two never overlap."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid, Refusal, refuse_constraint
from truckroll.foundation.versions import lock_at
from truckroll.workforce import queries
from truckroll.workforce.events import AbsenceCanceled, AbsenceChanged, AbsenceRecorded
from truckroll.workforce.locks import lock_technicians
from truckroll.workforce.models import Absence, Occupancy, OccupancyKind, Technician


class DoubleBooked(Refusal):
    """The technician's time is taken already."""

    code = "double_booked"
    title = "This time is taken"
    what_to_do = "Choose another time or another technician."


class AbsenceOver(Refusal):
    """The absence was canceled already."""

    code = "absence_canceled"
    title = "This absence was canceled already"
    what_to_do = "Record a new one."


# Behind the check that follows the lock; only a writer without the lock meets the constraint.
refuse_constraint("occupancy_no_overlap", lambda: DoubleBooked("The technician's time is taken by something else."))


def occupy(
    *,
    technician_id: int,
    kind: str,
    source_id: int,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    held_until: datetime | None = None,
) -> None:
    """This will take up a technician's time for a visit, an absence or an offer; takes the lock on his days.

    Raises
    ------
    DoubleBooked
        Something else has the time, or part of it.
    """
    lock_technicians([technician_id])
    _refuse_overlap(technician_id, starts_at, ends_at, kind, source_id, now)
    Occupancy.objects.create(
        technician_id=technician_id,
        kind=kind,
        source_id=source_id,
        period=(starts_at, ends_at),
        held_until=held_until,
    )


def move_occupancy(
    *, technician_id: int, kind: str, source_id: int, starts_at: datetime, ends_at: datetime, now: datetime
) -> None:
    """This will move a visit or absence to another time or technician, or take it up if it has none yet.

    Raises
    ------
    DoubleBooked
        Something else has the time, or part of it.
    """
    row = queries.occupancy_of(kind, source_id)
    if row is None:
        occupy(
            technician_id=technician_id, kind=kind, source_id=source_id, starts_at=starts_at, ends_at=ends_at, now=now
        )
        return
    lock_technicians([row.technician_id, technician_id])
    _refuse_overlap(technician_id, starts_at, ends_at, kind, source_id, now)
    Occupancy.objects.filter(pk=row.pk).update(technician_id=technician_id, period=(starts_at, ends_at))


def release(*, kind: str, source_id: int) -> None:
    """This will give the time back; nothing happens if none is taken. Freeing a day needs no lock."""
    Occupancy.objects.filter(kind=kind, source_id=source_id).delete()


def shorten(*, kind: str, source_id: int, ends_at: datetime) -> None:
    """This will give back what is taken from then on; all of it if it began no earlier. Freeing needs no lock."""
    row = queries.occupancy_of(kind, source_id)
    if row is None or ends_at >= row.period.upper:
        return
    if ends_at <= row.period.lower:
        row.delete()
    else:
        Occupancy.objects.filter(pk=row.pk).update(period=(row.period.lower, ends_at))


def conflicts(
    technician_id: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    now: datetime,
    besides: tuple[str, int] | None = None,
) -> list[dict[str, Any]]:
    """This will list what else takes up that time, by start, as facts of a refusal.

    What was held until now at the latest is given back with that. The caller holds the lock of his days.
    """
    found = queries.occupancies([technician_id], starts_at, ends_at)
    lapsed = [busy for busy in found if busy.held_until is not None and busy.held_until <= now]
    for busy in lapsed:
        release(kind=busy.kind, source_id=busy.source_id)
    return [
        {
            "kind": busy.kind,
            "source_id": busy.source_id,
            "starts_at": busy.starts_at,
            "ends_at": busy.ends_at,
            **({"held_until": busy.held_until} if busy.held_until is not None else {}),
        }
        for busy in found
        if busy not in lapsed and (busy.kind, busy.source_id) != besides
    ]


def record_absence(
    *,
    technician: Technician,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    actor: Actor,
    now: datetime,
    note: str = "",
    over_visits: bool = False,
) -> Absence:
    """This will keep a technician's time free of work.

    With `over_visits` it is recorded although visits stand there: they are in conflict with it from then on, and once
    they are gone the time is taken (`settle_absences`).

    Raises
    ------
    Invalid
        It ends before it starts.
    DoubleBooked
        Another absence lies in it, or a visit that is not to stay; the facts name them.
    """
    if ends_at <= starts_at:
        raise Invalid("An absence ends after it starts.", field="ends_at")
    lock_technicians([technician.pk])
    taken = conflicts(technician.pk, starts_at, ends_at, now=now)
    is_contested = over_visits and bool(taken) and all(one["kind"] != OccupancyKind.ABSENCE for one in taken)
    absence = Absence.objects.create(
        technician=technician, kind=kind, starts_at=starts_at, ends_at=ends_at, note=note, is_contested=is_contested
    )
    if not is_contested:
        _take(absence, now)
    publish(
        AbsenceRecorded(
            absence_id=absence.pk,
            technician_id=technician.pk,
            starts_at=starts_at.isoformat(),
            ends_at=ends_at.isoformat(),
        ),
        at=now,
        topics=["office", f"technician:{technician.pk}"],
        rows=[queries.absence_row(absence)],
    )
    return absence


def settle_absences(*, technician_id: int, actor: Actor, now: datetime) -> list[Absence]:
    """This will let absences that were recorded over visits take up their time, where those visits are gone."""
    waiting = Absence.objects.filter(technician_id=technician_id, is_contested=True, canceled_at=None, ends_at__gt=now)
    if not waiting.exists():
        return []
    lock_technicians([technician_id])
    settled = []
    for absence in waiting.select_for_update().order_by("id"):
        if not conflicts(technician_id, absence.starts_at, absence.ends_at, now=now):
            _take(absence, now)
            absence.change(is_contested=False)
            _absence_changed(absence, now)
            settled.append(absence)
    return settled


def cancel_absence(*, absence: Absence, actor: Actor, now: datetime, version: int | None = None) -> Absence:
    """This will say that a technician is there after all.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    AbsenceOver
        It was canceled already.
    """
    lock_at(absence, version)
    if absence.canceled_at is not None:
        raise AbsenceOver("This absence was canceled before.", absence_id=absence.pk)
    release(kind=OccupancyKind.ABSENCE, source_id=absence.pk)
    absence.change(canceled_at=now)
    publish(
        AbsenceCanceled(absence_id=absence.pk, technician_id=absence.technician_id),
        at=now,
        topics=["office", f"technician:{absence.technician_id}"],
        gone=[{"kind": "absence", "id": absence.pk}],
    )
    return absence


def move_absence(*, absence: Absence, starts_at: datetime, ends_at: datetime, actor: Actor, now: datetime) -> Absence:
    """This will let an absence take another time.

    Raises
    ------
    DoubleBooked
        Something else has the time, or part of it.
    """
    if (absence.starts_at, absence.ends_at) == (starts_at, ends_at):
        return absence
    move_occupancy(
        technician_id=absence.technician_id,
        kind=OccupancyKind.ABSENCE,
        source_id=absence.pk,
        starts_at=starts_at,
        ends_at=ends_at,
        now=now,
    )
    absence.change(starts_at=starts_at, ends_at=ends_at, is_contested=False)
    _absence_changed(absence, now)
    return absence


def _take(absence: Absence, now: datetime) -> None:
    occupy(
        technician_id=absence.technician_id,
        kind=OccupancyKind.ABSENCE,
        source_id=absence.pk,
        starts_at=absence.starts_at,
        ends_at=absence.ends_at,
        now=now,
    )


def _absence_changed(absence: Absence, now: datetime) -> None:
    publish(
        AbsenceChanged(absence_id=absence.pk, technician_id=absence.technician_id),
        at=now,
        topics=["office", f"technician:{absence.technician_id}"],
        rows=[queries.absence_row(absence)],
    )


def _refuse_overlap(
    technician_id: int, starts_at: datetime, ends_at: datetime, kind: str, source_id: int, now: datetime
) -> None:
    taken = conflicts(technician_id, starts_at, ends_at, now=now, besides=(kind, source_id))
    if taken:
        technician = queries.find_technician(technician_id)
        name = technician.name if technician else "The technician"
        raise DoubleBooked(
            f"{name} is taken in that time by {len(taken)} other " + ("entry." if len(taken) == 1 else "entries."),
            technician_id=technician_id,
            technician=name,
            conflicts=taken,
        )
