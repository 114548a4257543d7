"""Reads of customers, sites, contacts, hazards and assets; the only way from an id to one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Prefetch, Q

from truckroll.accounts.actors import Actor
from truckroll.customers.inheriting import Demand, Holding, Said, inherit
from truckroll.customers.models import (
    RANKS,
    AccessWindow,
    Asset,
    AssetSkill,
    Condition,
    Conditions,
    Contact,
    Contacts,
    Customer,
    Hazard,
    OfCustomer,
    OfSite,
    Site,
    Sites,
)
from truckroll.foundation.audit import changes_of
from truckroll.foundation.local_time import Interval, Weekly, expand
from truckroll.foundation.prepared import Prepared, PreparedRows
from truckroll.foundation.refusals import NotFound
from truckroll.travel.places import geocode

M = TypeVar("M", bound=models.Model)


def _one(rows: models.QuerySet[M], noun: str, pk: int) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        facts: dict[str, Any] = {f"{noun}_id": pk}
        raise NotFound(f"There is no {noun.replace('_', ' ')} {pk}.", **facts)
    return found


def list_customers(*, actor: Actor, search: str = "", archived: bool = False) -> OfCustomer[Customer]:
    """This will list the customers the actor may see, by name."""
    rows = Customer.objects.visible_to(actor).filter(archived_at__isnull=not archived)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(external_id=search))
    return rows.order_by("name", "id")


def get_customer(*, actor: Actor, customer_id: int) -> Customer:
    """This will be the customer with that id, archived or not.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    return _one(Customer.objects.visible_to(actor), "customer", customer_id)


def changes_of_customer(customer: Customer) -> list[dict[str, Any]]:
    """This will list every change of a customer, its sites and contacts, newest first."""
    its = {"customer_id": customer.pk}
    return changes_of({Customer: {"id": customer.pk}, Site: its, Contact: its})


def changes_of_site(site: Site) -> list[dict[str, Any]]:
    """This will list every change of a site and of what is kept about it, newest first."""
    its = {"site_id": site.pk}
    return changes_of({Site: {"id": site.pk}, AccessWindow: its, Contact: its, Hazard: its, Asset: its})


def find_customer_by_name(name: str) -> Customer | None:
    """This will be the oldest customer in use with exactly that name, for imports, or None."""
    return Customer.objects.filter(name=name, archived_at=None).order_by("id").first()


def list_sites(
    *,
    actor: Actor,
    search: str = "",
    customer_id: int | None = None,
    parent_id: int | None = None,
    kind: str = "",
    archived: bool = False,
    unlocated: bool = False,
) -> Sites:
    """This will list the sites the actor may see, by name, with customer and access windows loaded."""
    rows = Site.objects.visible_to(actor).filter(archived_at__isnull=not archived)
    if search:
        rows = rows.filter(
            Q(name__icontains=search)
            | Q(address__icontains=search)
            | Q(postal_code__istartswith=search)
            | Q(external_id=search)
        )
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if parent_id is not None:
        rows = rows.filter(parent_id=parent_id)
    if kind:
        rows = rows.filter(kind=kind)
    if unlocated:
        rows = rows.unlocated()
    windows = Prefetch("access_windows", AccessWindow.objects.order_by("weekday", "opens"))
    return rows.select_related("customer", "parent").prefetch_related(windows).order_by("name", "id")


def get_site(*, actor: Actor, site_id: int) -> Site:
    """This will be the site with that id, archived or not.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    return _one(Site.objects.visible_to(actor).select_related("customer", "parent"), "site", site_id)


def list_places(site_ids: Iterable[int] | None = None) -> list[dict[str, Any]]:
    """This will list where sites are, of all without ids, for what is worked out from that; one query."""
    rows = Site.objects.all() if site_ids is None else Site.objects.filter(pk__in=list(site_ids))
    return [dict(row) for row in rows.order_by("id").values("id", "lat", "lon", "postal_code")]


def find_site(site_id: int) -> Site | None:
    """This will be the site with that id, for steps nobody clicked, or None."""
    return _BY_ID.find(site_id)


_BY_ID = PreparedRows(lambda ids: Site.objects.select_related("customer").filter(pk__in=ids))


def find_site_by_external_id(external_id: str) -> Site | None:
    """This will be the site an import knows by that id, or None; an empty id is nobody's."""
    return Site.objects.select_related("customer").filter(external_id=external_id).exclude(external_id="").first()


