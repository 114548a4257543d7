"""How time becomes a quantity, and what was done becomes lines."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from truckroll.billing.bands import Band, charged_minutes, shares, split
from truckroll.billing.drafting import Policy, Price, lines_of
from truckroll.foundation import money

LONDON = "Europe/London"
WEEKDAYS = frozenset(range(5))
EVENING = Band(1, "evening", WEEKDAYS, False, time(17), time(0))
NIGHT = Band(2, "night", WEEKDAYS, False, time(0), time(7))
WEEKEND = Band(3, "weekend", frozenset({5, 6}), False, time(0), time(0))
HOLIDAY = Band(4, "holiday", frozenset(), True, time(0), time(0))


@pytest.mark.parametrize(
    ("worked_s", "minutes"),
    [(0, 0), (1, 15), (15 * 60, 15), (15 * 60 + 1, 30), (50 * 60, 60), (61 * 60, 75)],
)
def test_rule_47_started_quarters_count(worked_s: int, minutes: int) -> None:
    assert charged_minutes(worked_s, step_minutes=15, minimum_minutes=0) == minutes


def test_rule_47_the_minimum_counts_once_work_began() -> None:
    assert charged_minutes(60, step_minutes=15, minimum_minutes=60) == 60
    assert charged_minutes(0, step_minutes=15, minimum_minutes=60) == 0


def at(text: str, zone: str = LONDON, fold: int = 0) -> datetime:
    """The instant of a wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def worked(*stretches: tuple[str, str]) -> list[tuple[datetime, datetime]]:
    return [(at(a), at(b)) for a, b in stretches]


def minutes(working: Any, *bands: Band, zone: str = LONDON, step: int = 1, least: int = 0, holidays: Any = ()) -> Any:
    """Name of the band, minutes charged, and how many of them nobody worked."""
    pieces = split(working, bands, zone=zone, holidays=frozenset(holidays))
    found = shares(pieces, step_minutes=step, minimum_minutes=least)
    return [(one.band.name if one.band else "day", one.minutes, one.rounding) for one in found]


def test_rule_47_an_evening_rate_begins_at_five_on_the_sites_wall() -> None:
    # Tuesday in summer: 16:40 there is 15:40 UTC.
    assert minutes(worked(("2026-07-14T16:40", "2026-07-14T18:10")), EVENING) == [("day", 20, 0), ("evening", 70, 0)]
    # The same instants in Athens, two hours on, are all evening.
    assert minutes(worked(("2026-07-14T16:40", "2026-07-14T18:10")), EVENING, zone="Europe/Athens") == [
        ("evening", 90, 0)
    ]


def test_rule_47_rounding_is_once_and_goes_to_the_rate_at_which_the_work_ended() -> None:
    # 20 + 65 = 85 minutes are charged as 90; each rate by itself would have been 30 + 75.
    late = worked(("2026-07-14T16:40", "2026-07-14T18:05"))
    assert minutes(late, EVENING, step=15, least=60) == [("day", 20, 0), ("evening", 70, 5)]
    # 10 + 10 minutes are charged as the 60 of the minimum.
    brief = worked(("2026-07-14T16:50", "2026-07-14T17:10"))
    assert minutes(brief, EVENING, step=15, least=60) == [("day", 10, 0), ("evening", 50, 40)]


def test_rule_47_a_break_is_neither_worked_nor_charged() -> None:
    # The pause lies over the boundary: 20 minutes before it, 10 after.
    broken = worked(("2026-07-14T16:30", "2026-07-14T16:50"), ("2026-07-14T17:20", "2026-07-14T17:30"))
    assert minutes(broken, EVENING) == [("day", 20, 0), ("evening", 10, 0)]


def test_rule_47_seconds_are_neither_lost_nor_charged_twice() -> None:
    # 19 min 30 s and 40 min 20 s: 59 min 50 s are an hour, of which 19 whole minutes were before five.
    working = [(at("2026-07-14T16:40:30"), at("2026-07-14T17:40:20"))]
    assert minutes(working, EVENING, step=15) == [("day", 19, 0), ("evening", 41, 1)]


def test_rule_47_weekends_and_holidays_go_before_what_they_are_listed_before() -> None:
    bands = (HOLIDAY, WEEKEND, EVENING)
    # Friday 25 December is a holiday to its end, Saturday the weekend.
    christmas = worked(("2026-12-25T23:00", "2026-12-26T01:00"))
    assert minutes(christmas, *bands, holidays=[date(2026, 12, 25)]) == [("holiday", 60, 0), ("weekend", 60, 0)]
    assert minutes(christmas, *bands) == [("evening", 60, 0), ("weekend", 60, 0)]
    # The evening of a holiday is the holiday's, because it stands first.
    monday = worked(("2026-08-31T16:00", "2026-08-31T18:00"))
    assert minutes(monday, *bands, holidays=[date(2026, 8, 31)]) == [("holiday", 120, 0)]


