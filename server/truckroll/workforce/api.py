"""Routes of the room: technicians, teams, skills, certificates, territories, shifts, absences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.accounts.permissions import allow
from truckroll.accounts.queries import find_user
from truckroll.foundation import clock, http
from truckroll.foundation.local_time import WallTime, Zone
from truckroll.foundation.money import Currency
from truckroll.foundation.refusals import Invalid
from truckroll.foundation.tables import table
from truckroll.travel.places import place_of
from truckroll.workforce import queries, tables
from truckroll.workforce.actions import attendance, occupancy, on_call, technicians
from truckroll.workforce.models import AbsenceKind, AttendanceKind, DayEnd, OnCallRank

# What is worked out day by day is not asked for by the century.
_LONGEST = timedelta(days=400)
router = Router(tags=["workforce"])

Lat = Annotated[float, Field(ge=-90, le=90)]
Lon = Annotated[float, Field(ge=-180, le=180)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class TeamIn(http.In):
    name: Name


class TeamOut(Schema):
    id: int
    version: int
    name: str


class Teams(Schema):
    items: list[TeamOut]
    total: int


class TeamChange(http.In):
    version: int | None = None
    name: Name = ""


class SkillIn(http.In):
    name: Name


class SkillOut(Schema):
    id: int
    version: int
    name: str
    archived_at: datetime | None


class Skills(Schema):
    items: list[SkillOut]
    total: int


class SkillChange(http.In):
    version: int | None = None
    name: Name = ""
    archived: bool = False


class CertificationTypeOut(Schema):
    id: int
    version: int
    name: str
    is_legal: bool
    archived_at: datetime | None


class CertificationTypes(Schema):
    items: list[CertificationTypeOut]
    total: int


class CertificationTypeIn(http.In):
    name: Name
    is_legal: bool = True


class CertificationTypeChange(http.In):
    version: int | None = None
    name: Name = ""
    is_legal: bool = True
    archived: bool = False


class CertificationOut(Schema):
    id: int
    version: int
    technician_id: int
    certification_type_id: int
    name: str
    is_legal: bool
    number: str
    issuer: str
    valid_from: date
    expires_on: date | None

    @staticmethod
    def resolve_certification_type_id(certification: Any) -> int:
        return int(certification.type_id)

    @staticmethod
    def resolve_name(certification: Any) -> str:
        return str(certification.type.name)

    @staticmethod
    def resolve_is_legal(certification: Any) -> bool:
        return bool(certification.type.is_legal)


class Certifications(Schema):
    items: list[CertificationOut]
    total: int


class CertificationIn(http.In):
    technician_id: int
    certification_type_id: int
    valid_from: date
    expires_on: date | None = None
    number: str = ""
    issuer: str = ""


class CertificationChange(http.In):
    version: int | None = None
    valid_from: date = date.min
    expires_on: date | None = None
    number: str = ""
    issuer: str = ""


class TerritoryOut(Schema):
    id: int
    version: int
    name: str
    polygon: dict[str, Any] | None
    postal_codes: list[str]
    archived_at: datetime | None


class Territories(Schema):
    items: list[TerritoryOut]
    total: int


class TerritoryIn(http.In):
    name: Name
    polygon: dict[str, Any] | None = Field(None, description="GeoJSON Polygon or MultiPolygon, [lon, lat]")
    postal_codes: list[str] = []


class TerritoryChange(http.In):
    version: int | None = None
    name: Name = ""
    polygon: dict[str, Any] | None = None
    postal_codes: list[str] = []
    archived: bool = False


class SkillLevel(Schema):
    skill_id: int
    level: int = Field(1, ge=1, le=5)


class SkillLevelOut(SkillLevel):
    name: str

    @staticmethod
    def resolve_name(held: Any) -> str:
        return str(held.skill.name)


class TerritoryNameOut(Schema):
    id: int
    name: str


class ShiftPattern(Schema):
    """Wall time in the technician's zone; past midnight if it ends before it starts."""

    weekday: int = Field(ge=0, le=6, description="Monday is 0")
    starts: WallTime
    ends: WallTime
    from_on: date | None = None
    to_on: date | None = None


