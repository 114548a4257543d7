"""Business time: the one place that says what time it is.

In production business time is real time. A demo may shift and speed it up; the setting is a row, so every
process agrees. Tokens, locks, time-outs and `now()` in Postgres stay real.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

from truckroll.foundation.models import ClockSetting

_REFRESH_S = 1.0
_lock = threading.Lock()
_read_at = float("-inf")
_setting: tuple[datetime, datetime, float] | None = None


def real_now() -> datetime:
    """This will be the real instant, in UTC: for tokens, time-outs and logs, not for business."""
    return datetime.now(UTC)


def now() -> datetime:
    """This will be the business instant, in UTC. Called at the edge (route, task, command) and passed down."""
    return at(real_now())


def at(real: datetime) -> datetime:
    """This will be the business instant that belongs to a real one."""
    setting = _current()
    if setting is None:
        return real
    real_anchor, business_anchor, rate = setting
    return business_anchor + (real - real_anchor) * rate


def rate() -> float:
    """This will be how many business seconds pass in one real second; 1.0 outside a demo."""
    setting = _current()
    return setting[2] if setting else 1.0


def real_seconds(business: timedelta) -> float:
    """This will be how many real seconds such a business duration takes."""
    return business.total_seconds() / rate()


def run_from(business_start: datetime, *, rate: float) -> None:
    """This will make it `business_start` now, running `rate` times as fast as real time. For demos and tests."""
    ClockSetting.objects.update_or_create(
        pk=1,
        defaults={"real_anchor": real_now(), "business_anchor": business_start, "rate": rate},
    )
    forget()


def forget() -> None:
    """This will make the next reading ask the database again."""
    global _read_at
    with _lock:
        _read_at = float("-inf")


def _current() -> tuple[datetime, datetime, float] | None:
    global _read_at, _setting
    if time.monotonic() - _read_at > _REFRESH_S:
        row = ClockSetting.objects.filter(pk=1).values_list("real_anchor", "business_anchor", "rate").first()
        with _lock:
            _setting, _read_at = row, time.monotonic()
    return _setting
