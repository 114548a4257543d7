"""The tables of the room: customers, contacts, sites with access windows and hazards, assets."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.customers.keys import NAME_WORDS, PHONE_BACKWARDS, POSTCODE, SERIAL, SITE_WORDS
from truckroll.customers.visibility import sites_of
from truckroll.foundation.audit import audited
from truckroll.foundation.models import Row, VersionedRow

M = TypeVar("M", bound=models.Model)


class OfCustomer(models.QuerySet[M]):
    """Rows only the office sees."""

    def visible_to(self, actor: Actor) -> OfCustomer[M]:
        """This will keep all rows for the office and none for anybody else.

        A dispatcher limited to areas sees the customers with a site there, and those without any site yet.
        """
        if not actor.is_any(roles.OFFICE):
            return self.none()
        ids = sites_of(actor)
        if ids is None:
            return self
        sites = Site.objects.filter(customer_id=models.OuterRef("pk"))
        return self.filter(models.Exists(sites.filter(pk__in=ids)) | ~models.Exists(sites))


class Sites(models.QuerySet["Site"]):
    """Sites by who may see them."""

    def visible_to(self, actor: Actor) -> Sites:
        """This will keep the sites the actor may see: the office all, the field those its visits need."""
        ids = sites_of(actor)
        return self if ids is None else self.filter(pk__in=ids)

    def unlocated(self) -> Sites:
        """This will keep the sites without a pin, which nothing can be planned for (rule 30)."""
        return self.filter(lat=None)


class OfSite(models.QuerySet[M]):
    """Rows that are seen by whoever sees their site."""

    def visible_to(self, actor: Actor) -> OfSite[M]:
        """This will keep the rows of sites the actor may see."""
        ids = sites_of(actor)
        return self if ids is None else self.filter(site_id__in=ids)


class TaxTreatment(models.TextChoices):
    """How what a customer buys is taxed: as each price says, or all of it in one other category (rule 45)."""

    AS_PRICED = "as_priced"
    ZERO = "zero"
    EXEMPT = "exempt"
    REVERSE_CHARGE = "reverse_charge"


@audited
class Customer(VersionedRow):
    """Who pays, or for whom somebody else pays."""

    name = models.TextField()
    bill_name = models.TextField(blank=True)
    bill_address = models.TextField(blank=True)
    bill_email = models.TextField(blank=True)
    tax_id = models.TextField(blank=True)
    tax_treatment = models.TextField(choices=TaxTreatment, default=TaxTreatment.AS_PRICED)
    currency = models.CharField(max_length=3)
    terms_days = models.PositiveSmallIntegerField(default=30)
    # Their books take no invoice without it.
    po_required = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)
    external_id = models.TextField(blank=True)

    objects = OfCustomer["Customer"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], name="customer_external_id_unique", condition=~Q(external_id="")
            ),
            models.CheckConstraint(condition=~Q(name=""), name="customer_name_present"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="customer_currency_iso"),
            models.CheckConstraint(
                condition=Q(tax_treatment__in=TaxTreatment.values), name="customer_tax_treatment_known"
            ),
            # He owes the tax himself, under his own number (rule 45).
            models.CheckConstraint(
                condition=~Q(tax_treatment=TaxTreatment.REVERSE_CHARGE) | ~Q(tax_id=""),
                name="customer_reverse_charge_has_tax_id",
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="customer_by_name"),
            GinIndex(NAME_WORDS, name="customer_by_word"),
        ]


class SiteKind(models.TextChoices):
    """What a site is to those above and below it: a portfolio of sites, a site, a building of one, a unit in it."""

    PORTFOLIO = "portfolio"
    SITE = "site"
    BUILDING = "building"
    UNIT = "unit"


RANKS = {kind: rank for rank, kind in enumerate(SiteKind.values)}


class LocatedBy(models.TextChoices):
    PIN = "pin"
    POSTAL_CODE = "postal_code"
    IMPORT = "import"


@audited
class Site(VersionedRow):
    """Where work is done. Its zone is the zone of every visit there."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    bill_to = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+")
    # What it is part of stands higher in the order of kinds, so that nothing is ever part of itself: the database
    # holds it by a foreign key on id and rank together.
    kind = models.TextField(choices=SiteKind, db_default=SiteKind.SITE, default=SiteKind.SITE)
    rank = models.PositiveSmallIntegerField(db_default=1, default=1)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    parent_rank = models.PositiveSmallIntegerField(null=True)
    name = models.TextField()
    address = models.TextField(blank=True)
    postal_code = models.TextField(blank=True)
    country = models.CharField(max_length=2)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    located_by = models.TextField(choices=LocatedBy, blank=True)
    zone = models.TextField()
    access_notes = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True)
    external_id = models.TextField(blank=True)

    objects = Sites.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], name="site_external_id_unique", condition=~Q(external_id="")
            ),
            models.UniqueConstraint(fields=["id", "rank"], name="site_rank_of_id"),
            models.CheckConstraint(
                condition=Q(*(Q(kind=kind, rank=rank) for kind, rank in RANKS.items()), _connector=Q.OR),
                name="site_kind_ranked",
            ),
            models.CheckConstraint(
                condition=Q(parent=None, parent_rank=None) | Q(parent__isnull=False, parent_rank__lt=F("rank")),
                name="site_part_of_higher",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="site_name_present"),
            models.CheckConstraint(condition=~Q(zone=""), name="site_zone_present"),
            models.CheckConstraint(condition=Q(country__regex="^[A-Z]{2}$"), name="site_country_iso"),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True, located_by="")
                | Q(lat__range=(-90, 90), lon__range=(-180, 180), located_by__in=LocatedBy.values),
                name="site_place_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="site_by_name"),
            GinIndex(SITE_WORDS, name="site_by_word"),
            models.Index(POSTCODE, name="site_by_postcode"),
        ]


