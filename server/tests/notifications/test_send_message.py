"""At least once: leased, sent, confirmed, with a mail server and a gateway as processes on the other side (F23).

Each test names its waits as instants: nobody sleeps through a lease or a pause.
"""

from __future__ import annotations

import base64
import email
import hashlib
import hmac
from datetime import datetime, timedelta
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from tests.notifications.conftest import CARLA, SYSTEM
from truckroll.customers import actions as customers
from truckroll.foundation import blobs, clock
from truckroll.notifications import going_out, sending
from truckroll.notifications.actions import messages
from truckroll.notifications.models import Message
from truckroll.upkeep import actions as upkeep

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db")]


@pytest.fixture
def letter(now: datetime) -> Callable[..., Message]:
    """Write a message to Carla, to go out now."""

    def make(channel: str, **values: Any) -> Message:
        to = {"email": "carla@example.test", "sms": "+442079460018"}[channel]
        words = {"subject": "Your visit", "body": "Grüße,\n.a line that begins with a dot", "kind": "invoice"}
        with transaction.atomic():
            return messages.write_letter(
                channel=channel, recipient=to, recipient_name="Carla", actor=SYSTEM, now=now, **words | values
            )

    return make


def state(message: Message) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.status, message.tries, message.why


def outcomes(message: Message) -> list[tuple[str, str]]:
    return [(t.outcome, t.detail) for t in message.all_tries.order_by("number")]


def let_time_pass(message: Message) -> None:
    """The pause before the next try, or the lease of a dead sender, is over."""
    past = clock.real_now() - timedelta(seconds=1)
    Message.objects.filter(pk=message.pk, next_try_at__isnull=False).update(next_try_at=past)
    Message.objects.filter(pk=message.pk, leased_until__isnull=False).update(leased_until=past)


def test_a_letter_goes_out_whole_with_its_files(
    other_side: Callable[[str], Any], open_ways: Callable[..., None], letter: Callable[..., Message], settings: Any,
    tmp_path: Any,
) -> None:  # fmt: skip
    settings.MEDIA_ROOT = tmp_path / "media"
    server = other_side("mail")
    open_ways(mail=server.port)
    pdf = blobs.store(b"%PDF- the invoice")
    message = letter("email", attachments=[("invoice.pdf", pdf.sha256)])
    assert sending.send_next("email")
    assert not sending.send_next("email")
    assert state(message) == ("sent", 1, "")
    (got,) = server.received()
    assert (got["from"], got["to"]) == ("FROM:<hello@harbor.test>", ["TO:<carla@example.test>"])
    parsed = email.message_from_bytes(got["content"].encode(), policy=default)
    assert (parsed["To"], parsed["Subject"]) == ("Carla <carla@example.test>", "Your visit")
    assert parsed["Message-ID"] == f"<{message.client_uuid}@harbor.test>" == message.provider_id
    body, file = parsed.iter_parts()
    assert body.get_content().rstrip("\n") == "Grüße,\n.a line that begins with a dot"
    assert (file.get_filename(), file.get_content()) == ("invoice.pdf", b"%PDF- the invoice")


def test_a_mail_server_that_refuses_now_or_for_ever(
    other_side: Callable[[str], Any], open_ways: Callable[..., None], letter: Callable[..., Message]
) -> None:
    server = other_side("mail")
    open_ways(mail=server.port)
    server.behave("greylist", "take and hang up", "", "no such mailbox")
    message = letter("email")
    assert sending.send_next("email")
    assert state(message) == ("queued", 1, "The mail server answers 451: 4.7.1 come back later")
    assert not sending.send_next("email"), "the next try waits its time"
    let_time_pass(message)
    assert sending.send_next("email")
    assert state(message)[:2] == ("queued", 2)  # it took it and died: nobody knows, so it is said again
    let_time_pass(message)
    assert sending.send_next("email")
    assert state(message) == ("sent", 3, "")
    ids = [email.message_from_string(r["content"])["Message-ID"] for r in server.received()]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    refused = letter("email")
    assert sending.send_next("email")
    assert state(refused) == ("failed", 1, "The mail server answers 550: 5.1.1 there is no such mailbox")


