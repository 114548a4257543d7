"""Routes of the room: the board, judging, offering and placing, decisions, suggestions, absences, the policy."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Literal

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from truckroll.accounts import roles
from truckroll.accounts.permissions import allow
from truckroll.dispatch import board, holding, lapsing, offering, queries, rest
from truckroll.dispatch.actions import absences, crew, days, offers, placing, policy, release
from truckroll.dispatch.releasing import Release
from truckroll.foundation import clock, http
from truckroll.foundation.local_time import WallTime
from truckroll.foundation.refusals import Invalid
from truckroll.work import queries as work
from truckroll.work.api.shapes import Actual, ArrivalPromiseOut, VisitRow, VisitRows
from truckroll.workforce import queries as workforce
from truckroll.workforce.api import AbsenceOut, Absences

router = Router(tags=["dispatch"])


class BoardShift(Schema):
    on: date
    starts_at: datetime
    ends_at: datetime


class Point(Schema):
    lat: float
    lon: float


class BoardSkill(Schema):
    id: int
    name: str
    level: int


class BoardTerritory(Schema):
    id: int
    name: str


class BoardTechnician(Schema):
    kind: Literal["technician"]
    id: int
    version: int
    name: str
    initials: str
    team_id: int | None
    phone: str
    zone: str
    skills: list[BoardSkill]
    territories: list[BoardTerritory]
    home: Point | None
    depot: Point | None
    start_policy: Literal["home", "depot", "open"]
    end_policy: Literal["home", "depot", "open"]
    max_travel_s: int | None
    vehicle: str
    archived_at: datetime | None
    shifts_from: datetime
    shifts_to: datetime
    shifts: list[BoardShift]


class AbsenceRow(Schema):
    kind: Literal["absence"]
    id: int
    version: int
    technician_id: int
    starts_at: datetime
    ends_at: datetime
    absence_kind: str
    note: str
    is_contested: bool


class OfferRow(Schema):
    """A technician's time that is held for a customer who is being asked; past `held_until` it is in nobody's way."""

    kind: Literal["offer"]
    id: int
    version: int
    status: Literal["held", "confirmed", "let_go", "expired"]
    visit_id: int
    number: str
    work_order_id: int
    technician_id: int
    starts_at: datetime
    ends_at: datetime
    window_starts_at: datetime
    window_ends_at: datetime
    held_until: datetime
    held_by: str


class Travel(Schema):
    base_s: float
    s_per_m: float


class Board(Schema):
    cursor: str
    epoch: str
    now: datetime
    rate: float
    starts_at: datetime
    ends_at: datetime
    travel: Travel
    technicians: list[BoardTechnician]
    rows: list[VisitRow | AbsenceRow | OfferRow]


class Broken(Schema):
    rule: str
    sentence: str
    override: Literal["never", "compliance", "dispatcher"]
    amount: int
    unit: str
    facts: dict[str, Any]


class CandidateWarning(Schema):
    """What forbids nothing and somebody should know."""

    code: Literal["short_rest"]
    sentence: str
    facts: dict[str, Any]


class CandidateOut(Schema):
    technician_id: int
    technician: str
    feasible: bool
    starts_at: datetime | None
    ends_at: datetime | None
    cost_s: int
    terms: dict[str, int]
    broken: list[Broken]
    # Decisions of before have none.
    warnings: list[CandidateWarning] = []


class JudgeFlag(Schema):
    code: str
    sentence: str


class JudgeIn(http.In):
    visit_id: int
    technician_id: int | None = None
    starts_at: AwareDatetime | None = None


class JudgeOut(Schema):
    visit_id: int
    version: int
    day: datetime
    candidates: list[CandidateOut]
    flag: JudgeFlag | None


class OfferableTime(Schema):
    """A technician and start that a decision would choose, and the arrival window the customer would be told."""

    technician_id: int
    technician: str
    starts_at: datetime
    ends_at: datetime
    window_starts_at: datetime
    window_ends_at: datetime
    cost_s: int
    driving_s: int
    # After the due time.
    is_late: bool
    warnings: list[CandidateWarning]


class HeldOffer(OfferRow):
    technician: str


class OfferableTimes(Schema):
    """Times that can be offered, the cheapest first; `next_on` is where to look on, `flag` why there are none."""

    visit_id: int
    number: str
    zone: str
    due_at: datetime | None
    held: HeldOffer | None
    times: list[OfferableTime]
    flag: JudgeFlag | None
    next_on: date | None


class HoldOfferIn(http.In):
    technician_id: int
    starts_at: AwareDatetime


class Conflict(Schema):
    visit_id: int
    version: int
    number: str
    work_order_id: int
    technician_id: int
    technician: str
    starts_at: datetime
    ends_at: datetime
    site: str
    broken: list[Broken]


class Conflicts(Schema):
    items: list[Conflict]
    total: int


class PlaceIn(http.In):
    technician_id: int
    starts_at: AwareDatetime
    version: int | None = None
    override_reason: str = Field("", max_length=1000)
    # Outside of what the customer was promised: he is told another window, this one or one as wide about the start, ...
    tell_customer: bool = False
    promise_starts_at: AwareDatetime | None = None
    promise_ends_at: AwareDatetime | None = None
    # ... or this is why nobody need tell him.
    untold_reason: str = Field("", max_length=1000)


class DispatchIn(http.In):
    """Visits by their ids, or all that are planned in a span, of some technicians or all."""

    visit_ids: list[int] = Field([], max_length=500)
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    technician_ids: list[int] = Field([], max_length=500)


class WithdrawIn(http.In):
    visit_ids: list[int] = Field(max_length=500)
    reason: str = Field("", max_length=1000)


class PredictionOut(Schema):
    """When somebody is likely to arrive, from what is happening now; `late_s` after the plan."""

    visit_id: int
    technician_id: int
    starts_at: datetime
    arrives_at: datetime
    ends_at: datetime
    late_s: int
    outside_promise: bool


class Predictions(Schema):
    items: list[PredictionOut]
    total: int


class TimesOut(Schema):
    """What was promised, what is planned, what is likely, and what happened, each apart."""

    visit_id: int
    number: str
    status: str
    zone: str
    now: datetime
    first_promise: ArrivalPromiseOut | None
    promises: list[ArrivalPromiseOut]
    window_starts_at: datetime | None
    window_ends_at: datetime | None
    untold_reason: str
    starts_at: datetime | None
    ends_at: datetime | None
    is_outside_promise: bool
    predicted: PredictionOut | None
    actual: Actual
    kept_back: bool


class MemberIn(http.In):
    technician_id: int
    # Empty: the first that nobody has and that he has the skills for.
    role: str = Field("", max_length=100)
    # On every later day of the same job too.
    all_days: bool = False
    version: int | None = None
    override_reason: str = Field("", max_length=1000)


class PlaceDaysIn(http.In):
    technician_id: int
    starts_at: AwareDatetime
    override_reason: str = Field("", max_length=1000)


class VisitDays(Schema):
    items: list[VisitRow]
    total: int


class RemoveMemberIn(http.In):
    reason: str = Field(min_length=1, max_length=1000)
    version: int | None = None


class ReplaceMemberIn(RemoveMemberIn):
    by_id: int
    override_reason: str = Field("", max_length=1000)


class LeadIn(http.In):
    technician_id: int
    # Whether who led goes along from now on.
    keeps: bool = True
    reason: str = Field("", max_length=1000)
    override_reason: str = Field("", max_length=1000)
    version: int | None = None


class CrewCandidates(Schema):
    items: list[CandidateOut]
    total: int


class DecisionOut(Schema):
    id: int
    visit_id: int
    how: Literal["auto", "suggest", "hand"]
    outcome: Literal["assigned", "suggested", "flagged", "removed"]
    part: Literal["lead", "member"]
    decided_at: datetime
    decided_by: str
    day: date
    technician_id: int | None
    technician: str | None
    starts_at: datetime | None
    runner_up_id: int | None
    runner_up: str | None
    reason: str
    overridden: list[str]
    flag: str
    sentence: str
    candidates: list[CandidateOut]
    inputs_sha256: str


class Decisions(Schema):
    items: list[DecisionOut]
    total: int


class MaybeDecision(Schema):
    decision: DecisionOut | None
    visit: VisitRow


class TerritoryReleaseOut(Schema):
    territory_id: int
    territory: str
    release: Release
    release_at: time
    release_next: int
    release_within_hours: int


class PolicyOut(Schema):
    version: int
    late_hours_1: int
    late_hours_2: int
    late_hours_3: int
    late_hours_4: int
    overtime_hours: int
    max_overtime_minutes: int
    commute_minutes: int
    stranger_minutes: int
    skill_level_minutes: int
    preferred_minutes: int
    days_ahead: int
    release: Release
    release_at: time
    release_next: int
    release_within_hours: int
    territories: list[TerritoryReleaseOut]


class TerritoryReleaseIn(http.In):
    territory_id: int
    release: Release
    release_at: WallTime = time(17)
    release_next: int = Field(3, ge=1, le=50)
    release_within_hours: int = Field(24, ge=0, le=720)


class PolicyChange(http.In):
    version: int | None = None
    late_hours_1: int | None = Field(None, ge=0, le=1000)
    late_hours_2: int | None = Field(None, ge=0, le=1000)
    late_hours_3: int | None = Field(None, ge=0, le=1000)
    late_hours_4: int | None = Field(None, ge=0, le=1000)
    overtime_hours: int | None = Field(None, ge=0, le=100)
    max_overtime_minutes: int | None = Field(None, ge=0, le=720)
    commute_minutes: int | None = Field(None, ge=0, le=240)
    stranger_minutes: int | None = Field(None, ge=0, le=240)
    skill_level_minutes: int | None = Field(None, ge=0, le=240)
    preferred_minutes: int | None = Field(None, ge=0, le=240)
    days_ahead: int | None = Field(None, ge=1, le=30)
    release: Release | None = None
    release_at: WallTime | None = None
    release_next: int | None = Field(None, ge=1, le=50)
    release_within_hours: int | None = Field(None, ge=0, le=720)
    # All areas that release their visits otherwise; each as it is from now on.
    territories: list[TerritoryReleaseIn] | None = Field(None, max_length=500)


class AbsenceIn(http.In):
    technician_id: int
    kind: Literal["leave", "sick", "public_holiday", "training", "meeting", "van_service", "other"]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    note: str = Field("", max_length=2000)
    release_visits: bool = False
    keep_visits: bool = False


class BoardQuery(Schema):
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime


@router.get("/board", response=Board)
def get_board(request: HttpRequest, span: Query[BoardQuery]) -> HttpResponse:
    """The board of a span, with the whole queue and the place in the stream to listen on from."""
    actor = allow(request, roles.OFFICE)
    shown = board.board(actor=actor, starts_at=span.from_, ends_at=span.to, now=clock.now())
    # Written at once: checking ten thousand values against a schema takes longer than reading them.
    return HttpResponse(orjson.dumps(shown, option=orjson.OPT_UTC_Z), content_type="application/json")


@router.get("/board/conflicts", response=Conflicts)
def list_conflicts(request: HttpRequest, span: Query[BoardQuery]) -> dict[str, object]:
    """The planned visits of a span that break a rule where they stand: something changed after they were placed.

    A `dispatch.conflicts.changed` in the stream, and any move of a visit, may change the list.
    """
    actor = allow(request, roles.OFFICE)
    items = queries.list_conflicts(actor=actor, starts_at=span.from_, ends_at=span.to)
    return {"items": items, "total": len(items)}


@router.get("/board/predictions", response=Predictions)
def list_predictions(request: HttpRequest, span: Query[BoardQuery]) -> dict[str, object]:
    """When technicians are likely to arrive at the open visits of a span. It is shown; the plan stays as it is."""
    actor = allow(request, roles.OFFICE)
    items = queries.list_predictions(actor=actor, starts_at=span.from_, ends_at=span.to, now=clock.now())
    return {"items": items, "total": len(items)}


class Rest(Schema):
    """A shift that begins less than eleven hours after the last work."""

    technician_id: int
    technician: str
    on: date
    starts_at: datetime
    worked_until: datetime
    worked_on: str
    rest_s: int
    needed_s: int
    sentence: str


class Rests(Schema):
    items: list[Rest]
    total: int


@router.get("/board/rests", response=Rests)
def list_short_rests(request: HttpRequest, span: Query[BoardQuery]) -> dict[str, object]:
    """The shifts of a span that begin too soon after the last work, a call-out at night too. A warning, not a ban."""
    actor = allow(request, roles.OFFICE)
    board.check_span(span.from_, span.to)
    items = rest.list_short_rests(span.from_, span.to, workforce.visible_technician_ids(actor))
    return {"items": items, "total": len(items)}


class HitVisit(Schema):
    visit_id: int
    number: str
    work_order_id: int
    starts_at: datetime
    site: str


class Lapsing(Schema):
    """A certificate that lapses and is not replaced, with the planned visits that it would not cover."""

    certification_id: int
    technician_id: int
    technician: str
    certification: str
    is_legal: bool
    number: str
    expires_on: date
    days_left: int
    visits: list[HitVisit]


class Lapsings(Schema):
    items: list[Lapsing]
    total: int


@router.get("/lapsing-certifications", response=Lapsings)
def list_lapsing(
    request: HttpRequest,
    within_days: Annotated[int, Query(ge=0, le=400)] = 60,
    page: int = 1,
    page_size: int = 200,
) -> dict[str, object]:
    """The certificates that lapse within so many days or lapsed lately, and the planned visits each would hit."""
    actor = allow(request, roles.OFFICE)
    found = lapsing.list_lapsing(actor=actor, now=clock.now(), within_days=within_days)
    return http.page_of(found, page=page, page_size=page_size)


@router.post("/board/judge", response=JudgeOut)
def judge_visit(request: HttpRequest, body: JudgeIn) -> dict[str, Any]:
    """What would speak against a place for a visit, and what it would cost. Changes nothing."""
    actor = allow(request, roles.OFFICE)
    return queries.judge_visit(actor=actor, **body.dict(), now=clock.now())


@router.post("/visits/{visit_id}/place", response=VisitRow)
def place_visit(request: HttpRequest, visit_id: int, body: PlaceIn) -> HttpResponse:
    """Put a visit on a technician's day; against a rule only with a reason, where that is allowed at all."""
    actor = allow(request, roles.DISPATCH | roles.COMPLIANCE)

    def effect() -> object:
        said = body.dict()
        opens, closes = said.pop("promise_starts_at"), said.pop("promise_ends_at")
        if (opens is None) != (closes is None):
            raise Invalid("A window has a start and a later end, or neither.", field="promise_ends_at")
        promise = (opens, closes) if opens is not None and closes is not None else None
        placing.place_visit(visit_id=visit_id, promise=promise, **said, actor=actor, now=clock.now())
        return work.visit_rows([visit_id])[0]

    return http.write(request, "dispatch.place_visit", effect, body=body, out=VisitRow, visit_id=visit_id)


