"""Due times: minutes and days on business calendars, worked out by hand beside each case."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from truckroll.contracts.clockwork import (
    BusinessTime,
    NeverOpen,
    add_calendar_days,
    add_minutes,
    add_working_days,
    open_seconds,
)
from truckroll.foundation.local_time import Weekly

OFFICE = tuple(Weekly(day, time(9), time(17)) for day in range(5))


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_rule_37_three_hours_from_friday_four_end_on_monday_at_eleven() -> None:
    business = BusinessTime("Europe/London", weekly=OFFICE)
    due = add_minutes(local("2026-11-20T16:00", "Europe/London"), 180, business)
    assert due == local("2026-11-23T11:00", "Europe/London")


def test_rule_37_lunch_holidays_and_nights_are_left_out() -> None:
    zone = "America/New_York"
    split = tuple(Weekly(day, *hours) for day in range(5) for hours in ((time(9), time(12)), (time(13), time(17))))
    business = BusinessTime(zone, weekly=split, closed=frozenset({date(2026, 11, 26)}))
    # Wednesday 11:00: 1 h to lunch, 4 h to 17:00, Thursday closed, Friday 9:00 + 1 h.
    assert add_minutes(local("2026-11-25T11:00", zone), 360, business) == local("2026-11-27T10:00", zone)


def test_rule_37_hours_over_midnight_are_one_stretch_and_a_holiday_cuts_them() -> None:
    zone = "Europe/London"
    nights = tuple(Weekly(day, time(22), time(6)) for day in range(7))
    business = BusinessTime(zone, weekly=nights)
    assert add_minutes(local("2026-11-23T23:00", zone), 420, business) == local("2026-11-24T06:00", zone)
    closed = BusinessTime(zone, weekly=nights, closed=frozenset({date(2026, 11, 24)}))
    # 23:00 to midnight is 1 h; the 24th is closed until midnight and no night begins on it; the 25th begins 22:00.
    assert add_minutes(local("2026-11-23T23:00", zone), 120, closed) == local("2026-11-25T23:00", zone)


def test_rule_2_business_hours_over_the_clock_change_are_counted_as_they_pass() -> None:
    zone = "Europe/London"
    business = BusinessTime(zone, weekly=(Weekly(6, time(0), time(6)),))
    # Sunday 29 March 2026 has no 01:00-02:00: 00:00 to 06:00 is five hours.
    start, end = local("2026-03-29T00:00", zone), local("2026-03-29T06:00", zone)
    assert open_seconds(start, end, business) == 5 * 3600
    assert add_minutes(start, 240, business) == local("2026-03-29T05:00", zone)


def test_rule_5_a_day_is_not_twenty_four_hours() -> None:
    zone = "Europe/London"
    start = local("2026-10-24T12:00", zone)
    round_the_clock = BusinessTime(zone, round_the_clock=True)
    assert add_minutes(start, 24 * 60, round_the_clock) == local("2026-10-25T11:00", zone)
    assert add_calendar_days(start, 1, zone) == local("2026-10-25T12:00", zone)


@pytest.mark.parametrize(
    ("reported", "days", "due"),
    [
        ("2015-06-10T11:20", 1, "2015-06-11T11:20"),  # Wednesday: the day itself does not count
        ("2015-06-12T11:20", 1, "2015-06-15T11:20"),  # Friday → Monday
        ("2015-06-10T06:00", 1, "2015-06-11T08:30"),  # before opening counts from it
        ("2015-06-10T18:00", 1, "2015-06-12T08:30"),  # after closing counts from the next opening
        ("2015-05-22T10:00", 1, "2015-05-26T10:00"),  # Memorial Day lies between
        ("2015-06-13T10:00", 3, "2015-06-18T08:30"),  # Saturday counts from Monday's opening
    ],
)
def test_rule_5_working_days_keep_the_time_of_day(reported: str, days: int, due: str) -> None:
    zone = "America/New_York"
    hours = tuple(Weekly(day, time(8, 30), time(17)) for day in range(5))
    business = BusinessTime(zone, weekly=hours, closed=frozenset({date(2015, 5, 25)}))
    assert add_working_days(local(reported, zone), days, business) == local(due, zone)


def test_a_calendar_that_never_opens_says_so() -> None:
    with pytest.raises(NeverOpen):
        add_minutes(datetime(2026, 1, 1, tzinfo=UTC), 1, BusinessTime("UTC"))
    with pytest.raises(NeverOpen):
        add_working_days(datetime(2026, 1, 1, tzinfo=UTC), 1, BusinessTime("UTC"))


ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca",
    "UTC",
)  # fmt: skip


def walked(start: datetime, minutes: int, zone: str, weekly: tuple[Weekly, ...], closed: frozenset[date]) -> datetime:
    """The slow reference: walk minute by minute and ask the wall clock whether it counts."""
    at = start
    while minutes:
        wall = at.astimezone(ZoneInfo(zone))
        if wall.date() not in closed and any(
            one.weekday == wall.weekday() and one.starts <= wall.time().replace(tzinfo=None) < one.ends
            for one in weekly
        ):
            minutes -= 1
        at += timedelta(minutes=1)
    return at


@pytest.mark.parametrize("zone", ZONES)
def test_p14_random_cases_equal_a_clock_that_walks(zone: str) -> None:
    dice = random.Random(f"due {zone}")
    for _ in range(25):
        weekly = tuple(
            Weekly(day, time(opens), time(opens + dice.randint(1, 6)))
            for day in range(7) if dice.random() < 0.8
            for opens in (dice.randint(5, 8), 15)
        )  # fmt: skip
        if not weekly:
            continue
        # Around both clock changes of the year and at random, on whole minutes.
        start = dice.choice((datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)))
        start += timedelta(minutes=dice.randint(0, 4 * 1440))
        closed = frozenset({start.date() + timedelta(days=dice.randint(0, 3))})
        minutes = dice.randint(1, 900)
        due = add_minutes(start, minutes, BusinessTime(zone, weekly=weekly, closed=closed))
        assert due == walked(start, minutes, zone, weekly, closed), (start, minutes, weekly, closed)
