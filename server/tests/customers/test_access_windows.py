"""Access windows in UTC: intent is local, and stays so when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from truckroll.customers import queries


def at(day: int, hour: int, *, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_rule_4_a_window_keeps_its_wall_time_over_the_clock_change(dana: Any, mill: dict[str, Any]) -> None:
    dana.patch(f"/sites/{mill['id']}", {"access_windows": [{"weekday": 5, "opens": "15:00", "closes": "16:00"}]})
    # London leaves summer time on Sunday 25 October 2026: 15:00 is 14:00 UTC on the 24th, 15:00 UTC on the 31st.
    found = queries.access_windows_utc(mill["id"], at(24, 0), at(1, 0, month=11))
    assert found == [(at(24, 14), at(24, 15)), (at(31, 15), at(31, 16))]


def test_rule_62_no_window_means_always(mill: dict[str, Any]) -> None:
    assert queries.access_windows_utc(mill["id"], at(24, 0), at(1, 0, month=11)) is None


def test_a_window_over_midnight_that_began_the_day_before_is_found(dana: Any, mill: dict[str, Any]) -> None:
    dana.patch(f"/sites/{mill['id']}", {"access_windows": [{"weekday": 6, "opens": "22:00", "closes": "06:00"}]})
    found = queries.access_windows_utc(mill["id"], at(23, 1, month=11), at(23, 9, month=11))
    assert found == [(at(22, 22, month=11), at(23, 6, month=11))]