@router.get("/visits/{visit_id}/offerable-times", response=OfferableTimes)
def list_offerable_times(request: HttpRequest, visit_id: int, from_on: date | None = None) -> dict[str, Any]:
    """What the customer of a visit can be offered on the next working days, or from a date on. Changes nothing."""
    actor = allow(request, roles.DISPATCH | roles.COMPLIANCE)
    return offering.list_times(actor=actor, visit_id=visit_id, from_on=from_on, now=clock.now())


@router.post("/visits/{visit_id}/hold-offer", response={201: OfferRow})
def hold_offer(request: HttpRequest, visit_id: int, body: HoldOfferIn) -> HttpResponse:
    """Keep a technician's time for ten minutes while the customer decides; what was held for the visit is let go."""
    actor = allow(request, roles.DISPATCH | roles.COMPLIANCE)

    def effect() -> object:
        held = offers.hold_offer(visit_id=visit_id, **body.dict(), actor=actor, now=clock.now())
        return holding.offer_row(held)

    return http.write(request, "dispatch.hold_offer", effect, body=body, out=OfferRow, status=201, visit_id=visit_id)


@router.post("/offers/{offer_id}/confirm", response=VisitRow)
def confirm_offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Place the visit where its customer was offered and promise him that window, judged again as things are now."""
    actor = allow(request, roles.DISPATCH | roles.COMPLIANCE)

    def effect() -> object:
        offer = holding.get_offer(actor=actor, offer_id=offer_id)
        placing.confirm_offer(offer=offer, actor=actor, now=clock.now())
        return work.visit_rows([offer.visit_id])[0]

    return http.write(request, "dispatch.confirm_offer", effect, out=VisitRow, offer_id=offer_id)


@router.post("/offers/{offer_id}/let-go", response=OfferRow)
def let_go_offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Give the held time back."""
    actor = allow(request, roles.DISPATCH | roles.COMPLIANCE)

    def effect() -> object:
        offer = holding.get_offer(actor=actor, offer_id=offer_id)
        return holding.offer_row(offers.let_go_offer(offer=offer, actor=actor, now=clock.now()))

    return http.write(request, "dispatch.let_go_offer", effect, out=OfferRow, offer_id=offer_id)


