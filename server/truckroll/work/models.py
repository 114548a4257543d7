"""The tables of the room: requests, work types, work orders, visits, and everything a technician writes down there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, OuterRef, Q

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.contracts.kinds import Clock
from truckroll.foundation.audit import audited
from truckroll.foundation.ids import uuid7
from truckroll.foundation.models import Row, VersionedRow
from truckroll.work.lifecycle import (
    ENDED,
    FIELD_SEES,
    OVER,
    PLANNED,
    TICKING,
    CrewStatus,
    RequestStatus,
    SlaClockStatus,
    VisitStatus,
)

PRIORITIES = (1, 2, 3, 4)


class Channel(models.TextChoices):
    """How a request or a work order came in."""

    PHONE = "phone"
    OFFICE = "office"
    EMAIL = "email"
    PORTAL = "portal"
    IMPORT = "import"
    PLAN = "plan"
    FIELD = "field"


class CancelParty(models.TextChoices):
    """Whose doing something was."""

    US = "us"
    CUSTOMER = "customer"


class CancelCode(models.TextChoices):
    """Why something is canceled, for the report; the words beside it say more."""

    CHANGED_MIND = "changed_mind"
    FIXED_ITSELF = "fixed_itself"
    FOUND_ANOTHER = "found_another"
    NOT_READY = "not_ready"
    NO_CAPACITY = "no_capacity"
    NOT_OURS = "not_ours"
    MISTAKE = "mistake"
    OTHER = "other"


class Assignment(models.TextChoices):
    """What happens with a new visit of a work type: planned at once, proposed, or left to people."""

    AUTO = "auto"
    SUGGEST = "suggest"
    OFF = "off"


class ChecklistKind(models.TextChoices):
    YES_NO = "yes_no"
    TEXT = "text"
    NUMBER = "number"


@audited
class SiteArea(Row):
    """The territories a site lies in: worked out when a pin or an area moves, and read with every list."""

    site = models.OneToOneField("customers.Site", on_delete=models.CASCADE, related_name="+")
    territory_ids = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = [GinIndex(fields=["territory_ids"], name="site_area_by_territory")]


def sites_in(territory_ids: Iterable[int]) -> models.QuerySet[Any, Any]:
    """This will be the ids of the sites in any of the areas."""
    return SiteArea.objects.filter(territory_ids__overlap=sorted(territory_ids)).values("site_id")


class WorkTypes(models.QuerySet["WorkType"]):
    def visible_to(self, actor: Actor) -> WorkTypes:
        """This will keep the work types an actor may see: the office all; the field sees them inside its visits."""
        return self if actor.is_any(roles.OFFICE) else self.none()


@audited
class WorkType(VersionedRow):
    """A template of work: how long it takes, what it needs, what is asked on site."""

    name = models.TextField()
    description = models.TextField(blank=True)
    duration_s = models.PositiveIntegerField()
    priority = models.PositiveSmallIntegerField(default=3)
    # How many people it takes at least: nobody works before so many are there (rule 18).
    crew_size = models.PositiveSmallIntegerField(default=1)
    assignment = models.TextField(choices=Assignment, default=Assignment.SUGGEST)
    archived_at = models.DateTimeField(null=True)

    objects = WorkTypes.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="work_type_name_unique", condition=Q(archived_at=None)),
            models.CheckConstraint(condition=~Q(name=""), name="work_type_name_present"),
            models.CheckConstraint(condition=Q(duration_s__gt=0), name="work_type_duration_positive"),
            models.CheckConstraint(condition=Q(priority__in=PRIORITIES), name="work_type_priority_known"),
            models.CheckConstraint(condition=Q(assignment__in=Assignment.values), name="work_type_assignment_known"),
            models.CheckConstraint(condition=Q(crew_size__gte=1, crew_size__lte=20), name="work_type_crew_size_known"),
        ]


@audited
class WorkTypeSkill(Row):
    """A skill that this type of work asks for, at least at a level, of everybody who is sent."""

    work_type = models.ForeignKey(WorkType, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey("workforce.Skill", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work_type", "skill"], name="work_type_skill_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="work_type_skill_level_known"),
        ]


@audited
class WorkTypeRole(Row):
    """So many of the crew must have certain skills besides what everybody needs: one who may drive the crane."""

    work_type = models.ForeignKey(WorkType, on_delete=models.CASCADE, related_name="roles")
    position = models.PositiveSmallIntegerField()
    name = models.TextField()
    people = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["work_type", "name"], name="work_type_role_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="work_type_role_name_present"),
            models.CheckConstraint(condition=Q(people__gte=1), name="work_type_role_people_positive"),
        ]


@audited
class WorkTypeRoleSkill(Row):
    """A skill that whoever takes on a role must have, at least at a level."""

    role = models.ForeignKey(WorkTypeRole, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey("workforce.Skill", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "skill"], name="work_type_role_skill_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="work_type_role_skill_level_known"),
        ]


@audited
class WorkTypeCertification(Row):
    """A certificate without which nobody may do this type of work."""

    work_type = models.ForeignKey(WorkType, on_delete=models.CASCADE, related_name="certifications")
    certification_type = models.ForeignKey("workforce.CertificationType", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work_type", "certification_type"], name="work_type_certification_once")
        ]


@audited
class ChecklistItem(Row):
    """A question of a work type's checklist; each visit gets a copy when it is drafted."""

    work_type = models.ForeignKey(WorkType, on_delete=models.CASCADE, related_name="checklist")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    kind = models.TextField(choices=ChecklistKind, default=ChecklistKind.YES_NO)
    unit = models.TextField(blank=True)
    is_required = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="checklist_item_text_present"),
            models.CheckConstraint(condition=Q(kind__in=ChecklistKind.values), name="checklist_item_kind_known"),
        ]


