"""Parts come, go and are counted: what lies somewhere is the sum of its moves, and a refusal leaves none."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from truckroll.foundation import invariants
from truckroll.stock.models import Move


@pytest.fixture
def store(dana: Any) -> dict[str, int]:
    """Two shelves and two parts, none of them anywhere yet."""
    places = {name: dana.post("/stock-places", {"name": name}).json()["id"] for name in ("Rack", "Cellar")}
    parts = {sku: dana.post("/parts", {"sku": sku, "name": sku.title()}).json()["id"] for sku in ("VALVE", "PUMP")}
    return places | parts


def lying(dana: Any, **which: Any) -> dict[tuple[str, str], str]:
    answer = dana.get("/stock", **which)
    assert answer.status_code == 200, answer.content
    return {(row["place_name"], row["sku"]): row["on_hand"] for row in answer.json()["items"]}


def book(dana: Any, place: int, verb: str, part: int, quantity: str, **more: Any) -> Any:
    return dana.post(f"/stock-places/{place}/{verb}", {"lines": [{"part_id": part, "quantity": quantity}], **more})


def test_what_lies_somewhere_is_the_sum_of_its_moves(dana: Any, store: Any, told: Any) -> None:
    rack, cellar, valve, pump = (store[name] for name in ("Rack", "Cellar", "VALVE", "PUMP"))
    before = len(told())
    assert book(dana, rack, "load", valve, "10").status_code == 201
    assert book(dana, rack, "load", pump, "2.5").status_code == 201
    assert book(dana, rack, "transfer", valve, "4", to_place_id=cellar).status_code == 201
    assert book(dana, cellar, "send-back", valve, "1").status_code == 201
    # 10 − 4 = 6 on the rack, of which somebody finds 5; 4 − 1 = 3 in the cellar.
    counted = book(dana, rack, "count", valve, "5", note="Inventory").json()["moves"]
    assert [(move["kind"], move["quantity"], move["counted"]) for move in counted] == [("count", "-1.000", "5.000")]
    assert lying(dana) == {("Rack", "VALVE"): "5.000", ("Rack", "PUMP"): "2.500", ("Cellar", "VALVE"): "3.000"}
    assert lying(dana, search="pum") == {("Rack", "PUMP"): "2.500"}
    assert lying(dana, below=True) == {}
    moves = dana.get("/stock-moves", part_id=valve).json()
    assert [(m["kind"], m["place_name"], m["other_place_name"], m["quantity"]) for m in reversed(moves["items"])] == [
        ("load", "Rack", None, "10.000"),
        ("transfer", "Rack", "Cellar", "-4.000"),
        ("transfer", "Cellar", "Rack", "4.000"),
        ("return", "Cellar", None, "-1.000"),
        ("count", "Rack", None, "-1.000"),
    ]
    assert told()[before:] == ["stock.moved"] * 6
    assert invariants.check() == {}


@pytest.mark.parametrize(
    ("verb", "body", "status"),
    [
        ("load", {"lines": []}, 422),
        ("load", {"lines": [{"part_id": "VALVE", "quantity": "0"}]}, 422),
        ("load", {"lines": [{"part_id": "VALVE", "quantity": "1"}, {"part_id": "VALVE", "quantity": "2"}]}, 422),
        ("load", {"lines": [{"part_id": "VALVE", "quantity": "1"}, {"part_id": 999999, "quantity": "2"}]}, 404),
        ("transfer", {"lines": [{"part_id": "VALVE", "quantity": "1"}], "to_place_id": "Rack"}, 422),
        ("count", {"lines": [{"part_id": "VALVE", "quantity": "-1"}]}, 422),
    ],
)
def test_a_refused_booking_moves_nothing(
    verb: str, body: dict[str, Any], status: int, dana: Any, store: Any, told: Any
) -> None:
    named = {**body, "lines": [{**line, "part_id": store.get(line["part_id"], 999999)} for line in body["lines"]]}
    if "to_place_id" in named:
        named["to_place_id"] = store["Rack"]
    before = told()
    assert dana.post(f"/stock-places/{store['Rack']}/{verb}", named).status_code == status
    assert (Move.objects.count(), told()) == (0, before)


def test_a_move_is_never_changed_nor_deleted(dana: Any, store: Any) -> None:
    book(dana, store["Rack"], "load", store["VALVE"], "10")
    for sql in ("UPDATE stock_move SET quantity = 11", "DELETE FROM stock_move"):
        with pytest.raises(Exception, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert Move.objects.get().quantity == 10


def test_a_name_a_number_and_a_van_are_one(dana: Any, store: Any) -> None:
    assert dana.post("/stock-places", {"name": "Rack"}).json()["code"] == "name_taken"
    assert dana.post("/parts", {"sku": "VALVE", "name": "Another"}).json()["code"] == "number_taken"
    team = dana.post("/technicians", {"name": "Tariq", "zone": "Europe/London", "currency": "GBP"}).json()["id"]
    van = dana.post("/stock-places", {"kind": "van", "technician_id": team})
    assert (van.status_code, van.json()["name"]) == (201, "Van of Tariq")
    assert (
        dana.post("/stock-places", {"kind": "van", "technician_id": team, "name": "2nd"}).json()["code"] == "van_known"
    )
    assert dana.post("/stock-places", {"kind": "van"}).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE stock_place SET technician_id = NULL WHERE kind = 'van'")


def test_a_part_with_a_price_is_in_the_catalogue(ada: Any) -> None:
    ada.post("/tax-rates", {"code": "std", "name": "VAT", "letter": "S", "rate": "0.2", "valid_from": "2020-01-01"})
    book_id = ada.post("/price-books", {"name": "Prices", "currency": "GBP"}).json()["id"]
    price = {"kind": "part", "sku": "FAN-1", "name": "Fan", "unit": "pc", "unit_price": "40", "tax_code": "std"}
    assert ada.post(f"/price-books/{book_id}/items", price).status_code == 201
    (part,) = ada.get("/parts").json()["items"]
    assert (part["sku"], part["name"], part["unit"]) == ("FAN-1", "Fan", "pc")
