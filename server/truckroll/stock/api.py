"""Routes of the room: places, the catalogue, what lies where, and what came and went."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from truckroll.accounts import roles
from truckroll.accounts.permissions import allow
from truckroll.foundation import clock, http
from truckroll.stock import actions, queries
from truckroll.stock.models import Move, MoveKind, PlaceKind

router = Router(tags=["stock"])

Name = Annotated[str, Field(min_length=1, max_length=200)]
Quantity = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=3)]


class StockPlaceOut(Schema):
    id: int
    version: int
    kind: PlaceKind
    name: str
    technician_id: int | None
    archived_at: datetime | None


class StockPlaces(Schema):
    items: list[StockPlaceOut]
    total: int


class StockPlaceIn(http.In):
    kind: PlaceKind = PlaceKind.SHELF
    name: str = Field("", max_length=200)
    technician_id: int | None = None


class StockPlaceChange(http.In):
    version: int | None = None
    name: Name = ""
    archived: bool = False


class CataloguePart(Schema):
    id: int
    version: int
    sku: str
    name: str
    unit: str
    archived_at: datetime | None


class Catalogue(Schema):
    items: list[CataloguePart]
    total: int


class CatalogueIn(http.In):
    sku: Name
    name: Name
    unit: str = Field("pc", max_length=20)


class CatalogueChange(http.In):
    version: int | None = None
    name: Name = ""
    unit: Annotated[str, Field(min_length=1, max_length=20)] = ""
    archived: bool = False


class LevelOut(Schema):
    """How much of a part lies in a place, and who took the last one out."""

    place_id: int
    place_name: str
    place_kind: PlaceKind
    part_id: int
    sku: str
    name: str
    unit: str
    on_hand: Decimal
    used_at: datetime | None
    used_by: str | None


class Levels(Schema):
    items: list[LevelOut]
    total: int


class StockMoveOut(Schema):
    id: int
    kind: MoveKind
    place_id: int
    place_name: str
    other_place_name: str | None
    part_id: int
    sku: str
    name: str
    unit: str
    quantity: Decimal
    counted: Decimal | None
    at: datetime
    recorded_at: datetime
    by: str
    note: str
    source: str

    @staticmethod
    def resolve_place_name(move: Any) -> str:
        return str(move.place.name)

    @staticmethod
    def resolve_other_place_name(move: Any) -> str | None:
        return move.other_place.name if move.other_place else None

    @staticmethod
    def resolve_sku(move: Any) -> str:
        return str(move.part.sku)

    @staticmethod
    def resolve_name(move: Any) -> str:
        return str(move.part.name)

    @staticmethod
    def resolve_unit(move: Any) -> str:
        return str(move.part.unit)


class StockMoves(Schema):
    items: list[StockMoveOut]
    total: int


class Booked(Schema):
    """The moves that were made."""

    moves: list[StockMoveOut]


class StockLineIn(http.In):
    part_id: int
    quantity: Quantity


class CountLineIn(http.In):
    part_id: int
    quantity: Decimal = Field(ge=0, max_digits=12, decimal_places=3)


class BookIn(http.In):
    lines: list[StockLineIn] = Field(min_length=1, max_length=200)
    note: str = Field("", max_length=2_000)


class TransferIn(BookIn):
    to_place_id: int


class CountIn(http.In):
    lines: list[CountLineIn] = Field(min_length=1, max_length=500)
    note: str = Field("", max_length=2_000)


@router.get("/stock-places", response=StockPlaces)
def list_places(
    request: HttpRequest, kind: PlaceKind | None = None, search: str = "", archived: bool = False, page: int = 1,
    page_size: int = 50,
) -> dict[str, object]:  # fmt: skip
    """Vans and shelves by name."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_places(actor=actor, kind=kind or "", search=search, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/stock-places", response={201: StockPlaceOut})
def create_place(request: HttpRequest, body: StockPlaceIn) -> HttpResponse:
    """Name a shelf, or the van of a technician."""
    actor = allow(request, roles.DISPATCH)
    return http.write(
        request, "stock.create_place", lambda: actions.create_place(**body.dict(), actor=actor, now=clock.now()),
        body=body, out=StockPlaceOut, status=201,
    )  # fmt: skip