@audited
class AccessWindow(Row):
    """When a site lets us in, every week, in its own wall time; past midnight if it closes before it opens."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="access_windows")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="access_window_weekday"),
            # Equal times would be a window of no length (rule 7); midnight to midnight is the whole day.
            models.CheckConstraint(condition=~Q(opens=F("closes")) | Q(opens="00:00"), name="access_window_length"),
            models.UniqueConstraint(fields=["site", "weekday", "opens"], name="access_window_once"),
        ]


class ContactRole(models.TextChoices):
    TENANT = "tenant"
    LANDLORD = "landlord"
    SITE_MANAGER = "site_manager"
    APPROVER = "approver"
    ACCOUNTS_PAYABLE = "accounts_payable"
    OWNER = "owner"
    OTHER = "other"


class Contacts(models.QuerySet["Contact"]):
    """Contacts by who may see them."""

    def visible_to(self, actor: Actor) -> Contacts:
        """This will keep all contacts for the office and those at his sites for a technician."""
        ids = sites_of(actor)
        if ids is None:
            return self
        if actor.is_any(roles.OFFICE):
            return self.filter(
                models.Q(site_id__in=ids)
                | models.Q(site=None, customer__in=Site.objects.filter(pk__in=ids).values("customer_id"))
            )
        return self.filter(site_id__in=ids, archived_at=None)


@audited
class Contact(VersionedRow):
    """A person to call, of a customer or at one of its sites: who lives there is not who pays."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="contacts")
    name = models.TextField()
    role = models.TextField(choices=ContactRole)
    phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True)
    external_id = models.TextField(blank=True, db_default="")

    objects = Contacts.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], name="contact_external_id_unique", condition=~Q(external_id="")
            ),
            models.CheckConstraint(condition=~Q(name=""), name="contact_name_present"),
            models.CheckConstraint(condition=Q(role__in=ContactRole.values), name="contact_role_known"),
        ]
        indexes = [
            GinIndex(NAME_WORDS, name="contact_by_word"),
            models.Index(PHONE_BACKWARDS, name="contact_by_phone"),
        ]


