"""Which times a visit can be offered for: the best place on each of the next working days, and in its other half."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.dispatch import holding, queries, staffing
from truckroll.dispatch.deciding import Verdict, decide
from truckroll.dispatch.gathering import day_of, facts_of, gather, site_of
from truckroll.dispatch.inputs import Inputs, Subject
from truckroll.foundation.local_time import Interval, local_date, start_of_day, to_utc
from truckroll.work import queries as work
from truckroll.work.promising import window_around
from truckroll.workforce import queries as workforce

DAYS = 3
# So many days on which somebody works are looked at: each costs up to two decisions.
_LOOKED_AT = 4
_WIDTH = timedelta(hours=2)
_NOON = time(12)
_FEW = 8


def list_times(*, actor: Actor, visit_id: int, now: datetime, from_on: date | None = None) -> dict[str, Any]:
    """This will list times that the customer can be offered, the cheapest first, without changing anything.

    Each with the technician and start that a decision would choose in that half of the day, and the window the customer
    would be told. What he was promised before plays no part: he is being asked anew.

    Raises
    ------
    NotFound
        There is no such visit, or the actor may not see it.
    """
    work.get_visit(actor=actor, visit_id=visit_id)
    facts = facts_of(visit_id)
    zone = site_of(facts).zone
    first = max(now, start_of_day(from_on, zone)) if from_on is not None else now
    said: dict[str, Any] = {
        "visit_id": visit_id,
        "number": facts["number"],
        "zone": zone,
        "due_at": facts["due_at"],
        "held": None,
        "times": [],
        "flag": None,
        "next_on": None,
    }
    held = holding.find_held(visit_id, now=now)
    if held is not None:
        said["held"] = holding.offer_row(held) | {"technician": held.technician.name}
    policy, seen = queries.get_policy(), workforce.visible_technician_ids(actor)
    nobody: Verdict | None = None
    days = looked_at = 0
    for day in _working_days(seen, [day_of(first, zone, later=n) for n in range(policy.days_ahead)], first):
        if days == DAYS or looked_at == _LOOKED_AT:
            said["next_on"] = local_date(day[0], zone)
            break
        inputs = gather(visit_id=visit_id, day=day, now=now, weights=policy.weights(), technician_ids=seen)
        if not _lets_in(inputs.subject, day):
            continue
        # By the time the customer has said yes, he must still be able to get there.
        inputs = replace(inputs, now=inputs.now + holding.HOLD)
        looked_at += 1
        best = decide(unpromised(inputs))
        if facts["crew_size"] > 1:
            best = staffing.left_to_people(best, facts)
        if best.chosen is None:
            nobody = nobody or best
            if best.flag != "nobody_can":
                break
            continue
        days += 1
        chosen = [best.chosen, _in_other_half(best, inputs)]
        said["times"] += [_time(inputs, one) for one in chosen if one is not None and not _stands_there(facts, one)]
    said["times"].sort(key=lambda one: (one["cost_s"], one["starts_at"]))
    if not said["times"]:
        said["flag"] = _why_none(nobody)
    return said


def unpromised(inputs: Inputs, window: Interval | None = None) -> Inputs:
    """This will be the inputs of a visit whose customer was promised nothing, or just that he need wait in a window."""
    return replace(inputs, subject=replace(inputs.subject, window=window))


def window_of(subject: Subject, starts_at: datetime, *, from_at: datetime) -> Interval:
    """This will be the arrival window told for a start: two hours or as wide as before, as far as the site lets in.

    It begins at the earliest with the first quarter of an hour from `from_at` on: nobody is told a time that is past.
    """
    opens, closes = window_around(starts_at, subject.window or (starts_at, starts_at + _WIDTH), subject.zone)
    quarter = timedelta(minutes=15)
    told = datetime.fromtimestamp(-(-from_at.timestamp() // quarter.total_seconds()) * quarter.total_seconds(), UTC)
    opens = min(max(opens, told), starts_at)
    for lets_in, shuts in subject.access_windows or ():
        if lets_in <= starts_at < shuts:
            return max(opens, lets_in), min(closes, shuts)
    return opens, closes


def _working_days(seen: list[int] | None, days: list[Interval], first: datetime) -> Iterator[Interval]:
    """Those of the days on which somebody has a shift, after an instant."""
    spans = workforce.shifts_utc(workforce.technician_cards(seen), days[0][0], days[-1][1])
    shifts = [shift for his in spans.values() for shift in his if shift.ends_at > first]
    for day in days:
        if any(shift.starts_at < day[1] and shift.ends_at > day[0] for shift in shifts):
            yield day


def _lets_in(subject: Subject, day: Interval) -> bool:
    return subject.access_windows is None or any(
        opens < day[1] and closes > day[0] for opens, closes in subject.access_windows
    )


def _in_other_half(best: Verdict, inputs: Inputs) -> dict[str, Any] | None:
    """What a decision would choose if the customer were away for the half day of the best.

    Nobody is cheaper within a half than on the whole day, so mostly the first few need to be looked at.
    """
    assert best.chosen is not None, "only asked for a day on which somebody can"
    able = [candidate for candidate in best.candidates if candidate["feasible"]]
    half = _other_half(best.chosen, inputs)
    few = decide(unpromised(_among(able[:_FEW], inputs), half)).chosen
    if len(able) <= _FEW or (few is not None and few["cost_s"] <= able[_FEW]["cost_s"]):
        return few
    return decide(unpromised(_among(able, inputs), half)).chosen


def _among(candidates: list[dict[str, Any]], inputs: Inputs) -> Inputs:
    ids = {candidate["technician_id"] for candidate in candidates}
    return replace(
        inputs,
        people=tuple(person for person in inputs.people if person.id in ids),
        standing=tuple(visit for visit in inputs.standing if visit.technician_id in ids),
    )


def _other_half(chosen: dict[str, Any], inputs: Inputs) -> Interval:
    """The afternoon for a start in the morning, and the other way round, where the site is."""
    zone = inputs.subject.zone
    noon = to_utc(datetime.combine(local_date(inputs.day_starts_at, zone), _NOON), zone)
    if datetime.fromisoformat(chosen["starts_at"]) < noon:
        return noon, inputs.day_ends_at
    return inputs.day_starts_at, noon - timedelta(seconds=1)


def _stands_there(facts: dict[str, Any], chosen: dict[str, Any]) -> bool:
    """Whether that is where the visit stands now: nothing is offered by offering it."""
    if facts["technician_id"] != chosen["technician_id"] or facts["starts_at"] is None:
        return False
    starts_at, ends_at = (datetime.fromisoformat(chosen[name]) for name in ("starts_at", "ends_at"))
    return bool(starts_at < facts["ends_at"] and facts["starts_at"] < ends_at)


def _time(inputs: Inputs, chosen: dict[str, Any]) -> dict[str, Any]:
    starts_at = datetime.fromisoformat(chosen["starts_at"])
    opens, closes = window_of(inputs.subject, starts_at, from_at=inputs.now)
    due_at = inputs.subject.due_at
    return {
        "technician_id": chosen["technician_id"],
        "technician": chosen["technician"],
        "starts_at": starts_at,
        "ends_at": datetime.fromisoformat(chosen["ends_at"]),
        "window_starts_at": opens,
        "window_ends_at": closes,
        "cost_s": chosen["cost_s"],
        "driving_s": chosen["terms"].get("travel", 0),
        "is_late": due_at is not None and starts_at > due_at,
        "warnings": chosen["warnings"],
    }


def _why_none(nobody: Verdict | None) -> dict[str, str]:
    if nobody is None:
        return {
            "code": "nobody_works",
            "sentence": "On none of these days somebody works while the site lets people in.",
        }
    return {"code": nobody.flag, "sentence": nobody.sentence}