@audited
class TriageQuestion(Row):
    """What is asked on the phone before anything is planned; a yes sets at least a priority and says what to tell."""

    work_type = models.ForeignKey(WorkType, on_delete=models.CASCADE, related_name="triage")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    priority = models.PositiveSmallIntegerField(null=True)
    safety_words = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="triage_question_text_present"),
            models.CheckConstraint(
                condition=Q(priority=None) | Q(priority__in=PRIORITIES), name="triage_question_priority_known"
            ),
        ]


class Requests(models.QuerySet["Request"]):
    def visible_to(self, actor: Actor) -> Requests:
        """This will keep the requests an actor may see: only the office sees any.

        A dispatcher limited to areas sees those of sites there, and those of which nobody knows the site yet.
        """
        if not actor.is_any(roles.OFFICE):
            return self.none()
        if not actor.territory_ids:
            return self
        return self.filter(Q(site=None) | Q(site__in=sites_in(actor.territory_ids)))


@audited
class Request(VersionedRow):
    """What somebody asked for, before anybody agreed to do it. It stays as it came, whatever becomes of it."""

    number = models.TextField(unique=True)
    channel = models.TextField(choices=Channel)
    external_id = models.TextField(blank=True)
    client_uuid = models.UUIDField(unique=True, default=uuid7)
    site = models.ForeignKey("customers.Site", on_delete=models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, null=True, related_name="+")
    asset = models.ForeignKey("customers.Asset", on_delete=models.PROTECT, null=True, related_name="+")
    work_type = models.ForeignKey(WorkType, on_delete=models.PROTECT, null=True, related_name="+")
    priority = models.PositiveSmallIntegerField(null=True)
    contact_name = models.TextField(blank=True)
    contact_phone = models.TextField(blank=True)
    contact_email = models.TextField(blank=True)
    address = models.TextField(blank=True)
    description = models.TextField()
    reported_at = models.DateTimeField()
    received_at = models.DateTimeField()
    status = models.TextField(choices=RequestStatus, default=RequestStatus.NEW)
    reason = models.TextField(blank=True)
    # The work that was open already when this was asked for.
    joined_to = models.ForeignKey("work.WorkOrder", on_delete=models.PROTECT, null=True, related_name="joined")
    batch = models.TextField(blank=True, db_index=True)

    objects = Requests.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"], name="request_external_id_once", condition=~Q(external_id="")
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="request_channel_known"),
            models.CheckConstraint(condition=Q(status__in=RequestStatus.values), name="request_status_known"),
            # A call may be written down later than it came, never before (rule 33).
            models.CheckConstraint(
                condition=Q(reported_at__lte=F("received_at")), name="request_reported_before_received"
            ),
            models.CheckConstraint(
                condition=~Q(status=RequestStatus.REJECTED) | ~Q(reason=""), name="request_rejected_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.JOINED, joined_to__isnull=False)
                | (~Q(status=RequestStatus.JOINED) & Q(joined_to=None)),
                name="request_joined_to_something",
            ),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="request_by_status")]


