"""Delivers facts to the handlers of other rooms: after commit, in order, at least once, each handler on its own.

A handler runs as a command whose key is made of event and handler, so delivering twice has one effect. A handler that
fails is tried again with growing pauses; after the last try the event is set aside where an administrator sees it.
"""

from __future__ import annotations

import logging
import threading
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from truckroll.foundation import clock, commands, crash, events
from truckroll.foundation.events import Cursor, Handler, Told
from truckroll.foundation.models import HandlerCursor, OutboxEvent, SkippedEvent, SourceKind
from truckroll.foundation.refusals import Unavailable

log = logging.getLogger("truckroll.handling")

_TRIES = 8
_KEYS = uuid.UUID("0d1b8b54-53f6-4a3e-9d39-4d5a1d2c7e10")


class _Worker:
    """The actor in the ledger for what a handler does."""

    user_id = None

    def __init__(self, label: str) -> None:
        self.label = label


def deliver_all(*, at_most: int = 500) -> int:
    """This will deliver what waits, to every handler, and return how many facts were handled."""
    return deliver(*events.HANDLERS.values(), at_most=at_most)


def deliver(*handlers: Handler, at_most: int = 500) -> int:
    """This will deliver what waits for these handlers; each stops at a fact that fails, until its next try is due."""
    known = {place.handler: place for place in HandlerCursor.objects.filter(handler__in=[h.name for h in handlers])}
    together: dict[Cursor, list[tuple[Handler, HandlerCursor]]] = {}
    for handler in handlers:
        place = known.get(handler.name) or _place(handler)
        if place.retry_at is None or place.retry_at <= clock.real_now():
            together.setdefault(Cursor(place.xid, place.event_id), []).append((handler, place))
    # Nearly all stand at the same fact: read for each by himself, a fact that two want cost 120 queries.
    return sum(_deliver(events.read_after(cursor, limit=at_most), group) for cursor, group in together.items())


def _deliver(told: list[Told], group: list[tuple[Handler, HandlerCursor]]) -> int:
    """Give these facts to the handlers that wait for them, and move on all but those that failed."""
    handled = 0
    through: list[str] = []
    for handler, place in group:
        for fact in told:
            if fact.name != handler.event.name:
                continue
            if not _try(handler, fact, place):
                break
            handled += 1
            place.xid, place.event_id, place.failures, place.retry_at, place.error = *_pair(fact), 0, None, ""
            crash.point("handler.before_cursor")
            _save(place)
        else:
            through.append(place.pk)
    if told:
        last = told[-1].cursor
        HandlerCursor.objects.filter(pk__in=through).update(
            xid=last.xid, event_id=last.id, failures=0, retry_at=None, error=""
        )
    return handled


def retry_skipped() -> tuple[int, int]:
    """This will try every fact again that a handler gave up on, oldest first; how many are dealt with, how many not."""
    settled = failed = 0
    for skipped in SkippedEvent.objects.filter(settled_at=None).select_related("event").order_by("id"):
        handler = events.HANDLERS.get(skipped.handler)
        try:
            # A handler that this version no longer has is nobody's any more.
            if handler is not None:
                _handle(handler, skipped.event.pk, skipped.event.payload)
        except Exception as error:
            SkippedEvent.objects.filter(pk=skipped.pk).update(error=_said(error))
            failed += 1
        else:
            SkippedEvent.objects.filter(pk=skipped.pk).update(settled_at=clock.real_now())
            settled += 1
    return settled, failed


def run(stop: threading.Event) -> None:
    """This will deliver facts until told to stop: at once when the outbox rings, and every second besides."""
    while not stop.is_set():
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {events.CHANNEL}")
            listener = connection.connection
            while not stop.is_set():
                deliver_all()
                for _ in listener.notifies(timeout=0.02 if _behind() else 1.0, stop_after=1):
                    pass
        except Exception:
            log.exception("delivering failed; trying again in a second")
            stop.wait(1.0)
        finally:
            connection.close()


def _behind() -> bool:
    slowest = HandlerCursor.objects.filter(retry_at=None).order_by("xid", "event_id").first()
    return slowest is not None and events.more_is_coming(Cursor(slowest.xid, slowest.event_id))


def _place(handler: Handler) -> HandlerCursor:
    place, _ = HandlerCursor.objects.get_or_create(handler=handler.name, defaults={"xid": 0, "event_id": 0})
    return place


def _pair(fact: Told) -> tuple[int, int]:
    return fact.cursor.xid, fact.cursor.id


def _save(place: HandlerCursor) -> None:
    HandlerCursor.objects.filter(pk=place.pk).update(
        xid=place.xid, event_id=place.event_id, failures=place.failures, retry_at=place.retry_at, error=place.error
    )


def _try(handler: Handler, fact: Told, place: HandlerCursor) -> bool:
    """Handle one fact; False if it failed and must be tried again before any later one."""
    try:
        _handle(handler, fact.cursor.id, fact.payload)
    except Exception as error:
        place.failures += 1
        place.error = _said(error)
        if place.failures >= _TRIES:
            log.exception("%s gives up on event %s", handler.name, fact.cursor.id)
            SkippedEvent.objects.create(
                handler=handler.name, event=OutboxEvent.objects.get(pk=fact.cursor.id), error=place.error
            )
            return True
        place.retry_at = _next_try(error, place.failures)
        log.warning("%s failed on event %s (%s times): %s", handler.name, fact.cursor.id, place.failures, place.error)
        _save(place)
        return False
    return True


def _handle(handler: Handler, event_id: int, payload: dict[str, Any]) -> None:
    def effect() -> tuple[int, dict[str, Any]]:
        handler.function(handler.event(**payload))
        return 200, {}

    commands.run(
        source=commands.Sender(SourceKind.WORKER, f"handler:{handler.name}", name=handler.name),
        uuid=uuid.uuid5(_KEYS, f"{handler.name}/{event_id}"),
        name=f"handle {handler.name}",
        body={"event": event_id},
        actor=_Worker(f"truckroll:{handler.name}"),
        effect=effect,
    )


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _next_try(error: Exception, failures: int) -> datetime:
    wait_s = error.retry_after_s if isinstance(error, Unavailable) else min(0.5 * 2**failures, 300)
    return clock.real_now() + timedelta(seconds=wait_s)
