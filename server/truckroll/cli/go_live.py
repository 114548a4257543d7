"""Declare a restored copy the real installation: from now on its messages leave it."""

import argparse
import sys
from typing import Any

from truckroll.accounts.actors import system
from truckroll.foundation import clock, commands
from truckroll.upkeep import actions, queries


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There is nothing to choose."""


def run(arguments: argparse.Namespace) -> int:
    keep = queries.get_keep(real_now=clock.real_now())
    actor = system("go-live")

    def effect() -> tuple[int, dict[str, Any]]:
        actions.go_live(real_now=clock.real_now(), actor=actor)
        return 200, {}

    source = commands.find_source(actor.source_kind, actor.source_key)
    answer = commands.run(source=source, name="go_live", body={}, actor=actor, effect=effect)
    if answer.status != 200:
        print(f"truckroll: {answer.body['detail']}\n{answer.body['what_to_do']}", file=sys.stderr)
        return 1
    print(f"The copy of {keep.restored_from_at:%Y-%m-%d %H:%M} UTC is live: its messages leave it from now on.")
    return 0
