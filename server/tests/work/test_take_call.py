"""Taking a call: who it is, what is known of the place, whether it is new, and what the questions say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from truckroll.accounts.actors import system
from truckroll.foundation.models import LifecycleMove
from truckroll.work.models import TriageAnswer, WorkOrder

if TYPE_CHECKING:
    from collections.abc import Callable

SYSTEM = system("test")
GAS = {"text": "Do you smell gas?", "priority": 1, "safety_words": "Open the windows, touch no switch, go outside."}
COLD = {"text": "No heat, and somebody old, ill or very young?", "priority": 2, "safety_words": ""}
NOISE = {"text": "Is it noisy?", "priority": None, "safety_words": ""}


@pytest.fixture
def asked(dana: Any, world: Any) -> dict[str, int]:
    """The boiler service asks three questions; their ids by the first word of their text."""
    answer = dana.patch(f"/work-types/{world.boiler.pk}", {"triage": [GAS, COLD, NOISE]})
    assert answer.status_code == 200, answer.content
    return {one["text"].split()[0]: one["id"] for one in answer.json()["triage"]}


@pytest.fixture
def known(dana: Any, world: Any) -> Callable[..., Any]:
    """What stands beside the form."""

    def ask(**of: Any) -> Any:
        answer = dana.get("/calls/context", site_id=world.site.pk, **of)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def order_of(world: Any, **values: Any) -> dict[str, Any]:
    return {"site_id": world.site.pk, "work_type_id": world.boiler.pk, "description": "No heat"} | values


@pytest.mark.slow
def test_a_caller_is_found_by_phone_name_postcode_and_serial(
    dana: Any, world: Any, now: Any, django_assert_max_num_queries: Any
) -> None:
    from truckroll.customers import actions as customers

    mill = customers.create_site(
        customer=world.customer, name="Old Mill", address="3 Mill Lane", postal_code="SW1A 2AB", country="GB",
        zone="Europe/London", actor=SYSTEM, now=now,
    )  # fmt: skip
    customers.create_contact(
        customer=world.customer, site=mill, name="Tina Tenant", role="tenant", phone="+44 7700 900-123", actor=SYSTEM,
        now=now,
    )  # fmt: skip
    customers.create_asset(site=mill, kind="boiler", name="Boiler 2", serial="Vx 42/7", actor=SYSTEM, now=now)

    def found(search: str) -> list[tuple[str, str]]:
        # Session, user, technician of the user; then people, things, sites by postcode and words, customers.
        with django_assert_max_num_queries(8):
            answer = dana.get("/callers", search=search)
        assert answer.status_code == 200, answer.content
        return [(one["kind"], one["name"]) for one in answer.json()["items"]]

    tina = ("contact", "Tina Tenant")
    for said in ("07700 900123", "+447700900123", "0044 7700 900123"[2:], "900123", "(07700) 900-123"):
        assert found(said) == [tina], said
    assert found("07700 900124") == []
    assert found("tina ten") == [tina]
    assert found("vx42") == [("asset", "Boiler 2")]
    assert found("sw1a2") == [("site", "Old Mill")]
    assert found("SW1A 2AB") == [("site", "Old Mill")]
    assert found("mill lane") == [("site", "Old Mill")]
    assert found("carla") == [("customer", "Carla Ltd")]
    assert found("o'reilly & (co") == []
    assert found("x") == []
    (who,) = dana.get("/callers", search="900123").json()["items"]
    assert (who["site_id"], who["site_name"], who["customer_name"], who["phone"]) == (
        mill.pk, "Old Mill", "Carla Ltd", "+44 7700 900-123",
    )  # fmt: skip


def test_beside_the_form_stands_what_is_known_of_the_place(
    dana: Any, world: Any, known: Any, visit_in: Any, now: Any, django_assert_max_num_queries: Any
) -> None:
    from truckroll.contracts import actions as contracts
    from truckroll.customers import actions as customers

    customers.create_asset(
        site=world.site, kind="boiler", name="Boiler 1", warranty_until="2026-11-23", actor=SYSTEM, now=now
    )
    customers.create_hazard(site=world.site, title="Dog", severity="high", actor=SYSTEM, now=now)
    contracts.set_target(priority=3, amount=240, unit="elapsed_minutes", actor=SYSTEM, now=now)
    done, going = visit_in("completed"), visit_in("draft", priority=1)
    with django_assert_max_num_queries(20):
        shown = known(work_type_id=world.boiler.pk, reported_at="2026-11-23T07:30:00Z")
    assert [(v["visit_id"], v["status"], v["technician"]) for v in shown["last_visits"]] == [
        (done.pk, "completed", "Tariq")
    ]
    assert [o["id"] for o in shown["open_work_orders"]] == [going.work_order_id]
    assert [(a["name"], a["is_in_warranty"]) for a in shown["assets"]] == [("Boiler 1", True)]
    assert [h["title"] for h in shown["hazards"]] == ["Dog"]
    assert [(p["clock"], p["due_at"]) for p in shown["promises"]] == [("response", "2026-11-23T11:30:00Z")]


@pytest.mark.slow
def test_open_work_of_the_kind_is_shown_for_fourteen_days_and_on_the_asset_for_ever(
    dana: Any, world: Any, known: Any, now: Any
) -> None:
    from truckroll.customers import actions as customers
    from truckroll.work.actions import work_types

    boiler = customers.create_asset(site=world.site, kind="boiler", name="Boiler 1", actor=SYSTEM, now=now)
    other = customers.create_asset(site=world.site, kind="boiler", name="Boiler 2", actor=SYSTEM, now=now)
    drain = work_types.create_work_type(name="Drain", duration_s=3600, priority=3, actor=SYSTEM, now=now)
    old = dana.post("/work-orders", order_of(world, reported_at="2026-11-09T07:59:00Z", asset_id=boiler.pk)).json()
    new = dana.post("/work-orders", order_of(world, reported_at="2026-11-09T08:00:00Z")).json()

    def same(**of: Any) -> list[tuple[int, str]]:
        return [(one["work_order"]["id"], one["same"]) for one in known(**of)["duplicates"]]

    kind = {"work_type_id": world.boiler.pk}
    assert same(**kind) == [(new["id"], "site_and_work_type")]
    assert same(**kind, asset_id=boiler.pk) == [(new["id"], "site_and_work_type"), (old["id"], "asset")]
    assert same(**kind, asset_id=other.pk) == [(new["id"], "site_and_work_type")]
    assert same(work_type_id=drain.pk) == []
    assert same(work_type_id=drain.pk, asset_id=boiler.pk) == [(old["id"], "asset")]
    dana.post(f"/work-orders/{new['id']}/cancel", {"reason": "Twice"})
    assert same(**kind) == []


def test_what_fails_again_within_thirty_days_is_offered_as_a_recall(
    world: Any, known: Any, visit_in: Any, monkeypatch: Any
) -> None:
    from truckroll.foundation import clock

    done = visit_in("completed")
    kind = {"work_type_id": world.boiler.pk}

    def offered() -> list[tuple[int, str]]:
        return [(one["work_order"]["id"], one["ended_at"]) for one in known(**kind)["recalls"]]

    # It ended on Monday at 07:06.
    monkeypatch.setattr(clock, "at", lambda real: world.at(30 * 24 - 0.9))
    assert offered() == [(done.work_order_id, "2026-11-23T07:06:00Z")]
    assert known(**kind)["duplicates"] == []
    monkeypatch.setattr(clock, "at", lambda real: world.at(30 * 24 - 0.89))
    assert offered() == []


@pytest.mark.slow
def test_a_yes_makes_it_urgent_and_every_answer_is_kept(dana: Any, world: Any, asked: dict[str, int]) -> None:
    answers = [{"question_id": asked["Do"], "is_yes": False}, {"question_id": asked["No"], "is_yes": True}]
    made = dana.post("/work-orders", order_of(world, priority=4, triage_answers=answers)).json()
    assert made["priority"] == 2
    # The question changes; what was asked and answered does not.
    dana.patch(f"/work-types/{world.boiler.pk}", {"triage": []})
    kept = dana.get(f"/work-orders/{made['id']}").json()["triage"]
    assert [(one["text"], one["is_yes"], one["priority"]) for one in kept] == [
        (GAS["text"], False, 1), (COLD["text"], True, 2),
    ]  # fmt: skip
    gas = dana.patch(f"/work-types/{world.boiler.pk}", {"triage": [GAS]}).json()["triage"][0]["id"]
    urgent = dana.post("/work-orders", order_of(world, triage_answers=[{"question_id": gas, "is_yes": True}])).json()
    assert urgent["priority"] == 1
    (said,) = dana.get(f"/work-orders/{urgent['id']}").json()["triage"]
    assert said["safety_words"] == GAS["safety_words"]


def test_a_question_of_other_work_is_not_answered(dana: Any, world: Any, asked: dict[str, int], told: Any) -> None:
    before = told()
    refused = dana.post("/work-orders", order_of(world, triage_answers=[{"question_id": 999_999, "is_yes": True}]))
    assert (refused.status_code, WorkOrder.objects.count(), TriageAnswer.objects.count(), told()) == (404, 0, 0, before)


def test_answers_of_a_request_go_with_it_into_the_work_order(dana: Any, world: Any, asked: dict[str, int]) -> None:
    request = dana.post(
        "/requests",
        {"description": "Cold", "site_id": world.site.pk, "work_type_id": world.boiler.pk,
         "triage_answers": [{"question_id": asked["No"], "is_yes": True}]},
    ).json()  # fmt: skip
    assert (request["priority"], [one["is_yes"] for one in request["triage"]]) == (2, [True])
    more = {"triage_answers": [{"question_id": asked["Do"], "is_yes": True}]}
    order = dana.post(f"/requests/{request['id']}/accept", more).json()
    assert order["priority"] == 1
    whole = dana.get(f"/work-orders/{order['id']}").json()
    assert [one["text"] for one in whole["triage"]] == [COLD["text"], GAS["text"]]
    # Linked, not copied: the request keeps its own answer.
    assert [one["text"] for one in whole["request"]["triage"]] == [COLD["text"]]
    assert TriageAnswer.objects.count() == 2


@pytest.mark.slow
def test_a_call_about_open_work_is_joined_to_it_and_stays_as_it_came(dana: Any, world: Any, told: Any) -> None:
    order = dana.post("/work-orders", order_of(world)).json()
    again = {"description": "Still cold!", "site_id": world.site.pk, "contact_name": "Tina"}
    request = dana.post("/requests", again).json()
    before = told()
    joined = dana.post(f"/requests/{request['id']}/join", {"work_order_id": order["id"]}).json()
    assert (joined["status"], joined["joined_to_id"], joined["work_order_number"]) == (
        "joined", order["id"], order["number"],
    )  # fmt: skip
    assert told()[len(before) :] == ["work.request.joined", "work.work_order.changed"]
    (shown,) = dana.get(f"/work-orders/{order['id']}").json()["joined"]
    assert (shown["number"], shown["description"], shown["contact_name"]) == (
        request["number"], "Still cold!", "Tina",
    )  # fmt: skip
    assert WorkOrder.objects.count() == 1
    refused = dana.post(f"/requests/{request['id']}/accept", {"work_type_id": world.boiler.pk})
    assert (refused.status_code, refused.json()["code"]) == (409, "move_refused")
    # By mistake: it waits in triage again.
    back = dana.post(f"/requests/{request['id']}/reconsider").json()
    assert (back["status"], back["joined_to_id"]) == ("new", None)


@pytest.mark.slow
def test_nothing_is_joined_to_work_that_is_over(dana: Any, world: Any, told: Any) -> None:
    order = dana.post("/work-orders", order_of(world)).json()
    dana.post(f"/work-orders/{order['id']}/cancel", {"reason": "Sold the house"})
    request = dana.post("/requests", {"description": "Still cold!"}).json()
    before, moves = told(), LifecycleMove.objects.count()
    refused = dana.post(f"/requests/{request['id']}/join", {"work_order_id": order["id"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "work_order_over")
    assert (told(), LifecycleMove.objects.count()) == (before, moves)
    assert dana.get(f"/requests/{request['id']}").json()["status"] == "new"


def test_what_is_promised_for_the_priority_that_is_asked(dana: Any, world: Any, known: Any) -> None:
    assert dana.put("/targets/2", {"amount": 60, "unit": "elapsed_minutes"}).status_code == 200
    kind = world.boiler.pk
    assert [one["due_at"] for one in known(work_type_id=kind, priority=2)["promises"]] == ["2026-11-23T09:00:00Z"]
    assert known(work_type_id=kind, priority=3)["promises"] == []
    assert dana.get("/calls/context", site_id=world.site.pk, priority=5).status_code == 422