def bill_to_of(site: Site) -> Customer:
    """This will be who pays for work at a site: the named one, else its customer."""
    if site.bill_to_id is None:
        return site.customer
    return Customer.objects.get(pk=site.bill_to_id)


def list_contacts(
    *,
    actor: Actor,
    site_id: int | None = None,
    customer_id: int | None = None,
    search: str = "",
    archived: bool = False,
) -> Contacts:
    """This will list the contacts the actor may see, by name."""
    rows = Contact.objects.visible_to(actor).filter(archived_at__isnull=not archived)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(phone__contains=search) | Q(email__icontains=search))
    return rows.order_by("name", "id")


def get_contact(*, actor: Actor, contact_id: int) -> Contact:
    """This will be the contact with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    return _one(Contact.objects.visible_to(actor), "contact", contact_id)


def list_hazards(*, actor: Actor, site_id: int | None = None, archived: bool = False) -> OfSite[Hazard]:
    """This will list the hazards of the sites the actor may see."""
    rows = Hazard.objects.visible_to(actor).filter(archived_at__isnull=not archived)
    return (rows.filter(site_id=site_id) if site_id is not None else rows).order_by("site_id", "id")


def get_hazard(*, actor: Actor, hazard_id: int) -> Hazard:
    """This will be the hazard with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see its site.
    """
    return _one(Hazard.objects.visible_to(actor), "hazard", hazard_id)


def list_assets(*, actor: Actor, site_id: int | None = None, search: str = "", archived: bool = False) -> OfSite[Asset]:
    """This will list the assets of the sites the actor may see, by name."""
    rows = Asset.objects.visible_to(actor).filter(archived_at__isnull=not archived)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(serial__istartswith=search) | Q(make__icontains=search))
    return rows.order_by("name", "id")


def get_asset(*, actor: Actor, asset_id: int) -> Asset:
    """This will be the asset with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see its site.
    """
    return _one(Asset.objects.visible_to(actor), "asset", asset_id)


def site_cards(site_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """This will be what other rooms show of sites, by id: four queries for any number of them."""
    sites = (
        Site.objects.filter(pk__in=set(site_ids))
        .select_related("customer")
        .prefetch_related(
            Prefetch("access_windows", AccessWindow.objects.order_by("weekday", "opens")),
            Prefetch("hazards", Hazard.objects.filter(archived_at=None).order_by("id")),
            Prefetch("contacts", Contact.objects.filter(archived_at=None).order_by("name", "id")),
        )
    )
    return {site.pk: _site_card(site) for site in sites}


def site_places(site_ids: Iterable[int]) -> dict[int, tuple[float | None, float | None]]:
    """This will be where sites are, by id: latitude and longitude, None where nobody knows; one query."""
    rows = Site.objects.filter(pk__in=set(site_ids)).values_list("id", "lat", "lon")
    return {pk: (lat, lon) for pk, lat, lon in rows}


def asset_cards(asset_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """This will be what other rooms show of assets, by id."""
    fields = (
        "id",
        "version",
        "site_id",
        "parent_id",
        "kind",
        "name",
        "make",
        "model",
        "serial",
        "installed_on",
        "warranty_until",
        "location",
    )
    return {row["id"]: row for row in Asset.objects.filter(pk__in=set(asset_ids)).values(*fields)}


def access_windows_utc_of(
    site_ids: Iterable[int], starts_at: datetime, ends_at: datetime
) -> dict[int, list[Interval] | None]:
    """This will be, by site, when it lets us in during the period; None means always (no window is kept)."""
    ids = set(site_ids)
    zones = {row["id"]: row["zone"] for row in _ZONES.ask(ids)}
    weekly: dict[int, list[Weekly]] = {}
    for row in _WINDOWS.ask(ids):
        weekly.setdefault(row["site_id"], []).append(Weekly(row["weekday"], row["opens"], row["closes"]))
    return {
        site_id: expand(weekly[site_id], zone, starts_at, ends_at) if site_id in weekly else None
        for site_id, zone in zones.items()
    }


_ZONES = Prepared(lambda ids: Site.objects.filter(pk__in=ids).order_by("id").values("id", "zone"))
_WINDOWS = Prepared(
    lambda ids: (
        AccessWindow.objects.filter(site_id__in=ids).order_by("id").values("site_id", "weekday", "opens", "closes")
    )
)


def access_windows_utc(site_id: int, starts_at: datetime, ends_at: datetime) -> list[Interval] | None:
    """This will be when a site lets us in during the period; None means always."""
    return access_windows_utc_of([site_id], starts_at, ends_at).get(site_id)


def _site_card(site: Site) -> dict[str, Any]:
    return {
        "id": site.pk,
        # Contacts, hazards and windows grow the site's own version when they change.
        "version": site.version + site.customer.version,
        "customer_id": site.customer_id,
        "customer_name": site.customer.name,
        "bill_to_id": site.bill_to_id or site.customer_id,
        "name": site.name,
        "address": site.address,
        "postal_code": site.postal_code,
        "lat": site.lat,
        "lon": site.lon,
        "zone": site.zone,
        "access_notes": site.access_notes,
        "access_windows": [
            {"weekday": w.weekday, "opens": f"{w.opens:%H:%M}", "closes": f"{w.closes:%H:%M}"}
            for w in site.access_windows.all()
        ],
        "hazards": [
            {
                "id": h.pk,
                "title": h.title,
                "severity": h.severity,
                "note": h.note,
                "must_acknowledge": h.must_acknowledge,
            }
            for h in site.hazards.all()
        ],
        "contacts": [
            {"id": c.pk, "name": c.name, "role": c.role, "phone": c.phone, "email": c.email}
            for c in site.contacts.all()
        ],
    }


def sites_by_external_id(external_ids: Iterable[str]) -> dict[str, Site]:
    """This will be the sites an import knows by these ids, in one query."""
    rows = Site.objects.filter(external_id__in=list(external_ids)).select_related("customer")
    return {str(site.external_id): site for site in rows}


def customers_by_external_id(external_ids: Iterable[str]) -> dict[str, Customer]:
    """This will be the customers an import knows by these ids, in one query."""
    return {str(one.external_id): one for one in Customer.objects.filter(external_id__in=list(external_ids))}


def contacts_by_email(address: str) -> list[Contact]:
    """This will list the contacts in use with that address, whatever its capitals."""
    return list(Contact.objects.filter(email__iexact=address, archived_at=None).order_by("id"))


def list_conditions(*, actor: Actor) -> Conditions:
    """This will list the conditions the actor may see."""
    return Condition.objects.visible_to(actor).select_related("customer", "site", "asset", "technician").order_by("id")


def get_condition(*, actor: Actor, condition_id: int) -> Condition:
    """This will be the condition with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    return _one(list_conditions(actor=actor), "condition", condition_id)


