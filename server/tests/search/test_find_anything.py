"""One box for everything, views that people keep, and lists as files."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from truckroll.accounts.actors import system

SYSTEM = system("test")
PLACE = {"country": "GB", "zone": "Europe/London", "lat": 51.5, "lon": -0.1}


@pytest.fixture
def town(dana: Any) -> dict[str, Any]:
    """Carla's Old Mill with a tenant, a boiler and a work order; Tariq, who has a phone."""
    made: dict[str, Any] = {}

    def make(noun: str, path: str, **body: Any) -> None:
        answer = dana.post(path, body)
        assert answer.status_code == 201, answer.content
        made[noun] = answer.json()

    make("customer", "/customers", name="Carla Ltd", currency="GBP", external_id="C-1")
    carla = made["customer"]["id"]
    make("site", "/sites", customer_id=carla, name="Old Mill", address="3 Mill Lane", postal_code="SW1A 2AB", **PLACE)
    site = made["site"]["id"]
    make("contact", "/contacts", customer_id=carla, site_id=site, name="Tina", role="tenant", phone="+44 7700 900123")
    make("asset", "/assets", site_id=site, name="=Boiler", kind="boiler", serial="VX 42")
    make("technician", "/technicians", name="Tariq Aziz", zone="Europe/London", currency="GBP", phone="07700 900 999")
    make("work_type", "/work-types", name="Boiler repair", duration_s=3600, assignment="off")
    make("order", "/work-orders", site_id=site, work_type_id=made["work_type"]["id"], description="No heat")
    return made


@pytest.mark.slow
def test_anything_is_found_by_number_name_phone_postcode_and_serial(
    dana: Any, town: Any, django_assert_max_num_queries: Any
) -> None:
    order = town["order"]["number"]

    def found(search: str) -> list[tuple[str, str]]:
        # Session, user, his technician; work orders three times, technicians, and the five of callers.
        with django_assert_max_num_queries(12):
            answer = dana.get("/search", search=search)
        assert answer.status_code == 200, answer.content
        return [(one["kind"], one["name"]) for one in answer.json()["items"]]

    for said in (order, order.removeprefix("WO-"), order.lower()):
        assert found(said) == [("work_order", order)], said
    assert found("tariq") == [("technician", "Tariq Aziz")]
    assert found("+44 7700 900999") == [("technician", "Tariq Aziz")]
    assert found("900 123") == [("contact", "Tina")]
    assert found("vx42") == [("asset", "=Boiler")]
    assert found("sw1a") == [("work_order", order), ("site", "Old Mill")]
    assert found("mill") == [("work_order", order), ("site", "Old Mill")]
    assert found("carla") == [("work_order", order), ("customer", "Carla Ltd")]
    assert found("'; drop") == found("x") == []
    (hit,) = dana.get("/search", search="vx42").json()["items"]
    assert (hit["detail"], hit["site_id"]) == ("boiler · VX 42 · Old Mill · Carla Ltd", town["site"]["id"])


def rows_of(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_list_is_given_out_as_it_is_filtered_and_runs_nothing(dana: Any, town: Any) -> None:
    (order,) = rows_of(dana.get("/work-orders.csv", priority=town["order"]["priority"]))
    assert (order["number"], order["customer"], order["site"], order["reported_at"]) == (
        town["order"]["number"], "C-1", "Old Mill", "2026-11-23T08:00:00Z",
    )  # fmt: skip
    assert rows_of(dana.get("/work-orders.csv", status="closed")) == []
    (asset,) = rows_of(dana.get("/assets.csv", search="boiler"))
    assert (asset["name"], asset["site"]) == ("'=Boiler", "Old Mill")
    (site,) = rows_of(dana.get("/sites.csv"))
    assert (site["lat"], site["lon"], site["customer"]) == ("51.5", "-0.1", "C-1")
    assert rows_of(dana.get("/sites.csv", unlocated="true")) == []
    (contact,) = rows_of(dana.get("/contacts.csv"))
    assert contact["phone"] == "'+44 7700 900123"
    (technician,) = rows_of(dana.get("/technicians.csv"))
    assert (technician["name"], "cost_rate" in technician) == ("Tariq Aziz", False)
    assert rows_of(dana.get("/requests.csv")) == []


def test_a_view_is_kept_shared_and_removed_by_whoever_made_it(dana: Any, bill: Any, ada: Any, told: Any) -> None:
    body = {"screen": "work-orders", "name": "Urgent", "filters": {"status": ["unscheduled"], "priority": 1}}
    view = dana.post("/saved-views", body).json()
    assert (view["owner_name"], view["is_shared"], view["filters"]) == ("Dana", False, body["filters"])
    assert dana.post("/saved-views", body).json()["code"] == "view_name_taken"
    assert bill.get("/saved-views").json()["total"] == 0
    assert bill.patch(f"/saved-views/{view['id']}", {"is_shared": True}).status_code == 404
    assert dana.patch(f"/saved-views/{view['id']}", {"is_shared": True, "version": 1}).status_code == 200
    assert bill.get("/saved-views", screen="work-orders").json()["total"] == 1
    assert bill.get("/saved-views", screen="sites").json()["total"] == 0
    assert bill.delete(f"/saved-views/{view['id']}").status_code == 404
    assert ada.delete(f"/saved-views/{view['id']}").status_code == 200
    assert dana.get("/saved-views").json()["total"] == 0
    assert told() == ["search.view.saved", "search.view.changed", "search.view.removed"]
    assert dana.post("/saved-views", body | {"filters": {"x": "y" * 201}}).status_code == 422
