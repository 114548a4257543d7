"""Contacts, hazards and assets: made, changed and archived."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_contact_belongs_to_its_customers_site(dana: Any, acme: Any, mill: Any, told: Any) -> None:
    body = {"customer_id": acme["id"], "site_id": mill["id"], "name": "Carla", "role": "tenant", "phone": "+44 20 79"}
    made = dana.post("/contacts", body).json()
    assert made == {"id": made["id"], "version": 1, **body, "email": "", "archived_at": None, "external_id": ""}
    assert told()[-2:] == ["customers.contact.created", "customers.site.changed"]
    other = dana.post("/customers", {"name": "Other", "currency": "GBP"}).json()
    answer = dana.post("/contacts", body | {"customer_id": other["id"]})
    assert (answer.status_code, answer.json()["detail"]) == (422, "Old Mill is not a site of Other.")


def test_a_contact_is_changed_and_archived(dana: Any, acme: dict[str, Any]) -> None:
    made = dana.post("/contacts", {"customer_id": acme["id"], "name": "Carla", "role": "owner"}).json()
    assert dana.patch(f"/contacts/{made['id']}", {"phone": "1", "version": 1}).json()["version"] == 2
    dana.patch(f"/contacts/{made['id']}", {"archived": True})
    assert dana.get("/contacts", customer_id=acme["id"]).json()["total"] == 0


def test_a_hazard_is_entered_and_ends(dana: Any, mill: dict[str, Any], told: Any) -> None:
    body = {"site_id": mill["id"], "title": "Asbestos", "severity": "high", "must_acknowledge": True}
    made = dana.post("/hazards", body).json()
    assert made == {"id": made["id"], "version": 1, **body, "note": "", "archived_at": None}
    assert dana.patch(f"/hazards/{made['id']}", {"severity": "deadly"}).status_code == 422
    dana.patch(f"/hazards/{made['id']}", {"archived": True})
    assert dana.get("/hazards", site_id=mill["id"]).json()["total"] == 0
    assert told()[-2:] == ["customers.hazard.changed", "customers.site.changed"]


def test_an_asset_is_entered_changed_and_taken_out(dana: Any, mill: dict[str, Any], told: Any) -> None:
    body = {"site_id": mill["id"], "kind": "boiler", "name": "Boiler 1", "make": "V", "warranty_until": "2027-05-01"}
    made = dana.post("/assets", body).json()
    assert (made["name"], made["warranty_until"], made["version"]) == ("Boiler 1", "2027-05-01", 1)
    changed = dana.patch(f"/assets/{made['id']}", {"serial": "S-9", "warranty_until": None}).json()
    assert (changed["serial"], changed["warranty_until"], changed["make"]) == ("S-9", None, "V")
    assert [a["id"] for a in dana.get("/assets", search="S-9").json()["items"]] == [made["id"]]
    dana.patch(f"/assets/{made['id']}", {"archived": True})
    assert dana.get("/assets").json()["total"] == 0
    assert told()[-3:] == ["customers.asset.created", "customers.asset.changed", "customers.asset.changed"]


@pytest.mark.slow
def test_an_asset_is_never_part_of_itself_nor_of_one_elsewhere(dana: Any, acme: Any, mill: Any) -> None:
    def asset(name: str, **more: Any) -> Any:
        return dana.post("/assets", {"site_id": mill["id"], "kind": "lift", "name": name} | more)

    whole = asset("Lift").json()
    part = asset("Door", parent_id=whole["id"]).json()
    answer = dana.patch(f"/assets/{whole['id']}", {"parent_id": part["id"]})
    assert (answer.status_code, answer.json()["detail"]) == (422, "Lift would be part of itself.")
    elsewhere = dana.post("/sites", {"customer_id": acme["id"], "name": "B", "postal_code": "02118"}).json()
    answer = asset("Stray", site_id=elsewhere["id"], parent_id=whole["id"])
    assert (answer.status_code, answer.json()["detail"]) == (422, "Lift is at another site.")
    assert dana.get(f"/assets/{whole['id']}").json()["parent_id"] is None
