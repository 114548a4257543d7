"""Reads of technicians, their qualifications, shifts and occupancy; the only way from an id to one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q, TextField, Value

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.foundation.audit import changes_of
from truckroll.foundation.local_time import local_date
from truckroll.foundation.prepared import Prepared, PreparedRows
from truckroll.foundation.refusals import NotFound
from truckroll.travel.places import Place, in_territory
from truckroll.workforce.models import (
    Absence,
    AbsenceKind,
    Attendance,
    AttendanceKind,
    Certification,
    CertificationType,
    Occupancy,
    OnCallPattern,
    OnCallRank,
    OnCallRota,
    OnCallSwap,
    ShiftException,
    ShiftPattern,
    Skill,
    Team,
    Technician,
    Technicians,
    TechnicianSkill,
    TechnicianTerritory,
    Territory,
)
from truckroll.workforce.on_call import Duty, Turn, duties_between
from truckroll.workforce.rota import Hours, Pattern, Shift, shifts_between

M = TypeVar("M", bound=models.Model)

# Who has one of these is not there at all, not even for a call at night.
NOT_THERE = (AbsenceKind.LEAVE, AbsenceKind.SICK, AbsenceKind.OTHER)

# How much of the rota travels with a technician's row: what a board usually shows around today.
ROTA_BEFORE, ROTA_AFTER = timedelta(days=8), timedelta(days=36)


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch of a technician's time that is taken."""

    technician_id: int
    starts_at: datetime
    ends_at: datetime
    kind: str
    source_id: int
    held_until: datetime | None = None
    """When it is free again by itself."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as planning sees it."""

    type_id: int
    name: str
    is_legal: bool
    number: str
    valid_from: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Qualification:
    """What a technician can do (skill id → level) and may do."""

    skills: dict[int, int] = field(default_factory=dict)
    certificates: list[Certificate] = field(default_factory=list)


def _one(rows: models.QuerySet[M], noun: str, pk: int) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        facts: dict[str, Any] = {f"{noun}_id": pk}
        raise NotFound(f"There is no {noun.replace('_', ' ')} {pk}.", **facts)
    return found


def list_technicians(*, actor: Actor, search: str = "", archived: bool = False) -> Technicians:
    """This will list the technicians the actor may see, by name, with all that is shown of them."""
    rows = Technician.objects.visible_to(actor).filter(archived_at__isnull=not archived)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(external_id=search))
    return rows.prefetch_related(*_SHOWN).order_by("name", "id")


def visible_technician_ids(actor: Actor) -> list[int] | None:
    """This will be the technicians in use a limited dispatcher may see; None, and no query, for whom no limit holds."""
    if not actor.territory_ids:
        return None
    return list(Technician.objects.visible_to(actor).filter(archived_at=None).values_list("pk", flat=True))


def get_technician(*, actor: Actor, technician_id: int) -> Technician:
    """This will be the technician with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see him.
    """
    return _one(Technician.objects.visible_to(actor).prefetch_related(*_SHOWN), "technician", technician_id)


def technicians_named(*, actor: Actor, words: Sequence[str], phone: str, at_most: int) -> list[Technician]:
    """This will list technicians in use by the beginnings of their names, or by the end of a phone number.

    `phone` is read backwards, as `customers.callers.phone_tail` gives it.
    """
    rows = Technician.objects.visible_to(actor).filter(archived_at=None).order_by("name", "id")
    if phone:
        digits = Func(
            F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=TextField()
        )
        rows = rows.annotate(_digits=digits).filter(_digits__endswith=phone[::-1])
    elif words:
        for word in words:
            rows = rows.filter(name__iregex=rf"\m{re.escape(word)}")
    else:
        return []
    return list(rows[:at_most])


