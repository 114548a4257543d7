"""How requests, work orders and visits look on the wire."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from truckroll.contracts.kinds import Clock
from truckroll.foundation import http
from truckroll.work.lifecycle import CrewStatus, RequestStatus, SlaClockStatus, VisitStatus
from truckroll.work.models import (
    Assignment,
    CancelCode,
    CancelParty,
    Channel,
    ChecklistKind,
    HoldKind,
    PhotoKind,
    ScopeStatus,
    WorkOrderStatus,
)

Priority = Literal[1, 2, 3, 4]


# In the body of a change an absent field is unchanged and null clears. What cannot be cleared has a type without null;
# these factories stand for "absent" and are never read.
def _first() -> Priority:
    return 1


def _never() -> datetime:
    return datetime.max.replace(tzinfo=UTC)


def _off() -> Assignment:
    return Assignment.OFF


class Actual(http.Plain):
    departed_at: datetime | None
    arrived_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None


class Flag(http.Plain):
    code: str
    sentence: str


class CrewOnBoard(http.Plain):
    """One who goes along with the lead, and how far he is."""

    technician_id: int
    role: str
    status: CrewStatus


class FollowedVisit(http.Plain):
    """A visit that must have ended before this one starts, and on what terms."""

    visit_id: int
    number: str
    lag_s: int
    same_technician: bool
    same_day: bool
    immediately: bool


class VisitRow(http.Plain):
    """A visit as the board shows it, in every answer and every event alike."""

    kind: Literal["visit"]
    id: int
    version: int
    number: str
    work_order_id: int
    work_order_number: str
    status: VisitStatus
    needs_help: bool
    help_reason: str
    help_acknowledged_at: datetime | None
    # Who leads; the crew are those who go along.
    technician_id: int | None
    crew_size: int
    role: str
    crew: list[CrewOnBoard]
    # The days of a job that is longer than one: the first visit of them, and "day 2 of 3".
    series_id: int | None
    series_day: int | None
    series_days: int | None
    follows: list[FollowedVisit]
    starts_at: datetime | None
    ends_at: datetime | None
    duration_s: int
    travel_s: int | None
    pinned: bool
    # Taken off the phone by a person: nothing but a person sends it there again.
    kept_back: bool
    window_starts_at: datetime | None
    window_ends_at: datetime | None
    priority: Priority
    due_at: datetime | None
    site_id: int
    site_name: str
    site_address: str
    customer_name: str
    lat: float | None
    lon: float | None
    zone: str
    work_type_id: int
    work_type: str
    skills: list[str]
    held: bool
    # When what the work order waits for is expected.
    expected_on: date | None
    actual: Actual
    flag: Flag | None
    moves: list[str]


class VisitRows(Schema):
    items: list[VisitRow]
    total: int


class AttachmentOut(Schema):
    position: int
    name: str
    media_type: str
    size: int

    @staticmethod
    def resolve_media_type(attachment: Any) -> str:
        return str(attachment.blob.media_type)

    @staticmethod
    def resolve_size(attachment: Any) -> int:
        return int(attachment.blob.size)


class TriageAnswerIn(http.In):
    question_id: int
    is_yes: bool


class TriageAnswerOut(Schema):
    text: str
    is_yes: bool
    priority: int | None
    safety_words: str
    at: datetime
    by: str


class RequestOut(Schema):
    id: int
    version: int
    number: str
    channel: Channel
    external_id: str
    status: RequestStatus
    reason: str
    site_id: int | None
    site_name: str | None
    customer_id: int | None
    customer_name: str | None
    asset_id: int | None
    work_type_id: int | None
    work_type: str | None
    priority: Priority | None
    contact_name: str
    contact_phone: str
    contact_email: str
    address: str
    description: str
    reported_at: datetime
    received_at: datetime
    work_order_id: int | None
    work_order_number: str | None
    joined_to_id: int | None
    attachments: list[AttachmentOut]
    triage: list[TriageAnswerOut]

    @staticmethod
    def resolve_triage(request: Any) -> list[Any]:
        return list(request.triage.all())

    @staticmethod
    def resolve_site_name(request: Any) -> str | None:
        return request.site.name if request.site else None

    @staticmethod
    def resolve_customer_name(request: Any) -> str | None:
        return request.customer.name if request.customer else None

    @staticmethod
    def resolve_work_type(request: Any) -> str | None:
        return request.work_type.name if request.work_type else None

    @staticmethod
    def resolve_work_order_id(request: Any) -> int | None:
        order = request.joined_to or getattr(request, "work_order", None)
        return order.pk if order else None

    @staticmethod
    def resolve_work_order_number(request: Any) -> str | None:
        order = request.joined_to or getattr(request, "work_order", None)
        return order.number if order else None

    @staticmethod
    def resolve_attachments(request: Any) -> list[Any]:
        return list(request.attachments.all())


class RequestsOut(Schema):
    items: list[RequestOut]
    total: int


class RequestIn(http.In):
    channel: Literal["phone", "office", "email"] = "phone"
    description: str = Field(min_length=1, max_length=20_000)
    site_id: int | None = None
    customer_id: int | None = None
    asset_id: int | None = None
    work_type_id: int | None = None
    priority: Priority | None = None
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: http.EmailIfAny = ""
    address: str = ""
    external_id: str = ""
    reported_at: AwareDatetime | None = None
    triage_answers: list[TriageAnswerIn] = []
    client_uuid: UUID | None = None


class RequestChange(http.In):
    version: int | None = None
    description: str = Field(default_factory=str, min_length=1, max_length=20_000)
    site_id: int | None = None
    customer_id: int | None = None
    asset_id: int | None = None
    work_type_id: int | None = None
    priority: Priority | None = None
    contact_name: str = Field(default_factory=str)
    contact_phone: str = Field(default_factory=str)
    contact_email: http.EmailIfAny = Field(default_factory=str)
    address: str = Field(default_factory=str)


class AcceptIn(http.In):
    site_id: int | None = None
    work_type_id: int | None = None
    priority: Priority | None = None
    asset_id: int | None = None
    description: str = Field(default_factory=str, max_length=20_000)
    nte_minor: int | None = Field(None, ge=0)
    duration_s: int | None = Field(None, gt=0, le=14 * 86400)
    window_starts_at: AwareDatetime | None = None
    window_ends_at: AwareDatetime | None = None
    triage_answers: list[TriageAnswerIn] = Field(default_factory=list[TriageAnswerIn])


class JoinIn(http.In):
    work_order_id: int


class ReasonIn(http.In):
    reason: str = Field(min_length=1, max_length=2_000)


class CancelIn(http.In):
    """Whose doing it is and why; only what the customer cancels late may cost him something."""

    reason: str = Field(min_length=1, max_length=2_000)
    party: CancelParty = CancelParty.US
    code: CancelCode = CancelCode.OTHER


class MakeSafeIn(http.In):
    at: AwareDatetime | None = None
    reason: str = Field("", max_length=2_000)


class CorrectClockIn(http.In):
    # The resolution ends with the work: its time is that of the last visit.
    kind: Literal["response", "make_safe"]
    at: AwareDatetime
    reason: str = Field(min_length=1, max_length=2_000)


class ApproveIn(http.In):
    # Why it is approved though announced photos or signatures have not arrived.
    without_files_reason: str = Field("", max_length=2_000)


class SkillNeed(Schema):
    skill_id: int
    name: str
    level: int

    @staticmethod
    def resolve_name(need: Any) -> str:
        return str(need.skill.name)


class CertificationNeed(Schema):
    certification_type_id: int
    name: str
    is_legal: bool

    @staticmethod
    def resolve_name(need: Any) -> str:
        return str(need.certification_type.name)

    @staticmethod
    def resolve_is_legal(need: Any) -> bool:
        return bool(need.certification_type.is_legal)


class QuestionOut(Schema):
    text: str
    kind: ChecklistKind
    unit: str
    is_required: bool


class TriageQuestionOut(Schema):
    id: int
    text: str
    priority: int | None
    safety_words: str


class ArrivalPromiseOut(Schema):
    """An arrival window a customer was promised; without times a promise was taken back."""

    visit_id: int
    starts_at: datetime | None
    ends_at: datetime | None
    promised_at: datetime
    promised_by: str
    reason: str


class RoleOut(Schema):
    id: int
    name: str
    people: int
    skills: list[SkillNeed]

    @staticmethod
    def resolve_skills(role: Any) -> list[Any]:
        return list(role.skills.all())


class WorkTypeOut(Schema):
    id: int
    version: int
    name: str
    description: str
    duration_s: int
    priority: Priority
    crew_size: int
    assignment: Assignment
    archived_at: datetime | None
    skills: list[SkillNeed]
    roles: list[RoleOut]
    certifications: list[CertificationNeed]
    checklist: list[QuestionOut]
    triage: list[TriageQuestionOut]

    @staticmethod
    def resolve_triage(work_type: Any) -> list[Any]:
        return list(work_type.triage.all())

    @staticmethod
    def resolve_skills(work_type: Any) -> list[Any]:
        return list(work_type.skills.all())

    @staticmethod
    def resolve_roles(work_type: Any) -> list[Any]:
        return list(work_type.roles.all())

    @staticmethod
    def resolve_certifications(work_type: Any) -> list[Any]:
        return list(work_type.certifications.all())

    @staticmethod
    def resolve_checklist(work_type: Any) -> list[Any]:
        return list(work_type.checklist.all())


class WorkTypesOut(Schema):
    items: list[WorkTypeOut]
    total: int


class SkillNeedIn(http.In):
    skill_id: int
    level: int = Field(1, ge=1, le=5)


class RoleIn(http.In):
    """So many of the crew need these skills besides what everybody needs."""

    name: str = Field(min_length=1, max_length=100)
    people: int = Field(1, ge=1, le=20)
    skills: list[SkillNeedIn] = []


class QuestionIn(http.In):
    text: str = Field(min_length=1)
    kind: ChecklistKind = ChecklistKind.YES_NO
    unit: str = ""
    is_required: bool = False


class TriageQuestionIn(http.In):
    """A yes makes the job at least this urgent, and says what to tell the caller."""

    text: str = Field(min_length=1, max_length=500)
    priority: Priority | None = None
    safety_words: str = Field("", max_length=2_000)


class WorkTypeIn(http.In):
    name: str = Field(min_length=1)
    description: str = ""
    duration_s: int = Field(gt=0, le=14 * 86400)
    priority: Priority = 3
    crew_size: int = Field(1, ge=1, le=20)
    assignment: Assignment = Assignment.SUGGEST
    skills: list[SkillNeedIn] = []
    roles: list[RoleIn] = []
    certifications: list[int] = []
    checklist: list[QuestionIn] = []
    triage: list[TriageQuestionIn] = []


class WorkTypeChange(http.In):
    version: int | None = None
    name: str = Field(default_factory=str, min_length=1)
    description: str = Field(default_factory=str)
    duration_s: int = Field(default_factory=int, gt=0, le=14 * 86400)
    priority: Priority = Field(default_factory=_first)
    crew_size: int = Field(default_factory=int, ge=1, le=20)
    assignment: Assignment = Field(default_factory=_off)
    skills: list[SkillNeedIn] = Field(default_factory=list[SkillNeedIn])
    roles: list[RoleIn] = Field(default_factory=list[RoleIn])
    certifications: list[int] = Field(default_factory=list[int])
    checklist: list[QuestionIn] = Field(default_factory=list[QuestionIn])
    triage: list[TriageQuestionIn] = Field(default_factory=list[TriageQuestionIn])
    archived: bool = Field(default_factory=bool)


class WorkOrderHead(Schema):
    """What stands at the top of a work order."""

    id: int
    version: int
    number: str
    status: WorkOrderStatus
    source: Channel
    priority: Priority
    site_id: int
    site_name: str
    site_address: str
    customer_id: int
    customer_name: str
    zone: str
    work_type_id: int
    work_type: str
    description: str
    reported_at: datetime
    due_at: datetime | None


class WorkOrderItem(WorkOrderHead):
    """A work order in a list."""

    @staticmethod
    def resolve_site_name(order: Any) -> str:
        return str(order.site.name)

    @staticmethod
    def resolve_site_address(order: Any) -> str:
        return str(order.site.address)

    @staticmethod
    def resolve_customer_id(order: Any) -> int:
        return int(order.site.customer_id)

    @staticmethod
    def resolve_customer_name(order: Any) -> str:
        return str(order.site.customer.name)

    @staticmethod
    def resolve_zone(order: Any) -> str:
        return str(order.site.zone)

    @staticmethod
    def resolve_work_type(order: Any) -> str:
        return str(order.work_type.name)


class WorkOrderItems(Schema):
    items: list[WorkOrderItem]
    total: int


class ScopeOut(Schema):
    id: int
    text: str
    status: ScopeStatus
    done_by_visit_id: int | None


class HoldOut(Schema):
    id: int
    kind: HoldKind
    reason: str
    expected_on: date | None
    opened_at: datetime
    opened_by: str
    lifted_at: datetime | None
    lifted_by: str


class PartOrderOut(Schema):
    """A part that was ordered for a work order, and whether it has come."""

    id: int
    version: int
    work_order_id: int
    visit_id: int | None
    hold_id: int
    sku: str
    name: str
    unit: str
    quantity: Decimal
    supplier: str
    expected_on: date | None
    ordered_at: datetime
    ordered_by: str
    received_at: datetime | None
    received_by: str
    received_into_id: int | None
    received_into_name: str | None
    dropped_at: datetime | None
    dropped_by: str
    drop_reason: str

    @staticmethod
    def resolve_sku(order: Any) -> str:
        return str(order.part.sku)

    @staticmethod
    def resolve_name(order: Any) -> str:
        return str(order.part.name)

    @staticmethod
    def resolve_unit(order: Any) -> str:
        return str(order.part.unit)

    @staticmethod
    def resolve_received_into_name(order: Any) -> str | None:
        return order.received_into.name if order.received_into else None


class PartOrderItem(PartOrderOut):
    """An ordered part in a list, with the job it is for."""

    work_order_number: str
    customer_name: str
    site_name: str
    is_overdue: bool

    @staticmethod
    def resolve_work_order_number(order: Any) -> str:
        return str(order.work_order.number)

    @staticmethod
    def resolve_customer_name(order: Any) -> str:
        return str(order.work_order.site.customer.name)

    @staticmethod
    def resolve_site_name(order: Any) -> str:
        return str(order.work_order.site.name)

    @staticmethod
    def resolve_is_overdue(order: Any) -> bool:
        awaited = order.received_at is None and order.dropped_at is None
        return awaited and order.expected_on is not None and bool(order.expected_on < order.local_today)


class PartOrderItems(Schema):
    items: list[PartOrderItem]
    total: int


class PartOrderIn(http.In):
    sku: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=200)
    quantity: Decimal = Field(gt=0, max_digits=12, decimal_places=3)
    supplier: str = Field(min_length=1, max_length=200)
    expected_on: date | None = None
    visit_id: int | None = None


class PartOrderChange(http.In):
    version: int | None = None
    quantity: Decimal = Field(default_factory=Decimal, gt=0, max_digits=12, decimal_places=3)
    supplier: str = Field(default_factory=str, min_length=1, max_length=200)
    expected_on: date | None = None


class ReceivePartIn(http.In):
    place_id: int


class NoteOut(Schema):
    id: int
    client_uuid: UUID
    visit_id: int | None
    text: str
    author: str
    at: datetime


class PartOut(Schema):
    id: int
    client_uuid: UUID
    visit_id: int
    sku: str
    description: str
    quantity: Decimal
    at: datetime
    by: str
    taken_from_id: int | None
    voided_at: datetime | None
    void_reason: str


class PhotoOut(Schema):
    id: int
    client_uuid: UUID
    visit_id: int
    kind: PhotoKind
    caption: str
    sha256: str
    is_received: bool
    url: str | None
    at: datetime
    by: str

    @staticmethod
    def resolve_is_received(photo: Any) -> bool:
        return photo.blob_id is not None

    @staticmethod
    def resolve_url(photo: Any) -> str | None:
        return f"/api/photos/{photo.pk}/content" if photo.blob_id is not None else None


class SignatureOut(Schema):
    id: int
    client_uuid: UUID
    visit_id: int
    name: str
    role: str
    refusal_reason: str
    url: str | None
    at: datetime
    by: str

    @staticmethod
    def resolve_url(signature: Any) -> str | None:
        return f"/api/signatures/{signature.pk}/content" if signature.blob_id is not None else None


class AnswerOut(Schema):
    id: int
    visit_id: int
    text: str
    kind: ChecklistKind
    unit: str
    is_required: bool
    value: str
    answered_at: datetime | None
    answered_by: str


class EvidenceOut(Schema):
    id: int
    visit_id: int
    command: str
    payload: dict[str, Any]
    reason: str
    # Whether it counts all the same, or stands only here.
    is_applied: bool
    at: datetime
    by: str
    settled_at: datetime | None
    settled_by: str


class Step(Schema):
    """One line of the history: what happened to the request or a visit, when, said by whom and by what way."""

    subject: str
    visit_id: int | None
    move: str
    from_status: str
    to_status: str
    at: datetime
    device_at: datetime | None
    recorded_at: datetime
    actor: str
    source_kind: str
    reason: str
    facts: dict[str, Any]


class Spent(Schema):
    visit_id: int
    traveling_s: int
    waiting_s: int
    working_s: int
    paused_s: int


class CrewPartOut(Schema):
    """Somebody's part in a visit that another led: his own times, and where they went."""

    visit_id: int
    technician_id: int
    technician: str
    role: str
    status: CrewStatus
    departed_at: datetime | None
    arrived_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    traveling_s: int
    waiting_s: int
    working_s: int
    paused_s: int


