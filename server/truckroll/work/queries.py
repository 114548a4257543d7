"""Reads of requests, work types, work orders and visits; the only way from an id to one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.foundation.lifecycle import history_of
from truckroll.foundation.models import LifecycleMove
from truckroll.foundation.prepared import Prepared, PreparedRows
from truckroll.foundation.refusals import NotFound
from truckroll.foundation.searching import prefix_query
from truckroll.work.canceling import canceled_words
from truckroll.work.lifecycle import (
    CREW_MEMBER,
    ENDED,
    OF_THE_CREW,
    OVER,
    UNDER_WAY,
    VISIT,
    CrewStatus,
    SlaClockStatus,
    VisitStatus,
)
from truckroll.work.models import (
    ArrivalPromise,
    ChecklistItem,
    CrewMember,
    Evidence,
    Hold,
    Note,
    PartOrder,
    PartUsed,
    Photo,
    Request,
    RequestAttachment,
    Requests,
    ScopeItem,
    Signature,
    SiteArea,
    SlaClock,
    Visit,
    VisitLink,
    Visits,
    WorkOrder,
    WorkOrders,
    WorkType,
    WorkTypeCertification,
    WorkTypeRole,
    WorkTypeRoleSkill,
    WorkTypes,
    WorkTypeSkill,
    going_along,
    sites_in,
)
from truckroll.work.rows import visit_row as visit_row
from truckroll.work.rows import visit_rows as visit_rows
from truckroll.work.time_spent import TimeSpent, time_spent

M = TypeVar("M", bound=models.Model)


def _one(rows: models.QuerySet[M], noun: str, pk: int) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(f"There is no {noun} {pk}.", noun=noun, id=pk)
    return found


def list_requests(*, actor: Actor, status: str = "", search: str = "", channel: str = "") -> Requests:
    """This will list the requests an actor may see, the latest first."""
    rows = Request.objects.visible_to(actor).order_by("-id")
    if status:
        rows = rows.filter(status=status)
    if channel:
        rows = rows.filter(channel=channel)
    if search:
        rows = rows.filter(
            Q(number__iexact=search)
            | Q(description__icontains=search)
            | Q(contact_name__icontains=search)
            | Q(contact_phone__contains=search)
            | Q(site__name__icontains=search)
        )
    return requests_shown(rows)


def requests_shown(rows: Requests | None = None) -> Requests:
    """This will load with requests what is shown of them: site, customer, work order, files and answers."""
    found = Request.objects.all() if rows is None else rows
    return found.select_related("site", "customer", "work_type", "work_order", "joined_to").prefetch_related(
        Prefetch("attachments", RequestAttachment.objects.select_related("blob")), "triage"
    )


def get_request(*, actor: Actor, request_id: int) -> Request:
    """This will be the request with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    return _one(list_requests(actor=actor), "request", request_id)


def find_request(*, channel: str, external_id: str) -> Request | None:
    """This will be the request that came by a channel under that id, or None."""
    return Request.objects.filter(channel=channel, external_id=external_id).first()


def known_external_ids(channel: str, external_ids: Collection[str]) -> set[str]:
    """This will be those of the ids that came by the channel already, in one query."""
    return set(
        Request.objects.filter(channel=channel, external_id__in=external_ids).values_list("external_id", flat=True)
    )


def requests_of_batch(batch: str) -> Requests:
    """This will list what an import brought in, in its order."""
    return Request.objects.filter(batch=batch).order_by("id")


def get_attachment(*, actor: Actor, request_id: int, position: int) -> RequestAttachment:
    """This will be the file of that number of a request.

    Raises
    ------
    NotFound
        There is none, or the actor may not see the request.
    """
    found = (
        RequestAttachment.objects.select_related("blob")
        .filter(request__in=Request.objects.visible_to(actor), request_id=request_id, position=position)
        .first()
    )
    if found is None:
        raise NotFound(f"There is no file {position} with request {request_id}.", request_id=request_id)
    return found


def list_work_types(*, actor: Actor, search: str = "", archived: bool = False) -> WorkTypes:
    """This will list the work types by name, with what they need."""
    rows = WorkType.objects.visible_to(actor).filter(archived_at__isnull=not archived).order_by("name", "id")
    if search:
        rows = rows.filter(name__icontains=search)
    return _with_needs(rows)