@audited
class RequestAttachment(Row):
    """A file that came with a request; it stays there, and the work order shows it through the request."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="attachments")
    blob = models.ForeignKey("foundation.Blob", on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["request", "position"], name="request_attachment_position_once")]


class WorkOrderStatus(models.TextChoices):
    """Never set by hand: computed by `work.standing` from visits, holds and scope (rule 13)."""

    UNSCHEDULED = "unscheduled"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    APPROVED = "approved"
    CLOSED = "closed"
    CANCELED = "canceled"


class WorkOrders(models.QuerySet["WorkOrder"]):
    def visible_to(self, actor: Actor) -> WorkOrders:
        """This will keep the work orders an actor may see: the office all, the field those of its visits.

        A dispatcher limited to areas sees those of sites there.
        """
        if actor.is_any(roles.OFFICE):
            return self.filter(site__in=sites_in(actor.territory_ids)) if actor.territory_ids else self
        mine = Visit.objects.visible_to(actor).filter(work_order=OuterRef("pk"))
        return self.filter(models.Exists(mine)) if actor.is_any(roles.FIELD) else self.none()


@audited
class WorkOrder(VersionedRow):
    """The one record of a job, from the request to the invoice."""

    number = models.TextField(unique=True)
    client_uuid = models.UUIDField(unique=True, default=uuid7)
    # Once: a request becomes at most one work order, and stays linked to it.
    request = models.OneToOneField(Request, on_delete=models.PROTECT, null=True, related_name="work_order")
    source = models.TextField(choices=Channel)
    site = models.ForeignKey("customers.Site", on_delete=models.PROTECT, related_name="+")
    bill_to = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey("customers.Asset", on_delete=models.PROTECT, null=True, related_name="+")
    # The finished work order whose fault came back.
    recall_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    work_type = models.ForeignKey(WorkType, on_delete=models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField()
    description = models.TextField(blank=True)
    contact_name = models.TextField(blank=True)
    contact_phone = models.TextField(blank=True)
    contact_email = models.TextField(blank=True)
    customer_reference = models.TextField(blank=True)
    nte_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    reported_at = models.DateTimeField()
    # The next promise: the earliest due time of the clocks that still run; of the last ones when none does, and none
    # of what is canceled.
    due_at = models.DateTimeField(null=True)
    status = models.TextField(choices=WorkOrderStatus, default=WorkOrderStatus.UNSCHEDULED)
    canceled_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(blank=True)
    canceled_by = models.TextField(blank=True)
    # Who did not want it any more, and why: not the same in the report (rule 38), nor on the invoice.
    cancel_party = models.TextField(choices=CancelParty, blank=True)
    cancel_code = models.TextField(choices=CancelCode, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    # Lower-case words that the lists search: number, site, customer, address, description.
    words = models.TextField(blank=True)
    # Kept with the row: computed anew for each row of a scan it took seconds over two hundred thousand.
    word_index = models.GeneratedField(
        expression=SearchVector("words", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    # The history keeps the words; an index made of them cannot be copied.
    secret_fields = ("word_index",)

    objects = WorkOrders.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(source__in=Channel.values), name="work_order_source_known"),
            models.CheckConstraint(condition=Q(priority__in=PRIORITIES), name="work_order_priority_known"),
            models.CheckConstraint(condition=Q(status__in=WorkOrderStatus.values), name="work_order_status_known"),
            models.CheckConstraint(
                condition=Q(nte_minor=None) | Q(nte_minor__gte=0), name="work_order_nte_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(canceled_at=None) | ~Q(cancel_reason=""), name="work_order_canceled_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(approved_at__isnull=False), name="work_order_closed_after_approval"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="work_order_by_status"),
            models.Index(fields=["site", "-id"], name="work_order_by_site"),
            models.Index(fields=["due_at", "id"], name="work_order_by_due"),
            GinIndex(fields=["word_index"], name="work_order_by_word"),
        ]


@audited
class TriageAnswer(Row):
    """What was answered on the phone, to a question as it stood then. Kept with the request or work order."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, related_name="triage")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, null=True, related_name="triage")
    text = models.TextField()
    is_yes = models.BooleanField()
    priority = models.PositiveSmallIntegerField(null=True)
    safety_words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(request=None, work_order__isnull=False) | Q(request__isnull=False, work_order=None),
                name="triage_answer_of_one",
            ),
        ]