class Severity(models.TextChoices):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@audited
class Hazard(VersionedRow):
    """What may hurt somebody at a site; `must_acknowledge` stops the work until the technician has said he read it."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="hazards")
    title = models.TextField()
    severity = models.TextField(choices=Severity)
    note = models.TextField(blank=True)
    must_acknowledge = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)

    objects = OfSite["Hazard"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="hazard_title_present"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="hazard_severity_known"),
        ]


@audited
class Asset(VersionedRow):
    """A thing at a site that is serviced; it may be part of another."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.TextField()
    name = models.TextField()
    make = models.TextField(blank=True)
    model = models.TextField(blank=True)
    serial = models.TextField(blank=True)
    installed_on = models.DateField(null=True)
    warranty_until = models.DateField(null=True)
    location = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True)
    external_id = models.TextField(blank=True, db_default="")

    objects = OfSite["Asset"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], name="asset_external_id_unique", condition=~Q(external_id="")
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(kind=""), name="asset_name_present"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="asset_not_its_own_part"
            ),
        ]
        indexes = [
            models.Index(fields=["serial"], name="asset_by_serial"),
            models.Index(SERIAL, name="asset_by_serial_start"),
        ]


class ConditionKind(models.TextChoices):
    """What can be said of work at a customer, a site or an asset."""

    TIER = "tier"
    VULNERABILITY = "vulnerability"
    KEYS = "keys"
    PERMIT = "permit"
    NOTICE = "notice"
    CONSENT = "consent"
    CHANNEL = "channel"
    PREFERRED_TECHNICIAN = "preferred_technician"
    REQUIRED_TECHNICIAN = "required_technician"
    EXCLUDED_TECHNICIAN = "excluded_technician"
    BLACKOUT = "blackout"


_OF_TECHNICIANS = [kind.value for kind in ConditionKind if kind.value.endswith("_technician")]


class Conditions(models.QuerySet["Condition"]):
    """Conditions by who may see them."""

    def visible_to(self, actor: Actor) -> Conditions:
        """This will keep all conditions for the office and none for anybody else.

        A dispatcher limited to areas sees those of the customers, sites and assets he sees.
        """
        if not actor.is_any(roles.OFFICE):
            return self.none()
        ids = sites_of(actor)
        if ids is None:
            return self
        customers = Customer.objects.visible_to(actor).values("pk")
        return self.filter(Q(site_id__in=ids) | Q(asset__site_id__in=ids) | Q(customer__in=customers))


@audited
class Condition(VersionedRow):
    """Something that holds for work at a customer, a site or an asset, and for everything below it."""

    kind = models.TextField(choices=ConditionKind)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, related_name="+")
    value = models.TextField(blank=True)
    technician = models.ForeignKey("workforce.Technician", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    # Days on the calendar of the place, both included.
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    objects = Conditions.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ConditionKind.values), name="condition_kind_known"),
            models.CheckConstraint(
                condition=Q(customer__isnull=False, site=None, asset=None)
                | Q(customer=None, site__isnull=False, asset=None)
                | Q(customer=None, site=None, asset__isnull=False),
                name="condition_of_one",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=_OF_TECHNICIANS, technician__isnull=False, value="") & ~Q(reason="")
                | Q(kind="blackout", technician=None, from_on__isnull=False, until_on__isnull=False) & ~Q(reason="")
                | ~Q(kind__in=[*_OF_TECHNICIANS, "blackout"]) & Q(technician=None) & ~Q(value=""),
                name="condition_says_something",
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="condition_dates_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["customer"], name="condition_by_customer", condition=Q(customer__isnull=False)),
            models.Index(fields=["site"], name="condition_by_site", condition=Q(site__isnull=False)),
            models.Index(fields=["asset"], name="condition_by_asset", condition=Q(asset__isnull=False)),
        ]


@audited
class AssetSkill(Row):
    """A skill that every asset of a kind, or of a kind by one make, asks of whoever works on it."""

    kind = models.TextField()
    make = models.TextField(blank=True)
    skill = models.ForeignKey("workforce.Skill", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind=""), name="asset_skill_kind_present"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="asset_skill_level"),
            models.UniqueConstraint(Lower("kind"), Lower("make"), "skill", name="asset_skill_once"),
        ]