@router.post("/board/dispatch", response=VisitRows)
def dispatch_visits(request: HttpRequest, body: DispatchIn) -> HttpResponse:
    """Send planned visits to the phones, all or none; the answer is those that were not there yet.

    Of a span those are left out that are on hold.
    """
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        ids = body.visit_ids
        if body.starts_at is not None and body.ends_at is not None:
            ids = queries.list_undispatched(
                actor=actor, starts_at=body.starts_at, ends_at=body.ends_at, technician_ids=body.technician_ids
            )
        elif not ids:
            raise Invalid("Name the visits, or a span of time.", field="visit_ids")
        return _rows(release.dispatch_visits(visit_ids=ids, actor=actor, now=clock.now()))

    return http.write(request, "dispatch.dispatch_visits", effect, body=body, out=VisitRows)


@router.post("/board/withdraw", response=VisitRows)
def withdraw_visits(request: HttpRequest, body: WithdrawIn) -> HttpResponse:
    """Take visits off the phones again, all or none; they stay planned until a person dispatches them."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        return _rows(release.withdraw_visits(**body.dict(), actor=actor, now=clock.now()))

    return http.write(request, "dispatch.withdraw_visits", effect, body=body, out=VisitRows)


@router.get("/visits/{visit_id}/times", response=TimesOut)
def get_times(request: HttpRequest, visit_id: int) -> dict[str, Any]:
    """What was promised for a visit, first and now, what is planned, what is likely, and what happened."""
    actor = allow(request, roles.OFFICE)
    return queries.get_times(actor=actor, visit_id=visit_id, now=clock.now())


@router.post("/visits/{visit_id}/place-days", response=VisitDays)
def place_days(request: HttpRequest, visit_id: int, body: PlaceDaysIn) -> HttpResponse:
    """Place a day of a long job and all after it on the technician's next working days, with the crew of the first."""
    actor = allow(request, roles.DISPATCH | roles.COMPLIANCE)

    def effect() -> object:
        made = days.place_days(visit_id=visit_id, **body.dict(), actor=actor, now=clock.now())
        rows = work.visit_rows(decision.visit_id for decision in made)
        return {"items": rows, "total": len(rows)}

    return http.write(request, "dispatch.place_days", effect, body=body, out=VisitDays, visit_id=visit_id)


