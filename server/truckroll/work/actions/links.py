"""Writes of what follows what: a visit that starts only after another has ended (rule 21)."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from truckroll.accounts.actors import Actor
from truckroll.foundation.refusals import Refusal
from truckroll.foundation.versions import touch
from truckroll.work.events import VisitLinked, VisitUnlinked
from truckroll.work.keeping import lock_visit, lock_work_order, tell
from truckroll.work.lifecycle import OVER, UNDER_WAY
from truckroll.work.models import Visit, VisitLink

# Two links made at once may close a circle that neither sees.
_LOCK = 0x7EC5 << 40


class LinksInACircle(Refusal):
    """A visit cannot wait for itself."""

    code = "links_in_a_circle"
    title = "These visits would wait for each other"
    what_to_do = "Take one of the links away first; the facts name the chain."


class LinkTooLate(Refusal):
    """What has begun waits for nothing."""

    code = "link_too_late"
    title = "This visit has begun or is over"
    what_to_do = "Link the visit that is still to come."


def link_visits(
    *,
    visit: Visit,
    first: Visit,
    actor: Actor,
    now: datetime,
    lag_s: int = 0,
    same_technician: bool = False,
    same_day: bool = False,
    immediately: bool = False,
) -> Visit:
    """This will let a visit start only after another has ended; said again it holds on the new terms.

    Raises
    ------
    LinksInACircle
        The other waits for this one already, or both are one.
    LinkTooLate
        It has begun or is over.
    """
    # Both work orders, in the order of their ids, as everybody takes them.
    for pk in sorted({visit.work_order_id, first.work_order_id}):
        lock_work_order(pk)
    work_order = lock_visit(visit)
    if visit.status in OVER | UNDER_WAY:
        raise LinkTooLate(
            f"{visit.number} is {visit.status.replace('_', ' ')}.", visit_id=visit.pk, status=visit.status
        )
    with connection.cursor() as db:
        db.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if circle := _way(visit.pk, first.pk):
        raise LinksInACircle(
            f"{first.number} comes after {visit.number} already: {' → '.join(circle)}.",
            visit_id=visit.pk, first_id=first.pk, chain=circle,
        )  # fmt: skip
    VisitLink.objects.update_or_create(
        first=first,
        then=visit,
        defaults={
            "lag_s": lag_s, "same_technician": same_technician, "same_day": same_day, "immediately": immediately,
        },
    )  # fmt: skip
    _shown_anew(visit)
    fact = VisitLinked(visit_id=visit.pk, work_order_id=work_order.pk, first_id=first.pk)
    tell(fact, visit, work_order, now=now)
    return visit


def unlink_visits(*, visit: Visit, first_id: int, actor: Actor, now: datetime) -> Visit:
    """This will let a visit no longer wait for another; doing it again changes nothing."""
    work_order = lock_visit(visit)
    gone, _ = VisitLink.objects.filter(then=visit, first_id=first_id).delete()
    if gone:
        _shown_anew(visit)
        tell(
            VisitUnlinked(visit_id=visit.pk, work_order_id=work_order.pk, first_id=first_id), visit, work_order, now=now
        )
    return visit


def goes_on_in(visit: Visit, back: Visit) -> list[int]:
    """This will let whatever waited for a visit that ended unfinished wait for the one that goes on from it.

    Returns those visits, shown anew: the caller tells their rows.
    """
    ids = list(VisitLink.objects.filter(first=visit).order_by("then_id").values_list("then_id", flat=True))
    if ids:
        VisitLink.objects.filter(first=visit).update(first=back)
        touch(Visit, ids)
    return ids


def _shown_anew(visit: Visit) -> None:
    touch(Visit, [visit.pk])
    visit.refresh_from_db(fields=["version"])


def _way(from_id: int, to_id: int) -> list[str]:
    """The numbers of the visits from one to another, along what follows what; empty if there is no way."""
    with connection.cursor() as db:
        db.execute(_WAY, [from_id, to_id])
        found = db.fetchone()
    return list(found[0]) if found else []


_WAY = """
WITH RECURSIVE walk (id, path) AS (
    SELECT v.id, ARRAY[v.number] FROM work_visit v WHERE v.id = %s
    UNION ALL
    SELECT v.id, walk.path || v.number FROM walk
    JOIN work_visitlink l ON l.first_id = walk.id JOIN work_visit v ON v.id = l.then_id
    WHERE NOT v.number = ANY(walk.path)
)
SELECT path FROM walk WHERE id = %s LIMIT 1
"""
