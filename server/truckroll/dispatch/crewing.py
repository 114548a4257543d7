"""What a crew still lacks: people and roles. Whether somebody may be of it at all is judged like any placement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from truckroll.work import queries as work
from truckroll_planner import RULES

_RULE = RULES["crew_incomplete"]


def open_roles(roles: Iterable[work.Role], taken: Iterable[str]) -> list[str]:
    """This will list the roles nobody has yet, each as often as people are missing, in their order."""
    have = Counter(taken)
    return [role.name for role in roles for _ in range(max(0, role.people - have[role.name]))]


def lacking(visit: Mapping[str, Any], roles: Sequence[work.Role], taken: Sequence[str]) -> dict[str, Any] | None:
    """This will be what a planned crew lacks, as a broken rule that a dispatcher may live with; None if it is whole.

    `taken` are the roles of everybody on it, the lead's among them; empty ones count as people.
    """
    missing = max(0, int(visit["crew_size"]) - len(taken))
    wanted = open_roles(roles, taken)
    if not missing and not wanted:
        return None
    said = f"{visit['number']} takes {visit['crew_size']} people and has {len(taken)}" if missing else ""
    asked = f"nobody is {_listed(dict.fromkeys(wanted))} yet" if wanted else ""
    sentence = "; ".join(filter(None, (said, asked)))
    return {
        "rule": _RULE.code,
        "sentence": sentence[0].upper() + sentence[1:] + ".",
        "override": _RULE.override,
        "amount": missing or len(wanted),
        "unit": "people",
        "facts": {"needed": visit["crew_size"], "present": len(taken), "open_roles": wanted},
    }


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
