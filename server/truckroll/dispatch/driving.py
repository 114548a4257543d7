"""How far each visit of a technician's day is from the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from truckroll.customers import queries as customers
from truckroll.dispatch.gathering import base_of
from truckroll.dispatch.inputs import Inputs
from truckroll.foundation.local_time import local_date
from truckroll.travel.estimates import estimate_s
from truckroll.travel.places import place_of
from truckroll.work import queries as work
from truckroll.workforce import queries as workforce

_REACH = timedelta(hours=48)


def leg_of(inputs: Inputs, technician_id: int, starts_at: datetime) -> int | None:
    """This will be the drive to the visit of a decision, from where the technician comes then."""
    person = next(p for p in inputs.people if p.id == technician_id)
    before = [
        visit
        for visit in inputs.standing
        if visit.technician_id == technician_id
        and visit.held_until is None
        and visit.booked_from <= starts_at
        and local_date(visit.booked_from, person.zone) == local_date(starts_at, person.zone)
    ]
    came_from = max(before, key=lambda v: (v.booked_from, v.id)).place if before else person.start
    return estimate_s(came_from, inputs.subject.place)


def changed_legs(technician_ids: Sequence[int], *, around: datetime) -> list[tuple[int, int | None]]:
    """This will list the planned visits about that time whose drive is not what is written down, with what it is."""
    cards = workforce.technician_cards(technician_ids)
    ids = work.visits_between(around - _REACH, around + _REACH, technician_ids)
    everybody = [v for v in work.with_each_of_crew(work.visit_facts(ids)) if v["technician_id"] in cards]
    changed: list[tuple[int, int | None]] = []
    for visit, travel_s in _drives(everybody, cards):
        # The first day that comes into sight may have lost its morning: its legs are left alone.
        whole = visit["starts_at"] > around - _REACH / 2
        # The drive that is written down with a visit is its lead's.
        led = not visit.get("goes_along")
        if whole and led and visit["status"] in ("scheduled", "dispatched") and travel_s != visit["travel_s"]:
            changed.append((visit["id"], travel_s))
    return changed


def with_own_drives(visits: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """This will list facts of visits once for each who is on them, whoever goes along with the drive of his own.

    Three queries if there is a crew at all.
    """
    rows = work.with_each_of_crew(visits)
    along = {row["technician_id"] for row in rows if row.get("goes_along")}
    if not along:
        return rows
    cards = workforce.technician_cards(along)
    own = {
        (row["technician_id"], row["id"]): travel_s
        for row, travel_s in _drives([row for row in rows if row["technician_id"] in cards], cards)
    }
    return [
        row | {"travel_s": own.get((row["technician_id"], row["id"]))} if row.get("goes_along") else row for row in rows
    ]


def _drives(
    visits: Iterable[dict[str, Any]], cards: Mapping[int, Mapping[str, Any]]
) -> Iterator[tuple[dict[str, Any], int | None]]:
    """Each visit of each of these technicians, in his order, with the drive to it from the one before or his base."""
    in_order = sorted(visits, key=lambda v: (v["technician_id"], v["starts_at"], v["id"]))
    places = {site: place_of(*at) for site, at in customers.site_places({v["site_id"] for v in in_order}).items()}
    before: dict[str, Any] | None = None
    for visit in in_order:
        card = cards[visit["technician_id"]]
        first = before is None or _day(before, card) != _day(visit, card)
        came_from = base_of(card, card["start_policy"]) if first or before is None else places[before["site_id"]]
        yield visit, estimate_s(came_from, places[visit["site_id"]])
        before = visit


def _day(visit: Mapping[str, Any], card: Mapping[str, Any]) -> tuple[int, object]:
    return visit["technician_id"], local_date(visit["starts_at"], card["zone"])
