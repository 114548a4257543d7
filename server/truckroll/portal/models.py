"""The tables of the room: request forms, files sent with them, links to one job, and counts of attempts."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.customers.visibility import sites_of
from truckroll.foundation.audit import audited
from truckroll.foundation.models import Row, VersionedRow
from truckroll.work import queries as work


class Forms(models.QuerySet["RequestForm"]):
    """Request forms by who may see them."""

    def visible_to(self, actor: Actor) -> Forms:
        """This will keep all forms for the office, of his sites for who is limited to areas, none for anybody else."""
        if actor.territory_ids:
            return self.filter(site__in=sites_of(actor) or ())
        return self if actor.is_any(roles.OFFICE) else self.none()


@audited
class RequestForm(VersionedRow):
    """A public form for one site. Whoever has its address may ask; he learns nothing but the label the office chose."""

    site = models.ForeignKey("customers.Site", on_delete=models.PROTECT, related_name="+")
    label = models.TextField()
    token_sha256 = models.BinaryField(max_length=32, unique=True)
    created_by = models.TextField()
    revoked_at = models.DateTimeField(null=True)

    objects = Forms.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(label=""), name="request_form_labeled")]


class Upload(Row):
    """A file that came through a form and may be sent with a request through the same form."""

    form = models.ForeignKey(RequestForm, on_delete=models.CASCADE, related_name="+")
    client_uuid = models.UUIDField(unique=True)
    blob = models.ForeignKey("foundation.Blob", on_delete=models.PROTECT, related_name="+")
    name = models.TextField()


class Links(models.QuerySet["StatusLink"]):
    """Links by who may see that they exist; their secrets nobody can."""

    def visible_to(self, actor: Actor) -> Links:
        """This will keep all links for the office, to his work for who is limited to areas, none for anybody else."""
        if actor.territory_ids:
            return self.filter(work_order__in=work.visible_work_orders(actor))
        return self if actor.is_any(roles.OFFICE) else self.none()


@audited
class StatusLink(VersionedRow):
    """A link that shows one job, and no other, to whoever has it (P20). Only a hash of its secret is kept."""

    seed = models.UUIDField(unique=True, default=uuid.uuid4)
    request = models.ForeignKey("work.Request", on_delete=models.PROTECT, null=True, related_name="+")
    work_order = models.ForeignKey("work.WorkOrder", on_delete=models.PROTECT, null=True, related_name="+")
    token_sha256 = models.BinaryField(max_length=32, unique=True)
    given_to = models.TextField(blank=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = Links.as_manager()
    secret_fields = ("seed",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(request__isnull=False, work_order=None) | Q(request=None, work_order__isnull=False),
                name="status_link_of_one_job",
            )
        ]


class RebookLinks(models.QuerySet["RebookLink"]):
    """Links by who may see that they exist; their secrets nobody can."""

    def visible_to(self, actor: Actor) -> RebookLinks:
        """This will keep all links for the office and none for anybody else."""
        return self if actor.is_any(roles.OFFICE) else self.none()


@audited
class RebookLink(VersionedRow):
    """A link with which a customer chooses a new arrival window for one visit, once. Only a hash of it is kept.

    `windows` are those that are offered, as pairs of instants.
    """

    seed = models.UUIDField(unique=True, default=uuid.uuid4)
    visit = models.ForeignKey("work.Visit", on_delete=models.PROTECT, related_name="+")
    token_sha256 = models.BinaryField(max_length=32, unique=True)
    given_to = models.TextField(blank=True)
    windows = models.JSONField()
    created_by = models.TextField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    chosen_starts_at = models.DateTimeField(null=True)
    chosen_ends_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = RebookLinks.as_manager()
    secret_fields = ("seed",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None, chosen_starts_at=None, chosen_ends_at=None)
                | Q(used_at__isnull=False, chosen_starts_at__isnull=False, chosen_ends_at__isnull=False),
                name="rebook_link_used_is_chosen",
            )
        ]


class Attempt(Row):
    """How often somebody tried something in a minute; addresses are kept as a keyed hash, and not for long."""

    bucket = models.TextField()
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "minute"], name="attempt_bucket_once")]
        indexes = [models.Index(fields=["minute"], name="attempt_by_minute")]
