"""Technicians as a file: the columns their list is given out with, and read back by imports."""

from __future__ import annotations

from truckroll.foundation.tables import Column


def _of(name: str) -> Column:
    return name, lambda row: getattr(row, name)


TECHNICIANS: tuple[Column, ...] = (
    *map(_of, ("external_id", "name", "phone", "zone", "currency")),
    *map(_of, ("home_lat", "home_lon", "depot_lat", "depot_lon", "start_policy", "end_policy", "vehicle")),
)
