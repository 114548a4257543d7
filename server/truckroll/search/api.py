"""Routes of the room: finding anything, and kept views."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field, field_validator

from truckroll.accounts import roles
from truckroll.accounts.permissions import allow
from truckroll.foundation import clock, http
from truckroll.search import actions, queries
from truckroll.search.finding import find_anything
from truckroll.search.models import SavedView, Screen

router = Router(tags=["search"])

# Views are of people; an integration keeps its own filters.
_PEOPLE = (roles.DISPATCH | roles.MONEY | roles.COMPLIANCE) - {roles.API_WRITE, roles.SYSTEM}
_MOST_FILTERS, _LONGEST = 20, 200


class FoundOut(Schema):
    """One that the words may mean."""

    kind: Literal["work_order", "technician", "contact", "asset", "site", "customer"]
    id: int
    name: str
    detail: str
    site_id: int | None
    customer_id: int | None


class FoundItems(Schema):
    items: list[FoundOut]
    total: int


class _Filters(http.In):
    @field_validator("filters", check_fields=False)
    @classmethod
    def _are_few_and_short(cls, filters: dict[str, Any]) -> dict[str, Any]:
        if len(filters) > _MOST_FILTERS:
            raise ValueError(f"at most {_MOST_FILTERS} filters")
        for name, value in filters.items():
            some = value if isinstance(value, list) else [value]
            if len(name) > _LONGEST or len(some) > _MOST_FILTERS or any(len(str(one)) > _LONGEST for one in some):
                raise ValueError(f"a filter has at most {_LONGEST} characters and {_MOST_FILTERS} values")
        return filters


Filters = dict[str, bool | int | str | list[str]]


class ViewIn(_Filters):
    screen: Screen
    name: str = Field(min_length=1, max_length=60)
    filters: Filters = {}
    is_shared: bool = False


class ViewChange(_Filters):
    version: int | None = None
    name: str = Field("", min_length=1, max_length=60)
    filters: Filters = {}
    is_shared: bool = False


class ViewOut(Schema):
    """A list with its filters under a name."""

    id: int
    version: int
    screen: Screen
    name: str
    filters: Filters
    is_shared: bool
    owner_id: int
    owner_name: str

    @staticmethod
    def resolve_owner_name(view: SavedView) -> str:
        return view.owner.name


class Views(Schema):
    items: list[ViewOut]
    total: int


@router.get("/search", response=FoundItems)
def find(request: HttpRequest, search: str, page: int = 1, page_size: int = 50) -> dict[str, object]:
    """Whatever the words may mean: work orders, technicians, contacts, assets, sites, customers; five of each kind.

    By number, words of name or address, phone number, postcode or serial number.
    """
    actor = allow(request, roles.OFFICE)
    return http.page_of(find_anything(actor=actor, search=search), page=page, page_size=page_size)


@router.get("/saved-views", response=Views)
def list_views(
    request: HttpRequest, screen: Screen | None = None, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """One's own views of the lists, and those that are shared."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_views(actor=actor, screen=screen or "")
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/saved-views", response={201: ViewOut})
def save_view(request: HttpRequest, body: ViewIn) -> HttpResponse:
    """Keep a list with its filters under a name, for oneself or for the whole office."""
    actor = allow(request, _PEOPLE)

    def effect() -> object:
        return actions.save_view(**body.dict(), actor=actor, now=clock.now())

    return http.write(request, "search.save_view", effect, body=body, out=ViewOut, status=201)


@router.patch("/saved-views/{view_id}", response=ViewOut)
def change_view(request: HttpRequest, view_id: int, body: ViewChange) -> HttpResponse:
    """Rename a view of one's own, give it other filters, share it or not."""
    actor = allow(request, _PEOPLE)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        view = queries.get_own_view(actor=actor, view_id=view_id)
        version = values.pop("version", None)
        return actions.change_view(view=view, values=values, version=version, actor=actor, now=clock.now())

    return http.write(request, "search.change_view", effect, body=body, out=ViewOut, view_id=view_id)


@router.delete("/saved-views/{view_id}")
def remove_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Take a view of one's own away."""
    actor = allow(request, _PEOPLE)

    def effect() -> object:
        actions.remove_view(view=queries.get_own_view(actor=actor, view_id=view_id), actor=actor, now=clock.now())
        return {}

    return http.write(request, "search.remove_view", effect, view_id=view_id)