def conditions_of_customer(customer: Customer, *, on: date) -> Holding:
    """This will be what holds for all work at a customer."""
    return inherit(_said(_OF_CUSTOMER, {"customers": [customer.pk]}).get(customer.pk, ()), on)


@dataclass(frozen=True, slots=True)
class Told:
    """Everything said about a place and a thing there, whatever its dates, and the skills that the thing asks for."""

    said: tuple[Said, ...]
    demands: tuple[Demand, ...]

    def on(self, day: date) -> Holding:
        """This will be what holds on a day of the place."""
        return inherit(self.said, day, self.demands)


def conditions_of(places: Collection[tuple[int, int | None]]) -> dict[tuple[int, int | None], Told]:
    """This will be everything said about sites and assets there, by site and asset; three queries for any number."""
    sites = sorted({site_id for site_id, _ in places})
    assets = sorted({asset_id for _, asset_id in places if asset_id is not None})
    of_site = _said(_OF_SITE, {"sites": sites})
    of_asset = _said(_OF_ASSET, {"assets": assets}) if assets else {}
    demands = _demands(assets) if assets else {}
    return {
        (site_id, asset_id): Told(
            (*of_site.get(site_id, ()), *(of_asset.get(asset_id, ()) if asset_id is not None else ())),
            tuple(demands.get(asset_id, ())) if asset_id is not None else (),
        )
        for site_id, asset_id in places
    }