@router.get("/visits/{visit_id}/crew-candidates", response=CrewCandidates)
def list_crew_candidates(
    request: HttpRequest, visit_id: int, role: str = "", page: int = 1, page_size: int = 200
) -> dict[str, object]:
    """Who could go along when the visit takes place, best first, and what speaks against the others."""
    actor = allow(request, roles.OFFICE)
    found = queries.list_crew_candidates(actor=actor, visit_id=visit_id, role=role, now=clock.now())
    return http.page_of(found, page=page, page_size=page_size)


@router.post("/visits/{visit_id}/crew", response=VisitRow)
def add_member(request: HttpRequest, visit_id: int, body: MemberIn) -> HttpResponse:
    """Let one more technician go along; against a rule only with a reason, where that is allowed at all."""
    actor = allow(request, roles.DISPATCH | roles.COMPLIANCE)

    def effect() -> object:
        crew.add_member(visit_id=visit_id, **body.dict(), actor=actor, now=clock.now())
        return work.visit_rows([visit_id])[0]

    return http.write(request, "dispatch.add_member", effect, body=body, out=VisitRow, visit_id=visit_id)


@router.post("/visits/{visit_id}/crew/{technician_id}/remove", response=VisitRow)
def remove_member(request: HttpRequest, visit_id: int, technician_id: int, body: RemoveMemberIn) -> HttpResponse:
    """Take somebody off the crew who has not set out."""
    actor = allow(request, roles.DISPATCH)
    who: dict[str, Any] = {"visit_id": visit_id, "technician_id": technician_id}

    def effect() -> object:
        crew.remove_member(**who, **body.dict(), actor=actor, now=clock.now())
        return work.visit_rows([visit_id])[0]

    return http.write(request, "dispatch.remove_member", effect, body=body, out=VisitRow, **who)


