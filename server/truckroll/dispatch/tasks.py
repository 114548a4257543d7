"""Timed steps of the room: visits go to the phones as their start comes near, offers lapse."""

from __future__ import annotations

from truckroll.accounts.actors import system
from truckroll.dispatch import holding, queries
from truckroll.dispatch.actions import offers
from truckroll.dispatch.models import Offer
from truckroll.foundation import clock, commands
from truckroll.foundation.jobs import periodic, task
from truckroll.work import queries as work
from truckroll.work.actions import visits

_RELEASER = system("dispatch.release")


@periodic(cron="* * * * *")
@task(name="dispatch.dispatch_due_visits", queueing_lock="dispatch.dispatch_due_visits")
def dispatch_due_visits(timestamp: int) -> None:
    """This will dispatch every visit that was placed further ahead than the policy's hours and is near now.

    Each is a command of its own: one that a person is moving meanwhile is refused and keeps nobody waiting.
    """
    now = clock.now()
    source = commands.find_source(_RELEASER.source_kind, _RELEASER.source_key, name=_RELEASER.label)
    for visit_id in queries.list_due_visits(actor=_RELEASER, now=now):

        def dispatch(visit_id: int = visit_id) -> tuple[int, dict[str, object]]:
            visit = work.get_visit(actor=_RELEASER, visit_id=visit_id)
            visits.dispatch_visit(visit=visit, actor=_RELEASER, now=now)
            return 200, {"visit_id": visit_id}

        commands.run(
            source=source,
            name="dispatch.dispatch_due_visit",
            body={"visit_id": visit_id},
            actor=_RELEASER,
            effect=dispatch,
        )


@periodic(cron="* * * * *")
@task(name="dispatch.expire_offers", queueing_lock="dispatch.expire_offers")
def expire_offers(timestamp: int) -> None:
    """This will say of every offer that nobody confirmed in time that it is over.

    It was in nobody's way since then. Each is a command of its own: one that a person confirms meanwhile is his.
    """
    now = clock.now()
    source = commands.find_source(_RELEASER.source_kind, _RELEASER.source_key, name=_RELEASER.label)
    for offer in holding.list_lapsed(now):

        def expire(offer: Offer = offer) -> tuple[int, dict[str, object]]:
            offers.expire_offer(offer=offer, actor=_RELEASER, now=now)
            return 200, {"offer_id": offer.pk}

        commands.run(
            source=source,
            name="dispatch.expire_offer",
            body={"offer_id": offer.pk},
            actor=_RELEASER,
            effect=expire,
        )
