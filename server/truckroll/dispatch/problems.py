"""From the inputs of a decision to the problem and plan the engine judges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from truckroll.dispatch.inputs import Inputs, Person, Standing
from truckroll.dispatch.linking import earliest
from truckroll.foundation.local_time import start_of_day
from truckroll.travel import estimates
from truckroll.travel.places import Place
from truckroll_planner import (
    Absence,
    Certification,
    Pin,
    Plan,
    Prices,
    Problem,
    Route,
    Shift,
    Technician,
    Visit,
    Window,
)

NO_SHIFT = "none"
"""The id of the empty shift given to a technician who does not work that day: all other rules are judged too."""
_HERE = "here"
_DAY = timedelta(days=1)
_FAR_S = 30 * 86_400
# Nobody drives ten days: a pin on the wrong side of the earth breaks the rules of its own visit and no other's.
_FAR_DRIVE_S = 864_000
# A certificate that never expires is often written as one of the year 9999.
_LAST_ON = date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Posed:
    """A problem with the plan that stands, and how to read its seconds."""

    problem: Problem
    plan: Plan
    visit: str
    at: Callable[[int], datetime]


def pose(inputs: Inputs) -> Posed:
    """This will be the inputs as the engine wants them: seconds since the day's start, places as rows of a table."""
    zero = inputs.day_starts_at

    def seconds(at: datetime) -> int:
        # The engine looks a month ahead and back; what lies further is as far as it sees.
        exactly = int((at - zero).total_seconds())
        return exactly if -_FAR_S < exactly < _FAR_S else _FAR_S if exactly > 0 else -_FAR_S

    places = _places(inputs)
    index = {place: i for i, place in enumerate(places)}
    by_person: dict[int, list[Standing]] = {person.id: [] for person in inputs.people}
    for booked in inputs.standing:
        by_person[booked.technician_id].append(booked)

    technicians: list[Technician] = []
    visits: list[Visit] = []
    routes: list[Route] = []
    for person in inputs.people:
        shifts = _shifts(inputs, person, index, seconds)
        technicians.append(_technician(inputs, person, shifts, seconds))
        on: dict[str, list[Visit]] = {}
        for standing in sorted(by_person[person.id], key=lambda v: (v.starts_at, v.id)):
            visit = _standing(standing, index, seconds)
            visits.append(visit)
            on.setdefault(_shift_of(shifts, seconds(standing.starts_at)).id, []).append(visit)
        routes.extend(
            Route(technician=str(person.id), shift=shift, visits=tuple(v.id for v in some))
            for shift, some in on.items()
        )
    visits.append(_subject(inputs, index, seconds))
    problem = Problem(
        travel_s=_drives(inputs, index),
        technicians=tuple(technicians),
        visits=tuple(visits),
        prices=Prices(skill_level_cost=inputs.weights.skill_level_minutes * 60),
        now_s=seconds(inputs.now),
    )
    return Posed(problem, Plan(routes=tuple(routes)), str(inputs.subject.id), lambda s: zero + timedelta(seconds=s))


def _exactly(zero: datetime, at: datetime) -> int:
    return int((at - zero).total_seconds())


def _places(inputs: Inputs) -> list[Place]:
    found: set[Place] = set()
    for person in inputs.people:
        found |= {place for place in (person.start, person.end) if place is not None}
    found |= {visit.place for visit in inputs.standing if visit.place is not None}
    if inputs.subject.place is not None:
        found.add(inputs.subject.place)
    return sorted(found, key=lambda place: (place.lat, place.lon))


def _drives(inputs: Inputs, index: dict[Place, int]) -> npt.NDArray[np.int32]:
    """The drives a day may have: among the places of one technician and the visit. Nobody drives another's legs.

    All pairs of all technicians would be fifty times as many.
    """
    drives = np.zeros((len(index), len(index)), dtype=np.int32)
    by_person: dict[int, set[Place]] = {
        person.id: {place for place in (person.start, person.end, inputs.subject.place) if place is not None}
        for person in inputs.people
    }
    for visit in inputs.standing:
        if visit.place is not None:
            by_person[visit.technician_id].add(visit.place)
    rows = [np.array([index[place] for place in some], dtype=np.intp) for some in by_person.values()]
    if index and rows:
        start = np.concatenate([some.repeat(len(some)) for some in rows])
        end = np.concatenate([np.tile(some, len(some)) for some in rows])
        drives[start, end] = np.minimum(estimates.legs_s(list(index), start, end), _FAR_DRIVE_S)
    return drives


