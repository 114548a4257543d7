"""What lies on the company's shelf and in its vans before the first day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from truckroll.demo.steps import BUILDER, do
from truckroll.demo.words import PARTS
from truckroll.demo.workforce import Staff
from truckroll.stock import actions, queries

_ON_SHELF = Decimal(24)
_IN_VAN = Decimal(5)


def build_stock(staff: Sequence[Staff]) -> None:
    """This will fill the store room, and every technician's van from it."""

    def effect(now: datetime) -> dict[str, Any]:
        who: dict[str, Any] = {"actor": BUILDER, "now": now}
        store = actions.create_place(kind="shelf", name="Store room", **who)
        parts = [part for sku, *_ in PARTS if (part := queries.find_part(sku)) is not None]
        per_van = [{"part_id": part.pk, "quantity": _IN_VAN} for part in parts]
        actions.load_parts(
            place=store,
            lines=[{"part_id": part.pk, "quantity": _ON_SHELF + _IN_VAN * len(staff)} for part in parts],
            note="Opening stock",
            **who,
        )
        for one in staff:
            van = actions.create_place(kind="van", technician_id=one.id, **who)
            actions.transfer_parts(place=store, to=van, lines=per_van, **who)
        return {"id": store.pk}

    do("stock", effect)
