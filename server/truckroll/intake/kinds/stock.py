"""What lies in vans and on shelves out of files: opening balances, each booked as a count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from truckroll.accounts.actors import Actor, system
from truckroll.foundation.tables import Column as Out
from truckroll.intake.columns import Column, label, quantity
from truckroll.intake.kinds.kind import Kind, Made, Wanted, fold
from truckroll.intake.kinds.people import everybody
from truckroll.stock import actions, queries
from truckroll.workforce import queries as workforce

_READER = system("intake.export")


@dataclass(frozen=True, slots=True)
class _Level:
    """How much of a part lies in a place, as a row is compared with it."""

    place: Any
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class _Count:
    """A count that was booked; moves have no versions, they never change."""

    pk: int
    version: int = 1


class Stock(Kind):
    """Opening balances by place and article number; a shelf or van that nobody named is made."""

    name = "stock"
    title = "Stock"
    columns = (
        Column("external_id", label, also=("number", "id")),
        Column("place", label, also=("shelf", "location", "van")),
        Column("technician", label, also=("technician number", "employee")),
        Column("sku", label, required=True, also=("article number", "article", "part number")),
        Column("name", label, also=("description", "part")),
        Column("unit", label),
        Column("quantity", quantity, required=True, also=("count", "on hand", "stock")),
    )
    examples = (
        {"external_id": "B-1", "technician": "T-1", "sku": "V-15", "name": "Valve 15 mm", "unit": "pc",
         "quantity": "4"},
        {"external_id": "B-2", "place": "Workshop", "sku": "P-22", "name": "Pipe 22 mm", "unit": "m",
         "quantity": "12.5"},
    )  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        return "|".join((fold(values.get("technician") or values.get("place", "")), values.get("sku", "")))

    def after(self, values: Mapping[str, Any]) -> set[str]:
        return set()

    def resolve(self, rows: Sequence[Wanted], coming: set[str], *, actor: Actor) -> None:
        people = everybody(actor)
        places = list(queries.list_places(actor=_READER))
        seen = {place.pk for place in queries.list_places(actor=actor)} if actor.territory_ids else None
        vans = {place.technician_id: place for place in places if place.technician_id is not None}
        named = {fold(place.name): place for place in places}
        levels = queries.levels_of({one.values["sku"] for one in rows if "sku" in one.values})
        wheres: dict[int, tuple[Any, Any]] = {}
        for one in rows:
            technician = people.named(one, "technician") if "technician" in one.values else None
            if "technician" in one.values:
                place = vans.get(technician.pk) if technician is not None else None
            else:
                place = named.get(fold(one.values.get("place", "")))
            if place is not None and seen is not None and place.pk not in seen:
                one.fault("place", "is outside of your areas")
            if "technician" not in one.values and "place" not in one.values:
                one.fault("place", "is empty; name a shelf, or the technician whose van it is")
            wheres[one.line] = technician, place
        said = queries.opening_counts(_key(one, wheres[one.line][1]) for one in rows if wheres[one.line][1] is not None)
        for one in rows:
            technician, place = wheres[one.line]
            counted = one.values.get("quantity")
            there = levels.get((place.pk, one.values.get("sku", ""))) if place is not None else None
            if place is not None and there is not None:
                # What came in once by this number has been used and loaded since: the file says nothing new.
                is_known = said.get(_key(one, place)) == counted
                one.found = _Level(place, counted if is_known and counted is not None else there)
                one.fields = {"quantity": counted}
            else:
                one.fields = {"quantity": counted, "technician": technician, "place": place}
            if counted is not None and counted < 0 and (one.found is None or one.changes()):
                one.fault("quantity", "is below zero; nobody counts less than nothing")

    def create(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        place, technician = one.fields["place"], one.fields["technician"]
        if place is None and technician is not None:
            place = actions.keep_van(technician_id=technician.pk, actor=actor, now=now)
        elif place is None:
            place = actions.keep_shelf(name=one.values["place"], actor=actor, now=now)
        return self._count(one, place, actor, now)

    def change(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        was = one.former()
        return Made(self._count(one, one.found.place, actor, now).row, was)

    def _count(self, one: Wanted, place: Any, actor: Actor, now: datetime) -> Made:
        move = actions.open_stock(
            place=place, sku=one.values["sku"], name=one.values.get("name", ""), unit=one.values.get("unit", ""),
            counted=one.fields["quantity"], key=_key(one, place), actor=actor, now=now,
        )  # fmt: skip
        return Made(_Count(move.pk))

    def take_back(self, *, object_id: int, version: int, actor: Actor, now: datetime) -> None:
        actions.withdraw_count(move=queries.get_move(actor=actor, move_id=object_id), actor=actor, now=now)

    def put_back(self, *, object_id: int, version: int, was: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        self.take_back(object_id=object_id, version=version, actor=actor, now=now)

    def rows(self, *, actor: Actor) -> Iterable[Any]:
        return queries.list_levels(actor=actor)

    def exported(self, *, actor: Actor) -> Sequence[Out]:
        people = {one.pk: one.external_id or one.name for one in workforce.list_technicians(actor=actor)}
        return (
            ("place", lambda row: row["place__name"]),
            ("technician", lambda row: people.get(row["place__technician_id"], "")),
            ("sku", lambda row: row["part__sku"]),
            ("name", lambda row: row["part__name"]),
            ("unit", lambda row: row["part__unit"]),
            ("quantity", lambda row: _clear(row["on_hand"])),
        )


def _clear(quantity: Decimal) -> str:
    """A quantity that is read in one way only: with three decimals it could be thousands."""
    plain = quantity.normalize()
    return f"{plain:.4f}" if plain.as_tuple().exponent == -3 else f"{plain:f}"


def _key(one: Wanted, place: Any) -> str:
    """What an opening balance is known by: its number in the other system, or where what lies."""
    return one.values.get("external_id") or f"{place.pk}/{one.values.get('sku', '')}"
