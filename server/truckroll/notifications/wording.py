"""Fills the words of a template with the facts of one job. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from truckroll.foundation.local_time import to_wall
from truckroll.notifications.kinds import PLACEHOLDERS, Words

_NAME = re.compile(r"\{([a-z_]+)\}")


def unknown_names(words: Words) -> list[str]:
    """This will list the names in braces that mean nothing."""
    return sorted({name for name in _NAME.findall(words.subject + words.body) if name not in PLACEHOLDERS})


def fill(words: Words, facts: Mapping[str, str]) -> Words:
    """This will be the words with the names replaced; a line with a name that is empty is left out."""
    lines = [
        _replace(line, facts)
        for line in words.body.splitlines()
        if all(facts.get(name) for name in _NAME.findall(line))
    ]
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return Words(re.sub(r"\s*\(\s*\)|\s+", _one_space, _replace(words.subject, facts)).strip(), body)


def day_of(at: datetime, zone: str) -> str:
    """This will be the day as people say it: "Monday 23 November"."""
    wall = to_wall(at, zone)
    return f"{wall:%A} {wall.day} {wall:%B}"


def time_of(at: datetime, zone: str) -> str:
    """This will be the time of the day there: "09:30"."""
    return f"{to_wall(at, zone):%H:%M}"


def _replace(text: str, facts: Mapping[str, str]) -> str:
    return _NAME.sub(lambda found: facts.get(found.group(1), ""), text)


def _one_space(found: re.Match[str]) -> str:
    """An empty name leaves a gap or empty brackets behind."""
    return "" if "(" in found.group(0) else " "
