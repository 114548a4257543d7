"""Writes of offers: a technician's time is held for a customer on the phone, let go, or lapses (rule 11)."""

from __future__ import annotations

from datetime import datetime, timedelta

from truckroll.accounts.actors import Actor
from truckroll.dispatch import holding, offering, queries, staffing
from truckroll.dispatch.deciding import decide
from truckroll.dispatch.events import OfferConfirmed, OfferExpired, OfferHeld, OfferLetGo
from truckroll.dispatch.gathering import day_of, facts_of, gather, site_of
from truckroll.dispatch.lifecycle import OFFER
from truckroll.dispatch.models import Offer
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import ChangedMeanwhile, Refusal, refuse_constraint
from truckroll.work import queries as work
from truckroll.work.lifecycle import PLANNED, VisitStatus
from truckroll.workforce.actions import occupancy
from truckroll.workforce.locks import lock_technicians

_KIND = "offer"
_FACTS = {"confirm": OfferConfirmed, "let_go": OfferLetGo, "expire": OfferExpired}


class OfferRefused(Refusal):
    """Something speaks against this technician at this time, or against planning the visit at all."""

    code = "offer_refused"
    title = "This time cannot be offered"
    what_to_do = "Offer the customer another time."


# Two people who hold a time for one visit at once.
refuse_constraint("offer_held_once", lambda: ChangedMeanwhile("Somebody else holds a time for this visit."))


def hold_offer(*, visit_id: int, technician_id: int, starts_at: datetime, actor: Actor, now: datetime) -> Offer:
    """This will keep a technician's time for a visit for ten minutes, in place of what was held for it before.

    It is judged like a placement, but nothing can be set aside, and what the customer was promised before is out.

    Raises
    ------
    NotFound
        There is no such visit or technician.
    TechnicianArchived
        He has left.
    OfferRefused
        A rule speaks against it, or the visit is under way, over, on hold, incomplete, or takes more than one.
    DoubleBooked
        The visit itself stands there, or part of it.
    ChangedMeanwhile
        Somebody else holds a time for it.
    """
    visit = work.get_visit(actor=actor, visit_id=visit_id)
    queries.require_sendable(actor=actor, technician_id=technician_id)
    lock_technicians([technician_id])
    # Whoever was first has committed now: what is read from here on is the present.
    visit.refresh_from_db()
    facts = facts_of(visit_id)
    if visit.status not in PLANNED | {VisitStatus.DRAFT.value}:
        raise OfferRefused(f"{visit.number} is {visit.status.replace('_', ' ')}.", status=visit.status)
    inputs = gather(
        visit_id=visit_id,
        day=day_of(starts_at, site_of(facts).zone),
        now=now,
        weights=queries.get_policy().weights(),
        exact=(technician_id, starts_at),
        technician_ids=[technician_id],
    )
    verdict = decide(offering.unpromised(inputs))
    if facts["crew_size"] > 1:
        verdict = staffing.left_to_people(verdict, facts)
    if verdict.chosen is None:
        raise OfferRefused(verdict.sentence, flag=verdict.flag)
    if broken := verdict.chosen["broken"]:
        raise OfferRefused(" ".join(b["sentence"] for b in broken), technician_id=technician_id, broken=broken)
    let_go_open(visit_id=visit_id, actor=actor, now=now)
    opens, closes = offering.window_of(inputs.subject, starts_at, from_at=now + holding.HOLD)
    offer = Offer.objects.create(
        visit=visit,
        technician_id=technician_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(seconds=visit.duration_s),
        window_starts_at=opens,
        window_ends_at=closes,
        held_at=now,
        held_until=now + holding.HOLD,
        held_by=actor.label,
        user_id=actor.user_id,
    )
    OFFER.begin(offer, actor=actor, at=now)
    occupancy.occupy(
        technician_id=technician_id,
        kind=_KIND,
        source_id=offer.pk,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        held_until=offer.held_until,
        now=now,
    )
    fact = OfferHeld(
        offer_id=offer.pk,
        visit_id=visit_id,
        technician_id=technician_id,
        starts_at=starts_at.isoformat(),
        held_until=offer.held_until.isoformat(),
    )
    publish(fact, at=now, rows=[holding.offer_row(offer)])
    return offer


def let_go_offer(*, offer: Offer, actor: Actor, now: datetime) -> Offer:
    """This will give the time back: the customer wants none of it.

    Raises
    ------
    MoveRefused
        It was confirmed or let go before, or has expired.
    """
    offer.refresh_from_db()
    close_offer(offer, "let_go", actor=actor, now=now)
    return offer


def let_go_open(*, visit_id: int, actor: Actor, now: datetime) -> None:
    """This will take back the offers of a visit that could still be confirmed: it is planned otherwise, or canceled."""
    for offer in holding.list_open(visit_id):
        close_offer(offer, "let_go", actor=actor, now=now)


def expire_offer(*, offer: Offer, actor: Actor, now: datetime) -> None:
    """This will say of an offer that its time is over, and give back what it may still take up.

    Raises
    ------
    MoveRefused
        Somebody confirmed it or let it go meanwhile.
    """
    close_offer(offer, "expire", actor=actor, now=now)


def close_offer(offer: Offer, move: str, *, actor: Actor, now: datetime) -> None:
    """This will end an offer by one of its moves; the boards take it off. Freeing a day needs no lock.

    Raises
    ------
    MoveRefused
        It has ended otherwise.
    """
    OFFER.move(offer, move, actor=actor, at=now)
    occupancy.release(kind=_KIND, source_id=offer.pk)
    fact = _FACTS[move](offer_id=offer.pk, visit_id=offer.visit_id, technician_id=offer.technician_id)
    publish(fact, at=now, gone=[{"kind": "offer", "id": offer.pk}])
