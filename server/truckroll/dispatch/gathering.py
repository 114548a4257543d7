"""Collects from the rooms below everything a decision about one visit on one day is made from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from datetime import datetime, timedelta
from typing import Any

from truckroll.customers import queries as customers
from truckroll.dispatch import holding
from truckroll.dispatch.heeding import Heeded, as_member, heed, open_windows, with_role, with_skills
from truckroll.dispatch.inputs import (
    AbsenceSpan,
    Held,
    Inputs,
    Link,
    Linked,
    Person,
    ShiftSpan,
    Standing,
    Subject,
    Weights,
    arranged,
)
from truckroll.dispatch.linking import linked_ids, of_facts
from truckroll.foundation.local_time import Interval, local_date, start_of_day
from truckroll.foundation.refusals import NotFound
from truckroll.travel.places import Place, in_territory, place_of
from truckroll.work import queries as work
from truckroll.workforce import queries as workforce
from truckroll.workforce.rota import Shift

# A visit of the evening before or the morning after may reach into a shift of the day.
_AROUND = timedelta(hours=12)


def day_of(at: datetime, zone: str, *, later: int = 0) -> Interval:
    """This will be the day an instant lies in, or one that is `later` days after it, where the zone is."""
    on = local_date(at, zone) + timedelta(days=later)
    return start_of_day(on, zone), start_of_day(on + timedelta(days=1), zone)


def gather(
    *,
    visit_id: int,
    day: Interval,
    now: datetime,
    weights: Weights,
    exact: tuple[int, datetime] | None = None,
    technician_ids: Collection[int] | None = None,
    role: str = "",
    goes_along: bool = False,
) -> Inputs:
    """This will be the inputs of a decision about a visit on a day; a dozen queries for any number of technicians.

    Whoever takes on a role of the work type is asked for its skills too. One who `goes_along` is not the one whom the
    customer prefers or requires: that is the lead.

    Raises
    ------
    NotFound
        There is no such visit.
    """
    now = now.replace(microsecond=0)  # plans are made in whole seconds
    visit = facts_of(visit_id)
    site = site_of(visit)
    needs = work.requirements_of([visit["work_type_id"]])[visit["work_type_id"]]
    told = customers.conditions_of([(site.pk, visit["asset_id"])])[site.pk, visit["asset_id"]]
    heeded = heed(told.on(local_date(day[0], site.zone)), needs["skills"], site.zone, day)
    asked = skills_of_role(visit, role)
    heeded = as_member(heeded, role, asked) if goes_along else with_role(heeded, role, asked)
    needs = with_skills(needs, heeded)
    skills = [skill for skill, _ in needs["skills"]]
    types = workforce.certification_types() if needs["certifications"] else {}
    territories = {territory.pk: territory for territory in workforce.territories_in_use()}
    serving = _serving(site, territories.values())
    cards = workforce.technician_cards(technician_ids)
    # Who goes along follows his lead.
    links, linked = _links(visit) if visit["linked"] and not goes_along else ((), ())
    return arranged(
        Inputs(
            now=now,
            day_starts_at=day[0],
            day_ends_at=day[1],
            subject=_subject(visit, site, needs, heeded, tuple(serving.values()), day, role),
            people=_people(cards, site.pk, needs, set(territories), set(serving), day),
            standing=_standing(cards, visit_id, day, now),
            skill_names=tuple(workforce.skill_names(skills).items()) if skills else (),
            certification_names=tuple((pk, types[pk]["name"]) for pk in needs["certifications"]),
            legal_certifications=tuple(pk for pk in needs["certifications"] if types[pk]["is_legal"]),
            weights=weights,
            exact=exact,
            links=links,
            linked=linked,
        )
    )


def _links(visit: Mapping[str, Any]) -> tuple[tuple[Link, ...], tuple[Linked, ...]]:
    links = work.links_of([visit["id"]])
    others = work.visit_facts(linked_ids(links, {visit["id"]}))
    return of_facts(links, others, customers.site_places({other["site_id"] for other in others}), visit["id"])


def skills_of_role(visit: Mapping[str, Any], role: str) -> tuple[tuple[int, int], ...]:
    """This will be what a role of the visit's work type asks for; one that it no longer has asks for nothing."""
    if not role:
        return ()
    roles = work.roles_of([visit["work_type_id"]])[visit["work_type_id"]]
    return next((one.skills for one in roles if one.name == role), ())


