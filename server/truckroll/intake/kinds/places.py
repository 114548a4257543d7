"""Customers, contacts, sites and assets out of files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.billing.queries import find_seller
from truckroll.customers import actions, queries, tables
from truckroll.foundation.tables import Column as Out
from truckroll.intake.columns import (
    Column,
    country,
    currency,
    day,
    flag,
    label,
    mail,
    number,
    one_of,
    text,
    whole,
    windows,
    zone,
)
from truckroll.intake.kinds.kind import Kind, Known, Made, Wanted, called, fold, having, near

_ROLES = ("tenant", "landlord", "site_manager", "approver", "accounts_payable", "owner", "other")


def _known(rows: Sequence[Any], actor: Actor) -> Known:
    return Known(rows, queries.hidden_from(actor, rows))


def _copied(one: Wanted, *names: str) -> dict[str, Any]:
    return {field: one.values[field] for field in names if field in one.values}


def _key(values: Mapping[str, Any], *more: str) -> str:
    if values.get("external_id"):
        return f"id:{values['external_id']}"
    return "name:" + "|".join(fold(str(values.get(part, ""))) for part in (*more, "name"))


class Customers(Kind):
    """Who pays."""

    name = "customers"
    title = "Customers"
    columns = (
        Column("external_id", label, also=("customer number", "number", "id")),
        Column("name", label, required=True, also=("customer", "company")),
        Column("currency", currency),
        Column("bill_name", label, also=("billing name",)),
        Column("bill_address", text, also=("billing address", "address")),
        Column("bill_email", mail, also=("billing email", "email")),
        Column("tax_id", label, also=("vat id", "vat number")),
        Column("terms_days", whole(0, 365), also=("days to pay", "payment terms")),
        Column("po_required", flag),
        Column("tax_treatment", one_of("as_priced", "zero", "exempt", "reverse_charge"), also=("tax", "taxed as")),
    )
    examples = (
        {"external_id": "C-100", "name": "Acme Lettings", "currency": "GBP", "bill_email": "ap@acme.example",
         "terms_days": "30", "po_required": "no"},
        {"external_id": "C-101", "name": "Harbor Hotels Ltd", "currency": "GBP",
         "bill_address": "1 Pier Road, London", "terms_days": "14", "po_required": "yes"},
    )  # fmt: skip
    _fields = ("external_id", "name", "currency", "bill_name", "bill_address", "bill_email", "tax_id", "terms_days",
               "po_required", "tax_treatment")  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        return _key(values)

    def resolve(self, rows: Sequence[Wanted], coming: set[str], *, actor: Actor) -> None:
        known = _known(
            queries.customers_called(word for one in rows for word in _words(one, "external_id", "name")), actor
        )
        company = find_seller()
        for one in rows:
            one.found = known.same(one)
            one.fields = _copied(one, *self._fields)
            will_be = {name: one.fields.get(name, getattr(one.found, name, "")) for name in ("tax_treatment", "tax_id")}
            if will_be == {"tax_treatment": "reverse_charge", "tax_id": ""}:
                one.fault("tax_id", "is empty; reverse charge needs the customer's own")
            if one.found is None and "currency" not in one.values:
                if company is None:
                    one.fault("currency", "is empty, and the company has not said what it bills in")
                else:
                    one.fields["currency"] = company.currency

    def create(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        return Made(actions.create_customer(**one.fields, actor=actor, now=now))

    def change(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        was = one.former()
        return Made(actions.change_customer(customer=one.found, values=one.changes(), actor=actor, now=now), was)

    def take_back(self, *, object_id: int, version: int, actor: Actor, now: datetime) -> None:
        row = queries.get_customer(actor=actor, customer_id=object_id)
        actions.take_back(row=row, version=version, actor=actor, now=now)

    def put_back(self, *, object_id: int, version: int, was: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        row = queries.get_customer(actor=actor, customer_id=object_id)
        actions.change_customer(customer=row, values=dict(was), version=version, actor=actor, now=now)

    def rows(self, *, actor: Actor) -> Iterable[Any]:
        return queries.list_customers(actor=actor).iterator(chunk_size=500)

    def exported(self, *, actor: Actor) -> Sequence[Out]:
        return tables.CUSTOMERS


class Sites(Kind):
    """Where work is done."""

    name = "sites"
    title = "Sites"
    columns = (
        Column("external_id", label, also=("site number", "number", "id")),
        Column("customer", label, required=True, also=("customer number", "customer name")),
        Column("kind", one_of("portfolio", "site", "building", "unit"), also=("type",)),
        Column("part_of", label, also=("parent",)),
        Column("name", label, required=True, also=("site", "site name")),
        Column("address", text, also=("street",)),
        Column("postal_code", label, also=("zip", "postcode", "zip code")),
        Column("country", country),
        Column("lat", number(-90, 90), also=("latitude",)),
        Column("lon", number(-180, 180), also=("lng", "longitude")),
        Column("zone", zone, also=("time zone", "timezone")),
        Column("bill_to", label, also=("billed to",)),
        Column("access_windows", windows, also=("access", "opening hours")),
        Column("access_notes", text, also=("notes",)),
    )
    examples = (
        {"external_id": "S-1", "customer": "C-100", "kind": "site", "name": "Old Mill", "address": "3 Mill Lane",
         "postal_code": "SE1 2AB", "country": "GB", "lat": "51.5", "lon": "-0.08", "zone": "Europe/London",
         "access_windows": "Mon 08:00-17:00; Tue 08:00-17:00", "access_notes": "Key safe by the gate"},
        {"external_id": "S-2", "customer": "C-100", "kind": "unit", "part_of": "S-1", "name": "Flat 3",
         "country": "GB", "zone": "Europe/London"},
    )  # fmt: skip
    _fields = ("external_id", "kind", "name", "address", "postal_code", "country", "zone", "access_windows",
               "access_notes")  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        return _key(values, "customer", "address")

    def resolve(self, rows: Sequence[Wanted], coming: set[str], *, actor: Actor) -> None:
        payers = _known(
            queries.customers_called(word for one in rows for word in _words(one, "customer", "bill_to")), actor
        )
        sites = _known(
            queries.sites_called(word for one in rows for word in _words(one, "external_id", "name", "part_of")), actor
        )
        for one in rows:
            customer = payers.named(one, "customer") if "customer" in one.values else None
            of_customer = having(customer_id=customer.pk if customer is not None else 0)
            one.found = sites.same(one, among=near(of_customer, address=one.values.get("address", "")))
            one.fields = _copied(one, *self._fields)
            if customer is not None:
                one.fields["customer"] = customer
            if customer is not None and one.found is not None and one.found.customer_id != customer.pk:
                # Work orders, contacts and targets stand on it.
                one.fault("customer", f"is another; {one.found.name} belongs to {one.found.customer.name}")
            if "bill_to" in one.values:
                one.fields["bill_to"] = payers.named(one, "bill_to", kept=getattr(one.found, "bill_to_id", None))
            if "part_of" in one.values and not called(one.values["part_of"]) & coming:
                parent = sites.named(one, "part_of", kept=getattr(one.found, "parent_id", None))
                kind = str(one.values.get("kind") or getattr(one.found, "kind", "site"))
                if parent is not None and not queries.stands_above(parent, kind):
                    one.fault("part_of", f"is a {parent.kind}, and a {kind} is no part of one")
                one.fields["parent"] = parent
            self._place(one)
            if not one.faults:
                coming |= {one.key, f"called:{fold(one.values.get('name', ''))}"}

    def _place(self, one: Wanted) -> None:
        lat, lon = one.values.get("lat"), one.values.get("lon")
        faulty = {fault.column for fault in one.faults}
        if {"lat", "lon"} & faulty:
            return
        if (lat is None) != (lon is None):
            one.fault("lat" if lat is None else "lon", "is empty although its other half is given")
        # 0, 0 lies in the Atlantic: what exports write when they know no place (rule 30).
        elif lat is not None and (lat, lon) != (0, 0):
            one.fields |= {"lat": lat, "lon": lon}
        elif one.found is None and "zone" not in one.values and "zone" not in faulty:
            code, where = one.values.get("postal_code", ""), one.values.get("country", "US")
            if not queries.is_located(code, where):
                one.fault("zone", "is empty, and the place is not known")

    def create(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        located_by = "import" if "lat" in one.fields else ""
        return Made(actions.create_site(**one.fields, located_by=located_by, actor=actor, now=now))

    def change(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        values, was = one.changes(), one.former()
        place = {half: one.fields[half] for half in ("lat", "lon") if half in values}
        values = {field: value for field, value in values.items() if field not in place}
        site = one.found
        if place:
            site = actions.locate_site(site=site, lat=one.fields["lat"], lon=one.fields["lon"], actor=actor, now=now)
        if values:
            site = actions.change_site(site=site, values=values, actor=actor, now=now)
        return Made(site, was)

    def take_back(self, *, object_id: int, version: int, actor: Actor, now: datetime) -> None:
        actions.take_back(row=queries.get_site(actor=actor, site_id=object_id), version=version, actor=actor, now=now)

    def put_back(self, *, object_id: int, version: int, was: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        site = queries.get_site(actor=actor, site_id=object_id)
        values = dict(was)
        if "parent" in values:
            values["parent"] = queries.get_site(actor=actor, site_id=values["parent"]) if values["parent"] else None
        if "bill_to" in values:
            payer = values["bill_to"]
            values["bill_to"] = queries.get_customer(actor=actor, customer_id=payer) if payer else None
        if "lat" in values or "lon" in values:
            values["located_by"] = "" if values.get("lat", site.lat) is None else "import"
        actions.change_site(site=site, values=values, version=version, actor=actor, now=now)

    def rows(self, *, actor: Actor) -> Iterable[Any]:
        # Wholes before their parts, so that a file can be read from above.
        rows = queries.list_sites(actor=actor).select_related("customer", "bill_to", "parent")
        return rows.order_by("rank", "name", "id").iterator(chunk_size=500)

    def exported(self, *, actor: Actor) -> Sequence[Out]:
        return tables.SITES


class Contacts(Kind):
    """The people to call."""

    name = "contacts"
    title = "Contacts"
    columns = (
        Column("external_id", label, also=("contact number", "number", "id")),
        Column("customer", label, required=True, also=("customer number", "customer name")),
        Column("site", label, also=("site number", "site name")),
        Column("name", label, required=True, also=("contact", "contact name")),
        Column("role", one_of(*_ROLES)),
        Column("phone", label, also=("telephone", "mobile")),
        Column("email", mail, also=("e-mail",)),
    )
    examples = (
        {"external_id": "P-1", "customer": "C-100", "site": "S-1", "name": "Tina Tenant", "role": "tenant",
         "phone": "+44 7700 900123"},
        {"external_id": "P-2", "customer": "C-100", "name": "Alan Payable", "role": "accounts_payable",
         "email": "ap@acme.example"},
    )  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        return _key(values, "customer", "site")

    def resolve(self, rows: Sequence[Wanted], coming: set[str], *, actor: Actor) -> None:
        customers = _known(queries.customers_called(word for one in rows for word in _words(one, "customer")), actor)
        sites = _known(queries.sites_called(word for one in rows for word in _words(one, "site")), actor)
        contacts = _known(
            queries.contacts_called(word for one in rows for word in _words(one, "external_id", "name")), actor
        )
        for one in rows:
            customer = customers.named(one, "customer") if "customer" in one.values else None
            pk = customer.pk if customer is not None else 0
            site = None
            if "site" in one.values:
                site = sites.named(one, "site", among=having(customer_id=pk))
            site_id = site.pk if site is not None else None
            one.found = contacts.same(one, among=having(customer_id=pk, site_id=site_id))
            one.fields = _copied(one, "external_id", "name", "role", "phone", "email")
            if one.found is None:
                one.fields |= {"customer": customer, "site": site, "role": one.values.get("role", "other")}

    def create(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        return Made(actions.create_contact(**one.fields, actor=actor, now=now))

    def change(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        was = one.former()
        return Made(actions.change_contact(contact=one.found, values=one.changes(), actor=actor, now=now), was)

    def take_back(self, *, object_id: int, version: int, actor: Actor, now: datetime) -> None:
        row = queries.get_contact(actor=actor, contact_id=object_id)
        actions.take_back(row=row, version=version, actor=actor, now=now)

    def put_back(self, *, object_id: int, version: int, was: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        row = queries.get_contact(actor=actor, contact_id=object_id)
        actions.change_contact(contact=row, values=dict(was), version=version, actor=actor, now=now)

    def rows(self, *, actor: Actor) -> Iterable[Any]:
        rows = queries.list_contacts(actor=actor).select_related("customer", "site")
        return rows.iterator(chunk_size=500)

    def exported(self, *, actor: Actor) -> Sequence[Out]:
        return tables.CONTACTS


class Assets(Kind):
    """What stands at the sites."""

    name = "assets"
    title = "Assets"
    columns = (
        Column("external_id", label, also=("asset number", "number", "id")),
        Column("customer", label, also=("customer number", "customer name")),
        Column("site", label, required=True, also=("site number", "site name")),
        Column("name", label, required=True, also=("asset",)),
        Column("kind", label, required=True, also=("type", "category")),
        Column("make", label, also=("manufacturer",)),
        Column("model", label),
        Column("serial", label, also=("serial number",)),
        Column("installed_on", day, also=("installed",)),
        Column("warranty_until", day, also=("warranty",)),
        Column("location", label, also=("where",)),
        Column("part_of", label, also=("parent",)),
    )
    examples = (
        {"external_id": "A-1", "customer": "C-100", "site": "S-1", "name": "Boiler 1", "kind": "Boiler", "make": "Vexo",
         "model": "V30", "serial": "VX-1001", "installed_on": "2021-03-30", "warranty_until": "2027-03-29",
         "location": "Plant room"},
        {"external_id": "A-2", "customer": "C-100", "site": "S-1", "name": "Pump 1", "kind": "Pump",
         "part_of": "A-1"},
    )  # fmt: skip
    _fields = ("external_id", "name", "kind", "make", "model", "serial", "installed_on", "warranty_until", "location")

    def key(self, values: Mapping[str, Any]) -> str:
        return _key(values, "customer", "site", "serial")

    def resolve(self, rows: Sequence[Wanted], coming: set[str], *, actor: Actor) -> None:
        customers = _known(queries.customers_called(word for one in rows for word in _words(one, "customer")), actor)
        sites = _known(queries.sites_called(word for one in rows for word in _words(one, "site")), actor)
        words = (word for one in rows for word in _words(one, "external_id", "name", "part_of"))
        assets = _known(queries.assets_called(words), actor)
        for one in rows:
            customer = customers.named(one, "customer") if "customer" in one.values else None
            site = None
            if "site" in one.values:
                site = sites.named(
                    one, "site", among=having(**({} if customer is None else {"customer_id": customer.pk}))
                )
            where = site.pk if site is not None else 0
            one.found = assets.same(
                one,
                among=near(having(site_id=where), serial=one.values.get("serial", "")),
            )
            one.fields = _copied(one, *self._fields)
            if "part_of" in one.values and not called(one.values["part_of"]) & coming:
                one.fields["parent"] = assets.named(one, "part_of", among=having(site_id=where))
            if one.found is None:
                one.fields["site"] = site
            if not one.faults:
                coming |= {one.key, f"called:{fold(one.values.get('name', ''))}"}

    def create(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        return Made(actions.create_asset(**one.fields, actor=actor, now=now))

    def change(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        was = one.former()
        return Made(actions.change_asset(asset=one.found, values=one.changes(), actor=actor, now=now), was)

    def take_back(self, *, object_id: int, version: int, actor: Actor, now: datetime) -> None:
        row = queries.get_asset(actor=actor, asset_id=object_id)
        actions.take_back(row=row, version=version, actor=actor, now=now)

    def put_back(self, *, object_id: int, version: int, was: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        row = queries.get_asset(actor=actor, asset_id=object_id)
        values = dict(was)
        if "parent" in values:
            values["parent"] = queries.get_asset(actor=actor, asset_id=values["parent"]) if values["parent"] else None
        actions.change_asset(asset=row, values=values, version=version, actor=actor, now=now)

    def rows(self, *, actor: Actor) -> Iterable[Any]:
        rows = list(queries.list_assets(actor=actor).select_related("site__customer", "parent"))
        wholes = {row.pk: row.parent_id for row in rows}
        # Wholes before their parts, so that a file can be read from above.
        return sorted(rows, key=lambda row: _depth(wholes, row.pk))

    def exported(self, *, actor: Actor) -> Sequence[Out]:
        return tables.ASSETS


def _depth(wholes: Mapping[int, int | None], pk: int) -> int:
    depth, above = 0, wholes.get(pk)
    while above is not None and depth < len(wholes):
        depth, above = depth + 1, wholes.get(above)
    return depth


def _words(one: Wanted, *columns: str) -> Iterable[str]:
    return (one.values[column] for column in columns if column in one.values)