class TechnicianOut(Schema):
    id: int
    version: int
    name: str
    user_id: int | None
    team_id: int | None
    phone: str
    zone: str
    home_lat: float | None
    home_lon: float | None
    depot_lat: float | None
    depot_lon: float | None
    start_policy: DayEnd
    end_policy: DayEnd
    max_travel_s: int | None
    vehicle: str
    holiday_country: str
    holiday_subdivision: str
    cost_rate: Decimal | None
    currency: str
    skills: list[SkillLevelOut]
    territories: list[TerritoryNameOut]
    shift_patterns: list[ShiftPattern]
    archived_at: datetime | None
    external_id: str

    @staticmethod
    def resolve_territories(technician: Any) -> list[dict[str, Any]]:
        return [{"id": link.territory_id, "name": link.territory.name} for link in technician.territories.all()]


class Technicians(Schema):
    items: list[TechnicianOut]
    total: int


class TechnicianIn(http.In):
    name: Name
    zone: Zone
    currency: Currency
    user_id: int | None = None
    team_id: int | None = None
    phone: str = ""
    home_lat: Lat | None = None
    home_lon: Lon | None = None
    depot_lat: Lat | None = None
    depot_lon: Lon | None = None
    start_policy: DayEnd = DayEnd.HOME
    end_policy: DayEnd = DayEnd.HOME
    max_travel_s: int | None = Field(None, gt=0)
    vehicle: str = ""
    holiday_country: str = Field(
        "", max_length=2, description="ISO 3166, as the holidays package knows it; empty: no public holidays"
    )
    holiday_subdivision: str = Field("", max_length=10)
    cost_rate: Decimal | None = Field(None, ge=0, description="per hour")
    skills: list[SkillLevel] = []
    territory_ids: list[int] = []
    shift_patterns: list[ShiftPattern] = []
    external_id: str = ""


class TechnicianChange(http.In):
    version: int | None = None
    name: Name = ""
    zone: Zone = ""
    currency: Currency = ""
    user_id: int | None = None
    team_id: int | None = None
    phone: str = ""
    home_lat: Lat | None = None
    home_lon: Lon | None = None
    depot_lat: Lat | None = None
    depot_lon: Lon | None = None
    start_policy: DayEnd = DayEnd.HOME
    end_policy: DayEnd = DayEnd.HOME
    max_travel_s: int | None = Field(None, gt=0)
    vehicle: str = ""
    holiday_country: str = Field(
        "", max_length=2, description="ISO 3166, as the holidays package knows it; empty: no public holidays"
    )
    holiday_subdivision: str = Field("", max_length=10)
    cost_rate: Decimal | None = Field(None, ge=0, description="per hour")
    skills: list[SkillLevel] = []
    territory_ids: list[int] = []
    shift_patterns: list[ShiftPattern] = []
    external_id: str = ""
    archived: bool = False


class ShiftOut(Schema):
    technician_id: int
    on: date
    starts_at: datetime
    ends_at: datetime


class ShiftsOut(Schema):
    items: list[ShiftOut]
    total: int


class ShiftExceptionOut(Schema):
    id: int
    technician_id: int
    on: date
    starts: time | None
    ends: time | None
    reason: str


class ShiftExceptions(Schema):
    items: list[ShiftExceptionOut]
    total: int


class ShiftExceptionIn(http.In):
    technician_id: int
    on: date
    starts: WallTime | None = None
    ends: WallTime | None = None
    reason: str = ""


class AbsenceOut(Schema):
    id: int
    version: int
    technician_id: int
    technician_name: str
    kind: AbsenceKind
    starts_at: datetime
    ends_at: datetime
    note: str
    canceled_at: datetime | None
    is_contested: bool

    @staticmethod
    def resolve_technician_name(absence: Any) -> str:
        return str(absence.technician.name)


class Absences(Schema):
    items: list[AbsenceOut]
    total: int