def facts_of(visit_id: int) -> dict[str, Any]:
    """This will be what planning needs to know of a visit.

    Raises
    ------
    NotFound
        There is no such visit.
    """
    found = work.visit_facts([visit_id])
    if not found:
        raise NotFound(f"There is no visit {visit_id}.", visit_id=visit_id)
    return found[0]


def site_of(visit: Mapping[str, Any]) -> Any:
    """This will be the site of a visit."""
    site = customers.find_site(visit["site_id"])
    assert site is not None, "a visit's site is never deleted"
    return site


def day_of_technician(technician_id: int, day: Interval, *, visit_id: int, now: datetime) -> tuple[object, ...]:
    """This will be which version of everything a decision read of a technician's day; equal ones are the same day."""
    technician = workforce.find_technician(technician_id)
    span = day[0] - _AROUND, day[1] + _AROUND
    around = work.standing_between(*span, [technician_id])
    return (
        technician and technician.version,
        frozenset((visit["id"], visit["version"]) for visit in around),
        frozenset(absence.id for absence in _absences(day, [technician_id]).get(technician_id, ())),
        holding.held_ids(technician_id, span, besides=visit_id, now=now),
    )


def _subject(
    visit: Mapping[str, Any],
    site: Any,
    needs: Mapping[str, Any],
    heeded: Heeded,
    territories: tuple[str, ...],
    day: Interval,
    role: str,
) -> Subject:
    # Two days and not one: a visit of a night shift goes on after midnight.
    windows = customers.access_windows_utc(site.pk, day[0], day[1] + timedelta(days=1))
    promised = visit["window_starts_at"] is not None and visit["window_ends_at"] is not None
    return Subject(
        id=visit["id"],
        version=visit["version"],
        number=visit["number"],
        status=visit["status"],
        duration_s=visit["duration_s"],
        priority=visit["priority"],
        due_at=visit["due_at"],
        window=(visit["window_starts_at"], visit["window_ends_at"]) if promised else None,
        site_id=site.pk,
        place=place_of(site.lat, site.lon),
        zone=site.zone,
        access_windows=open_windows(windows, heeded.closed, day),
        territories=territories,
        held=visit["held"],
        work_type_id=visit["work_type_id"],
        skills=tuple((skill, level) for skill, level in needs["skills"]),
        certifications=tuple(needs["certifications"]),
        required=heeded.required,
        excluded=heeded.excluded,
        preferred=heeded.preferred,
        closed=heeded.closed,
        because=heeded.because,
        crew_size=visit["crew_size"],
        role=role,
        first_technician=visit["left_by_technician_id"] or visit["done_by_technician_id"],
    )


def _serving(site: Any, territories: Iterable[Any]) -> dict[int, str]:
    place = place_of(site.lat, site.lon)
    return {
        territory.pk: territory.name
        for territory in territories
        if in_territory(place, site.postal_code, polygon=territory.polygon, postal_codes=territory.postal_codes)
    }


def _absences(day: Interval, technician_ids: Collection[int] | None = None) -> dict[int, list[AbsenceSpan]]:
    found: dict[int, list[AbsenceSpan]] = {}
    for row in workforce.absence_rows(day[0], day[1] + timedelta(days=1), technician_ids):
        found.setdefault(row["technician_id"], []).append(
            AbsenceSpan(id=row["id"], starts_at=row["starts_at"], ends_at=row["ends_at"])
        )
    return found