def test_rule_47_the_hours_that_passed_count_where_the_clocks_change() -> None:
    # Sunday 28 March 2026, 01:00 becomes 02:00: from 23:30 to 02:30 are two hours. Clocks back on 25 October: four.
    spring = worked(("2026-03-28T23:30", "2026-03-29T02:30"))
    assert minutes(spring, WEEKEND) == [("weekend", 120, 0)]
    autumn = worked(("2026-10-24T23:30", "2026-10-25T02:30"))
    assert minutes(autumn, WEEKEND) == [("weekend", 240, 0)]
    # Lord Howe turns by half an hour, on Sunday 4 October 2026 from 02:00 to 02:30.
    half = [(at("2026-10-04T01:30", "Australia/Lord_Howe"), at("2026-10-04T03:00", "Australia/Lord_Howe"))]
    assert minutes(half, WEEKEND, zone="Australia/Lord_Howe") == [("weekend", 60, 0)]


def test_rule_47_a_night_that_begins_in_the_evening_belongs_to_its_day() -> None:
    night = Band(5, "night", frozenset({4}), False, time(22), time(6))
    # Friday 22:00 to Saturday 06:00; the work ends at seven.
    assert minutes(worked(("2026-07-17T21:00", "2026-07-18T07:00")), night) == [("day", 120, 0), ("night", 480, 0)]


def test_20_minutes_at_200_an_hour_are_66_67_and_not_66_66() -> None:
    assert money.time_minor(20, Decimal(200), "GBP") == 6667
    assert money.line_minor(Decimal("0.3333"), Decimal(200), "GBP") == 6666


def visited(
    number: int,
    *,
    started: bool = True,
    working: Any = (),
    return_of: int | None = None,
    after: str = "",
    crew: Any = (),
) -> Any:
    begun = datetime(2026, 11, 23, 8, tzinfo=UTC) if started else None
    return SimpleNamespace(
        visit_id=number, number=f"WO-1/{number}", status="completed", technician_name="Tariq", working=working,
        started_at=begun, arrived_at=begun, has_evidence=True, return_of_id=return_of, return_after=after,
        waited_s=0, is_our_fault=False, window_ends_at=None, crew=crew,
    )  # fmt: skip


def work_done(*visits: Any, recall_of: str = "", canceled: Any = (), void: str = "") -> Any:
    return SimpleNamespace(
        work_type_id=1, work_type_name="Boiler service", visits=visits, parts=[], zone=LONDON, recall_of=recall_of,
        canceled=canceled, void=void,
    )  # fmt: skip


def price(
    kind: str, amount: int, *, item_id: int = 1, work_type_id: int | None = None, band: int | None = None
) -> Price:
    name = kind.replace("_", "-").capitalize()
    return Price(item_id, kind, "", work_type_id, name, "pc", Decimal(amount), "standard", band)


def test_rule_19_labor_is_the_hours_of_all_and_travel_is_charged_once() -> None:
    hour, half = (worked(("2026-11-23T08:00", f"2026-11-23T{until}")) for until in ("09:00", "08:30"))
    tove = SimpleNamespace(technician_id=7, technician_name="Tove", working=half)
    facts = work_done(visited(1, working=hour, crew=[tove]))
    book = [price("labor", 60), price("travel", 20, item_id=2)]
    each = lines_of(facts, book, Policy())
    assert [(line.kind, line.description, line.minutes) for line in each] == [
        ("travel", "Travel, WO-1/1", None),
        ("labor", "Boiler service, WO-1/1, Tariq", 60),
        ("labor", "Boiler service, WO-1/1, Tove", 30),
    ]
    assert each[2].source == "labor:visit:1:technician:7"
    (_, once) = lines_of(facts, book, Policy(labor_per="work_order"))
    assert (once.description, once.minutes) == ("Boiler service", 90)


@pytest.mark.parametrize(
    ("per", "lines"), [("visit", ["Call-out, WO-1/1", "Call-out, WO-1/2"]), ("work_order", ["Call-out"])]
)
def test_rule_48_the_call_out_is_charged_as_the_price_book_says(per: str, lines: list[str]) -> None:
    facts = work_done(visited(1), visited(2), visited(3, started=False))
    # Nobody pays for a visit at which no work began.
    assert [line.description for line in lines_of(facts, [price("call_out", 60)], Policy(call_out_per=per))] == lines


