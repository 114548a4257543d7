"""Keeps the days of a long job in order: what is left of it after each, and what follows when one is taken out.

Everything here runs under the lock of the work order.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from truckroll.foundation.versions import touch
from truckroll.work import claims
from truckroll.work.lifecycle import PLANNED, VisitStatus
from truckroll.work.models import Visit, VisitLink

# Nobody plans less than a quarter of an hour.
LEAST_S = 900
_TO_COME = PLANNED | {VisitStatus.DRAFT.value}


def even_days(duration_s: int, longest_s: int) -> list[int]:
    """This will be the lengths of as few days as it takes, as even as whole minutes allow."""
    count = -(-duration_s // longest_s)
    minutes, rest = divmod(-(-duration_s // 60), count)
    return [(minutes + (day < rest)) * 60 for day in range(count)]


def days_to_come(visit: Visit) -> list[Visit]:
    """This will list the later days of the same job that have not begun, in their order."""
    if visit.series_id is None or visit.series_day is None:
        return []
    later = Visit.objects.select_for_update().filter(series_id=visit.series_id, series_day__gt=visit.series_day)
    return list(later.filter(status__in=sorted(_TO_COME)).order_by("series_day"))


def share_out(days: list[Visit], remaining_s: int, *, now: datetime) -> tuple[list[int], int]:
    """This will shorten the days to come to what is left, and be those changed and what fits into none of them.

    A day is never made longer by itself: somebody else may have that time. Each keeps a quarter of an hour, until
    somebody says that it is not needed.
    """
    changed = []
    for day in days:
        wanted = min(day.duration_s, max(remaining_s, LEAST_S))
        remaining_s = max(0, remaining_s - wanted)
        if wanted != day.duration_s:
            values = {"duration_s": wanted}
            if day.starts_at is not None:
                day.change(**values, ends_at=day.starts_at + timedelta(seconds=wanted))
                claims.claim(day, now=now)
            else:
                day.change(**values)
            changed.append(day.pk)
    return changed, remaining_s


def take_out(visit: Visit) -> list[int]:
    """This will close the gap that a canceled day leaves: the day after it follows the day before it (rule 20).

    Returns the days that count otherwise now: the caller tells their rows.
    """
    if visit.series_id is None:
        return []
    series, gone = visit.series_id, visit.series_day or 0
    before = VisitLink.objects.filter(then=visit, first__series_id=series).first()
    after = VisitLink.objects.filter(first=visit, then__series_id=series).first()
    if after is not None:
        if before is not None:
            VisitLink.objects.filter(pk=after.pk).update(first=before.first_id)
        else:
            after.delete()
    if before is not None:
        before.delete()
    visit.change(series_id=None, series_day=None, series_days=None)
    left = list(Visit.objects.filter(series_id=series).order_by("series_day"))
    for day in left:
        # Upwards, so that no two of them have one number on the way.
        Visit.objects.filter(pk=day.pk).update(
            series_day=(day.series_day or 0) - ((day.series_day or 0) > gone), series_days=len(left)
        )
    touch(Visit, [day.pk for day in left])
    return [day.pk for day in left]
