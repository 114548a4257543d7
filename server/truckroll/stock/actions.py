"""Every write of the room: places, the catalogue, and moves, which are only ever added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid, Refusal, refuse_constraint
from truckroll.foundation.versions import TouchedSince, lock_at
from truckroll.stock import queries
from truckroll.stock.events import PartChanged, PlaceChanged, StockMoved
from truckroll.stock.models import Move, MoveKind, Part, Place, PlaceKind
from truckroll.workforce import queries as workforce


class PlaceNameTaken(Refusal):
    """Another van or shelf has the name."""

    code = "name_taken"
    title = "This name is in use"
    what_to_do = "Use another name, or change the place that has it."


class VanKnown(Refusal):
    """A technician has one van."""

    code = "van_known"
    title = "He has a van already"
    what_to_do = "Change the one he has."


class NumberTaken(Refusal):
    """An article number means one part."""

    code = "number_taken"
    title = "This number is in use"
    what_to_do = "Use another number, or change the part that has it."


refuse_constraint("place_name_unique", lambda: PlaceNameTaken("Another place has this name."))
refuse_constraint("place_van_once", lambda: VanKnown("This technician has a van already."))
refuse_constraint("stock_part_sku_key", lambda: NumberTaken("Another part has this number."))

_STEP = Decimal("0.001")
# What everybody with a phone hears of: the catalogue is on it.
_EVERYBODY = ("office", "field")


def create_place(*, kind: str, actor: Actor, now: datetime, name: str = "", technician_id: int | None = None) -> Place:
    """This will name a shelf, or the van of a technician.

    Raises
    ------
    NotFound
        There is no such technician.
    Invalid
        A van is somebody's, and a shelf is not.
    PlaceNameTaken
        Another place has the name.
    VanKnown
        The technician has a van already.
    """
    if (kind == PlaceKind.VAN) != (technician_id is not None):
        raise Invalid("A van belongs to a technician, a shelf to nobody.", field="technician_id")
    if technician_id is not None:
        technician = workforce.get_technician(actor=actor, technician_id=technician_id)
        name = name or _van_of(technician.name)
    if not name:
        raise Invalid("A shelf has a name.", field="name")
    place = Place.objects.create(kind=kind, name=name, technician_id=technician_id)
    publish(PlaceChanged(place_id=place.pk), at=now, topics=_topics(place))
    return place


def change_place(
    *, place: Place, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Place:
    """This will rename a place, archive it or bring it back; its moves stay as they are.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since.
    PlaceNameTaken
        Another place has the name.
    """
    lock_at(place, version, shown=values)
    archived = values.pop("archived", None)
    if archived is not None:
        values["archived_at"] = now if archived else None
    place.change(**values)
    publish(PlaceChanged(place_id=place.pk), at=now, topics=_topics(place))
    return place


def create_part(*, sku: str, name: str, actor: Actor, now: datetime, unit: str = "pc") -> Part:
    """This will put a part into the catalogue.

    Raises
    ------
    NumberTaken
        Another part has the number.
    """
    part = Part.objects.create(sku=sku, name=name, unit=unit or "pc")
    publish(PartChanged(part_id=part.pk), at=now, topics=_EVERYBODY)
    return part


def keep_part(*, sku: str, name: str, actor: Actor, now: datetime, unit: str = "pc") -> Part:
    """This will be the part with that number, put into the catalogue if nobody knew it."""
    part, is_new = Part.objects.get_or_create(sku=sku, defaults={"name": name or sku, "unit": unit or "pc"})
    if is_new:
        publish(PartChanged(part_id=part.pk), at=now, topics=_EVERYBODY)
    return part


def change_part(*, part: Part, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None) -> Part:
    """This will change what a part is called or counted in, archive it or bring it back.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since.
    """
    lock_at(part, version, shown=values)
    archived = values.pop("archived", None)
    if archived is not None:
        values["archived_at"] = now if archived else None
    part.change(**values)
    publish(PartChanged(part_id=part.pk), at=now, topics=_EVERYBODY)
    return part


def load_parts(
    *,
    place: Place,
    lines: Iterable[Mapping[str, Any]],
    actor: Actor,
    now: datetime,
    note: str = "",
    source: str = "",
    at: datetime | None = None,
) -> list[Move]:
    """This will book what came to a place from outside, such as from a supplier.

    Raises
    ------
    NotFound
        There is no such part.
    Invalid
        A part is named twice.
    """
    found = _lines(lines, actor)
    _lock([place.pk])
    return [
        _book(place, part, MoveKind.LOAD, n, actor=actor, now=now, at=at, note=note, source=source) for part, n in found
    ]


def send_back(
    *, place: Place, lines: Iterable[Mapping[str, Any]], actor: Actor, now: datetime, note: str = ""
) -> list[Move]:
    """This will book what went from a place back to where it was bought.

    Raises
    ------
    NotFound
        There is no such part.
    Invalid
        A part is named twice.
    """
    found = _lines(lines, actor)
    _lock([place.pk])
    return [_book(place, part, MoveKind.RETURN, -n, actor=actor, now=now, note=note) for part, n in found]


def transfer_parts(
    *, place: Place, to: Place, lines: Iterable[Mapping[str, Any]], actor: Actor, now: datetime, note: str = ""
) -> list[Move]:
    """This will book what went from one place to another: it leaves here and arrives there, in two moves.

    Raises
    ------
    NotFound
        There is no such part.
    Invalid
        A part is named twice, or both places are one.
    """
    if place.pk == to.pk:
        raise Invalid("Parts are moved from one place to another.", field="to_place_id")
    found = _lines(lines, actor)
    _lock([place.pk, to.pk])
    return [
        _book(here, part, MoveKind.TRANSFER, quantity, actor=actor, now=now, note=note, other=there)
        for part, n in found
        for here, there, quantity in ((place, to, -n), (to, place, n))
    ]


def count_parts(
    *, place: Place, lines: Iterable[Mapping[str, Any]], actor: Actor, now: datetime, note: str = ""
) -> list[Move]:
    """This will book what somebody counted: the move is the difference, and whatever it hid comes to light there.

    Raises
    ------
    NotFound
        There is no such part.
    Invalid
        A part is named twice.
    """
    found = _lines(lines, actor)
    _lock([place.pk])
    return [
        _book(
            place, part, MoveKind.COUNT, counted - queries.on_hand(place.pk, part.pk), actor=actor, now=now, note=note,
            counted=counted,
        )
        for part, counted in found
    ]  # fmt: skip


def keep_van(*, technician_id: int, actor: Actor, now: datetime) -> Place:
    """This will be the van of a technician, made if nobody named it."""
    return queries.find_van(technician_id) or _make_van(technician_id, now=now)


def keep_shelf(*, name: str, actor: Actor, now: datetime) -> Place:
    """This will be the place with that name, a shelf made of it if there is none."""
    found = Place.objects.filter(name__iexact=name, archived_at=None).first()
    return found or create_place(kind=PlaceKind.SHELF, name=name, actor=actor, now=now)


def open_stock(
    *, place: Place, sku: str, name: str, unit: str, counted: Decimal, key: str, actor: Actor, now: datetime
) -> Move:
    """This will book what a file says lies in a place, as a count that is known by its key.

    A part nobody knew is put into the catalogue.
    """
    part = keep_part(sku=sku, name=name, unit=unit, actor=actor, now=now)
    _lock([place.pk])
    return _book(
        place, part, MoveKind.COUNT, counted - queries.on_hand(place.pk, part.pk), actor=actor, now=now,
        note="Opening balance", counted=counted, opening=key,
    )  # fmt: skip


def withdraw_count(*, move: Move, actor: Actor, now: datetime) -> Move:
    """This will take an opening balance back: the same again in the other direction, for no move ever goes away.

    Raises
    ------
    TouchedSince
        Something came or went there since.
    """
    _lock([move.place_id])
    if Move.objects.filter(place=move.place, part=move.part, pk__gt=move.pk).exists():
        raise TouchedSince(f"{move.part.name} came to {move.place.name} or left it since.", move_id=move.pk)
    return _book(
        move.place, move.part, MoveKind.COUNT, -move.quantity, actor=actor, now=now,
        # After it: what was counted stays true of its own moment.
        at=max(now, move.at + timedelta(microseconds=1)), note="Import taken back",
        source=f"{queries.WITHDRAWN}{move.pk}",
    )  # fmt: skip


def use_part(
    *, technician_id: int, sku: str, name: str, quantity: Decimal, source: str, actor: Actor, now: datetime,
    at: datetime,
) -> Place:  # fmt: skip
    """This will take a part out of a technician's van, and be the van. It never refuses: below zero shows (rule 57).

    A part nobody knew and a van nobody named are made: what was used was there.
    """
    part = keep_part(sku=sku, name=name, actor=actor, now=now)
    van = queries.find_van(technician_id) or _make_van(technician_id, now=now)
    _lock([van.pk])
    if not Move.objects.filter(kind=MoveKind.USE, source=source).exists():
        _book(van, part, MoveKind.USE, -quantity, actor=actor, now=now, at=at, source=source)
    return van


def take_back(*, source: str, actor: Actor, now: datetime, note: str = "") -> Move | None:
    """This will undo the use of a part that was none: it lies where it was taken from, as if it had never left.

    Returns None if nothing was taken, or it was taken back already.
    """
    used = Move.objects.select_related("place", "part").filter(kind=MoveKind.USE, source=source).first()
    if used is None:
        return None
    _lock([used.place_id])
    if Move.objects.filter(kind=MoveKind.RETURN, source=source).exists():
        return None
    # At the same instant: a count since then has found the part, or not, and knows better than both lines.
    return _book(
        used.place, used.part, MoveKind.RETURN, -used.quantity, actor=actor, now=now, at=used.at, note=note,
        source=source,
    )  # fmt: skip


def _book(
    place: Place, part: Part, kind: MoveKind, quantity: Decimal, *, actor: Actor, now: datetime,
    at: datetime | None = None, note: str = "", source: str = "", other: Place | None = None,
    counted: Decimal | None = None, opening: str = "",
) -> Move:  # fmt: skip
    """Add one move, and its opposite if somebody has counted since it happened: a count is what was there."""
    happened = at or now
    quantity = quantity.quantize(_STEP)
    counted = counted.quantize(_STEP) if counted is not None else None
    move = Move.objects.create(
        place=place, part=part, kind=kind, quantity=quantity, counted=counted, other_place=other, at=happened,
        recorded_at=now, by=actor.label, note=note, source=source, opening=opening,
    )  # fmt: skip
    fact = StockMoved(place_id=place.pk, part_id=part.pk, kind=kind, quantity=str(quantity))
    publish(fact, at=now, topics=_topics(place))
    if kind != MoveKind.COUNT:
        later = Move.objects.filter(
            place=place, part=part, kind=MoveKind.COUNT, counted__isnull=False, at__gt=happened
        ).order_by("-at", "-id")
        if (count := later.first()) is not None:
            Move.objects.create(
                place=place, part=part, kind=MoveKind.COUNT, quantity=-quantity, at=count.at, recorded_at=now,
                by=actor.label, note="Heard of after it was counted", source="",
            )  # fmt: skip
            fact = StockMoved(place_id=place.pk, part_id=part.pk, kind=MoveKind.COUNT, quantity=str(-quantity))
            publish(fact, at=now, topics=_topics(place))
    return move


def _topics(place: Place) -> list[str]:
    """Who hears of a place: the office, and whose van it is; his phone shows what lies there."""
    return ["office", *([] if place.technician_id is None else [f"technician:{place.technician_id}"])]


def _lines(lines: Iterable[Mapping[str, Any]], actor: Actor) -> list[tuple[Part, Decimal]]:
    asked = list(lines)
    ids = [line["part_id"] for line in asked]
    if len(set(ids)) < len(ids):
        raise Invalid("A part is named twice.", field="lines")
    return [(queries.get_part(actor=actor, part_id=line["part_id"]), line["quantity"]) for line in asked]


def _lock(place_ids: Iterable[int]) -> None:
    """Hold these places in one order: a count and what comes while it is made see each other."""
    list(Place.objects.select_for_update().filter(pk__in=set(place_ids)).order_by("pk").values_list("pk", flat=True))


def _make_van(technician_id: int, *, now: datetime) -> Place:
    technician = workforce.find_technician(technician_id)
    assert technician is not None, "who used a part is a technician"
    name = _van_of(technician.name)
    if Place.objects.filter(name=name, archived_at=None).exists():
        name = f"{name} ({technician_id})"
    van, is_new = Place.objects.get_or_create(
        technician_id=technician_id, defaults={"kind": PlaceKind.VAN, "name": name}
    )
    if is_new:
        publish(PlaceChanged(place_id=van.pk), at=now, topics=_topics(van))
    return van


def _van_of(name: str) -> str:
    return f"Van of {name}"
