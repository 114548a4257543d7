"""Writes of what follows what: a visit that starts only after another has ended (rule 21)."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from truckroll.accounts.actors import Actor
from truckroll.foundation.prepared import Prepared
from truckroll.foundation.refusals import Refusal
from truckroll.foundation.versions import touch
from truckroll.work.actions import records
from truckroll.work.events import VisitLinked, VisitUnlinked
from truckroll.work.keeping import lock_visit, lock_work_order, tell
from truckroll.work.lifecycle import OVER, UNDER_WAY
from truckroll.work.models import Evidence, Visit, VisitLink

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


def flag_early_start(*, visit: Visit, started_at: datetime, actor: Actor, now: datetime) -> None:
    """This will keep, for a person to decide on, that work began before what it follows had ended.

    Links bind planning: whoever stands there works, and his start counts. Said once for each visit.
    """
    early = _early(visit.pk, started_at)
    if not early or _flagged(visit.pk).exists():
        return
    records.keep_evidence(
        visit=visit,
        command=_START,
        payload={"started_at": started_at.isoformat(), "follows": early},
        reason=f"{visit.number} began before it may: {'; '.join(map(_words, early))}.",
        actor=actor,
        now=now,
        at=started_at,
        is_applied=True,
    )


def settle_early_starts(*, first_id: int, actor: Actor, now: datetime) -> None:
    """This will settle what was flagged while the end of this visit was not known yet, if it was in time after all."""
    for then_id in VisitLink.objects.filter(first=first_id).order_by("then_id").values_list("then_id", flat=True):
        for flagged in _flagged(then_id):
            if not _early(then_id, flagged.at):
                records.settle_evidence(evidence=flagged, actor=actor, now=now)


_START = "start_visit"


def _flagged(visit_id: int) -> QuerySet[Evidence]:
    return Evidence.objects.filter(visit=visit_id, command=_START, is_applied=True, settled_at=None)


def _early(visit_id: int, started_at: datetime) -> list[dict[str, Any]]:
    """What a visit follows that had not ended by then, or so shortly before that its lag had not passed."""
    early = []
    for first in _FIRSTS.ask([visit_id]):
        ended_at, lag = first["ended_at"], timedelta(seconds=first["lag_s"])
        if ended_at is None or ended_at + lag > started_at:
            minutes = None if ended_at is None else math.ceil((ended_at + lag - started_at).total_seconds() / 60)
            early.append(
                {**first, "ended_at": None if ended_at is None else ended_at.isoformat(), "minutes_early": minutes}
            )
    return early


_FIRSTS = Prepared(
    lambda ids: (
        VisitLink.objects.filter(then__in=ids)
        .order_by("first_id")
        .values(
            "lag_s",
            visit_id=F("first_id"),
            number=F("first__number"),
            status=F("first__status"),
            ended_at=F("first__ended_at"),
        )
    )
)


def _words(first: dict[str, Any]) -> str:
    if first["minutes_early"] is None:
        return f"{first['number']}, which it follows, was {first['status'].replace('_', ' ')}"
    waits = f", {first['lag_s'] // 60} min after which it follows" if first["lag_s"] else ", which it follows"
    return f"{first['number']}{waits}, ended too late for it by {first['minutes_early']} min"


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