_OF_CUSTOMER = """
SELECT owner.id, 'customer', owner.id, owner.name, c.id, c.version, c.kind, c.value, c.technician_id, c.reason,
    c.from_on, c.until_on
FROM customers_customer owner JOIN customers_condition c ON c.customer_id = owner.id
WHERE owner.id = ANY(%(customers)s)
"""
# A site with all that it is part of; its own customer, and not those of what it is part of.
_OF_SITE = """
WITH RECURSIVE above AS (
    SELECT id AS place, id, parent_id, kind, name FROM customers_site WHERE id = ANY(%(sites)s)
    UNION ALL
    SELECT above.place, site.id, site.parent_id, site.kind, site.name
    FROM customers_site site JOIN above ON site.id = above.parent_id
)
SELECT above.place, above.kind, above.id, above.name, c.id, c.version, c.kind, c.value, c.technician_id, c.reason,
    c.from_on, c.until_on
FROM above JOIN customers_condition c ON c.site_id = above.id
UNION ALL
SELECT site.id, 'customer', owner.id, owner.name, c.id, c.version, c.kind, c.value, c.technician_id, c.reason,
    c.from_on, c.until_on
FROM customers_site site
JOIN customers_customer owner ON owner.id = site.customer_id
JOIN customers_condition c ON c.customer_id = owner.id
WHERE site.id = ANY(%(sites)s)
"""
_OF_ASSET = """
SELECT owner.id, 'asset', owner.id, owner.name, c.id, c.version, c.kind, c.value, c.technician_id, c.reason,
    c.from_on, c.until_on
FROM customers_asset owner JOIN customers_condition c ON c.asset_id = owner.id
WHERE owner.id = ANY(%(assets)s)
"""
_DEMANDS = """
SELECT asset.id, demand.skill_id, demand.level, concat_ws(' ', nullif(demand.make, ''), demand.kind)
FROM customers_asset asset
JOIN customers_assetskill demand ON lower(demand.kind) = lower(asset.kind)
    AND (demand.make = '' OR lower(demand.make) = lower(asset.make))
WHERE asset.id = ANY(%s)
"""


def _said(sql: str, which: dict[str, list[int]]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, which)
        for place, level, owner_id, owner, pk, version, kind, value, technician_id, reason, from_on, until_on in cursor:
            one = Said(pk, kind, level, owner_id, owner, version, value, technician_id, reason, from_on, until_on)
            found.setdefault(place, []).append(one)
    return found


def _demands(asset_ids: list[int]) -> dict[int, list[Demand]]:
    found: dict[int, list[Demand]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_DEMANDS, [asset_ids])
        for asset_id, skill_id, level, what in cursor:
            found.setdefault(asset_id, []).append(Demand(skill_id, level, what))
    return found


def list_asset_skills(*, actor: Actor) -> models.QuerySet[AssetSkill]:
    """This will list the skills that kinds of assets ask for, by kind and make."""
    return AssetSkill.objects.select_related("skill").order_by("kind", "make", "skill__name", "id")


def get_asset_skill(*, actor: Actor, asset_skill_id: int) -> AssetSkill:
    """This will be the line with that id.

    Raises
    ------
    NotFound
        There is none.
    """
    return _one(list_asset_skills(actor=actor), "asset_skill", asset_skill_id)


def customers_called(words: Iterable[str]) -> list[Customer]:
    """This will list the customers with these numbers of another system, and those in use with these names."""
    wanted = set(words)
    return list(Customer.objects.filter(Q(external_id__in=wanted - {""}) | _named(wanted)).order_by("id"))


def sites_called(words: Iterable[str]) -> list[Site]:
    """This will list the sites with these numbers of another system, and those in use with these names."""
    wanted = set(words)
    rows = Site.objects.filter(Q(external_id__in=wanted - {""}) | _named(wanted)).order_by("id")
    windows = Prefetch("access_windows", AccessWindow.objects.order_by("weekday", "opens"))
    return list(rows.select_related("customer", "bill_to", "parent").prefetch_related(windows))


def contacts_called(words: Iterable[str]) -> list[Contact]:
    """This will list the contacts with these numbers of another system, and those in use with these names."""
    wanted = set(words)
    return list(Contact.objects.filter(Q(external_id__in=wanted - {""}) | _named(wanted)).order_by("id"))


def assets_called(words: Iterable[str]) -> list[Asset]:
    """This will list the assets with these numbers of another system, and those in use with these names."""
    wanted = set(words)
    rows = Asset.objects.filter(Q(external_id__in=wanted - {""}) | _named(wanted)).order_by("id")
    return list(rows.select_related("site", "parent"))


def hidden_from(actor: Actor, rows: Sequence[M]) -> set[int]:
    """This will be the ids of those rows, all of one table, that the actor may not see; no query for who sees all."""
    if not actor.territory_ids or not rows:
        return set()
    table: Any = type(rows[0])
    ids = {row.pk for row in rows}
    return ids - set(table.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))


def _named(words: set[str]) -> Q:
    return Q(name__in=words, archived_at=None)


def stands_above(parent: Site, kind: str) -> bool:
    """This will say whether a site of that kind may be part of another."""
    return parent.rank < RANKS[kind]


def is_located(postal_code: str, country: str) -> bool:
    """This will say whether a postal code alone places a site on the map."""
    return geocode(postal_code, country) is not None
