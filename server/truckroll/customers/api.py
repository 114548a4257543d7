"""Routes of the room: customers, sites and their places, contacts, hazards, assets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router, Schema
from pydantic import Field

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.accounts.permissions import allow
from truckroll.customers import actions, queries, tables
from truckroll.customers.callers import find_callers
from truckroll.customers.inheriting import BLACKOUT, Holding, Said
from truckroll.customers.models import (
    AssetSkill,
    ConditionKind,
    ContactRole,
    LocatedBy,
    Severity,
    SiteKind,
    TaxTreatment,
)
from truckroll.foundation import clock, http
from truckroll.foundation.local_time import WallTime, Zone, local_date
from truckroll.foundation.money import Currency
from truckroll.foundation.refusals import Invalid
from truckroll.foundation.tables import table
from truckroll.workforce import queries as workforce

router = Router(tags=["customers"])
_CHUNK = 500

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Lat = Annotated[float, Field(ge=-90, le=90)]
Lon = Annotated[float, Field(ge=-180, le=180)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class CustomerOut(Schema):
    id: int
    version: int
    name: str
    bill_name: str
    bill_address: str
    bill_email: str
    tax_id: str
    tax_treatment: TaxTreatment
    currency: str
    terms_days: int
    po_required: bool
    archived_at: datetime | None
    external_id: str


class CallerOut(Schema):
    """One that the words may mean, with what is known of his place."""

    kind: Literal["contact", "asset", "site", "customer"]
    id: int
    name: str
    detail: str
    customer_id: int
    customer_name: str
    site_id: int | None
    site_name: str
    asset_id: int | None
    contact_name: str
    phone: str
    email: str


class Callers(Schema):
    items: list[CallerOut]
    total: int


class Customers(Schema):
    items: list[CustomerOut]
    total: int


class CustomerIn(http.In):
    name: Name
    currency: Currency
    bill_name: str = ""
    bill_address: str = ""
    bill_email: http.EmailIfAny = ""
    tax_id: str = ""
    tax_treatment: TaxTreatment = TaxTreatment.AS_PRICED
    terms_days: int = Field(30, ge=0, le=365)
    po_required: bool = False
    external_id: str = ""


class CustomerChange(http.In):
    version: int | None = None
    name: Name = ""
    currency: Currency = ""
    bill_name: str = ""
    bill_address: str = ""
    bill_email: http.EmailIfAny = ""
    tax_id: str = ""
    tax_treatment: TaxTreatment = TaxTreatment.AS_PRICED
    terms_days: int = Field(30, ge=0, le=365)
    po_required: bool = False
    external_id: str = ""
    archived: bool = False


class AccessWindow(Schema):
    """Wall time at the site; past midnight if it closes before it opens, the whole day from 00:00 to 00:00."""

    weekday: int = Field(ge=0, le=6, description="Monday is 0")
    opens: WallTime
    closes: WallTime


class SiteOut(Schema):
    id: int
    version: int
    customer_id: int
    customer_name: str
    bill_to_id: int | None
    kind: SiteKind
    parent_id: int | None
    parent_name: str
    name: str
    address: str
    postal_code: str
    country: str
    lat: float | None
    lon: float | None
    located_by: LocatedBy | None
    zone: str
    access_notes: str
    access_windows: list[AccessWindow]
    archived_at: datetime | None
    external_id: str

    @staticmethod
    def resolve_customer_name(site: Any) -> str:
        return str(site.customer.name)

    @staticmethod
    def resolve_parent_name(site: Any) -> str:
        return str(site.parent.name) if site.parent else ""

    @staticmethod
    def resolve_located_by(site: Any) -> str | None:
        return site.located_by or None

    @staticmethod
    def resolve_access_windows(site: Any) -> list[Any]:
        return sorted(site.access_windows.all(), key=lambda window: (window.weekday, window.opens))


class Sites(Schema):
    items: list[SiteOut]
    total: int


class SiteIn(http.In):
    customer_id: int
    bill_to_id: int | None = None
    kind: SiteKind = SiteKind.SITE
    parent_id: int | None = None
    name: Name
    address: str = ""
    postal_code: str = ""
    country: Country = "US"
    lat: Lat | None = None
    lon: Lon | None = None
    zone: Zone | None = None
    access_notes: str = ""
    access_windows: list[AccessWindow] = []
    external_id: str = ""


class SiteChange(http.In):
    version: int | None = None
    bill_to_id: int | None = None
    kind: SiteKind = SiteKind.SITE
    parent_id: int | None = None
    name: Name = ""
    address: str = ""
    postal_code: str = ""
    country: Country = ""
    zone: Zone = ""
    access_notes: str = ""
    access_windows: list[AccessWindow] = []
    external_id: str = ""
    archived: bool = False


class SitePlace(http.In):
    lat: Lat
    lon: Lon
    version: int | None = None


class ContactOut(Schema):
    id: int
    version: int
    customer_id: int
    site_id: int | None
    name: str
    role: ContactRole
    phone: str
    email: str
    external_id: str
    archived_at: datetime | None


class ContactsOut(Schema):
    items: list[ContactOut]
    total: int


class ContactIn(http.In):
    customer_id: int
    site_id: int | None = None
    name: Name
    role: ContactRole
    phone: str = ""
    email: http.EmailIfAny = ""
    external_id: str = ""


class ContactChange(http.In):
    version: int | None = None
    name: Name = ""
    role: ContactRole = ContactRole.OTHER
    phone: str = ""
    email: http.EmailIfAny = ""
    external_id: str = ""
    archived: bool = False


class HazardOut(Schema):
    id: int
    version: int
    site_id: int
    title: str
    severity: Severity
    note: str
    must_acknowledge: bool
    archived_at: datetime | None


class Hazards(Schema):
    items: list[HazardOut]
    total: int


class HazardIn(http.In):
    site_id: int
    title: Name
    severity: Severity
    note: str = ""
    must_acknowledge: bool = False


class HazardChange(http.In):
    version: int | None = None
    title: Name = ""
    severity: Severity = Severity.LOW
    note: str = ""
    must_acknowledge: bool = False
    archived: bool = False


class AssetOut(Schema):
    id: int
    version: int
    site_id: int
    parent_id: int | None
    kind: str
    name: str
    make: str
    model: str
    serial: str
    installed_on: date | None
    warranty_until: date | None
    location: str
    external_id: str
    archived_at: datetime | None


class Assets(Schema):
    items: list[AssetOut]
    total: int


class AssetIn(http.In):
    site_id: int
    parent_id: int | None = None
    kind: Name
    name: Name
    make: str = ""
    model: str = ""
    serial: str = ""
    installed_on: date | None = None
    warranty_until: date | None = None
    location: str = ""
    external_id: str = ""


class AssetChange(http.In):
    version: int | None = None
    parent_id: int | None = None
    kind: Name = ""
    name: Name = ""
    make: str = ""
    model: str = ""
    serial: str = ""
    installed_on: date | None = None
    warranty_until: date | None = None
    location: str = ""
    external_id: str = ""
    archived: bool = False


class ConditionOut(Schema):
    """Something that holds for work at a customer, a site or an asset, as it was written there."""

    id: int
    version: int
    kind: ConditionKind
    customer_id: int | None
    site_id: int | None
    asset_id: int | None
    value: str
    technician_id: int | None
    reason: str
    from_on: date | None
    until_on: date | None


class ConditionIn(http.In):
    kind: ConditionKind
    customer_id: int | None = None
    site_id: int | None = None
    asset_id: int | None = None
    value: str = Field("", max_length=2000)
    technician_id: int | None = None
    reason: str = Field("", max_length=2000)
    from_on: date | None = None
    until_on: date | None = None


class ConditionChange(http.In):
    version: int | None = None
    value: str = Field("", max_length=2000)
    technician_id: int | None = None
    reason: str = Field("", max_length=2000)
    from_on: date | None = None
    until_on: date | None = None


class HoldsOut(Schema):
    """A condition as it holds here: where it comes from, and what takes its place if it does not count."""

    id: int
    version: int
    kind: ConditionKind
    value: str
    technician_id: int | None
    technician: str
    reason: str
    from_on: date | None
    until_on: date | None
    level: Literal["customer", "portfolio", "site", "building", "unit", "asset"]
    owner_id: int
    owner: str
    source: str = Field(description="as people read it: `from customer Acme`")
    is_own: bool
    counts: bool
    instead: str = Field(description="where the word comes from that counts instead; empty if this one does")


class DemandOut(Schema):
    """A skill that the asset asks for, and what asks for it."""

    skill_id: int
    skill: str
    level: int
    what: str


class Held(Schema):
    items: list[HoldsOut]
    total: int
    demands: list[DemandOut]


class AssetSkillOut(Schema):
    id: int
    kind: str
    make: str
    skill_id: int
    skill: str
    level: int

    @staticmethod
    def resolve_skill(demand: AssetSkill) -> str:
        return demand.skill.name


class AssetSkills(Schema):
    items: list[AssetSkillOut]
    total: int


class AssetSkillIn(http.In):
    kind: Name
    make: str = Field("", max_length=200)
    skill_id: int
    level: int = Field(1, ge=1, le=5)


@router.get("/conditions", response=Held)
def list_conditions(
    request: HttpRequest,
    customer_id: int | None = None,
    site_id: int | None = None,
    asset_id: int | None = None,
    on: date | None = None,
) -> dict[str, object]:
    """What holds for work at a customer, a site or an asset on a day: its own words and those from above."""
    actor = allow(request, roles.OFFICE)
    now = clock.now()
    if asset_id is not None:
        asset = queries.get_asset(actor=actor, asset_id=asset_id)
        site = queries.get_site(actor=actor, site_id=asset.site_id)
        holding = queries.conditions_of([(site.pk, asset.pk)])[site.pk, asset.pk].on(on or local_date(now, site.zone))
        own = ("asset", asset.pk)
    elif site_id is not None:
        site = queries.get_site(actor=actor, site_id=site_id)
        holding = queries.conditions_of([(site.pk, None)])[site.pk, None].on(on or local_date(now, site.zone))
        own = (site.kind, site.pk)
    elif customer_id is not None:
        customer = queries.get_customer(actor=actor, customer_id=customer_id)
        # A customer has no clock of his own; his days begin with the earliest on earth.
        holding = queries.conditions_of_customer(customer, on=on or now.date())
        own = ("customer", customer.pk)
    else:
        raise Invalid("Say of which customer, site or asset.", field="site_id")
    return _held(holding, own)


@router.post("/conditions", response={201: ConditionOut})
def create_condition(request: HttpRequest, body: ConditionIn) -> HttpResponse:
    """Let something hold for work at a customer, a site or an asset, and at everything below."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = _with_technician(actor, body.dict())
        customer, site = _customer(actor, values.pop("customer_id")), _site(actor, values.pop("site_id"))
        asset_id = values.pop("asset_id")
        asset = None if asset_id is None else queries.get_asset(actor=actor, asset_id=asset_id)
        return actions.create_condition(
            customer=customer, site=site, asset=asset, **values, actor=actor, now=clock.now()
        )

    return http.write(request, "customers.create_condition", effect, body=body, out=ConditionOut, status=201)