class ScopeStatus(models.TextChoices):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@audited
class ScopeItem(Row):
    """One thing that is to be done; a work order is complete when its items are, not when a visit ends (rule 14)."""

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="scope")
    client_uuid = models.UUIDField(unique=True, default=uuid7)
    text = models.TextField()
    status = models.TextField(choices=ScopeStatus, default=ScopeStatus.OPEN)
    done_by_visit = models.ForeignKey("work.Visit", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="scope_item_text_present"),
            models.CheckConstraint(condition=Q(status__in=ScopeStatus.values), name="scope_item_status_known"),
            models.CheckConstraint(
                condition=Q(done_by_visit=None) | Q(status=ScopeStatus.DONE), name="scope_item_done_by_visit_is_done"
            ),
        ]


def going_along(technician_ids: Iterable[int]) -> Q:
    """This will be the visits on which any of them goes along under another's lead.

    Said twice, so that the index of the few visits with a crew is used.
    """
    return Q(member_ids__overlap=list(technician_ids)) & ~Q(member_ids=[])


class Visits(models.QuerySet["Visit"]):
    def visible_to(self, actor: Actor) -> Visits:
        """This will keep the visits an actor may see: the office all, the field its own released ones.

        A lead technician sees those of his whole team, a dispatcher limited to areas those of sites there.
        """
        if actor.is_any(roles.OFFICE):
            return self.filter(work_order__site__in=sites_in(actor.territory_ids)) if actor.territory_ids else self
        if not actor.is_any(roles.FIELD):
            return self.none()
        me = actor.technician_id
        mine = Q(technician_id=me) | going_along([me]) if me is not None else Q(pk=None)
        if actor.role == roles.Role.LEAD_TECHNICIAN and actor.team_id is not None:
            mine |= Q(technician__team_id=actor.team_id)
        return self.filter(mine, status__in=FIELD_SEES)


