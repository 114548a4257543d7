"""Judges the crew of a visit: who would go along after a move, in which role, and what speaks against each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from truckroll.dispatch.crewing import open_roles
from truckroll.dispatch.deciding import Verdict, decide
from truckroll.dispatch.gathering import gather
from truckroll.dispatch.inputs import Inputs
from truckroll.work import queries as work

_OF_SKILLS = ("skill_missing", "skill_level_too_low")


def after_moving_to(
    technician_id: int, facts: Mapping[str, Any], *, starts_at: datetime, **asked: Any
) -> tuple[str, dict[int, str]]:
    """This will be the role of whoever gets the visit, and the roles of those who go along with him.

    One of the crew changes places with the lead; anybody else comes in the lead's place. No question for one alone.
    """
    if facts["crew_size"] == 1 and not facts["member_ids"]:
        return "", {}
    parts = roles_taken(facts)
    if technician_id in parts:
        role = parts.pop(technician_id)
        return role, parts
    parts.pop(facts["technician_id"], None)
    return fitting_role(technician_id, facts, list(parts.values()), starts_at=starts_at, **asked), parts


def roles_taken(facts: Mapping[str, Any]) -> dict[int, str]:
    """This will be the role of everybody on a visit, by technician, the lead first; nobody while nobody has it."""
    if facts["technician_id"] is None:
        return {}
    return {part["technician_id"]: part["role"] for part in work.with_each_of_crew([dict(facts)])}


def fitting_role(
    technician_id: int,
    facts: Mapping[str, Any],
    taken: Sequence[str],
    *,
    starts_at: datetime,
    goes_along: bool = False,
    **asked: Any,
) -> str:
    """This will be the first role that nobody has yet and whose skills he has; none if there is none."""
    roles = work.roles_of([facts["work_type_id"]])[facts["work_type_id"]]
    for name in dict.fromkeys(open_roles(roles, taken)):
        inputs = gather(
            **asked, exact=(technician_id, starts_at), technician_ids=[technician_id], role=name, goes_along=goes_along
        )
        (candidate,) = decide(inputs).candidates
        if not any(broken["rule"] in _OF_SKILLS for broken in candidate["broken"]):
            return name
    return ""


def judge(
    technician_id: int, starts_at: datetime, role: str, *, until: datetime | None = None, **asked: Any
) -> tuple[Inputs, Verdict]:
    """This will judge one who goes along at the lead's start; with `until` one who joins what is under way."""
    inputs = gather(
        **asked, exact=(technician_id, starts_at), technician_ids=[technician_id], role=role, goes_along=True
    )
    # When the lead arrives is what was promised; whoever joins later shares what is left.
    left = inputs.subject.duration_s if until is None else max(60, int((until - starts_at).total_seconds()))
    inputs = replace(inputs, subject=replace(inputs.subject, duration_s=left, window=None))
    verdict = decide(inputs)
    return inputs, replace(verdict, chosen=verdict.candidates[0], flag="")


def left_to_people(verdict: Verdict, facts: Mapping[str, Any]) -> Verdict:
    """This will be the flag of a visit that one technician alone cannot do."""
    sentence = f"{facts['crew_size']} people are needed: choose who leads, then who goes along."
    return Verdict(verdict.candidates, None, None, "needs_crew", sentence)
