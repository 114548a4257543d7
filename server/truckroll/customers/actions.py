"""Every write of the room: customers, sites, contacts, hazards and assets made and changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.customers.events import (
    AssetChanged,
    AssetCreated,
    AssetSkillChanged,
    ConditionChanged,
    ContactChanged,
    ContactCreated,
    CustomerChanged,
    CustomerCreated,
    HazardChanged,
    HazardCreated,
    SiteChanged,
    SiteCreated,
    SiteLocated,
)
from truckroll.customers.inheriting import BLACKOUT, TECHNICIANS
from truckroll.customers.models import (
    RANKS,
    AccessWindow,
    Asset,
    AssetSkill,
    Condition,
    Contact,
    Customer,
    Hazard,
    LocatedBy,
    Site,
    SiteKind,
    TaxTreatment,
)
from truckroll.customers.reaching import KNOWN
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid, Refusal, refuse_constraint
from truckroll.foundation.versions import forget, lock_at, touch
from truckroll.travel.places import geocode, zone_at


class ExternalIdTaken(Refusal):
    """Another row came from the same line of the other system."""

    code = "external_id_taken"
    title = "This external id is in use"
    what_to_do = "Change the row that has it, or leave the external id out."


class TaxIdMissing(Refusal):
    """Under reverse charge the customer owes the tax himself, under his own number (rule 45)."""

    code = "tax_id_missing"
    title = "The tax id is missing"
    what_to_do = "Write down the customer's tax id, or tax him as the prices say."


class NotAbove(Refusal):
    """A site is part of something that does not stand above it, or has parts that would stand above it."""

    code = "site_not_above"
    title = "One cannot be part of the other"
    what_to_do = "A unit is in a building, a building on a site, a site in a portfolio."


class SkillDemandedAlready(Refusal):
    """The same kind of asset asks for that skill already."""

    code = "asset_skill_taken"
    title = "It asks for this skill already"
    what_to_do = "Take the other line away first if it should ask for another level."


refuse_constraint("site_part_of_higher", lambda: NotAbove("A site is part of something that stands above it."))
refuse_constraint(
    "site_parent_stands_above",
    lambda: NotAbove("Something else is part of this site, so its kind stays, or what it was part of has changed."),
)
refuse_constraint(
    "asset_skill_once", lambda: SkillDemandedAlready("This kind of asset, by this make, asks for the skill already.")
)
refuse_constraint("condition_dates_in_order", lambda: Invalid("The last day lies before the first.", field="until_on"))
refuse_constraint(
    "condition_says_something",
    lambda: Invalid("A technician or a closed time needs its reason and dates, everything else its words."),
)
refuse_constraint(
    "customer_reverse_charge_has_tax_id", lambda: TaxIdMissing("Reverse charge needs the customer's tax id.")
)
refuse_constraint("customer_external_id_unique", lambda: ExternalIdTaken("Another customer has this external id."))
refuse_constraint("contact_external_id_unique", lambda: ExternalIdTaken("Another contact has this external id."))
refuse_constraint("asset_external_id_unique", lambda: ExternalIdTaken("Another asset has this external id."))
refuse_constraint("site_external_id_unique", lambda: ExternalIdTaken("Another site has this external id."))
refuse_constraint(
    "access_window_length", lambda: Invalid("An access window closes after it opens; 00:00 to 00:00 is the whole day.")
)
refuse_constraint(
    "access_window_once", lambda: Invalid("Two access windows open at the same time of the same weekday.")
)


def _archiving(values: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Turn the wish `archived` into the instant."""
    archived = values.pop("archived", None)
    return values if archived is None else values | {"archived_at": now if archived else None}


