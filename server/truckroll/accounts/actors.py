"""The actor: who stands behind a request, a phone's command or a worker's step."""

from __future__ import annotations

from dataclasses import dataclass

from truckroll.accounts import roles
from truckroll.foundation.models import SourceKind


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with what rights, and under which source the ledger files his commands.

    `technician_id` is filled for people who work in the field, `team_id` for those who lead one; `grant` is the
    portal link somebody came in with (its id), and nothing else about him is known then. `territory_ids` are the areas
    a dispatcher is limited to; none of them is everywhere.
    """

    role: str
    label: str
    source_kind: str
    source_key: str
    user_id: int | None = None
    technician_id: int | None = None
    team_id: int | None = None
    grant_id: int | None = None
    territory_ids: frozenset[int] = frozenset()

    def is_any(self, group: frozenset[str]) -> bool:
        """This will say whether the actor's role is in a group of `roles`."""
        return self.role in group


def system(name: str) -> Actor:
    """This will be the named worker, for steps nobody clicked: `system("dispatch.assign")`."""
    return Actor(role=roles.SYSTEM, label=f"truckroll:{name}", source_kind=SourceKind.WORKER, source_key=name)


ANONYMOUS = Actor(role=roles.ANONYMOUS, label="anonymous", source_kind=SourceKind.BROWSER, source_key="anonymous")
