"""A message is written with its cause, and only when the customer does not know it already (rows 8, 98)."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.notifications.conftest import CARLA, SYSTEM, said
from truckroll.customers import actions as customers
from truckroll.foundation.local_time import to_utc
from truckroll.notifications.actions import messages, speaking
from truckroll.notifications.kinds import KINDS, PLACEHOLDERS, Channel, Words
from truckroll.notifications.models import Message
from truckroll.notifications.quiet import first_moment
from truckroll.notifications.wording import fill, unknown_names
from truckroll.work.actions.requests import receive_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.work.conftest import World


def ask(world: World, **values: Any) -> Any:
    return receive_request(
        **{"channel": "phone", "description": "No heat", "received_at": world.now, "site_id": world.site.pk, **CARLA}
        | values,
        actor=SYSTEM,
        now=world.now,
    )


def goes_out(message: Message, world: World) -> None:
    """As the sender would have it."""
    leased = messages.lease_message(
        channel=message.channel, actor=SYSTEM, now=message.not_before, real_now=datetime.now(world.now.tzinfo)
    )
    assert leased == message, "the oldest comes first"
    messages.confirm_message(
        message=leased, provider_id="x", actor=SYSTEM, now=world.now, real_now=datetime.now(world.now.tzinfo)
    )


def test_who_asked_is_told_that_we_have_it(world: World, open_ways: Callable[..., None]) -> None:
    open_ways()
    request = ask(world)
    message = Message.objects.get()
    assert (message.kind, message.channel, message.status) == ("received", "email", "queued")
    assert (message.recipient, message.recipient_name, message.request_id) == (
        "carla@example.test",
        "Carla",
        request.pk,
    )
    assert message.subject == f"We have your request {request.number}"
    # Nobody has said yet what kind of work it is, nor is there an address for a link: those lines are left out.
    assert message.body == f"Hello Carla,\n\nwe have your request {request.number}."


def test_a_file_that_comes_in_and_a_plan_tell_nobody(world: World) -> None:
    ask(world, channel="import", external_id="7")
    ask(world, channel="plan")
    ask(world, contact_name="", contact_email="", contact_phone="")
    assert said() == []


def test_a_cause_that_is_undone_says_nothing(world: World) -> None:
    def refused() -> None:
        with transaction.atomic():
            ask(world)
            assert said() == [("received", "email", "withheld")]
            raise RuntimeError("the command is refused")

    with pytest.raises(RuntimeError):
        refused()
    assert said() == []


def test_rule_1_the_window_begins_with_the_full_hour_where_the_site_is(
    world: World, raised: Callable[..., Any], move: Callable[..., Any], open_ways: Callable[..., None]
) -> None:
    order = raised(**CARLA)
    open_ways()
    type(order.site).objects.filter(pk=order.site_id).update(zone="Australia/Adelaide")
    move(order.visits.get(), "schedule")  # 09:00 in Greenwich, half past seven in the evening there
    move(order.visits.get(), "dispatch")
    (confirmed,) = Message.objects.filter(visit_id=order.visits.get().pk)
    assert "between 19:00 and 21:00." in confirmed.body


@pytest.mark.slow
def test_a_customer_is_told_the_window_once_and_again_only_outside_of_it(
    world: World, raised: Callable[..., Any], move: Callable[..., Any], open_ways: Callable[..., None]
) -> None:
    order = raised(**CARLA)
    open_ways()
    visit = order.visits.get()
    plan = {"visit_id": visit.pk}
    move(visit, "schedule")  # 09:00
    assert said(**plan) == []  # a plan is no promise
    move(visit, "dispatch")
    (confirmed,) = Message.objects.filter(**plan)
    assert (confirmed.kind, confirmed.status) == ("confirmed", "queued")
    assert "Tariq comes on Monday 23 November between 09:00 and 11:00." in confirmed.body
    assert confirmed.not_before == world.now + timedelta(minutes=5)
    # Moved before anybody heard: only what holds is said.
    move(visit, "schedule", starts_at=world.at(3))
    move(visit, "dispatch")
    assert said(**plan) == [("confirmed", "email", "overtaken"), ("confirmed", "email", "queued")]
    confirmed = Message.objects.filter(**plan).latest("id")
    goes_out(confirmed, world)
    # Inside the window he knows, 11:00 to 13:00: silence.
    move(visit, "schedule", starts_at=world.at(4))
    move(visit, "dispatch")
    assert said(**plan)[2:] == []
    # Outside: moved.
    move(visit, "schedule", starts_at=world.at(7))
    assert said(**plan)[2:] == [("moved", "email", "queued")]
    # Taken off before that was said: he still expects us at 11:00, and is told that we do not come then.
    move(visit, "unschedule")
    assert said(**plan)[2:] == [("moved", "email", "overtaken"), ("bumped", "email", "queued")]
    bumped = Message.objects.filter(**plan).latest("id")
    assert "we cannot come on Monday 23 November between 11:00 and 13:00 as we said." in bumped.body
    # And back where he expects us: nothing was said, nothing needs to be.
    move(visit, "schedule", starts_at=world.at(3))
    assert said(**plan)[3:] == [("bumped", "email", "overtaken")]


@pytest.mark.slow
def test_rule_9_a_promise_that_is_moved_is_told_and_one_that_is_kept_for_a_reason_is_not(
    world: World, raised: Callable[..., Any], move: Callable[..., Any], open_ways: Callable[..., None]
) -> None:
    visit = raised(**CARLA, window_starts_at=world.at(1), window_ends_at=world.at(3)).visits.get()
    open_ways()
    plan = {"visit_id": visit.pk}
    move(visit, "schedule")  # 09:00, as she was promised on the phone
    assert said(**plan) == []
    move(visit, "schedule", starts_at=world.at(4), untold_reason="She will be out until noon")
    move(visit, "dispatch")
    assert said(**plan) == []
    # She knows no message of ours, but she was promised another time.
    move(visit, "schedule", starts_at=world.at(6), promise=(world.at(5), world.at(7)))
    move(visit, "dispatch")
    assert said(**plan) == [("moved", "email", "overtaken"), ("moved", "email", "queued")]
    moved = Message.objects.filter(**plan).latest("id")
    assert "It is now on Monday 23 November between 13:00 and 15:00." in moved.body
    goes_out(moved, world)
    # Inside of it: silence.
    move(visit, "schedule", starts_at=world.at(7))
    move(visit, "dispatch")
    # Outside, and then taken off: she still expects us at 13:00, whatever was not said meanwhile.
    move(visit, "schedule", starts_at=world.at(8), untold_reason="The caretaker lets us in")
    assert said(**plan)[2:] == []
    move(visit, "unschedule")
    assert said(**plan)[2:] == [("bumped", "email", "queued")]


def test_on_the_way_and_done_with_a_report(
    world: World, raised: Callable[..., Any], move: Callable[..., Any], open_ways: Callable[..., None]
) -> None:
    open_ways()
    visit = raised(**CARLA).visits.get()
    for name in ("schedule", "dispatch", "depart", "arrive", "start", "complete"):
        move(visit, name)
    kinds = said(work_order_id=visit.work_order_id)
    assert kinds == [
        ("received", "email", "queued"),
        ("confirmed", "email", "overtaken"),
        ("on_the_way", "email", "queued"),
        ("done", "email", "queued"),
    ]
    words = {m.kind: m for m in Message.objects.all()}
    assert words["on_the_way"].subject.startswith("Tariq is on the way")
    assert "Monday 23 November, 07:05 to 07:06: Tariq" in words["done"].body


@pytest.mark.slow
def test_after_a_closed_door_another_time_is_asked_for_with_one_link(
    world: World, dana: Any, nobody: Any, raised: Callable[..., Any], move: Callable[..., Any], settings: Any
) -> None:
    settings.PUBLIC_URL = "https://harbor.test"
    visit = raised(**CARLA).visits.get()
    for name in ("schedule", "dispatch", "depart", "arrive", "report_no_access"):
        move(visit, name)
    message = Message.objects.get(kind="missed")
    # Nobody set up a way out: the words with their link wait to be read out.
    assert (message.status, message.why) == ("withheld", "No mail server is set up.")
    assert message.visit is not None and message.visit.return_of_id == visit.pk
    assert "we came on Monday 23 November at 07:04 and could not get in." in message.body
    link = next(line for line in message.body.splitlines() if line.startswith("Please choose another time here: "))
    address, _, token = link.rpartition("/")
    assert address == "Please choose another time here: https://harbor.test/portal/b"
    offer = nobody.post("/portal/rebook/open", {"token": token}).json()
    chosen = {"token": token, "client_uuid": str(uuid.uuid4()), "starts_at": offer["windows"][0]["starts_at"]}
    assert nobody.post("/portal/rebook", chosen).status_code == 200
    message.refresh_from_db()
    assert message.status == "overtaken"
    words = {"kind": "missed", "subject": "", "body": "{came}\n{rebook}", "work_order_id": visit.work_order_id}
    shown = dana.post("/message-templates/preview", words).json()
    assert shown["body"] == "Monday 23 November at 07:04\n(the address where a time is chosen)"


def test_without_a_way_out_the_words_wait_to_be_read_out(world: World, dana: Any, raised: Callable[..., Any]) -> None:
    order = raised(**CARLA)
    (message,) = dana.get("/messages", work_order_id=order.pk).json()["items"]
    assert (message["status"], message["why"]) == ("withheld", "No mail server is set up.")
    assert message["body"].startswith("Hello Carla,\n\nwe have your request WO-")
    assert message["moves"] == ["resend", "tell"]
    refused = dana.post(f"/messages/{message['id']}/resend")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_way_out")
    told = dana.post(f"/messages/{message['id']}/tell").json()
    assert (told["status"], told["told_by"], told["moves"]) == ("told", "Dana <dana@example.test>", [])
    refused = dana.post(f"/messages/{message['id']}/tell")
    assert (refused.status_code, refused.json()["code"]) == (409, "move_refused")
    assert dana.get("/messages/waiting").json() == {"failed": 0, "withheld": 0, "has_email": False, "has_sms": False}


@pytest.mark.parametrize(
    ("wish", "comes_to"),
    [("sms", ("sms", "queued", "+442079460018")), ("email", ("email", "queued", "carla@example.test")),
     ("none", ("", "withheld", ""))],
)  # fmt: skip
def test_a_contact_is_told_as_he_wishes(
    world: World, dana: Any, raised: Callable[..., Any], open_ways: Callable[..., None], wish: str,
    comes_to: tuple[str, str, str],
) -> None:  # fmt: skip
    open_ways()
    contact = customers.create_contact(
        customer=world.customer, site=world.site, name="Carla", role="tenant", phone=CARLA["contact_phone"],
        email="Carla@Example.test", actor=SYSTEM, now=world.now,
    )  # fmt: skip
    assert dana.get(f"/contacts/{contact.pk}/wish").json()["channel"] == ""
    assert dana.put(f"/contacts/{contact.pk}/wish", {"channel": wish}).json()["channel"] == wish
    raised(**CARLA)
    message = Message.objects.get()
    assert (message.channel, message.status, message.recipient) == comes_to
    if wish == "none":
        assert message.why == "Carla does not want messages."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("holds", "wish", "comes_to", "why"),
    [
        ({"consent": "no_email"}, "", ("sms", "queued"), ""),
        ({"consent": "no_email"}, "email", ("sms", "queued"), ""),
        ({"consent": "none"}, "", ("", "withheld"),
         "Not sent: no consent to e-mail and text messages (from customer Carla Ltd)."),
        ({"consent": "no_sms"}, "no_email", ("", "withheld"),
         "Not sent: no consent to e-mail and text messages (from customer Carla Ltd)."),
        ({}, "no_sms", ("email", "queued"), ""),
        ({"channel": "sms"}, "", ("sms", "queued"), ""),
        ({"channel": "sms"}, "email", ("email", "queued"), ""),
        ({"channel": "phone"}, "", ("", "withheld"), "Not sent: Carla is to be called (from customer Carla Ltd)."),
    ],
)  # fmt: skip
def test_nobody_is_told_by_a_way_he_did_not_agree_to(
    world: World, raised: Callable[..., Any], open_ways: Callable[..., None], holds: dict[str, str], wish: str,
    comes_to: tuple[str, str], why: str,
) -> None:  # fmt: skip
    open_ways()
    for kind, value in holds.items():
        customers.create_condition(kind=kind, value=value, customer=world.customer, actor=SYSTEM, now=world.now)
    if wish:
        contact = customers.create_contact(
            customer=world.customer, site=world.site, name="Carla", role="tenant", email=CARLA["contact_email"],
            actor=SYSTEM, now=world.now,
        )  # fmt: skip
        speaking.set_wish(contact=contact, channel=wish, actor=SYSTEM, now=world.now)
    raised(**CARLA)
    message = Message.objects.get()
    assert (message.channel, message.status, message.why) == (*comes_to, why)
    assert message.body.startswith("Hello Carla" if comes_to[0] != "sms" else "We have your request")


def test_a_nearer_consent_lifts_one_from_above_and_words_nobody_heeds_are_refused(
    world: World, dana: Any, raised: Callable[..., Any], open_ways: Callable[..., None]
) -> None:
    open_ways()
    said_above = {"kind": "consent", "value": "none", "customer_id": world.customer.pk}
    assert dana.post("/conditions", said_above).status_code == 201
    refused = dana.post("/conditions", said_above | {"value": "rather not"})
    assert (refused.status_code, refused.json()["facts"]["known"]) == (422, ["all", "no_email", "no_sms", "none"])
    assert dana.get("/conditions", customer_id=world.customer.pk).json()["total"] == 1
    dana.post("/conditions", {"kind": "consent", "value": "all", "site_id": world.site.pk})
    raised(**CARLA)
    assert said() == [("received", "email", "queued")]


def test_own_words_and_a_kind_switched_off(
    world: World, ada: Any, raised: Callable[..., Any], open_ways: Callable[..., None]
) -> None:
    open_ways()
    path = "/message-templates/received/email"
    refused = ada.put(path, {"subject": "Hi", "body": "Dear {customer}"})
    assert (refused.status_code, refused.json()["detail"]) == (422, "{customer} means nothing here.")
    assert not any(t["is_own"] for t in ada.get("/message-templates").json()["items"])
    changed = ada.put(path, {"subject": "Got {number}", "body": "Dear {contact}\nat {site}"}).json()
    assert (changed["is_own"], changed["version"]) == (True, 1)
    order = raised(**CARLA)
    message = Message.objects.get()
    assert (message.subject, message.body) == (f"Got {order.number}", "Dear Carla\nat 12 High Street")
    off = {"subject": "", "body": "x", "is_on": False}
    assert ada.put(path, off | {"version": 1}).status_code == 200
    assert ada.put(path, off | {"version": 1}).json()["code"] == "changed_meanwhile"
    assert ada.put("/message-templates/received/sms", off).status_code == 200
    raised(**CARLA)
    assert Message.objects.count() == 1


def test_a_preview_is_of_a_real_work_order_and_changes_nothing(
    world: World, dana: Any, raised: Callable[..., Any], move: Callable[..., Any]
) -> None:
    order = raised(**CARLA)
    move(order.visits.get(), "schedule")
    words = {"kind": "confirmed", "subject": "{number}", "body": "{technician}, {day} {from}-{to}"}
    shown = dana.post("/message-templates/preview", words | {"work_order_id": order.pk}).json()
    assert (shown["subject"], shown["body"]) == (order.number, "Tariq, Monday 23 November 09:00-11:00")
    assert (shown["recipient"], shown["reason"]) == ("carla@example.test", "No mail server is set up.")
    assert said() == [("received", "email", "withheld")]


def test_a_letter_carries_stored_files_only(world: World) -> None:
    from truckroll.foundation.refusals import Invalid

    letter = {
        "kind": "invoice", "recipient": "pay@example.test", "subject": "Invoice", "body": "Here", "actor": SYSTEM,
        "now": world.now,
    }  # fmt: skip
    with pytest.raises(Invalid):
        messages.write_letter(**letter, attachments=[("invoice.pdf", "0" * 64)])
    assert said() == []


@pytest.mark.slow
def test_a_list_of_messages_asks_as_often_for_ten_as_for_one(
    world: World, dana: Any, raised: Callable[..., Any]
) -> None:
    asked = []
    for rows in (1, 10):
        while Message.objects.count() < rows:
            raised(**CARLA)
        with CaptureQueriesContext(connection) as caught:
            assert dana.get("/messages").json()["total"] == rows
        asked.append(len(caught))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("wall", "goes"),
    [
        ("2026-11-23T20:59", "2026-11-23T20:59"),
        ("2026-11-23T21:00", "2026-11-24T08:00"),
        ("2026-11-24T03:00", "2026-11-24T08:00"),
        ("2026-11-24T08:00", "2026-11-24T08:00"),
        # The night the clocks go back is an hour longer, and ends at eight all the same.
        ("2026-10-24T23:00", "2026-10-25T08:00"),
    ],
)
def test_nothing_goes_out_at_night(wall: str, goes: str) -> None:
    at = to_utc(datetime.fromisoformat(wall), "Europe/London")
    moment = first_moment(at, "Europe/London", quiet_from=time(21), quiet_until=time(8))
    assert moment == to_utc(datetime.fromisoformat(goes), "Europe/London")
    assert first_moment(at, "Europe/London", quiet_from=time(8), quiet_until=time(8)) == at


def test_a_line_with_an_empty_name_is_left_out() -> None:
    words = Words("Visit ({number}) of {day}", "Hello {contact},\n\nSee {link}\n\n{company}\nTill then")
    assert fill(words, {"contact": "Ann", "day": "Monday"}) == Words("Visit of Monday", "Hello Ann,\n\nTill then")
    assert unknown_names(Words("{nope}", "{contact} {Nope}")) == ["nope"]


def test_every_default_says_something_before_anybody_wrote_a_letterhead() -> None:
    known = {name: name for name in PLACEHOLDERS if name not in ("company", "phone", "link", "arrives", "rebook")}
    for kind, about in KINDS.items():
        for channel in Channel.values:
            body = fill(about.words(channel), known).body
            assert any(word in body for word in ("number", "technician", "day")), (kind, channel, body)


def test_the_default_words_name_only_what_is_known() -> None:
    everything = {name: name for name in PLACEHOLDERS}
    for about in KINDS.values():
        for channel in Channel.values:
            words = about.words(channel)
            assert unknown_names(words) == []
            assert "{" not in fill(words, everything).body
    assert speaking.PLACEHOLDERS == PLACEHOLDERS
