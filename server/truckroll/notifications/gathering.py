"""Reads off a job what a message about it may say, to whom and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import phonenumbers
from django.db.models import Q

from truckroll.customers import queries as customers
from truckroll.customers.inheriting import Holding
from truckroll.customers.reaching import barred
from truckroll.foundation.local_time import local_date
from truckroll.foundation.prepared import PreparedRows
from truckroll.notifications.kinds import KINDS, Channel, Words
from truckroll.notifications.models import Letterhead, Template, Transport, Wish, WishChannel
from truckroll.notifications.wording import day_of, time_of
from truckroll.work import queries as work
from truckroll.work.told_window import told_window

if TYPE_CHECKING:
    from truckroll.customers.models import Site
    from truckroll.work.models import Request, Visit, WorkOrder


@dataclass(frozen=True, slots=True)
class Said:
    """How the company speaks about one kind of thing: words by channel, and which channels it uses for it."""

    words: Mapping[str, Words]
    is_on: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a message is for, where he can be reached, and what he or his house agreed to."""

    name: str
    email: str
    phone: str
    wish: str = ""
    barred: frozenset[str] = frozenset()
    barred_by: str = ""
    prefers: str = ""
    prefers_by: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How a message goes out; with a reason it does not, and its words are read out."""

    channel: str
    recipient: str
    reason: str = ""


def letterhead() -> Letterhead:
    """This will be the company's letterhead, empty until somebody wrote it."""
    return Letterhead.objects.first() or Letterhead(pk=1)


def said_of(kind: str) -> Said:
    """This will be how the company speaks about that kind: its own words where it has them."""
    own = {row.channel: row for row in _templates(kind).ask()}
    return Said(
        {c: Words(own[c].subject, own[c].body) if c in own else KINDS[kind].words(c) for c in Channel.values},
        {c: own[c].is_on if c in own else True for c in Channel.values},
    )


@cache
def _templates(kind: str) -> PreparedRows[Template]:
    return PreparedRows(lambda: Template.objects.filter(kind=kind))


def person_of(job: Request | WorkOrder, *, now: datetime) -> Person:
    """This will be the contact of a job, with what he wished if we know him, and what holds for messages there."""
    name, email, phone = job.contact_name, job.contact_email.strip(), job.contact_phone.strip()
    wish = _wish_of(job, email, phone)
    holding = _holding(job, now)
    consent = holding.one("consent") if holding else None
    likes = holding.one("channel") if holding else None
    own = _BARRED_BY_WISH.get(wish, frozenset())
    said = barred(consent.value) if consent else frozenset()
    return Person(
        name,
        email,
        phone,
        wish,
        own | said,
        consent.source if consent and said else f"said by {name or 'the contact'}",
        likes.value if likes else "",
        likes.source if likes else "",
    )


_BARRED_BY_WISH = {
    WishChannel.NO_EMAIL.value: frozenset({Channel.EMAIL.value}),
    WishChannel.NO_SMS.value: frozenset({Channel.SMS.value}),
}


def _wish_of(job: Request | WorkOrder, email: str, phone: str) -> str:
    who = Q()
    if email:
        who |= Q(contact__email__iexact=email)
    if phone:
        who |= Q(contact__phone=phone)
    if not who:
        return ""
    known = Q(contact__site_id=job.site_id) | Q(contact__site=None, contact__customer__in=_customers_of(job))
    wish = Wish.objects.filter(who & known, contact__archived_at=None).order_by("-said_at").first()
    return str(wish.channel) if wish else ""


def _holding(job: Request | WorkOrder, now: datetime) -> Holding | None:
    """What holds today at the place of a job, or of who asks while the place is not known."""
    if job.site is not None:
        place = (job.site.pk, job.asset_id)
        return customers.conditions_of([place])[place].on(local_date(now, job.site.zone))
    customer = getattr(job, "customer", None)
    return customers.conditions_of_customer(customer, on=now.date()) if customer else None


def _customers_of(job: Request | WorkOrder) -> list[int]:
    ids = [getattr(job, "customer_id", None), getattr(job, "bill_to_id", None)]
    return [pk for pk in (*ids, job.site.customer_id if job.site else None) if pk is not None]


def spoken_against(job: Request | WorkOrder, channel: str, *, now: datetime) -> str:
    """This will be why nothing is said by a channel about a job by now, by wish or for want of consent; or nothing."""
    person = person_of(job, now=now)
    if person.wish == WishChannel.NONE:
        return _wants_none(person)
    return _no_consent(person, [channel]) if channel in person.barred else ""


