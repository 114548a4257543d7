"""Which sites a person in the field may see: only those that his own work needs, as the room that plans work tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor

_needed: list[Callable[[Actor], Iterable[int]]] = []


def show_sites_with(needed: Callable[[Actor], Iterable[int]]) -> None:
    """This will ask a room above which sites a technician's present visits need (actor → site ids)."""
    _needed.append(needed)


def sites_of(actor: Actor) -> frozenset[int] | None:
    """This will be the sites an actor may see; None means all of them."""
    if actor.is_any(roles.OFFICE):
        return None
    if not actor.is_any(roles.FIELD):
        return frozenset()
    return frozenset(site_id for ask in _needed for site_id in ask(actor))
