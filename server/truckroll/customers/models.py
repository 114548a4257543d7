"""The tables of the room: customers, contacts, sites with access windows and hazards, assets."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

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
        """This will keep all rows for the office and none for anybody else."""
        return self if actor.is_any(roles.OFFICE) else self.none()


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


@audited
class Customer(VersionedRow):
    """Who pays, or for whom somebody else pays."""

    name = models.TextField()
    bill_name = models.TextField(blank=True)
    bill_address = models.TextField(blank=True)
    bill_email = models.TextField(blank=True)
    tax_id = models.TextField(blank=True)
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
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="customer_by_name"),
            GinIndex(NAME_WORDS, name="customer_by_word"),
        ]


class LocatedBy(models.TextChoices):
    PIN = "pin"
    POSTAL_CODE = "postal_code"
    IMPORT = "import"


@audited
class Site(VersionedRow):
    """Where work is done. Its zone is the zone of every visit there."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    bill_to = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+")
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
        return self if ids is None else self.filter(site_id__in=ids, archived_at=None)


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

    objects = Contacts.as_manager()

    class Meta:
        constraints = [
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

    objects = OfSite["Asset"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(kind=""), name="asset_name_present"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="asset_not_its_own_part"
            ),
        ]
        indexes = [
            models.Index(fields=["serial"], name="asset_by_serial"),
            models.Index(SERIAL, name="asset_by_serial_start"),
        ]