def _wants_none(person: Person) -> str:
    return f"{person.name or 'The contact'} does not want messages."


def _no_consent(person: Person, channels: Iterable[str]) -> str:
    unsaid = " and ".join(_CALLED[channel] for channel in channels)
    return f"Not sent: no consent to {unsaid} ({person.barred_by})."


_CALLED = {Channel.EMAIL.value: "e-mail", Channel.SMS.value: "text messages"}


def way_to(person: Person, said: Said, *, country: str) -> Way | None:
    """This will be how a message reaches a person; None if the company says nothing about this kind at all."""
    open_ways = set(Transport.objects.filter(is_active=True).values_list("channel", flat=True))
    if not any(said.is_on.values()):
        return None
    if person.wish == WishChannel.NONE:
        return Way("", "", _wants_none(person))
    addresses = {Channel.EMAIL.value: person.email, Channel.SMS.value: as_e164(person.phone, country)}
    known = [channel for channel in addresses if addresses[channel] and said.is_on[channel]]
    if not known:
        return Way("", "", "No mail address or mobile number of the contact is known.")
    agreed = [channel for channel in known if channel not in person.barred]
    if not agreed:
        return Way("", "", _no_consent(person, known))
    if person.prefers == "phone" and not person.wish:
        return Way("", "", f"Not sent: {person.name or 'the contact'} is to be called ({person.prefers_by}).")
    likes = person.wish if person.wish in addresses else person.prefers
    possible = sorted(agreed, key=lambda channel: channel != likes)
    best = next((c for c in possible if c in open_ways), None)
    if best is None:
        which = "mail server" if possible[0] == Channel.EMAIL else "gateway for text messages"
        return Way(possible[0], addresses[possible[0]], f"No {which} is set up.")
    return Way(best, addresses[best])


def as_e164(phone: str, country: str) -> str:
    """This will be the number as gateways want it, +44…; empty if it is none."""
    try:
        number = phonenumbers.parse(phone, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def facts_of(
    job: Request | WorkOrder, visit: Visit | None, *, head: Letterhead, now: datetime, link: str = "",
    told: tuple[datetime | None, datetime | None] | None = None, reason: str = "", report: str = "", rebook: str = "",
) -> dict[str, str]:  # fmt: skip
    """This will be everything a template may name; what is not known is empty."""
    site, zone = job.site, job.site.zone if job.site else "UTC"
    facts = {
        "contact": job.contact_name,
        "company": head.company,
        "phone": head.phone,
        "number": job.number,
        "site": site.name if site else "",
        "address": site.address if site else "",
        "work": job.work_type.name if job.work_type else "",
        "reason": reason,
        "report": report,
        "link": link,
        "rebook": rebook,
    }
    if visit is None:
        return facts
    starts, ends = told or told_window(visit)
    if starts is not None and ends is not None:
        facts |= {"day": day_of(starts, zone), "from": time_of(starts, zone), "to": time_of(ends, zone)}
    if visit.technician is not None:
        facts["technician"] = visit.technician.name
    came = visit.arrived_at or visit.ended_at
    if came is not None:
        facts["came"] = f"{day_of(came, zone)} at {time_of(came, zone)}"
    if visit.departed_at is not None and visit.travel_s is not None:
        facts["arrives"] = time_of(visit.departed_at + timedelta(seconds=visit.travel_s), zone)
    return facts


def report_of(order: WorkOrder) -> str:
    """This will be what was done, as a customer may read it: each visit and the parts that were used. No notes."""
    lines = []
    for visit in work.list_visits_done(order.pk):
        assert visit.ended_at is not None, "what is done has ended"
        who = visit.technician.name if visit.technician else ""
        began = visit.started_at or visit.arrived_at or visit.ended_at
        zone = order.site.zone
        lines.append(f"{day_of(began, zone)}, {time_of(began, zone)} to {time_of(visit.ended_at, zone)}: {who}")
    lines += [f"{_plain(part.quantity)} × {part.description}" for part in work.list_parts_used(order.pk)]
    return "\n".join(lines)


def country_of(site: Site | None) -> str:
    """This will be the country whose numbers need no prefix."""
    return site.country if site else ""


def _plain(quantity: Any) -> str:
    return f"{quantity.normalize():f}"
