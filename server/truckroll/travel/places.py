"""Where something is: points, straight lines, areas, the zone of a point, the point of a postal code; all offline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Any

import msgspec
import tzfpy
import zipcodes

EARTH_M = 6_371_008.8  # mean radius, IUGG


class Place(msgspec.Struct, frozen=True):
    """A point on the earth, WGS 84. A struct, for each decision looks up a thousand."""

    lat: float
    lon: float


def place_of(lat: float | None, lon: float | None) -> Place | None:
    """This will be the place, or None if it is unlocated (rule 30: never a distance of zero)."""
    return None if lat is None or lon is None else Place(lat, lon)


def straight_m(a: Place, b: Place) -> float:
    """This will be the great-circle distance (haversine)."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def zone_at(lat: float, lon: float) -> str | None:
    """This will be the IANA zone of a point, or None where the map has none."""
    return tzfpy.get_tz(lon, lat) or None


def geocode(postal_code: str, country: str) -> Place | None:
    """This will be the middle of a postal code, or None where no offline table has it. Only US codes are known."""
    return _us_codes().get(postal_code.strip()[:5]) if country.upper() == "US" else None


@lru_cache(maxsize=1)
def _us_codes() -> dict[str, Place]:
    table: list[dict[str, str]] = zipcodes.list_all()  # type: ignore[no-untyped-call]  # the package has no types
    return {row["zip_code"]: Place(float(row["lat"]), float(row["long"])) for row in table if row["lat"]}


def polygon_fault(geometry: Any) -> str | None:
    """This will say what is wrong with a GeoJSON polygon, or None: rings of [lon, lat], first point repeated last."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return "It is not a GeoJSON Polygon or MultiPolygon."
    try:
        rings = _rings(geometry)
    except (KeyError, TypeError):
        rings = []
    if not rings:
        return "It has no rings of coordinates."
    for ring in rings:
        if len(ring) < 4 or ring[0] != ring[-1]:
            return "A ring has at least four points, and its last is its first."
        for point in ring:
            if not (
                isinstance(point, list | tuple) and len(point) >= 2 and abs(point[0]) <= 180 and abs(point[1]) <= 90
            ):
                return "A point is [longitude, latitude]."
    return None


def inside(place: Place, geometry: dict[str, Any]) -> bool:
    """This will say whether a place lies in a GeoJSON polygon, by counting edges east of it (even-odd: holes count)."""
    return sum(_crossings(place, ring) for ring in _rings(geometry)) % 2 == 1


def in_territory(
    place: Place | None, postal_code: str, *, polygon: dict[str, Any] | None, postal_codes: Iterable[str]
) -> bool:
    """This will say whether a site belongs to a territory given as an area, a list of postal codes, or both."""
    if postal_code.strip() and postal_code.strip() in set(postal_codes):
        return True
    return bool(polygon and place and inside(place, polygon))


def _rings(geometry: dict[str, Any]) -> list[Sequence[Any]]:
    coordinates = geometry.get("coordinates") or []
    shapes = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return [ring for shape in shapes for ring in shape]


def _crossings(place: Place, ring: Sequence[Any]) -> int:
    count = 0
    for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
        if (y1 > place.lat) != (y2 > place.lat) and place.lon < (x2 - x1) * (place.lat - y1) / (y2 - y1) + x1:
            count += 1
    return count
