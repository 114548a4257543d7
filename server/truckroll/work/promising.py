"""What a customer is promised: that somebody arrives inside a window (rule 8); every promise is kept as it was made."""

from __future__ import annotations

from datetime import datetime, timedelta

from truckroll.accounts.actors import Actor
from truckroll.foundation.local_time import Interval, to_utc, to_wall
from truckroll.foundation.refusals import Refusal
from truckroll.work.lifecycle import OVER, UNDER_WAY
from truckroll.work.models import ArrivalPromise, Visit


class OutsidePromise(Refusal):
    """The customer expects somebody at another time (rule 9)."""

    code = "outside_promise"
    title = "The customer was promised another time"
    what_to_do = "Tell the customer the new window, say why nobody need tell him, or choose a time inside the promise."


def is_inside(starts_at: datetime, opens: datetime | None, closes: datetime | None) -> bool:
    """This will say whether who starts then arrives inside the window; the work may end after it (rule 8)."""
    return opens is None or closes is None or opens <= starts_at <= closes


def check_promise(visit: Visit, starts_at: datetime, *, promise: Interval | None, untold_reason: str) -> str:
    """This will be why the customer is not told of a start outside of his window; empty if it lies inside.

    `promise` is the window he is told instead.

    Raises
    ------
    OutsidePromise
        It lies outside, and there is neither another promise nor a reason.
    """
    opens, closes = promise or (visit.window_starts_at, visit.window_ends_at)
    # What has begun or is over does not move at all: its lifecycle says so.
    if is_inside(starts_at, opens, closes) or visit.status in UNDER_WAY | OVER:
        return ""
    if not untold_reason.strip():
        raise outside_promise(visit, starts_at, opens, closes)
    return untold_reason.strip()


def outside_promise(
    visit: Visit, starts_at: datetime, opens: datetime | None, closes: datetime | None
) -> OutsidePromise:
    """This will be the refusal of a start outside of the window."""
    assert opens is not None and closes is not None, "without a window nothing lies outside"
    zone = visit.work_order.site.zone
    said = f"{to_wall(opens, zone):%d %b %H:%M}–{to_wall(closes, zone):%H:%M}"
    return OutsidePromise(
        f"{visit.number} was promised for {said}; it would start {to_wall(starts_at, zone):%d %b %H:%M}.",
        visit_id=visit.pk,
        window_starts_at=opens.isoformat(),
        window_ends_at=closes.isoformat(),
        starts_at=starts_at.isoformat(),
        zone=zone,
    )


def window_around(starts_at: datetime, former: Interval, zone: str) -> Interval:
    """This will be a window as wide as the former one that begins with the full hour of a start, on the clock there."""
    opens = to_utc(to_wall(starts_at, zone).replace(minute=0, second=0, microsecond=0), zone)
    # An hour that is shown twice is read as its first; the window is about the start all the same.
    opens = opens if opens <= starts_at < opens + timedelta(hours=1) else starts_at
    return opens, opens + (former[1] - former[0])


def keep_promise(visit: Visit, *, actor: Actor, now: datetime, reason: str = "") -> None:
    """This will write down the window that the visit has now as promised, beside those before it."""
    ArrivalPromise.objects.create(
        visit=visit,
        starts_at=visit.window_starts_at,
        ends_at=visit.window_ends_at,
        promised_at=now,
        promised_by=actor.label,
        reason=reason,
    )
