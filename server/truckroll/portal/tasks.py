"""The room's jobs: forget old counts of attempts."""

from __future__ import annotations

from truckroll.foundation import clock
from truckroll.foundation.jobs import periodic, task
from truckroll.portal import attempts


@periodic(cron="7 * * * *")
@task(name="portal.forget_attempts", queueing_lock="portal.forget_attempts")
def forget_attempts(timestamp: int) -> None:
    """This will forget the counts of more than an hour ago."""
    attempts.forget(now=clock.real_now())
