"""The room's jobs: once a day public holidays of the time to come are kept free, and lapsing certificates are told."""

from __future__ import annotations

from truckroll.accounts.actors import system
from truckroll.foundation import clock, commands
from truckroll.foundation.jobs import periodic, task
from truckroll.workforce import queries
from truckroll.workforce.actions import holidays, technicians

_KEEPER = system("workforce.calendar")


@periodic(cron="11 3 * * *")
@task(name="workforce.keep_public_holidays", queueing_lock="workforce.keep_public_holidays")
def keep_public_holidays(timestamp: int) -> None:
    """This will keep the public holidays of every technician free; one command for each."""
    source = commands.find_source(_KEEPER.source_kind, _KEEPER.source_key, name=_KEEPER.label)
    now = clock.now()
    for technician in queries.list_technicians(actor=_KEEPER).exclude(holiday_country=""):

        def keep(pk: int = technician.pk) -> tuple[int, dict[str, object]]:
            found = queries.get_technician(actor=_KEEPER, technician_id=pk)
            clashing = holidays.keep_public_holidays(technician=found, actor=_KEEPER, now=now)
            return 200, {"clashing": [on.isoformat() for on in clashing]}

        commands.run(
            source=source,
            name="workforce.keep_public_holidays",
            body={"technician_id": technician.pk},
            actor=_KEEPER,
            effect=keep,
        )


@periodic(cron="21 3 * * *")
@task(name="workforce.tell_lapsing", queueing_lock="workforce.tell_lapsing")
def tell_lapsing(timestamp: int) -> None:
    """This will tell which certificates lapse in 60, 30 and 7 days, once for each."""
    source = commands.find_source(_KEEPER.source_kind, _KEEPER.source_key, name=_KEEPER.label)
    now = clock.now()

    def tell() -> tuple[int, dict[str, object]]:
        return 200, {"told": technicians.tell_lapsing(actor=_KEEPER, now=now)}

    commands.run(source=source, name="workforce.tell_lapsing", body={}, actor=_KEEPER, effect=tell)
