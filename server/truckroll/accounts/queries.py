"""Reads of users and tokens; the only way from an id or a secret to one of them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.accounts.models import ApiToken, TokenScope, User
from truckroll.foundation.models import SourceKind
from truckroll.foundation.refusals import NotFound


def list_users(*, actor: Actor, search: str = "") -> QuerySet[User]:
    """This will list the users an actor may see: administrators and auditors all, others themselves."""
    users = User.objects.order_by("name", "id")
    if not actor.is_any(roles.ADMIN | {roles.Role.AUDITOR.value}):
        users = users.filter(pk=actor.user_id or 0)
    return users.filter(name__icontains=search) if search else users


def get_user(*, actor: Actor, user_id: int) -> User:
    """This will be the user with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see him.
    """
    user = list_users(actor=actor).filter(pk=user_id).first()
    if user is None:
        raise NotFound(f"There is no user {user_id}.", user_id=user_id)
    return user


def find_user(user_id: int) -> User | None:
    """This will be the active user with that id, for signing in, or None."""
    return User.objects.filter(pk=user_id, is_active=True).first()


def list_tokens(*, actor: Actor) -> QuerySet[ApiToken]:
    """This will list the API tokens; only administrators and auditors see any."""
    tokens = ApiToken.objects.order_by("-id")
    return tokens if actor.is_any(roles.ADMIN | {roles.Role.AUDITOR.value}) else tokens.none()


def find_token_actor(secret: str, *, now: datetime) -> Actor | None:
    """This will be the actor behind an API token, or None if it is unknown, revoked or expired."""
    token = ApiToken.objects.filter(token_sha256=ApiToken.digest(secret), revoked_at=None, expires_at__gt=now).first()
    if token is None:
        return None
    role = roles.API_WRITE if token.scope == TokenScope.WRITE else roles.API_READ
    return Actor(
        role=role,
        label=f"api:{token.client}",
        source_kind=SourceKind.TOKEN,
        source_key=token.client,
        user_id=token.created_by_id,
    )
