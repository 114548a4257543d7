"""Carries out the building step by step: each step is a command with a key, so a build that was killed goes on."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from truckroll.accounts.actors import Actor, system
from truckroll.foundation import clock, commands
from truckroll.foundation.models import Command, SourceKind

BUILDER = system("demo")
_KEYS = uuid.UUID("8f5f5e1c-3a61-4d63-9a75-0c8c0a2f7d11")


class StepRefused(RuntimeError):
    """An action refused what the demo asked for: the demo is wrong, or the action is."""


def key_of(*words: object) -> uuid.UUID:
    """This will be the same uuid for the same words, in every run."""
    return uuid.uuid5(_KEYS, "/".join(map(str, words)))


def do(key: str, effect: Callable[[datetime], Any], *, actor: Actor = BUILDER) -> dict[str, Any]:
    """This will carry out one step as a command, once; the step again gives its first answer.

    `effect` is called with the business instant and returns the answer, or an object whose id is the answer.

    Raises
    ------
    StepRefused
        An action refused it.
    """

    def run() -> tuple[int, dict[str, Any]]:
        made = effect(clock.now())
        return 200, made if isinstance(made, dict) else {"id": made.pk}

    answer = commands.run(
        source=commands.find_source(SourceKind.WORKER, "demo"),
        uuid=key_of(key),
        name=f"demo {key}",
        body={},
        actor=actor,
        effect=run,
    )
    if answer.status >= 400:
        raise StepRefused(f"{key}: {answer.body['detail']} {answer.body['facts']}")
    return answer.body


def done(key: str) -> bool:
    """This will say whether the step was carried out."""
    source = commands.find_source(SourceKind.WORKER, "demo")
    return Command.objects.filter(source=source, uuid=key_of(key), outcome="applied").exists()


def day_key(on: date, *words: object) -> str:
    """This will be the key of a step of one day."""
    return "/".join(map(str, ("day", on, *words)))
