"""Due times: minutes and days on business calendars, worked out by hand beside each case."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from truckroll.contracts.clockwork import (
    BusinessTime,
    NeverOpen,
    Reading,
    add_calendar_days,
    add_minutes,
    add_working_days,
    open_seconds,
    reading_of,
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


NIGHTS = tuple(Weekly(day, time(22), time(6)) for day in range(7))


@pytest.mark.parametrize(
    ("zone", "reported", "due"),
    [
        # 23:00 to 05:00 on the wall is five hours and seven hours: the night of the change is short or long.
        ("Europe/London", "2026-03-28T23:00", "2026-03-29T06:00"),
        ("Europe/London", "2026-10-24T23:00", "2026-10-25T04:00"),
        ("America/New_York", "2026-03-07T23:00", "2026-03-08T06:00"),
        ("America/New_York", "2026-10-31T23:00", "2026-11-01T04:00"),
        # Half an hour, and in the south the other way round.
        ("Australia/Lord_Howe", "2026-04-04T23:00", "2026-04-05T04:30"),
        ("Australia/Lord_Howe", "2026-10-03T23:00", "2026-10-04T05:30"),
        ("Australia/Sydney", "2026-04-04T23:00", "2026-04-05T04:00"),
        ("Australia/Sydney", "2026-10-03T23:00", "2026-10-04T06:00"),
        # The clocks go forward at midnight: that day begins at one.
        ("America/Santiago", "2026-09-05T23:00", "2026-09-06T06:00"),
        ("America/Santiago", "2026-04-04T23:00", "2026-04-05T04:00"),
    ],
)
def test_f17_six_hours_of_night_cover_over_the_clock_change(zone: str, reported: str, due: str) -> None:
    assert add_minutes(local(reported, zone), 360, BusinessTime(zone, weekly=NIGHTS)) == local(due, zone)


@pytest.mark.parametrize(
    ("zone", "reported", "due", "reading"),
    [
        # One calendar day later at a time that the clocks skip: with the offset before the gap; twice: the first.
        ("Europe/London", "2026-03-28T01:30", "2026-03-29T01:30:00+00:00", Reading.SKIPPED),
        ("Europe/London", "2026-10-24T01:30", "2026-10-25T00:30:00+00:00", Reading.TWICE),
        ("America/New_York", "2026-03-07T02:30", "2026-03-08T07:30:00+00:00", Reading.SKIPPED),
        ("America/New_York", "2026-10-31T01:30", "2026-11-01T05:30:00+00:00", Reading.TWICE),
        ("Australia/Lord_Howe", "2026-10-03T02:15", "2026-10-03T15:45:00+00:00", Reading.SKIPPED),
        ("Australia/Lord_Howe", "2026-04-04T01:45", "2026-04-04T14:45:00+00:00", Reading.TWICE),
        ("America/Santiago", "2026-09-05T00:15", "2026-09-06T04:15:00+00:00", Reading.SKIPPED),
        ("America/Santiago", "2026-09-04T00:15", "2026-09-05T04:15:00+00:00", Reading.ONCE),
    ],
)
def test_rule_3_a_due_time_at_the_clock_change_says_how_it_was_read(
    zone: str, reported: str, due: str, reading: Reading
) -> None:
    assert add_calendar_days(local(reported, zone), 1, zone) == datetime.fromisoformat(due)
    assert reading_of(datetime.fromisoformat(reported) + timedelta(days=1), zone) is reading


def test_rule_5_a_cut_off_moves_the_receipt_to_the_next_opening() -> None:
    zone = "Europe/London"
    business = BusinessTime(zone, weekly=OFFICE)
    friday = "2026-11-20T"
    due = [
        add_working_days(local(f"{friday}{at}", zone), 1, business, cut_off=time(14))
        for at in ("13:59", "14:00", "18:00")
    ]
    # Friday's is due on Monday; from two on it is Monday's nine o'clock, due on Tuesday, as in the evening.
    assert due == [local("2026-11-23T13:59", zone), *[local("2026-11-24T09:00", zone)] * 2]


def test_rule_5_what_comes_after_the_cut_off_in_the_midday_break_is_of_the_next_day() -> None:
    zone = "Europe/London"
    halves = [Weekly(day, time(h), time(to)) for day in range(5) for h, to in ((8, 12), (13, 17))]
    business = BusinessTime(zone, weekly=tuple(halves))
    due = [
        add_working_days(local(f"2026-11-23T{at}", zone), 1, business, cut_off=time(12))
        for at in ("07:00", "11:59", "12:00", "12:30", "13:30", "18:00")
    ]
    tomorrow = [local(f"2026-11-24T{at}", zone) for at in ("08:00", "11:59")]
    assert due == [*tomorrow, *[local("2026-11-25T08:00", zone)] * 4]


def test_a_promise_may_reach_over_years_but_not_over_a_year_without_an_hour() -> None:
    sundays = BusinessTime("UTC", weekly=(Weekly(6, time(9), time(10)),))
    assert add_minutes(datetime(2026, 11, 23, tzinfo=UTC), 100 * 60, sundays) == datetime(2028, 10, 22, 10, tzinfo=UTC)


def test_a_week_without_a_closed_hour_has_an_end() -> None:
    """Merged, its business time would be one stretch until the last year there is."""
    always = BusinessTime("Europe/London", weekly=tuple(Weekly(day, time(0), time(0)) for day in range(7)))
    start = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    for days in (1, 40, 400):
        assert add_minutes(start, days * 1440, always) == start + timedelta(days=days)
        assert open_seconds(start, start + timedelta(days=days), always) == days * 86_400