@router.patch("/conditions/{condition_id}", response=ConditionOut)
def change_condition(request: HttpRequest, condition_id: int, body: ConditionChange) -> HttpResponse:
    """Change the words, the technician or the dates of a condition."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = _with_technician(actor, body.dict(exclude_unset=True))
        condition = queries.get_condition(actor=actor, condition_id=condition_id)
        version = values.pop("version", None)
        return actions.change_condition(
            condition=condition, values=values, version=version, actor=actor, now=clock.now()
        )

    return http.write(
        request, "customers.change_condition", effect, body=body, out=ConditionOut, condition_id=condition_id
    )


@router.delete("/conditions/{condition_id}")
def remove_condition(request: HttpRequest, condition_id: int) -> HttpResponse:
    """Take a condition away."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        condition = queries.get_condition(actor=actor, condition_id=condition_id)
        actions.remove_condition(condition=condition, actor=actor, now=clock.now())
        return {}

    return http.write(request, "customers.remove_condition", effect, condition_id=condition_id)


@router.get("/asset-skills", response=AssetSkills)
def list_asset_skills(request: HttpRequest, page: int = 1, page_size: int = 50) -> dict[str, object]:
    """The skills that kinds of assets ask of whoever works on them."""
    actor = allow(request, roles.OFFICE)
    items, total = http.page(queries.list_asset_skills(actor=actor), page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/asset-skills", response={201: AssetSkillOut})
def demand_skill(request: HttpRequest, body: AssetSkillIn) -> HttpResponse:
    """Ask a skill of whoever works on a kind of asset, of any make if none is given."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        workforce.get_skill(actor=actor, skill_id=body.skill_id)
        return actions.demand_skill(**body.dict(), actor=actor, now=clock.now())

    return http.write(request, "customers.demand_skill", effect, body=body, out=AssetSkillOut, status=201)


@router.delete("/asset-skills/{asset_skill_id}")
def drop_skill(request: HttpRequest, asset_skill_id: int) -> HttpResponse:
    """Ask a skill no longer."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        demand = queries.get_asset_skill(actor=actor, asset_skill_id=asset_skill_id)
        actions.drop_skill(demand=demand, actor=actor, now=clock.now())
        return {}

    return http.write(request, "customers.drop_skill", effect, asset_skill_id=asset_skill_id)


def _held(holding: Holding, own: tuple[str, int]) -> dict[str, object]:
    asleep = [one for one in holding.asleep if (one.level, one.owner_id) == own]
    everything = (*holding.said, *(one for one, _ in holding.set_aside), *asleep)
    ids = {one.technician_id for one in everything} - {None}
    names = {pk: card["name"] for pk, card in workforce.technician_cards(pk for pk in ids if pk is not None).items()}
    skills = workforce.skill_names({demand.skill_id for demand in holding.demands}) if holding.demands else {}

    def row(one: Said, over: Said | None) -> dict[str, object]:
        return {
            **{name: getattr(one, name) for name in ("id", "version", "kind", "value", "technician_id", "reason")},
            **{name: getattr(one, name) for name in ("from_on", "until_on", "level", "owner_id", "owner", "source")},
            "technician": names.get(one.technician_id, "") if one.technician_id is not None else "",
            "is_own": (one.level, one.owner_id) == own,
            "counts": over is None and (one.kind == BLACKOUT or one.holds(holding.on)),
            "instead": over.source if over is not None else "",
        }

    items = [row(one, None) for one in reversed(holding.said)] + [row(one, over) for one, over in holding.set_aside]
    items += [row(one, None) for one in asleep]
    demands = [
        {"skill_id": d.skill_id, "skill": skills.get(d.skill_id, ""), "level": d.level, "what": d.what}
        for d in holding.demands
    ]
    return {"items": items, "total": len(items), "demands": demands}


def _with_technician(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    if "technician_id" in values:
        pk = values.pop("technician_id")
        values["technician"] = None if pk is None else workforce.get_technician(actor=actor, technician_id=pk)
    return values


@router.get("/callers", response=Callers)
def list_callers(request: HttpRequest, search: str, page: int = 1, page_size: int = 50) -> dict[str, object]:
    """Who may be calling: found by phone number, name, address, postcode or serial number while he speaks."""
    actor = allow(request, roles.OFFICE)
    return http.page_of(find_callers(actor=actor, search=search), page=page, page_size=page_size)


@router.get("/customers", response=Customers)
def list_customers(
    request: HttpRequest, search: str = "", archived: bool = False, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """The customers, by name."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_customers(actor=actor, search=search, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.get("/customers.csv", response={200: Any})
def download_customers(request: HttpRequest, search: str = "", archived: bool = False) -> StreamingHttpResponse:
    """The customers of a list as a file that can be imported again."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_customers(actor=actor, search=search, archived=archived)
    return http.csv_file(table(tables.CUSTOMERS, rows.iterator(chunk_size=_CHUNK)), "customers")


@router.post("/customers", response={201: CustomerOut})
def create_customer(request: HttpRequest, body: CustomerIn) -> HttpResponse:
    """Enter a customer."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        return actions.create_customer(**body.dict(), actor=actor, now=clock.now())

    return http.write(request, "customers.create_customer", effect, body=body, out=CustomerOut, status=201)


@router.get("/customers/{customer_id}", response=CustomerOut)
def get_customer(request: HttpRequest, customer_id: int) -> object:
    """One customer."""
    return queries.get_customer(actor=allow(request, roles.OFFICE), customer_id=customer_id)


@router.get("/customers/{customer_id}/changes", response=http.Changes)
def list_customer_changes(
    request: HttpRequest, customer_id: int, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """Every change of a customer and of what is kept about it: who, when, in which request, from what to what."""
    customer = queries.get_customer(actor=allow(request, roles.OFFICE), customer_id=customer_id)
    return http.page_of(queries.changes_of_customer(customer), page=page, page_size=page_size)


@router.patch("/customers/{customer_id}", response=CustomerOut)
def change_customer(request: HttpRequest, customer_id: int, body: CustomerChange) -> HttpResponse:
    """Change, archive or restore a customer."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        customer = queries.get_customer(actor=actor, customer_id=customer_id)
        version = values.pop("version", None)
        return actions.change_customer(customer=customer, values=values, version=version, actor=actor, now=clock.now())

    return http.write(request, "customers.change_customer", effect, body=body, out=CustomerOut, customer_id=customer_id)


@router.get("/sites", response=Sites)
def list_sites(
    request: HttpRequest,
    search: str = "",
    customer_id: int | None = None,
    parent_id: int | None = None,
    kind: SiteKind | None = None,
    archived: bool = False,
    page: int = 1,
    page_size: int = 50,
) -> dict[str, object]:
    """The sites, by name."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_sites(
        actor=actor, search=search, customer_id=customer_id, parent_id=parent_id, kind=kind or "", archived=archived
    )
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.get("/sites/unlocated", response=Sites)
def list_unlocated_sites(request: HttpRequest, page: int = 1, page_size: int = 50) -> dict[str, object]:
    """The sites without a place on the map: nothing can be planned for them."""
    actor = allow(request, roles.OFFICE)
    items, total = http.page(queries.list_sites(actor=actor, unlocated=True), page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.get("/sites.csv", response={200: Any})
def download_sites(
    request: HttpRequest,
    search: str = "",
    customer_id: int | None = None,
    kind: SiteKind | None = None,
    archived: bool = False,
    unlocated: bool = False,
) -> StreamingHttpResponse:
    """The sites of a list as a file that can be imported again."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_sites(
        actor=actor, search=search, customer_id=customer_id, kind=kind or "", archived=archived, unlocated=unlocated
    )
    rows = rows.select_related("customer", "bill_to", "parent")
    return http.csv_file(table(tables.SITES, rows.iterator(chunk_size=_CHUNK)), "sites")


@router.post("/sites", response={201: SiteOut})
def create_site(request: HttpRequest, body: SiteIn) -> HttpResponse:
    """Enter a site; it is placed by its pin, else by its postal code, else it waits among the unlocated."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict()
        customer = queries.get_customer(actor=actor, customer_id=values.pop("customer_id"))
        values["bill_to"] = _customer(actor, values.pop("bill_to_id"))
        values["parent"] = _site(actor, values.pop("parent_id"))
        return actions.create_site(customer=customer, **values, actor=actor, now=clock.now())

    return http.write(request, "customers.create_site", effect, body=body, out=SiteOut, status=201)


@router.get("/sites/{site_id}", response=SiteOut)
def get_site(request: HttpRequest, site_id: int) -> object:
    """One site."""
    return queries.get_site(actor=allow(request, roles.SIGNED_IN), site_id=site_id)


@router.get("/sites/{site_id}/changes", response=http.Changes)
def list_site_changes(request: HttpRequest, site_id: int, page: int = 1, page_size: int = 50) -> dict[str, object]:
    """Every change of a site and of what is kept about it: who, when, in which request, from what to what."""
    site = queries.get_site(actor=allow(request, roles.OFFICE), site_id=site_id)
    return http.page_of(queries.changes_of_site(site), page=page, page_size=page_size)


@router.patch("/sites/{site_id}", response=SiteOut)
def change_site(request: HttpRequest, site_id: int, body: SiteChange) -> HttpResponse:
    """Change, archive or restore a site; `access_windows`, if given, replaces all of them."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        site = queries.get_site(actor=actor, site_id=site_id)
        if "bill_to_id" in values:
            values["bill_to"] = _customer(actor, values.pop("bill_to_id"))
        if "parent_id" in values:
            values["parent"] = _site(actor, values.pop("parent_id"))
        version = values.pop("version", None)
        return actions.change_site(site=site, values=values, version=version, actor=actor, now=clock.now())

    return http.write(request, "customers.change_site", effect, body=body, out=SiteOut, site_id=site_id)


@router.post("/sites/{site_id}/locate", response=SiteOut)
def locate_site(request: HttpRequest, site_id: int, body: SitePlace) -> HttpResponse:
    """Set the pin of a site by hand."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        site = queries.get_site(actor=actor, site_id=site_id)
        return actions.locate_site(site=site, **body.dict(), actor=actor, now=clock.now())

    return http.write(request, "customers.locate_site", effect, body=body, out=SiteOut, site_id=site_id)


@router.get("/contacts", response=ContactsOut)
def list_contacts(
    request: HttpRequest,
    site_id: int | None = None,
    customer_id: int | None = None,
    search: str = "",
    archived: bool = False,
    page: int = 1,
    page_size: int = 50,
) -> dict[str, object]:
    """The people to call, by name."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_contacts(
        actor=actor, site_id=site_id, customer_id=customer_id, search=search, archived=archived
    )
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.get("/contacts.csv", response={200: Any})
def download_contacts(
    request: HttpRequest,
    site_id: int | None = None,
    customer_id: int | None = None,
    search: str = "",
    archived: bool = False,
) -> StreamingHttpResponse:
    """The contacts of a list as a file that can be imported again."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_contacts(
        actor=actor, site_id=site_id, customer_id=customer_id, search=search, archived=archived
    ).select_related("customer", "site")
    return http.csv_file(table(tables.CONTACTS, rows.iterator(chunk_size=_CHUNK)), "contacts")


@router.post("/contacts", response={201: ContactOut})
def create_contact(request: HttpRequest, body: ContactIn) -> HttpResponse:
    """Enter a person to call."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict()
        customer = queries.get_customer(actor=actor, customer_id=values.pop("customer_id"))
        site_id = values.pop("site_id")
        site = queries.get_site(actor=actor, site_id=site_id) if site_id is not None else None
        return actions.create_contact(customer=customer, site=site, **values, actor=actor, now=clock.now())

    return http.write(request, "customers.create_contact", effect, body=body, out=ContactOut, status=201)


@router.get("/contacts/{contact_id}", response=ContactOut)
def get_contact(request: HttpRequest, contact_id: int) -> object:
    """One contact."""
    return queries.get_contact(actor=allow(request, roles.SIGNED_IN), contact_id=contact_id)


@router.patch("/contacts/{contact_id}", response=ContactOut)
def change_contact(request: HttpRequest, contact_id: int, body: ContactChange) -> HttpResponse:
    """Change, archive or restore a contact."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        contact = queries.get_contact(actor=actor, contact_id=contact_id)
        version = values.pop("version", None)
        return actions.change_contact(contact=contact, values=values, version=version, actor=actor, now=clock.now())

    return http.write(request, "customers.change_contact", effect, body=body, out=ContactOut, contact_id=contact_id)


@router.get("/hazards", response=Hazards)
def list_hazards(
    request: HttpRequest, site_id: int | None = None, archived: bool = False, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """What may hurt somebody, by site."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_hazards(actor=actor, site_id=site_id, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/hazards", response={201: HazardOut})