@audited
class Visit(VersionedRow):
    """One scheduled attendance at a site under a work order."""

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="visits")
    ordinal = models.PositiveSmallIntegerField()
    number = models.TextField(unique=True)
    client_uuid = models.UUIDField(unique=True, default=uuid7)
    status = models.TextField(choices=VisitStatus, default=VisitStatus.DRAFT)
    # Who leads: alone on most visits. Whoever else is on it is a `CrewMember`.
    technician = models.ForeignKey("workforce.Technician", on_delete=models.PROTECT, null=True, related_name="+")
    # How many people it takes at least, of which the lead is one; what the lead does among them.
    crew_size = models.PositiveSmallIntegerField(default=1)
    role = models.TextField(blank=True)
    # The technicians of the crew besides the lead: written with its rows, so that one alone costs no question.
    member_ids = ArrayField(models.BigIntegerField(), default=list)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    duration_s = models.PositiveIntegerField()
    travel_s = models.PositiveIntegerField(null=True)
    is_pinned = models.BooleanField(default=False)
    # Taken off the phone by a person: nothing but a person sends it there again.
    is_kept_back = models.BooleanField(default=False)
    # The promise to the customer: he arrives inside it (rule 8). What was promised before is in `promises`.
    window_starts_at = models.DateTimeField(null=True)
    window_ends_at = models.DateTimeField(null=True)
    # Why nobody need tell the customer that the plan lies outside of what he was promised (rule 9).
    untold_reason = models.TextField(blank=True)
    needs_help = models.BooleanField(default=False)
    help_reason = models.TextField(blank=True)
    help_asked_at = models.DateTimeField(null=True)
    help_acknowledged_at = models.DateTimeField(null=True)
    help_acknowledged_by = models.TextField(blank=True)
    # What happened, apart from what was planned; written by the moves.
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    end_reason = models.TextField(blank=True)
    canceled_at = models.DateTimeField(null=True)
    canceled_by = models.TextField(blank=True)
    cancel_party = models.TextField(choices=CancelParty, blank=True)
    cancel_code = models.TextField(choices=CancelCode, blank=True)
    # Before a closed door: how long he waited, and whether it was our own fault that nobody opened.
    waited_s = models.PositiveIntegerField(null=True)
    is_our_fault = models.BooleanField(default=False)
    fault_reason = models.TextField(blank=True)
    needed = models.JSONField(default=list)
    # The days of a job that is longer than one: the first visit of them, which of them this is, and how many there are.
    series = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    series_day = models.PositiveSmallIntegerField(null=True)
    series_days = models.PositiveSmallIntegerField(null=True)
    return_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    # No field: the row of the board that this visit was last told as, in the command that is being carried out.
    told: dict[str, Any] | None = None
    # Why it was not planned by itself; decided by the planner's room, shown with the visit.
    flag_code = models.TextField(blank=True)
    flag_sentence = models.TextField(blank=True)

    objects = Visits.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work_order", "ordinal"], name="visit_ordinal_once"),
            models.CheckConstraint(condition=Q(status__in=VisitStatus.values), name="visit_status_known"),
            models.CheckConstraint(condition=Q(duration_s__gt=0), name="visit_duration_positive"),
            models.CheckConstraint(condition=Q(crew_size__gte=1, crew_size__lte=20), name="visit_crew_size_known"),
            models.CheckConstraint(
                condition=~Q(status=VisitStatus.DRAFT) | Q(member_ids=[]), name="visit_draft_has_no_members"
            ),
            models.UniqueConstraint(fields=["series", "series_day"], name="visit_series_day_once"),
            models.CheckConstraint(
                condition=Q(series=None, series_day=None, series_days=None)
                | Q(series__isnull=False, series_day__gte=1, series_days__gte=1),
                name="visit_series_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[VisitStatus.DRAFT, VisitStatus.CANCELED])
                | Q(technician__isnull=False, starts_at__isnull=False, ends_at__isnull=False),
                name="visit_planned_has_technician_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=VisitStatus.DRAFT) | Q(technician=None, starts_at=None, ends_at=None),
                name="visit_draft_has_no_technician",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")), name="visit_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(window_starts_at=None, window_ends_at=None) | Q(window_ends_at__gt=F("window_starts_at")),
                name="visit_window_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(ENDED), ended_at__isnull=False)
                | Q(status=VisitStatus.CANCELED)
                | (~Q(status__in=sorted(ENDED)) & Q(ended_at=None)),
                name="visit_ended_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["technician", "starts_at"], name="visit_of_technician"),
            models.Index(fields=["starts_at"], name="visit_by_start"),
            models.Index(fields=["status", "id"], name="visit_open", condition=~Q(status__in=sorted(OVER))),
            models.Index(fields=["ended_at"], name="visit_by_end", condition=Q(ended_at__isnull=False)),
            GinIndex(fields=["member_ids"], name="visit_of_members", condition=~Q(member_ids=[])),
        ]

    @property
    def crew_ids(self) -> list[int]:
        """This will be everybody who is on it, the lead first; nobody while it has no lead."""
        return [] if self.technician_id is None else [self.technician_id, *self.member_ids]

    @property
    def is_planned(self) -> bool:
        """This will say whether the visit is planned and not yet under way."""
        return self.status in PLANNED