class Ending(Schema):
    visit_id: int
    outcome: str
    end_reason: str
    needed: list[str]
    return_of_id: int | None
    canceled_by: str
    cancel_party: str
    cancel_code: str
    waited_s: int | None
    is_our_fault: bool
    fault_reason: str


class SlaClockOut(Schema):
    """One promise: until when, from which target and calendar, and how it went."""

    id: int
    kind: Clock
    status: SlaClockStatus
    priority: Priority
    started_at: datetime
    due_at: datetime
    selected_at: datetime
    target: dict[str, Any]
    stopped_at: datetime | None
    evidence: dict[str, Any]
    breached_at: datetime | None
    corrected_at: datetime | None


class WorkOrderOut(WorkOrderHead):
    """The whole record of a work order."""

    request: RequestOut | None
    joined: list[RequestOut]
    triage: list[TriageAnswerOut]
    bill_to_id: int
    bill_to_name: str
    asset_id: int | None
    asset_name: str | None
    recall_of_id: int | None
    recall_of_number: str | None
    contact_name: str
    contact_phone: str
    contact_email: str
    customer_reference: str
    nte_minor: int | None
    currency: str
    clocks: list[SlaClockOut]
    canceled_at: datetime | None
    cancel_reason: str
    canceled_by: str
    cancel_party: str
    cancel_code: str
    approved_at: datetime | None
    approved_by: str
    closed_at: datetime | None
    visits: list[VisitRow]
    promises: list[ArrivalPromiseOut]
    endings: list[Ending]
    spent: list[Spent]
    crews: list[CrewPartOut]
    scope: list[ScopeOut]
    holds: list[HoldOut]
    part_orders: list[PartOrderOut]
    notes: list[NoteOut]
    parts: list[PartOut]
    photos: list[PhotoOut]
    signatures: list[SignatureOut]
    checklist: list[AnswerOut]
    evidence: list[EvidenceOut]
    history: list[Step]