class AbsenceCancel(http.In):
    version: int | None = None


class AttendanceIn(http.In):
    """When it really was, and why it is not the technician who says it (rule 16)."""

    at: AwareDatetime | None = None
    reason: str = Field("", max_length=2000)


class AttendanceState(Schema):
    state: Literal["off", "work", "break"]
    since: datetime | None


class AttendancePart(Schema):
    kind: AttendanceKind
    starts_at: datetime
    ends_at: datetime | None
    start_said: str
    end_said: str


class TimesheetDay(Schema):
    on: date
    clocked_on_at: datetime
    clocked_off_at: datetime | None
    work_s: int
    break_s: int
    parts: list[AttendancePart]


class Timesheet(Schema):
    state: Literal["off", "work", "break"]
    since: datetime | None
    items: list[TimesheetDay]
    total: int


class Turn(http.In):
    """A weekly turn in wall time of the rota's zone; past midnight if it ends before it starts."""

    rank: Literal["primary", "secondary"]
    technician_id: int
    weekday: int = Field(ge=0, le=6, description="Monday is 0")
    starts: WallTime
    ends: WallTime
    from_on: date | None = None
    to_on: date | None = None


class TurnOut(Schema):
    rank: Literal["primary", "secondary"]
    technician_id: int
    technician_name: str
    weekday: int
    starts: time
    ends: time
    from_on: date | None
    to_on: date | None

    @staticmethod
    def resolve_rank(turn: Any) -> str:
        return OnCallRank(turn.rank).name.lower()

    @staticmethod
    def resolve_technician_name(turn: Any) -> str:
        return str(turn.technician.name)


class OnCallRotaIn(http.In):
    name: Name
    zone: Zone
    territory_id: int | None = None
    skill_id: int | None = None
    patterns: list[Turn] = Field([], max_length=200)


class OnCallRotaChange(http.In):
    version: int | None = None
    name: Name = ""
    zone: Zone = ""
    territory_id: int | None = None
    skill_id: int | None = None
    patterns: list[Turn] = Field([], max_length=200)
    archived: bool = False


class OnCallRotaOut(Schema):
    id: int
    version: int
    name: str
    zone: str
    territory_id: int | None
    territory: str | None
    skill_id: int | None
    skill: str | None
    patterns: list[TurnOut]
    archived_at: datetime | None

    @staticmethod
    def resolve_territory(rota: Any) -> str | None:
        return rota.territory.name if rota.territory else None

    @staticmethod
    def resolve_skill(rota: Any) -> str | None:
        return rota.skill.name if rota.skill else None


class OnCallRotas(Schema):
    items: list[OnCallRotaOut]
    total: int


class OnCallSwapIn(http.In):
    rank: Literal["primary", "secondary"]
    on: date
    technician_id: int
    reason: str = Field("", max_length=2000)


class OnCallSwapOut(Schema):
    id: int
    on_call_rota_id: int
    rank: Literal["primary", "secondary"]
    on: date
    technician_id: int
    reason: str

    @staticmethod
    def resolve_on_call_rota_id(swap: Any) -> int:
        return int(swap.rota_id)

    @staticmethod
    def resolve_rank(swap: Any) -> str:
        return OnCallRank(swap.rank).name.lower()


class DutyOut(Schema):
    on_call_rota_id: int
    rank: Literal["primary", "secondary"]
    technician_id: int
    technician_name: str
    technician_phone: str
    on: date
    starts_at: datetime
    ends_at: datetime
    swap_id: int | None
    instead_of: str | None
    reason: str
    is_away: bool


class Duties(Schema):
    items: list[DutyOut]
    total: int


class OnCallNow(Schema):
    on_call_rota_id: int
    name: str
    zone: str
    territory: str | None
    skill: str | None
    duties: list[DutyOut]


class OnCall(Schema):
    at: datetime
    items: list[OnCallNow]
    total: int


