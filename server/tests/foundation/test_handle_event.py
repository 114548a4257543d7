"""Handlers get every fact after its commit, in order, with one effect however often it is delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from truckroll.foundation import clock, events, handling, invariants
from truckroll.foundation.events import Event, Handler, event, publish
from truckroll.foundation.models import Command, HandlerCursor, SkippedEvent

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime


@event("test.thing.counted")
class ThingCounted(Event):
    """A thing was counted, for the tests of the handlers."""

    number: int


@event("test.thing.ignored")
class ThingIgnored(Event):
    """A thing was ignored, for the tests of the handlers."""


def _told(numbers: list[int], now: datetime) -> None:
    for number in numbers:
        with transaction.atomic():
            publish(ThingCounted(number=number), at=now)


@pytest.fixture
def seen() -> list[int]:
    return []


@pytest.fixture
def handler(seen: list[int]) -> Handler:
    return Handler("test.count", ThingCounted, lambda fact: seen.append(fact.number))


@pytest.mark.django_db(transaction=True)
def test_a_handler_gets_each_fact_once_in_order(handler: Handler, seen: list[int], now: datetime) -> None:
    _told([1, 2, 3], now)
    assert handling.deliver(handler) == 3
    assert handling.deliver(handler) == 0
    assert seen == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_a_fact_delivered_again_has_no_second_effect(handler: Handler, seen: list[int], now: datetime) -> None:
    """As after a crash between the handler's commit and the cursor's."""
    _told([1], now)
    handling.deliver(handler)
    HandlerCursor.objects.update(xid="0", event_id=0)
    handling.deliver(handler)
    assert seen == [1]
    assert Command.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_failing_handler_stops_at_the_fact_and_goes_on_later(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    fails, seen = [True], []

    def count(fact: ThingCounted) -> None:
        if fact.number == 2 and fails[0]:
            raise ZeroDivisionError
        seen.append(fact.number)

    handler = Handler("test.fails", ThingCounted, count)
    _told([1, 2, 3], now)
    handling.deliver(handler)
    place = HandlerCursor.objects.get(handler="test.fails")
    assert (seen, place.failures, place.error) == ([1], 1, "ZeroDivisionError: ")
    assert handling.deliver(handler) == 0, "tried again before its time"
    fails[0] = False
    HandlerCursor.objects.update(retry_at=clock.real_now())
    handling.deliver(handler)
    assert seen == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_who_fell_behind_catches_up_alone(now: datetime) -> None:
    fails, seen, late = [True], [], []

    def count(fact: ThingCounted) -> None:
        if fails[0]:
            raise ZeroDivisionError
        late.append(fact.number)

    both = (
        Handler("test.fails", ThingCounted, count),
        Handler("test.count", ThingCounted, lambda fact: seen.append(fact.number)),
    )
    _told([1, 2], now)
    assert handling.deliver(*both) == 2
    _told([3], now)
    assert handling.deliver(*both) == 1
    assert (seen, late) == ([1, 2, 3], [])
    fails[0] = False
    HandlerCursor.objects.update(retry_at=None)
    assert handling.deliver(*both) == 3
    assert (seen, late) == ([1, 2, 3], [1, 2, 3])
    assert HandlerCursor.objects.values("xid", "event_id").distinct().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_nobody_wants_costs_the_same_for_forty_handlers_as_for_one(
    now: datetime, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    forty = [Handler(f"test.{n}", ThingCounted, lambda _: None) for n in range(40)]
    handling.deliver(*forty)
    with transaction.atomic():
        publish(ThingIgnored(), at=now)
    with django_assert_num_queries(3):  # where they stand, what is new, that they have seen it
        assert handling.deliver(*forty) == 0
    with django_assert_num_queries(2):
        assert handling.deliver(*forty) == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_fact_that_always_fails_is_set_aside_and_tried_again_when_asked(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def count(fact: ThingCounted) -> None:
        if fact.number == 1:
            raise ZeroDivisionError
        seen.append(fact.number)

    handler = Handler("test.poison", ThingCounted, count)
    _told([1, 2], now)
    for _ in range(8):
        HandlerCursor.objects.update(retry_at=None)
        handling.deliver(handler)
    assert seen == [2]
    assert list(SkippedEvent.objects.values_list("handler", "error")) == [("test.poison", "ZeroDivisionError: ")]
    (breach,) = invariants.check()["I2a"]
    assert breach.startswith("test.poison gave up on event ") and breach.endswith(": ZeroDivisionError: ")
    monkeypatch.setitem(events.HANDLERS, "test.poison", handler)
    assert handling.retry_skipped() == (0, 1)
    monkeypatch.setitem(
        events.HANDLERS, "test.poison", Handler("test.poison", ThingCounted, lambda fact: seen.append(9))
    )
    assert handling.retry_skipped() == (1, 0)
    assert (seen, invariants.check(), handling.retry_skipped()) == ([2, 9], {}, (0, 0))


def test_every_handler_is_registered_under_its_own_name() -> None:
    assert len({h.name for h in events.HANDLERS.values()}) == len(events.HANDLERS)