def _people(
    cards: Mapping[int, dict[str, Any]],
    site_id: int,
    needs: Mapping[str, Any],
    territories: Set[int],
    serving: Set[int],
    day: Interval,
) -> tuple[Person, ...]:
    after = day[1] + timedelta(days=1)
    shifts = workforce.shifts_utc(cards, day[0], after)
    clocked: dict[int, list[Interval]] = {}
    for pk, begins, ends in workforce.attended(cards, day[0] - _AROUND, after):
        clocked.setdefault(pk, []).append((begins, ends))
    absences = _absences(day)
    skills = {skill for skill, _ in needs["skills"]}
    qualified = workforce.qualifications(cards) if needs["certifications"] else {}
    knows = work.technicians_who_know(site_id)
    return tuple(
        Person(
            id=card["id"],
            version=card["version"],
            name=card["name"],
            zone=card["zone"],
            start=base_of(card, card["start_policy"]),
            end=base_of(card, card["end_policy"]),
            commutes=card["start_policy"] == "home",
            max_travel_s=card["max_travel_s"],
            shifts=tuple(_span(s) for s in shifts[card["id"]] if s.starts_at < day[1]),
            next_shifts=tuple(_span(s) for s in shifts[card["id"]] if s.starts_at >= day[1]),
            clocked=tuple(clocked.get(card["id"], ())),
            absences=tuple(absences.get(card["id"], ())),
            skills=tuple((s["id"], s["level"]) for s in card["skills"] if s["id"] in skills),
            certifications=tuple(
                Held(type_id=held.type_id, valid_from=held.valid_from, expires_on=held.expires_on)
                for held in (qualified[card["id"]].certificates if qualified else ())
                if held.type_id in needs["certifications"]
            ),
            serves_site=_serves({t["id"] for t in card["territories"]} & territories, serving),
            visits_here=knows.get(card["id"], 0),
        )
        for card in cards.values()
    )


def _span(shift: Shift) -> ShiftSpan:
    return ShiftSpan(on=shift.on, starts_at=shift.starts_at, ends_at=shift.ends_at)


def _serves(his: Set[int], serving: Set[int]) -> bool:
    # A blank on either side means everybody and everywhere (rule 62).
    return not serving or not his or bool(his & serving)


def base_of(card: Mapping[str, Any], policy: str) -> Place | None:
    """This will be where a technician's day starts or ends, or None where that is open or unlocated."""
    point = None if policy == "open" else card[policy]
    return point and Place(point["lat"], point["lon"])


def _standing(cards: Iterable[int], visit_id: int, day: Interval, now: datetime) -> tuple[Standing, ...]:
    span = day[0] - _AROUND, day[1] + _AROUND
    visits = tuple(
        Standing(
            id=visit["id"],
            version=visit["version"],
            number=visit["number"],
            technician_id=visit["technician_id"],
            starts_at=starts_at,
            ends_at=ends_at,
            booked_from=visit["starts_at"],
            booked_until=visit["ended_at"] or visit["ends_at"],
            started=any(visit[fact] is not None for fact in ("arrived_at", "started_at", "ended_at")),
            place=place_of(visit["lat"], visit["lon"]),
            goes_along=visit.get("goes_along", False),
        )
        for visit in work.standing_between(*span, cards)
        if visit["id"] != visit_id
        for starts_at, ends_at in [expected(visit, now)]
    )
    return visits + holding.standing_between(list(cards), span, besides=visit_id, now=now)


def expected(visit: Mapping[str, Any], now: datetime) -> Interval:
    """This will be when a visit that stands on the board is likely to be: really, as far as it has happened.

    One that should have begun begins now at the earliest, one under way ends now at the earliest; what is booked is
    never taken for free.
    """
    planned = timedelta(seconds=visit["duration_s"])
    if visit["ended_at"] is not None:
        starts_at = min(visit["started_at"] or visit["arrived_at"] or visit["starts_at"], visit["ended_at"])
        return starts_at, visit["ended_at"]
    began = visit["started_at"] or visit["arrived_at"]
    starts_at = began or max(visit["starts_at"], now)
    return starts_at, max(starts_at + planned, visit["ends_at"], now)
