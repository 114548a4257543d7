"""What is to be planned: technicians, visits and prices, in trade words, whole seconds and whole costs."""

from __future__ import annotations

import bisect
import dataclasses
import operator
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

MAX_S = 40 * 86_400
"""No instant may lie further than this from the problem's start (the engine counts in 32 bits)."""
MAX_COST = 1 << 28
"""No single price may be higher than this."""
TESTED = {"technicians": 400, "visits": 3000, "days": 14}
"""Sizes up to which the engine is measured; larger problems are warned about and planned all the same."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input: where, and what was expected there."""

    path: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}: {self.expected}"


class ProblemError(ValueError):
    """A problem or plan that cannot be meant; carries every fault, not only the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Window:
    """A closed interval of time, in seconds since the problem's start."""

    opens_s: int
    closes_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A pause that begins not before `opens_s`, on a leg that is left at `closes_s` or earlier.

    A break "after six hours of work at the latest" is one that closes six hours after the shift starts.
    """

    duration_s: int
    opens_s: int
    closes_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One stretch of work of a technician: one route is planned for it."""

    starts_at_s: int
    ends_at_s: int
    id: str = "0"
    start_location: int | None = None
    """None: the shift begins at the first visit."""
    end_location: int | None = None
    """None: the shift ends at the last visit."""
    breaks: tuple[Break, ...] = ()
    """In the order in which they are taken."""
    max_overtime_s: int = 0
    overtime_cost_per_s: int = 0
    travel_before_s: int = 0
    """So much of the way to the first visit may be driven before the shift starts."""
    travel_after_s: int = 0
    """So much of the way home may be driven after the shift has ended, without being overtime."""
    max_travel_out_s: int | None = None
    """No visit further than this from the start location."""
    max_travel_back_s: int | None = None
    """No visit further than this from the end location."""
    reserve_s: int = 0
    """Time of this shift to be kept free for emergencies; see `Prices.reserve_cost_per_s`."""
    stock: Mapping[str, int] | None = None
    """Parts in the van by name; None: not looked at, everything is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Time in which a technician neither works nor drives. `id` comes back in facts."""

    starts_at_s: int
    ends_at_s: int
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """A dated permission: valid from `valid_from_s` until `valid_until_s`, None where there is no bound."""

    code: str
    valid_from_s: int | None = None
    valid_until_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Technician:
    """Who can be sent, when, and what they can do."""

    id: str
    shifts: tuple[Shift, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    """Level by skill; 1 where levels do not matter."""
    certifications: tuple[Certification, ...] = ()
    territories: frozenset[str] | None = None
    """None: serves everywhere."""
    tools: frozenset[str] = frozenset()
    absences: tuple[Absence, ...] = ()
    pace_percent: int = 100
    """Durations are multiplied by this: 120 takes a fifth longer."""
    after_hours_s: int = 0
    """Overtime worked before, for fairness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What people were told: who comes, and when."""

    technician: str
    start_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What may not be changed any more: the technician, the start, or both."""

    technician: str | None = None
    start_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One attendance at one place."""

    id: str
    location: int | None
    """Index into `Problem.travel_s`; None: nobody knows where it is, so it cannot be planned."""
    duration_s: int
    setup_s: int = 0
    """Paid once for visits at one location in a row."""
    skills: Mapping[str, int] = field(default_factory=dict)
    certifications: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()
    parts: Mapping[str, int] = field(default_factory=dict)
    territory: str | None = None
    """None: anybody may serve it."""
    arrival_windows: tuple[Window, ...] = ()
    """The start lies in one of them; none given: any time."""
    access_windows: tuple[Window, ...] = ()
    """The whole visit lies in one of them; none given: any time."""
    earliest_s: int | None = None
    due_s: int | None = None
    lateness_cost_per_s: int = 0
    promised: Window | None = None
    """The start is never before it; after it costs `promise_cost_per_s`."""
    promise_cost_per_s: int = 0
    priority: int = 3
    unassigned_cost: int = 20_000
    required: frozenset[str] | None = None
    """Technicians one of whom must be sent; None: no such wish."""
    excluded: frozenset[str] = frozenset()
    preferred: frozenset[str] = frozenset()
    not_preferred_cost: int = 0
    """Price of sending somebody who is not preferred, where anybody is."""
    technician_cost: Mapping[str, int] | Sequence[int] = field(default_factory=dict)
    """Familiarity: price by technician id (absent: 0), or one price per technician in the problem's order."""
    published: Published | None = None
    pin: Pin | None = None
    started_at_s: int | None = None
    """When it really started; the technician is the pinned one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A crew: each member is a visit of its own (with the skills of its role); different people start together."""

    visits: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """One visit follows another: finish to start, not before `lag_s` has passed."""

    first: str
    then: str
    lag_s: int = 0
    same_technician: bool = False
    same_day: bool = False
    immediately: bool = False
    """Starts as soon as the other has ended, the lag has passed and the drive is done."""
    whole: bool = False
    """Both or neither: the segments of one long visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What the wishes are worth. One unit of cost is one second of driving."""

    travel_cost_per_s: int = 1
    balance_divisor: int = 100
    """A shift costs (minutes worked)² // this; 0: balance is not priced."""
    changed_technician_cost: int = 900
    moved_later_cost_per_s: int = 1
    published_tolerance_s: int = 900
    """A published visit starts at most this much earlier; later than this much it costs."""
    skill_level_cost: int = 0
    reserve_cost_per_s: int = 0
    fairness_cost_per_hour: int = 0
    """Each second of overtime costs so much more per 100 hours of `Technician.after_hours_s` above the team's least."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """A validated day or several of them: who, what, how far, what matters.

    All instants are whole seconds since one moment that the caller chooses; costs are whole numbers.

    Parameters
    ----------
    travel_s
        Driving seconds, shape (L, L), row = from; need not be symmetric.
    technicians, visits
        In any order; the order decides nothing but the meaning of a `technician_cost` given as a sequence.
    prices
        What the wishes are worth.
    together, after
        Which visits belong together; without cycles.
    day_starts_s
        When each day of the horizon begins, for what must be on one day; empty: every 24 hours from 0.
    now_s
        Nothing new starts or departs before it; None: the whole horizon is open.
    locations
        (longitude, latitude) per location, for drawings only.
    name
        For messages and files.

    Raises
    ------
    ProblemError
        With every fault found.

    Warns
    -----
    UserWarning
        More technicians, visits or days than the engine is measured with.
    """

    travel_s: npt.NDArray[np.int32]
    technicians: tuple[Technician, ...]
    visits: tuple[Visit, ...]
    prices: Prices = field(default_factory=Prices)
    together: tuple[Together, ...] = ()
    after: tuple[After, ...] = ()
    day_starts_s: tuple[int, ...] = ()
    now_s: int | None = None
    locations: tuple[tuple[float, float], ...] | None = None
    name: str = ""

    def __post_init__(self) -> None:
        faults = list(_Check(self).faults())
        if faults:
            raise ProblemError(faults)
        travel = np.array(self.travel_s, dtype=np.int32, order="C")
        travel.setflags(write=False)
        object.__setattr__(self, "travel_s", travel)
        for name, size in self._sizes().items():
            if size > TESTED[name]:
                warnings.warn(f"{size:,} {name}: measured with up to {TESTED[name]:,}", UserWarning, stacklevel=3)

    def _sizes(self) -> dict[str, int]:
        shifts = [s for t in self.technicians for s in t.shifts]
        first, last = min((s.starts_at_s for s in shifts), default=0), max((s.ends_at_s for s in shifts), default=0)
        days = -(-max(0, last - first) // 86_400)
        return {"technicians": len(self.technicians), "visits": len(self.visits), "days": days}

    @cached_property
    def technician_index(self) -> Mapping[str, int]:
        """Position of each technician by id."""
        return {t.id: i for i, t in enumerate(self.technicians)}

    @cached_property
    def visit_index(self) -> Mapping[str, int]:
        """Position of each visit by id."""
        return {v.id: i for i, v in enumerate(self.visits)}

    def technician(self, technician_id: str) -> Technician:
        """Return the technician of this id; KeyError if there is none."""
        return self.technicians[self.technician_index[technician_id]]

    def visit(self, visit_id: str) -> Visit:
        """Return the visit of this id; KeyError if there is none."""
        return self.visits[self.visit_index[visit_id]]

    def day_of(self, instant_s: int) -> int:
        """Return the number of the day in which this instant lies."""
        if self.day_starts_s:
            return bisect.bisect_right(self.day_starts_s, instant_s)
        return instant_s // 86_400

    @cached_property
    def longest_drive_s(self) -> int:
        """The longest of all drives."""
        return int(self.travel_s.max(initial=0))

    @cached_property
    def least_after_hours_s(self) -> int:
        """The smallest overtime history of the team, against which fairness is measured."""
        return min((t.after_hours_s for t in self.technicians), default=0)


def shift_of(technician: Technician, shift_id: str | None) -> Shift:
    """Return the named shift, or the only one for None; KeyError if there is no such shift."""
    if shift_id is None:
        if len(technician.shifts) == 1:
            return technician.shifts[0]
        raise KeyError(technician.id)
    for shift in technician.shifts:
        if shift.id == shift_id:
            return shift
    raise KeyError(shift_id)


def latest_return_s(technician: Technician, shift: Shift) -> int:
    """Return the last allowed end of the shift: its overtime limit, cut where the next shift begins."""
    last = shift.ends_at_s + shift.max_overtime_s
    for other in technician.shifts:
        if other.starts_at_s >= shift.ends_at_s and other is not shift:
            last = min(last, max(shift.ends_at_s, other.starts_at_s - other.travel_before_s))
    return last


def work_s(technician: Technician, visit: Visit) -> int:
    """Return how long this technician needs for this visit, set-up not counted."""
    if technician.pace_percent == 100:
        return visit.duration_s
    return (visit.duration_s * technician.pace_percent + 50) // 100


def split_visit(problem: Problem, visit_id: str, longest_s: int) -> Problem:
    """Split one visit into segments of at most `longest_s`, as even as whole minutes allow, done by one technician.

    The segments are visits `ID/1`, `ID/2`, … that follow each other, all planned or none; each pays its share of
    the price of staying open, and only the first is late or early.
    """
    visit = problem.visit(visit_id)
    count = -(-visit.duration_s // longest_s)
    if count < 2:
        return problem
    each = -(-visit.duration_s // count // 60) * 60
    lengths = [each] * (count - 1) + [visit.duration_s - each * (count - 1)]
    later = dataclasses.replace(visit, due_s=None, promised=None, published=None, arrival_windows=())
    segments = tuple(
        dataclasses.replace(
            visit if i == 0 else later,
            id=f"{visit_id}/{i + 1}",
            duration_s=length,
            unassigned_cost=visit.unassigned_cost // count + (visit.unassigned_cost % count if i == 0 else 0),
        )
        for i, length in enumerate(lengths)
    )
    at = problem.visit_index[visit_id]
    chain = tuple(
        After(first=a.id, then=b.id, same_technician=True, whole=True)
        for a, b in zip(segments, segments[1:], strict=False)
    )
    renamed = tuple(
        dataclasses.replace(
            link,
            first=segments[-1].id if link.first == visit_id else link.first,
            then=segments[0].id if link.then == visit_id else link.then,
        )
        for link in problem.after
    )
    return dataclasses.replace(
        problem, visits=(*problem.visits[:at], *segments, *problem.visits[at + 1 :]), after=(*renamed, *chain)
    )


_WISHES = operator.attrgetter(
    *(
        name
        for name in Visit.__slots__
        if name not in ("id", "location", "duration_s", "earliest_s", "due_s", "published", "pin", "started_at_s")
    )
)
_NO_WISHES = _WISHES(Visit(id="", location=None, duration_s=0))
_NO_WISHES_TYPES = [*map(type, _NO_WISHES)]


class _Check:
    """Looks at every value of a problem and says what is wrong with each."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.found: list[Fault] = []

    def faults(self) -> Iterator[Fault]:
        places = self._travel()
        technicians = {t.id for t in self.problem.technicians if isinstance(t, Technician)}
        self._unique("technicians", [t.id for t in self.problem.technicians if isinstance(t, Technician)])
        self._unique("visits", [v.id for v in self.problem.visits if isinstance(v, Visit)])
        for i, technician in enumerate(self.problem.technicians):
            self._technician(f"technicians[{i}]", technician, places)
        for i, visit in enumerate(self.problem.visits):
            self._visit(f"visits[{i}]", visit, places, technicians)
        self._links({v.id for v in self.problem.visits if isinstance(v, Visit)})
        prices = self.problem.prices
        for name in Prices.__slots__:
            self._whole(f"prices.{name}", getattr(prices, name), 0, MAX_COST)
        if self.problem.now_s is not None:
            self._whole("now_s", self.problem.now_s, -MAX_S, MAX_S)
        if self.problem.locations is not None and len(self.problem.locations) != places:
            self._add("locations", f"expected {places} pairs, one per row of travel_s")
        return iter(self.found)

    def _add(self, path: str, expected: str) -> None:
        self.found.append(Fault(path, expected))

    def _whole(self, path: str, value: Any, low: int, high: int) -> bool:
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
            self._add(path, f"expected a whole number, got {_short(value)}")
            return False
        if not low <= value <= high:
            self._add(path, f"expected a whole number from {low} to {high}, got {value}")
            return False
        return True

    def _unique(self, path: str, ids: list[Any]) -> None:
        seen: set[Any] = set()
        for i, name in enumerate(ids):
            if not isinstance(name, str) or not name:
                self._add(f"{path}[{i}].id", f"expected a text that is not empty, got {_short(name)}")
            elif name in seen:
                self._add(f"{path}[{i}].id", f"expected an id of its own, {name!r} is there twice")
            else:
                seen.add(name)

    def _links(self, visits: set[str]) -> None:
        crew_of: dict[str, int] = {}
        for i, crew in enumerate(self.problem.together):
            if len(crew.visits) < 2:
                self._add(f"together[{i}].visits", "expected two visits or more")
            for k, name in enumerate(crew.visits):
                if name not in visits:
                    self._add(f"together[{i}].visits[{k}]", f"expected a visit of the problem, got {name!r}")
                elif name in crew_of:
                    self._add(f"together[{i}].visits[{k}]", f"expected each visit in one crew, {name!r} is in two")
                crew_of[name] = i
        follows: dict[str, set[str]] = {}
        for i, link in enumerate(self.problem.after):
            for end in ("first", "then"):
                if getattr(link, end) not in visits:
                    self._add(f"after[{i}].{end}", f"expected a visit of the problem, got {getattr(link, end)!r}")
            self._whole(f"after[{i}].lag_s", link.lag_s, 0, MAX_S)
            first, then = (f"crew {crew_of[v]}" if v in crew_of else v for v in (link.first, link.then))
            follows.setdefault(first, set()).add(then)
        while follows:  # Take away what leads nowhere: what is left runs in a circle.
            ends = {v for some in follows.values() for v in some} - set(follows)
            left = {v: some - ends for v, some in follows.items() if some - ends}
            if left == follows:
                self._add("after", f"expected no cycle, {', '.join(sorted(follows))} wait for each other")
                return
            follows = left

    def _travel(self) -> int:
        travel = np.asarray(self.problem.travel_s)
        if travel.ndim != 2 or travel.shape[0] != travel.shape[1]:
            self._add("travel_s", f"expected a square table, got shape {travel.shape}")
            return 0
        if travel.size == 0:
            return 0
        if not np.issubdtype(travel.dtype, np.integer):
            self._add("travel_s", f"expected whole numbers, got {travel.dtype}")
        elif travel.min() < 0 or travel.max() > 10 * 86_400:
            row, column = np.argwhere((travel < 0) | (travel > 10 * 86_400))[0]
            self._add(f"travel_s[{row}][{column}]", f"expected 0 to 864000 seconds, got {travel[row, column]}")
        return int(travel.shape[0])

    def _span(self, path: str, opens: Any, closes: Any, names: tuple[str, str]) -> None:
        good = self._whole(f"{path}.{names[0]}", opens, -MAX_S, MAX_S)
        if self._whole(f"{path}.{names[1]}", closes, -MAX_S, MAX_S) and good and closes < opens:
            self._add(f"{path}.{names[1]}", f"expected not before {names[0]} ({opens}), got {closes}")

    def _place(self, path: str, value: Any, places: int) -> None:
        if value is not None:
            self._whole(path, value, 0, places - 1)

    def _counts(self, path: str, value: Any, low: int) -> None:
        if not isinstance(value, Mapping):
            self._add(path, f"expected numbers by name, got {_short(value)}")
            return
        for name, number in value.items():
            self._whole(f"{path}[{name!r}]", number, low, MAX_COST)

    def _names(self, path: str, value: Any, known: set[str] | None = None) -> None:
        if isinstance(value, str) or not isinstance(value, (frozenset, set, tuple, list)):
            self._add(path, f"expected a set of texts, got {_short(value)}")
            return
        for name in sorted(value, key=str):
            if not isinstance(name, str):
                self._add(path, f"expected texts, got {_short(name)}")
            elif known is not None and name not in known:
                self._add(path, f"expected a technician of this problem, got {name!r}")

    def _technician(self, path: str, technician: Any, places: int) -> None:
        if not isinstance(technician, Technician):
            self._add(path, f"expected a Technician, got {_short(technician)}")
            return
        self._counts(f"{path}.skills", technician.skills, 0)
        self._names(f"{path}.tools", technician.tools)
        if technician.territories is not None:
            self._names(f"{path}.territories", technician.territories)
        self._whole(f"{path}.pace_percent", technician.pace_percent, 10, 1000)
        self._whole(f"{path}.after_hours_s", technician.after_hours_s, 0, 366 * 86_400)
        for i, absence in enumerate(technician.absences):
            self._span(f"{path}.absences[{i}]", absence.starts_at_s, absence.ends_at_s, ("starts_at_s", "ends_at_s"))
        for i, held in enumerate(technician.certifications):
            at = f"{path}.certifications[{i}]"
            for name in ("valid_from_s", "valid_until_s"):
                if getattr(held, name) is not None:
                    self._whole(f"{at}.{name}", getattr(held, name), -(1 << 40), 1 << 40)
        self._unique(f"{path}.shifts", [s.id for s in technician.shifts])
        for i, shift in enumerate(technician.shifts):
            self._shift(f"{path}.shifts[{i}]", shift, places)
        spans = sorted((s.starts_at_s, s.ends_at_s) for s in technician.shifts)
        for (_, ends), (starts, _) in zip(spans, spans[1:], strict=False):
            if starts < ends:
                self._add(
                    f"{path}.shifts", f"expected shifts that do not overlap, one starts at {starts} before {ends}"
                )

    _PRICED: ClassVar = ("max_overtime_s", "overtime_cost_per_s", "travel_before_s", "travel_after_s", "reserve_s")

    def _shift(self, path: str, shift: Shift, places: int) -> None:
        # It may start after its end: somebody in overtime goes on when the visit at hand is done.
        self._whole(f"{path}.starts_at_s", shift.starts_at_s, -MAX_S, MAX_S)
        self._whole(f"{path}.ends_at_s", shift.ends_at_s, -MAX_S, MAX_S)
        self._place(f"{path}.start_location", shift.start_location, places)
        self._place(f"{path}.end_location", shift.end_location, places)
        for name in self._PRICED:
            self._whole(f"{path}.{name}", getattr(shift, name), 0, MAX_S)
        for name in ("max_travel_out_s", "max_travel_back_s"):
            if getattr(shift, name) is not None:
                self._whole(f"{path}.{name}", getattr(shift, name), 0, MAX_S)
        if shift.stock is not None:
            self._counts(f"{path}.stock", shift.stock, 0)
        for i, pause in enumerate(shift.breaks):
            at = f"{path}.breaks[{i}]"
            self._whole(f"{at}.duration_s", pause.duration_s, 0, MAX_S)
            self._span(at, pause.opens_s, pause.closes_s, ("opens_s", "closes_s"))

    def _visit(self, path: str, visit: Any, places: int, technicians: set[str]) -> None:
        if not isinstance(visit, Visit):
            self._add(path, f"expected a Visit, got {_short(visit)}")
            return
        self._place(f"{path}.location", visit.location, places)
        self._whole(f"{path}.duration_s", visit.duration_s, 0, MAX_S)
        # Most visits of a day stand where they are and wish for nothing; to check each wish would take the longest.
        wishes = _WISHES(visit)
        if [*map(type, wishes)] != _NO_WISHES_TYPES or wishes != _NO_WISHES:
            self._wishes(path, visit)
        for name in ("earliest_s", "due_s", "started_at_s"):
            if getattr(visit, name) is not None:
                self._whole(f"{path}.{name}", getattr(visit, name), -MAX_S, MAX_S)
        if visit.published is not None:
            self._whole(f"{path}.published.start_s", visit.published.start_s, -MAX_S, MAX_S)
        if visit.pin is not None and visit.pin.start_s is not None:
            self._whole(f"{path}.pin.start_s", visit.pin.start_s, -MAX_S, MAX_S)
        if visit.started_at_s is not None and (visit.pin is None or visit.pin.technician not in technicians):
            self._add(f"{path}.pin", "expected the technician who started the visit")

    def _wishes(self, path: str, visit: Visit) -> None:
        self._whole(f"{path}.setup_s", visit.setup_s, 0, MAX_S)
        self._whole(f"{path}.priority", visit.priority, -1000, 1000)
        for name in ("lateness_cost_per_s", "promise_cost_per_s"):
            self._whole(f"{path}.{name}", getattr(visit, name), 0, 1000)
        for name in ("unassigned_cost", "not_preferred_cost"):
            self._whole(f"{path}.{name}", getattr(visit, name), 0, MAX_COST)
        self._counts(f"{path}.skills", visit.skills, 0)
        self._counts(f"{path}.parts", visit.parts, 0)
        self._names(f"{path}.certifications", visit.certifications)
        self._names(f"{path}.tools", visit.tools)
        for name in ("arrival_windows", "access_windows"):
            for i, window in enumerate(getattr(visit, name)):
                self._span(f"{path}.{name}[{i}]", window.opens_s, window.closes_s, ("opens_s", "closes_s"))
        if visit.promised is not None:
            self._span(f"{path}.promised", visit.promised.opens_s, visit.promised.closes_s, ("opens_s", "closes_s"))
        if visit.required is not None:
            self._names(f"{path}.required", visit.required)
        self._names(f"{path}.excluded", visit.excluded)
        self._names(f"{path}.preferred", visit.preferred)
        self._technician_cost(f"{path}.technician_cost", visit.technician_cost)

    def _technician_cost(self, path: str, value: Any) -> None:
        if isinstance(value, Mapping):
            self._counts(path, value, 0)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            if len(value) != len(self.problem.technicians):
                self._add(path, f"expected {len(self.problem.technicians)} costs, one per technician, got {len(value)}")
            numbers = np.asarray(value)
            if numbers.size and not (
                np.issubdtype(numbers.dtype, np.integer) and 0 <= numbers.min() <= numbers.max() <= MAX_COST
            ):
                for i, number in enumerate(value):
                    self._whole(f"{path}[{i}]", number, 0, MAX_COST)
        else:
            self._add(path, f"expected costs by technician, got {_short(value)}")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
