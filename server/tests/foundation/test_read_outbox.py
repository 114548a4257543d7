"""The outbox loses nothing, whatever the order in which transactions commit."""

from __future__ import annotations

import random
import threading
import time
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from truckroll.foundation import events
from truckroll.foundation.events import Cursor, Event, event, publish
from truckroll.foundation.models import OutboxEvent

if TYPE_CHECKING:
    from datetime import datetime


@event("test.something.happened")
class SomethingHappened(Event):
    """Something happened, for the tests of the outbox."""

    number: int


WRITERS, EACH = 8, 40


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_p10_a_reader_by_watermark_loses_no_fact_of_slow_and_rolled_back_writers(now: datetime) -> None:
    """Eight writers hold their rows open for 0 to 8 ms, one in twenty rolls back; the reader polls all the while."""
    start = events.here()
    done = threading.Event()

    def write(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for i in range(EACH):
                with transaction.atomic():
                    publish(SomethingHappened(number=seed * 1000 + i), at=now)
                    time.sleep(chance.random() * 0.008)
                    if chance.random() < 0.05:
                        transaction.set_rollback(True)
        finally:
            connection.close()

    seen: list[int] = []
    cursors: list[Cursor] = []

    def read() -> None:
        cursor = start
        try:
            while True:
                last_round = done.is_set()
                told = events.read_after(cursor)
                for fact in told:
                    seen.append(fact.payload["number"])
                    cursors.append(fact.cursor)
                    cursor = fact.cursor
                if last_round and not told:
                    return
                time.sleep(0.001)
        finally:
            connection.close()

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    reader.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    reader.join()
    committed = set(OutboxEvent.objects.values_list("payload__number", flat=True))
    assert committed > set(), "nothing was committed"
    assert len(seen) == len(set(seen)), "a fact was told twice"
    assert set(seen) == committed
    assert cursors == sorted(cursors)


@pytest.mark.django_db(transaction=True)
def test_a_fact_waits_for_an_older_transaction_that_is_still_running(now: datetime) -> None:
    start = events.here()
    opened, close = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            publish(SomethingHappened(number=1), at=now)
            opened.set()
            close.wait(5)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    opened.wait(5)
    with transaction.atomic():
        publish(SomethingHappened(number=2), at=now)
    assert events.read_after(start) == []
    assert events.more_is_coming(start)
    close.set()
    holder.join()
    assert [t.payload["number"] for t in events.read_after(start)] == [1, 2]


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("at_a_time", [1, 2, 500])
def test_p10_transactions_are_counted_and_not_spelled(now: datetime, at_a_time: int) -> None:
    """Spelled, 100 comes before 99: whoever reads some facts at a time would never hear of 9 and 99."""
    OutboxEvent.objects.all().delete()
    for number in (9, 10, 99, 100):
        publish(SomethingHappened(number=number), at=now)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE foundation_outboxevent SET xid = %s::text::xid8 WHERE id = (SELECT max(id) FROM "
                "foundation_outboxevent)", [str(number)],
            )  # fmt: skip
    heard: list[int] = []
    place = Cursor(0, 0)
    while told := events.read_after(place, limit=at_a_time):
        heard += [fact.payload["number"] for fact in told]
        place = told[-1].cursor
    assert heard == [9, 10, 99, 100]


def test_a_fact_outside_a_transaction_is_a_bug(now: datetime) -> None:
    with pytest.raises(RuntimeError):
        publish(SomethingHappened(number=1), at=now)


def test_a_cursor_of_another_life_or_form_is_void() -> None:
    assert Cursor.parse("abc:12-7", "abc") == Cursor(12, 7)
    assert Cursor.parse("abd:12-7", "abc") is None
    assert Cursor.parse("abc:12", "abc") is None
    assert Cursor.parse("abc:x-7", "abc") is None
    assert Cursor(12, 7).text("abc") == "abc:12-7"


def test_an_event_needs_a_new_name_and_a_sentence() -> None:
    with pytest.raises(ValueError, match="twice"):

        @event("test.something.happened")
        class Again(Event):
            """A second event of that name."""

    with pytest.raises(ValueError, match="sentence"):

        @event("test.something.silent")
        class Silent(Event):
            number: int
