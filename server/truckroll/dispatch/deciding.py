"""Decides, from given inputs and nothing else, who should do a visit and when: the same inputs, the same bytes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from truckroll.dispatch.inputs import Inputs, Person
from truckroll.dispatch.linking import against, blocked_by
from truckroll.dispatch.problems import NO_SHIFT, Posed, pose
from truckroll.dispatch.resting import NEEDED, Worked, short_rests
from truckroll.dispatch.wording import Speech, length
from truckroll.workforce.rota import Shift
from truckroll_planner import TERMS, Candidate, Violation, best_insertions

_GRID_S = 300
"""Starts are rounded up to five minutes where that breaks nothing: people do not keep 10:07:23."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the inputs come to: every candidate as the API shows it, best first."""

    candidates: tuple[dict[str, Any], ...]
    chosen: dict[str, Any] | None
    runner_up: dict[str, Any] | None
    flag: str
    """Why nobody is chosen, as a code; empty if somebody is."""
    sentence: str

    def canonical(self) -> bytes:
        """This will be the verdict as JSON, keys in their order."""
        return msgspec.json.encode(
            {
                "candidates": self.candidates,
                "chosen": self.chosen and self.chosen["technician_id"],
                "flag": self.flag,
                "runner_up": self.runner_up and self.runner_up["technician_id"],
                "sentence": self.sentence,
            },
            order="deterministic",
        )


def missing(inputs: Inputs) -> tuple[str, str] | None:
    """This will be what is not known of the visit, as a code and a sentence; None if all is there (rule 66)."""
    subject = inputs.subject
    if subject.held:
        return "on_hold", "The work order is on hold."
    if subject.place is None:
        return "unlocated", "The site has no place on the map; set its pin."
    if subject.duration_s <= 0:
        return "no_duration", "Nobody has said how long this takes."
    if subject.work_type_id is None:
        return "no_work_type", "Nobody has said what kind of work this is, so its skills are unknown."
    if (waits_for := blocked_by(inputs)) is not None:
        why = "was canceled" if waits_for.status == "canceled" else "nobody has yet"
        return "blocked", f"It follows {waits_for.number}, which {why}."
    known = {skill for skill, _ in inputs.skill_names}
    if any(skill not in known for skill, _ in subject.skills):
        return "skill_unknown", "The work type asks for a skill that no longer exists."
    return None


def decide(inputs: Inputs) -> Verdict:
    """This will look for the best place of the visit on the day with every technician, or judge the one chosen.

    Incomplete data are judged as far as they go, but nobody is chosen from them.
    """
    posed = pose(inputs)
    speech = Speech(inputs, posed.at)
    if inputs.exact is None:
        found = best_insertions(posed.problem, posed.plan, posed.visit)
        if found and found[0].feasible:
            found = (_on_the_grid(posed, found[0]), *found[1:])
    else:
        found = _with_choice(inputs, posed)
    worked = _worked(inputs)
    candidates = tuple(_candidate(inputs, speech, worked, candidate) for candidate in found)
    return _verdict(inputs, candidates)


def judge_all_at(inputs: Inputs, starts_at: datetime) -> tuple[dict[str, Any], ...]:
    """This will judge everybody at one start: whoever goes along comes when the lead comes."""
    posed = pose(inputs)
    speech = Speech(inputs, posed.at)
    start_s = int((starts_at.replace(microsecond=0) - inputs.day_starts_at).total_seconds())
    everybody = list(posed.problem.technician_index)
    if not everybody:
        return ()
    found = best_insertions(posed.problem, posed.plan, posed.visit, technicians=everybody, start_s=start_s)
    worked = _worked(inputs)
    return tuple(_candidate(inputs, speech, worked, candidate) for candidate in found)


def _with_choice(inputs: Inputs, posed: Posed) -> tuple[Candidate, ...]:
    """The technician somebody chose, exactly then, before all others at their best."""
    assert inputs.exact is not None, "only called with a choice"
    technician, starts_at = str(inputs.exact[0]), inputs.exact[1]
    start_s = int((starts_at - inputs.day_starts_at).total_seconds())
    chosen = best_insertions(posed.problem, posed.plan, posed.visit, technicians=[technician], start_s=start_s)
    others = [p for p in posed.problem.technician_index if p != technician]
    rest = best_insertions(posed.problem, posed.plan, posed.visit, technicians=others) if others else ()
    return (*chosen, *rest)


