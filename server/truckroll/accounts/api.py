"""Routes of the room: who am I, users, API tokens."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from truckroll.accounts import actions, queries, roles
from truckroll.accounts.models import TokenScope
from truckroll.accounts.permissions import allow
from truckroll.accounts.roles import Role
from truckroll.foundation import clock, http
from truckroll.foundation.refusals import NotFound

router = Router(tags=["accounts"])


class Me(Schema):
    user_id: int | None
    name: str
    role: str
    technician_id: int | None
    now: datetime
    rate: float


class UserOut(Schema):
    id: int
    version: int
    email: str
    name: str
    role: Role
    is_active: bool
    territory_ids: list[int]


class Users(Schema):
    items: list[UserOut]
    total: int


class UserIn(http.In):
    email: http.Email
    name: str = Field(min_length=1)
    role: Role
    password: http.Password
    territory_ids: list[int] = Field([], description="The areas a dispatcher is limited to; none: everywhere")


class UserChange(http.In):
    name: str | None = Field(None, min_length=1)
    role: Role | None = None
    is_active: bool | None = None
    password: http.Password | None = None
    territory_ids: list[int] = []


class ApiTokenIn(http.In):
    client: str = Field(min_length=1, max_length=80)
    scope: TokenScope
    days: int = Field(actions.TOKEN_DAYS, ge=1, le=730)


class ApiTokenOut(Schema):
    id: int
    client: str
    scope: TokenScope
    prefix: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class ApiTokenSecret(Schema):
    id: int
    client: str
    secret: str


class ApiTokens(Schema):
    items: list[ApiTokenOut]
    total: int


@router.get("/me", response=Me)
def get_me(request: HttpRequest) -> Me:
    """Who is signed in, and what time it is for the company."""
    actor = allow(request, roles.SIGNED_IN)
    return Me(
        user_id=actor.user_id,
        name=actor.label.partition(" <")[0],
        role=actor.role,
        technician_id=actor.technician_id,
        now=clock.now(),
        rate=clock.rate(),
    )


@router.get("/users", response=Users)
def list_users(request: HttpRequest, search: str = "", page: int = 1, page_size: int = 50) -> dict[str, object]:
    """The people who may sign in."""
    actor = allow(request, roles.SIGNED_IN)
    items, total = http.page(queries.list_users(actor=actor, search=search), page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/users", response={201: UserOut})
def create_user(request: HttpRequest, body: UserIn) -> HttpResponse:
    """Let a person sign in."""
    actor = allow(request, roles.ADMIN)

    def effect() -> object:
        return actions.create_user(**body.dict(), actor=actor, now=clock.now())

    # The ledger keeps a hash of the body, never the password itself.
    return http.write(request, "accounts.create_user", effect, body=body, out=UserOut, status=201)


@router.get("/users/{user_id}", response=UserOut)
def get_user(request: HttpRequest, user_id: int) -> object:
    """One user."""
    return queries.get_user(actor=allow(request, roles.SIGNED_IN), user_id=user_id)


@router.patch("/users/{user_id}", response=UserOut)
def change_user(request: HttpRequest, user_id: int, body: UserChange) -> HttpResponse:
    """Change a person's name, role, password or access."""
    actor = allow(request, roles.ADMIN)

    def effect() -> object:
        user = queries.get_user(actor=actor, user_id=user_id)
        return actions.change_user(user=user, values=body.dict(exclude_unset=True), actor=actor, now=clock.now())

    return http.write(request, "accounts.change_user", effect, body=body, out=UserOut, user_id=user_id)


@router.get("/tokens", response=ApiTokens)
def list_tokens(request: HttpRequest, page: int = 1, page_size: int = 50) -> dict[str, object]:
    """The programs that may come in."""
    actor = allow(request, roles.ADMIN | {Role.AUDITOR.value})
    items, total = http.page(queries.list_tokens(actor=actor), page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/tokens", response={201: ApiTokenSecret})
def create_token(request: HttpRequest, body: ApiTokenIn) -> HttpResponse:
    """Let a program in. The secret is shown this once."""
    actor = allow(request, roles.ADMIN)
    token, secret = None, ""

    def effect() -> dict[str, object]:
        nonlocal token, secret
        token, secret = actions.create_token(**body.dict(), actor=actor, now=clock.now(), real_now=clock.real_now())
        # The ledger must not keep the secret: its answer carries none, the first reply alone does.
        return {"id": token.pk, "client": token.client, "secret": ""}

    response = http.write(request, "accounts.create_token", effect, body=body, out=ApiTokenSecret, status=201)
    if token is not None and response.status_code == 201:
        return http.as_json({"id": token.pk, "client": token.client, "secret": secret}, status=201)
    return response


@router.post("/tokens/{token_id}/revoke", response=ApiTokenOut)
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Close a program's way in."""
    actor = allow(request, roles.ADMIN)

    def effect() -> object:
        token = queries.list_tokens(actor=actor).filter(pk=token_id).first()
        if token is None:
            raise NotFound(f"There is no token {token_id}.", token_id=token_id)
        return actions.revoke_token(token=token, actor=actor, now=clock.now(), real_now=clock.real_now())

    return http.write(request, "accounts.revoke_token", effect, out=ApiTokenOut, token_id=token_id)