def test_rule_48_travel_is_once_a_visit_and_not_for_coming_back_to_what_we_left() -> None:
    facts = work_done(visited(1), visited(2, return_of=1, after="stopped"), visited(3, return_of=2, after="no_access"))
    lines = lines_of(facts, [price("travel", 25)], Policy())
    assert [(line.description, line.coverage, line.note) for line in lines] == [
        ("Travel, WO-1/1", "charged", ""),
        ("Travel, WO-1/2", "our_fault", "Not charged: return after WO-1/1, which was not finished"),
        ("Travel, WO-1/3", "charged", ""),
    ]
    assert [line.description for line in lines_of(facts, [price("travel", 25)], Policy(travel_per="work_order"))] == [
        "Travel"
    ]


def test_rule_48_a_recall_is_written_down_and_not_charged() -> None:
    facts = work_done(visited(1, working=worked(("2026-07-14T09:00", "2026-07-14T10:00"))), recall_of="WO-7")
    lines = lines_of(facts, [price("travel", 25), price("labor", 60)], Policy())
    assert [(line.kind, line.coverage, line.note) for line in lines] == [
        ("travel", "recall", "Not charged: recall of WO-7"), ("labor", "recall", "Not charged: recall of WO-7"),
    ]  # fmt: skip


def test_the_price_of_the_hours_goes_before_the_price_of_the_work() -> None:
    facts = work_done(visited(1, working=worked(("2026-07-14T16:00", "2026-07-14T18:00"))))
    book = [
        price("labor", 60, item_id=1),
        price("labor", 70, item_id=2, work_type_id=1),
        price("labor", 90, item_id=3, band=1),
    ]
    lines = lines_of(facts, book, Policy(bands=(EVENING,)))
    assert [(line.minutes, line.price.unit_price if line.price else None) for line in lines] == [(60, 70), (60, 90)]
    # Hours without a price of their own cost what the work costs.
    assert [line.price.unit_price for line in lines_of(facts, book[:2], Policy(bands=(EVENING,))) if line.price] == [
        70,
        70,
    ]


@pytest.mark.parametrize(
    ("how", "note"),
    [
        ({}, ""),
        ({"waited_s": 14 * 60 + 59}, "Not charged: waited 14 of 15 min"),
        ({"is_our_fault": True}, "Not charged: it was our fault that nobody opened"),
        # He came at 08:00; he was promised until 07:59, until 08:00.
        (
            {"window_ends_at": datetime(2026, 11, 23, 7, 59, tzinfo=UTC)},
            "Not charged: we came after the promised window",
        ),
        ({"window_ends_at": datetime(2026, 11, 23, 8, tzinfo=UTC)}, ""),
        ({"has_evidence": False}, None),
    ],
)
def test_rule_49_a_closed_door_costs_only_who_was_waited_for_in_time(how: dict[str, Any], note: str | None) -> None:
    visit = visited(1)
    vars(visit).update({"status": "no_access", "waited_s": 15 * 60} | how)
    lines = lines_of(work_done(visit), [price("no_access", 45)], Policy(no_access_grace_minutes=15))
    assert [(line.is_dropped, line.note) for line in lines] == ([] if note is None else [(bool(note), note)])


@pytest.mark.parametrize(
    ("party", "hours", "is_charged"),
    [
        ("customer", 23.99, True),
        ("customer", 24, False),
        ("customer", -1, True),
        ("us", 1, False),
        ("customer", None, False),
    ],
)
def test_rule_38_canceling_late_costs_only_the_customer_who_does_it(
    party: str, hours: float | None, is_charged: bool
) -> None:
    canceled_at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    starts = None if hours is None else canceled_at + timedelta(hours=hours)
    visit = SimpleNamespace(visit_id=2, number="WO-1/2", party=party, canceled_at=canceled_at, would_begin_at=starts)
    facts = work_done(visited(1), canceled=[visit], void="Void: canceled by the customer: sold, Dana")
    lines = lines_of(facts, [price("call_out", 60), price("late_cancel", 30)], Policy(late_cancel_hours=24))
    # What was done stands there and is void; only the fee is charged.
    assert [(line.description, line.is_dropped, line.note) for line in lines] == [
        ("Call-out", True, "Void: canceled by the customer: sold, Dana"),
        *([("Late-cancel, WO-1/2", False, "")] if is_charged else []),
    ]
