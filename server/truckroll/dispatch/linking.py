"""What follows what, as the judge sees it: the subject at a place, and what it is linked with where that stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from truckroll.dispatch.inputs import Inputs, Link, Linked
from truckroll.travel import estimates
from truckroll.travel.places import Place, place_of
from truckroll_planner import After, Plan, Problem, Route, Shift, Technician, Violation, Visit, judge

_RULES = frozenset({"predecessor_open", "before_predecessor", "not_immediately", "not_same_technician", "not_same_day"})
# The engine looks no further than forty days each way.
_ALWAYS_S = 39 * 86_400
_SHIFT = "always"


def earliest(inputs: Inputs) -> datetime | None:
    """This will be when the subject may start at the earliest for what it follows; None: whenever."""
    ends = {visit.id: visit.ends_at for visit in inputs.linked}
    ready = [
        end + timedelta(seconds=link.lag_s)
        for link in inputs.links
        if link.then == inputs.subject.id and (end := ends.get(link.first)) is not None
    ]
    return max(ready, default=None)


def blocked_by(inputs: Inputs) -> Linked | None:
    """This will be the visit that the subject waits for although nobody has it, if there is one (rule 21)."""
    linked = {visit.id: visit for visit in inputs.linked}
    waits = (linked[link.first] for link in inputs.links if link.then == inputs.subject.id and link.first in linked)
    return next((visit for visit in waits if visit.starts_at is None), None)


def against(inputs: Inputs, technician_id: int, starts_at: datetime, ends_at: datetime) -> tuple[Violation, ...]:
    """This will be what the links of the subject have against it there, by the engine's own rules."""
    if not inputs.links:
        return ()
    zero, subject = inputs.day_starts_at, inputs.subject

    def seconds(at: datetime) -> int:
        return max(-_ALWAYS_S + 1, min(_ALWAYS_S - 1, int((at - zero).total_seconds())))

    at = [
        (visit.id, visit.technician_id, visit.starts_at, visit.ends_at, visit.place)
        for visit in inputs.linked
        if visit.technician_id is not None and visit.starts_at is not None and visit.ends_at is not None
    ]
    at.append((subject.id, technician_id, starts_at, ends_at, subject.place))
    places = sorted({place for *_, place in at if place is not None}, key=lambda place: (place.lat, place.lon))
    index = {place: i for i, place in enumerate(places)}
    people = sorted({who for _, who, *_ in at if who is not None})
    shift = Shift(id=_SHIFT, starts_at_s=-_ALWAYS_S, ends_at_s=_ALWAYS_S)
    visits = [
        Visit(
            id=str(pk),
            location=index[place] if place is not None else None,
            duration_s=max(0, seconds(until) - seconds(begins)),
        )
        for pk, _, begins, until, place in at
    ]
    placed = {pk for pk, *_ in at}
    visits += [Visit(id=str(v.id), location=None, duration_s=60) for v in inputs.linked if v.id not in placed]
    problem = Problem(
        travel_s=_matrix(places),
        technicians=tuple(Technician(id=str(who), shifts=(shift,)) for who in people),
        visits=tuple(visits),
        after=tuple(
            After(
                first=str(link.first), then=str(link.then), lag_s=link.lag_s, same_technician=link.same_technician,
                same_day=link.same_day, immediately=link.immediately,
            )
            for link in inputs.links
        ),
    )  # fmt: skip
    routes = tuple(
        Route(
            technician=str(who),
            shift=_SHIFT,
            visits=tuple(str(pk) for pk, whose, *_ in sorted(at, key=lambda v: (v[2], v[0])) if whose == who),
        )
        for who in people
    )
    me = str(subject.id)
    fixed_s = {str(pk): seconds(begins) for pk, _, begins, *_ in at}
    found = judge(problem, Plan(routes=routes, fixed_s=fixed_s)).violations
    return tuple(v for v in found if v.rule in _RULES and me in (str(v.facts["visit"]), str(v.facts["other"])))


def _matrix(places: Sequence[Place]) -> npt.NDArray[np.int32]:
    drives = np.zeros((len(places), len(places)), dtype=np.int32)
    if places:
        drives[:] = np.minimum(estimates.matrix_s(places), _ALWAYS_S)
    return drives


def of_facts(
    links: Iterable[Any], linked: Iterable[Mapping[str, Any]], places: Mapping[int, Any], subject_id: int
) -> tuple[tuple[Link, ...], tuple[Linked, ...]]:
    """This will be the links of a visit and the visits they name, from what is known of them."""
    mine = [link for link in links if subject_id in (link.first_id, link.then_id)]
    named = {pk for link in mine for pk in (link.first_id, link.then_id)} - {subject_id}
    return (
        tuple(
            Link(
                first=link.first_id, then=link.then_id, lag_s=link.lag_s, same_technician=link.same_technician,
                same_day=link.same_day, immediately=link.immediately,
            )
            for link in mine
        ),
        tuple(_linked(visit, places) for visit in linked if visit["id"] in named),
    )  # fmt: skip


def _linked(visit: Mapping[str, Any], places: Mapping[int, Any]) -> Linked:
    # Nobody goes to what is canceled: who waits for it waits for good.
    stands = visit["status"] != "canceled"
    began = visit["started_at"] or visit["arrived_at"] if visit["ended_at"] is not None else None
    starts_at = began or visit["starts_at"]
    ends_at = visit["ended_at"] or visit["ends_at"]
    if starts_at is not None and ends_at is not None:
        starts_at = min(starts_at, ends_at)
    return Linked(
        id=visit["id"],
        number=visit["number"],
        status=visit["status"],
        technician_id=visit["technician_id"] if stands else None,
        starts_at=starts_at if stands else None,
        ends_at=ends_at if stands else None,
        place=place_of(*places[visit["site_id"]]),
    )


def linked_ids(links: Iterable[Any], besides: Collection[int] = ()) -> set[int]:
    """This will be the visits that links name."""
    return {pk for link in links for pk in (link.first_id, link.then_id)} - set(besides)
