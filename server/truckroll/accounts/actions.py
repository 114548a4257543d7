"""Every write of the room: letting people and programs in, changing what they are, shutting them out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from truckroll.accounts.actors import Actor
from truckroll.accounts.events import TokenCreated, TokenRevoked, UserChanged, UserCreated
from truckroll.accounts.models import ApiToken, User
from truckroll.accounts.roles import Role
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid, Refusal, refuse_constraint

TOKEN_DAYS = 90


class EmailTaken(Refusal):
    """Another user has this address."""

    code = "email_taken"
    title = "This address is in use"
    what_to_do = "Use another address, or change the user who has it."


class LastAdmin(Refusal):
    """Without an administrator nobody could let anybody in."""

    code = "last_admin"
    title = "Somebody must stay administrator"
    what_to_do = "Make somebody else administrator first."


_known_areas: list[Callable[[Iterable[int]], set[int]]] = []


def know_areas_with(known: Callable[[Iterable[int]], set[int]]) -> None:
    """This will ask a room above which of these ids are areas somebody may be limited to."""
    _known_areas.append(known)


refuse_constraint("user_email_unique", lambda: EmailTaken("Another user signs in with this address."))


def create_user(
    *, email: str, name: str, role: str, password: str, actor: Actor, now: datetime, territory_ids: Iterable[int] = ()
) -> User:
    """This will let a person sign in; a dispatcher may be limited to areas.

    Raises
    ------
    Invalid
        The password is too weak, or he cannot be limited to these areas.
    EmailTaken
        Another user has the address.
    """
    _check_password(password)
    areas = _areas(role, territory_ids)
    user = User.objects.create_user(email, password, name=name, role=role, territory_ids=areas)
    # The office vouches for the address: nobody waits for a confirmation mail to start work.
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    publish(UserCreated(user_id=user.pk), at=now, topics=["admin"])
    return user


def change_user(*, user: User, values: dict[str, Any], actor: Actor, now: datetime) -> User:
    """This will change a person's name, role, password or whether he may sign in.

    Raises
    ------
    LastAdmin
        Nobody else would be an active administrator.
    Invalid
        The new password is too weak, or he cannot be limited to these areas.
    """
    # All administrators are locked, in order: two of them cannot demote each other at once.
    admins = list(User.objects.select_for_update().filter(role="admin", is_active=True).order_by("id"))
    stays = values.get("role", user.role) == "admin" and values.get("is_active", user.is_active)
    if [a.pk for a in admins] == [user.pk] and not stays:
        raise LastAdmin(f"{user.name} is the only administrator.", user_id=user.pk)
    password = values.pop("password", None)
    if password:
        _check_password(password)
        user.set_password(password)
        values["password"] = user.password
    role = values.get("role", user.role)
    if "territory_ids" in values:
        values["territory_ids"] = _areas(role, values["territory_ids"])
    elif role != Role.DISPATCHER:
        values["territory_ids"] = []
    user.change(**values)
    publish(UserChanged(user_id=user.pk), at=now, topics=["admin"])
    return user


def create_token(
    *, client: str, scope: str, actor: Actor, now: datetime, real_now: datetime, days: int = TOKEN_DAYS
) -> tuple[ApiToken, str]:
    """This will let a program in; the secret is returned once and never shown again."""
    if actor.user_id is None:
        raise Invalid("A token belongs to the person who makes it; a program cannot make one.")
    secret = ApiToken.new_secret()
    token = ApiToken.objects.create(
        client=client,
        scope=scope,
        prefix=secret[:16],
        token_sha256=ApiToken.digest(secret),
        created_by_id=actor.user_id,
        expires_at=real_now + timedelta(days=days),
    )
    publish(TokenCreated(token_id=token.pk), at=now, topics=["admin"])
    return token, secret


def revoke_token(*, token: ApiToken, actor: Actor, now: datetime, real_now: datetime) -> ApiToken:
    """This will close a program's way in from its next request on."""
    if token.revoked_at is None:
        token.revoked_at = real_now
        token.save(update_fields=["revoked_at"])
        publish(TokenRevoked(token_id=token.pk), at=now, topics=["admin"])
    return token


def _areas(role: str, territory_ids: Iterable[int]) -> list[int]:
    wanted = sorted(set(territory_ids))
    if wanted and role != Role.DISPATCHER:
        raise Invalid("Only a dispatcher is limited to areas.", field="territory_ids")
    known = {pk for ask in _known_areas for pk in ask(wanted)}
    if unknown := [pk for pk in wanted if pk not in known]:
        raise Invalid(f"There is no territory {unknown[0]}.", field="territory_ids", unknown=unknown)
    return wanted


def _check_password(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from error