def changes_of_technician(technician: Technician, *, actor: Actor) -> list[dict[str, Any]]:
    """This will list every change of a technician and of what he can, may and is there for, newest first."""
    kinds = (TechnicianSkill, TechnicianTerritory, Certification, ShiftPattern, ShiftException, Absence)
    his: dict[type[models.Model], dict[str, int]] = {kind: {"technician_id": technician.pk} for kind in kinds}
    hidden = () if actor.is_any(roles.SEES_MONEY) else ("cost_rate",)
    return changes_of({Technician: {"id": technician.pk}, **his}, hidden=hidden)


def find_technician(technician_id: int) -> Technician | None:
    """This will be the technician with that id, for steps nobody clicked, or None."""
    return _BY_ID.find(technician_id)


_BY_ID = PreparedRows(lambda ids: Technician.objects.filter(pk__in=ids))


def find_technician_of_user(user_id: int) -> Technician | None:
    """This will be the technician a signed-in person is, or None."""
    return Technician.objects.filter(user_id=user_id, archived_at=None).first()


def technicians_of_users(user_ids: Iterable[int]) -> dict[int, int]:
    """This will say which technician each of these people is; who is none is left out."""
    return dict(Technician.objects.filter(user_id__in=user_ids, archived_at=None).values_list("user_id", "pk"))


def describe_person(user_id: int) -> dict[str, Any]:
    """This will be what the sign-in asks of this room: which technician and team a person belongs to."""
    return next(iter(_PEOPLE.ask([user_id])), {})


_PEOPLE = Prepared(
    lambda ids: Technician.objects.filter(user_id__in=ids, archived_at=None).values("team_id", technician_id=F("id"))
)


def list_teams(*, actor: Actor) -> models.QuerySet[Team]:
    """This will list the teams; the office sees all, others their own."""
    rows = Team.objects.order_by("name", "id")
    return rows if actor.is_any(roles.OFFICE) else rows.filter(pk=actor.team_id or 0)


def get_team(*, actor: Actor, team_id: int) -> Team:
    """This will be the team with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    return _one(list_teams(actor=actor), "team", team_id)


def list_skills(*, actor: Actor, search: str = "", archived: bool = False) -> models.QuerySet[Skill]:
    """This will list the skills by name; they are the company's words and no secret."""
    rows = Skill.objects.filter(archived_at__isnull=not archived).order_by("name", "id")
    return rows.filter(name__icontains=search) if search else rows


def get_skill(*, actor: Actor, skill_id: int) -> Skill:
    """This will be the skill with that id.

    Raises
    ------
    NotFound
        There is none.
    """
    return _one(Skill.objects.all(), "skill", skill_id)


def skill_names(skill_ids: Iterable[int] | None = None) -> dict[int, str]:
    """This will be the names of skills by id; of all without ids."""
    if skill_ids is None:
        return dict(Skill.objects.values_list("id", "name"))
    return {row["id"]: row["name"] for row in _SKILL_NAMES.ask(set(skill_ids))}


_SKILL_NAMES = Prepared(lambda ids: Skill.objects.filter(pk__in=ids).order_by("id").values("id", "name"))


def list_certification_types(
    *, actor: Actor, search: str = "", archived: bool = False
) -> models.QuerySet[CertificationType]:
    """This will list the kinds of certificate by name."""
    rows = CertificationType.objects.filter(archived_at__isnull=not archived).order_by("name", "id")
    return rows.filter(name__icontains=search) if search else rows


def get_certification_type(*, actor: Actor, certification_type_id: int) -> CertificationType:
    """This will be the kind of certificate with that id.

    Raises
    ------
    NotFound
        There is none.
    """
    return _one(CertificationType.objects.all(), "certification_type", certification_type_id)


def certification_type_names(ids: Iterable[int] | None = None) -> dict[int, str]:
    """This will be the names of kinds of certificate by id; of all without ids."""
    rows = CertificationType.objects.all() if ids is None else CertificationType.objects.filter(pk__in=set(ids))
    return dict(rows.values_list("id", "name"))


