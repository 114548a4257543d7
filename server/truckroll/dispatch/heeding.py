"""What customers, sites and assets ask of whoever is sent, as a decision reads it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from truckroll.customers.inheriting import BLACKOUT, EXCLUDED, PREFERRED, REQUIRED, Holding, Said
from truckroll.foundation.local_time import Interval, start_of_day, subtract, union

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Heeded:
    """The part of what holds that a decision is made from; `because` has the words for each rule and id."""

    required: tuple[int, ...] | None
    excluded: tuple[int, ...]
    preferred: tuple[int, ...]
    closed: tuple[tuple[datetime, datetime, str], ...]
    skills: tuple[tuple[int, int], ...]
    because: tuple[tuple[str, int, str], ...]


def heed(holding: Holding, needs: Iterable[tuple[int, int]], zone: str, day: Interval) -> Heeded:
    """This will be what a decision about a day heeds: what holds, and the skills of work and asset together."""
    excluded, required = holding.technicians(EXCLUDED), holding.technicians(REQUIRED)
    preferred = holding.technicians(PREFERRED)
    skills = dict(needs)
    because = [
        *(("excluded_technician", pk, _why(one)) for pk, one in excluded.items()),
        *(("not_required_technician", pk, _why(one)) for pk, one in required.items()),
        *(("preferred", pk, _why(one)) for pk, one in preferred.items()),
    ]
    for demand in holding.demands:
        if demand.level > skills.get(demand.skill_id, 0):
            skills[demand.skill_id] = demand.level
            because = [known for known in because if known[:2] != ("skill", demand.skill_id)]
            because.append(("skill", demand.skill_id, f"for the {demand.what}"))
    return Heeded(
        required=tuple(sorted(required)) if required else None,
        excluded=tuple(sorted(excluded)),
        preferred=tuple(sorted(preferred)),
        closed=tuple(sorted(_closed(holding, zone, day))),
        skills=tuple(sorted(skills.items())),
        because=tuple(sorted(because)),
    )


def _why(one: Said) -> str:
    until = f", until {one.until_on.isoformat()}" if one.until_on else ""
    return f"{one.reason} ({one.source}{until})"


def _closed(holding: Holding, zone: str, day: Interval) -> Iterable[tuple[datetime, datetime, str]]:
    """The days on which nobody may come, that a visit of the day could reach into."""
    for one in holding.said:
        if one.kind == BLACKOUT and one.from_on is not None and one.until_on is not None:
            starts_at, ends_at = start_of_day(one.from_on, zone), start_of_day(_after(one.until_on), zone)
            if starts_at < day[1] + _DAY and day[0] - _DAY < ends_at:
                yield starts_at, ends_at, _why(one)


def _after(on: date) -> date:
    return on + _DAY


def open_windows(
    windows: Iterable[Interval] | None, closed: Iterable[tuple[datetime, datetime, str]], day: Interval
) -> tuple[Interval, ...] | None:
    """This will be when the site lets people in, without the days on which nobody may come; None means always."""
    away = [(starts_at, ends_at) for starts_at, ends_at, _ in closed]
    if windows is None:
        if not away:
            return None
        windows = [(day[0] - _DAY, day[1] + _DAY)]
    # Windows that touch are one: nobody is sent away at noon.
    return tuple(subtract(union(windows), away))


def as_member(heeded: Heeded, role: str, skills: Iterable[tuple[int, int]]) -> Heeded:
    """This will be what is heeded about one who goes along: his role's skills too, and no wish for whom to send.

    Who is required has to be there, not alone there: the lead is he.
    """
    return with_role(replace(heeded, required=None, preferred=()), role, skills)


def with_role(heeded: Heeded, role: str, skills: Iterable[tuple[int, int]]) -> Heeded:
    """This will be what is heeded about one who takes on a role: its skills too; the higher level counts."""
    wanted, because = dict(heeded.skills), list(heeded.because)
    for skill, level in skills:
        if level > wanted.get(skill, 0):
            wanted[skill] = level
            because = [known for known in because if known[:2] != ("skill", skill)]
            because.append(("skill", skill, f"as {role}"))
    return replace(heeded, skills=tuple(sorted(wanted.items())), because=tuple(sorted(because)))


def with_skills(needs: Mapping[str, Any], heeded: Heeded) -> dict[str, Any]:
    """This will be the needs of the work with the skills that the asset asks for."""
    return {**needs, "skills": list(heeded.skills)}
