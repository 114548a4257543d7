"""Finds planned visits that break a rule where they stand, because something changed after they were placed (rule 24).

Each is judged by the same function as a drop (rule 61), from one reading of all rows: the number of queries is fixed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from truckroll.accounts.actors import system
from truckroll.customers import queries as customers
from truckroll.dispatch.crewing import lacking
from truckroll.dispatch.deciding import decide
from truckroll.dispatch.gathering import base_of, day_of
from truckroll.dispatch.heeding import Heeded, as_member, heed, open_windows, with_role, with_skills
from truckroll.dispatch.inputs import (
    AbsenceSpan,
    Held,
    Inputs,
    Person,
    ShiftSpan,
    Standing,
    Subject,
    Weights,
    arranged,
)
from truckroll.dispatch.linking import linked_ids, of_facts
from truckroll.dispatch.models import Decision
from truckroll.foundation.local_time import Interval, local_date
from truckroll.travel.places import Place, in_territory, place_of
from truckroll.work import queries as work
from truckroll.work.lifecycle import PLANNED
from truckroll.workforce import queries as workforce
from truckroll.workforce.rota import Shift

_READER = system("dispatch.conflicts")
_DAY = timedelta(days=1)
# A visit of the evening before or the morning after may reach into a shift of the day.
_AROUND = timedelta(hours=12)


def conflicts(visit_ids: Collection[int], *, weights: Weights) -> list[dict[str, Any]]:
    """This will list those of the planned visits that break a rule where they stand, by start, with what they break.

    What somebody set aside with a reason when he placed the visit there is no conflict. The clock plays no part: a
    visit that is late is not in conflict with anything.
    """
    planned = [v for v in work.visit_facts(visit_ids) if v["status"] in PLANNED]
    if not planned:
        return []
    span = min(v["starts_at"] for v in planned), max(v["ends_at"] for v in planned)
    everybody = work.with_each_of_crew(planned)
    rows = _Rows(everybody, span)
    aside = _set_aside(everybody)
    broken_by: dict[int, list[dict[str, Any]]] = {v["id"]: [] for v in planned}
    for part in everybody:
        against = _judged(rows.inputs(part, weights))
        broken_by[part["id"]] += [
            b for b in against if b["rule"] not in aside.get((part["id"], part["technician_id"]), ())
        ]
    taken = {v["id"]: [part["role"] for part in everybody if part["id"] == v["id"]] for v in planned if _crewed(v)}
    for visit in planned:
        if visit["id"] in taken:
            gap = lacking(visit, rows.roles[visit["work_type_id"]], taken[visit["id"]])
            broken_by[visit["id"]] += [gap] if gap is not None else []
    return [
        {
            "visit_id": visit["id"],
            "version": visit["version"],
            "number": visit["number"],
            "work_order_id": visit["work_order_id"],
            "technician_id": visit["technician_id"],
            "technician": rows.cards[visit["technician_id"]]["name"],
            "starts_at": visit["starts_at"],
            "ends_at": visit["ends_at"],
            "site": rows.sites[visit["site_id"]]["name"],
            "broken": broken_by[visit["id"]],
        }
        for visit in sorted(planned, key=lambda v: (v["starts_at"], v["id"]))
        if broken_by[visit["id"]]
    ]


def _crewed(visit: Mapping[str, Any]) -> bool:
    return bool(visit["crew_size"] > 1 or visit["member_ids"])


@lru_cache(maxsize=8192)
def _judged(inputs: Inputs) -> tuple[dict[str, Any], ...]:
    """What whoever has the visit breaks. Equal inputs are judged once: a board looks again after every change."""
    (candidate,) = decide(inputs).candidates
    return tuple(candidate["broken"])


def _set_aside(planned: Iterable[Mapping[str, Any]]) -> dict[tuple[int, int], frozenset[str]]:
    """By visit and who is on it, the rules set aside by the latest decision, if he still stands where that put him."""
    at = {(v["id"], v["technician_id"]): v["starts_at"] for v in planned}
    latest = Decision.objects.filter(visit__in={pk for pk, _ in at}, technician__isnull=False, outcome="assigned")
    return {
        (pk, technician_id): frozenset(rules)
        for pk, technician_id, starts_at, rules in latest.order_by("visit_id", "technician_id", "-id")
        .distinct("visit_id", "technician_id")
        .values_list("visit_id", "technician_id", "starts_at", "overridden")
        if at.get((pk, technician_id)) == starts_at
    }


class _Rows:
    """Everything the judgements of some planned visits are made from, read once."""

    def __init__(self, planned: Collection[Mapping[str, Any]], span: Interval) -> None:
        people = {v["technician_id"] for v in planned}
        # Two days more on each side: a site's local day and a night shift reach over.
        starts_at, ends_at = span[0] - 2 * _DAY, span[1] + 2 * _DAY
        self.cards = workforce.technician_cards(people)
        self.shifts: dict[int, list[Shift]] = workforce.shifts_utc(people, starts_at, ends_at)
        self.absences: dict[int, list[AbsenceSpan]] = {}
        for row in workforce.absence_rows(starts_at, ends_at):
            self.absences.setdefault(row["technician_id"], []).append(
                AbsenceSpan(id=row["id"], starts_at=row["starts_at"], ends_at=row["ends_at"])
            )
        self.qualified = workforce.qualifications(people)
        self.types = workforce.certification_types()
        self.skill_names = workforce.skill_names()
        self.territories = {t.pk: t for t in workforce.list_territories(actor=_READER)}
        self.needs = work.requirements_of({v["work_type_id"] for v in planned})
        self.links = work.links_of(v["id"] for v in planned if v["linked"])
        named = work.visit_facts(linked_ids(self.links))
        self.linked = {visit["id"]: visit for visit in named}
        self.places = customers.site_places({visit["site_id"] for visit in named})
        self.roles = work.roles_of({v["work_type_id"] for v in planned if _crewed(v)})
        standing = work.with_each_of_crew(work.visit_facts(work.visits_between(starts_at, ends_at, people)))
        self.standing: dict[int, list[dict[str, Any]]] = {}
        for visit in standing:
            self.standing.setdefault(visit["technician_id"], []).append(visit)
        self.sites = customers.site_cards({v["site_id"] for v in standing} | {v["site_id"] for v in planned})
        self.told = customers.conditions_of({(v["site_id"], v["asset_id"]) for v in planned})
        self.windows = customers.access_windows_utc_of({v["site_id"] for v in planned}, starts_at, ends_at)

    def inputs(self, visit: Mapping[str, Any], weights: Weights) -> Inputs:
        """This will be what the present place of a visit is judged by."""
        site = self.sites[visit["site_id"]]
        day = day_of(visit["starts_at"], site["zone"])
        needs = self.needs[visit["work_type_id"]]
        holding = self.told[visit["site_id"], visit["asset_id"]].on(local_date(day[0], site["zone"]))
        heeded = heed(holding, needs["skills"], site["zone"], day)
        role = visit["role"]
        asked = next((r.skills for r in self.roles.get(visit["work_type_id"], ()) if role and r.name == role), ())
        heeded = as_member(heeded, role, asked) if visit.get("goes_along") else with_role(heeded, role, asked)
        needs = with_skills(needs, heeded)
        # Who goes along follows his lead; what that one follows is judged once.
        alone = visit["linked"] and not visit.get("goes_along")
        links, linked = of_facts(self.links, self.linked.values(), self.places, visit["id"]) if alone else ((), ())
        place = place_of(site["lat"], site["lon"])
        serving = {
            pk: territory.name
            for pk, territory in self.territories.items()
            if in_territory(place, site["postal_code"], polygon=territory.polygon, postal_codes=territory.postal_codes)
        }
        return arranged(
            Inputs(
                # Long before: nothing is in the past.
                now=day[0] - _DAY,
                day_starts_at=day[0],
                day_ends_at=day[1],
                subject=self._subject(visit, site, place, needs, heeded, tuple(serving.values()), day),
                people=(self._person(self.cards[visit["technician_id"]], needs, set(serving), day),),
                standing=self._standing(visit, day),
                skill_names=tuple((pk, self.skill_names[pk]) for pk, _ in needs["skills"] if pk in self.skill_names),
                certification_names=tuple((pk, self.types[pk]["name"]) for pk in needs["certifications"]),
                legal_certifications=tuple(pk for pk in needs["certifications"] if self.types[pk]["is_legal"]),
                weights=weights,
                exact=(visit["technician_id"], visit["starts_at"]),
                links=links,
                linked=linked,
            )
        )

    def _subject(
        self,
        visit: Mapping[str, Any],
        site: Mapping[str, Any],
        place: Place | None,
        needs: Mapping[str, Any],
        heeded: Heeded,
        territories: tuple[str, ...],
        day: Interval,
    ) -> Subject:
        windows = self.windows[visit["site_id"]]
        promised = visit["window_starts_at"] is not None and visit["window_ends_at"] is not None
        return Subject(
            id=visit["id"],
            version=visit["version"],
            number=visit["number"],
            status=visit["status"],
            # What is booked: an hour that was lengthened takes its length.
            duration_s=int((visit["ends_at"] - visit["starts_at"]).total_seconds()),
            priority=visit["priority"],
            due_at=visit["due_at"],
            window=(visit["window_starts_at"], visit["window_ends_at"]) if promised else None,
            site_id=visit["site_id"],
            place=place,
            zone=site["zone"],
            access_windows=open_windows(
                None if windows is None else [w for w in windows if w[0] < day[1] + _DAY and w[1] > day[0]],
                heeded.closed,
                day,
            ),
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
            role=visit["role"],
        )

    def _person(
        self, card: Mapping[str, Any], needs: Mapping[str, Any], serving: Collection[int], day: Interval
    ) -> Person:
        skills = {skill for skill, _ in needs["skills"]}
        his = {t["id"] for t in card["territories"]} & set(self.territories)
        return Person(
            id=card["id"],
            version=card["version"],
            name=card["name"],
            zone=card["zone"],
            start=base_of(card, card["start_policy"]),
            end=base_of(card, card["end_policy"]),
            commutes=card["start_policy"] == "home",
            max_travel_s=card["max_travel_s"],
            shifts=tuple(
                ShiftSpan(on=s.on, starts_at=s.starts_at, ends_at=s.ends_at)
                for s in self.shifts[card["id"]]
                if s.starts_at < day[1] and day[0] < s.ends_at
            ),
            absences=tuple(
                a for a in self.absences.get(card["id"], ()) if a.starts_at < day[1] + _DAY and day[0] < a.ends_at
            ),
            skills=tuple((s["id"], s["level"]) for s in card["skills"] if s["id"] in skills),
            certifications=tuple(
                Held(type_id=held.type_id, valid_from=held.valid_from, expires_on=held.expires_on)
                for held in self.qualified[card["id"]].certificates
                if held.type_id in needs["certifications"]
            ),
            # A blank on either side means everybody and everywhere (rule 62).
            serves_site=not serving or not his or bool(his & set(serving)),
            visits_here=0,
        )

    def _standing(self, subject: Mapping[str, Any], day: Interval) -> tuple[Standing, ...]:
        return tuple(
            Standing(
                id=visit["id"],
                version=visit["version"],
                number=visit["number"],
                technician_id=visit["technician_id"],
                starts_at=starts_at,
                ends_at=ends_at,
                booked_from=visit["starts_at"],
                booked_until=ends_at,
                started=False,
                place=place_of(site["lat"], site["lon"]),
                goes_along=visit.get("goes_along", False),
            )
            for visit in self.standing.get(subject["technician_id"], ())
            # As planned, whatever the clock says: a visit that runs late is not a rule broken by a change.
            for starts_at, ends_at in [(visit["starts_at"], visit["ends_at"])]
            for site in [self.sites[visit["site_id"]]]
            if visit["id"] != subject["id"]
            and visit["status"] in PLANNED
            and starts_at < day[1] + _AROUND
            and ends_at > day[0] - _AROUND
        )
