"""From patterns and dated exceptions to shifts in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from truckroll.workforce.rota import Hours, Pattern, shifts_between

LONDON = "Europe/London"


def at(day: int, hour: int, *, month: int) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def hours(patterns: list[Pattern], start: datetime, end: datetime, special: tuple[Hours, ...] = ()) -> list[float]:
    found = shifts_between(patterns, special, LONDON, start, end)
    return [(shift.ends_at - shift.starts_at).total_seconds() / 3600 for shift in found]


NIGHT = Pattern(5, time(22), time(6))


def test_rule_2_a_night_over_the_clock_change_has_seven_or_nine_hours() -> None:
    assert hours([NIGHT], at(28, 12, month=3), at(29, 12, month=3)) == [7.0]
    assert hours([NIGHT], at(24, 12, month=10), at(25, 12, month=10)) == [9.0]


def test_rule_3_a_shift_that_ends_in_the_repeated_hour_keeps_it() -> None:
    # 25 October 2026 01:30 happens at 00:30 and 01:30 UTC: the end takes the second, 22:00 to 01:30 is 4.5 h.
    assert hours([Pattern(5, time(22), time(1, 30))], at(24, 12, month=10), at(25, 12, month=10)) == [4.5]
    # And one that starts in it takes the first.
    assert hours([Pattern(6, time(1, 30), time(6))], at(24, 12, month=10), at(25, 12, month=10)) == [5.5]


def test_rule_3_an_hour_that_the_clocks_skip_is_read_with_the_offset_before() -> None:
    # 29 March 2026 01:30 does not exist; with the offset before the gap it is 01:30 UTC = 02:30 BST, so 2.5 h to 05:00.
    (shift,) = shifts_between([Pattern(6, time(1, 30), time(5))], (), LONDON, at(28, 12, month=3), at(29, 12, month=3))
    assert shift.starts_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_rule_10_a_night_belongs_to_the_date_it_starts_and_is_found_on_both() -> None:
    for start, end in ((at(21, 20, month=11), at(21, 23, month=11)), (at(22, 1, month=11), at(22, 2, month=11))):
        (shift,) = shifts_between([NIGHT], (), LONDON, start, end)
        assert (shift.on, shift.starts_at, shift.ends_at) == (
            date(2026, 11, 21),
            at(21, 22, month=11),
            at(22, 6, month=11),
        )


def test_rule_7_a_shift_that_ends_as_the_period_begins_is_not_in_it() -> None:
    assert hours([NIGHT], at(22, 6, month=11), at(22, 12, month=11)) == []


def test_a_pattern_holds_between_its_dates_and_an_exception_replaces_it() -> None:
    monday = Pattern(0, time(8), time(16), date(2026, 11, 16), date(2026, 11, 23))
    span = (at(1, 0, month=11), at(30, 0, month=11))
    assert hours([monday], *span) == [8.0, 8.0]
    assert hours([monday], *span, (Hours(date(2026, 11, 16), None, None),)) == [8.0]
    short = (Hours(date(2026, 11, 16), time(8), time(12)), Hours(date(2026, 11, 18), time(9), time(10)))
    assert hours([monday], *span, short) == [4.0, 1.0, 8.0]


def test_a_day_off_is_entered_and_taken_back(dana: Any, tariq: dict[str, Any], told: Any) -> None:
    def week() -> list[str]:
        path = f"/technicians/{tariq['id']}/shifts"
        answer = dana.get(path, starts_at="2026-11-23T00:00:00Z", ends_at="2026-11-28T00:00:00Z")
        return [shift["on"] for shift in answer.json()["items"]]

    assert week() == ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"]
    body = {"technician_id": tariq["id"], "on": "2026-11-25", "reason": "moves house"}
    made = dana.post("/shift-exceptions", body)
    assert made.status_code == 201, made.content
    assert "2026-11-25" not in week()
    assert dana.post("/shift-exceptions", body).status_code == 422
    assert dana.post("/shift-exceptions", body | {"on": "2026-11-26", "starts": "08:00"}).status_code == 422
    assert dana.get("/shift-exceptions", technician_id=tariq["id"]).json()["total"] == 1
    assert dana.delete(f"/shift-exceptions/{made.json()['id']}").status_code == 200
    assert "2026-11-25" in week()
    assert told()[-2:] == ["workforce.shift_exception.added", "workforce.shift_exception.removed"]


def test_shifts_that_overlap_are_one_stretch() -> None:
    twice = [Pattern(0, time(8), time(12)), Pattern(0, time(10), time(14))]
    assert hours(twice, at(2, 0, month=3), at(3, 0, month=3)) == [6.0]
    over_midnight = [Pattern(0, time(22), time(7)), Pattern(1, time(6), time(10))]
    assert hours(over_midnight, at(3, 8, month=3), at(3, 9, month=3)) == [12.0]
    assert hours(
        [Pattern(0, time(8), time(12)), Pattern(0, time(12), time(14))], at(2, 0, month=3), at(3, 0, month=3)
    ) == [
        4.0,
        2.0,
    ]


def test_a_day_off_outweighs_other_hours_of_its_date() -> None:
    special = (Hours(date(2026, 3, 2), None, None), Hours(date(2026, 3, 2), time(8), time(12)))
    assert hours([Pattern(0, time(8), time(17))], at(2, 0, month=3), at(3, 0, month=3), special) == []