def create_customer(
    *,
    name: str,
    currency: str,
    actor: Actor,
    now: datetime,
    bill_name: str = "",
    bill_address: str = "",
    bill_email: str = "",
    tax_id: str = "",
    tax_treatment: str = TaxTreatment.AS_PRICED,
    terms_days: int = 30,
    po_required: bool = False,
    external_id: str = "",
) -> Customer:
    """This will enter a customer.

    Raises
    ------
    ExternalIdTaken
        Another customer has the external id.
    TaxIdMissing
        He is to be billed under reverse charge and has no tax id.
    """
    customer = Customer.objects.create(
        name=name,
        currency=currency,
        bill_name=bill_name,
        bill_address=bill_address,
        bill_email=bill_email,
        tax_id=tax_id.strip(),
        tax_treatment=tax_treatment,
        terms_days=terms_days,
        po_required=po_required,
        external_id=external_id,
    )
    publish(CustomerCreated(customer_id=customer.pk), at=now)
    return customer


def change_customer(
    *, customer: Customer, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Customer:
    """This will change a customer, archive it or bring it back.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    TaxIdMissing
        He is billed under reverse charge and would have no tax id.
    """
    lock_at(customer, version, shown=values)
    if "tax_id" in values:
        values["tax_id"] = values["tax_id"].strip()
    customer.change(**_archiving(values, now))
    publish(CustomerChanged(customer_id=customer.pk), at=now)
    return customer


def create_site(
    *,
    customer: Customer,
    name: str,
    actor: Actor,
    now: datetime,
    address: str = "",
    postal_code: str = "",
    country: str = "US",
    lat: float | None = None,
    lon: float | None = None,
    located_by: str = "",
    zone: str | None = None,
    bill_to: Customer | None = None,
    access_notes: str = "",
    access_windows: Iterable[dict[str, Any]] = (),
    external_id: str = "",
    kind: str = SiteKind.SITE,
    parent: Site | None = None,
) -> Site:
    """This will enter a site, placed by its pin, else by its postal code, else on the list of the unlocated.

    Raises
    ------
    Invalid
        It has half a pin, or neither place nor zone.
    NotAbove
        What it is to be part of does not stand above it.
    ExternalIdTaken
        Another site has the external id.
    """
    if (lat is None) != (lon is None):
        raise Invalid("A pin has both latitude and longitude.", lat=lat, lon=lon)
    if lat is not None:
        located_by = located_by or LocatedBy.PIN
    elif (found := geocode(postal_code, country)) is not None:
        lat, lon, located_by = found.lat, found.lon, LocatedBy.POSTAL_CODE
    else:
        located_by = ""
    if zone is None and lat is not None and lon is not None:
        zone = zone_at(lat, lon)
    if zone is None:
        raise Invalid(
            "Without a place on the map this site needs its time zone.",
            what_to_do="Give the pin or a postal code that is known, or name the zone.",
            field="zone",
        )
    site = Site.objects.create(
        customer=customer,
        bill_to=bill_to,
        **_part_of(parent, kind),
        name=name,
        address=address,
        postal_code=postal_code,
        country=country,
        lat=lat,
        lon=lon,
        located_by=located_by,
        zone=zone,
        access_notes=access_notes,
        external_id=external_id,
    )
    _set_windows(site, access_windows)
    publish(SiteCreated(site_id=site.pk, customer_id=customer.pk), at=now)
    return site


def change_site(*, site: Site, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None) -> Site:
    """This will change a site, archive it or bring it back; `access_windows`, if given, replaces all of them.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    Invalid
        Two access windows contradict each other.
    NotAbove
        What it is to be part of does not stand above it, or something that is part of it would not stand below.
    """
    lock_at(site, version, shown=values)
    if "parent" in values or "kind" in values:
        parent = values.pop("parent") if "parent" in values else site.parent
        values |= _part_of(parent, values.get("kind", site.kind))
    windows = values.pop("access_windows", None)
    if windows is not None:
        AccessWindow.objects.filter(site=site).delete()
        _set_windows(site, windows)
    site.change(**_archiving(values, now))
    publish(SiteChanged(site_id=site.pk), at=now)
    return site


def locate_site(*, site: Site, lat: float, lon: float, actor: Actor, now: datetime, version: int | None = None) -> Site:
    """This will set the pin of a site by hand; its zone stays what it was, or intent already agreed would move.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    """
    lock_at(site, version, shown=("lat", "lon"))
    site.change(lat=lat, lon=lon, located_by=LocatedBy.PIN)
    publish(SiteLocated(site_id=site.pk), at=now)
    return site


def create_contact(
    *,
    customer: Customer,
    name: str,
    role: str,
    actor: Actor,
    now: datetime,
    site: Site | None = None,
    phone: str = "",
    email: str = "",
    external_id: str = "",
) -> Contact:
    """This will enter a person to call.

    Raises
    ------
    Invalid
        The site belongs to another customer.
    """
    if site is not None and site.customer_id != customer.pk:
        raise Invalid(f"{site.name} is not a site of {customer.name}.", site_id=site.pk, customer_id=customer.pk)
    contact = Contact.objects.create(
        customer=customer, site=site, name=name, role=role, phone=phone, email=email, external_id=external_id
    )
    publish(ContactCreated(contact_id=contact.pk, customer_id=customer.pk, site_id=contact.site_id), at=now)
    _card_changed(contact.site_id, now)
    return contact


def change_contact(
    *, contact: Contact, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Contact:
    """This will change a contact, archive it or bring it back.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    """
    lock_at(contact, version, shown=values)
    contact.change(**_archiving(values, now))
    publish(ContactChanged(contact_id=contact.pk, customer_id=contact.customer_id, site_id=contact.site_id), at=now)
    _card_changed(contact.site_id, now)
    return contact


def create_hazard(
    *,
    site: Site,
    title: str,
    severity: str,
    actor: Actor,
    now: datetime,
    note: str = "",
    must_acknowledge: bool = False,
) -> Hazard:
    """This will warn everybody who goes to the site from now on."""
    hazard = Hazard.objects.create(
        site=site, title=title, severity=severity, note=note, must_acknowledge=must_acknowledge
    )
    publish(HazardCreated(hazard_id=hazard.pk, site_id=site.pk), at=now)
    _card_changed(site.pk, now)
    return hazard


def change_hazard(
    *, hazard: Hazard, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Hazard:
    """This will change a hazard, or archive it when it is over.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    """
    lock_at(hazard, version, shown=values)
    hazard.change(**_archiving(values, now))
    publish(HazardChanged(hazard_id=hazard.pk, site_id=hazard.site_id), at=now)
    _card_changed(hazard.site_id, now)
    return hazard


def create_asset(*, site: Site, kind: str, name: str, actor: Actor, now: datetime, **details: Any) -> Asset:
    """This will enter a thing at a site.

    Raises
    ------
    Invalid
        The thing it is part of is at another site.
    """
    parent = details.pop("parent", None)
    _fits(parent, site.pk)
    asset = Asset.objects.create(site=site, kind=kind, name=name, parent=parent, **details)
    publish(AssetCreated(asset_id=asset.pk, site_id=site.pk), at=now)
    return asset


def change_asset(
    *, asset: Asset, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Asset:
    """This will change a thing at a site, or archive it when it is taken out.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    Invalid
        It would be part of itself or of a thing at another site.
    """
    lock_at(asset, version, shown=values)
    if "parent" in values:
        _fits(values["parent"], asset.site_id, part=asset)
    asset.change(**_archiving(values, now))
    publish(AssetChanged(asset_id=asset.pk, site_id=asset.site_id), at=now)
    return asset


def create_condition(
    *,
    kind: str,
    actor: Actor,
    now: datetime,
    customer: Customer | None = None,
    site: Site | None = None,
    asset: Asset | None = None,
    **details: Any,
) -> Condition:
    """This will let something hold for work at a customer, a site or an asset, and at everything below.

    Raises
    ------
    Invalid
        It is of none or of several of them, or says nothing.
    """
    if sum(owner is not None for owner in (customer, site, asset)) != 1:
        raise Invalid("A condition holds for one customer, one site or one asset.", field="site_id")
    _says_something(kind, details)
    condition = Condition.objects.create(kind=kind, customer=customer, site=site, asset=asset, **details)
    _condition_changed(condition, now)
    return condition


def change_condition(
    *, condition: Condition, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Condition:
    """This will change the words, the technician or the dates of a condition.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    Invalid
        It would say nothing.
    """
    lock_at(condition, version, shown=values)
    names = ("value", "technician", "reason", "from_on", "until_on")
    _says_something(condition.kind, {name: getattr(condition, name) for name in names} | values)
    condition.change(**values)
    _condition_changed(condition, now)
    return condition


def remove_condition(*, condition: Condition, actor: Actor, now: datetime) -> None:
    """This will take a condition away; the history keeps it."""
    _condition_changed(condition, now)
    condition.delete()


def demand_skill(*, kind: str, make: str, skill_id: int, level: int, actor: Actor, now: datetime) -> AssetSkill:
    """This will ask a skill of whoever works on a kind of asset, of any make if none is given.

    Raises
    ------
    SkillDemandedAlready
        It asks for the skill already.
    """
    demand = AssetSkill.objects.create(kind=kind, make=make, skill_id=skill_id, level=level)
    publish(AssetSkillChanged(kind=kind, make=make), at=now)
    return demand


def drop_skill(*, demand: AssetSkill, actor: Actor, now: datetime) -> None:
    """This will ask a skill no longer."""
    publish(AssetSkillChanged(kind=demand.kind, make=demand.make), at=now)
    demand.delete()


def _condition_changed(condition: Condition, now: datetime) -> None:
    publish(
        ConditionChanged(
            customer_id=condition.customer_id,
            site_id=condition.site_id,
            asset_id=condition.asset_id,
            kind=condition.kind,
        ),
        at=now,
    )


def _says_something(kind: str, details: dict[str, Any]) -> None:
    if kind in TECHNICIANS or kind == BLACKOUT:
        if kind in TECHNICIANS and details.get("technician") is None:
            raise Invalid("Say which technician.", field="technician_id")
        if kind == BLACKOUT and (details.get("from_on") is None or details.get("until_on") is None):
            raise Invalid("Say the first and the last day on which nobody may come.", field="from_on")
        if not details.get("reason"):
            raise Invalid("Say why; whoever plans will read it.", field="reason")
    elif not details.get("value"):
        raise Invalid("Say what holds.", field="value")
    elif kind in KNOWN and details["value"] not in KNOWN[kind]:
        raise Invalid("These words are none that messages heed.", field="value", known=list(KNOWN[kind]))


def _part_of(parent: Site | None, kind: str) -> dict[str, Any]:
    """What a site is and what it is part of, as its columns."""
    rank = RANKS[kind]
    if parent is not None and parent.rank >= rank:
        raise NotAbove(
            f"A {kind} is not part of a {parent.kind}.", kind=kind, parent_id=parent.pk, parent_kind=parent.kind
        )
    return {"kind": kind, "rank": rank, "parent": parent, "parent_rank": parent.rank if parent else None}


def take_back(*, row: Customer | Site | Contact | Asset, version: int, actor: Actor, now: datetime) -> None:
    """This will unmake what an import made, if nobody has touched it since and nothing stands on it.

    Raises
    ------
    TouchedSince
        Somebody changed it.
    InUse
        Something refers to it.
    """
    site_id = row.site_id if isinstance(row, (Contact, Asset)) else None
    forget(row, version)
    _card_changed(site_id, now)


def _set_windows(site: Site, windows: Iterable[dict[str, Any]]) -> None:
    AccessWindow.objects.bulk_create([AccessWindow(site=site, **window) for window in windows])


def _card_changed(site_id: int | None, now: datetime) -> None:
    if site_id is not None:
        touch(Site, [site_id])
        publish(SiteChanged(site_id=site_id), at=now)


def _fits(parent: Asset | None, site_id: int, part: Asset | None = None) -> None:
    """Refuse a parent at another site or one that is itself part of the thing."""
    if parent is not None and parent.site_id != site_id:
        raise Invalid(f"{parent.name} is at another site.", parent_id=parent.pk)
    above = parent
    while above is not None:
        if part is not None and above.pk == part.pk:
            raise Invalid(
                f"{part.name} would be part of itself.", asset_id=part.pk, parent_id=parent.pk if parent else None
            )
        above = above.parent
