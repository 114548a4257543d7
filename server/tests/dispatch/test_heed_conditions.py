"""What customers, sites and assets ask for decides who is sent and when, and the decision says where it comes from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from truckroll.customers import actions as customers
from truckroll.dispatch.actions import placing
from truckroll.dispatch.models import Decision
from truckroll.foundation import handling
from truckroll.work.actions import work_types


@pytest.fixture
def let(company: Any) -> Any:
    """Let something hold at the site, or wherever is named."""

    def hold(kind: str, **values: Any) -> Any:
        owner = {} if {"customer", "asset", "site"} & values.keys() else {"site": company.site}
        with transaction.atomic():
            return customers.create_condition(
                kind=kind, **{"reason": "asked for"} | owner | values, actor=company.worker, now=company.now
            )

    return hold


@pytest.fixture
def suggest(company: Any) -> Any:
    """The decision about a new visit that anybody could do."""
    anything = company.kind("Look around")

    def decide(**of: Any) -> Decision:
        visit = company.visit(work_type=anything, **of)
        with transaction.atomic():
            placing.suggest_visit(visit_id=visit, actor=company.worker, now=company.now)
        return Decision.objects.get(visit=visit)

    return decide


def against(decision: Decision, name: str) -> list[tuple[str, str, str]]:
    (candidate,) = (c for c in decision.candidates if c["technician"] == name)
    return [(b["rule"], b["sentence"], b["override"]) for b in candidate["broken"]]


def test_an_excluded_technician_is_not_sent_and_the_decision_says_who_asked(
    company: Any, let: Any, suggest: Any, dana: Any
) -> None:
    let("excluded_technician", customer=company.customer, technician=company.tariq, reason="argued with the tenant",
        until_on=date(2026, 11, 23))  # fmt: skip
    decision = suggest()
    assert decision.technician_id == company.tove.pk
    sentence = "Tariq is not to be sent here: argued with the tenant (from customer Acme, until 2026-11-23)."
    assert against(decision, "Tariq") == [("excluded_technician", sentence, "dispatcher")]
    body = {"technician_id": company.tariq.pk, "starts_at": company.at(1).isoformat()}
    refused = dana.post(f"/visits/{decision.visit_id}/place", body)
    assert (refused.status_code, refused.json()["detail"]) == (409, sentence)
    # The last day is included; on the next he may come.
    body["starts_at"] = company.at(25).isoformat()
    assert dana.post(f"/visits/{decision.visit_id}/place", body).status_code == 200


def test_one_of_those_required_is_sent(company: Any, let: Any, suggest: Any) -> None:
    let("required_technician", technician=company.tove, reason="holds the site's induction")
    decision = suggest()
    assert decision.technician_id == company.tove.pk
    assert against(decision, "Tariq") == [
        (
            "not_required_technician",
            "Tariq is none of those required here (Tove: holds the site's induction (from site Mill Lane)).",
            "dispatcher",
        )
    ]


def test_a_preferred_technician_is_worth_a_quarter_of_an_hour_of_driving(company: Any, let: Any, suggest: Any) -> None:
    # Both live where the work is, so they cost the same, and Tariq has the smaller id.
    assert suggest().technician_id == company.tariq.pk
    wish = let("preferred_technician", technician=company.tove, reason="knows the plant")
    decision = suggest()
    terms = {c["technician"]: c["terms"] for c in decision.candidates}
    assert (decision.technician_id, terms["Tariq"]["preferred"], terms["Tove"].get("preferred")) == (
        company.tove.pk, 900, None,
    )  # fmt: skip
    with transaction.atomic():
        customers.change_condition(
            condition=wish, values={"until_on": date(2026, 11, 22)}, actor=company.worker, now=company.now
        )
    assert suggest().technician_id == company.tariq.pk


def test_nobody_comes_while_the_place_is_closed(company: Any, let: Any, suggest: Any, dana: Any) -> None:
    let("blackout", from_on=date(2026, 11, 23), until_on=date(2026, 11, 24), reason="stocktaking")
    visit = company.visit(work_type=company.kind("Look twice"))
    body = {"technician_id": company.tove.pk, "starts_at": company.at(26).isoformat()}
    refused = dana.post(f"/visits/{visit}/place", body).json()
    assert refused["detail"] == (
        "Nobody may come that day: stocktaking (from site Mill Lane, until 2026-11-24); 1 h from 10:00 do not fit."
    )
    assert suggest().starts_at.date() == date(2026, 11, 25)


@pytest.mark.slow
def test_an_asset_of_a_make_asks_for_a_skill_above_that_of_the_work(company: Any, suggest: Any) -> None:
    with transaction.atomic():
        boiler = customers.create_asset(
            site=company.site, kind="Boiler", make="Vexo", name="B1", actor=company.worker, now=company.now
        )
        customers.demand_skill(
            kind="boiler", make="vexo", skill_id=company.gas.pk, level=2, actor=company.worker, now=company.now
        )
    decision = suggest(asset_id=boiler.pk)
    assert decision.technician_id == company.tariq.pk
    assert against(decision, "Tove") == [
        ("skill_missing", "Needs Gas level 2 for the vexo boiler; Tove does not have it.", "dispatcher")
    ]
    assert suggest().technician_id == company.tariq.pk
    with transaction.atomic():
        work_types.create_work_type(name="Other", duration_s=3600, actor=company.worker, now=company.now)
        customers.demand_skill(
            kind="boiler", make="", skill_id=company.gas.pk, level=3, actor=company.worker, now=company.now
        )
    decision = suggest(asset_id=boiler.pk)
    assert (decision.flag, decision.sentence) == (
        "nobody_can",
        "Nobody can: 1 lack a skill, 1 lack the level of a skill.",
    )


@pytest.mark.slow
def test_rule_24_a_planned_visit_is_in_conflict_once_its_technician_is_excluded(
    company: Any, let: Any, dana: Any
) -> None:
    visit = company.visit(work_type=company.kind("Look around"))
    body = {"technician_id": company.tove.pk, "starts_at": company.at(2).isoformat()}
    assert dana.post(f"/visits/{visit}/place", body).status_code == 200
    span = {"from": "2026-11-23T00:00:00Z", "to": "2026-11-30T00:00:00Z"}
    assert dana.get("/board/conflicts", **span).json()["total"] == 0
    let("excluded_technician", technician=company.tove, reason="broke the door")
    handling.deliver_all()
    (found,) = dana.get("/board/conflicts", **span).json()["items"]
    assert [b["rule"] for b in found["broken"]] == ["excluded_technician"]
