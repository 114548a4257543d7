"""How long the drive takes without a road map: an estimate, and shown as one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from truckroll.travel.places import EARTH_M, Place, straight_m

LABEL = "straight-line estimate"
# Fitted on 87,550 pairs of real addresses in Baltimore against free-flow driving times; mean error 22 %.
START_S = 50.0
S_PER_M = 0.1076


def estimate_s(a: Place | None, b: Place | None) -> int | None:
    """This will be the driving time in whole seconds; 0 at the same place, None if one is unlocated (rules 27, 30)."""
    if a is None or b is None:
        return None
    return 0 if a == b else round(START_S + S_PER_M * straight_m(a, b))


def matrix_s(places: Sequence[Place]) -> NDArray[np.int64]:
    """This will be the driving times between all places; row = from, column = to."""
    size = len(places)
    every = np.arange(size)
    return legs_s(places, every.repeat(size), np.tile(every, size)).reshape(size, size)


def legs_s(places: Sequence[Place], start: NDArray[np.intp], end: NDArray[np.intp]) -> NDArray[np.int64]:
    """This will be the driving time of each leg, from one of the places to another, both given by their position."""
    lat = np.radians([p.lat for p in places])
    lon = np.radians([p.lon for p in places])
    flat = np.cos(lat)
    half = np.sin((lat[start] - lat[end]) / 2) ** 2 + flat[start] * flat[end] * np.sin((lon[start] - lon[end]) / 2) ** 2
    straight = 2 * EARTH_M * np.arcsin(np.minimum(1.0, np.sqrt(half)))
    seconds: NDArray[np.int64] = np.rint(START_S + S_PER_M * straight).astype(np.int64)
    seconds[(lat[start] == lat[end]) & (lon[start] == lon[end])] = 0
    return seconds