@router.patch("/stock-places/{place_id}", response=StockPlaceOut)
def change_place(request: HttpRequest, place_id: int, body: StockPlaceChange) -> HttpResponse:
    """Rename a place, archive it or bring it back."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        version = values.pop("version", None)
        place = queries.get_place(actor=actor, place_id=place_id)
        return actions.change_place(place=place, values=values, version=version, actor=actor, now=clock.now())

    return http.write(request, "stock.change_place", effect, body=body, out=StockPlaceOut, place_id=place_id)


@router.post("/stock-places/{place_id}/load", response={201: Booked})
def load_parts(request: HttpRequest, place_id: int, body: BookIn) -> HttpResponse:
    """Book what came from a supplier."""
    return _book(request, place_id, "load_parts", body, actions.load_parts)


@router.post("/stock-places/{place_id}/send-back", response={201: Booked})
def send_back(request: HttpRequest, place_id: int, body: BookIn) -> HttpResponse:
    """Book what went back to where it was bought."""
    return _book(request, place_id, "send_back", body, actions.send_back)


@router.post("/stock-places/{place_id}/transfer", response={201: Booked})
def transfer_parts(request: HttpRequest, place_id: int, body: TransferIn) -> HttpResponse:
    """Book what went from this place to another."""

    def transfer(*, to_place_id: int, actor: Any, **said: Any) -> list[Move]:
        to = queries.get_place(actor=actor, place_id=to_place_id)
        return actions.transfer_parts(to=to, actor=actor, **said)

    return _book(request, place_id, "transfer_parts", body, transfer)


@router.post("/stock-places/{place_id}/count", response={201: Booked})
def count_parts(request: HttpRequest, place_id: int, body: CountIn) -> HttpResponse:
    """Book what somebody counted there."""
    return _book(request, place_id, "count_parts", body, actions.count_parts)


@router.get("/stock", response=Levels)
def list_levels(
    request: HttpRequest, place_id: int | None = None, part_id: int | None = None, search: str = "",
    below: bool = False, page: int = 1, page_size: int = 50,
) -> dict[str, object]:  # fmt: skip
    """How much of each part lies where; with `below` only where more was used than was booked as there."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_levels(actor=actor, place_id=place_id, part_id=part_id, search=search, below=below)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": [_level(row) for row in items], "total": total}


@router.get("/stock-moves", response=StockMoves)
def list_moves(
    request: HttpRequest, place_id: int | None = None, part_id: int | None = None, kind: MoveKind | None = None,
    page: int = 1, page_size: int = 50,
) -> dict[str, object]:  # fmt: skip
    """What came and went, the latest first."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_moves(actor=actor, place_id=place_id, part_id=part_id, kind=kind or "")
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.get("/parts", response=Catalogue)
def list_parts(
    request: HttpRequest, search: str = "", archived: bool = False, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """The catalogue by name."""
    actor = allow(request, roles.SIGNED_IN)
    items, total = http.page(
        queries.list_parts(actor=actor, search=search, archived=archived), page=page, page_size=page_size
    )
    return {"items": items, "total": total}


@router.post("/parts", response={201: CataloguePart})
def create_part(request: HttpRequest, body: CatalogueIn) -> HttpResponse:
    """Put a part into the catalogue."""
    actor = allow(request, roles.DISPATCH | roles.MONEY)
    return http.write(
        request, "stock.create_part", lambda: actions.create_part(**body.dict(), actor=actor, now=clock.now()),
        body=body, out=CataloguePart, status=201,
    )  # fmt: skip


@router.patch("/parts/{part_id}", response=CataloguePart)
def change_part(request: HttpRequest, part_id: int, body: CatalogueChange) -> HttpResponse:
    """Change what a part is called or counted in, archive it or bring it back."""
    actor = allow(request, roles.DISPATCH | roles.MONEY)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        version = values.pop("version", None)
        part = queries.get_part(actor=actor, part_id=part_id)
        return actions.change_part(part=part, values=values, version=version, actor=actor, now=clock.now())

    return http.write(request, "stock.change_part", effect, body=body, out=CataloguePart, part_id=part_id)


def _level(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "place_id": row["place_id"], "place_name": row["place__name"], "place_kind": row["place__kind"],
        "part_id": row["part_id"], "sku": row["part__sku"], "name": row["part__name"], "unit": row["part__unit"],
        "on_hand": row["on_hand"], "used_at": row["used_at"], "used_by": row["used_by"],
    }  # fmt: skip


def _book(
    request: HttpRequest, place_id: int, name: str, body: Schema, action: Callable[..., list[Move]]
) -> HttpResponse:
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        place = queries.get_place(actor=actor, place_id=place_id)
        said = body.model_dump()
        return {"moves": action(place=place, **said, actor=actor, now=clock.now())}

    return http.write(request, f"stock.{name}", effect, body=body, out=Booked, status=201, place_id=place_id)