def get_work_type(*, actor: Actor, work_type_id: int) -> WorkType:
    """This will be the work type with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    return _one(_with_needs(WorkType.objects.visible_to(actor)), "work type", work_type_id)


def find_work_type(name: str) -> WorkType | None:
    """This will be the work type in use of that name, whatever its capitals, or None."""
    return WorkType.objects.filter(name__iexact=name, archived_at=None).order_by("id").first()


def work_types_in_use() -> list[WorkType]:
    """This will list the work types in use by name."""
    return list(WorkType.objects.filter(archived_at=None).order_by("name", "id"))


def work_type_names(ids: Iterable[int]) -> dict[int, str]:
    """This will be what these types of work are called, archived ones too."""
    return dict(WorkType.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def requirements_of(work_type_ids: Iterable[int]) -> dict[int, dict[str, list[Any]]]:
    """This will be what each work type needs: skills with their least level, and certificates; two queries."""
    ids = set(work_type_ids)
    needs: dict[int, dict[str, list[Any]]] = {pk: {"skills": [], "certifications": []} for pk in ids}
    for row in _SKILLS.ask(ids):
        needs[row["work_type_id"]]["skills"].append((row["skill_id"], row["level"]))
    for row in _CERTIFICATIONS.ask(ids):
        needs[row["work_type_id"]]["certifications"].append(row["certification_type_id"])
    return needs


_SKILLS = Prepared(
    lambda ids: (
        WorkTypeSkill.objects.filter(work_type_id__in=ids)
        .order_by("work_type_id", "skill_id")
        .values("work_type_id", "skill_id", "level")
    )
)
_CERTIFICATIONS = Prepared(
    lambda ids: (
        WorkTypeCertification.objects.filter(work_type_id__in=ids)
        .order_by("work_type_id", "certification_type_id")
        .values("work_type_id", "certification_type_id")
    )
)


@dataclass(frozen=True, slots=True)
class Role:
    """So many of a crew need these skills, each with its least level, besides what everybody needs."""

    name: str
    people: int
    skills: tuple[tuple[int, int], ...]


def roles_of(work_type_ids: Iterable[int]) -> dict[int, list[Role]]:
    """This will be the roles of each work type in their order; one query, asked only about crews."""
    found: dict[int, list[Role]] = {pk: [] for pk in set(work_type_ids)}
    for role in WorkTypeRole.objects.filter(work_type__in=found).prefetch_related("skills"):
        needs = tuple(sorted((need.skill_id, need.level) for need in role.skills.all()))
        found[role.work_type_id].append(Role(role.name, role.people, needs))
    return found


def _with_needs(rows: WorkTypes) -> WorkTypes:
    return rows.prefetch_related(
        Prefetch("skills", WorkTypeSkill.objects.select_related("skill").order_by("skill__name", "id")),
        Prefetch("roles__skills", WorkTypeRoleSkill.objects.select_related("skill").order_by("skill__name", "id")),
        Prefetch("certifications", WorkTypeCertification.objects.select_related("certification_type").order_by("id")),
        Prefetch("checklist", ChecklistItem.objects.order_by("position", "id")),
        "triage",
    )


def list_work_orders(
    *,
    actor: Actor,
    status: Collection[str] = (),
    search: str = "",
    site_id: int | None = None,
    customer_id: int | None = None,
    asset_id: int | None = None,
    priority: int | None = None,
) -> WorkOrders:
    """This will list the work orders an actor may see, the latest first; words are found by their beginning."""
    rows = WorkOrder.objects.visible_to(actor).order_by("-id")
    if status:
        rows = rows.filter(status__in=status)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    if asset_id is not None:
        rows = rows.filter(asset_id=asset_id)
    if customer_id is not None:
        rows = rows.filter(Q(site__customer_id=customer_id) | Q(bill_to_id=customer_id))
    if priority is not None:
        rows = rows.filter(priority=priority)
    if query := prefix_query(search):
        rows = rows.filter(word_index=SearchQuery(query, search_type="raw", config="simple"))
    return rows


def newest_work_orders_with(*, actor: Actor, search: str, at_most: int) -> list[int]:
    """This will be the newest work orders with words that begin so, whatever their state."""
    rows = list_work_orders(actor=actor, search=search)
    return list(rows.values_list("pk", flat=True)[:at_most])


def work_order_ids_by_number(*, actor: Actor, number: str) -> list[int]:
    """This will be the work order of that number, if there is one."""
    return list(WorkOrder.objects.visible_to(actor).filter(number=number).values_list("pk", flat=True))


def numbers_in_use(numbers: Collection[str]) -> set[str]:
    """This will be those of the numbers that work orders have."""
    return set(WorkOrder.objects.filter(number__in=numbers).values_list("number", flat=True))


def work_orders_shown(work_order_ids: Sequence[int]) -> list[WorkOrder]:
    """This will list these work orders in the given order, with site, customer and work type, in one query."""
    rows = WorkOrder.objects.select_related("site__customer", "work_type").defer("word_index")
    found = rows.in_bulk(list(work_order_ids))
    return [found[pk] for pk in work_order_ids]


def get_work_order(*, actor: Actor, work_order_id: int) -> WorkOrder:
    """This will be the work order with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    rows = WorkOrder.objects.visible_to(actor).select_related(
        "site__customer", "bill_to", "asset", "recall_of", "work_type", "request"
    )
    return _one(rows, "work order", work_order_id)


