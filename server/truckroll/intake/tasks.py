"""The room's jobs: carry imports on, fetch the mail."""

from __future__ import annotations

from truckroll.foundation.jobs import periodic, task
from truckroll.intake import post, running
from truckroll.upkeep.queries import is_mute


@task(name="intake.carry_on", lock="intake.carry_on")
def carry_on(batch_id: int) -> None:
    """This will carry one import to its end; a worker that dies over it leaves it to the next."""
    running.carry_on(batch_id)


@periodic(cron="* * * * *")
@task(name="intake.carry_on_all", lock="intake.carry_on", queueing_lock="intake.carry_on_all")
def carry_on_all(timestamp: int) -> None:
    """This will finish what the command line or a dead worker left half way."""
    running.carry_on_all()


@periodic(cron="* * * * *")
@task(name="intake.fetch_mail", queueing_lock="intake.fetch_mail")
def fetch_mail(timestamp: int) -> None:
    """This will take the new letters out of every mailbox in use; a mute copy leaves them to the real installation."""
    if is_mute():
        return
    post.fetch_all()