def test_f23_a_misbehaving_gateway_gets_the_same_message_by_the_same_key(
    other_side: Callable[[str], Any], open_ways: Callable[..., None], letter: Callable[..., Message],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(going_out, "TIMEOUT_S", 0.5)
    server = other_side("gateway")
    open_ways(gateway=server.port)
    server.behave("500", "hang", "take and hang up", "nonsense", "elsewhere")
    message = letter("sms")
    whys = []
    for number in range(1, 6):
        assert sending.send_next("sms")
        status, tries, why = state(message)
        assert (status, tries) == ("queued", number)
        whys.append(why)
        let_time_pass(message)
    assert whys[0] == "The gateway answers 500: we are sorry"
    assert "timed out" in whys[1]
    assert whys[2].startswith("The gateway does not answer:")
    assert whys[3] == "The gateway answers something else than it should."
    assert whys[4].startswith("The gateway answers 307")
    assert sending.send_next("sms")
    assert state(message) == ("sent", 6, "")
    got = server.received()
    assert {g["key"] for g in got} == {str(message.client_uuid)}
    assert (got[-1]["To"], got[-1]["From"], got[-1]["path"]) == (
        "+442079460018", "+442079460000", "/2010-04-01/Accounts/AC1/Messages.json"
    )  # fmt: skip
    assert base64.b64decode(got[-1]["auth"].removeprefix("Basic ")) == b"AC1:hush"
    assert message.provider_id == f"SM{message.client_uuid}"
    assert [outcome for outcome, _ in outcomes(message)] == ["failed"] * 5 + ["sent"]


def test_a_gateway_that_says_no_or_yes_and_means_no(
    other_side: Callable[[str], Any], open_ways: Callable[..., None], letter: Callable[..., Message], dana: Any
) -> None:
    server = other_side("gateway")
    open_ways(gateway=server.port)
    server.behave("no", "yes but no")
    first, second = letter("sms"), letter("sms")
    for _ in range(2):
        assert sending.send_next("sms")
    assert state(first) == ("failed", 1, "The gateway answers 400: this is no mobile number")
    assert state(second) == ("failed", 1, "The gateway refuses it: no signal")
    assert dana.get("/messages/waiting").json()["failed"] == 2
    again = dana.post(f"/messages/{first.pk}/resend").json()
    assert (again["status"], again["why"]) == ("queued", "")
    assert sending.send_next("sms")
    shown = dana.get("/messages", status="sent").json()["items"]
    assert [(m["id"], [t["outcome"] for t in m["tries"]]) for m in shown] == [(first.pk, ["failed", "sent"])]


def test_after_the_last_try_it_is_an_alert(open_ways: Callable[..., None], letter: Callable[..., Message]) -> None:
    open_ways(gateway=1)  # nobody listens there
    message = letter("sms")
    for _ in range(messages.TRIES):
        assert sending.send_next("sms")
        let_time_pass(message)
    status, tries, why = state(message)
    assert (status, tries) == ("failed", 8)
    assert why.endswith("(8 tries)")
    assert not sending.send_next("sms")


def test_what_is_too_late_to_be_of_use_does_not_go_out(
    other_side: Callable[[str], Any], open_ways: Callable[..., None], letter: Callable[..., Message], now: datetime
) -> None:
    server = other_side("gateway")
    open_ways(gateway=server.port)
    message = letter("sms")
    Message.objects.filter(pk=message.pk).update(useful_until=now - timedelta(seconds=1))
    assert sending.send_next("sms")
    assert state(message)[0] == "failed"
    assert server.received() == []


def test_what_nobody_consents_to_any_more_does_not_go_out(
    other_side: Callable[[str], Any], open_ways: Callable[..., None], raised: Callable[..., Any], world: Any, now: Any
) -> None:
    server = other_side("mail")
    open_ways(mail=server.port)
    raised(**CARLA)
    message = Message.objects.get()
    assert (message.channel, message.status) == ("email", "queued")
    with transaction.atomic():
        customers.create_condition(kind="consent", value="no_email", customer=world.customer, actor=SYSTEM, now=now)
        Message.objects.update(not_before=now)
    assert sending.send_next("email")
    why = "Not sent: no consent to e-mail (from customer Carla Ltd)."
    assert state(message) == ("withheld", 0, why)
    assert (sending.send_next("email"), server.received()) == (False, [])


def test_p35_b18_a_restored_copy_says_nothing_until_it_is_live(
    other_side: Callable[[str], Any], open_ways: Callable[..., None], letter: Callable[..., Message]
) -> None:
    server = other_side("gateway")
    open_ways(gateway=server.port)
    letter("sms")
    upkeep.mute_copy(restored_from_at=clock.real_now(), real_now=clock.real_now(), actor=SYSTEM)
    assert not sending.send_next("sms")
    assert server.received() == []
    upkeep.go_live(real_now=clock.real_now(), actor=SYSTEM)
    assert sending.send_next("sms")
    assert len(server.received()) == 1


def signed(url: str, form: dict[str, str]) -> str:
    whole = url + "".join(f"{k}{form[k]}" for k in sorted(form))
    return base64.b64encode(hmac.new(b"hush", whole.encode(), hashlib.sha1).digest()).decode()


def test_f23_receipts_count_when_signed_and_once(
    other_side: Callable[[str], Any], open_ways: Callable[..., None], letter: Callable[..., Message], nobody: Any,
    settings: Any,
) -> None:  # fmt: skip
    settings.PUBLIC_URL = "https://harbor.test"
    server = other_side("gateway")
    open_ways(gateway=server.port)
    message = letter("sms")
    assert sending.send_next("sms")
    url = server.received()[0]["StatusCallback"]
    assert url == f"https://harbor.test/api/message-receipts/{message.client_uuid}"

    def receipt(status: str, signature: str = "") -> int:
        form = {"MessageSid": message.provider_id, "MessageStatus": status}
        headers = {"X-Twilio-Signature": signature or signed(url, form)}
        path = url.removeprefix("https://harbor.test")
        return int(nobody._client.post(path, form, headers=headers).status_code)

    message.refresh_from_db()
    assert receipt("delivered", "forged") == 403
    assert state(message)[0] == "sent"
    assert [receipt("delivered") for _ in range(2)] == [204, 204]
    assert state(message)[0] == "delivered"
    assert receipt("failed") == 204  # an older one that comes late
    assert state(message)[0] == "delivered"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("point", "taken"), [("message.after_lease", 1), ("message.after_send_before_confirm", 2)])
