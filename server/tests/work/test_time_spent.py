"""Time from status changes: nothing typed in, nothing counted twice."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from truckroll.work.time_spent import time_spent


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_a_visit_with_a_pause_splits_into_travel_waiting_work_and_pause() -> None:
    spent = time_spent(
        [
            ("create", at(7)), ("schedule", at(7)), ("dispatch", at(7)), ("depart", at(8)), ("arrive", at(8, 25)),
            ("start", at(8, 30)), ("pause", at(9, 30)), ("resume", at(10)), ("complete", at(10, 45)),
        ]
    )  # fmt: skip
    # 8:00–8:25 on the way, 8:30–9:30 and 10:00–10:45 at work, half an hour of pause.
    assert (spent.traveling_s, spent.waiting_s, spent.working_s, spent.paused_s) == (1500, 300, 6300, 1800)
    assert spent.working == [(at(8, 30), at(9, 30)), (at(10), at(10, 45))]


def test_no_access_is_travel_and_waiting_only() -> None:
    spent = time_spent([("depart", at(8)), ("arrive", at(8, 20)), ("report_no_access", at(8, 35))])
    assert (spent.traveling_s, spent.waiting_s, spent.working_s, spent.paused_s) == (1200, 900, 0, 0)


def test_what_goes_on_counts_until_asked_and_not_at_all_otherwise() -> None:
    moves = [("arrive", at(8)), ("start", at(8))]
    assert time_spent(moves).working_s == 0
    assert time_spent(moves, until=at(8, 40)).working_s == 2400


def test_a_visit_taken_back_and_planned_again_starts_from_nothing() -> None:
    moves = [("depart", at(8)), ("cancel", at(8, 10)), ("schedule", at(9))]
    assert time_spent(moves, until=at(12)).traveling_s == 600


def test_rule_2_the_hour_the_clocks_repeat_is_worked_and_the_one_they_skip_is_not() -> None:
    london = ZoneInfo("Europe/London")

    def night(day: int, month: int) -> list[tuple[str, datetime]]:
        start = datetime(2026, month, day, 22, tzinfo=london).astimezone(UTC)
        end = datetime(2026, month, day + 1, 6, tzinfo=london).astimezone(UTC)
        return [("start", start), ("complete", end)]

    # 28 March 22:00 to 06:00 is seven hours, 24 October 22:00 to 06:00 is nine.
    assert time_spent(night(28, 3)).working_s == 7 * 3600
    assert time_spent(night(24, 10)).working_s == 9 * 3600