class WorkOrderIn(http.In):
    site_id: int
    work_type_id: int
    priority: Priority | None = None
    description: str = Field("", max_length=20_000)
    reported_at: AwareDatetime | None = None
    source: Literal["phone", "office", "email"] = "phone"
    asset_id: int | None = None
    recall_of_id: int | None = None
    bill_to_id: int | None = None
    nte_minor: int | None = Field(None, ge=0)
    customer_reference: str = ""
    scope: list[str] = []
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: http.EmailIfAny = ""
    duration_s: int | None = Field(None, gt=0, le=14 * 86400)
    window_starts_at: AwareDatetime | None = None
    window_ends_at: AwareDatetime | None = None
    triage_answers: list[TriageAnswerIn] = []
    client_uuid: UUID | None = None


class WorkOrderChange(http.In):
    version: int | None = None
    description: str = Field(default_factory=str, max_length=20_000)
    priority: Priority = Field(default_factory=_first)
    reported_at: AwareDatetime = Field(default_factory=_never)
    # Why a promise becomes later.
    reason: str = Field("", max_length=2_000)
    asset_id: int | None = None
    bill_to_id: int = Field(default_factory=int)
    nte_minor: int | None = Field(None, ge=0)
    customer_reference: str = Field(default_factory=str)
    contact_name: str = Field(default_factory=str)
    contact_phone: str = Field(default_factory=str)
    contact_email: http.EmailIfAny = Field(default_factory=str)


