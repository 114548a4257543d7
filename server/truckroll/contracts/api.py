"""Routes of the room: calendars and targets."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field

from truckroll.accounts import roles
from truckroll.accounts.permissions import allow
from truckroll.contracts import actions, queries
from truckroll.contracts.models import Unit
from truckroll.foundation import clock, http
from truckroll.foundation.local_time import Zone
from truckroll.foundation.refusals import Invalid

router = Router(tags=["contracts"])

Name = Annotated[str, Field(min_length=1, max_length=200)]
Priority = Annotated[int, Path(ge=1, le=4)]


class CalendarInterval(Schema):
    """Wall time; past midnight if it closes before it opens, the whole day from 00:00 to 00:00."""

    weekday: int = Field(ge=0, le=6, description="Monday is 0")
    opens: time
    closes: time


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


class TargetOut(Schema):
    id: int
    version: int
    priority: int
    amount: int
    unit: Unit
    calendar_id: int | None
    calendar_name: str | None

    @staticmethod
    def resolve_calendar_name(target: Any) -> str | None:
        return target.calendar.name if target.calendar else None


class Targets(Schema):
    items: list[TargetOut]
    total: int


class TargetIn(http.In):
    amount: int = Field(gt=0, le=1_000_000)
    unit: Unit
    calendar_id: int | None = None
    version: int | None = None


class DueOut(Schema):
    due_at: datetime | None
    target: dict[str, Any] | None


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


@router.get("/targets", response=Targets)
def list_targets(request: HttpRequest, page: int = 1, page_size: int = 50) -> dict[str, object]:
    """What is promised, by priority."""
    actor = allow(request, roles.OFFICE)
    items, total = http.page(queries.list_targets(actor=actor), page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.get("/targets/due", response=DueOut)
def get_due(request: HttpRequest, priority: int, reported_at: datetime, zone: Zone) -> dict[str, object]:
    """Until when something would be promised that was reported at an instant, at a site in that zone."""
    allow(request, roles.OFFICE)
    if reported_at.tzinfo is None:
        raise Invalid("reported_at is an instant with an offset, such as 2026-03-02T09:00:00Z.")
    due = queries.due_at(priority=priority, reported_at=reported_at, zone=zone)
    return {"due_at": due.at if due else None, "target": due.snapshot if due else None}


@router.put("/targets/{priority}", response=TargetOut)
def set_target(request: HttpRequest, priority: Priority, body: TargetIn) -> HttpResponse:
    """Promise a time for a priority, for what is raised from now on."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict()
        calendar_id = values.pop("calendar_id")
        values["calendar"] = None if calendar_id is None else queries.get_calendar(actor=actor, calendar_id=calendar_id)
        return actions.set_target(priority=priority, **values, actor=actor, now=clock.now())

    return http.write(request, "contracts.set_target", effect, body=body, out=TargetOut, priority=priority)


@router.delete("/targets/{priority}")
def remove_target(request: HttpRequest, priority: Priority) -> HttpResponse:
    """Promise nothing for a priority from now on."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> None:
        target = queries.get_target(actor=actor, priority=priority)
        actions.remove_target(target=target, actor=actor, now=clock.now())

    return http.write(request, "contracts.remove_target", effect, priority=priority)
