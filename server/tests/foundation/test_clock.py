"""Business time may run faster than life, and only business time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from truckroll.foundation import clock


@pytest.fixture
def real_clock(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo the held clock of the test suite."""
    monkeypatch.undo()
    clock.forget()


@pytest.mark.usefixtures("real_clock")
def test_business_time_is_real_time_unless_a_demo_says_otherwise() -> None:
    assert clock.rate() == 1.0
    assert abs(clock.now() - clock.real_now()) < timedelta(seconds=1)


@pytest.mark.usefixtures("real_clock")
def test_a_demo_runs_thirty_times_as_fast_from_its_own_start() -> None:
    start = datetime(2026, 6, 15, 6, 30, tzinfo=UTC)
    clock.run_from(start, rate=30.0)
    real = clock.real_now()
    passed = clock.at(real + timedelta(seconds=10)) - clock.at(real)
    assert passed == timedelta(seconds=300)
    assert timedelta(0) <= clock.now() - start < timedelta(seconds=120)
    assert clock.real_seconds(timedelta(hours=1)) == 120.0
    clock.forget()