def find_work_order(work_order_id: int) -> WorkOrder | None:
    """This will be the work order with that id, for steps nobody clicked, or None."""
    return WorkOrder.objects.select_related("site__customer", "bill_to", "work_type").filter(pk=work_order_id).first()


def clocks_past_due(now: datetime, *, at_most: int = 500) -> list[SlaClock]:
    """This will list running clocks whose due time has passed, the longest first: their breach is not written yet."""
    rows = SlaClock.objects.filter(status=SlaClockStatus.RUNNING, due_at__lte=now)
    return list(rows.order_by("due_at", "id")[:at_most])


def get_hold(*, actor: Actor, hold_id: int) -> Hold:
    """This will be the hold with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see its work order.
    """
    return _one(Hold.objects.filter(work_order__in=WorkOrder.objects.visible_to(actor)), "hold", hold_id)


class _LocalDate(models.Func):
    """The date that it is where a work order's site is."""

    template = "((%(expressions)s)::date)"
    arg_joiner = " AT TIME ZONE "
    output_field = models.DateField()


def list_part_orders(
    *, actor: Actor, now: datetime, status: str = "", work_order_id: int | None = None
) -> models.QuerySet[PartOrder]:
    """This will list parts that were ordered, the soonest expected first.

    `open` are those that are waited for, `overdue` those of them that should have come before today.
    """
    rows = PartOrder.objects.filter(work_order__in=WorkOrder.objects.visible_to(actor))
    today = _LocalDate(models.Value(now), F("work_order__site__zone"))
    rows = rows.annotate(local_today=today)
    if status in ("open", "overdue"):
        rows = rows.filter(received_at=None, dropped_at=None)
    if status == "overdue":
        rows = rows.filter(expected_on__lt=F("local_today"))
    if status == "received":
        rows = rows.filter(received_at__isnull=False)
    if work_order_id is not None:
        rows = rows.filter(work_order_id=work_order_id)
    named = rows.select_related("work_order__site__customer", "part", "received_into", "hold")
    return named.defer("work_order__word_index").order_by(F("expected_on").asc(nulls_last=True), "id")


def get_part_order(*, actor: Actor, now: datetime, part_order_id: int) -> PartOrder:
    """This will be the ordered part with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see its work order.
    """
    return _one(list_part_orders(actor=actor, now=now), "part order", part_order_id)


def get_scope_item(*, actor: Actor, scope_item_id: int) -> ScopeItem:
    """This will be the scope item with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see its work order.
    """
    return _one(
        ScopeItem.objects.filter(work_order__in=WorkOrder.objects.visible_to(actor)), "scope item", scope_item_id
    )


def get_part(*, actor: Actor, part_used_id: int) -> PartUsed:
    """This will be the line of parts with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see its visit.
    """
    rows = PartUsed.objects.select_related("visit").filter(visit__in=Visit.objects.visible_to(actor))
    return _one(rows, "part used", part_used_id)


def get_photo(*, actor: Actor, photo_id: int) -> Photo:
    """This will be the photo with that id.

    Raises
    ------
    NotFound
        There is none, its bytes are not here yet, or the actor may not see its visit.
    """
    rows = Photo.objects.select_related("blob").filter(visit__in=Visit.objects.visible_to(actor), blob__isnull=False)
    return _one(rows, "photo", photo_id)


def get_signature(*, actor: Actor, signature_id: int) -> Signature:
    """This will be the signature with that id.

    Raises
    ------
    NotFound
        There is none, its drawing is not here yet, or the actor may not see its visit.
    """
    rows = Signature.objects.select_related("blob").filter(
        visit__in=Visit.objects.visible_to(actor), blob__isnull=False
    )
    return _one(rows, "signature", signature_id)


def get_evidence(*, actor: Actor, evidence_id: int) -> Evidence:
    """This will be the late evidence with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it; only the office may.
    """
    rows = Evidence.objects.filter(work_order__in=WorkOrder.objects.visible_to(actor))
    return _one(rows if actor.is_any(roles.OFFICE) else rows.none(), "evidence", evidence_id)


