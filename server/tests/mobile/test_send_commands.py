"""A phone's commands: once each, in order, refused or done for good, and never in each other's way."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from truckroll.accounts.actors import system
from truckroll.foundation.models import Command, LifecycleMove, OutboxEvent, Source
from truckroll.work.actions import links, visits, work_orders
from truckroll.work.events import VisitCompleted
from truckroll.work.handlers import settle_starts_after_completed
from truckroll.work.models import Evidence, Note

SYSTEM = system("test")


def status_of(day: Any) -> str:
    day.visit.refresh_from_db()
    return str(day.visit.status)


def test_a_visit_is_done_from_the_phone(day: Any) -> None:
    phone, visit = day.phone, day.visit.pk
    question = day.visit.checklist.get(text="Gas tight?").pk
    steps = [
        phone.command("depart_visit", visit_id=visit, at=day.at(-1.5)),
        phone.command("arrive_visit", visit_id=visit, at=day.at(-1.25), position={"lat": 51.5, "lon": -0.1}),
        phone.command("start_visit", visit_id=visit, at=day.at(-1.2)),
        phone.command("answer_checklist", visit_id=visit, item_id=question, value="yes", at=day.at(-1)),
        phone.command("use_part", visit_id=visit, client_uuid=str(uuid.uuid4()), sku="P-1", description="Valve",
                      quantity="2", at=day.at(-0.5)),
        phone.command("add_note", visit_id=visit, client_uuid=str(uuid.uuid4()), text="Old valve was cracked"),
        phone.command("complete_visit", visit_id=visit, summary="Valve changed", at=day.at(-0.2)),
    ]  # fmt: skip
    answer = phone.send(*steps).json()
    assert [(a["outcome"], a["status"]) for a in answer["answers"]] == [("applied", 200)] * 7
    assert answer["expected_seq"] == 8
    day.visit.refresh_from_db()
    assert (day.visit.status, day.visit.outcome) == ("completed", "Valve changed")
    # What happened is told at the phone's times, although all of it arrived at once.
    assert (day.visit.departed_at, day.visit.arrived_at) == (day.at(-1.5), day.at(-1.25))
    assert (day.visit.started_at, day.visit.ended_at) == (day.at(-1.2), day.at(-0.2))
    part = day.visit.parts.get()
    assert (part.sku, part.quantity, part.by) == ("P-1", 2, "Tariq <tariq@example.test>")
    day.order.refresh_from_db()
    assert day.order.status == "completed"


def test_p2_rule_51_a_batch_sent_again_changes_nothing_and_gets_the_same_answers(day: Any) -> None:
    batch = [
        day.phone.command("depart_visit", visit_id=day.visit.pk),
        day.phone.command("add_note", visit_id=day.visit.pk, client_uuid=str(uuid.uuid4()), text="On my way"),
    ]
    first = day.phone.send(*batch).json()["answers"]
    facts = OutboxEvent.objects.count()
    again = day.phone.send(*batch).json()["answers"]
    assert [a["outcome"] for a in again] == ["duplicate", "duplicate"]
    assert [a["body"] for a in again] == [a["body"] for a in first]
    assert (OutboxEvent.objects.count(), Note.objects.count()) == (facts, 1)


def test_p2_a_gap_stops_the_batch_and_names_the_expected_number(day: Any) -> None:
    first = day.phone.command("depart_visit", visit_id=day.visit.pk)
    day.phone.command("arrive_visit", visit_id=day.visit.pk)
    third = day.phone.command("start_visit", visit_id=day.visit.pk)
    answer = day.phone.send(first, third)
    assert (answer.status_code, answer.json()["code"]) == (409, "sequence_gap")
    assert answer.json()["facts"]["expected"] == 2
    assert [a["outcome"] for a in answer.json()["facts"]["answers"]] == ["applied"]
    assert status_of(day) == "traveling"
    healed = day.phone.send(*day.phone.sent[1:]).json()
    assert ([a["outcome"] for a in healed["answers"]], healed["expected_seq"]) == (["applied", "applied"], 4)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "payload", "code"),
    [
        ("complete_visit", {}, "move_refused"),
        ("complete_visit", {"summary": 7}, "invalid"),
        ("stop_visit", {"reason": "x", "remaining_s": 0, "needed": "parts"}, "invalid"),
        ("use_part", {"client_uuid": "no uuid", "description": "Valve", "quantity": "-1"}, "invalid"),
        ("sing_visit", {}, "invalid"),
    ],
)
def test_p7_a_refused_command_is_remembered_and_never_holds_up_the_next(
    day: Any, kind: str, payload: dict[str, Any], code: str
) -> None:
    refused = day.phone.command(kind, visit_id=day.visit.pk, **payload)
    good = day.phone.command("depart_visit", visit_id=day.visit.pk)
    lines = LifecycleMove.objects.count()
    answers = day.phone.send(refused, good).json()["answers"]
    assert [(a["outcome"], a["body"].get("code")) for a in answers] == [("rejected", code), ("applied", None)]
    assert Command.objects.get(uuid=refused["uuid"]).outcome == "rejected"
    assert (status_of(day), LifecycleMove.objects.count()) == ("traveling", lines + 1)
    # Asked again, the refusal is what it was, although the visit has moved on.
    assert day.phone.send(refused).json()["answers"][0]["body"] == answers[0]["body"]


def test_a_payload_without_a_visit_is_refused(day: Any) -> None:
    answer = day.phone.do("depart_visit")
    assert (answer["outcome"], answer["body"]["facts"]["faults"][0]["where"]) == ("rejected", "visit_id")


def test_a_field_of_a_newer_phone_is_left_aside(day: Any) -> None:
    assert day.phone.do("depart_visit", visit_id=day.visit.pk, mood="good")["outcome"] == "applied"


def test_a_strangers_visit_is_not_there(day: Any) -> None:
    answer = day.others.do("depart_visit", visit_id=day.visit.pk)
    assert (answer["outcome"], answer["status"], answer["body"]["code"]) == ("rejected", 404, "not_found")
    assert (status_of(day), Evidence.objects.count()) == ("dispatched", 0)


@pytest.mark.parametrize("end", ["canceled", "given to Tove"])
def test_rule_52_work_on_a_visit_that_was_taken_away_is_kept_as_evidence(day: Any, end: str) -> None:
    if end == "canceled":
        visits.cancel_visit(visit=day.visit, reason="Sold the house", actor=SYSTEM, now=day.now)
    else:
        visits.schedule_visit(
            visit=day.visit, technician_id=day.tove.pk, starts_at=day.at(2), actor=SYSTEM, now=day.now
        )
        visits.dispatch_visit(visit=day.visit, actor=SYSTEM, now=day.now)
    status, lines = status_of(day), LifecycleMove.objects.count()
    note = {"visit_id": day.visit.pk, "client_uuid": str(uuid.uuid4()), "text": "Valve changed"}
    answers = [
        day.phone.do("depart_visit", visit_id=day.visit.pk, at=day.at(-0.5)),
        day.phone.do("add_note", **note),
    ]
    assert [(a["outcome"], a["status"], a["body"]["code"]) for a in answers] == [
        ("conflict", 202, "kept_as_evidence")
    ] * 2
    assert answers[0]["body"]["visit"] == {"id": day.visit.pk, "number": day.visit.number, "status": status}
    assert (status_of(day), LifecycleMove.objects.count(), Note.objects.count()) == (status, lines, 0)
    kept = list(Evidence.objects.order_by("id"))
    assert [(e.command, e.technician_id, e.at) for e in kept] == [
        ("depart_visit", day.tariq.pk, day.at(-0.5)), ("add_note", day.tariq.pk, day.now),
    ]  # fmt: skip
    assert kept[1].payload == note
    assert [e.name for e in OutboxEvent.objects.order_by("-id")[:2]] == ["work.evidence.kept"] * 2


def test_rule_52_an_end_the_office_wrote_meanwhile_stands_and_the_phones_is_kept(day: Any, dana: Any) -> None:
    for kind in ("depart_visit", "arrive_visit", "start_visit"):
        day.phone.do(kind, visit_id=day.visit.pk, at=day.at(-1))
    stopped = dana.post(
        f"/visits/{day.visit.pk}/stop",
        {"at": day.at(-0.5).isoformat(), "reason": "Called in", "remaining_s": 600, "needed": ["time"]},
    )
    assert stopped.status_code == 200, stopped.content
    answer = day.phone.do("complete_visit", visit_id=day.visit.pk, summary="All done", at=day.at(-0.1))
    assert (answer["outcome"], answer["body"]["code"]) == ("conflict", "kept_as_evidence")
    assert (status_of(day), Evidence.objects.get().payload["summary"]) == ("stopped", "All done")


@pytest.fixture
def follows(day: Any) -> Any:
    """Tove's visit, half an hour after Tariq's has ended."""
    order = work_orders.raise_work_order(
        site=day.site, work_type=day.order.work_type, reported_at=day.at(-3), source="phone", description="Plaster",
        actor=SYSTEM, now=day.at(-3),
    )  # fmt: skip
    visit = order.visits.get()
    visits.schedule_visit(visit=visit, technician_id=day.tove.pk, starts_at=day.at(3), actor=SYSTEM, now=day.at(-2.5))
    visits.dispatch_visit(visit=visit, actor=SYSTEM, now=day.at(-2.5))
    links.link_visits(visit=visit, first=day.visit, lag_s=1800, actor=SYSTEM, now=day.at(-2.5))
    return visit


def began(day: Any, follows: Any) -> None:
    """Tove begins at 07:45, and nobody has heard of Tariq yet."""
    for kind in ("depart_visit", "arrive_visit", "start_visit"):
        answer = day.others.do(kind, visit_id=follows.pk, at=day.at(-0.25))
        assert (answer["outcome"], answer["status"]) == ("applied", 200)


def test_rule_21_a_start_before_what_it_follows_had_ended_is_taken_and_stands_there_for_a_person(
    day: Any, dana: Any, follows: Any
) -> None:
    began(day, follows)
    follows.refresh_from_db()
    assert (follows.status, follows.started_at) == ("working", day.at(-0.25))
    (kept,) = dana.get(f"/work-orders/{follows.work_order_id}").json()["evidence"]
    assert (kept["command"], kept["is_applied"], kept["at"], kept["settled_at"]) == (
        "start_visit", True, "2026-11-23T07:45:00Z", None,
    )  # fmt: skip
    assert kept["reason"] == (
        f"{follows.number} began before it may: {day.visit.number}, which it follows, was dispatched."
    )
    assert kept["payload"]["follows"] == [
        {"lag_s": 1800, "visit_id": day.visit.pk, "number": day.visit.number, "status": "dispatched", "ended_at": None,
         "minutes_early": None},
    ]  # fmt: skip
    assert OutboxEvent.objects.filter(name="work.evidence.kept").count() == 1
    # Begun again after a rest it is said no second time; a person settles it.
    day.others.do("pause_visit", visit_id=follows.pk, reason="rain", at=day.at(-0.2))
    day.others.do("resume_visit", visit_id=follows.pk, at=day.at(-0.1))
    assert Evidence.objects.count() == 1
    assert dana.post(f"/evidence/{kept['id']}/settle").status_code == 200


@pytest.mark.parametrize(("ended", "is_settled"), [(-1.0, True), (-0.5, False)], ids=["in time", "15 min too late"])
def test_rule_21_an_end_that_comes_late_and_was_in_time_settles_it(
    day: Any, follows: Any, ended: float, is_settled: bool
) -> None:
    began(day, follows)
    for kind in ("depart_visit", "arrive_visit", "start_visit"):
        day.phone.do(kind, visit_id=day.visit.pk, at=day.at(-1.5))
    question = day.visit.checklist.get(text="Gas tight?").pk
    day.phone.do("answer_checklist", visit_id=day.visit.pk, item_id=question, value="yes", at=day.at(ended))
    over = day.phone.do("complete_visit", visit_id=day.visit.pk, summary="Dry", at=day.at(ended))
    assert over["outcome"] == "applied", over
    settle_starts_after_completed(
        VisitCompleted(visit_id=day.visit.pk, work_order_id=day.order.pk, technician_id=day.tariq.pk)
    )
    kept = Evidence.objects.get()
    assert (kept.settled_at is not None, kept.settled_by) == (
        (True, "truckroll:work.links") if is_settled else (False, "")
    )


def test_rule_15_both_times_are_kept_and_nothing_happens_in_the_future_or_before_its_predecessor(day: Any) -> None:
    day.phone.do("depart_visit", visit_id=day.visit.pk, at=day.at(-0.5))
    day.phone.do("arrive_visit", visit_id=day.visit.pk, at=day.at(-0.6))
    day.phone.do("start_visit", visit_id=day.visit.pk, at=day.at(5))
    history = {m.move: m for m in LifecycleMove.objects.filter(object_id=day.visit.pk, lifecycle="visit")}
    assert (history["arrive"].at, history["arrive"].device_at) == (day.at(-0.5), day.at(-0.6))
    assert history["arrive"].facts == {"clock_corrected": True}
    assert timedelta(0) <= history["start"].at - day.now < timedelta(seconds=60)
    assert (history["start"].device_at, history["start"].facts) == (day.at(5), {"clock_corrected": True})
    assert history["depart"].facts == {}


@pytest.mark.parametrize("off", [timedelta(hours=-24), timedelta(hours=24), timedelta(days=-20_000)])
def test_f10_a_phone_whose_clock_is_wrong_is_corrected_by_what_it_says_when_it_sends(day: Any, off: timedelta) -> None:
    said: datetime = day.now + off
    step = day.phone.command("depart_visit", visit_id=day.visit.pk, at=said - timedelta(minutes=30))
    assert day.phone.send(step, sent_at=said).json()["answers"][0]["outcome"] == "applied"
    day.visit.refresh_from_db()
    assert abs(day.visit.departed_at - day.at(-0.5)) < timedelta(seconds=60)
    assert LifecycleMove.objects.latest("id").facts == {"clock_corrected": True}


def test_a_phone_belongs_to_one_person_and_survives_his_sign_ins(day: Any, as_user: Any) -> None:
    day.phone.do("depart_visit", visit_id=day.visit.pk)
    register = {"client_uuid": str(day.phone.device), "name": "Tariq"}
    assert day.phone.api.post("/mobile/devices", register).json()["last_seq"] == 1
    stolen = day.others.api.post("/mobile/devices", register)
    assert (stolen.status_code, stolen.json()["code"]) == (404, "not_found")
    body = {"device": str(day.phone.device), "sent_at": day.now.isoformat(), "commands": []}
    used = day.others.api.post("/mobile/commands", body)
    assert (used.status_code, used.json()["code"]) == (404, "unknown_device")
    assert Source.objects.get(key=str(day.phone.device)).last_seq == 1


def test_the_office_has_no_phone(dana: Any) -> None:
    answer = dana.post("/mobile/devices", {"client_uuid": str(uuid.uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_batch_has_at_most_twenty_commands(day: Any) -> None:
    many = [day.phone.command("depart_visit", visit_id=day.visit.pk) for _ in range(21)]
    assert day.phone.send(*many).status_code == 422
    assert Command.objects.filter(source__kind="phone").count() == 0


@pytest.mark.parametrize("text", ["a\x00b", "half a pair \ud800"])
def test_a_text_that_cannot_be_stored_is_refused_and_the_next_command_goes_through(day: Any, text: str) -> None:
    bad = day.phone.command("add_note", visit_id=day.visit.pk, client_uuid=str(uuid.uuid4()), text=text)
    good = day.phone.command("add_note", visit_id=day.visit.pk, client_uuid=str(uuid.uuid4()), text="Good")
    answers = day.phone.send(bad, good).json()
    assert [(a["outcome"], a["status"]) for a in answers["answers"]] == [("rejected", 422), ("applied", 200)]
    assert (answers["answers"][0]["body"]["code"], answers["expected_seq"]) == ("not_storable", 3)
    assert list(Note.objects.values_list("text", flat=True)) == ["Good"]


def test_rule_49_no_access_keeps_how_long_he_says_he_waited_and_whose_fault_it_was(day: Any) -> None:
    day.phone.do("arrive_visit", visit_id=day.visit.pk, at=day.at(-0.5))
    told = {"reason": "Locked", "waited_s": 1500, "is_our_fault": True}
    assert day.phone.do("report_no_access", visit_id=day.visit.pk, **told)["outcome"] == "applied"
    day.visit.refresh_from_db()
    # He arrived half an hour ago, and says that he stood there for 25 minutes of it.
    assert (day.visit.status, day.visit.waited_s, day.visit.is_our_fault) == ("no_access", 1500, True)
