"""Values no row can hold, whatever the route: refused with a reason, nothing done, never a page of HTML."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.customers.models import Customer
from truckroll.foundation.models import Command


@pytest.mark.parametrize("name", ["a\x00b", "half \ud800"])
def test_a_text_that_is_none(dana: Any, name: str) -> None:
    answer = dana.post("/customers", {"name": name, "currency": "EUR"})
    assert (answer.status_code, answer.json()["code"]) in [(422, "not_storable"), (422, "invalid")]
    assert Customer.objects.count() == 0


@pytest.mark.parametrize(
    ("path", "query"),
    [("/customers", {"search": "a\x00b"}), ("/customers", {"page": 10**20})],
)
def test_a_search_for_what_cannot_be(dana: Any, path: str, query: dict[str, Any]) -> None:
    answer = dana.get(path, **query)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_a_date_nobody_means(dana: Any, on: str) -> None:
    answer = dana.post("/requests", {"description": "Leak", "reported_at": f"{on}T00:00:00Z", "channel": "phone"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert Command.objects.filter(name="work.receive_request").count() == 0


@pytest.mark.parametrize(
    "values",
    [{"name": "   ", "currency": "EUR"}, {"name": "Acme", "currency": "XXZ"}, {"name": "Acme", "currency": "eur"}],
)
def test_a_blank_name_and_a_currency_that_is_none(dana: Any, values: dict[str, str]) -> None:
    assert dana.post("/customers", values).status_code == 422
    assert Customer.objects.count() == 0


def test_blanks_around_a_text_are_no_text(dana: Any) -> None:
    assert dana.post("/customers", {"name": "  Acme  ", "currency": "EUR"}).json()["name"] == "Acme"


def test_a_number_beyond_its_column(dana: Any) -> None:
    person = {"name": "Tom", "zone": "Europe/London", "currency": "GBP", "max_travel_s": 2**40}
    answer = dana.post("/technicians", person)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_storable")


def test_a_time_on_the_wall_has_no_offset(dana: Any) -> None:
    person = {"name": "Tom", "zone": "Europe/London", "currency": "GBP"}
    shift = {"weekday": 0, "starts": "08:00Z", "ends": "12:00Z"}
    assert dana.post("/technicians", person | {"shift_patterns": [shift]}).status_code == 422


def test_shifts_are_not_asked_for_by_the_century(dana: Any) -> None:
    tom = dana.post("/technicians", {"name": "Tom", "zone": "Europe/London", "currency": "GBP"}).json()["id"]
    path = f"/technicians/{tom}/shifts"
    answer = dana.get(path, starts_at="2000-01-01T00:00:00Z", ends_at="2900-01-01T00:00:00Z")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert dana.get(path, starts_at="2026-01-01T00:00:00Z", ends_at="2027-01-01T00:00:00Z").status_code == 200