class VisitIn(http.In):
    duration_s: int | None = Field(None, gt=0, le=14 * 86400)
    window_starts_at: AwareDatetime | None = None
    window_ends_at: AwareDatetime | None = None


class VisitChange(http.In):
    version: int | None = None
    duration_s: int = Field(default_factory=int, gt=0, le=14 * 86400)
    crew_size: int = Field(default_factory=int, ge=1, le=20)
    window_starts_at: AwareDatetime | None = None
    window_ends_at: AwareDatetime | None = None
    pinned: bool = Field(default_factory=bool)
    # Why the customer is promised another window.
    reason: str = Field("", max_length=1_000)


class LinkIn(http.In):
    """The visit starts only after `first_id` has ended and the lag has passed."""

    first_id: int
    lag_s: int = Field(0, ge=0, le=60 * 86400)
    same_technician: bool = False
    same_day: bool = False
    immediately: bool = False


class SplitIn(http.In):
    """Into days of at most so long, as even as whole minutes allow."""

    longest_s: int = Field(8 * 3600, ge=900, le=24 * 3600)


class ScopeIn(http.In):
    text: str = Field(min_length=1, max_length=2_000)


class HoldIn(http.In):
    kind: HoldKind
    reason: str = Field(min_length=1, max_length=2_000)
    expected_on: date | None = None


