"""Every write of the room: customers, sites, contacts, hazards and assets made and changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.customers.events import (
    AssetChanged,
    AssetCreated,
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
from truckroll.customers.models import AccessWindow, Asset, Contact, Customer, Hazard, LocatedBy, Site
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid, Refusal, refuse_constraint
from truckroll.foundation.versions import lock_at, touch
from truckroll.travel.places import geocode, zone_at


class ExternalIdTaken(Refusal):
    """Another row came from the same line of the other system."""

    code = "external_id_taken"
    title = "This external id is in use"
    what_to_do = "Change the row that has it, or leave the external id out."


refuse_constraint("customer_external_id_unique", lambda: ExternalIdTaken("Another customer has this external id."))
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
    terms_days: int = 30,
    po_required: bool = False,
    external_id: str = "",
) -> Customer:
    """This will enter a customer.

    Raises
    ------
    ExternalIdTaken
        Another customer has the external id.
    """
    customer = Customer.objects.create(
        name=name,
        currency=currency,
        bill_name=bill_name,
        bill_address=bill_address,
        bill_email=bill_email,
        tax_id=tax_id,
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
    """
    lock_at(customer, version, shown=values)
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
) -> Site:
    """This will enter a site, placed by its pin, else by its postal code, else on the list of the unlocated.

    Raises
    ------
    Invalid
        It has half a pin, or neither place nor zone.
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
    """
    lock_at(site, version, shown=values)
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
) -> Contact:
    """This will enter a person to call.

    Raises
    ------
    Invalid
        The site belongs to another customer.
    """
    if site is not None and site.customer_id != customer.pk:
        raise Invalid(f"{site.name} is not a site of {customer.name}.", site_id=site.pk, customer_id=customer.pk)
    contact = Contact.objects.create(customer=customer, site=site, name=name, role=role, phone=phone, email=email)
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
