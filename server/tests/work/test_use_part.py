"""A part used on a visit leaves the technician's van in the same transaction; a line that was wrong brings it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from truckroll.foundation import invariants


def on_hand(dana: Any, **which: Any) -> list[tuple[str, str, str]]:
    return [(row["place_name"], row["sku"], row["on_hand"]) for row in dana.get("/stock", **which).json()["items"]]


def load(dana: Any, world: Any, quantity: str = "5") -> tuple[int, int]:
    """So many valves in Tariq's van."""
    van = dana.post("/stock-places", {"kind": "van", "technician_id": world.tariq.pk}).json()["id"]
    valve = dana.post("/parts", {"sku": "VALVE", "name": "Valve"}).json()["id"]
    assert (
        dana.post(f"/stock-places/{van}/load", {"lines": [{"part_id": valve, "quantity": quantity}]}).status_code == 201
    )
    return van, valve


def use(api: Any, visit: Any, at: datetime, quantity: str = "2", sku: str = "VALVE") -> Any:
    body = {"sku": sku, "description": "Valve", "quantity": quantity, "at": at.isoformat()}
    answer = api.post(f"/visits/{visit.pk}/parts", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.mark.slow
def test_a_part_used_leaves_the_van_of_who_is_there_and_taken_out_lies_there_again(
    dana: Any, world: Any, visit_in: Any
) -> None:
    van, _ = load(dana, world)
    visit = visit_in("working")
    part = use(dana, visit, world.at(-0.5))
    assert part["taken_from_id"] == van
    assert on_hand(dana) == [("Van of Tariq", "VALVE", "3.000")]
    assert dana.post(f"/parts-used/{part['id']}/void", {"reason": "It was the old one"}).status_code == 200
    assert on_hand(dana) == [("Van of Tariq", "VALVE", "5.000")]
    moves = dana.get("/stock-moves").json()["items"]
    assert [(m["kind"], m["quantity"], m["note"]) for m in reversed(moves)] == [
        ("load", "5.000", ""), ("use", "-2.000", ""), ("return", "2.000", "It was the old one"),
    ]  # fmt: skip
    assert invariants.check() == {}


def test_rule_57_a_van_below_zero_goes_to_a_list_and_is_no_refusal(dana: Any, world: Any, visit_in: Any) -> None:
    visit = visit_in("working")
    # Nobody ever booked a van or this part: both are there now, because it was.
    use(dana, visit, world.at(-0.5), quantity="3")
    (short,) = dana.get("/stock", below=True).json()["items"]
    assert (short["place_name"], short["place_kind"], short["sku"], short["on_hand"]) == (
        "Van of Tariq", "van", "VALVE", "-3.000",
    )  # fmt: skip
    assert short["used_at"] == world.at(-0.5).isoformat().replace("+00:00", "Z")
    assert short["used_by"].startswith("Dana")
    # Somebody looks and counts what is left: then it is settled, and the move says what was missing.
    body = {"lines": [{"part_id": short["part_id"], "quantity": "4"}]}
    (count,) = dana.post(f"/stock-places/{short['place_id']}/count", body).json()["moves"]
    assert count["quantity"] == "7.000"
    assert dana.get("/stock", below=True).json()["total"] == 0
    assert on_hand(dana) == [("Van of Tariq", "VALVE", "4.000")]


@pytest.mark.slow
def test_a_use_heard_of_after_a_count_does_not_count_twice(dana: Any, world: Any, visit_in: Any) -> None:
    van, valve = load(dana, world)
    visit = visit_in("working")
    # He took two at half past seven and had no signal; at eight somebody counted the three that were left.
    dana.post(f"/stock-places/{van}/count", {"lines": [{"part_id": valve, "quantity": "3"}]})
    part = use(dana, visit, world.now - timedelta(minutes=30))
    assert on_hand(dana) == [("Van of Tariq", "VALVE", "3.000")]
    dana.post(f"/parts-used/{part['id']}/void", {"reason": "Wrong line"})
    assert on_hand(dana) == [("Van of Tariq", "VALVE", "3.000")]
    assert invariants.check() == {}


def test_a_part_without_a_number_is_in_no_van(dana: Any, world: Any, visit_in: Any) -> None:
    assert use(dana, visit_in("working"), world.at(-0.5), sku="")["taken_from_id"] is None
    assert on_hand(dana) == []
