"""Places and the time between them."""

from __future__ import annotations

import pytest

from truckroll.travel.estimates import estimate_s, matrix_s
from truckroll.travel.places import Place, geocode, in_territory, inside, place_of, polygon_fault, straight_m, zone_at

HALL, COMMON = Place(42.3604, -71.0580), Place(42.3550, -71.0656)
SQUARE = {
    "type": "Polygon",
    "coordinates": [
        [[-71.1, 42.3], [-71.0, 42.3], [-71.0, 42.4], [-71.1, 42.4], [-71.1, 42.3]],
        [[-71.06, 42.35], [-71.05, 42.35], [-71.05, 42.37], [-71.06, 42.37], [-71.06, 42.35]],
    ],
}


def test_a_drive_is_fifty_seconds_and_a_tenth_of_a_second_per_metre() -> None:
    # One degree of latitude is 6371008.8 × π / 180 = 111195.08 m; 50 + 0.1076 × 111195.08 = 12014.6 s.
    assert round(straight_m(Place(0, 0), Place(1, 0)), 2) == 111195.08
    assert estimate_s(Place(0, 0), Place(1, 0)) == 12015


def test_rule_27_the_same_place_is_no_drive() -> None:
    assert estimate_s(HALL, HALL) == 0


def test_rule_30_an_unlocated_place_is_never_distance_zero() -> None:
    assert place_of(None, None) is None
    assert estimate_s(HALL, None) is None
    assert estimate_s(None, None) is None


def test_the_matrix_agrees_with_the_estimate() -> None:
    places = [HALL, COMMON, Place(42.3362, -71.0729), HALL]
    assert matrix_s(places).tolist() == [[estimate_s(a, b) for b in places] for a in places]


@pytest.mark.parametrize(
    ("code", "country", "place"),
    [
        ("02118", "US", Place(42.3362, -71.0729)),
        ("02118-1234", "US", Place(42.3362, -71.0729)),
        ("00000", "US", None),
        ("", "US", None),
        ("EC1A 1BB", "GB", None),
        ("02118", "DE", None),
    ],
)
def test_postal_codes_that_no_table_has_stay_unlocated(code: str, country: str, place: Place | None) -> None:
    assert geocode(code, country) == place


def test_the_zone_of_a_point() -> None:
    assert (zone_at(42.36, -71.06), zone_at(51.5, -0.12)) == ("America/New_York", "Europe/London")


def test_a_hole_of_an_area_is_outside() -> None:
    assert inside(COMMON, SQUARE)
    assert not inside(Place(42.36, -71.055), SQUARE)
    assert not inside(Place(42.5, -71.05), SQUARE)


def test_a_territory_is_an_area_or_a_list_of_postal_codes() -> None:
    assert in_territory(COMMON, "", polygon=SQUARE, postal_codes=[])
    assert in_territory(None, "02118", polygon=None, postal_codes=["02118"])
    assert not in_territory(None, "", polygon=SQUARE, postal_codes=[""])


def test_a_broken_polygon_is_named() -> None:
    assert polygon_fault(SQUARE) is None
    assert polygon_fault({"type": "Point"}) == "It is not a GeoJSON Polygon or MultiPolygon."
    assert polygon_fault({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}) == (
        "A ring has at least four points, and its last is its first."
    )
