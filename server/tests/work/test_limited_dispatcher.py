"""A dispatcher limited to territories: lists, board, search, live changes and writes know only what is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from truckroll.accounts.actors import system
from truckroll.accounts.models import User
from truckroll.accounts.sign_in import actor_of_user
from truckroll.customers import actions as customers
from truckroll.foundation.events import Cursor, Told
from truckroll.foundation.models import OutboxEvent
from truckroll.stream.app import topics_of
from truckroll.stream.hub import areas_of, encode
from truckroll.work.actions import visits
from truckroll.work.models import SiteArea
from truckroll.workforce.actions import technicians

SYSTEM = system("test")
# Around the city's middle, and a degree further east.
WEST = {"type": "Polygon", "coordinates": [[[-0.5, 51], [0.0, 51], [0.0, 52], [-0.5, 52], [-0.5, 51]]]}


@dataclass
class Areas:
    west: Any
    east: Any
    site_east: Any
    order_west: Any
    order_east: Any
    wes: Any
    eve: Any


@pytest.fixture
def areas(world: Any, raised: Any, dana: Any) -> Areas:
    """High Street lies in the west; a shop in E1 in the east. Dana answers for the east, Wes works west, Eve east."""
    common = {"actor": SYSTEM, "now": world.now}
    west = technicians.create_territory(name="West", polygon=WEST, **common)
    east = technicians.create_territory(name="East", postal_codes=["E1"], **common)
    site = customers.create_site(
        customer=customers.create_customer(name="Eastern Ltd", currency="EUR", **common), name="Shop",
        postal_code="E1", country="GB", zone="Europe/London", lat=51.5, lon=0.5, **common,
    )  # fmt: skip
    people = [
        technicians.create_technician(
            name=name, zone="Europe/London", currency="EUR", territory_ids=[area.pk], **common
        )
        for name, area in (("Wes", west), ("Eve", east))
    ]
    orders = raised(), raised(site=site)
    User.objects.get(name="Dana").change(territory_ids=[east.pk])
    return Areas(west, east, site, *orders, *people)


def test_where_a_site_lies_is_kept_when_pins_and_areas_move(world: Any, areas: Areas) -> None:
    def kept() -> dict[int, list[int]]:
        return dict(SiteArea.objects.values_list("site_id", "territory_ids"))

    here, there = world.site.pk, areas.site_east.pk
    common = {"actor": SYSTEM, "now": world.now}
    assert kept() == {here: [areas.west.pk], there: [areas.east.pk]}
    customers.locate_site(site=areas.site_east, lat=51.5, lon=-0.2, **common)
    assert kept()[there] == sorted([areas.west.pk, areas.east.pk])
    technicians.change_territory(territory=areas.west, values={"archived": True}, **common)
    assert kept() == {here: [], there: [areas.east.pk]}


@pytest.mark.slow
def test_lists_and_board_show_what_lies_there_and_both_ways(dana: Any, ada: Any, world: Any, areas: Areas) -> None:
    def seen(api: Any, path: str) -> set[int]:
        return {one["id"] for one in api.get(path).json()["items"]}

    span = {"from": world.now.isoformat(), "to": (world.now + timedelta(days=1)).isoformat()}
    east, west = areas.order_east.visits.get(), areas.order_west.visits.get()
    for path, mine, other in (
        ("/work-orders", areas.order_east.pk, areas.order_west.pk),
        ("/visits", east.pk, west.pk),
        ("/sites", areas.site_east.pk, world.site.pk),
        ("/customers", areas.site_east.customer_id, world.customer.pk),
        ("/technicians", areas.eve.pk, areas.wes.pk),
    ):
        assert mine in seen(dana, path), path
        assert other not in seen(dana, path), path
        assert {mine, other} <= seen(ada, path), path
    board = dana.get("/board", **span).json()
    assert [row["id"] for row in board["rows"]] == [east.pk]
    # Tariq and Tove have no territory: they work everywhere.
    assert [one["name"] for one in board["technicians"]] == ["Eve", "Tariq", "Tove"]
    assert {row["id"] for row in ada.get("/board", **span).json()["rows"]} == {east.pk, west.pk}
    for path in ("/callers", "/search"):
        assert dana.get(path, search="High Street").json()["items"] == [], path
        assert ada.get(path, search="High Street").json()["items"] != [], path


def test_writes_refuse_what_lies_elsewhere_and_nothing_happens(dana: Any, world: Any, areas: Areas, told: Any) -> None:
    west, east = areas.order_west.visits.get(), areas.order_east.visits.get()
    before = told()
    at = world.at(3).isoformat()
    for path, body in (
        (f"/visits/{west.pk}/place", {"technician_id": areas.eve.pk, "starts_at": at}),
        (f"/visits/{east.pk}/place", {"technician_id": areas.wes.pk, "starts_at": at}),
        (f"/work-orders/{areas.order_west.pk}/cancel", {"reason": "x"}),
        ("/work-orders", {"site_id": world.site.pk, "work_type_id": world.boiler.pk, "description": "x"}),
        ("/absences", {"technician_id": areas.wes.pk, "kind": "sick", "starts_at": at,
                       "ends_at": world.at(5).isoformat()}),
        (f"/technicians/{areas.wes.pk}/clock-on", {"reason": "x"}),
    ):  # fmt: skip
        answer = dana.post(path, body)
        assert answer.status_code == 404, (path, answer.content)
    assert told() == before
    assert dana.post(f"/work-orders/{areas.order_east.pk}/cancel", {"reason": "x"}).status_code == 200


@pytest.mark.slow
def test_stock_is_that_of_the_vans_of_her_people_and_of_the_shelves(
    dana: Any, ada: Any, world: Any, areas: Areas
) -> None:
    part = ada.post("/parts", {"sku": "V-1", "name": "Valve"}).json()["id"]
    line = {"lines": [{"part_id": part, "quantity": "2"}]}
    places: dict[str, int] = {}
    for name, whose in (("Van west", areas.wes.pk), ("Van east", areas.eve.pk), ("Shelf", None)):
        made = {"kind": "van" if whose else "shelf", "name": name, "technician_id": whose}
        places[name] = ada.post("/stock-places", made).json()["id"]
        assert ada.post(f"/stock-places/{places[name]}/load", line).status_code == 201
    for path, name in (("/stock-places", "name"), ("/stock", "place_name"), ("/stock-moves", "place_name")):
        assert {one[name] for one in dana.get(path).json()["items"]} == {"Van east", "Shelf"}, path
        assert {one[name] for one in ada.get(path).json()["items"]} == set(places), path
    moves = ada.get("/stock-moves").json()["total"]
    refused = [
        dana.post(f"/stock-places/{places['Van west']}/load", line),
        dana.post(f"/stock-places/{places['Shelf']}/transfer", line | {"to_place_id": places["Van west"]}),
    ]
    assert [answer.status_code for answer in refused] == [404, 404]
    assert ada.get("/stock-moves").json()["total"] == moves
    # Parts on order are those of the work orders she sees.
    order = {"sku": "V-1", "quantity": "1", "supplier": "Acme"}
    for which in (areas.order_west, areas.order_east):
        assert ada.post(f"/work-orders/{which.pk}/part-orders", order).status_code == 201
    assert [one["site_name"] for one in dana.get("/part-orders").json()["items"]] == ["Shop"]


def test_the_stream_tells_rows_of_her_territory_and_of_others_only_that_they_are_gone(world: Any, areas: Areas) -> None:
    actor = actor_of_user(User.objects.get(name="Dana"))
    first = OutboxEvent.objects.latest("id").pk
    for order in (areas.order_west, areas.order_east):
        visits.schedule_visit(
            visit=order.visits.get(), technician_id=world.tariq.pk,
            starts_at=world.at(2 if order is areas.order_west else 4), actor=SYSTEM, now=world.now,
        )  # fmt: skip
    facts = [
        Told(Cursor(1, e.pk), e.name, e.payload, e.rows, e.gone, e.topics, e.at, e.actor)
        for e in OutboxEvent.objects.filter(pk__gt=first).order_by("id")
    ]
    frames = [
        encode(fact, "life", near).for_topics(topics_of(actor), actor.territory_ids).decode()
        for fact, near in zip(facts, areas_of(facts), strict=True)
    ]
    west, east = areas.order_west.number, areas.order_east.number
    assert [(west in frame, east in frame) for frame in frames if "visit" in frame] == [(False, False), (False, True)]
    assert f'"gone": [{{"kind": "visit", "id": {areas.order_west.visits.get().pk}}}]' in frames[0]
    # Without a limit everything is told, and who did not know what lies where is sent to load afresh.
    assert west in encode(facts[0], "life").for_topics(topics_of(actor)).decode()
    assert encode(facts[0], "life").for_topics(topics_of(actor), actor.territory_ids).startswith(b"event: reset")


def test_only_a_dispatcher_is_limited_and_only_to_what_there_is(ada: Any, areas: Areas) -> None:
    person = {"email": "uma@example.test", "name": "Uma", "password": "long enough 1"}
    before = User.objects.count()
    for body in (
        {"role": "billing", "territory_ids": [areas.east.pk]},
        {"role": "dispatcher", "territory_ids": [987_654]},
    ):
        refused = ada.post("/users", person | body)
        assert (refused.status_code, refused.json()["facts"]["field"]) == (422, "territory_ids")
    assert User.objects.count() == before
    made = ada.post("/users", person | {"role": "dispatcher", "territory_ids": [areas.east.pk]}).json()
    assert made["territory_ids"] == [areas.east.pk]
    # Whoever is something else from now on has no limit left.
    assert ada.patch(f"/users/{made['id']}", {"role": "auditor"}).json()["territory_ids"] == []