@router.get("/teams", response=Teams)
def list_teams(request: HttpRequest, page: int = 1, page_size: int = 50) -> dict[str, object]:
    """The teams."""
    actor = allow(request, roles.SIGNED_IN)
    items, total = http.page(queries.list_teams(actor=actor), page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/teams", response={201: TeamOut})
def create_team(request: HttpRequest, body: TeamIn) -> HttpResponse:
    """Make a team."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        return technicians.create_team(name=body.name, actor=actor, now=clock.now())

    return http.write(request, "workforce.create_team", effect, body=body, out=TeamOut, status=201)


@router.patch("/teams/{team_id}", response=TeamOut)
def change_team(request: HttpRequest, team_id: int, body: TeamChange) -> HttpResponse:
    """Rename a team."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        version = values.pop("version", None)
        team = queries.get_team(actor=actor, team_id=team_id)
        return technicians.change_team(team=team, values=values, version=version, actor=actor, now=clock.now())

    return http.write(request, "workforce.change_team", effect, body=body, out=TeamOut, team_id=team_id)


@router.get("/skills", response=Skills)
def list_skills(
    request: HttpRequest, search: str = "", archived: bool = False, page: int = 1, page_size: int = 200
) -> dict[str, object]:
    """What people can do."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_skills(actor=actor, search=search, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/skills", response={201: SkillOut})
def create_skill(request: HttpRequest, body: SkillIn) -> HttpResponse:
    """Name a skill."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        return technicians.create_skill(name=body.name, actor=actor, now=clock.now())

    return http.write(request, "workforce.create_skill", effect, body=body, out=SkillOut, status=201)


@router.patch("/skills/{skill_id}", response=SkillOut)
def change_skill(request: HttpRequest, skill_id: int, body: SkillChange) -> HttpResponse:
    """Rename or archive a skill."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        version = values.pop("version", None)
        skill = queries.get_skill(actor=actor, skill_id=skill_id)
        return technicians.change_skill(skill=skill, values=values, version=version, actor=actor, now=clock.now())

    return http.write(request, "workforce.change_skill", effect, body=body, out=SkillOut, skill_id=skill_id)


@router.get("/certification-types", response=CertificationTypes)
def list_certification_types(
    request: HttpRequest, search: str = "", archived: bool = False, page: int = 1, page_size: int = 200
) -> dict[str, object]:
    """The kinds of certificate."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_certification_types(actor=actor, search=search, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/certification-types", response={201: CertificationTypeOut})
def create_certification_type(request: HttpRequest, body: CertificationTypeIn) -> HttpResponse:
    """Name a kind of certificate."""
    actor = allow(request, roles.DISPATCH | roles.COMPLIANCE)

    def effect() -> object:
        return technicians.create_certification_type(**body.dict(), actor=actor, now=clock.now())

    return http.write(
        request, "workforce.create_certification_type", effect, body=body, out=CertificationTypeOut, status=201
    )


@router.patch("/certification-types/{certification_type_id}", response=CertificationTypeOut)
def change_certification_type(
    request: HttpRequest, certification_type_id: int, body: CertificationTypeChange
) -> HttpResponse:
    """Rename or archive a kind of certificate, or say whether the law demands it."""
    actor = allow(request, roles.DISPATCH | roles.COMPLIANCE)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        version = values.pop("version", None)
        kind = queries.get_certification_type(actor=actor, certification_type_id=certification_type_id)
        return technicians.change_certification_type(
            certification_type=kind, values=values, version=version, actor=actor, now=clock.now()
        )

    return http.write(
        request,
        "workforce.change_certification_type",
        effect,
        body=body,
        out=CertificationTypeOut,
        certification_type_id=certification_type_id,
    )