def create_hazard(request: HttpRequest, body: HazardIn) -> HttpResponse:
    """Warn everybody who goes to a site."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict()
        site = queries.get_site(actor=actor, site_id=values.pop("site_id"))
        return actions.create_hazard(site=site, **values, actor=actor, now=clock.now())

    return http.write(request, "customers.create_hazard", effect, body=body, out=HazardOut, status=201)


@router.get("/hazards/{hazard_id}", response=HazardOut)
def get_hazard(request: HttpRequest, hazard_id: int) -> object:
    """One hazard."""
    return queries.get_hazard(actor=allow(request, roles.SIGNED_IN), hazard_id=hazard_id)


@router.patch("/hazards/{hazard_id}", response=HazardOut)
def change_hazard(request: HttpRequest, hazard_id: int, body: HazardChange) -> HttpResponse:
    """Change a hazard, or archive it when it is over."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        hazard = queries.get_hazard(actor=actor, hazard_id=hazard_id)
        version = values.pop("version", None)
        return actions.change_hazard(hazard=hazard, values=values, version=version, actor=actor, now=clock.now())

    return http.write(request, "customers.change_hazard", effect, body=body, out=HazardOut, hazard_id=hazard_id)


@router.get("/assets", response=Assets)
def list_assets(
    request: HttpRequest,
    site_id: int | None = None,
    search: str = "",
    archived: bool = False,
    page: int = 1,
    page_size: int = 50,
) -> dict[str, object]:
    """The things at the sites, by name."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_assets(actor=actor, site_id=site_id, search=search, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.get("/assets.csv", response={200: Any})
def download_assets(
    request: HttpRequest, site_id: int | None = None, search: str = "", archived: bool = False
) -> StreamingHttpResponse:
    """The assets of a list as a file that can be imported again."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_assets(actor=actor, site_id=site_id, search=search, archived=archived)
    rows = rows.select_related("site__customer", "parent")
    return http.csv_file(table(tables.ASSETS, rows.iterator(chunk_size=_CHUNK)), "assets")


