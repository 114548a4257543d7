"""Entering and changing sites: placed by pin or postal code, or shown as unlocated."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.accounts.actors import Actor
from truckroll.customers import queries, visibility
from truckroll.customers.models import Site


def test_a_site_with_a_pin_gets_the_zone_of_its_place(dana: Any, acme: dict[str, Any], told: Any) -> None:
    body = {"customer_id": acme["id"], "name": "Mill", "country": "GB", "lat": 51.5, "lon": -0.12}
    answer = dana.post("/sites", body)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    placed = {"customer_name": "Acme Lettings", "located_by": "pin", "zone": "Europe/London", "access_windows": []}
    empty = {"address": "", "postal_code": "", "access_notes": "", "external_id": "", "archived_at": None}
    empty |= {"kind": "site", "parent_id": None, "parent_name": ""}
    assert made == {"id": made["id"], "version": 1, "bill_to_id": None, **body, **placed, **empty}
    assert told()[-1] == "customers.site.created"


@pytest.mark.slow
def test_a_known_postal_code_places_the_site_without_asking_anybody(dana: Any, acme: dict[str, Any]) -> None:
    made = dana.post("/sites", {"customer_id": acme["id"], "name": "South End", "postal_code": "02118"}).json()
    assert (made["lat"], made["lon"]) == (42.3362, -71.0729)
    assert (made["located_by"], made["zone"]) == ("postal_code", "America/New_York")


def test_rule_30_an_unlocated_site_is_listed_and_not_at_zero(dana: Any, acme: dict[str, Any]) -> None:
    body = {"customer_id": acme["id"], "name": "Somewhere", "country": "GB", "postal_code": "EC1A 1BB"}
    remedy = "Give the pin or a postal code that is known, or name the zone."
    assert dana.post("/sites", body).json()["what_to_do"] == remedy
    made = dana.post("/sites", body | {"zone": "Europe/London"}).json()
    assert (made["lat"], made["lon"], made["located_by"]) == (None, None, None)
    assert [s["id"] for s in dana.get("/sites/unlocated").json()["items"]] == [made["id"]]


def test_half_a_pin_and_an_unknown_zone_are_refused(dana: Any, acme: dict[str, Any], told: Any) -> None:
    before = told()
    site = {"customer_id": acme["id"], "name": "Mill", "country": "GB"}
    assert dana.post("/sites", site | {"lat": 51.5}).json()["detail"] == "A pin has both latitude and longitude."
    answer = dana.post("/sites", site | {"zone": "London"})
    assert "is not an IANA time zone" in answer.json()["detail"]
    assert (Site.objects.count(), told()) == (0, before)


def test_the_pin_is_set_by_hand_and_the_zone_stays(dana: Any, acme: dict[str, Any], told: Any) -> None:
    body = {"customer_id": acme["id"], "name": "Somewhere", "country": "GB", "zone": "Europe/Dublin"}
    made = dana.post("/sites", body).json()
    answer = dana.post(f"/sites/{made['id']}/locate", {"lat": 51.5, "lon": -0.12, "version": 1})
    assert answer.status_code == 200, answer.content
    placed = answer.json()
    assert (placed["lat"], placed["located_by"], placed["zone"]) == (51.5, "pin", "Europe/Dublin")
    assert dana.get("/sites/unlocated").json()["total"] == 0
    assert told()[-1] == "customers.site.located"
    again = dana.post(f"/sites/{made['id']}/locate", {"lat": 1, "lon": 1, "version": 1})
    assert (again.status_code, again.json()["facts"]["present"]) == (409, {"lat": 51.5, "lon": -0.12})


def test_access_windows_are_replaced_as_a_whole(dana: Any, mill: dict[str, Any]) -> None:
    url = f"/sites/{mill['id']}"
    wednesday = {"weekday": 2, "opens": "12:00:00", "closes": "17:00:00"}
    monday = {"weekday": 0, "opens": "08:00:00", "closes": "12:00:00"}
    changed = dana.patch(url, {"access_windows": [wednesday, monday]}).json()
    assert (changed["access_windows"], changed["version"]) == ([monday, wednesday], 2)
    assert dana.patch(url, {"access_notes": "Key at the desk"}).json()["access_windows"] == [monday, wednesday]
    assert dana.patch(url, {"access_windows": []}).json()["access_windows"] == []


def test_rule_7_a_window_of_no_length_is_refused(dana: Any, mill: dict[str, Any]) -> None:
    url, noon = f"/sites/{mill['id']}", {"weekday": 0, "opens": "12:00", "closes": "12:00"}
    answer = dana.patch(url, {"access_windows": [noon], "name": "New"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    present = dana.get(url).json()
    assert (present["name"], present["version"], present["access_windows"]) == ("Old Mill", 1, [])
    whole_day = {"weekday": 0, "opens": "00:00", "closes": "00:00"}
    assert dana.patch(url, {"access_windows": [whole_day]}).status_code == 200


def test_who_pays_may_be_another_customer(dana: Any, mill: dict[str, Any]) -> None:
    payer = dana.post("/customers", {"name": "Landlord", "currency": "GBP"}).json()
    dana.patch(f"/sites/{mill['id']}", {"bill_to_id": payer["id"]})
    site = queries.find_site(mill["id"])
    assert site is not None
    assert queries.bill_to_of(site).name == "Landlord"
    dana.patch(f"/sites/{mill['id']}", {"bill_to_id": None})
    site.refresh_from_db()
    assert queries.bill_to_of(site).name == "Acme Lettings"
    assert dana.patch(f"/sites/{mill['id']}", {"bill_to_id": 999_999}).status_code == 404


@pytest.mark.slow
def test_the_list_takes_the_same_queries_for_any_number_of_sites(
    dana: Any, acme: dict[str, Any], django_assert_num_queries: Any
) -> None:
    for n in range(10):
        dana.post("/sites", {"customer_id": acme["id"], "name": f"Site {n}", "postal_code": "02118"})
    # session, user, the technician he may be; the page, its windows, its number.
    with django_assert_num_queries(6):
        assert dana.get("/sites").json()["total"] == 10


@pytest.mark.slow
def test_a_technician_sees_the_sites_his_work_needs_and_no_other(
    dana: Any, make_user: Any, as_user: Any, acme: dict[str, Any], mill: dict[str, Any], monkeypatch: Any
) -> None:
    other = dana.post("/sites", {"customer_id": acme["id"], "name": "Other", "postal_code": "02118"}).json()
    asked: list[Actor] = []

    def needed(actor: Actor) -> list[int]:
        asked.append(actor)
        return [mill["id"]]

    monkeypatch.setattr(visibility, "_needed", [needed])
    tariq = as_user(make_user("technician", "Tariq"))
    assert [s["id"] for s in tariq.get("/sites").json()["items"]] == [mill["id"]]
    assert tariq.get(f"/sites/{other['id']}").status_code == 404
    assert tariq.patch(f"/sites/{mill['id']}", {"name": "X"}).status_code == 403
    assert {actor.role for actor in asked} == {"technician"}


def test_the_card_shows_all_of_a_site_and_its_version_grows_with_each_part(
    dana: Any, acme: dict[str, Any], mill: dict[str, Any], django_assert_num_queries: Any
) -> None:
    before = queries.site_cards([mill["id"]])[mill["id"]]["version"]
    dana.post("/hazards", {"site_id": mill["id"], "title": "Dog", "severity": "high", "must_acknowledge": True})
    dana.post("/contacts", {"customer_id": acme["id"], "site_id": mill["id"], "name": "Carla", "role": "tenant"})
    with django_assert_num_queries(4):
        card = queries.site_cards([mill["id"]])[mill["id"]]
    assert card["version"] == before + 2
    assert [h["title"] for h in card["hazards"]] == ["Dog"]
    assert [c["name"] for c in card["contacts"]] == ["Carla"]
    assert (card["customer_name"], card["bill_to_id"]) == ("Acme Lettings", acme["id"])


def test_rule_1_a_visit_is_in_the_zone_of_its_site_and_an_instant_is_utc(dana: Any) -> None:
    customer = dana.post("/customers", {"name": "Two Coasts", "currency": "USD"}).json()["id"]
    kind = dana.post("/work-types", {"name": "Check", "duration_s": 1800, "assignment": "off"}).json()["id"]
    shown = {}
    for zone, lat, lon in (("America/New_York", 40.7, -74.0), ("Asia/Kathmandu", 27.7, 85.3)):
        place = {"customer_id": customer, "name": zone, "country": "US", "zone": zone, "lat": lat, "lon": lon}
        site = dana.post("/sites", place).json()["id"]
        order = dana.post("/work-orders", {
            "site_id": site, "work_type_id": kind, "window_starts_at": "2026-11-23T09:00:00-05:00",
            "window_ends_at": "2026-11-23T11:00:00-05:00",
        })  # fmt: skip
        assert order.status_code == 201, order.content
        (visit,) = dana.get("/visits", work_order_id=order.json()["id"]).json()["items"]
        shown[visit["zone"]] = visit["window_starts_at"]
    assert shown == {"America/New_York": "2026-11-23T14:00:00Z", "Asia/Kathmandu": "2026-11-23T14:00:00Z"}