@router.get("/certifications", response=Certifications)
def list_certifications(
    request: HttpRequest, technician_id: int | None = None, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """What technicians may do, and until when."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_certifications(actor=actor, technician_id=technician_id)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/certifications", response={201: CertificationOut})
def add_certification(request: HttpRequest, body: CertificationIn) -> HttpResponse:
    """Give a technician a certificate; a renewal is a further one."""
    actor = allow(request, roles.DISPATCH | roles.COMPLIANCE)

    def effect() -> object:
        values = body.dict()
        technician = queries.get_technician(actor=actor, technician_id=values.pop("technician_id"))
        kind = queries.get_certification_type(actor=actor, certification_type_id=values.pop("certification_type_id"))
        return technicians.add_certification(
            technician=technician, certification_type=kind, **values, actor=actor, now=clock.now()
        )

    return http.write(request, "workforce.add_certification", effect, body=body, out=CertificationOut, status=201)


@router.patch("/certifications/{certification_id}", response=CertificationOut)
def change_certification(request: HttpRequest, certification_id: int, body: CertificationChange) -> HttpResponse:
    """Correct a certificate's dates or number."""
    actor = allow(request, roles.DISPATCH | roles.COMPLIANCE)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        version = values.pop("version", None)
        certification = queries.get_certification(actor=actor, certification_id=certification_id)
        return technicians.change_certification(
            certification=certification, values=values, version=version, actor=actor, now=clock.now()
        )

    return http.write(
        request,
        "workforce.change_certification",
        effect,
        body=body,
        out=CertificationOut,
        certification_id=certification_id,
    )


@router.get("/territories", response=Territories)
def list_territories(
    request: HttpRequest, search: str = "", archived: bool = False, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """The areas of responsibility."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_territories(actor=actor, search=search, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/territories", response={201: TerritoryOut})
def create_territory(request: HttpRequest, body: TerritoryIn) -> HttpResponse:
    """Draw or list an area of responsibility."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        return technicians.create_territory(**body.dict(), actor=actor, now=clock.now())

    return http.write(request, "workforce.create_territory", effect, body=body, out=TerritoryOut, status=201)


@router.patch("/territories/{territory_id}", response=TerritoryOut)
def change_territory(request: HttpRequest, territory_id: int, body: TerritoryChange) -> HttpResponse:
    """Rename, redraw or archive an area."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        version = values.pop("version", None)
        territory = queries.get_territory(actor=actor, territory_id=territory_id)
        return technicians.change_territory(
            territory=territory, values=values, version=version, actor=actor, now=clock.now()
        )

    return http.write(
        request, "workforce.change_territory", effect, body=body, out=TerritoryOut, territory_id=territory_id
    )


@router.get("/technicians", response=Technicians)
def list_technicians(
    request: HttpRequest, search: str = "", archived: bool = False, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """The technicians, by name."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_technicians(actor=actor, search=search, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": [_shown_to(actor, technician) for technician in items], "total": total}


@router.get("/technicians.csv", response={200: Any})
def download_technicians(request: HttpRequest, search: str = "", archived: bool = False) -> StreamingHttpResponse:
    """The technicians of a list as a file that can be imported again."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_technicians(actor=actor, search=search, archived=archived)
    return http.csv_file(table(tables.TECHNICIANS, rows.iterator(chunk_size=500)), "technicians")


@router.post("/technicians", response={201: TechnicianOut})
def create_technician(request: HttpRequest, body: TechnicianIn) -> HttpResponse:
    """Enter a technician with his skills, territories and usual shifts."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = _with_people(actor, body.dict())
        made = technicians.create_technician(**values, actor=actor, now=clock.now())
        return queries.get_technician(actor=actor, technician_id=made.pk)

    return http.write(request, "workforce.create_technician", effect, body=body, out=TechnicianOut, status=201)


@router.get("/technicians/{technician_id}", response=TechnicianOut)
def get_technician(request: HttpRequest, technician_id: int) -> object:
    """One technician."""
    actor = allow(request, roles.SIGNED_IN)
    return _shown_to(actor, queries.get_technician(actor=actor, technician_id=technician_id))


@router.get("/technicians/{technician_id}/changes", response=http.Changes)
def list_technician_changes(
    request: HttpRequest, technician_id: int, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """Every change of a technician, his skills, certificates, shifts and absences: who, when, from what to what."""
    actor = allow(request, roles.OFFICE)
    technician = queries.get_technician(actor=actor, technician_id=technician_id)
    changes = queries.changes_of_technician(technician, actor=actor)
    return http.page_of(changes, page=page, page_size=page_size)


@router.patch("/technicians/{technician_id}", response=TechnicianOut)
def change_technician(request: HttpRequest, technician_id: int, body: TechnicianChange) -> HttpResponse:
    """Change, archive or restore a technician; `skills`, `territory_ids`, `shift_patterns` replace all of them."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = _with_people(actor, body.dict(exclude_unset=True))
        version = values.pop("version", None)
        technician = queries.get_technician(actor=actor, technician_id=technician_id)
        technicians.change_technician(
            technician=technician, values=values, version=version, actor=actor, now=clock.now()
        )
        return queries.get_technician(actor=actor, technician_id=technician_id)

    return http.write(
        request, "workforce.change_technician", effect, body=body, out=TechnicianOut, technician_id=technician_id
    )


@router.get("/technicians/{technician_id}/shifts", response=ShiftsOut)
def list_shifts(request: HttpRequest, technician_id: int, starts_at: datetime, ends_at: datetime) -> dict[str, object]:
    """When a technician is there, in UTC: patterns and exceptions together."""
    actor = allow(request, roles.SIGNED_IN)
    technician = queries.get_technician(actor=actor, technician_id=technician_id)
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        raise Invalid("starts_at and ends_at are instants with an offset, such as 2026-03-02T00:00:00Z.")
    if not starts_at < ends_at <= starts_at + _LONGEST:
        raise Invalid(f"Shifts of at most {_LONGEST.days} days are listed.", starts_at=starts_at, ends_at=ends_at)
    found = queries.shifts_utc([technician.pk], starts_at, ends_at)[technician.pk]
    items = [
        {"technician_id": technician.pk, "on": s.on, "starts_at": s.starts_at, "ends_at": s.ends_at} for s in found
    ]
    return {"items": items, "total": len(items)}


@router.get("/shift-exceptions", response=ShiftExceptions)
def list_shift_exceptions(
    request: HttpRequest, technician_id: int | None = None, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """The dates on which somebody works other hours than usual, or not at all."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_shift_exceptions(actor=actor, technician_id=technician_id)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/shift-exceptions", response={201: ShiftExceptionOut})
def add_shift_exception(request: HttpRequest, body: ShiftExceptionIn) -> HttpResponse:
    """Change a technician's hours on one date; without hours he is off."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict()
        technician = queries.get_technician(actor=actor, technician_id=values.pop("technician_id"))
        return technicians.add_shift_exception(technician=technician, **values, actor=actor, now=clock.now())

    return http.write(request, "workforce.add_shift_exception", effect, body=body, out=ShiftExceptionOut, status=201)


@router.delete("/shift-exceptions/{shift_exception_id}")
def remove_shift_exception(request: HttpRequest, shift_exception_id: int) -> HttpResponse:
    """Let the usual hours hold again on that date."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> None:
        exception = queries.get_shift_exception(actor=actor, shift_exception_id=shift_exception_id)
        technicians.remove_shift_exception(shift_exception=exception, actor=actor, now=clock.now())

    return http.write(request, "workforce.remove_shift_exception", effect, shift_exception_id=shift_exception_id)


@router.post("/absences/{absence_id}/cancel", response=AbsenceOut)
def cancel_absence(request: HttpRequest, absence_id: int, body: AbsenceCancel) -> HttpResponse:
    """Say that a technician is there after all."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        absence = queries.get_absence(actor=actor, absence_id=absence_id)
        return occupancy.cancel_absence(absence=absence, version=body.version, actor=actor, now=clock.now())

    return http.write(request, "workforce.cancel_absence", effect, body=body, out=AbsenceOut, absence_id=absence_id)


@router.get("/technicians/{technician_id}/timesheet", response=Timesheet)
def get_timesheet(
    request: HttpRequest, technician_id: int, from_on: date, to_on: date, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """When a technician really was there, by day: clocked on and off, at work and on breaks."""
    actor = allow(request, roles.SIGNED_IN)
    technician = queries.get_technician(actor=actor, technician_id=technician_id)
    if not from_on <= to_on <= from_on + _LONGEST:
        raise Invalid(f"A timesheet has at most {_LONGEST.days} days.", from_on=from_on, to_on=to_on)
    days = queries.timesheet(technician, from_on, to_on, clock.now())
    shown = http.page_of(days, page=page, page_size=page_size)
    return {**queries.attendance_of(technician.pk), **shown}


@router.post("/technicians/{technician_id}/clock-on", response=AttendanceState)
def clock_on(request: HttpRequest, technician_id: int, body: AttendanceIn) -> HttpResponse:
    """A technician's day begins."""
    return _attend(request, "clock_on", technician_id, attendance.clock_on, body)


@router.post("/technicians/{technician_id}/start-break", response=AttendanceState)
def start_break(request: HttpRequest, technician_id: int, body: AttendanceIn) -> HttpResponse:
    """A technician takes a break."""
    return _attend(request, "start_break", technician_id, attendance.start_break, body)


@router.post("/technicians/{technician_id}/end-break", response=AttendanceState)
def end_break(request: HttpRequest, technician_id: int, body: AttendanceIn) -> HttpResponse:
    """A technician is back from his break."""
    return _attend(request, "end_break", technician_id, attendance.end_break, body)


@router.post("/technicians/{technician_id}/clock-off", response=AttendanceState)
def clock_off(request: HttpRequest, technician_id: int, body: AttendanceIn) -> HttpResponse:
    """A technician's day is over."""
    return _attend(request, "clock_off", technician_id, attendance.clock_off, body)


def _attend(
    request: HttpRequest, name: str, technician_id: int, action: Callable[..., object], body: AttendanceIn
) -> HttpResponse:
    actor = allow(request, roles.DISPATCH | roles.FIELD)

    def effect() -> object:
        technician = queries.get_technician(actor=actor, technician_id=technician_id)
        action(technician=technician, **body.dict(), actor=actor, now=clock.now())
        return queries.attendance_of(technician.pk)

    return http.write(request, f"workforce.{name}", effect, body=body, out=AttendanceState, technician_id=technician_id)


@router.get("/on-call-rotas", response=OnCallRotas)
def list_on_call_rotas(
    request: HttpRequest, archived: bool = False, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """The rotas of who answers outside of hours."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_on_call_rotas(actor=actor, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/on-call-rotas", response={201: OnCallRotaOut})
def create_on_call_rota(request: HttpRequest, body: OnCallRotaIn) -> HttpResponse:
    """Begin a rota of who answers outside of hours."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        made = on_call.create_on_call_rota(**_with_ranks(body.dict()), actor=actor, now=clock.now())
        return queries.get_on_call_rota(actor=actor, on_call_rota_id=made.pk)

    return http.write(request, "workforce.create_on_call_rota", effect, body=body, out=OnCallRotaOut, status=201)


@router.get("/on-call-rotas/{on_call_rota_id}", response=OnCallRotaOut)
def get_on_call_rota(request: HttpRequest, on_call_rota_id: int) -> object:
    """One rota with its weekly turns."""
    return queries.get_on_call_rota(actor=allow(request, roles.SIGNED_IN), on_call_rota_id=on_call_rota_id)


@router.patch("/on-call-rotas/{on_call_rota_id}", response=OnCallRotaOut)
def change_on_call_rota(request: HttpRequest, on_call_rota_id: int, body: OnCallRotaChange) -> HttpResponse:
    """Change or archive a rota; `patterns` replaces all of its turns."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = _with_ranks(body.dict(exclude_unset=True))
        version = values.pop("version", None)
        rota = queries.get_on_call_rota(actor=actor, on_call_rota_id=on_call_rota_id)
        on_call.change_on_call_rota(rota=rota, values=values, version=version, actor=actor, now=clock.now())
        return queries.get_on_call_rota(actor=actor, on_call_rota_id=on_call_rota_id)

    return http.write(
        request, "workforce.change_on_call_rota", effect, body=body, out=OnCallRotaOut, on_call_rota_id=on_call_rota_id
    )


@router.get("/on-call-rotas/{on_call_rota_id}/duties", response=Duties)
def list_on_call_duties(
    request: HttpRequest,
    on_call_rota_id: int,
    starts_at: AwareDatetime,
    ends_at: AwareDatetime,
    page: int = 1,
    page_size: int = 200,
) -> dict[str, object]:
    """Who is on call in a rota when, in UTC: weekly turns and swaps together."""
    actor = allow(request, roles.SIGNED_IN)
    rota = queries.get_on_call_rota(actor=actor, on_call_rota_id=on_call_rota_id)
    if not starts_at < ends_at <= starts_at + _LONGEST:
        raise Invalid(f"At most {_LONGEST.days} days are listed.", starts_at=starts_at, ends_at=ends_at)
    return http.page_of(queries.list_duties([rota], starts_at, ends_at), page=page, page_size=page_size)


@router.post("/on-call-rotas/{on_call_rota_id}/swaps", response={201: OnCallSwapOut})
def swap_on_call(request: HttpRequest, on_call_rota_id: int, body: OnCallSwapIn) -> HttpResponse:
    """Let another technician answer, for the duties that begin on one date."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict()
        rota = queries.get_on_call_rota(actor=actor, on_call_rota_id=on_call_rota_id)
        technician = queries.get_technician(actor=actor, technician_id=values.pop("technician_id"))
        values["rank"] = OnCallRank[values["rank"].upper()]
        return on_call.swap_on_call(rota=rota, technician=technician, **values, actor=actor, now=clock.now())

    return http.write(
        request, "workforce.swap_on_call", effect, body=body, out=OnCallSwapOut, status=201,
        on_call_rota_id=on_call_rota_id,
    )  # fmt: skip


@router.delete("/on-call-swaps/{on_call_swap_id}")
def remove_on_call_swap(request: HttpRequest, on_call_swap_id: int) -> HttpResponse:
    """Let the usual technician answer after all."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> None:
        swap = queries.get_on_call_swap(actor=actor, on_call_swap_id=on_call_swap_id)
        on_call.remove_on_call_swap(swap=swap, actor=actor, now=clock.now())

    return http.write(request, "workforce.remove_on_call_swap", effect, on_call_swap_id=on_call_swap_id)


@router.get("/on-call", response=OnCall)
def get_on_call(
    request: HttpRequest,
    at: AwareDatetime | None = None,
    territory_id: int | None = None,
    lat: Lat | None = None,
    lon: Lon | None = None,
    postal_code: str = "",
    skill_id: int | None = None,
) -> dict[str, object]:
    """Who is on call, now or at an instant, for an area (a territory, or a place in one) and a trade."""
    actor = allow(request, roles.SIGNED_IN)
    when = at or clock.now()
    found = queries.on_call_at(
        when, actor=actor, place=place_of(lat, lon), postal_code=postal_code, territory_id=territory_id,
        skill_id=skill_id,
    )  # fmt: skip
    return {"at": when, "items": found, "total": len(found)}


def _with_ranks(values: dict[str, Any]) -> dict[str, Any]:
    for pattern in values.get("patterns", ()):
        pattern["rank"] = OnCallRank[pattern["rank"].upper()].value
    return values


def _shown_to(actor: Actor, technician: Any) -> Any:
    """What somebody costs is for the office."""
    if not actor.is_any(roles.SEES_MONEY):
        technician.cost_rate = None
    return technician


def _with_people(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Turn the ids of a user and a team into them."""
    if "user_id" in values:
        user_id = values.pop("user_id")
        values["user"] = None if user_id is None else find_user(user_id)
        if user_id is not None and values["user"] is None:
            raise Invalid(f"There is no active user {user_id}.", field="user_id")
    if "team_id" in values:
        team_id = values.pop("team_id")
        values["team"] = None if team_id is None else queries.get_team(actor=actor, team_id=team_id)
    return values
