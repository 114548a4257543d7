"""Everything one decision is made from, as plain values with one spelling in bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import msgspec

from truckroll.travel.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What the company's wishes are worth, as its policy says."""

    late_hours: tuple[int, int, int, int] = (10, 4, 2, 1)
    """Hours of driving that one hour after the due time is worth, for priority 1 to 4."""
    overtime_hours: int = 2
    """Hours of driving that one hour of overtime is worth."""
    max_overtime_minutes: int = 60
    commute_minutes: int = 60
    """So much of the way from and to home is driven outside of the shift."""
    stranger_minutes: int = 5
    """Minutes of driving that it is worth to send somebody who knows the site."""
    skill_level_minutes: int = 5
    """Minutes of driving that it is worth to keep one level of a skill free."""
    preferred_minutes: int = 15
    """Minutes of driving that it is worth to send somebody whom the customer prefers, or who began the work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The visit to be placed. Ids are of rows; a window is a pair of instants."""

    id: int
    version: int
    number: str
    status: str
    duration_s: int
    priority: int
    due_at: datetime | None
    window: tuple[datetime, datetime] | None
    """When the customer was told somebody arrives."""
    site_id: int
    place: Place | None
    zone: str
    access_windows: tuple[tuple[datetime, datetime], ...] | None
    """When the site lets people in; None: always."""
    territories: tuple[str, ...]
    """Names of the territories the site lies in."""
    held: bool
    """Whether the work order waits for something."""
    work_type_id: int | None
    skills: tuple[tuple[int, int], ...]
    certifications: tuple[int, ...]
    required: tuple[int, ...] | None = None
    """Technicians one of whom the customer, site or asset wants; None: no such wish."""
    excluded: tuple[int, ...] = ()
    preferred: tuple[int, ...] = ()
    closed: tuple[tuple[datetime, datetime, str], ...] = ()
    """When nobody may come although the site would let people in, and why."""
    because: tuple[tuple[str, int, str], ...] = ()
    """Where the wishes come from: rule or `skill`, the id of the technician or skill, the words."""
    crew_size: int = 1
    """How many people it takes at least."""
    role: str = ""
    """What the judged one does among the crew; its skills are among those asked for."""
    first_technician: int | None = None
    """Who began this work: the visit it goes on from, or the job whose fault came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftSpan:
    """One shift of a technician. `on` is the date it starts, where he is based."""

    on: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceSpan:
    """Time a technician is away."""

    id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A certification somebody holds; both dates count in full."""

    type_id: int
    valid_from: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A technician who could be sent; of his skills and certificates those the visit asks for."""

    id: int
    version: int
    name: str
    zone: str
    start: Place | None
    end: Place | None
    commutes: bool
    """Whether the day starts at home, so that the way there is his own time."""
    max_travel_s: int | None
    shifts: tuple[ShiftSpan, ...]
    absences: tuple[AbsenceSpan, ...]
    skills: tuple[tuple[int, int], ...]
    certifications: tuple[Held, ...]
    serves_site: bool
    """Whether one of his territories has the site; also if he has none, or the site lies in none."""
    visits_here: int
    """Visits he has completed at this site."""
    next_shifts: tuple[ShiftSpan, ...] = ()
    """Shifts of the day after, before which he is to rest."""
    clocked: tuple[tuple[datetime, datetime], ...] = ()
    """When he was at work about that day, as he said himself; ended stretches only."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A visit that stands on a technician's day already and is not to move. There are hundreds in each decision."""

    id: int
    version: int
    number: str
    technician_id: int
    starts_at: datetime
    """When it begins or is likely to: a visit that should have begun begins now at the earliest."""
    ends_at: datetime
    booked_from: datetime
    """What is booked: only this may never overlap."""
    booked_until: datetime
    started: bool
    place: Place | None
    goes_along: bool = False
    """Whether somebody else leads it: then the visit stands on several days at once."""
    held_until: datetime | None = None
    """Until when the time is only held, for a customer who is being offered it; the version is the offer's id."""

    @property
    def key(self) -> str:
        """This will be its name in a problem, where each of a crew has a visit of his own, and so has a held time."""
        if self.held_until is not None:
            # The visit may stand elsewhere too, until its customer has said yes.
            return f"{self.id}:held"
        return f"{self.id}:{self.technician_id}" if self.goes_along else str(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One visit follows another: finish to start."""

    first: int
    then: int
    lag_s: int
    same_technician: bool
    same_day: bool
    immediately: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A visit that the subject follows, or that follows it; nobody has it where it has no technician."""

    id: int
    number: str
    status: str
    technician_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All of it. Pairs stand for mappings, so that bytes have one order; `arranged` puts every list into its own."""

    now: datetime
    day_starts_at: datetime
    day_ends_at: datetime
    subject: Subject
    people: tuple[Person, ...]
    standing: tuple[Standing, ...]
    skill_names: tuple[tuple[int, str], ...]
    certification_names: tuple[tuple[int, str], ...]
    legal_certifications: tuple[int, ...]
    weights: Weights = field(default_factory=Weights)
    exact: tuple[int, datetime] | None = None
    """A technician and the start somebody chose for him; None: the best start is looked for."""
    links: tuple[Link, ...] = ()
    linked: tuple[Linked, ...] = ()

    def canonical(self) -> bytes:
        """This will be the inputs as JSON; equal inputs give equal bytes."""
        return msgspec.json.encode(self)

    @classmethod
    def from_canonical(cls, data: bytes) -> Inputs:
        """This will read what `canonical` wrote, so that a stored decision can be made again."""
        return msgspec.json.decode(data, type=cls)

    def sha256(self) -> str:
        """This will be the name of these inputs."""
        return hashlib.sha256(self.canonical()).hexdigest()


def arranged(inputs: Inputs) -> Inputs:
    """This will be the same inputs with every list in its one order: no query's order reaches a decision."""
    subject = replace(
        inputs.subject,
        access_windows=None if inputs.subject.access_windows is None else tuple(sorted(inputs.subject.access_windows)),
        territories=tuple(sorted(inputs.subject.territories)),
        skills=tuple(sorted(inputs.subject.skills)),
        certifications=tuple(sorted(inputs.subject.certifications)),
        required=None if inputs.subject.required is None else tuple(sorted(inputs.subject.required)),
        excluded=tuple(sorted(inputs.subject.excluded)),
        preferred=tuple(sorted(inputs.subject.preferred)),
        closed=tuple(sorted(inputs.subject.closed)),
        because=tuple(sorted(inputs.subject.because)),
    )
    people = (
        replace(
            person,
            shifts=tuple(sorted(person.shifts, key=lambda s: s.starts_at)),
            next_shifts=tuple(sorted(person.next_shifts, key=lambda s: s.starts_at)),
            clocked=tuple(sorted(person.clocked)),
            absences=tuple(sorted(person.absences, key=lambda a: (a.starts_at, a.id))),
            skills=tuple(sorted(person.skills)),
            certifications=tuple(
                sorted(
                    person.certifications, key=lambda c: (c.type_id, c.valid_from or date.min, c.expires_on or date.max)
                )
            ),
        )
        for person in inputs.people
    )
    return replace(
        inputs,
        subject=subject,
        people=tuple(sorted(people, key=lambda p: p.id)),
        standing=tuple(sorted(inputs.standing, key=lambda v: (v.technician_id, v.starts_at, v.id))),
        skill_names=tuple(sorted(inputs.skill_names)),
        certification_names=tuple(sorted(inputs.certification_names)),
        legal_certifications=tuple(sorted(inputs.legal_certifications)),
        links=tuple(sorted(inputs.links, key=lambda link: (link.first, link.then))),
        linked=tuple(sorted(inputs.linked, key=lambda visit: visit.id)),
    )
