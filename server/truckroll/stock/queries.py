"""Reads of stock; the only way from an id to a place or a part."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import Cast, Concat

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.foundation.refusals import NotFound
from truckroll.stock.models import Move, MoveKind, Part, Place, Places
from truckroll.workforce import queries as workforce

M = TypeVar("M", bound=Model)
# The source of a move that takes an opening balance back, before the id of its count.
WITHDRAWN = "withdrawn:"


def _places(actor: Actor) -> Places:
    return Place.objects.visible_to(actor, vans_of=workforce.visible_technician_ids(actor))


def list_places(*, actor: Actor, kind: str = "", search: str = "", archived: bool = False) -> Places:
    """This will list vans and shelves by name."""
    rows = _places(actor).filter(archived_at__isnull=not archived)
    if kind:
        rows = rows.filter(kind=kind)
    if search:
        rows = rows.filter(name__icontains=search)
    return rows.order_by("name", "id")


def get_place(*, actor: Actor, place_id: int) -> Place:
    """This will be the place with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    return _one(_places(actor), "place", place_id)


def find_van(technician_id: int) -> Place | None:
    """This will be the van of a technician, or None while nothing was ever booked on it."""
    return Place.objects.filter(technician_id=technician_id).first()


def list_parts(*, actor: Actor, search: str = "", archived: bool = False) -> QuerySet[Part]:
    """This will list the catalogue by name."""
    rows = Part.objects.filter(archived_at__isnull=not archived)
    rows = rows if actor.is_any(roles.SIGNED_IN) else rows.none()
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(sku__icontains=search))
    return rows.order_by("name", "id")


def get_part(*, actor: Actor, part_id: int) -> Part:
    """This will be the part with that id.

    Raises
    ------
    NotFound
        There is none.
    """
    return _one(Part.objects.all() if actor.is_any(roles.SIGNED_IN) else Part.objects.none(), "part", part_id)


def find_part(sku: str) -> Part | None:
    """This will be the part with that article number, archived or not, or None."""
    return Part.objects.filter(sku=sku).first()


def on_hand(place_id: int, part_id: int) -> Decimal:
    """This will be how much of a part lies in a place: the sum of its moves there, below zero if more was used."""
    found = Move.objects.filter(place_id=place_id, part_id=part_id).aggregate(sum=Sum("quantity"))["sum"]
    return found if found is not None else Decimal(0)


def catalogue_of(technician_id: int) -> list[dict[str, Any]]:
    """This will list the catalogue as a phone carries it: each part with how many lie in his van, None if never any."""
    his = Move.objects.filter(place__technician_id=technician_id, part=OuterRef("pk")).order_by().values("part")
    van = Subquery(his.annotate(sum=Sum("quantity")).values("sum"))
    parts = Part.objects.filter(archived_at=None).annotate(on_hand=van)
    return [
        {"sku": part.sku, "name": part.name, "unit": part.unit, "on_hand": _plain(part.on_hand)}
        for part in parts.order_by("name", "id")
    ]


def _plain(quantity: Decimal | None) -> str | None:
    return None if quantity is None else f"{quantity.normalize():f}"


def levels_of(skus: Iterable[str]) -> dict[tuple[int, str], Decimal]:
    """This will be how much of these parts lies where, by place and number, wherever there was ever any; one query."""
    rows = Move.objects.filter(part__sku__in=set(skus)).order_by().values("place_id", "part__sku")
    return {(row["place_id"], row["part__sku"]): row["sum"] for row in rows.annotate(sum=Sum("quantity"))}


def opening_counts(keys: Iterable[str]) -> dict[str, Decimal]:
    """This will be what the latest opening balance of each of these keys said, of those that still hold; one query."""
    withdrawn = Move.objects.filter(
        kind=MoveKind.COUNT, source=Concat(Value(WITHDRAWN), Cast(OuterRef("pk"), TextField()))
    )
    rows = Move.objects.filter(opening__in=set(keys)).exclude(opening="").filter(~Exists(withdrawn)).order_by("id")
    return {opening: counted for opening, counted in rows.values_list("opening", "counted") if counted is not None}


def get_move(*, actor: Actor, move_id: int) -> Move:
    """This will be the move with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    return _one(list_moves(actor=actor), "move", move_id)


_LEVEL = (
    "place_id", "place__name", "place__kind", "place__technician_id", "part_id", "part__sku", "part__name",
    "part__unit",
)  # fmt: skip


def list_levels(
    *, actor: Actor, place_id: int | None = None, part_id: int | None = None, search: str = "", below: bool = False
) -> QuerySet[Any, dict[str, Any]]:
    """This will list how much of each part lies in each place; with `below` only where more was used than was there.

    What is below zero is nobody's mistake yet: somebody looks, and counts or loads what was never booked (rule 57).
    """
    rows = Move.objects.filter(place__in=_places(actor))
    if place_id is not None:
        rows = rows.filter(place_id=place_id)
    if part_id is not None:
        rows = rows.filter(part_id=part_id)
    if search:
        rows = rows.filter(Q(part__name__icontains=search) | Q(part__sku__icontains=search))
    used = Move.objects.filter(place=OuterRef("place_id"), part=OuterRef("part_id"), kind=MoveKind.USE).order_by(
        "-at", "-id"
    )
    levels = rows.order_by().values(*_LEVEL).annotate(on_hand=Sum("quantity"))
    levels = levels.filter(on_hand__lt=0) if below else levels.filter(Q(place__archived_at=None) | ~Q(on_hand=0))
    last: QuerySet[Any, dict[str, Any]] = levels.annotate(
        used_at=Subquery(used.values("at")[:1]), used_by=Subquery(used.values("by")[:1])
    )
    return last.order_by("place__name", "part__name", "place_id", "part_id")


def list_moves(
    *, actor: Actor, place_id: int | None = None, part_id: int | None = None, kind: str = ""
) -> QuerySet[Move]:
    """This will list what came and went, the latest first."""
    rows = Move.objects.filter(place__in=_places(actor))
    if place_id is not None:
        rows = rows.filter(place_id=place_id)
    if part_id is not None:
        rows = rows.filter(part_id=part_id)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related("place", "part", "other_place").order_by("-id")


def _one(rows: QuerySet[M], noun: str, pk: int) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(f"There is no {noun} {pk}.", noun=noun, id=pk)
    return found