def list_visits(*, actor: Actor, status: Collection[str] = (), work_order_id: int | None = None) -> Visits:
    """This will list the visits an actor may see, by start, those without one last."""
    rows = Visit.objects.visible_to(actor).order_by(F("starts_at").asc(nulls_last=True), "id")
    if status:
        rows = rows.filter(status__in=status)
    if work_order_id is not None:
        rows = rows.filter(work_order_id=work_order_id)
    return rows


def of_technicians(visits: Visits, technician_ids: Iterable[int]) -> Visits:
    """This will keep the visits that any of them leads or goes along with."""
    people = list(technician_ids)
    return visits.filter(Q(technician_id__in=people) | going_along(people))


def get_visit(*, actor: Actor, visit_id: int) -> Visit:
    """This will be the visit with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    found = _visits_of(actor).find(visit_id)
    if found is None:
        raise NotFound(f"There is no visit {visit_id}.", noun="visit", id=visit_id)
    return found


@lru_cache(maxsize=256)
def _visits_of(actor: Actor) -> PreparedRows[Visit]:
    # What somebody may see depends on nothing but who he is.
    seen = Visit.objects.visible_to(actor).select_related("technician")
    return PreparedRows(lambda ids: seen.filter(pk__in=ids))


def get_visits(*, actor: Actor, visit_ids: Collection[int]) -> list[Visit]:
    """This will be the visits with those ids, in the order in which they are locked.

    Raises
    ------
    NotFound
        One of them does not exist, or the actor may not see it.
    """
    rows = Visit.objects.visible_to(actor).filter(pk__in=set(visit_ids)).select_related("technician")
    found = list(rows.order_by("work_order_id", "id"))
    if lost := sorted(set(visit_ids) - {visit.pk for visit in found}):
        raise NotFound(f"There is no visit {lost[0]}.", noun="visit", id=lost[0])
    return found


def find_visit(visit_id: int) -> Visit | None:
    """This will be the visit with that id, for steps nobody clicked, or None."""
    return Visit.objects.select_related("work_order", "technician").filter(pk=visit_id).first()


def find_visit_once_mine(*, actor: Actor, visit_id: int) -> Visit | None:
    """This will be a visit that was planned for this technician once and is his no more, or None (rule 52)."""
    if actor.technician_id is None:
        return None
    was_his = LifecycleMove.objects.filter(
        lifecycle=VISIT.name, object_id=visit_id, move="schedule", facts__technician_id=actor.technician_id
    )
    went_along = CrewMember.objects.filter(visit_id=visit_id, technician_id=actor.technician_id)
    rows = Visit.objects.select_related("work_order", "technician")
    return rows.filter(Exists(was_his) | Exists(went_along), pk=visit_id).first()


def sites_needed_by(actor: Actor) -> list[int]:
    """This will be the sites of the visits a technician has on his phone now, and of those that ended lately.

    Of a dispatcher limited to areas, the sites there.
    """
    if actor.territory_ids:
        return list(sites_in(actor.territory_ids).values_list("site_id", flat=True))
    return list(Visit.objects.visible_to(actor).order_by().values_list("work_order__site_id", flat=True).distinct())


def only_visible(visit_ids: Iterable[int], *, actor: Actor) -> list[int]:
    """This will keep those of the visits the actor may see, in their order; asked only for whom a limit holds."""
    ids = list(visit_ids)
    if not actor.territory_ids:
        return ids
    seen = set(Visit.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return [pk for pk in ids if pk in seen]


def visible_work_orders(actor: Actor) -> models.QuerySet[Any, Any]:
    """This will be the ids of the work orders an actor may see, for rooms above whose rows belong to one."""
    return WorkOrder.objects.visible_to(actor).values("pk")


def promises_of(visit_id: int) -> list[ArrivalPromise]:
    """This will list the arrival windows that were promised for a visit, the first one first."""
    return list(ArrivalPromise.objects.filter(visit_id=visit_id).order_by("id"))


def areas_of_visits(visit_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """This will be, by visit, the territories its site lies in; one query."""
    visits = dict(Visit.objects.filter(pk__in=set(visit_ids)).values_list("pk", "work_order__site_id"))
    areas = dict(SiteArea.objects.filter(site__in=set(visits.values())).values_list("site_id", "territory_ids"))
    return {pk: frozenset(areas.get(site_id, ())) for pk, site_id in visits.items()}


def queue() -> list[int]:
    """This will be the visits without technician and start, the most urgent first: by priority, due time, age."""
    return list(
        Visit.objects.filter(status=VisitStatus.DRAFT)
        .order_by("work_order__priority", F("work_order__due_at").asc(nulls_last=True), "id")
        .values_list("pk", flat=True)
    )


# Nothing is planned for longer (the API says so), nor overruns by as much.
_LONGEST = timedelta(days=15)


def visits_between(starts_at: datetime, ends_at: datetime, technician_ids: Iterable[int] | None = None) -> list[int]:
    """This will be the visits with a technician that take place in the period, by start, actual times where known.

    A visit that is under way lasts at least as long as planned.
    """
    rows = _between(starts_at, ends_at, starts_at - _LONGEST, ends_at + _LONGEST)
    if technician_ids is not None:
        rows = of_technicians(rows, technician_ids)
    return list(rows.values_list("pk", flat=True))


_STANDING = (
    "id", "version", "number", "technician_id", "duration_s", "starts_at", "ends_at", "arrived_at", "started_at",
    "ended_at",
)  # fmt: skip
# Only whether: reading the lists of six hundred visits made a decision a seventh dearer.
_CREWED = ExpressionWrapper(~Q(member_ids=[]), output_field=BooleanField())


def standing_between(starts_at: datetime, ends_at: datetime, technician_ids: Iterable[int]) -> list[dict[str, Any]]:
    """This will list what planning must know of the visits of a period that stand where they are; one query.

    A visit of a crew stands once with each of those asked about.
    """
    asked = set(technician_ids)
    rows = _STANDING_OF.ask(
        asked, starts_at=starts_at, ends_at=ends_at, earliest=starts_at - _LONGEST, latest=ends_at + _LONGEST
    )
    return [row for row in _each(rows, [r["id"] for r in rows if r["is_crewed"]]) if row["technician_id"] in asked]


_STANDING_OF = Prepared(
    lambda ids, starts_at, ends_at, earliest, latest: of_technicians(
        _between(starts_at, ends_at, earliest, latest), ids
    ).values(*_STANDING, lat=F("work_order__site__lat"), lon=F("work_order__site__lon"), is_crewed=_CREWED)
)


def visits_gone_along(crew_member_ids: Iterable[int]) -> list[int]:
    """This will be the visits of these parts in a crew that have not begun, by id."""
    rows = CrewMember.objects.filter(pk__in=list(crew_member_ids), status=CrewStatus.ASSIGNED)
    return list(rows.order_by("visit_id").values_list("visit_id", flat=True))


def with_each_of_crew(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """This will list facts of visits once for each who is on them: as they are for the lead, then for his crew.

    A member's times are his own; who never came has none there. One query if there is a crew at all.
    """
    found = list(rows)
    return _each(found, [row["id"] for row in found if row["member_ids"]])


def _each(found: list[dict[str, Any]], led: list[int]) -> list[dict[str, Any]]:
    if not led:
        return found
    crews: dict[int, list[dict[str, Any]]] = {}
    members = CrewMember.objects.filter(visit_id__in=led, status__in=OF_THE_CREW - {CrewStatus.MISSED.value})
    for member in members.order_by("visit_id", "technician_id").values(*_OF_MEMBER):
        crews.setdefault(member.pop("visit_id"), []).append(member | {"goes_along": True})
    return [each for row in found for each in (row, *(row | member for member in crews.get(row["id"], ())))]


_OF_MEMBER = ("visit_id", "technician_id", "role", "departed_at", "arrived_at", "started_at", "ended_at")


def _between(starts_at: datetime, ends_at: datetime, earliest: datetime, latest: datetime) -> Visits:
    """Of what is planned from `earliest` on, or ended until `latest`: nothing else reaches into the period."""
    begins = Coalesce("departed_at", "arrived_at", "starts_at")
    over = Case(When(ended_at__isnull=False, then=F("ended_at")), default=F("ends_at"))
    rows = (
        Visit.objects.exclude(status__in=[VisitStatus.DRAFT, VisitStatus.CANCELED])
        # Bounds on plain columns first, each answered by an index, so that years of history cost nothing.
        .filter(
            Q(starts_at__gte=earliest, starts_at__lt=ends_at)
            | Q(ended_at__gt=starts_at, ended_at__lt=latest)
            | Q(status__in=sorted(UNDER_WAY))
        )
        .annotate(_begins=begins, _over=over)
        .filter(_begins__lt=ends_at, _over__gt=starts_at)
    )
    return rows.order_by("_begins", "id")


_FACTS = {
    "site_id": "work_order__site_id",
    "customer_id": "work_order__site__customer_id",
    "work_type_id": "work_order__work_type_id",
    "asset_id": "work_order__asset_id",
    "work_type_name": "work_order__work_type__name",
    "assignment": "work_order__work_type__assignment",
    "priority": "work_order__priority",
    "due_at": "work_order__due_at",
}


def visit_facts(visit_ids: Iterable[int]) -> list[dict[str, Any]]:
    """This will list what planning needs to know of visits, by id, in one query."""
    ids = list(visit_ids)
    return _VISIT_FACTS.ask(ids) if ids else []


_VISIT_FACTS = Prepared(
    lambda ids: (
        Visit.objects.filter(pk__in=ids)
        .order_by("id")
        .values(
            "id",
            "version",
            "number",
            "status",
            "work_order_id",
            "duration_s",
            "technician_id",
            "crew_size",
            "role",
            "member_ids",
            "series_id",
            "series_day",
            "starts_at",
            "ends_at",
            "travel_s",
            "window_starts_at",
            "window_ends_at",
            "departed_at",
            "arrived_at",
            "started_at",
            "ended_at",
            "return_of_id",
            "flag_code",
            held=Exists(Hold.objects.filter(work_order=OuterRef("work_order"), lifted_at=None)),
            linked=Exists(VisitLink.objects.filter(Q(first=OuterRef("pk")) | Q(then=OuterRef("pk")))),
            pinned=F("is_pinned"),
            kept_back=F("is_kept_back"),
            # Who began this: the visit it goes on from, or the job whose fault came back.
            left_by_technician_id=F("return_of__technician_id"),
            done_by_technician_id=_last_of_recalled(),
            **{name: F(path) for name, path in _FACTS.items()},
        )
    )
)


@dataclass(frozen=True, slots=True)
class LinkOfVisits:
    """One visit follows another, on these terms."""

    first_id: int
    then_id: int
    lag_s: int
    same_technician: bool
    same_day: bool
    immediately: bool


def links_of(visit_ids: Iterable[int]) -> list[LinkOfVisits]:
    """This will list what these visits follow and what follows them; asked only about those that are linked."""
    ids = list(visit_ids)
    rows = VisitLink.objects.filter(Q(first__in=ids) | Q(then__in=ids)).order_by("first_id", "then_id")
    fields = ("first_id", "then_id", "lag_s", "same_technician", "same_day", "immediately")
    return [LinkOfVisits(*row) for row in rows.values_list(*fields)]


def days_of_job(visit_id: int) -> list[Visit]:
    """This will list the days of a long job from this one on that are not over, in their order; the visit alone if it
    is none.
    """
    visit = Visit.objects.get(pk=visit_id)
    if visit.series_id is None:
        return [visit]
    later = Visit.objects.filter(series_id=visit.series_id, series_day__gte=visit.series_day)
    return list(later.exclude(status__in=sorted(OVER)).order_by("series_day"))


def _last_of_recalled() -> models.Subquery:
    before = Visit.objects.filter(work_order=OuterRef("work_order__recall_of"), technician__isnull=False)
    attended = before.filter(status__in=sorted(ENDED)).order_by("-ended_at", "-id")
    return models.Subquery(attended.values("technician_id")[:1])


def technicians_who_know(site_id: int) -> dict[int, int]:
    """This will be how many visits each technician has completed at a site."""
    return {row["technician_id"]: row["visits"] for row in _WHO_KNOWS.ask([site_id])}


_WHO_KNOWS = Prepared(
    lambda ids: (
        Visit.objects.filter(work_order__site_id__in=ids, status=VisitStatus.COMPLETED, technician__isnull=False)
        .order_by("technician_id")
        .values("technician_id")
        .annotate(visits=Count("id"))
    )
)


def spent_on(visit_ids: Iterable[int], *, until: datetime | None = None) -> dict[int, TimeSpent]:
    """This will be where the time of each visit went, from its moves; what goes on counts `until` then."""
    ids = list(visit_ids)
    moves: dict[int, list[tuple[str, datetime]]] = {pk: [] for pk in ids}
    for move in history_of(VISIT, ids):
        moves[move.object_id].append((move.move, move.at))
    return {pk: time_spent(steps, until=until) for pk, steps in moves.items()}


@dataclass(frozen=True, slots=True)
class CrewPart:
    """What somebody's part in a visit was, who went along under its lead."""

    visit_id: int
    technician_id: int
    technician_name: str
    role: str
    status: str
    departed_at: datetime | None
    arrived_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    spent: TimeSpent


