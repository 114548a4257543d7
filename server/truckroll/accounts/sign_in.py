"""From what a request carries to the actor behind it: API token, phone session, browser session."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from allauth.headless.internal.sessionkit import authenticate_by_x_session_token
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from truckroll.accounts import queries
from truckroll.accounts.actors import Actor
from truckroll.accounts.models import ApiToken, User
from truckroll.foundation import clock
from truckroll.foundation.models import SourceKind

_describe: list[Callable[[int], dict[str, Any]]] = []


def describe_people_with(facts: Callable[[int], dict[str, Any]]) -> None:
    """This will ask a room above what it knows of a signed-in person (user id → `technician_id`, `team_id`)."""
    _describe.append(facts)


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request was let in by, so that a long stream can be judged again later."""

    kind: str
    key: str
    actor: Actor


def actor_of_user(user: User) -> Actor:
    """This will be the actor a signed-in person is."""
    facts: dict[str, Any] = {}
    for describe in _describe:
        facts |= describe(user.pk)
    return Actor(
        role=user.role,
        label=f"{user.name} <{user.email}>",
        source_kind=SourceKind.BROWSER,
        source_key=f"user:{user.pk}",
        user_id=user.pk,
        territory_ids=frozenset(user.territory_ids),
        **facts,
    )


def find_credential(request: HttpRequest) -> Credential | None:
    """This will be the credential of a request, or None. It does not check CSRF."""
    bearer = request.headers.get("Authorization", "")
    if bearer.startswith("Bearer "):
        secret = bearer.removeprefix("Bearer ")
        actor = queries.find_token_actor(secret, now=clock.real_now())
        return Credential("token", secret, actor) if actor else None
    session_token = request.headers.get("X-Session-Token")
    if session_token:
        signed_in = authenticate_by_x_session_token(session_token)
        user, key = (signed_in[0] if signed_in else None), session_token
    else:
        user, key = request.user, request.session.session_key or ""
    if not isinstance(user, User) or not user.is_active:
        return None
    return Credential("session", key, actor_of_user(user))


def still_valid(credentials: Iterable[Credential]) -> set[Credential]:
    """This will be those of the credentials that would give the same rights today; three queries for any number."""
    asked = set(credentials)
    now = clock.real_now()
    sessions = set(
        Session.objects.filter(
            session_key__in=[c.key for c in asked if c.kind == "session"], expire_date__gt=now
        ).values_list("session_key", flat=True)
    )
    digests = {ApiToken.digest(c.key): c for c in asked if c.kind == "token"}
    tokens = {
        digests[bytes(d)]
        for d in ApiToken.objects.filter(
            token_sha256__in=list(digests), revoked_at=None, expires_at__gt=now
        ).values_list("token_sha256", flat=True)
    }
    people = {
        user.pk: actor_of_user(user)
        for user in User.objects.filter(pk__in={c.actor.user_id for c in asked if c.kind == "session"}, is_active=True)
    }
    return tokens | {
        c for c in asked if c.kind == "session" and c.key in sessions and people.get(c.actor.user_id or 0) == c.actor
    }
