"""Writes of jobs longer than a shift: one visit for each day, and what is left after each of them (rule 20)."""

from __future__ import annotations

from datetime import datetime

from truckroll.accounts.actors import Actor
from truckroll.foundation.refusals import Invalid, Refusal
from truckroll.foundation.versions import touch
from truckroll.work import series
from truckroll.work.actions.work_orders import draft_visit
from truckroll.work.events import VisitSplit
from truckroll.work.keeping import lock_visit, tell
from truckroll.work.lifecycle import VisitStatus
from truckroll.work.models import ChecklistAnswer, Visit, VisitLink, WorkOrder


class PlannedAlready(Refusal):
    """Its time is on somebody's day as one piece."""

    code = "planned_already"
    title = "This visit is planned as one piece"
    what_to_do = "Take it back into the queue, split it, then place its days."


def split_visit(*, visit: Visit, longest_s: int, actor: Actor, now: datetime) -> list[Visit]:
    """This will make a visit that waits in the queue into one for each day, none longer than that.

    Each day follows the one before with the same technician, and drives there anew. The checklist is answered on the
    last; the promised window is that of the first.

    Raises
    ------
    PlannedAlready
        It has a technician.
    Invalid
        It fits into one day, or is a day of a longer job already.
    """
    work_order = lock_visit(visit)
    if visit.status != VisitStatus.DRAFT:
        raise PlannedAlready(
            f"{visit.number} is {visit.status.replace('_', ' ')}.", visit_id=visit.pk, status=visit.status
        )
    lengths = series.even_days(visit.duration_s, longest_s)
    if len(lengths) == 1 or visit.series_id is not None:
        why = "fits into one day" if visit.series_id is None else "is a day of a longer job already"
        raise Invalid(f"{visit.number} {why}.", field="longest_s", duration_s=visit.duration_s)
    # The last day asks the questions: what was asked of the whole is asked there.
    visit.checklist.filter(value="").delete()
    visit.change(duration_s=lengths[0], series_id=visit.pk, series_day=1, series_days=len(lengths))
    days = [visit]
    for number, length in enumerate(lengths[1:], 2):
        days.append(_one_more(visit, work_order, length, number, len(lengths), actor=actor, now=now))
        _follow(days[-2], days[-1])
    _tell(days, visit, work_order, now=now)
    return days


def after_day(visit: Visit, work_order: WorkOrder, *, remaining_s: int, actor: Actor, now: datetime) -> list[int]:
    """This will plan the rest of a long job anew at the end of one of its days, and be the visits that changed.

    What fits into none of the days to come is one more day, in the queue.
    """
    later = series.days_to_come(visit)
    changed, over_s = series.share_out(later, remaining_s, now=now)
    if over_s < series.LEAST_S:
        return changed
    number = (visit.series_days or 0) + 1
    Visit.objects.filter(series_id=visit.series_id).update(series_days=number)
    assert visit.series_id is not None, "only asked of a day of a job"
    first = Visit.objects.get(pk=visit.series_id)
    last = later[-1] if later else visit
    # The questions of the last day move on with it.
    ChecklistAnswer.objects.filter(visit=last, value="").delete()
    more = _one_more(first, work_order, over_s, number, number, actor=actor, now=now)
    _follow(last, more)
    everything = list(Visit.objects.filter(series_id=visit.series_id).values_list("pk", flat=True))
    touch(Visit, [*everything])
    return everything


def _one_more(
    first: Visit, work_order: WorkOrder, duration_s: int, day: int, of: int, *, actor: Actor, now: datetime
) -> Visit:
    more = draft_visit(work_order=work_order, duration_s=duration_s, actor=actor, now=now)
    if day < of:
        more.checklist.all().delete()
    more.change(crew_size=first.crew_size, series_id=first.pk, series_day=day, series_days=of)
    return more


def _follow(before: Visit, then: Visit) -> None:
    VisitLink.objects.create(first=before, then=then, same_technician=True)


def _tell(days: list[Visit], visit: Visit, work_order: WorkOrder, *, now: datetime) -> None:
    ids = [day.pk for day in days]
    touch(Visit, ids)
    visit.refresh_from_db(fields=["version"])
    fact = VisitSplit(visit_id=visit.pk, work_order_id=work_order.pk, visit_ids=ids)
    tell(fact, visit, work_order, now=now, rows_of=ids[1:])
