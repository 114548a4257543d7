"""Where sites stand among each other, what holds for work there, and where each word of it comes from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from truckroll.customers.inheriting import Demand, Said, inherit

TODAY = date(2026, 11, 23)


def said(pk: int, kind: str, level: str, **more: Any) -> Said:
    return Said(pk, kind, level, 1, level.title(), **more)


def test_the_nearest_word_counts_and_what_was_said_for_other_days_does_nothing() -> None:
    gold, silver = said(1, "tier", "customer", value="gold"), said(2, "tier", "unit", value="silver")
    keys = said(3, "keys", "site", value="safe 4711", until_on=TODAY)
    lapsed = said(4, "permit", "asset", value="hot work", until_on=date(2026, 11, 22))
    coming = said(5, "notice", "customer", value="two days", from_on=date(2026, 11, 24))
    holding = inherit([silver, keys, lapsed, gold, coming], TODAY, [Demand(7, 2, "boiler")])
    assert holding.said == (keys, silver)
    assert holding.set_aside == ((gold, silver),)
    assert holding.asleep == (coming, lapsed)
    assert [one.source for one in holding.said] == ["from site Site", "from unit Unit"]
    assert (holding.one("tier"), holding.one("permit"), holding.demands) == (silver, None, (Demand(7, 2, "boiler"),))


def test_whoever_is_excluded_anywhere_is_excluded_and_the_nearest_says_who_is_required() -> None:
    barred = said(1, "excluded_technician", "customer", technician_id=1, reason="argued")
    wished = said(2, "preferred_technician", "asset", technician_id=1, reason="knows it")
    far = said(3, "required_technician", "customer", technician_id=2, reason="vetted")
    near = said(4, "required_technician", "building", technician_id=3, reason="inducted")
    beside = said(5, "required_technician", "building", technician_id=1, reason="inducted")
    holding = inherit([wished, near, far, barred, beside], TODAY)
    assert holding.technicians("excluded_technician") == {1: barred}
    assert holding.technicians("required_technician") == {3: near}
    assert holding.technicians("preferred_technician") == {}
    assert dict(holding.set_aside) == {wished: barred, far: near, beside: barred}


@pytest.fixture
def estate(dana: Any, mill: dict[str, Any]) -> dict[str, int]:
    """A portfolio with the site Old Mill, a building of it, a flat in that, and its boiler."""
    place = {"customer_id": mill["customer_id"], "country": "GB", "zone": "Europe/London"}

    def site(kind: str, name: str, parent: int | None) -> int:
        answer = dana.post("/sites", place | {"kind": kind, "name": name, "parent_id": parent})
        assert answer.status_code == 201, answer.content
        return int(answer.json()["id"])

    portfolio = site("portfolio", "All mills", None)
    assert dana.patch(f"/sites/{mill['id']}", {"parent_id": portfolio}).json()["parent_name"] == "All mills"
    building = site("building", "Block B", mill["id"])
    unit = site("unit", "Flat 3", building)
    asset = dana.post("/assets", {"site_id": unit, "kind": "Boiler", "make": "Vexo", "name": "Boiler 1"}).json()["id"]
    return {"customer": mill["customer_id"], "portfolio": portfolio, "site": mill["id"], "building": building,
            "unit": unit, "asset": asset}  # fmt: skip


def test_a_site_is_part_of_what_stands_above_it_and_never_of_itself(dana: Any, estate: dict[str, int]) -> None:
    def refused(noun: str, **change: Any) -> Any:
        answer = dana.patch(f"/sites/{estate[noun]}", change)
        assert answer.status_code == 409, answer.content
        return answer.json()["code"]

    assert refused("building", parent_id=estate["unit"]) == "site_not_above"
    assert refused("building", parent_id=estate["building"]) == "site_not_above"
    # A unit stands in the building, which would be no higher than it then.
    assert refused("building", kind="unit") == "site_not_above"
    assert refused("site", kind="building") == "site_not_above"
    (part,) = dana.get("/sites", parent_id=estate["building"]).json()["items"]
    assert (part["name"], part["kind"], part["parent_name"]) == ("Flat 3", "unit", "Block B")
    # And whoever writes past the program.
    for wrong in ("parent_id = id, parent_rank = rank", "parent_rank = 0", "rank = 0, kind = 'portfolio'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE customers_site SET {wrong} WHERE id = %s", [estate["building"]])


def test_conditions_come_down_and_say_where_from(dana: Any, estate: dict[str, int], told: Any) -> None:
    tariq = dana.post("/technicians", {"name": "Tariq", "zone": "Europe/London", "currency": "GBP"}).json()["id"]
    gas = dana.post("/skills", {"name": "Gas"}).json()["id"]

    def let(noun: str, kind: str, **words: Any) -> Any:
        of = {"customer": "customer_id", "asset": "asset_id"}.get(noun, "site_id")
        answer = dana.post("/conditions", {of: estate[noun], "kind": kind, **words})
        assert answer.status_code == 201, answer.content
        return answer.json()

    gold = let("customer", "tier", value="gold")
    let("portfolio", "permit", value="ask the estate office")
    let("unit", "vulnerability", value="needs oxygen", until_on="2026-11-22")
    let("asset", "excluded_technician", technician_id=tariq, reason="argued", until_on="2026-11-30")
    assert (
        dana.post("/asset-skills", {"kind": "boiler", "make": "VEXO", "skill_id": gas, "level": 3}).status_code == 201
    )
    assert dana.post("/asset-skills", {"kind": "Boiler", "make": "vexo", "skill_id": gas}).json()["code"] == (
        "asset_skill_taken"
    )

    def held(**of: int) -> Any:
        answer = dana.get("/conditions", **of)
        assert answer.status_code == 200, answer.content
        return answer.json()

    here = held(asset_id=estate["asset"])
    assert [
        (one["kind"], one["value"] or one["technician"], one["source"], one["is_own"]) for one in here["items"]
    ] == [
        ("excluded_technician", "Tariq", "from asset Boiler 1", True),
        ("permit", "ask the estate office", "from portfolio All mills", False),
        ("tier", "gold", "from customer Acme Lettings", False),
    ]
    assert here["demands"] == [{"skill_id": gas, "skill": "Gas", "level": 3, "what": "VEXO boiler"}]
    # What has lapsed is shown where it was written, and counts nowhere.
    assert [(one["kind"], one["counts"]) for one in held(site_id=estate["unit"])["items"]] == [
        ("permit", True), ("tier", True), ("vulnerability", False),
    ]  # fmt: skip
    let("site", "tier", value="silver")
    tiers = [one for one in held(site_id=estate["unit"])["items"] if one["kind"] == "tier"]
    assert [(one["value"], one["counts"], one["instead"]) for one in tiers] == [
        ("silver", True, ""), ("gold", False, "from site Old Mill"),
    ]  # fmt: skip
    assert dana.patch(f"/conditions/{gold['id']}", {"value": "", "version": 1}).status_code == 422
    assert dana.patch(f"/conditions/{gold['id']}", {"value": "platinum", "version": 1}).json()["value"] == "platinum"
    assert dana.delete(f"/conditions/{gold['id']}").status_code == 200
    assert held(customer_id=estate["customer"])["items"] == []
    assert told()[-2:] == ["customers.condition.changed"] * 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "tier"},
        {"kind": "blackout", "reason": "Christmas", "from_on": "2026-12-24"},
        {"kind": "blackout", "from_on": "2026-12-24", "until_on": "2026-12-26"},
        {"kind": "excluded_technician", "reason": "argued"},
        {"kind": "tier", "value": "gold", "from_on": "2026-12-24", "until_on": "2026-12-23"},
        {"kind": "tier", "value": "gold", "customer_id": 1},
    ],
)
def test_a_condition_that_says_nothing_is_refused(dana: Any, mill: Any, told: Any, wrong: dict[str, Any]) -> None:
    before = told()
    body = {"site_id": mill["id"], **wrong}
    if "customer_id" in body:
        body["customer_id"] = mill["customer_id"]
    assert dana.post("/conditions", body).status_code == 422
    assert (dana.get("/conditions", site_id=mill["id"]).json()["total"], told()) == (0, before)