@router.post("/visits/{visit_id}/crew/{technician_id}/replace", response=VisitRow)
def replace_member(request: HttpRequest, visit_id: int, technician_id: int, body: ReplaceMemberIn) -> HttpResponse:
    """Send somebody else along in the place and role of one of the crew."""
    actor = allow(request, roles.DISPATCH | roles.COMPLIANCE)
    who: dict[str, Any] = {"visit_id": visit_id, "technician_id": technician_id}

    def effect() -> object:
        crew.replace_member(**who, **body.dict(), actor=actor, now=clock.now())
        return work.visit_rows([visit_id])[0]

    return http.write(request, "dispatch.replace_member", effect, body=body, out=VisitRow, **who)


@router.post("/visits/{visit_id}/change-lead", response=VisitRow)
def change_lead(request: HttpRequest, visit_id: int, body: LeadIn) -> HttpResponse:
    """Let somebody of the crew lead it; who led goes along, or is taken off."""
    actor = allow(request, roles.DISPATCH | roles.COMPLIANCE)

    def effect() -> object:
        crew.change_lead(visit_id=visit_id, **body.dict(), actor=actor, now=clock.now())
        return work.visit_rows([visit_id])[0]

    return http.write(request, "dispatch.change_lead", effect, body=body, out=VisitRow, visit_id=visit_id)


