"""What a phone carries: its own released visits and all that is needed there, and nothing else."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from truckroll.accounts.actors import system
from truckroll.work.actions import field, records, visits, work_orders

SYSTEM = system("test")


def another(day: Any) -> Any:
    return work_orders.raise_work_order(
        site=day.site, work_type=day.order.work_type, reported_at=day.now, source="phone", description="Again",
        actor=SYSTEM, now=day.now,
    ).visits.get()  # fmt: skip


def test_a_released_visit_comes_with_all_that_is_needed_there(day: Any) -> None:
    from truckroll.customers import actions as customers

    hazard = customers.create_hazard(
        site=day.site, title="Dog", severity="high", must_acknowledge=True, actor=SYSTEM, now=day.now
    )
    records.add_note(work_order=day.order, visit=day.visit, text="Bring a ladder", actor=SYSTEM, now=day.now)
    answer = day.phone.api.get("/mobile/day", device=str(day.phone.device)).json()
    assert (answer["last_seq"], answer["zone"]) == (0, "Europe/London")
    assert answer["technician"] == {"id": day.tariq.pk, "name": "Tariq"}
    (visit,) = answer["visits"]
    assert (visit["id"], visit["status"], visit["description"]) == (day.visit.pk, "dispatched", "No heat")
    assert visit["moves"] == ["schedule", "unschedule", "withdraw", "depart", "arrive", "cancel"]
    assert visit["site"]["hazards"] == [
        {"id": hazard.pk, "title": "Dog", "severity": "high", "note": "", "must_acknowledge": True,
         "acknowledged_at": None}
    ]  # fmt: skip
    assert [(q["text"], q["kind"], q["required"], q["value"]) for q in visit["checklist"]] == [
        ("Gas tight?", "yes_no", True, None), ("Pressure", "number", False, None),
    ]  # fmt: skip
    assert [(n["text"], n["author"]) for n in visit["notes"]] == [("Bring a ladder", "truckroll:test")]
    assert [s["text"] for s in visit["scope"]] == ["Boiler service"]
    assert (visit["asset"], visit["history"], visit["signature"]) == (None, [], None)
    assert {m["name"]: m["target"] for m in answer["lifecycle"]}["depart"] == "traveling"


def test_phones_carry_released_visits_of_their_own_only(day: Any) -> None:
    visit = another(day)
    visits.schedule_visit(visit=visit, technician_id=day.tariq.pk, starts_at=day.at(3), actor=SYSTEM, now=day.now)
    carried = [v["id"] for v in day.phone.api.get("/mobile/day").json()["visits"]]
    assert carried == [day.visit.pk]
    assert day.others.api.get("/mobile/day").json()["visits"] == []
    visits.dispatch_visit(visit=visit, actor=SYSTEM, now=day.now)
    carried = [v["id"] for v in day.phone.api.get("/mobile/day").json()["visits"]]
    assert carried == [day.visit.pk, visit.pk]


def test_what_lies_far_ahead_is_not_carried(day: Any) -> None:
    visit = another(day)
    # Three days on, 00:00 in London: the first instant that is not carried.
    visits.schedule_visit(
        visit=visit, technician_id=day.tariq.pk, starts_at=day.at(24 * 3 - 8), actor=SYSTEM, now=day.now
    )
    visits.dispatch_visit(visit=visit, actor=SYSTEM, now=day.now)
    assert [v["id"] for v in day.phone.api.get("/mobile/day").json()["visits"]] == [day.visit.pk]


def test_the_history_is_that_of_the_site_without_the_visit_itself(day: Any) -> None:
    visit = another(day)
    visits.schedule_visit(visit=visit, technician_id=day.tariq.pk, starts_at=day.at(3), actor=SYSTEM, now=day.now)
    visits.dispatch_visit(visit=visit, actor=SYSTEM, now=day.now)
    field.arrive_visit(visit=visit, actor=SYSTEM, now=day.now)
    field.report_no_access(visit=visit, reason="Nobody home", actor=SYSTEM, now=day.now)
    by_id = {v["id"]: v for v in day.phone.api.get("/mobile/day").json()["visits"]}
    assert by_id[visit.pk]["history"] == []
    (past,) = by_id[day.visit.pk]["history"]
    assert (past["outcome"], past["summary"], past["technician"]) == ("no_access", "Nobody home", "Tariq")


def test_nothing_new_is_304(day: Any) -> None:
    first = day.phone.api.get("/mobile/day")
    client, headers = day.phone.api._client, {"If-None-Match": first["ETag"]}
    assert client.get("/api/mobile/day", headers=headers).status_code == 304
    day.phone.do("add_note", visit_id=day.visit.pk, client_uuid=str(uuid.uuid4()), text="Here")
    assert client.get("/api/mobile/day", headers=headers).status_code == 200


def test_what_is_to_be_heeded_there_comes_with_where_it_comes_from(day: Any) -> None:
    from truckroll.customers import actions as customers

    def holds(kind: str, value: str, **where: Any) -> None:
        customers.create_condition(kind=kind, value=value, **where, actor=SYSTEM, now=day.now)

    customer, monday = day.site.customer, day.now.date()
    holds("keys", "Key safe 4711", customer=customer)
    holds("keys", "Ask the porter", site=day.site)
    holds("vulnerability", "Oxygen at home", customer=customer)
    holds("permit", "Hot work permit", site=day.site, until_on=monday - timedelta(days=1))
    holds("notice", "Ring two days before", site=day.site, until_on=monday)
    holds("consent", "no_email", customer=customer)
    (visit,) = day.phone.api.get("/mobile/day").json()["visits"]
    # The nearest word counts, on the day of the visit; whom to write to is no business of his.
    assert [(one["kind"], one["value"], one["source"], one["until_on"]) for one in visit["conditions"]] == [
        ("vulnerability", "Oxygen at home", "from customer Carla Ltd", None),
        ("keys", "Ask the porter", "from site 12 High Street", None),
        ("notice", "Ring two days before", "from site 12 High Street", "2026-11-23"),
    ]


def test_the_catalogue_comes_with_what_lies_in_his_van(day: Any) -> None:
    from truckroll.stock import actions as stock

    common: dict[str, Any] = {"actor": SYSTEM, "now": day.now}
    valve = stock.create_part(sku="V-1", name="Valve", **common)
    stock.create_part(sku="P-1", name="Pipe", unit="m", **common)
    gone = stock.create_part(sku="X-1", name="Old", **common)
    stock.change_part(part=gone, values={"archived": True}, **common)
    for who, count in ((day.tariq, Decimal(5)), (day.tove, Decimal(9))):
        van = stock.keep_van(technician_id=who.pk, **common)
        stock.load_parts(place=van, lines=[{"part_id": valve.pk, "quantity": count}], **common)
    day.phone.do("use_part", visit_id=day.visit.pk, client_uuid=str(uuid.uuid4()), sku="V-1", description="Valve",
                 quantity="1.5")  # fmt: skip
    assert day.phone.api.get("/mobile/day").json()["parts_catalog"] == [
        {"sku": "P-1", "name": "Pipe", "unit": "m", "on_hand": None},
        {"sku": "V-1", "name": "Valve", "unit": "pc", "on_hand": "3.5"},
    ]


@pytest.mark.slow
def test_a_full_day_takes_as_many_queries_as_one_visit(day: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            day.phone.api.get("/mobile/day")
        return len(captured)

    alone = queries()
    for n in range(6):
        visit = another(day)
        visits.schedule_visit(
            visit=visit, technician_id=day.tariq.pk, starts_at=day.at(3 + n), actor=SYSTEM, now=day.now
        )
        visits.dispatch_visit(visit=visit, actor=SYSTEM, now=day.now)
    assert len(day.phone.api.get("/mobile/day").json()["visits"]) == 7
    assert queries() == alone == 22


def test_a_dispatcher_has_no_day(dana: Any) -> None:
    assert dana.get("/mobile/day").status_code == 403