class ArrivalPromise(Row):
    """An arrival window that a customer was promised, by whom and why; the first one is kept for ever (rule 9).

    The last row is the visit's present window; without times a promise was taken back. Rows are never changed.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="promises")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField()
    promised_by = models.TextField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")), name="arrival_promise_whole"
            ),
        ]
        triggers = [pgtrigger.Protect(name="arrival_promise_stands", operation=pgtrigger.Update | pgtrigger.Delete)]


@audited
class VisitLink(Row):
    """One visit follows another: finish to start. The days of a long job follow each other so."""

    first = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="followed_by")
    then = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="after")
    # What must pass between the end of the one and the start of the other: plaster dries, a tank drains.
    lag_s = models.PositiveIntegerField(default=0)
    same_technician = models.BooleanField(default=False)
    same_day = models.BooleanField(default=False)
    immediately = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "then"], name="visit_link_once"),
            models.CheckConstraint(condition=~Q(first=F("then")), name="visit_link_of_two"),
        ]


@audited
class CrewMember(VersionedRow):
    """One who goes along under the lead, with times of his own: he may come later and leave earlier (rule 19)."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="members")
    technician = models.ForeignKey("workforce.Technician", on_delete=models.PROTECT, related_name="+")
    role = models.TextField(blank=True)
    status = models.TextField(choices=CrewStatus, default=CrewStatus.ASSIGNED)
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "technician"],
                name="crew_member_once",
                condition=~Q(status__in=[CrewStatus.REMOVED, CrewStatus.PROMOTED]),
            ),
            models.CheckConstraint(condition=Q(status__in=CrewStatus.values), name="crew_member_status_known"),
            models.CheckConstraint(
                condition=Q(status=CrewStatus.LEFT, ended_at__isnull=False)
                | (~Q(status=CrewStatus.LEFT) & Q(ended_at=None)),
                name="crew_member_left_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["technician"], name="crew_member_open", condition=Q(status="working"))]


@audited
class SlaClock(VersionedRow):
    """One promise of a work order, frozen with the target and calendar it came from (rule 34).

    Never counted up: it is due at an instant, and evidence stops it at another. What it went through is its lifecycle
    history; a clock that is replaced stays, with its breach if it had one.
    """

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="clocks")
    kind = models.TextField(choices=Clock)
    status = models.TextField(choices=SlaClockStatus, default=SlaClockStatus.RUNNING)
    priority = models.PositiveSmallIntegerField()
    # When the job was reported; it may lie before it was written down, never after (rule 33).
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # When it was chosen, and from what.
    selected_at = models.DateTimeField()
    target = models.JSONField()
    calendar_version = models.ForeignKey(
        "contracts.CalendarVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    stopped_at = models.DateTimeField(null=True)
    # What shows that it was kept or not: how, on which visit, how far from the site.
    evidence = models.JSONField(default=dict)
    breached_at = models.DateTimeField(null=True)
    # When the office last put right until when it ran.
    corrected_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_order", "kind"],
                name="sla_clock_once",
                condition=~Q(status=SlaClockStatus.REPLACED),
            ),
            models.CheckConstraint(condition=Q(kind__in=Clock.values), name="sla_clock_kind_known"),
            models.CheckConstraint(condition=Q(status__in=SlaClockStatus.values), name="sla_clock_status_known"),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="sla_clock_due_after_start"),
            models.CheckConstraint(
                condition=Q(status__in=sorted(TICKING), stopped_at=None)
                | (~Q(status__in=sorted(TICKING)) & Q(stopped_at__isnull=False)),
                name="sla_clock_stopped_has_its_time",
            ),
            # A breach is at the due time, and what is breached or missed has one.
            models.CheckConstraint(
                condition=Q(breached_at=None) | Q(breached_at=F("due_at")), name="sla_clock_breached_when_due"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[SlaClockStatus.BREACHED, SlaClockStatus.MISSED])
                | Q(breached_at__isnull=False),
                name="sla_clock_late_is_breached",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[SlaClockStatus.RUNNING, SlaClockStatus.MET])
                | Q(breached_at=None)
                | Q(status=SlaClockStatus.MET, corrected_at__isnull=False),
                name="sla_clock_in_time_is_not_breached",
            ),
            models.CheckConstraint(
                condition=Q(corrected_at=None) | Q(status__in=[SlaClockStatus.MET, SlaClockStatus.MISSED]),
                name="sla_clock_corrected_is_over",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="sla_clock_due", condition=Q(status=SlaClockStatus.RUNNING)),
        ]


class HoldKind(models.TextChoices):
    """What a work order waits for."""

    PARTS = "parts"
    CUSTOMER = "customer"
    APPROVAL = "approval"
    ACCESS = "access"
    SKILL = "skill"
    SAFETY = "safety"
    OTHER = "other"


@audited
class Hold(VersionedRow):
    """A reason why a work order waits; while one is open no visit of it is sent to a phone."""

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="holds")
    kind = models.TextField(choices=HoldKind)
    reason = models.TextField()
    expected_on = models.DateField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HoldKind.values), name="hold_kind_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_reason_present"),
        ]