def test_f1_b3_a_sender_killed_at_any_point_loses_nothing(
    point: str, taken: int, other_side: Callable[[str], Any], open_ways: Callable[..., None],
    letter: Callable[..., Message], in_a_process: Callable[..., int],
) -> None:  # fmt: skip
    server = other_side("gateway")
    open_ways(gateway=server.port)
    message = letter("sms")
    assert in_a_process(lambda: sending.send_next("sms"), crash_at=point) == 137
    assert state(message)[:2] == ("sending", 1)
    assert not sending.send_next("sms"), "it is leased to the dead one still"
    let_time_pass(message)
    assert sending.send_next("sms")
    assert state(message) == ("sent", 2, "")
    # Twice at most, and the gateway knows it by its key.
    assert [g["key"] for g in server.received()] == [str(message.client_uuid)] * taken
    assert outcomes(message)[0] == ("", "")


def test_a_test_of_the_way_out_is_a_message_to_oneself(
    other_side: Callable[[str], Any], open_ways: Callable[..., None], ada: Any
) -> None:
    server = other_side("mail")
    open_ways(mail=server.port)
    written = ada.post("/transports/email/test", {"recipient": "ada@example.test"})
    assert (written.status_code, written.json()["status"]) == (201, "queued")
    assert sending.send_next("email")
    (shown,) = ada.get("/messages", kind="test").json()["items"]
    assert (shown["status"], shown["recipient"]) == ("sent", "ada@example.test")
    assert CARLA["contact_email"] not in str(server.received())


def test_a_password_outside_of_its_folder_is_not_read(open_ways: Callable[..., None], ada: Any) -> None:
    open_ways()
    refused = ada.put(
        "/transports/sms", {"url": "http://x", "user_name": "AC1", "sender": "+44", "password_file": "../secret-key"}
    )
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("recipient", "why"),
    [
        ("müller@x.example", "mail does not carry the letters before the @ of “müller@x.example”."),
        ("just words", "“just words” is not one mail address like name@example.com."),
        ("a@x.example, b@x.example", "“a@x.example, b@x.example” is not one mail address like name@example.com."),
        ("<a@x.example>", "“<a@x.example>” is not one mail address like name@example.com."),
        ("a@straße.example", "mail does not carry the domain “straße.example”; perhaps its ASCII form, xn--…."),
    ],
)
def test_an_address_mail_cannot_carry_fails_at_once_with_the_reason_and_holds_nothing_up(
    other_side: Callable[[str], Any], open_ways: Callable[..., None], letter: Callable[..., Message], recipient: str,
    why: str,
) -> None:  # fmt: skip
    server = other_side("mail")
    open_ways(mail=server.port)
    bad, good = letter("email"), letter("email")
    Message.objects.filter(pk=bad.pk).update(recipient=recipient)
    assert (sending.send_next("email"), sending.send_next("email"), sending.send_next("email")) == (True, True, False)
    assert (state(bad), state(good)) == (("failed", 1, f"It cannot go out by mail: {why}"), ("sent", 1, ""))
    assert [got["to"] for got in server.received()] == [["TO:<carla@example.test>"]]


def test_a_domain_in_other_letters_is_carried_in_its_ascii_form(
    other_side: Callable[[str], Any], open_ways: Callable[..., None], letter: Callable[..., Message]
) -> None:
    server = other_side("mail")
    open_ways(mail=server.port)
    message = letter("email")
    Message.objects.filter(pk=message.pk).update(recipient="a@exämple.example")
    assert sending.send_next("email")
    assert (state(message), message.recipient) == (("sent", 1, ""), "a@exämple.example")
    (got,) = server.received()
    assert got["to"] == ["TO:<a@xn--exmple-cua.example>"]
    assert "To: Carla <a@xn--exmple-cua.example>" in got["content"]


def test_what_nobody_foresaw_counts_as_a_try_with_its_reason(
    open_ways: Callable[..., None], letter: Callable[..., Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: Any) -> str:
        raise ZeroDivisionError("half \ud800 a letter")

    open_ways()
    monkeypatch.setattr(sending, "send", break_down)
    # What a test logs goes from one test process to another as text, which half a letter is not.
    monkeypatch.setattr(sending.log, "disabled", True)
    message = letter("email")
    assert (sending.send_next("email"), sending.send_next("email")) == (True, False)
    assert state(message) == ("queued", 1, r"It could not be sent. ZeroDivisionError: half \ud800 a letter")