@router.post("/visits/{visit_id}/assign", response=MaybeDecision)
def assign_visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Let the assigner give an open visit to whoever is best; `decision` is null if it is no longer open."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        work.get_visit(actor=actor, visit_id=visit_id)
        return _maybe(visit_id, placing.assign_visit(visit_id=visit_id, actor=actor, now=clock.now()))

    return http.write(request, "dispatch.assign_visit", effect, out=MaybeDecision, visit_id=visit_id)


@router.post("/visits/{visit_id}/suggest", response=MaybeDecision)
def suggest_visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Store who should do an open visit, without doing it."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        work.get_visit(actor=actor, visit_id=visit_id)
        return _maybe(visit_id, placing.suggest_visit(visit_id=visit_id, actor=actor, now=clock.now()))

    return http.write(request, "dispatch.suggest_visit", effect, out=MaybeDecision, visit_id=visit_id)


@router.get("/visits/{visit_id}/decisions", response=Decisions)
def list_decisions(request: HttpRequest, visit_id: int, page: int = 1, page_size: int = 20) -> dict[str, object]:
    """Why a visit is where it is: every decision about it, newest first."""
    actor = allow(request, roles.OFFICE)
    items, total = http.page(queries.list_decisions(actor=actor, visit_id=visit_id), page=page, page_size=page_size)
    return {"items": [queries.decision_row(d) for d in items], "total": total}