def crew_parts(visit_ids: Iterable[int], *, until: datetime | None = None) -> dict[int, list[CrewPart]]:
    """This will be, by visit, who went along and where his time went; what goes on counts `until` then. Two queries."""
    rows = CrewMember.objects.filter(visit_id__in=list(visit_ids), status__in=OF_THE_CREW)
    members = list(rows.select_related("technician").order_by("visit_id", "id"))
    moves: dict[int, list[tuple[str, datetime]]] = {member.pk: [] for member in members}
    for move in history_of(CREW_MEMBER, moves) if members else ():
        moves[move.object_id].append((move.move, move.at))
    found: dict[int, list[CrewPart]] = {}
    for m in members:
        found.setdefault(m.visit_id, []).append(
            CrewPart(
                m.visit_id, m.technician_id, m.technician.name, m.role, m.status, m.departed_at, m.arrived_at,
                m.started_at, m.ended_at, time_spent(moves[m.pk], until=until),
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class BillableVisit:
    """A visit that ended: who was there, how his time went, and whether anything proves that he was."""

    visit_id: int
    number: str
    status: str
    technician_id: int | None
    technician_name: str
    arrived_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    working_s: int
    traveling_s: int
    paused_s: int
    working: tuple[tuple[datetime, datetime], ...]
    return_of_id: int | None
    # How the visit ended that this one goes on from; empty for a first one.
    return_after: str
    has_evidence: bool
    # Before a closed door: how long he waited, whether it was our own fault, and until when he was promised.
    waited_s: int
    is_our_fault: bool
    window_ends_at: datetime | None
    # Who went along under the lead, with his own hours: labor is the sum of all (rule 19).
    crew: tuple[BillableMember, ...] = ()


@dataclass(frozen=True, slots=True)
class BillableMember:
    """One who went along on a visit: his hours and their intervals."""

    technician_id: int
    technician_name: str
    working_s: int
    traveling_s: int
    working: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class CanceledVisit:
    """A visit that was canceled: by whom, when, and when it would have begun; None if nobody had planned it."""

    visit_id: int
    number: str
    party: str
    canceled_at: datetime
    would_begin_at: datetime | None


@dataclass(frozen=True, slots=True)
class BillablePart:
    """A part that counts."""

    part_id: int
    visit_id: int | None
    sku: str
    description: str
    quantity: Decimal
    used_at: datetime


@dataclass(frozen=True, slots=True)
class BillableFacts:
    """Everything of a work order that a bill is made of."""

    work_order_id: int
    number: str
    status: str
    currency: str
    bill_to_id: int
    site_id: int
    site_name: str
    site_address: str
    country: str
    zone: str
    # The number of the work order whose fault came back here, and until when the asset is under warranty.
    recall_of: str
    warranty_until: date | None
    work_type_id: int
    work_type_name: str
    description: str
    customer_reference: str
    nte_minor: int | None
    reported_at: datetime
    approved_at: datetime | None
    # Why everything that was done is void: the work order was canceled. Empty otherwise.
    void: str
    canceled: tuple[CanceledVisit, ...]
    visits: tuple[BillableVisit, ...]
    parts: tuple[BillablePart, ...]
    photos_announced: int
    photos_received: int


def billable_facts(work_order_id: int) -> BillableFacts:
    """This will be what a bill of the work order is made of: visits that ended, and parts that count.

    Raises
    ------
    NotFound
        There is no such work order.
    """
    order = WorkOrder.objects.select_related("site", "asset", "recall_of", "work_type").filter(pk=work_order_id).first()
    if order is None:
        raise NotFound(f"There is no work order {work_order_id}.", work_order_id=work_order_id)
    of_visit = {"visit": OuterRef("pk")}
    located = LifecycleMove.objects.filter(lifecycle=VISIT.name, object_id=OuterRef("pk"), facts__has_key="position")
    visits = list(
        Visit.objects.select_related("technician", "return_of")
        .filter(work_order=order, status__in=ENDED)
        .order_by("ordinal")
    )
    spent = spent_on(v.pk for v in visits)
    crews = crew_parts(v.pk for v in visits if v.member_ids)
    proven = set(
        Visit.objects.filter(pk__in=[v.pk for v in visits])
        .filter(
            Exists(Photo.objects.filter(**of_visit))
            | Exists(Signature.objects.filter(**of_visit))
            | Exists(Note.objects.filter(**of_visit))
            | Exists(located)
        )
        .values_list("pk", flat=True)
    )
    photos = list(Photo.objects.filter(work_order=order).values_list("blob_id", flat=True))
    return BillableFacts(
        work_order_id=order.pk,
        number=order.number,
        status=order.status,
        currency=order.currency,
        bill_to_id=order.bill_to_id,
        site_id=order.site_id,
        site_name=order.site.name,
        site_address=order.site.address,
        country=order.site.country,
        zone=order.site.zone,
        recall_of=order.recall_of.number if order.recall_of else "",
        warranty_until=order.asset.warranty_until if order.asset else None,
        work_type_id=order.work_type_id,
        work_type_name=order.work_type.name,
        description=order.description,
        customer_reference=order.customer_reference,
        nte_minor=order.nte_minor,
        reported_at=order.reported_at,
        approved_at=order.approved_at,
        void=(
            canceled_words(order.cancel_party, order.cancel_code, order.cancel_reason, order.canceled_by)
            if order.canceled_at
            else ""
        ),
        canceled=tuple(
            CanceledVisit(v.pk, v.number, v.cancel_party, v.canceled_at, v.window_starts_at or v.starts_at)
            for v in Visit.objects.filter(work_order=order, canceled_at__isnull=False).order_by("ordinal")
            if v.canceled_at is not None
        ),
        visits=tuple(_billable_visit(v, spent[v.pk], v.pk in proven, crews.get(v.pk, ())) for v in visits),
        parts=tuple(
            BillablePart(p.pk, p.visit_id, p.sku, p.description, p.quantity, p.at)
            for p in PartUsed.objects.filter(work_order=order, voided_at=None).order_by("id")
        ),
        photos_announced=len(photos),
        photos_received=sum(blob is not None for blob in photos),
    )


def _billable_visit(visit: Visit, spent: TimeSpent, has_evidence: bool, crew: Iterable[CrewPart]) -> BillableVisit:
    return BillableVisit(
        visit_id=visit.pk,
        number=visit.number,
        status=visit.status,
        technician_id=visit.technician_id,
        technician_name=visit.technician.name if visit.technician else "",
        arrived_at=visit.arrived_at,
        started_at=visit.started_at,
        ended_at=visit.ended_at,
        working_s=spent.working_s,
        traveling_s=spent.traveling_s,
        paused_s=spent.paused_s,
        working=tuple(spent.working),
        return_of_id=visit.return_of_id,
        return_after=visit.return_of.status if visit.return_of else "",
        has_evidence=has_evidence,
        waited_s=visit.waited_s or 0,
        is_our_fault=visit.is_our_fault,
        window_ends_at=visit.window_ends_at,
        crew=tuple(
            BillableMember(
                one.technician_id, one.technician_name, one.spent.working_s, one.spent.traveling_s,
                tuple(one.spent.working),
            )
            for one in crew
        ),
    )  # fmt: skip


def histories(site_ids: Iterable[int], *, each: int = 6) -> dict[int, list[dict[str, Any]]]:
    """This will list, by site, the last visits that ended there, `each` per asset: what was done and by whom.

    One query for any number of sites.
    """
    rank = Window(RowNumber(), partition_by=[F("work_order__site_id"), F("work_order__asset_id")], order_by="-ended_at")
    rows = (
        Visit.objects.filter(status__in=ENDED, work_order__site_id__in=list(site_ids))
        .annotate(rank=rank)
        .filter(rank__lte=each)
        .order_by("-ended_at", "-id")
        .values(
            "id", "ended_at", "status", "outcome", "end_reason", "work_order__site_id", "work_order__asset_id",
            "work_order__number", "work_order__work_type__name", "technician__name",
        )
    )  # fmt: skip
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["work_order__site_id"], []).append(
            {
                "visit_id": row["id"],
                "asset_id": row["work_order__asset_id"],
                "work_order_number": row["work_order__number"],
                "ended_at": row["ended_at"],
                "work_type": row["work_order__work_type__name"],
                "outcome": row["status"],
                "summary": row["outcome"] or row["end_reason"],
                "technician": row["technician__name"] or "",
            }
        )
    return found


def list_visits_done(work_order_id: int) -> list[Visit]:
    """This will list the visits of a work order on which somebody worked, in order, with their technicians."""
    rows = Visit.objects.filter(work_order_id=work_order_id, status__in=["completed", "stopped"])
    return list(rows.select_related("technician").order_by("ended_at", "id"))


def list_parts_used(work_order_id: int) -> list[PartUsed]:
    """This will list the parts that stayed with the customer; voided lines are left out."""
    return list(PartUsed.objects.filter(work_order_id=work_order_id, voided_at=None).order_by("id"))


def find_visit_with_job(visit_id: int) -> Visit | None:
    """This will be a visit with everything a message about it names, in one query, or None."""
    return _WITH_JOB.find(visit_id)


_WITH_JOB = PreparedRows(
    lambda ids: Visit.objects.filter(pk__in=ids).select_related(
        "technician", "work_order__site", "work_order__work_type", "work_order__bill_to"
    )
)


def find_request_with_place(request_id: int) -> Request | None:
    """This will be a request with its site and work type, in one query, or None."""
    return Request.objects.select_related("site", "work_type").filter(pk=request_id).first()


def find_work_order_with_place(work_order_id: int) -> WorkOrder | None:
    """This will be a work order with its site and work type, in one query, or None."""
    return WorkOrder.objects.select_related("site", "work_type").filter(pk=work_order_id).first()
