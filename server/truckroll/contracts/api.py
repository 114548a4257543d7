"""Routes of the room: calendars and targets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import AwareDatetime, Field

from truckroll.accounts import roles
from truckroll.accounts.permissions import allow
from truckroll.contracts import actions, queries
from truckroll.contracts.clockwork import Reading
from truckroll.contracts.kinds import Clock, Scope, scope_of, work_type_names
from truckroll.contracts.models import Unit
from truckroll.customers import queries as customers
from truckroll.foundation import clock, http
from truckroll.foundation.local_time import WallTime, Zone
from truckroll.foundation.refusals import NotFound

router = Router(tags=["contracts"])

Name = Annotated[str, Field(min_length=1, max_length=200)]
Priority = Annotated[int, Path(ge=1, le=4)]


class CalendarInterval(Schema):
    """Wall time; past midnight if it closes before it opens, the whole day from 00:00 to 00:00."""

    weekday: int = Field(ge=0, le=6, description="Monday is 0")
    opens: WallTime
    closes: WallTime


class ClosedDay(Schema):
    on: date
    name: str = ""


class CalendarOut(Schema):
    id: int
    version: int
    name: str
    round_the_clock: bool
    intervals: list[CalendarInterval]
    closed_days: list[ClosedDay]
    holiday_country: str
    holiday_subdivision: str
    archived_at: datetime | None

    @staticmethod
    def resolve_intervals(calendar: Any) -> list[Any]:
        return sorted(calendar.intervals.all(), key=lambda one: (one.weekday, one.opens))

    @staticmethod
    def resolve_closed_days(calendar: Any) -> list[Any]:
        return sorted(calendar.closed_days.all(), key=lambda one: one.on)


class Calendars(Schema):
    items: list[CalendarOut]
    total: int


class CalendarIn(http.In):
    name: Name
    round_the_clock: bool = False
    intervals: list[CalendarInterval] = []
    closed_days: list[ClosedDay] = []
    holiday_country: str = Field(
        "", description="ISO 3166, as the holidays package knows it; empty: no public holidays"
    )
    holiday_subdivision: str = ""


class CalendarChange(http.In):
    version: int | None = None
    name: Name = ""
    round_the_clock: bool = False
    intervals: list[CalendarInterval] = []
    closed_days: list[ClosedDay] = []
    holiday_country: str = ""
    holiday_subdivision: str = ""
    archived: bool = False


class CalendarVersionOut(Schema):
    """What a calendar was from an instant on."""

    version: int
    since: datetime
    by: str
    content: dict[str, Any]


class CalendarVersions(Schema):
    items: list[CalendarVersionOut]
    total: int


class HolidayOut(Schema):
    on: date
    name: str


class Holidays(Schema):
    items: list[HolidayOut]
    total: int


class HolidayCountries(Schema):
    """Codes of countries, each with those of its parts that have holidays of their own."""

    countries: dict[str, list[str]]


class PreviewIn(http.In):
    """Business hours as somebody is writing them, and a call to measure on them."""

    round_the_clock: bool = False
    intervals: list[CalendarInterval] = []
    closed_days: list[ClosedDay] = []
    holiday_country: str = ""
    holiday_subdivision: str = ""
    amount: int = Field(gt=0, le=1_000_000)
    unit: Unit
    cut_off: WallTime | None = None
    reported_at: AwareDatetime
    zone: Zone


class PreviewOut(Schema):
    """When it would be due; null if the calendar never opens. On the site's clock with its offset too."""

    due_at: datetime | None
    due_local: str | None
    reading: Reading | None


class TargetOut(Schema):
    id: int
    version: int
    clock: Clock
    priority: int
    customer_id: int | None
    customer_name: str | None
    work_type_id: int | None
    work_type_name: str | None
    scope: Scope
    amount: int
    unit: Unit
    calendar_id: int | None
    calendar_name: str | None
    cut_off: WallTime | None

    @staticmethod
    def resolve_customer_name(target: Any) -> str | None:
        return target.customer.name if target.customer else None

    @staticmethod
    def resolve_work_type_name(target: Any) -> str | None:
        names: dict[int, str] = getattr(target, "kinds", None) or work_type_names([target.work_type_id or 0])
        return names.get(target.work_type_id)

    @staticmethod
    def resolve_scope(target: Any) -> Scope:
        return scope_of(target.customer_id, target.work_type_id)

    @staticmethod
    def resolve_calendar_name(target: Any) -> str | None:
        return target.calendar.name if target.calendar else None


class Targets(Schema):
    items: list[TargetOut]
    total: int


class TargetIn(http.In):
    """For one customer, one type of work, both, or without either for everybody."""

    clock: Clock = Clock.RESPONSE
    customer_id: int | None = None
    work_type_id: int | None = None
    amount: int = Field(gt=0, le=1_000_000)
    unit: Unit
    calendar_id: int | None = None
    cut_off: WallTime | None = Field(None, description="From then on a working day's receipt counts as the next one's")
    version: int | None = None


class PromiseOut(Schema):
    """One clock: until when, and what that was computed from."""

    clock: Clock
    due_at: datetime
    target: dict[str, Any]


class Promises(Schema):
    items: list[PromiseOut]
    total: int