def _shifts(
    inputs: Inputs, person: Person, index: dict[Place, int], seconds: Callable[[datetime], int]
) -> tuple[Shift, ...]:
    weights = inputs.weights
    start = index[person.start] if person.start is not None else None
    end = index[person.end] if person.end is not None else None
    commute_s = weights.commute_minutes * 60 if person.commutes else 0
    if person.shifts:
        return tuple(
            Shift(
                id=shift.starts_at.isoformat(),
                starts_at_s=seconds(shift.starts_at),
                ends_at_s=seconds(shift.ends_at),
                start_location=start,
                end_location=end,
                max_overtime_s=weights.max_overtime_minutes * 60,
                overtime_cost_per_s=weights.overtime_hours,
                travel_before_s=commute_s,
                travel_after_s=commute_s,
                max_travel_out_s=person.max_travel_s,
                max_travel_back_s=person.max_travel_s,
            )
            for shift in person.shifts
        )
    at = seconds(inputs.exact[1]) if inputs.exact and inputs.exact[0] == person.id else 0
    return (
        Shift(
            id=NO_SHIFT,
            starts_at_s=at,
            ends_at_s=at,
            start_location=start,
            end_location=end,
            max_travel_out_s=person.max_travel_s,
            max_travel_back_s=person.max_travel_s,
        ),
    )


def _shift_of(shifts: tuple[Shift, ...], at_s: int) -> Shift:
    """The shift a standing visit belongs to: the one that contains its start, else the nearest."""

    def distance(shift: Shift) -> tuple[int, int]:
        return max(shift.starts_at_s - at_s, at_s - shift.ends_at_s + 1, 0), shift.starts_at_s

    return min(shifts, key=distance)


def _technician(
    inputs: Inputs, person: Person, shifts: tuple[Shift, ...], seconds: Callable[[datetime], int]
) -> Technician:
    zero, zone = inputs.day_starts_at, inputs.subject.zone
    return Technician(
        id=str(person.id),
        shifts=shifts,
        skills={str(skill): level for skill, level in person.skills},
        # Dates count where the work is: from the first instant of one to the last of the other (rule 22).
        certifications=tuple(
            Certification(
                code=str(held.type_id),
                valid_from_s=_exactly(zero, start_of_day(held.valid_from, zone)) if held.valid_from else None,
                valid_until_s=_exactly(zero, start_of_day(min(held.expires_on, _LAST_ON) + _DAY, zone))
                if held.expires_on
                else None,
            )
            for held in person.certifications
        ),
        territories=frozenset({_HERE} if person.serves_site else ()),
        absences=tuple(
            Absence(id=str(absence.id), starts_at_s=seconds(absence.starts_at), ends_at_s=seconds(absence.ends_at))
            for absence in person.absences
        ),
    )


def _standing(standing: Standing, index: dict[Place, int], seconds: Callable[[datetime], int]) -> Visit:
    """A visit that stays where it is: whatever it demands has been judged when it was placed."""
    start = seconds(standing.starts_at)
    return Visit(
        id=standing.key,
        location=index[standing.place] if standing.place is not None else None,
        duration_s=max(0, seconds(standing.ends_at) - start),
        pin=Pin(technician=str(standing.technician_id), start_s=start),
        started_at_s=start if standing.started else None,
    )


def _subject(inputs: Inputs, index: dict[Place, int], seconds: Callable[[datetime], int]) -> Visit:
    subject, weights = inputs.subject, inputs.weights
    knowing = any(person.visits_here for person in inputs.people)
    stranger = weights.stranger_minutes * 60
    return Visit(
        id=str(subject.id),
        location=index[subject.place] if subject.place is not None else None,
        duration_s=min(subject.duration_s, _FAR_S),
        skills={str(skill): level for skill, level in subject.skills},
        certifications=frozenset(str(code) for code in subject.certifications),
        territory=_HERE if subject.territories else None,
        arrival_windows=(Window(*map(seconds, subject.window)),) if subject.window else (),
        # No window that day: one that nothing fits into, so that the rule speaks.
        access_windows=()
        if subject.access_windows is None
        else tuple(Window(seconds(opens), seconds(closes)) for opens, closes in subject.access_windows)
        or (Window(0, 0),),
        # Where a start is looked for, it is one after what this follows has ended; a chosen one is judged as it is.
        earliest_s=seconds(ready) if inputs.exact is None and (ready := earliest(inputs)) is not None else None,
        due_s=seconds(subject.due_at) if subject.due_at else None,
        lateness_cost_per_s=weights.late_hours[subject.priority - 1] if subject.due_at else 0,
        priority=subject.priority,
        required=None if subject.required is None else frozenset(map(str, subject.required)),
        excluded=frozenset(map(str, subject.excluded)),
        preferred=frozenset(map(str, _preferred(inputs))),
        not_preferred_cost=weights.preferred_minutes * 60,
        technician_cost={str(p.id): 0 if p.visits_here else stranger for p in inputs.people} if knowing else {},
    )


def _preferred(inputs: Inputs) -> set[int]:
    """Whom the customer wants, and who began the work, if nobody excluded him: he need not be told what it is about."""
    subject = inputs.subject
    first = {person.id for person in inputs.people if person.id == subject.first_technician}
    return {*subject.preferred, *(first - set(subject.excluded))}
