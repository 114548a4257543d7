"""Who may call a route at all. What he may see of it is decided by each noun's `visible_to`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.foundation.refusals import Forbidden, Unauthenticated


def allow(request: HttpRequest, group: frozenset[str]) -> Actor:
    """This will be the actor of the request, if his role is in the group.

    Raises
    ------
    Unauthenticated
        Nobody is signed in.
    Forbidden
        Somebody is, whose role may not do this.
    """
    actor: Any = getattr(request, "auth", None)
    if not isinstance(actor, Actor) or (actor.role == roles.ANONYMOUS and roles.ANONYMOUS not in group):
        raise Unauthenticated("This needs a signed-in person or an API token.")
    if actor.role not in group:
        raise Forbidden(
            f"The role {actor.role} may not do this.", role=actor.role, allowed=sorted(group - {roles.SYSTEM})
        )
    return actor