@router.get("/calendars", response=Calendars)
def list_calendars(
    request: HttpRequest, search: str = "", archived: bool = False, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """Business hours, by name."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_calendars(actor=actor, search=search, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/calendars", response={201: CalendarOut})
def create_calendar(request: HttpRequest, body: CalendarIn) -> HttpResponse:
    """Name business hours."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        return actions.create_calendar(**body.dict(), actor=actor, now=clock.now())

    return http.write(request, "contracts.create_calendar", effect, body=body, out=CalendarOut, status=201)


@router.post("/calendars/preview", response=PreviewOut)
def preview_calendar(request: HttpRequest, body: PreviewIn) -> dict[str, object]:
    """When a call would be due on business hours that are not kept yet. Changes nothing."""
    allow(request, roles.OFFICE)
    hours = body.dict(include={"round_the_clock", "holiday_country", "holiday_subdivision"}) | {
        "intervals": [[i.weekday, i.opens.isoformat(), i.closes.isoformat()] for i in body.intervals],
        "closed": [[day.on.isoformat(), day.name] for day in body.closed_days],
    }
    return queries.preview(
        hours, amount=body.amount, unit=body.unit, cut_off=body.cut_off, reported_at=body.reported_at, zone=body.zone
    )


@router.get("/calendars/{calendar_id}", response=CalendarOut)
def get_calendar(request: HttpRequest, calendar_id: int) -> object:
    """One calendar."""
    return queries.get_calendar(actor=allow(request, roles.OFFICE), calendar_id=calendar_id)


@router.patch("/calendars/{calendar_id}", response=CalendarOut)
def change_calendar(request: HttpRequest, calendar_id: int, body: CalendarChange) -> HttpResponse:
    """Change business hours for what is raised from now on; `intervals`, `closed_days` replace all of them."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        version = values.pop("version", None)
        calendar = queries.get_calendar(actor=actor, calendar_id=calendar_id)
        actions.change_calendar(calendar=calendar, values=values, version=version, actor=actor, now=clock.now())
        return queries.get_calendar(actor=actor, calendar_id=calendar_id)

    return http.write(request, "contracts.change_calendar", effect, body=body, out=CalendarOut, calendar_id=calendar_id)


@router.get("/calendars/{calendar_id}/versions", response=CalendarVersions)
def list_calendar_versions(
    request: HttpRequest, calendar_id: int, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """What a calendar was, the latest first: every change makes one, and what was promised keeps its own."""
    actor = allow(request, roles.OFFICE)
    calendar = queries.get_calendar(actor=actor, calendar_id=calendar_id)
    items, total = http.page(queries.list_versions(actor=actor, calendar=calendar), page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.get("/holidays", response=Holidays)
def list_holidays(
    request: HttpRequest, country: str, year: int, subdivision: str = "", page: int = 1, page_size: int = 200
) -> dict[str, object]:
    """The public holidays of a year, by date."""
    allow(request, roles.OFFICE)
    found = [{"on": on, "name": name} for on, name in queries.holidays_of(country, subdivision, year)]
    return http.page_of(found, page=page, page_size=page_size)


@router.get("/holidays/countries", response=HolidayCountries)
def get_holiday_countries(request: HttpRequest) -> dict[str, object]:
    """The countries whose public holidays are known."""
    allow(request, roles.OFFICE)
    return {"countries": queries.holiday_countries()}


@router.get("/targets", response=Targets)
def list_targets(
    request: HttpRequest,
    customer_id: int | None = None,
    work_type_id: int | None = None,
    page: int = 1,
    page_size: int = 50,
) -> dict[str, object]:
    """What is promised: for everybody first, then by customer and type of work."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_targets(actor=actor, customer_id=customer_id, work_type_id=work_type_id)
    items, total = http.page(rows, page=page, page_size=page_size)
    kinds = work_type_names(one.work_type_id for one in items if one.work_type_id is not None)
    for one in items:
        one.kinds = kinds
    return {"items": items, "total": total}


@router.get("/targets/due", response=Promises)
def list_promises(
    request: HttpRequest,
    priority: int,
    reported_at: AwareDatetime,
    zone: Zone,
    customer_id: int | None = None,
    work_type_id: int | None = None,
) -> dict[str, object]:
    """What would be promised for something reported at an instant, at a site in that zone; one line for each clock."""
    allow(request, roles.OFFICE)
    found = queries.promises(
        priority=priority, reported_at=reported_at, zone=zone, customer_id=customer_id, work_type_id=work_type_id
    )
    return {"items": found, "total": len(found)}


@router.put("/targets/{priority}", response=TargetOut)
def set_target(request: HttpRequest, priority: Priority, body: TargetIn) -> HttpResponse:
    """Promise a time for a priority, for what is raised from now on."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict()
        calendar_id = values.pop("calendar_id")
        values["calendar"] = None if calendar_id is None else queries.get_calendar(actor=actor, calendar_id=calendar_id)
        if body.customer_id is not None:
            customers.get_customer(actor=actor, customer_id=body.customer_id)
        if body.work_type_id is not None and not work_type_names([body.work_type_id]):
            raise NotFound(f"There is no work type {body.work_type_id}.", work_type_id=body.work_type_id)
        return actions.set_target(priority=priority, **values, actor=actor, now=clock.now())

    return http.write(request, "contracts.set_target", effect, body=body, out=TargetOut, priority=priority)


@router.delete("/targets/{priority}")
def remove_target(
    request: HttpRequest,
    priority: Priority,
    of: Annotated[Clock, Query(alias="clock")] = Clock.RESPONSE,
    customer_id: int | None = None,
    work_type_id: int | None = None,
) -> HttpResponse:
    """Promise nothing there from now on; what was promised stays."""
    actor = allow(request, roles.DISPATCH)
    cell: dict[str, Any] = {"clock": of, "customer_id": customer_id, "work_type_id": work_type_id}

    def effect() -> None:
        target = queries.get_target(actor=actor, priority=priority, **cell)
        actions.remove_target(target=target, actor=actor, now=clock.now())

    return http.write(request, "contracts.remove_target", effect, priority=priority, **cell)