def _on_the_grid(posed: Posed, best: Candidate) -> Candidate:
    """The same place at the next five minutes, if that breaks nothing."""
    if best.start_s is None or best.start_s % _GRID_S == 0:
        return best
    rounded = -(-best.start_s // _GRID_S) * _GRID_S
    (later,) = best_insertions(posed.problem, posed.plan, posed.visit, technicians=[best.technician], start_s=rounded)
    return later if later.feasible else best


def _worked(inputs: Inputs) -> dict[int, list[Worked]]:
    """What everybody does about that day without the visit."""
    found: dict[int, list[Worked]] = {}
    for one in inputs.standing:
        found.setdefault(one.technician_id, []).append(
            Worked(one.starts_at, max(one.starts_at, one.ends_at), one.number)
        )
    for person in inputs.people:
        stretches = [Worked(begins, ends, "clocked off") for begins, ends in person.clocked]
        found.setdefault(person.id, []).extend(stretches)
    return found


def _candidate(inputs: Inputs, speech: Speech, worked: dict[int, list[Worked]], candidate: Candidate) -> dict[str, Any]:
    person = next(p for p in inputs.people if str(p.id) == candidate.technician)
    nowhere = candidate.start_s is None or candidate.end_s is None or (candidate.shift == NO_SHIFT and not inputs.exact)
    linked: tuple[Violation, ...] = ()
    if inputs.links and candidate.start_s is not None and candidate.end_s is not None:
        linked = against(inputs, person.id, speech.at(candidate.start_s), speech.at(candidate.end_s))
    return {
        "technician_id": person.id,
        "technician": person.name,
        "feasible": candidate.feasible and not linked,
        "starts_at": None if nowhere or candidate.start_s is None else speech.at(candidate.start_s).isoformat(),
        "ends_at": None if nowhere or candidate.end_s is None else speech.at(candidate.end_s).isoformat(),
        "cost_s": candidate.cost,
        "terms": {name: candidate.terms[name] for name in TERMS if candidate.terms.get(name)},
        "broken": [speech.broken(violation) for violation in (*candidate.violations, *linked)],
        "warnings": [] if nowhere else _warnings(inputs, speech, person, worked[person.id], candidate),
    }


def _warnings(
    inputs: Inputs, speech: Speech, person: Person, others: list[Worked], candidate: Candidate
) -> list[dict[str, Any]]:
    """What nobody forbids and somebody should know: a rest that this visit makes too short (rule 28)."""
    assert candidate.start_s is not None and candidate.end_s is not None, "there is no rest around nothing"
    visit = Worked(speech.at(candidate.start_s), speech.at(candidate.end_s), inputs.subject.number)
    shifts = [Shift(s.starts_at, s.ends_at, s.on) for s in (*person.shifts, *person.next_shifts)]
    without = {short.on: short.rest for short in short_rests(shifts, others)}
    return [
        {
            "code": "short_rest",
            "sentence": speech.short_rest(person, short, is_its_end=short.starts_at != visit.starts_at),
            "facts": {
                "rest_s": int(short.rest.total_seconds()),
                "needed_s": int(NEEDED.total_seconds()),
                "worked_until": short.last.ends_at.isoformat(),
                "worked_on": short.last.what,
                "begins_at": short.starts_at.isoformat(),
            },
        }
        for short in short_rests(shifts, [*others, visit])
        if short.rest < without.get(short.on, NEEDED)
    ]


def _verdict(inputs: Inputs, candidates: tuple[dict[str, Any], ...]) -> Verdict:
    able = [c for c in candidates if c["feasible"]]
    gap = missing(inputs)
    if gap is not None:
        return Verdict(candidates, None, None, *gap)
    if inputs.exact is not None:
        chosen = candidates[0]
        other = next((c for c in able if c is not chosen), None)
        return Verdict(candidates, chosen, other, "", _with_warnings(chosen, _praise(chosen, other)))
    if not able:
        return Verdict(candidates, None, None, "nobody_can", _nobody(candidates))
    chosen, other = able[0], able[1] if len(able) > 1 else None
    return Verdict(candidates, chosen, other, "", _with_warnings(chosen, _praise(chosen, other)))


def _with_warnings(chosen: dict[str, Any], praise: str) -> str:
    return " ".join([praise, *(warning["sentence"] for warning in chosen["warnings"])])


def _praise(chosen: dict[str, Any], other: dict[str, Any] | None) -> str:
    if not chosen["feasible"]:
        return " ".join(b["sentence"] for b in chosen["broken"])
    name, cost = chosen["technician"], _driving(chosen["cost_s"])
    if other is None:
        return f"Only {name} can come that day ({cost})."
    more = other["cost_s"] - chosen["cost_s"]
    if more < 0:
        return f"{name} costs {cost}; {other['technician']} would cost {length(-more)} of driving less."
    if more == 0:
        return f"{name} costs {cost}, as {other['technician']} would."
    return f"{name} costs {cost}; next is {other['technician']}, {length(more)} more."


def _driving(seconds: int) -> str:
    return f"{length(seconds)} of driving" if seconds >= 0 else f"{length(-seconds)} of driving less than today"


_GROUPS = {
    "skill_missing": "lack a skill",
    "skill_level_too_low": "lack the level of a skill",
    "certification_missing": "lack a certificate",
    "certification_expired": "have an expired certificate",
    "certification_not_yet_valid": "have a certificate that is not valid yet",
    "excluded_technician": "are not to be sent here",
    "not_required_technician": "are not among those required",
    "no_shift": "have no shift",
    "absent": "are absent",
    "outside_shift": "have no room left in the shift",
    "overtime_limit": "would come home too late",
    "outside_territory": "do not serve the area",
    "too_far": "are too far away",
    "too_late_for_window": "would miss the promised time",
    "access_window_closed": "would find the site closed",
    "travel_gap": "have no room between their visits",
    "overlap": "have no room between their visits",
    "unlocated": "cannot be sent to an unknown place",
    "before_predecessor": "would come before the visit that this one follows has ended",
    "not_immediately": "would not go on at once",
    "not_same_technician": "did not begin what this goes on from",
    "not_same_day": "have no room on the day of the visit that this one follows",
}


def _nobody(candidates: tuple[dict[str, Any], ...]) -> str:
    if not candidates:
        return "There are no technicians."
    # Rules that have the same words are one group, in the order of the engine's rules.
    groups = Counter(_GROUPS.get(c["broken"][0]["rule"], "break a rule") for c in candidates)
    parts = [f"{count} {words}" for words, count in sorted(groups.items(), key=lambda g: (-g[1], g[0]))]
    return f"Nobody can: {', '.join(parts)}."