@router.post("/assets", response={201: AssetOut})
def create_asset(request: HttpRequest, body: AssetIn) -> HttpResponse:
    """Enter a thing at a site."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = _with_parent(actor, body.dict())
        site = queries.get_site(actor=actor, site_id=values.pop("site_id"))
        return actions.create_asset(site=site, **values, actor=actor, now=clock.now())

    return http.write(request, "customers.create_asset", effect, body=body, out=AssetOut, status=201)


@router.get("/assets/{asset_id}", response=AssetOut)
def get_asset(request: HttpRequest, asset_id: int) -> object:
    """One thing at a site."""
    return queries.get_asset(actor=allow(request, roles.SIGNED_IN), asset_id=asset_id)


@router.patch("/assets/{asset_id}", response=AssetOut)
def change_asset(request: HttpRequest, asset_id: int, body: AssetChange) -> HttpResponse:
    """Change a thing at a site, or archive it when it is taken out."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = _with_parent(actor, body.dict(exclude_unset=True))
        asset = queries.get_asset(actor=actor, asset_id=asset_id)
        version = values.pop("version", None)
        return actions.change_asset(asset=asset, values=values, version=version, actor=actor, now=clock.now())

    return http.write(request, "customers.change_asset", effect, body=body, out=AssetOut, asset_id=asset_id)


def _customer(actor: Actor, customer_id: int | None) -> Any:
    return None if customer_id is None else queries.get_customer(actor=actor, customer_id=customer_id)


def _site(actor: Actor, site_id: int | None) -> Any:
    return None if site_id is None else queries.get_site(actor=actor, site_id=site_id)


def _with_parent(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    if "parent_id" in values:
        parent_id = values.pop("parent_id")
        values["parent"] = None if parent_id is None else queries.get_asset(actor=actor, asset_id=parent_id)
    return values
