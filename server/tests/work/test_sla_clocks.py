"""The clocks of a work order: chosen when it is raised, stopped by evidence, breached for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from truckroll.accounts.actors import system
from truckroll.foundation.models import OutboxEvent
from truckroll.work import tasks
from truckroll.work.models import SlaClock

if TYPE_CHECKING:
    from collections.abc import Callable

SYSTEM = system("test")


@pytest.fixture
def promise(world: Any) -> Callable[..., Any]:
    """Promise so many elapsed minutes for a priority."""
    from truckroll.contracts import actions as contracts

    def make(minutes: int, *, priority: int = 3, **of: Any) -> Any:
        return contracts.set_target(
            priority=priority, amount=minutes, unit="elapsed_minutes", actor=SYSTEM, now=world.now, **of
        )

    return make


@pytest.fixture
def clocks(dana: Any) -> Callable[..., Any]:
    """The clocks of a work order as the office sees them, by kind; the replaced ones apart."""

    def make(order_id: int, *names: str) -> dict[str, Any]:
        shown = dana.get(f"/work-orders/{order_id}").json()["clocks"]
        return {c["kind"]: tuple(c[name] for name in names) for c in shown if c["status"] != "replaced"}

    return make


def order_of(world: Any, **values: Any) -> dict[str, Any]:
    return {"site_id": world.site.pk, "work_type_id": world.boiler.pk, "description": "No heat"} | values


@pytest.mark.slow
def test_rule_39_each_clock_is_there_at_once_with_target_and_calendar(
    dana: Any, world: Any, promise: Any, clocks: Any
) -> None:
    office = [{"weekday": d, "opens": "09:00", "closes": "17:00"} for d in range(5)]
    calendar = dana.post("/calendars", {"name": "Office", "intervals": office}).json()
    promise(240, customer_id=world.customer.pk)
    dana.put("/targets/3", {"clock": "resolution", "amount": 2, "unit": "working_days", "calendar_id": calendar["id"]})
    made = dana.post("/work-orders", order_of(world)).json()
    # Monday 08:00: four hours end at noon; the second working day's nine o'clock is Wednesday's.
    assert clocks(made["id"], "status", "due_at", "breached_at") == {
        "response": ("running", "2026-11-23T12:00:00Z", None),
        "resolution": ("running", "2026-11-25T09:00:00Z", None),
    }
    assert made["due_at"] == "2026-11-23T12:00:00Z"
    target = {kind: one for kind, (one,) in clocks(made["id"], "target").items()}
    assert (target["response"]["name"], target["response"]["calendar"]) == ("Carla Ltd · P3", None)
    assert (target["resolution"]["name"], target["resolution"]["calendar"]["version"]) == ("Everybody · P3", 1)
    # What is promised from now on does not touch it.
    dana.patch(f"/calendars/{calendar['id']}", {"closed_days": [{"on": "2026-11-24", "name": "Move"}]})
    promise(60, customer_id=world.customer.pk)
    assert clocks(made["id"], "due_at")["resolution"] == ("2026-11-25T09:00:00Z",)
    assert clocks(made["id"], "target")["resolution"][0]["calendar"]["version"] == 1
    later = dana.post("/work-orders", order_of(world)).json()
    assert clocks(later["id"], "due_at") == {
        "response": ("2026-11-23T09:00:00Z",), "resolution": ("2026-11-26T09:00:00Z",),
    }  # fmt: skip


@pytest.mark.slow
def test_rule_33_the_clock_starts_when_it_was_reported(dana: Any, world: Any, promise: Any, clocks: Any) -> None:
    promise(120)
    made = dana.post("/work-orders", order_of(world, reported_at="2026-11-23T07:10:00Z")).json()
    assert clocks(made["id"], "started_at", "due_at") == {"response": ("2026-11-23T07:10:00Z", "2026-11-23T09:10:00Z")}
    url = f"/work-orders/{made['id']}"
    # It was even earlier; the audit keeps both.
    changed = dana.patch(url, {"reported_at": "2026-11-23T06:40:00Z"}).json()
    assert (changed["reported_at"], changed["due_at"]) == ("2026-11-23T06:40:00Z", "2026-11-23T08:40:00Z")
    changes = dana.get(f"{url}/changes").json()["items"]
    said = [c["changed"]["reported_at"] for c in changes if c["noun"] == "work order" and c["what"] == "update"
            and "reported_at" in c["changed"]]  # fmt: skip
    assert said == [["2026-11-23T07:10:00+00:00", "2026-11-23T06:40:00+00:00"]]
    # Never after it was written down.
    refused = dana.patch(url, {"reported_at": "2026-11-23T08:00:01Z", "reason": "Typo"})
    assert (refused.status_code, refused.json()["facts"]["not_after"]) == (422, "2026-11-23T08:00:00+00:00")
    assert clocks(made["id"], "due_at") == {"response": ("2026-11-23T08:40:00Z",)}


@pytest.mark.slow
def test_rule_34_a_promise_becomes_later_only_with_a_reason(
    dana: Any, world: Any, promise: Any, clocks: Any, told: Any
) -> None:
    promise(30, priority=1)
    promise(600, priority=3)
    made = dana.post("/work-orders", order_of(world, priority=1)).json()
    url = f"/work-orders/{made['id']}"
    before, rows = told(), SlaClock.objects.count()
    refused = dana.patch(url, {"priority": 3})
    assert (refused.status_code, refused.json()["code"]) == (409, "promise_later")
    assert refused.json()["facts"]["would_be"] == {"response": "2026-11-23T18:00:00+00:00"}
    assert (told(), SlaClock.objects.count(), dana.get(url).json()["priority"]) == (before, rows, 1)
    changed = dana.patch(url, {"priority": 3, "reason": "The heating works again."}).json()
    assert (changed["priority"], changed["due_at"]) == (3, "2026-11-23T18:00:00Z")
    assert told()[len(before) :] == ["work.sla_clock.selected", "work.work_order.changed"]
    step = next(s for s in dana.get(url).json()["history"] if s["move"] == "replace")
    assert (step["subject"], step["reason"]) == ("Response", "The heating works again.")
    assert (step["facts"]["priority"], step["facts"]["due_at"]) == (1, "2026-11-23T08:30:00+00:00")
    assert (step["facts"]["new_priority"], step["facts"]["new_due_at"]) == (3, "2026-11-23T18:00:00+00:00")
    # Earlier needs none.
    assert dana.patch(url, {"priority": 1}).json()["due_at"] == "2026-11-23T08:30:00Z"


def test_rule_34_a_promise_that_vanishes_needs_a_reason_too(dana: Any, world: Any, promise: Any, clocks: Any) -> None:
    promise(30, priority=1)
    made = dana.post("/work-orders", order_of(world, priority=1)).json()
    url = f"/work-orders/{made['id']}"
    assert dana.patch(url, {"priority": 4}).json()["facts"]["would_be"] == {"response": None}
    assert dana.patch(url, {"priority": 4, "reason": "Asked for it"}).status_code == 200
    assert clocks(made["id"], "status") == {}


@pytest.mark.slow
def test_rule_35_arrival_stops_the_response_and_being_there_again_starts_nothing(
    dana: Any, world: Any, promise: Any, clocks: Any, raised: Any, move: Any, told: Any
) -> None:
    promise(240)
    promise(2880, clock="resolution")
    order = raised()
    visit = order.visits.get()
    for name in ("schedule", "dispatch", "depart"):
        move(visit, name)
    assert clocks(order.pk, "status")["response"] == ("running",)
    move(visit, "arrive")
    stopped = clocks(order.pk, "status", "stopped_at", "evidence")["response"]
    # The fourth move, a minute after the third from 07:00 on; the report at 08:00 is later here, so it is in time.
    assert stopped == ("met", "2026-11-23T07:04:00Z", {"how": "arrived", "visit_id": visit.pk, "visit": visit.number})
    # What counts now is the resolution.
    order.refresh_from_db()
    assert order.due_at == world.at(48)
    move(visit, "start")
    move(visit, "stop", needed=["time"])
    back = order.visits.get(ordinal=2)
    row = dana.get(f"/visits/{back.pk}").json()
    assert row["due_at"] == "2026-11-25T08:00:00Z"
    for name in ("schedule", "dispatch", "depart", "arrive"):
        move(back, name, **({"starts_at": world.at(30)} if name == "schedule" else {}))
    assert clocks(order.pk, "status", "stopped_at", "evidence")["response"] == stopped
    assert told().count("work.sla_clock.stopped") == 1


def test_rule_55_how_far_the_phone_was_is_kept_with_the_arrival(
    promise: Any, clocks: Any, raised: Any, move: Any
) -> None:
    promise(240)
    order = raised()
    visit = order.visits.get()
    for name in ("schedule", "dispatch"):
        move(visit, name)
    # A thousandth of a degree of latitude is 111 m.
    move(visit, "arrive", position={"lat": 51.501, "lon": -0.1, "accuracy_m": 8})
    ((evidence,),) = clocks(order.pk, "evidence").values()
    assert evidence["distance_m"] == 111


def test_p14_an_arrival_told_late_counts_when_it_was(
    world: Any, promise: Any, clocks: Any, raised: Any, move: Any, now: Any
) -> None:
    promise(5)
    order = raised(reported_at=world.at(-0.95))
    # 07:03 reported, due 07:08; the phone had no signal, and at 08:00 the breach is written down.
    visit = order.visits.get()
    for name in ("schedule", "dispatch"):
        move(visit, name)
    assert clocks(order.pk, "status", "breached_at") == {"response": ("breached", "2026-11-23T07:08:00Z")}
    move(visit, "arrive", at=world.at(-0.9), now=world.now)
    # 07:06: in time. That it looked otherwise for a while stays in the history.
    assert clocks(order.pk, "status", "stopped_at", "breached_at") == {
        "response": ("met", "2026-11-23T07:06:00Z", None)
    }


@pytest.mark.slow
def test_rule_38_a_breach_is_written_down_once_and_stays(
    dana: Any, world: Any, promise: Any, clocks: Any, raised: Any, move: Any, monkeypatch: Any
) -> None:
    from truckroll.foundation import clock

    promise(60)
    order = raised()
    tasks.record_breaches(0)
    assert clocks(order.pk, "status") == {"response": ("running",)}
    monkeypatch.setattr(clock, "at", lambda real: world.at(2))
    tasks.record_breaches(0)
    tasks.record_breaches(60)
    missed = ("breached", "2026-11-23T09:00:00Z")
    assert clocks(order.pk, "status", "breached_at") == {"response": missed}
    facts = OutboxEvent.objects.filter(name="work.sla_clock.breached")
    assert [(f.payload["work_order_id"], f.payload["due_at"], f.at) for f in facts] == [
        (order.pk, "2026-11-23T09:00:00+00:00", world.at(2))
    ]
    # A lesser priority keeps it as the former clock's; somebody who comes at last does not undo it either.
    url = f"/work-orders/{order.pk}"
    promise(600, priority=4)
    assert dana.patch(url, {"priority": 4, "reason": "Not urgent after all"}).status_code == 200
    former = [c for c in dana.get(url).json()["clocks"] if c["status"] == "replaced"]
    assert [(c["priority"], c["breached_at"]) for c in former] == [(3, "2026-11-23T09:00:00Z")]
    assert dana.patch(url, {"priority": 3}).status_code == 200
    visit = order.visits.get()
    for name in ("schedule", "dispatch", "arrive"):
        move(visit, name, now=world.at(2.5))
    assert clocks(order.pk, "status", "stopped_at", "breached_at") == {
        "response": ("missed", "2026-11-23T10:30:00Z", "2026-11-23T09:00:00Z")
    }


def test_make_safe_stops_its_own_clock_only(dana: Any, world: Any, promise: Any, clocks: Any, told: Any) -> None:
    for kind, minutes in (("response", 60), ("make_safe", 120), ("resolution", 600)):
        promise(minutes, clock=kind)
    made = dana.post("/work-orders", order_of(world, reported_at="2026-11-23T07:00:00Z")).json()
    url = f"/work-orders/{made['id']}"
    assert dana.post(f"{url}/make-safe", {"at": "2026-11-23T06:00:00Z"}).status_code == 422
    assert (
        dana.post(f"{url}/make-safe", {"at": "2026-11-23T07:50:00Z", "reason": "Valve shut by phone"}).status_code
        == 200
    )
    assert clocks(made["id"], "status") == {
        "response": ("breached",),
        "make_safe": ("met",),
        "resolution": ("running",),
    }
    again = dana.post(f"{url}/make-safe", {})
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_make_safe")


@pytest.fixture
def done_late(world: Any, promise: Any, raised: Any, move: Any, monkeypatch: Any) -> Any:
    """Reported at 08:00, to be safe by 09:00, answered by 10:00; somebody there at 09:30, done at 10:15; now 11:00."""
    from truckroll.foundation import clock

    monkeypatch.setattr(clock, "at", lambda real: world.at(3))
    promise(60, clock="make_safe")
    promise(120)
    promise(600, clock="resolution")
    order = raised()
    visit = order.visits.get()
    for name in ("schedule", "dispatch", "depart"):
        move(visit, name)
    for name, hours in (("arrive", 1.5), ("start", 1.5), ("complete", 2.25)):
        move(visit, name, now=world.at(hours))
    return order


def test_rule_35_the_true_time_of_making_safe_is_written_down_after_the_completion(
    dana: Any, done_late: Any, clocks: Any, told: Any
) -> None:
    url = f"/work-orders/{done_late.pk}"
    others = {kind: one for kind, one in clocks(done_late.pk, "status", "stopped_at").items() if kind != "make_safe"}
    assert clocks(done_late.pk, "status", "stopped_at", "breached_at")["make_safe"] == (
        "missed", "2026-11-23T10:15:00Z", "2026-11-23T09:00:00Z",
    )  # fmt: skip
    before = told()
    said = {"kind": "make_safe", "at": "2026-11-23T08:40:00Z", "reason": "Valve shut by phone"}
    assert dana.post(f"{url}/correct-clock", said).status_code == 200
    # In time; that it stood as breached is shown beside it (rule 38).
    shown = clocks(done_late.pk, "status", "stopped_at", "breached_at", "corrected_at", "evidence")["make_safe"]
    assert shown[:4] == ("met", "2026-11-23T08:40:00Z", "2026-11-23T09:00:00Z", "2026-11-23T11:00:00Z")
    evidence = shown[4]
    assert (evidence["how"], evidence["reason"]) == ("made_safe", "Valve shut by phone")
    assert evidence["corrected_by"].startswith("Dana")
    assert (evidence["was"]["how"], evidence["was"]["stopped_at"], evidence["was"]["status"]) == (
        "completed", "2026-11-23T10:15:00+00:00", "missed",
    )  # fmt: skip
    assert told()[len(before) :] == ["work.sla_clock.corrected", "work.work_order.changed"]
    fact = OutboxEvent.objects.get(name="work.sla_clock.corrected").payload
    assert (fact["kind"], fact["met"], fact["stopped_at"], fact["former_stopped_at"]) == (
        "make_safe", True, "2026-11-23T08:40:00+00:00", "2026-11-23T10:15:00+00:00",
    )  # fmt: skip
    assert clocks(done_late.pk, "status", "stopped_at").items() >= others.items()
    whole = dana.get(url).json()
    steps = [(s["move"], s["at"], s["reason"]) for s in whole["history"] if s["subject"] == "Make Safe"]
    assert steps == [
        ("create", "2026-11-23T08:00:00Z", ""),
        ("miss", "2026-11-23T10:15:00Z", ""),
        ("correct", "2026-11-23T11:00:00Z", "Valve shut by phone"),
    ]
    audited = [c for c in dana.get(f"{url}/changes").json()["items"] if "corrected_at" in c["changed"]]
    assert len(audited) == 1
    # A second look: it was too late after all. What stopped it at first is still there.
    again = {"kind": "make_safe", "at": "2026-11-23T09:20:00Z", "reason": "The tape says 09:20"}
    assert dana.post(f"{url}/correct-clock", again).status_code == 200
    late = clocks(done_late.pk, "status", "stopped_at", "breached_at", "evidence")["make_safe"]
    assert late[:3] == ("missed", "2026-11-23T09:20:00Z", "2026-11-23T09:00:00Z")
    assert late[3]["was"] == evidence["was"]


def test_rule_16_the_office_corrects_a_response_that_was_kept(dana: Any, done_late: Any, clocks: Any) -> None:
    url = f"/work-orders/{done_late.pk}/correct-clock"
    said = {"kind": "response", "at": "2026-11-23T09:10:00Z", "reason": "The caretaker saw him"}
    assert dana.post(url, said).status_code == 200
    # There is no breach where none was written down.
    assert clocks(done_late.pk, "status", "stopped_at", "breached_at")["response"] == (
        "met", "2026-11-23T09:10:00Z", None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"at": "2026-11-23T07:59:59Z"}, 422, "invalid"),
        ({"at": "2026-11-23T10:15:01Z"}, 422, "invalid"),
        ({"reason": ""}, 422, "invalid"),
        ({"kind": "resolution"}, 422, "invalid"),
    ],
    ids=["before the call", "after the completion", "no reason", "resolution"],
)
def test_rule_16_a_correction_lies_between_call_and_completion_and_has_a_reason(
    dana: Any, done_late: Any, clocks: Any, told: Any, body: dict[str, str], status: int, code: str
) -> None:
    said = {"kind": "make_safe", "at": "2026-11-23T08:40:00Z", "reason": "Valve shut by phone"} | body
    before = told(), clocks(done_late.pk, "status", "stopped_at", "evidence", "corrected_at")
    refused = dana.post(f"/work-orders/{done_late.pk}/correct-clock", said)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert (told(), clocks(done_late.pk, "status", "stopped_at", "evidence", "corrected_at")) == before


def test_a_clock_that_runs_has_nothing_to_correct(dana: Any, world: Any, promise: Any, clocks: Any, told: Any) -> None:
    promise(60, clock="make_safe")
    made = dana.post("/work-orders", order_of(world)).json()
    before = told()
    said = {"kind": "make_safe", "at": "2026-11-23T08:00:00Z", "reason": "Valve shut by phone"}
    refused = dana.post(f"/work-orders/{made['id']}/correct-clock", said)
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_correct")
    assert (told(), clocks(made["id"], "status")) == (before, {"make_safe": ("running",)})


@pytest.mark.slow
def test_the_resolution_stops_when_the_work_ended_and_runs_on_if_more_is_found(
    dana: Any, world: Any, promise: Any, clocks: Any, raised: Any, move: Any
) -> None:
    promise(240, clock="resolution")
    order = raised()
    visit = order.visits.get()
    for name in ("schedule", "dispatch", "depart", "arrive", "start", "complete"):
        move(visit, name)
    visit.refresh_from_db()
    assert clocks(order.pk, "status", "stopped_at") == {"resolution": ("met", "2026-11-23T07:06:00Z")}
    dana.post(f"/work-orders/{order.pk}/scope", {"text": "It leaks again"})
    assert clocks(order.pk, "status", "stopped_at", "due_at") == {
        "resolution": ("running", None, "2026-11-23T12:00:00Z")
    }


@pytest.mark.slow
def test_rule_38_reopening_keeps_the_clocks_and_the_breach(
    dana: Any, world: Any, promise: Any, clocks: Any, raised: Any, move: Any
) -> None:
    promise(120)
    promise(60, clock="resolution")
    order = raised()  # reported at 08:00: somebody is to come by 10:00, and to be done by 09:00
    visit = order.visits.get()
    for name in ("schedule", "dispatch", "depart"):
        move(visit, name)
    for name, hours in (("arrive", 0.5), ("start", 0.5), ("complete", 2)):
        move(visit, name, now=world.at(hours))
    kept = {
        "response": ("met", "2026-11-23T08:30:00Z", None),
        "resolution": ("missed", "2026-11-23T10:00:00Z", "2026-11-23T09:00:00Z"),
    }
    assert clocks(order.pk, "status", "stopped_at", "breached_at") == kept
    url = f"/work-orders/{order.pk}"
    assert dana.post(f"{url}/approve", {}).status_code == 200
    assert dana.post(f"{url}/reopen", {"reason": "It leaks again"}).status_code == 200
    # Looking at it again changes nothing of what was promised and kept.
    assert clocks(order.pk, "status", "stopped_at", "breached_at") == kept
    dana.post(f"{url}/scope", {"text": "Mend the leak"})
    # The resolution runs on from its first start, as late as it was; being there was never undone.
    assert clocks(order.pk, "status", "stopped_at", "breached_at", "started_at", "due_at") == {
        "response": (*kept["response"], "2026-11-23T08:00:00Z", "2026-11-23T10:00:00Z"),
        "resolution": ("breached", None, "2026-11-23T09:00:00Z", "2026-11-23T08:00:00Z", "2026-11-23T09:00:00Z"),
    }
    dana.post(f"{url}/visits", {})
    back = order.visits.get(ordinal=2)
    move(back, "schedule", starts_at=world.at(4))
    move(back, "dispatch")
    for name, hours in (("depart", 4), ("arrive", 4), ("start", 4), ("complete", 5)):
        move(back, name, now=world.at(hours))
    assert clocks(order.pk, "status", "stopped_at", "breached_at") == {
        "response": kept["response"],
        "resolution": ("missed", "2026-11-23T13:00:00Z", "2026-11-23T09:00:00Z"),
    }


def test_canceling_stops_the_clocks_and_keeps_a_breach(dana: Any, world: Any, promise: Any, clocks: Any) -> None:
    promise(30)
    promise(600, clock="resolution")
    made = dana.post("/work-orders", order_of(world, reported_at="2026-11-23T07:00:00Z")).json()
    assert made["due_at"] == "2026-11-23T07:30:00Z"
    assert dana.post(f"/work-orders/{made['id']}/cancel", {"reason": "Sold the house"}).status_code == 200
    assert clocks(made["id"], "status", "breached_at") == {
        "response": ("canceled", "2026-11-23T07:30:00Z"), "resolution": ("canceled", None),
    }  # fmt: skip
    # Nothing of it is due any more, wherever it is shown; the clocks and the audit keep when it was.
    url = f"/work-orders/{made['id']}"
    (visit,) = dana.get(url).json()["visits"]
    (listed,) = dana.get("/work-orders", status="canceled").json()["items"]
    assert (dana.get(url).json()["due_at"], listed["due_at"], visit["due_at"]) == (None, None, None)
    told = OutboxEvent.objects.filter(name="work.work_order.changed").latest("id")
    assert [(row["id"], row["due_at"]) for row in told.rows] == [(visit["id"], None)]
    kept = [c["changed"]["due_at"] for c in dana.get(f"{url}/changes").json()["items"] if "due_at" in c["changed"]]
    assert ["2026-11-23T07:30:00+00:00", None] in kept


def test_what_was_dropped_whole_is_due_no_more_and_again_when_more_is_found(
    dana: Any, world: Any, promise: Any
) -> None:
    promise(120)
    made = dana.post("/work-orders", order_of(world)).json()
    url = f"/work-orders/{made['id']}"
    (item,) = dana.get(url).json()["scope"]
    assert dana.post(f"/scope-items/{item['id']}/drop").status_code == 200
    dropped = dana.get(url).json()
    assert (dropped["status"], dropped["due_at"], dropped["visits"][0]["due_at"]) == ("canceled", None, None)
    dana.post(f"{url}/scope", {"text": "Mend the leak"})
    found = dana.get(url).json()
    due = "2026-11-23T10:00:00Z"
    assert (found["status"], found["due_at"], found["visits"][0]["due_at"]) == ("unscheduled", due, due)
