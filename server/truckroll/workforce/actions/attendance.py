"""Every write of when people really were there: clocked on, on a break, clocked off; by themselves or said for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.foundation.events import Event, publish
from truckroll.foundation.local_time import local_date
from truckroll.foundation.refusals import Invalid, Refusal
from truckroll.workforce.actions import occupancy
from truckroll.workforce.events import BreakEnded, BreakStarted, TechnicianClockedOff, TechnicianClockedOn
from truckroll.workforce.locks import lock_technicians
from truckroll.workforce.models import Absence, AbsenceKind, Attendance, AttendanceKind, Technician

# How long a break is taken to be while it lasts.
BREAK = timedelta(minutes=30)
_MINUTE = timedelta(minutes=1)


class ClockedOnAlready(Refusal):
    """Nobody begins a day twice."""

    code = "clocked_on_already"
    title = "He is clocked on already"
    what_to_do = "Clock him off first, with the time at which he really went."


class NotClockedOn(Refusal):
    """Who is not there has no break and does not go."""

    code = "not_clocked_on"
    title = "He is not clocked on"
    what_to_do = "Clock him on first, with the time at which he really came."


class OnBreakAlready(Refusal):
    """A break within a break is the same one."""

    code = "on_break_already"
    title = "He is on a break already"
    what_to_do = "End the break first."


class NotOnBreak(Refusal):
    """There is no break to end."""

    code = "not_on_break"
    title = "He is not on a break"
    what_to_do = "Nothing is to be done: he is at work."


class TimeNotPossible(Invalid):
    """The time lies in the future, or before what was said last."""

    code = "time_not_possible"
    title = "It cannot have been then"
    what_to_do = "Say when it really was: after what came before, and not in the future."


class ReasonMissing(Invalid):
    """Somebody else speaks for a technician and does not say why."""

    code = "reason_missing"
    title = "Say why it is you who says it"
    what_to_do = "Give a reason, such as “his phone is dead”; it is kept with the time."


def clock_on(
    *, technician: Technician, actor: Actor, now: datetime, at: datetime | None = None, reason: str = ""
) -> Attendance:
    """This will begin a technician's day.

    Raises
    ------
    ClockedOnAlready
        It has begun.
    TimeNotPossible, ReasonMissing
        Somebody says it for him, at a time that cannot be or without a reason.
    """
    last = _lock(technician)
    if last is not None and last.ends_at is None:
        raise ClockedOnAlready(
            f"{technician.name} is clocked on since {last.starts_at.isoformat()}.",
            technician_id=technician.pk,
            since=last.starts_at,
        )
    when, said = _when(technician, last.ends_at if last else None, actor=actor, now=now, at=at, reason=reason)
    made = Attendance.objects.create(
        technician=technician,
        kind=AttendanceKind.WORK,
        on=local_date(when, technician.zone),
        starts_at=when,
        start_said=said,
    )
    _tell(TechnicianClockedOn(technician_id=technician.pk), technician, now)
    return made


def start_break(
    *, technician: Technician, actor: Actor, now: datetime, at: datetime | None = None, reason: str = ""
) -> Attendance:
    """This will begin a break; as far as his time is free, nothing can be planned in it.

    Raises
    ------
    NotClockedOn, OnBreakAlready
        He is not at work.
    TimeNotPossible, ReasonMissing
        Somebody says it for him, at a time that cannot be or without a reason.
    """
    last = _open(technician)
    if last.kind == AttendanceKind.BREAK:
        raise OnBreakAlready(
            f"{technician.name} is on a break since {last.starts_at.isoformat()}.",
            technician_id=technician.pk,
            since=last.starts_at,
        )
    when, said = _when(technician, last.starts_at, actor=actor, now=now, at=at, reason=reason)
    made = _turn(last, AttendanceKind.BREAK, when, said)
    until = _free_until(technician, when, max(when + BREAK, now + _MINUTE), now=now)
    if until is not None:
        absence = occupancy.record_absence(
            technician=technician, kind=AbsenceKind.BREAK, starts_at=when, ends_at=until, actor=actor, now=now
        )
        made.absence = absence
        made.save(update_fields=["absence"])
    _tell(BreakStarted(technician_id=technician.pk), technician, now)
    return made


def end_break(
    *, technician: Technician, actor: Actor, now: datetime, at: datetime | None = None, reason: str = ""
) -> Attendance:
    """This will end a break; the board shows it as long as it really was.

    Raises
    ------
    NotClockedOn, NotOnBreak
        He is not on a break.
    TimeNotPossible, ReasonMissing
        Somebody says it for him, at a time that cannot be or without a reason.
    """
    last = _open(technician)
    if last.kind != AttendanceKind.BREAK:
        raise NotOnBreak(f"{technician.name} is at work.", technician_id=technician.pk)
    when, said = _when(technician, last.starts_at, actor=actor, now=now, at=at, reason=reason)
    made = _turn(last, AttendanceKind.WORK, when, said)
    _settle_bar(last, when, actor=actor, now=now)
    _tell(BreakEnded(technician_id=technician.pk), technician, now)
    return made


def clock_off(
    *, technician: Technician, actor: Actor, now: datetime, at: datetime | None = None, reason: str = ""
) -> Attendance:
    """This will end a technician's day, and the break he is on.

    Raises
    ------
    NotClockedOn
        It has not begun.
    TimeNotPossible, ReasonMissing
        Somebody says it for him, at a time that cannot be or without a reason.
    """
    last = _open(technician)
    when, said = _when(technician, last.starts_at, actor=actor, now=now, at=at, reason=reason)
    _close(last, when, said)
    if last.kind == AttendanceKind.BREAK:
        _settle_bar(last, when, actor=actor, now=now)
    _tell(TechnicianClockedOff(technician_id=technician.pk), technician, now)
    return last


def _lock(technician: Technician) -> Attendance | None:
    lock_technicians([technician.pk])
    return Attendance.objects.filter(technician=technician).order_by("-starts_at").first()


def _open(technician: Technician) -> Attendance:
    last = _lock(technician)
    if last is None or last.ends_at is not None:
        raise NotClockedOn(f"{technician.name} is not clocked on.", technician_id=technician.pk)
    return last


def _turn(last: Attendance, kind: str, when: datetime, said: str) -> Attendance:
    """End one stretch of the day and begin the next, of another kind."""
    technician, on = last.technician, last.on
    _close(last, when, said)
    return Attendance.objects.create(technician=technician, kind=kind, on=on, starts_at=when, start_said=said)


def _close(last: Attendance, when: datetime, said: str) -> None:
    if when == last.starts_at:
        # Taken back within the same second: it was nothing.
        pk, last.ends_at = last.pk, when
        Attendance.objects.filter(pk=pk).delete()
        return
    last.ends_at, last.end_said = when, said
    last.save(update_fields=["ends_at", "end_said"])


def _settle_bar(ended: Attendance, when: datetime, *, actor: Actor, now: datetime) -> None:
    absence = Absence.objects.filter(pk=ended.absence_id or 0, canceled_at=None).first()
    if absence is None:
        return
    if when <= absence.starts_at:
        occupancy.cancel_absence(absence=absence, actor=actor, now=now)
        return
    until = _free_until(ended.technician, absence.starts_at, when, now=now, besides=absence.pk)
    occupancy.move_absence(absence=absence, starts_at=absence.starts_at, ends_at=until or when, actor=actor, now=now)


def _free_until(
    technician: Technician, starts_at: datetime, ends_at: datetime, *, now: datetime, besides: int | None = None
) -> datetime | None:
    """How far a break may be drawn: to what comes next. None if something has its beginning: facts refuse nothing."""
    mine = ("absence", besides) if besides else None
    taken = occupancy.conflicts(technician.pk, starts_at, ends_at, now=now, besides=mine)
    first = min((one["starts_at"] for one in taken), default=ends_at)
    return min(first, ends_at) if first > starts_at else None


def _when(
    technician: Technician,
    not_before: datetime | None,
    *,
    actor: Actor,
    now: datetime,
    at: datetime | None,
    reason: str,
) -> tuple[datetime, str]:
    """When it was, and who said it if it was not himself (rules 15, 16)."""
    when = at or now
    if actor.technician_id == technician.pk or actor.role == roles.SYSTEM:
        # His own phone's clock may be off: nothing lies in the future or before what came before.
        return (max(min(when, now), min(not_before, now)) if not_before else min(when, now)), ""
    if not reason.strip():
        raise ReasonMissing("What is said for a technician says why it is not he who says it.", field="reason")
    if not_before is not None and when < not_before < when + _MINUTE and not (when.second or when.microsecond):
        when = not_before
    if when > now or (not_before is not None and when < not_before):
        raise TimeNotPossible(
            "The time lies in the future or before what came before.",
            field="at",
            not_before=not_before.isoformat() if not_before else None,
            not_after=now.isoformat(),
        )
    return when, f"{actor.label}: {reason.strip()}"


def _tell(fact: Event, technician: Technician, now: datetime) -> None:
    publish(fact, at=now, topics=["office", f"technician:{technician.pk}"])
