"""Every write about people: teams, technicians and what they can, may and when they work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db.models import F

from truckroll.accounts.actors import Actor
from truckroll.foundation.events import Event, publish
from truckroll.foundation.refusals import Invalid, Refusal, refuse_constraint
from truckroll.foundation.versions import forget, lock_at, touch
from truckroll.travel.places import polygon_fault
from truckroll.workforce import queries
from truckroll.workforce.actions.holidays import keep_public_holidays
from truckroll.workforce.events import (
    CertificationAdded,
    CertificationChanged,
    CertificationLapsing,
    CertificationTypeChanged,
    CertificationTypeCreated,
    ShiftExceptionAdded,
    ShiftExceptionRemoved,
    SkillChanged,
    SkillCreated,
    TeamChanged,
    TeamCreated,
    TechnicianChanged,
    TechnicianCreated,
    TerritoryChanged,
    TerritoryCreated,
)
from truckroll.workforce.models import (
    Certification,
    CertificationType,
    LapseNotice,
    Occupancy,
    OccupancyKind,
    ShiftException,
    ShiftPattern,
    Skill,
    Team,
    Technician,
    TechnicianSkill,
    TechnicianTerritory,
    Territory,
)

# How long before a certificate lapses it is told.
LAPSE_DAYS = (60, 30, 7)


class NameTaken(Refusal):
    """Something of this kind has the name already."""

    code = "name_taken"
    title = "This name is in use"
    what_to_do = "Use another name, or change the one that has it."


class StillPlanned(Refusal):
    """A technician has visits ahead of him."""

    code = "still_planned"
    title = "Visits are still planned for this technician"
    what_to_do = "Move or unschedule the visits first."


for _noun in ("team", "skill", "certification_type", "territory"):
    refuse_constraint(
        f"{_noun}_name_unique",
        lambda noun=_noun: NameTaken(f"Another {noun.replace('_', ' ')} has this name."),  # type: ignore[misc]  # bound now
    )
refuse_constraint("certification_dates_in_order", lambda: Invalid("A certificate expires after it becomes valid."))
refuse_constraint("certification_once", lambda: Invalid("The technician has this certificate from that day already."))
refuse_constraint("shift_exception_once", lambda: Invalid("There is an exception for that date and hour already."))
refuse_constraint("shift_exception_off_once", lambda: Invalid("The technician is off on that date already."))
refuse_constraint("shift_length", lambda: Invalid("A shift ends at another time than it starts."))
refuse_constraint("shift_exception_whole", lambda: Invalid("Give both hours of the day, or none for a day off."))
refuse_constraint(
    "workforce_technician_user_id_key", lambda: Invalid("This user is another technician already.", field="user_id")
)
refuse_constraint(
    "technician_external_id_unique", lambda: Invalid("Another technician has this external id.", field="external_id")
)


def create_team(*, name: str, actor: Actor, now: datetime) -> Team:
    """This will make a team.

    Raises
    ------
    NameTaken
        Another team has the name.
    """
    team = Team.objects.create(name=name)
    publish(TeamCreated(team_id=team.pk), at=now)
    return team


def change_team(*, team: Team, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None) -> Team:
    """This will rename a team.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    NameTaken
        Another team has the name.
    """
    lock_at(team, version, shown=values)
    team.change(**values)
    publish(TeamChanged(team_id=team.pk), at=now)
    return team


def create_technician(
    *,
    name: str,
    zone: str,
    currency: str,
    actor: Actor,
    now: datetime,
    skills: Iterable[dict[str, int]] = (),
    territory_ids: Iterable[int] = (),
    shift_patterns: Iterable[dict[str, Any]] = (),
    **details: Any,
) -> Technician:
    """This will enter a technician with his skills, territories and usual shifts.

    Raises
    ------
    Invalid
        A place is half given, a skill, territory or shift is not valid, or nobody knows the country's holidays.
    """
    _check_places(details)
    technician = Technician.objects.create(name=name, zone=zone, currency=currency, **details)
    _set_skills(technician, skills)
    _set_territories(technician, territory_ids)
    _set_patterns(technician, shift_patterns)
    _tell(TechnicianCreated(technician_id=technician.pk), technician.pk, now)
    if technician.holiday_country:
        keep_public_holidays(technician=technician, actor=actor, now=now)
    return technician


def change_technician(
    *, technician: Technician, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Technician:
    """This will change a technician; `skills`, `territory_ids`, `shift_patterns`, if given, replace all of them.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed him since the sender read him.
    StillPlanned
        He would be archived with visits ahead.
    Invalid
        A place is half given, or a skill, territory or shift is not valid.
    """
    lock_at(technician, version, shown=values)
    if "skills" in values:
        TechnicianSkill.objects.filter(technician=technician).delete()
        _set_skills(technician, values.pop("skills"))
    if "territory_ids" in values:
        TechnicianTerritory.objects.filter(technician=technician).delete()
        _set_territories(technician, values.pop("territory_ids"))
    if "shift_patterns" in values:
        ShiftPattern.objects.filter(technician=technician).delete()
        _set_patterns(technician, values.pop("shift_patterns"))
    archived = values.pop("archived", None)
    if archived is not None:
        if archived:
            _refuse_if_planned(technician, now)
        values["archived_at"] = now if archived else None
    present = {name: getattr(technician, name) for name in _PLACES}
    _check_places(present | values)
    technician.change(**values)
    _tell(TechnicianChanged(technician_id=technician.pk), technician.pk, now)
    if values.keys() & {"holiday_country", "holiday_subdivision", "archived_at"}:
        keep_public_holidays(technician=technician, actor=actor, now=now)
    return technician


def create_skill(*, name: str, actor: Actor, now: datetime) -> Skill:
    """This will name a skill.

    Raises
    ------
    NameTaken
        There is one of that name.
    """
    skill = Skill.objects.create(name=name)
    publish(SkillCreated(skill_id=skill.pk), at=now)
    return skill


def change_skill(
    *, skill: Skill, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Skill:
    """This will rename or archive a skill, for everybody who has it.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    NameTaken
        There is one of that name.
    """
    lock_at(skill, version, shown=values)
    skill.change(**_archiving(values, now))
    holders = list(
        TechnicianSkill.objects.filter(skill=skill).order_by("technician_id").values_list("technician_id", flat=True)
    )
    touch(Technician, holders)
    publish(SkillChanged(skill_id=skill.pk), at=now, rows=queries.technician_event_rows(holders, now))
    return skill


def create_certification_type(*, name: str, actor: Actor, now: datetime, is_legal: bool = True) -> CertificationType:
    """This will name a kind of certificate.

    Raises
    ------
    NameTaken
        There is one of that name.
    """
    kind = CertificationType.objects.create(name=name, is_legal=is_legal)
    publish(CertificationTypeCreated(certification_type_id=kind.pk), at=now)
    return kind


def change_certification_type(
    *,
    certification_type: CertificationType,
    values: dict[str, Any],
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> CertificationType:
    """This will rename or archive a kind of certificate, or say whether the law demands it.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    NameTaken
        There is one of that name.
    """
    lock_at(certification_type, version, shown=values)
    certification_type.change(**_archiving(values, now))
    publish(CertificationTypeChanged(certification_type_id=certification_type.pk), at=now)
    return certification_type


def add_certification(
    *,
    technician: Technician,
    certification_type: CertificationType,
    valid_from: date,
    actor: Actor,
    now: datetime,
    expires_on: date | None = None,
    number: str = "",
    issuer: str = "",
) -> Certification:
    """This will give a technician a certificate; a renewal is a further one, the old stays as it was (rule 24).

    Raises
    ------
    Invalid
        The dates are in the wrong order, or he has it from that day already.
    """
    made = Certification.objects.create(
        technician=technician,
        type=certification_type,
        valid_from=valid_from,
        expires_on=expires_on,
        number=number,
        issuer=issuer,
    )
    touch(Technician, [technician.pk])
    _tell(CertificationAdded(certification_id=made.pk, technician_id=technician.pk), technician.pk, now)
    return made


def change_certification(
    *, certification: Certification, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Certification:
    """This will correct a certificate's dates or number.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    Invalid
        The dates are in the wrong order.
    """
    lock_at(certification, version, shown=values)
    certification.change(**values)
    technician_id = certification.technician_id
    touch(Technician, [technician_id])
    _tell(CertificationChanged(certification_id=certification.pk, technician_id=technician_id), technician_id, now)
    return certification


def tell_lapsing(*, actor: Actor, now: datetime) -> int:
    """This will tell of every certificate that lapses within 60, 30 or 7 days, once each; how many were told."""
    told = 0
    for one, left in queries.lapsing_certifications(now=now, within_days=max(LAPSE_DAYS)):
        if one.expires_on is None:
            continue
        days = min(days for days in LAPSE_DAYS if left <= days)
        _, is_new = LapseNotice.objects.get_or_create(certification=one, days=days, expires_on=one.expires_on)
        if is_new:
            fact = CertificationLapsing(
                certification_id=one.pk,
                technician_id=one.technician_id,
                days=days,
                expires_on=one.expires_on.isoformat(),
            )
            publish(fact, at=now, topics=["office", f"technician:{one.technician_id}"])
            told += 1
    return told


def take_back_technician(*, technician: Technician, version: int, actor: Actor, now: datetime) -> None:
    """This will unmake a technician whom an import made, if nobody has touched him since and nothing stands on him.

    Raises
    ------
    TouchedSince
        Somebody changed him.
    InUse
        Something refers to him.
    """
    for kind in (TechnicianSkill, TechnicianTerritory, ShiftPattern):
        kind._default_manager.filter(technician=technician).delete()
    _tell(TechnicianChanged(technician_id=technician.pk), technician.pk, now)
    forget(technician, version)


def take_back_skill(*, skill: Skill, version: int, actor: Actor, now: datetime) -> None:
    """This will unmake a skill that an import made, if nobody has it and nothing asks for it.

    Raises
    ------
    TouchedSince
        Somebody changed it.
    InUse
        Something refers to it.
    """
    forget(skill, version)


def take_back_certification(*, certification: Certification, version: int, actor: Actor, now: datetime) -> None:
    """This will unmake a certificate that an import made, if nobody has touched it since.

    Raises
    ------
    TouchedSince
        Somebody changed it.
    """
    pk, technician_id = certification.pk, certification.technician_id
    forget(certification, version)
    touch(Technician, [technician_id])
    _tell(CertificationChanged(certification_id=pk, technician_id=technician_id), technician_id, now)


def create_territory(
    *, name: str, actor: Actor, now: datetime, polygon: dict[str, Any] | None = None, postal_codes: Iterable[str] = ()
) -> Territory:
    """This will make an area of responsibility.

    Raises
    ------
    Invalid
        The polygon is not one.
    NameTaken
        There is one of that name.
    """
    _check_polygon(polygon)
    territory = Territory.objects.create(
        name=name, polygon=polygon, postal_codes=sorted({c.strip() for c in postal_codes})
    )
    publish(TerritoryCreated(territory_id=territory.pk), at=now)
    return territory


def change_territory(
    *, territory: Territory, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Territory:
    """This will rename, redraw or archive an area, for everybody who works in it.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    Invalid
        The polygon is not one.
    NameTaken
        There is one of that name.
    """
    lock_at(territory, version, shown=values)
    _check_polygon(values.get("polygon"))
    if "postal_codes" in values:
        values["postal_codes"] = sorted({c.strip() for c in values["postal_codes"]})
    territory.change(**_archiving(values, now))
    links = TechnicianTerritory.objects.filter(territory=territory)
    holders = list(links.order_by("technician_id").values_list("technician_id", flat=True))
    touch(Technician, holders)
    publish(TerritoryChanged(territory_id=territory.pk), at=now, rows=queries.technician_event_rows(holders, now))
    return territory


def add_shift_exception(
    *,
    technician: Technician,
    on: date,
    actor: Actor,
    now: datetime,
    starts: time | None = None,
    ends: time | None = None,
    reason: str = "",
) -> ShiftException:
    """This will change a technician's hours on one date; without hours he is off.

    Raises
    ------
    Invalid
        One hour is missing, or there is one for that date and hour.
    """
    made = ShiftException.objects.create(technician=technician, on=on, starts=starts, ends=ends, reason=reason)
    touch(Technician, [technician.pk])
    _tell(ShiftExceptionAdded(shift_exception_id=made.pk, technician_id=technician.pk), technician.pk, now)
    return made


def remove_shift_exception(*, shift_exception: ShiftException, actor: Actor, now: datetime) -> None:
    """This will let the usual hours hold again on that date."""
    made, technician_id = shift_exception.pk, shift_exception.technician_id
    shift_exception.delete()
    touch(Technician, [technician_id])
    _tell(ShiftExceptionRemoved(shift_exception_id=made, technician_id=technician_id), technician_id, now)


_PLACES = ("home_lat", "home_lon", "depot_lat", "depot_lon")


def _archiving(values: dict[str, Any], now: datetime) -> dict[str, Any]:
    archived = values.pop("archived", None)
    return values if archived is None else values | {"archived_at": now if archived else None}


def _tell(fact: Event, technician_id: int, now: datetime) -> None:
    """Publish a fact about one technician, with his row as the board shows it, to the office and himself."""
    publish(
        fact,
        at=now,
        topics=["office", f"technician:{technician_id}"],
        rows=queries.technician_event_rows([technician_id], now),
    )


def _check_places(values: dict[str, Any]) -> None:
    for place in ("home", "depot"):
        if (values.get(f"{place}_lat") is None) != (values.get(f"{place}_lon") is None):
            raise Invalid(f"The {place} has both latitude and longitude, or neither.", field=f"{place}_lat")


def _check_polygon(polygon: dict[str, Any] | None) -> None:
    if polygon is not None and (fault := polygon_fault(polygon)) is not None:
        raise Invalid(fault, field="polygon")


def _set_skills(technician: Technician, skills: Iterable[dict[str, int]]) -> None:
    wanted = list(skills)
    known = set(queries.skill_names(s["skill_id"] for s in wanted))
    _refuse_unknown("skill", [s["skill_id"] for s in wanted], known)
    TechnicianSkill.objects.bulk_create([TechnicianSkill(technician=technician, **skill) for skill in wanted])


def _set_territories(technician: Technician, territory_ids: Iterable[int]) -> None:
    wanted = list(territory_ids)
    _refuse_unknown("territory", wanted, set(Territory.objects.filter(pk__in=wanted).values_list("id", flat=True)))
    TechnicianTerritory.objects.bulk_create(
        [TechnicianTerritory(technician=technician, territory_id=pk) for pk in wanted]
    )


def _set_patterns(technician: Technician, patterns: Iterable[dict[str, Any]]) -> None:
    ShiftPattern.objects.bulk_create([ShiftPattern(technician=technician, **pattern) for pattern in patterns])


def _refuse_unknown(noun: str, wanted: list[int], known: set[int]) -> None:
    if unknown := sorted(set(wanted) - known):
        raise Invalid(f"There is no {noun} {unknown[0]}.", field=f"{noun}_id", unknown=unknown)
    if len(set(wanted)) != len(wanted):
        raise Invalid(f"A {noun} is named twice.", field=f"{noun}_id")


def _refuse_if_planned(technician: Technician, now: datetime) -> None:
    ahead = Occupancy.objects.filter(technician=technician, kind=OccupancyKind.VISIT, period__endswith__gt=now)
    planned = list(ahead.order_by(F("period").asc()).values_list("source_id", flat=True))
    if planned:
        raise StillPlanned(
            f"{technician.name} has {len(planned)} visits ahead.", technician_id=technician.pk, visit_ids=planned
        )