@router.get("/decisions/{decision_id}", response=DecisionOut)
def get_decision(request: HttpRequest, decision_id: int) -> dict[str, Any]:
    """One decision."""
    return queries.decision_row(queries.get_decision(actor=allow(request, roles.OFFICE), decision_id=decision_id))


@router.get("/decisions/{decision_id}/inputs", response=dict[str, Any])
def get_decision_inputs(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Exactly what a decision was made from: the bytes its hash is of."""
    decision = queries.get_decision(actor=allow(request, roles.OFFICE), decision_id=decision_id)
    return HttpResponse(decision.inputs.encode(), content_type="application/json")


@router.get("/absences", response=Absences)
def list_absences(
    request: HttpRequest,
    technician_id: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    page: int = 1,
    page_size: int = 50,
) -> dict[str, object]:
    """Who is away, by start. It stands beside the recording: one path belongs to one router."""
    actor = allow(request, roles.SIGNED_IN)
    rows = workforce.list_absences(actor=actor, technician_id=technician_id, starts_at=starts_at, ends_at=ends_at)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/absences", response={201: AbsenceOut})
def record_absence(request: HttpRequest, body: AbsenceIn) -> HttpResponse:
    """Record an absence; with `release_visits` the visits it meets go back to the queue, with `keep_visits` they stay
    and are conflicts."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        return absences.record_absence(**body.dict(), actor=actor, now=clock.now())

    return http.write(request, "dispatch.record_absence", effect, body=body, out=AbsenceOut, status=201)


@router.get("/dispatch-policy", response=PolicyOut)
def get_policy(request: HttpRequest) -> dict[str, Any]:
    """What the company's wishes are worth, in driving."""
    allow(request, roles.OFFICE)
    return queries.policy_row(queries.get_policy())


@router.patch("/dispatch-policy", response=PolicyOut)
def change_policy(request: HttpRequest, body: PolicyChange) -> HttpResponse:
    """Change what the company's wishes are worth, from the next decision on."""
    actor = allow(request, roles.ADMIN)
    values = body.dict(exclude_unset=True)
    if cleared := sorted(name for name, value in values.items() if value is None and name != "version"):
        raise Invalid("A wish cannot be empty; 0 says that it is worth nothing.", fields=cleared)

    def effect() -> object:
        return queries.policy_row(policy.change_policy(values=dict(values), actor=actor, now=clock.now()))

    return http.write(request, "dispatch.change_policy", effect, body=body, out=PolicyOut)


def _rows(visit_ids: list[int]) -> dict[str, object]:
    return {"items": work.visit_rows(visit_ids), "total": len(visit_ids)}


def _maybe(visit_id: int, decision: Any) -> dict[str, Any]:
    return {
        "decision": decision and queries.decision_row(decision),
        "visit": work.visit_rows([visit_id])[0],
    }