class NoteIn(http.In):
    text: str = Field(min_length=1, max_length=20_000)
    client_uuid: UUID | None = None


class PartIn(http.In):
    sku: str = ""
    description: str = Field(min_length=1)
    quantity: Decimal = Field(gt=0, max_digits=12, decimal_places=3)
    client_uuid: UUID | None = None
    at: AwareDatetime | None = None


class MoveIn(http.In):
    """A step made in the office for a technician: when it really was, and why the office makes it (rule 16)."""

    at: AwareDatetime | None = None
    reason: str = ""


class EndDayIn(MoveIn):
    summary: str = Field("", max_length=20_000)


class StepIn(MoveIn):
    """A step of one of the crew: whose it is; without a name the lead's."""

    technician_id: int | None = None


class StartIn(StepIn):
    # Why it goes without the whole crew.
    short_reason: str = Field("", max_length=1_000)


class LeaveIn(StepIn):
    technician_id: int


class CompleteIn(MoveIn):
    summary: str = Field("", max_length=20_000)
    scope_done: list[int] | None = None
    follow_up: str = Field("", max_length=20_000)


class StopIn(http.In):
    at: AwareDatetime | None = None
    reason: str = Field(min_length=1)
    remaining_s: int = Field(gt=0, le=14 * 86400)
    needed: list[Literal["parts", "skill", "access", "approval", "time", "other"]] = Field(min_length=1)
    note: str = ""
    scope_done: list[int] = []


class NoAccessIn(http.In):
    at: AwareDatetime | None = None
    reason: str = Field(min_length=1)
    note: str = ""
    # How long he waited, if it is not from his arrival until then.
    waited_s: int | None = Field(None, ge=0, le=86_400)
    is_our_fault: bool = False


class FaultIn(http.In):
    is_our_fault: bool
    reason: str = Field(min_length=1, max_length=2_000)


class AnswerIn(http.In):
    item_id: int
    value: str = Field(min_length=1, max_length=2_000)
    at: AwareDatetime | None = None


class AcknowledgeIn(http.In):
    hazard_id: int
    at: AwareDatetime | None = None
