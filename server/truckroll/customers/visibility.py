"""Which sites somebody may see who does not see all: the field those its work needs, a limited dispatcher his areas'.

The room that plans work tells which these are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor

_needed: list[Callable[[Actor], Iterable[int]]] = []


def show_sites_with(needed: Callable[[Actor], Iterable[int]]) -> None:
    """This will ask a room above which sites an actor needs who does not see all (actor → site ids)."""
    _needed.append(needed)


def sites_of(actor: Actor) -> frozenset[int] | None:
    """This will be the sites an actor may see; None means all of them."""
    if actor.is_any(roles.OFFICE) and not actor.territory_ids:
        return None
    if not actor.is_any(roles.FIELD) and not actor.territory_ids:
        return frozenset()
    return frozenset(site_id for ask in _needed for site_id in ask(actor))
