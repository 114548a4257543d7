"""What is held for customers who are being offered a time (rule 11)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.customers import queries as customers
from truckroll.dispatch.inputs import Standing
from truckroll.dispatch.lifecycle import OfferStatus
from truckroll.dispatch.models import Offer
from truckroll.foundation.local_time import Interval
from truckroll.foundation.prepared import PreparedRows
from truckroll.foundation.refusals import NotFound
from truckroll.travel.places import place_of
from truckroll.work import queries as work

HOLD = timedelta(minutes=10)
OPEN = (OfferStatus.HELD, OfferStatus.EXPIRED)


def get_offer(*, actor: Actor, offer_id: int) -> Offer:
    """This will be the offer with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see its visit.
    """
    offer = Offer.objects.select_related("visit", "technician").filter(pk=offer_id).first()
    if offer is None or not work.only_visible([offer.visit_id], actor=actor):
        raise NotFound(f"There is no offer {offer_id}.", offer_id=offer_id)
    return offer


def find_held(visit_id: int, *, now: datetime) -> Offer | None:
    """This will be the offer whose time is held for a visit, or None."""
    return next(iter(_HELD_FOR.ask([visit_id], now=now)), None)


_HELD_FOR = PreparedRows(
    lambda ids, now: (
        Offer.objects.filter(visit_id__in=ids, status=OfferStatus.HELD, held_until__gt=now)
        .select_related("visit", "technician")
        .order_by("id")
    )
)


def list_open(visit_id: int) -> list[Offer]:
    """This will list the offers of a visit that can still be confirmed: held, or lapsed and not taken back."""
    return _OPEN_OF.ask([visit_id])


_OPEN_OF = PreparedRows(lambda ids: Offer.objects.filter(visit_id__in=ids, status__in=OPEN).order_by("id"))


def list_held(offer_ids: Iterable[int]) -> list[Offer]:
    """This will list those of the offers that nobody has confirmed or let go."""
    return list(Offer.objects.filter(pk__in=list(offer_ids), status=OfferStatus.HELD).order_by("id"))


def list_lapsed(now: datetime) -> list[Offer]:
    """This will list the offers whose time is nobody's any more, and of which nobody has said so yet."""
    return list(Offer.objects.filter(status=OfferStatus.HELD, held_until__lte=now).order_by("id"))


def held_ids(technician_id: int, span: Interval, *, besides: int, now: datetime) -> frozenset[int]:
    """This will be which offers hold time of a technician's for other visits than that."""
    return frozenset(offer.pk for offer in _held([technician_id], span, besides=besides, now=now))


def standing_between(
    technician_ids: Collection[int], span: Interval, *, besides: int, now: datetime
) -> tuple[Standing, ...]:
    """This will be the held times as a decision about another visit reads them; one query while nothing is held."""
    held = _held(technician_ids, span, besides=besides, now=now)
    if not held:
        return ()
    visits = {facts["id"]: facts for facts in work.visit_facts({offer.visit_id for offer in held})}
    places = customers.site_places({facts["site_id"] for facts in visits.values()})
    return tuple(
        Standing(
            id=offer.visit_id,
            version=offer.pk,
            number=visits[offer.visit_id]["number"],
            technician_id=offer.technician_id,
            starts_at=offer.starts_at,
            ends_at=offer.ends_at,
            booked_from=offer.starts_at,
            booked_until=offer.ends_at,
            started=False,
            place=place_of(*places[visits[offer.visit_id]["site_id"]]),
            held_until=offer.held_until,
        )
        for offer in held
    )


def _held(technician_ids: Collection[int], span: Interval, *, besides: int, now: datetime) -> list[Offer]:
    held = _HELD_BETWEEN.ask(technician_ids, begins=span[0], ends=span[1], now=now)
    return [offer for offer in held if offer.visit_id != besides]


_HELD_BETWEEN = PreparedRows(
    lambda ids, begins, ends, now: Offer.objects.filter(
        status=OfferStatus.HELD, held_until__gt=now, technician_id__in=ids, starts_at__lt=ends, ends_at__gt=begins
    ).order_by("id")
)


def rows_between(starts_at: datetime, ends_at: datetime, *, actor: Actor) -> list[dict[str, Any]]:
    """This will list the held times of a span as the board shows them, as far as the actor may see their visits.

    A lapsed one too until a worker has said so: who followed the stream has it as well, and draws neither.
    """
    offers = Offer.objects.select_related("visit").filter(
        status=OfferStatus.HELD, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    held = list(offers.order_by("id"))
    seen = set(work.only_visible({offer.visit_id for offer in held}, actor=actor))
    return [offer_row(offer) for offer in held if offer.visit_id in seen]


def offer_row(offer: Offer) -> dict[str, Any]:
    """This will be an offer as the office sees it."""
    return {
        "kind": "offer",
        "id": offer.pk,
        "version": offer.version,
        "status": offer.status,
        "visit_id": offer.visit_id,
        "number": offer.visit.number,
        "work_order_id": offer.visit.work_order_id,
        "technician_id": offer.technician_id,
        "starts_at": offer.starts_at,
        "ends_at": offer.ends_at,
        "window_starts_at": offer.window_starts_at,
        "window_ends_at": offer.window_ends_at,
        "held_until": offer.held_until,
        "held_by": offer.held_by.partition(" <")[0],
    }
