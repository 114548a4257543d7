"""Whoever calls, found while he speaks: by phone number, name, address, postcode or serial number.

Each kind of key has an index of its own, on exactly the expression that is asked here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.postgres.search import SearchQuery
from django.db.models import Model, Q, QuerySet

from truckroll.accounts.actors import Actor
from truckroll.customers.keys import NAME_WORDS, PHONE_BACKWARDS, POSTCODE, SERIAL, SITE_WORDS
from truckroll.customers.models import Asset, Contact, Customer, Site
from truckroll.foundation.searching import prefix_query

Row = TypeVar("Row", bound=Model)

_NOT_DIGITS = re.compile(r"\D")
_SPACE = re.compile(r"\s+")
# A word that thousands share means none of them before a second one is typed: so many are fetched and put in order.
_LOOKED_AT = 200
# Fewer digits than this are a house number or a postcode, and end half of all phone numbers.
_LEAST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Caller:
    """One that the words may mean: a person, a thing, a site or a customer, and what is known of his place."""

    kind: str
    id: int
    name: str
    detail: str
    customer_id: int
    customer_name: str
    site_id: int | None = None
    site_name: str = ""
    asset_id: int | None = None
    contact_name: str = ""
    phone: str = ""
    email: str = ""


def find_callers(*, actor: Actor, search: str, at_most: int = 8) -> list[Caller]:
    """This will list who or what the words may mean: people first, then things, sites and customers.

    A phone number is found by its last digits, however it is written, with or without its country.
    """
    if len(search.strip()) < 2:
        return []
    found = [
        *_contacts(actor, search, at_most),
        *_assets(actor, search, at_most),
        *_sites(actor, search, at_most),
        *_customers(actor, search, at_most),
    ]
    return found[: 3 * at_most]


def phone_tail(search: str) -> str:
    """This will be the end of the phone number that is searched for, from its last digit on; empty if it is none."""
    digits = _NOT_DIGITS.sub("", search)
    if len(digits) < _LEAST_DIGITS or re.search(r"[^\d\s()+./-]", search):
        return ""
    # Without the trunk zero or the country's 00: the number may be kept with +44 and told with 0.
    return digits.lstrip("0")[::-1][:9]


def _contacts(actor: Actor, search: str, at_most: int) -> list[Caller]:
    rows = Contact.objects.visible_to(actor).filter(archived_at=None)
    if tail := phone_tail(search):
        rows = rows.annotate(_phone=PHONE_BACKWARDS).filter(_phone__startswith=tail)
    elif query := prefix_query(search):
        rows = rows.annotate(_words=NAME_WORDS).filter(_words=SearchQuery(query, search_type="raw", config="simple"))
    else:
        return []
    return [
        Caller(
            "contact", one.pk, one.name, " · ".join(filter(None, (one.role.replace("_", " "), one.phone))),
            one.customer_id, one.customer.name, one.site_id, one.site.name if one.site else "", None, one.name,
            one.phone, one.email,
        )
        for one in _some(rows).select_related("customer", "site").order_by("id")[:at_most]
    ]  # fmt: skip


def _some(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Some of many rows, so that putting them in order costs no more than that."""
    return rows.model._default_manager.filter(pk__in=rows.order_by().values("pk")[:_LOOKED_AT])


def _assets(actor: Actor, search: str, at_most: int) -> list[Caller]:
    rows = Asset.objects.visible_to(actor).filter(archived_at=None)
    serial = _SPACE.sub("", search).upper()
    having = rows.annotate(_serial=SERIAL).filter(_serial__startswith=serial).exclude(serial="")
    return [
        Caller(
            "asset", one.pk, one.name, " · ".join(filter(None, (one.kind, one.serial))), one.site.customer_id,
            one.site.customer.name, one.site_id, one.site.name, one.pk,
        )
        for one in _some(having).select_related("site__customer").order_by("id")[:at_most]
    ]  # fmt: skip


def _sites(actor: Actor, search: str, at_most: int) -> list[Caller]:
    rows = Site.objects.visible_to(actor).filter(archived_at=None)
    by_postcode = rows.annotate(_postcode=POSTCODE).filter(_postcode__startswith=_SPACE.sub("", search).upper())
    found = list(_some(by_postcode).select_related("customer").order_by("id")[:at_most])
    query = prefix_query(search)
    if query and len(found) < at_most:
        by_words = rows.annotate(_words=SITE_WORDS).filter(
            ~Q(pk__in=[one.pk for one in found]), _words=SearchQuery(query, search_type="raw", config="simple")
        )
        found += _some(by_words).select_related("customer").order_by("id")[: at_most - len(found)]
    return [
        Caller(
            "site", one.pk, one.name,
            one.address if one.postal_code in one.address else f"{one.address} {one.postal_code}".strip(),
            one.customer_id, one.customer.name, one.pk, one.name,
        )
        for one in found
    ]  # fmt: skip


def _customers(actor: Actor, search: str, at_most: int) -> list[Caller]:
    query = prefix_query(search)
    if not query:
        return []
    rows = Customer.objects.visible_to(actor).filter(archived_at=None)
    named = rows.annotate(_words=NAME_WORDS).filter(_words=SearchQuery(query, search_type="raw", config="simple"))
    return [Caller("customer", one.pk, one.name, "", one.pk, one.name) for one in _some(named).order_by("id")[:at_most]]