@audited
class PartOrder(VersionedRow):
    """A part that was ordered for a work order, and the hold that lasts until it is there."""

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="part_orders")
    # The visit that could not go on without it.
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="+")
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="part_order")
    part = models.ForeignKey("stock.Part", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    supplier = models.TextField()
    expected_on = models.DateField(null=True)
    ordered_at = models.DateTimeField()
    ordered_by = models.TextField()
    received_at = models.DateTimeField(null=True)
    received_by = models.TextField(blank=True)
    received_into = models.ForeignKey("stock.Place", on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.TextField(blank=True)
    drop_reason = models.TextField(blank=True)
    # The last day, where the site is, on which somebody was told that it is late.
    overdue_told_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="part_order_quantity_positive"),
            models.CheckConstraint(condition=~Q(supplier=""), name="part_order_supplier_present"),
            models.CheckConstraint(
                condition=Q(received_at=None, received_into=None)
                | Q(received_at__isnull=False, received_into__isnull=False, dropped_at=None),
                name="part_order_received_somewhere",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expected_on", "id"], name="part_order_open", condition=Q(received_at=None, dropped_at=None)
            ),
        ]


@audited
class Note(Row):
    """Something somebody wrote on a work order. Notes are never changed."""

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="notes")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="notes")
    client_uuid = models.UUIDField(unique=True, default=uuid7)
    text = models.TextField()
    author = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_text_present")]


@audited
class PartUsed(Row):
    """A part that stayed with the customer. A wrong line is voided and written again, never changed."""

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="parts")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="parts")
    client_uuid = models.UUIDField(unique=True, default=uuid7)
    sku = models.TextField(blank=True)
    description = models.TextField()
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    at = models.DateTimeField()
    by = models.TextField()
    # Whose van it came out of; empty for what has no article number, and for what was used before stock was kept.
    taken_from = models.ForeignKey("stock.Place", on_delete=models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)
    voided_by = models.TextField(blank=True)
    void_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="part_used_quantity_positive"),
            models.CheckConstraint(condition=~Q(description=""), name="part_used_description_present"),
        ]


class PhotoKind(models.TextChoices):
    BEFORE = "before"
    AFTER = "after"
    DEFECT = "defect"
    OTHER = "other"


@audited
class Photo(Row):
    """A picture somebody took. Its line may arrive before its bytes (rule 53): then it has no blob yet."""

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="photos")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    client_uuid = models.UUIDField(unique=True, default=uuid7)
    kind = models.TextField(choices=PhotoKind)
    sha256 = models.TextField()
    media_type = models.TextField(blank=True)
    caption = models.TextField(blank=True)
    blob = models.ForeignKey("foundation.Blob", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["sha256"], name="photo_by_hash")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PhotoKind.values), name="photo_kind_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="photo_hash_whole"),
        ]


@audited
class Signature(Row):
    """Who signed for a visit, in what capacity, or why he would not."""

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="signatures")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="signatures")
    client_uuid = models.UUIDField(unique=True, default=uuid7)
    name = models.TextField(blank=True)
    role = models.TextField(blank=True)
    refusal_reason = models.TextField(blank=True)
    sha256 = models.TextField(blank=True)
    blob = models.ForeignKey("foundation.Blob", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["sha256"], name="signature_by_hash")]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(name="") & ~Q(role="") & ~Q(sha256="")) | ~Q(refusal_reason=""),
                name="signature_signed_or_refused",
            ),
        ]


@audited
class ChecklistAnswer(Row):
    """A question as it stood when the visit was drafted, and what was answered."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="checklist")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    kind = models.TextField(choices=ChecklistKind)
    unit = models.TextField(blank=True)
    is_required = models.BooleanField()
    value = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["visit", "position"], name="checklist_answer_position_once")]


@audited
class HazardAcknowledgement(Row):
    """A technician has read a hazard of the site before he starts there."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="acknowledgements")
    hazard = models.ForeignKey("customers.Hazard", on_delete=models.PROTECT, related_name="+")
    technician_id = models.BigIntegerField(null=True)
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # Each of a crew reads for himself.
            models.UniqueConstraint(fields=["visit", "hazard", "technician_id"], name="hazard_acknowledged_once"),
            models.UniqueConstraint(
                fields=["visit", "hazard"], name="hazard_acknowledged_once_by_office", condition=Q(technician_id=None)
            ),
        ]


@audited
class Evidence(Row):
    """What a technician did that contradicts what is known here, for a person to decide on (rule 52).

    Kept beside a visit that was no longer his or no longer held; or done, and against what was agreed.
    """

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="evidence")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="evidence")
    client_uuid = models.UUIDField(unique=True, default=uuid7)
    technician_id = models.BigIntegerField(null=True)
    by = models.TextField()
    command = models.TextField()
    payload = models.JSONField()
    at = models.DateTimeField()
    reason = models.TextField()
    is_applied = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