def certification_types() -> dict[int, dict[str, Any]]:
    """This will be, by id, the name of every kind of certificate and whether a law asks for it."""
    return {
        pk: {"name": name, "is_legal": is_legal}
        for pk, name, is_legal in CertificationType.objects.values_list("id", "name", "is_legal")
    }


def list_certifications(*, actor: Actor, technician_id: int | None = None) -> models.QuerySet[Certification]:
    """This will list the certificates of the technicians the actor may see, the newest of a kind first."""
    rows = Certification.objects.filter(technician__in=Technician.objects.visible_to(actor)).select_related("type")
    if technician_id is not None:
        rows = rows.filter(technician_id=technician_id)
    return rows.order_by("technician_id", "type__name", "-valid_from", "id")


def lapsing_certifications(
    *, now: datetime, within_days: int, actor: Actor | None = None, lapsed_days: int = 0
) -> list[tuple[Certification, int]]:
    """This will list the certificates of people in use that lapse by then, or lapsed lately, the first to lapse first.

    Each with the days that are left, counted from the date where its holder is: negative once it has lapsed. One that
    a later or unlimited certificate of its kind replaces does not lapse. One query.
    """
    others = Certification.objects.filter(technician=OuterRef("technician"), type=OuterRef("type"))
    replaced = others.filter(Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on")))
    # Somewhere it is tomorrow already, or still yesterday.
    span = (now.date() - timedelta(days=lapsed_days + 1), now.date() + timedelta(days=within_days + 1))
    rows = Certification.objects.filter(
        ~Exists(replaced), expires_on__range=span, technician__archived_at=None, type__archived_at=None
    )
    if actor is not None:
        rows = rows.filter(technician__in=Technician.objects.visible_to(actor))
    found = rows.select_related("type", "technician").order_by("expires_on", "technician__name", "id")
    left = [(one, (one.expires_on - local_date(now, one.technician.zone)).days) for one in found if one.expires_on]
    return [(one, days) for one, days in left if -lapsed_days <= days <= within_days]


def get_certification(*, actor: Actor, certification_id: int) -> Certification:
    """This will be the certificate with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see whose it is.
    """
    return _one(list_certifications(actor=actor), "certification", certification_id)


def list_territories(*, actor: Actor, search: str = "", archived: bool = False) -> models.QuerySet[Territory]:
    """This will list the territories by name."""
    rows = Territory.objects.filter(archived_at__isnull=not archived).order_by("name", "id")
    return rows.filter(name__icontains=search) if search else rows


def territories_in_use() -> list[Territory]:
    """This will list the territories in use by name, for what is worked out from where they are."""
    return _TERRITORIES_IN_USE.ask()


_TERRITORIES_IN_USE = PreparedRows(lambda: Territory.objects.filter(archived_at=None).order_by("name", "id"))


def known_territories(territory_ids: Iterable[int]) -> set[int]:
    """This will be those of the ids that are territories in use."""
    rows = Territory.objects.filter(pk__in=list(territory_ids), archived_at=None)
    return set(rows.values_list("id", flat=True))


def get_territory(*, actor: Actor, territory_id: int) -> Territory:
    """This will be the territory with that id.

    Raises
    ------
    NotFound
        There is none.
    """
    return _one(Territory.objects.all(), "territory", territory_id)


def list_shift_exceptions(*, actor: Actor, technician_id: int | None = None) -> models.QuerySet[ShiftException]:
    """This will list the dated exceptions of the technicians the actor may see, by date."""
    rows = ShiftException.objects.filter(technician__in=Technician.objects.visible_to(actor))
    return (rows.filter(technician_id=technician_id) if technician_id is not None else rows).order_by("on", "id")


def get_shift_exception(*, actor: Actor, shift_exception_id: int) -> ShiftException:
    """This will be the exception with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see whose it is.
    """
    return _one(list_shift_exceptions(actor=actor), "shift_exception", shift_exception_id)


def list_absences(
    *,
    actor: Actor,
    technician_id: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> models.QuerySet[Absence]:
    """This will list the absences that hold, of the technicians the actor may see, overlapping the period, by start.

    Breaks are left out: they are on the board, and in the timesheet.
    """
    rows = Absence.objects.filter(canceled_at=None, technician__in=Technician.objects.visible_to(actor))
    rows = rows.exclude(kind=AbsenceKind.BREAK)
    if technician_id is not None:
        rows = rows.filter(technician_id=technician_id)
    if starts_at is not None:
        rows = rows.filter(ends_at__gt=starts_at)
    if ends_at is not None:
        rows = rows.filter(starts_at__lt=ends_at)
    return rows.select_related("technician").order_by("starts_at", "id")


def get_absence(*, actor: Actor, absence_id: int) -> Absence:
    """This will be the absence with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see whose it is.
    """
    rows = Absence.objects.filter(technician__in=Technician.objects.visible_to(actor))
    return _one(rows, "absence", absence_id)


def absence_row(absence: Absence) -> dict[str, Any]:
    """This will be an absence as the board shows it."""
    return {
        "kind": "absence",
        "id": absence.pk,
        "version": absence.version,
        "technician_id": absence.technician_id,
        "starts_at": absence.starts_at,
        "ends_at": absence.ends_at,
        "absence_kind": absence.kind,
        "note": absence.note,
        "is_contested": absence.is_contested,
    }


def absence_rows(
    starts_at: datetime, ends_at: datetime, technician_ids: Iterable[int] | None = None
) -> list[dict[str, Any]]:
    """This will list the absences of a period as the board shows them, of all without ids; one query."""
    if technician_ids is None:
        held = _ABSENCES.ask(starts_at=starts_at, ends_at=ends_at)
    else:
        held = _ABSENCES_OF.ask(set(technician_ids), starts_at=starts_at, ends_at=ends_at)
    return [absence_row(absence) for absence in held]


def _absences(starts_at: datetime, ends_at: datetime) -> models.QuerySet[Absence]:
    return Absence.objects.filter(canceled_at=None, ends_at__gt=starts_at, starts_at__lt=ends_at).order_by("id")


_ABSENCES = PreparedRows(_absences)
_ABSENCES_OF = PreparedRows(lambda ids, starts_at, ends_at: _absences(starts_at, ends_at).filter(technician_id__in=ids))


def attendance_of(technician_id: int) -> dict[str, Any]:
    """This will say whether a technician is off, at work or on a break, and since when; one query."""
    last = Attendance.objects.filter(technician_id=technician_id).order_by("-starts_at").first()
    if last is None or last.ends_at is not None:
        return {"state": "off", "since": last.ends_at if last else None}
    return {"state": last.kind, "since": last.starts_at}


def attended(
    technician_ids: Iterable[int], starts_at: datetime, ends_at: datetime
) -> list[tuple[int, datetime, datetime]]:
    """This will list when these technicians were clocked on in the period, ended stretches only; one query."""
    rows = _ATTENDED.ask(set(technician_ids), starts_at=starts_at, ends_at=ends_at)
    return [(row["technician_id"], row["starts_at"], row["ends_at"]) for row in rows]


_ATTENDED = Prepared(
    lambda ids, starts_at, ends_at: (
        Attendance.objects.filter(
            technician_id__in=ids, kind=AttendanceKind.WORK, ends_at__gt=starts_at, starts_at__lt=ends_at
        )
        .order_by("starts_at")
        .values("technician_id", "starts_at", "ends_at")
    )
)


def timesheet(technician: Technician, from_on: date, to_on: date, now: datetime) -> list[dict[str, Any]]:
    """This will list the days of a technician that have times, oldest first; what still runs counts up to now."""
    days: dict[date, list[Attendance]] = {}
    rows = Attendance.objects.filter(technician=technician, on__range=(from_on, to_on))
    for one in rows.order_by("starts_at"):
        days.setdefault(one.on, []).append(one)
    return [
        {
            "on": on,
            "clocked_on_at": parts[0].starts_at,
            "clocked_off_at": parts[-1].ends_at,
            "work_s": _seconds(parts, AttendanceKind.WORK, now),
            "break_s": _seconds(parts, AttendanceKind.BREAK, now),
            "parts": parts,
        }
        for on, parts in sorted(days.items())
    ]


def _seconds(parts: Iterable[Attendance], kind: str, now: datetime) -> int:
    mine = [part for part in parts if part.kind == kind]
    return sum(int(((part.ends_at or max(now, part.starts_at)) - part.starts_at).total_seconds()) for part in mine)


def list_on_call_rotas(*, actor: Actor, archived: bool = False) -> models.QuerySet[OnCallRota]:
    """This will list the rotas by name, with their turns; who answers at night is no secret within the company."""
    rows = OnCallRota.objects.filter(archived_at__isnull=not archived).select_related("territory", "skill")
    turns = OnCallPattern.objects.select_related("technician").order_by("rank", "weekday", "starts", "id")
    return rows.prefetch_related(Prefetch("patterns", turns)).order_by("name", "id")


def get_on_call_rota(*, actor: Actor, on_call_rota_id: int) -> OnCallRota:
    """This will be the rota with that id.

    Raises
    ------
    NotFound
        There is none.
    """
    rows = OnCallRota.objects.select_related("territory", "skill").prefetch_related("patterns__technician")
    return _one(rows, "on_call_rota", on_call_rota_id)


def get_on_call_swap(*, actor: Actor, on_call_swap_id: int) -> OnCallSwap:
    """This will be the swap with that id.

    Raises
    ------
    NotFound
        There is none.
    """
    return _one(OnCallSwap.objects.select_related("rota"), "on_call_swap", on_call_swap_id)


def duties_of(rota: OnCallRota, starts_at: datetime, ends_at: datetime) -> list[Duty]:
    """This will list who is on call in a rota in the period, swaps included, by start; two queries."""
    return _duties([rota.pk], {rota.pk: rota.zone}, starts_at, ends_at)[rota.pk]


def list_duties(rotas: Iterable[OnCallRota], starts_at: datetime, ends_at: datetime) -> list[dict[str, Any]]:
    """This will list who is on call in these rotas in the period, by start and rank, as screens show it; five queries.

    `is_away` says that the technician has leave, is sick or the like in that time: nobody would answer.
    """
    zones = {rota.pk: rota.zone for rota in rotas}
    found = [(pk, duty) for pk, duties in _duties(zones, zones, starts_at, ends_at).items() for duty in duties]
    swaps = {(swap.rota_id, swap.rank, swap.on): swap for swap in OnCallSwap.objects.filter(rota_id__in=zones)}
    people = {one for _, duty in found for one in (duty.technician_id, duty.instead_of) if one is not None}
    named = {t.pk: t for t in Technician.objects.filter(pk__in=people)}
    away = Absence.objects.filter(
        technician_id__in=people, canceled_at=None, ends_at__gt=starts_at, starts_at__lt=ends_at, kind__in=NOT_THERE
    )
    spans: dict[int, list[tuple[datetime, datetime]]] = {}
    for pk, begins, ends in away.values_list("technician_id", "starts_at", "ends_at"):
        spans.setdefault(pk, []).append((begins, ends))
    shown = []
    for rota_id, duty in found:
        swap = swaps.get((rota_id, duty.rank, duty.on)) if duty.instead_of is not None else None
        shown.append(
            {
                "on_call_rota_id": rota_id,
                "rank": OnCallRank(duty.rank).name.lower(),
                "technician_id": duty.technician_id,
                "technician_name": named[duty.technician_id].name,
                "technician_phone": named[duty.technician_id].phone,
                "on": duty.on,
                "starts_at": duty.starts_at,
                "ends_at": duty.ends_at,
                "swap_id": swap.pk if swap else None,
                "instead_of": named[duty.instead_of].name if duty.instead_of is not None else None,
                "reason": swap.reason if swap else "",
                "is_away": any(b < duty.ends_at and duty.starts_at < e for b, e in spans.get(duty.technician_id, ())),
            }
        )
    return sorted(shown, key=lambda one: (one["starts_at"], one["rank"], one["on_call_rota_id"]))


def on_call_at(
    at: datetime,
    *,
    actor: Actor,
    place: Place | None = None,
    postal_code: str = "",
    territory_id: int | None = None,
    skill_id: int | None = None,
) -> list[dict[str, Any]]:
    """This will be the rotas that answer for an area and a trade, each with who is on call at that instant.

    Without an area all of them are meant, and so without a trade; a rota without one answers for all.
    """
    asked = territory_id is not None or place is not None or bool(postal_code)
    rotas = [
        rota
        for rota in list_on_call_rotas(actor=actor)
        if (skill_id is None or rota.skill_id in (None, skill_id))
        and (not asked or rota.territory is None or _is_in(rota.territory, place, postal_code, territory_id))
    ]
    duties = list_duties(rotas, at, at + timedelta(microseconds=1))
    return [
        {
            "on_call_rota_id": rota.pk,
            "name": rota.name,
            "zone": rota.zone,
            "territory": rota.territory.name if rota.territory else None,
            "skill": rota.skill.name if rota.skill else None,
            "duties": [duty for duty in duties if duty["on_call_rota_id"] == rota.pk],
        }
        for rota in rotas
    ]


def _is_in(territory: Territory, place: Place | None, postal_code: str, territory_id: int | None) -> bool:
    return territory.pk == territory_id or in_territory(
        place, postal_code, polygon=territory.polygon, postal_codes=territory.postal_codes
    )


def _duties(
    rota_ids: Iterable[int], zones: dict[int, str], starts_at: datetime, ends_at: datetime
) -> dict[int, list[Duty]]:
    ids = list(rota_ids)
    turns: dict[int, list[Turn]] = {pk: [] for pk in ids}
    swaps: dict[int, dict[tuple[int, date], int]] = {pk: {} for pk in ids}
    for row in OnCallPattern.objects.filter(rota_id__in=ids).order_by("id"):
        turns[row.rota_id].append(
            Turn(row.rank, row.technician_id, row.weekday, row.starts, row.ends, row.from_on, row.to_on)
        )
    for swap in OnCallSwap.objects.filter(rota_id__in=ids):
        swaps[swap.rota_id][swap.rank, swap.on] = swap.technician_id
    return {pk: duties_between(turns[pk], swaps[pk], zones[pk], starts_at, ends_at) for pk in ids}


_SHOWN = (
    Prefetch("skills", TechnicianSkill.objects.select_related("skill").order_by("skill__name", "id")),
    Prefetch("territories", TechnicianTerritory.objects.select_related("territory").order_by("territory__name", "id")),
    Prefetch("shift_patterns", ShiftPattern.objects.order_by("weekday", "starts", "id")),
)


def technician_cards(technician_ids: Iterable[int] | None = None) -> dict[int, dict[str, Any]]:
    """This will be what other rooms show of technicians, by id; without ids of all in use. Three queries."""
    rows = _CARDS_IN_USE.ask() if technician_ids is None else _CARDS.ask(set(technician_ids))
    ids = [row["id"] for row in rows]
    skills: dict[int, list[dict[str, Any]]] = {}
    for row in _SKILLS.ask(ids):
        card = {"id": row["skill_id"], "name": row["skill__name"], "level": row["level"]}
        skills.setdefault(row["technician_id"], []).append(card)
    territories: dict[int, list[dict[str, Any]]] = {}
    for row in _TERRITORIES.ask(ids):
        card = {"id": row["territory_id"], "name": row["territory__name"]}
        territories.setdefault(row["technician_id"], []).append(card)
    return {row["id"]: _card(row, skills.get(row["id"], []), territories.get(row["id"], [])) for row in rows}


_PLAIN = (
    "id", "version", "name", "team_id", "phone", "zone", "start_policy", "end_policy", "max_travel_s", "vehicle",
    "archived_at",
)  # fmt: skip


def _cards_of(technicians: Technicians) -> models.QuerySet[Any, Any]:
    rows: models.QuerySet[Any, Any] = technicians.order_by("name", "id").values(
        *_PLAIN, "home_lat", "home_lon", "depot_lat", "depot_lon"
    )
    return rows


_CARDS_IN_USE = Prepared(lambda: _cards_of(Technician.objects.filter(archived_at=None)))
_CARDS = Prepared(lambda ids: _cards_of(Technician.objects.filter(pk__in=ids)))
_SKILLS = Prepared(
    lambda ids: (
        TechnicianSkill.objects.filter(technician_id__in=ids)
        .order_by("skill__name", "id")
        .values("technician_id", "skill_id", "skill__name", "level")
    )
)
_TERRITORIES = Prepared(
    lambda ids: (
        TechnicianTerritory.objects.filter(technician_id__in=ids)
        .order_by("territory__name", "id")
        .values("technician_id", "territory_id", "territory__name")
    )
)


def technician_rows(
    technician_ids: Iterable[int] | None, starts_at: datetime, ends_at: datetime
) -> list[dict[str, Any]]:
    """This will list technicians as the board shows them, with their shifts of the period, by name. Six queries."""
    cards = technician_cards(technician_ids)
    rota = shifts_utc(cards, starts_at, ends_at)
    return [
        card
        | {
            "shifts_from": starts_at,
            "shifts_to": ends_at,
            "shifts": [{"starts_at": s.starts_at, "ends_at": s.ends_at, "on": s.on} for s in rota[pk]],
        }
        for pk, card in cards.items()
    ]


def technician_event_rows(technician_ids: Iterable[int], now: datetime) -> list[dict[str, Any]]:
    """This will list technicians as an event carries them: with the shifts that a board shows around today."""
    return technician_rows(technician_ids, now - ROTA_BEFORE, now + ROTA_AFTER)


def shifts_utc(technician_ids: Iterable[int], starts_at: datetime, ends_at: datetime) -> dict[int, list[Shift]]:
    """This will be, by technician, the shifts that overlap the period: patterns and dated exceptions. Three queries."""
    ids = set(technician_ids)
    zones = {row["id"]: row["zone"] for row in _ZONES.ask(ids)}
    patterns: dict[int, list[Pattern]] = {}
    exceptions: dict[int, list[Hours]] = {}
    for row in _PATTERNS.ask(ids):
        pattern = Pattern(row["weekday"], row["starts"], row["ends"], row["from_on"], row["to_on"])
        patterns.setdefault(row["technician_id"], []).append(pattern)
    around = {"from_on": starts_at.date() - timedelta(days=2), "to_on": ends_at.date() + timedelta(days=2)}
    for row in _EXCEPTIONS.ask(ids, **around):
        exceptions.setdefault(row["technician_id"], []).append(Hours(row["on"], row["starts"], row["ends"]))
    return {
        pk: list(_shifts(tuple(patterns.get(pk, ())), tuple(exceptions.get(pk, ())), zone, starts_at, ends_at))
        for pk, zone in zones.items()
    }


_ZONES = Prepared(lambda ids: Technician.objects.filter(pk__in=ids).order_by("id").values("id", "zone"))
_PATTERNS = Prepared(
    lambda ids: (
        ShiftPattern.objects.filter(technician_id__in=ids)
        .order_by("id")
        .values("technician_id", "weekday", "starts", "ends", "from_on", "to_on")
    )
)


_EXCEPTIONS = Prepared(
    lambda ids, from_on, to_on: (
        ShiftException.objects.filter(technician_id__in=ids, on__gte=from_on, on__lte=to_on)
        .order_by("id")
        .values("technician_id", "on", "starts", "ends")
    )
)


@lru_cache(maxsize=1024)
def _shifts(*rota: Any) -> tuple[Shift, ...]:
    # Most of a team keeps the same hours, and a day is asked for many times.
    return tuple(shifts_between(*rota))


def occupancies(technician_ids: Iterable[int], starts_at: datetime, ends_at: datetime) -> list[Busy]:
    """This will list what takes up these technicians' time in the period, by technician and start; one query."""
    rows = _OCCUPANCIES.ask(set(technician_ids), starts_at=starts_at, ends_at=ends_at)
    found = (
        Busy(
            row["technician_id"], row["period"].lower, row["period"].upper, row["kind"], row["source_id"],
            row["held_until"],
        )
        for row in rows
    )  # fmt: skip
    return sorted(found, key=lambda busy: (busy.technician_id, busy.starts_at))


def _period(starts_at: datetime, ends_at: datetime) -> Func:
    ends = (Value(instant, output_field=models.DateTimeField()) for instant in (starts_at, ends_at))
    return Func(*ends, function="tstzrange", output_field=DateTimeRangeField())


_OCCUPANCIES = Prepared(
    lambda ids, starts_at, ends_at: Occupancy.objects.filter(
        technician_id__in=ids, period__overlap=_period(starts_at, ends_at)
    ).values("technician_id", "period", "kind", "source_id", "held_until")
)


def occupancy_of(kind: str, source_id: int) -> Occupancy | None:
    """This will be the time that a visit, an absence or the like takes up, or None."""
    return _occupancy_of(kind).find(source_id)


@cache
def _occupancy_of(kind: str) -> PreparedRows[Occupancy]:
    return PreparedRows(lambda ids: Occupancy.objects.filter(kind=kind, source_id__in=ids))


def qualifications(technician_ids: Iterable[int]) -> dict[int, Qualification]:
    """This will be, by technician, his skills with level and his certificates with dates; two queries."""
    found = {pk: Qualification() for pk in set(technician_ids)}
    for pk, skill_id, level in TechnicianSkill.objects.filter(technician_id__in=found).values_list(
        "technician_id", "skill_id", "level"
    ):
        found[pk].skills[skill_id] = level
    held = Certification.objects.filter(technician_id__in=found).select_related("type")
    for one in held.order_by("technician_id", "type_id", "valid_from"):
        found[one.technician_id].certificates.append(
            Certificate(one.type_id, one.type.name, one.type.is_legal, one.number, one.valid_from, one.expires_on)
        )
    return found


def territories_of(technician_ids: Iterable[int]) -> dict[int, list[Territory]]:
    """This will be, by technician, the territories in use he works in; an empty list means everywhere. One query."""
    found: dict[int, list[Territory]] = {pk: [] for pk in set(technician_ids)}
    for link in (
        TechnicianTerritory.objects.filter(technician_id__in=found, territory__archived_at=None)
        .select_related("territory")
        .order_by("id")
    ):
        found[link.technician_id].append(link.territory)
    return found


def _card(row: dict[str, Any], skills: list[dict[str, Any]], territories: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": "technician",
        **{name: row[name] for name in _PLAIN},
        "initials": "".join(word[0] for word in row["name"].split()[:2]).upper(),
        "skills": skills,
        "territories": territories,
        "home": _point(row["home_lat"], row["home_lon"]),
        "depot": _point(row["depot_lat"], row["depot_lon"]),
    }


def _point(lat: float | None, lon: float | None) -> dict[str, float] | None:
    return None if lat is None or lon is None else {"lat": lat, "lon": lon}
