"""Letters become requests once, whatever mailbox they lie in and however often they are fetched."""

from __future__ import annotations

import contextlib
import imaplib
import mailbox as mailboxes
import socket
import subprocess
import sys
import time
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest

from truckroll.accounts.actors import system
from truckroll.intake.letters import read_letter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def letter(message_id: str = "<1@example.test>", **headers: str) -> EmailMessage:
    message = EmailMessage()
    values = {
        "From": "Cleo Smith <Cleo@Example.test>", "To": "office@harbor.example", "Subject": "No heat",
        "Date": "Mon, 23 Nov 2026 07:30:00 +0000", "Message-ID": message_id,
    } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
    for name, value in values.items():
        message[name] = value
    message.set_content("The boiler is cold.\nPlease come.\n")
    return message


def with_photo(message: EmailMessage) -> EmailMessage:
    message.add_attachment(PNG, maintype="image", subtype="png", filename="../../boiler.png")
    return message


@pytest.fixture
def box(tmp_path: Path) -> mailboxes.mbox:
    return mailboxes.mbox(tmp_path / "office.mbox")


@pytest.fixture
def filed(ada: Any, box: mailboxes.mbox, tmp_path: Path) -> Any:
    made = ada.post("/mailboxes", {"name": "Office", "kind": "file", "path": str(tmp_path / "office.mbox")})
    assert made.status_code == 201, made.content
    return made.json()


def put(box: mailboxes.mbox, *letters: EmailMessage) -> None:
    for one in letters:
        box.add(one.as_bytes())
    box.flush()


def fetch() -> int:
    from truckroll.intake import post

    return post.fetch_all()


def test_row_1_a_letter_becomes_a_request_with_its_files(ada: Any, box: Any, filed: Any, told: Any) -> None:
    put(box, with_photo(letter()))
    assert fetch() == 1
    asked = ada.get("/requests").json()["items"][0]
    assert (asked["channel"], asked["contact_name"], asked["contact_email"]) == (
        "email",
        "Cleo Smith",
        "cleo@example.test",
    )
    assert asked["description"] == "No heat\n\nThe boiler is cold.\nPlease come."
    assert (asked["reported_at"], asked["received_at"]) == ("2026-11-23T07:30:00Z", "2026-11-23T08:00:00Z")
    assert [file["name"] for file in asked["attachments"]] == ["boiler.png"]
    assert "work.request.received" in told()


def test_the_same_letter_fetched_again_or_from_elsewhere_adds_nothing(
    ada: Any, box: Any, filed: Any, tmp_path: Path
) -> None:
    put(box, letter(), letter())
    assert (fetch(), fetch()) == (1, 0)
    other = mailboxes.mbox(tmp_path / "other.mbox")
    put(other, letter())
    ada.post("/mailboxes", {"name": "Other", "kind": "file", "path": str(tmp_path / "other.mbox")})
    assert fetch() == 0
    assert ada.get("/requests").json()["total"] == 1


def test_a_sender_nobody_can_answer_is_a_name_and_no_address(ada: Any, box: Any, filed: Any) -> None:
    put(box, letter("<1@x>", From="Cleo"), letter("<2@x>", From='"Müller" <müller@x.example>'))
    assert fetch() == 2
    asked = {r["external_id"]: (r["contact_name"], r["contact_email"]) for r in ada.get("/requests").json()["items"]}
    assert asked == {"1@x": ("cleo", ""), "2@x": ("Müller", "")}


def test_what_a_machine_wrote_makes_no_request(ada: Any, box: Any, filed: Any, told: Any) -> None:
    put(box, letter("<a@x>", Auto_Submitted="auto-replied"), letter("<b@x>", Precedence="bulk"))
    fetch()
    assert ada.get("/requests").json()["total"] == 0
    assert told().count("intake.letter.ignored") == 2


def test_a_letter_of_somebody_we_know_names_his_site(ada: Any, box: Any, filed: Any, now: datetime) -> None:
    from truckroll.customers import actions as customers

    actor = system("test")
    customer = customers.create_customer(name="Carla Ltd", currency="GBP", actor=actor, now=now)
    site = customers.create_site(
        customer=customer, name="Flat 1", zone="Europe/London", country="GB", actor=actor, now=now
    )
    customers.create_contact(
        customer=customer, site=site, name="Cleo", role="tenant", email="cleo@example.test", actor=actor, now=now
    )
    put(box, letter())
    fetch()
    asked = ada.get("/requests").json()["items"][0]
    assert (asked["customer_id"], asked["site_id"]) == (customer.pk, site.pk)


def test_a_mailbox_that_is_away_says_so_and_stops_no_other(ada: Any, box: Any, filed: Any) -> None:
    ada.post("/mailboxes", {"name": "Away", "kind": "file", "path": "/nowhere.mbox"})
    put(box, letter())
    assert fetch() == 1
    states = {one["name"]: one["error"] for one in ada.get("/mailboxes").json()["items"]}
    assert states == {"Away": "There is no file /nowhere.mbox.", "Office": ""}


HEAD = b"From: Cleo Smith <cleo@example.test>\nSubject: No heat\nMessage-ID: <bad@x>\nMIME-Version: 1.0\n"
HTML = HEAD + b"Content-Type: text/html; charset=utf-8\n\n"
TEXT = HEAD + b"Content-Type: text/plain; charset="
FILES = b"--q\n\nhello\n--q\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*="
PARTS = HEAD + b"Content-Type: multipart/mixed; boundary=q\n\n" + FILES
WORST = {
    "a marked section": (HTML + b"<p>Heating off</p><![x[ y <b>now</b>", "Heating off <![x[ y now"),
    "a date beyond all dates": (HEAD + b"Date: Fri, 31 Dec 9999 23:59:59 -1200\n\nhello", "hello"),
    "a clock never set": (HEAD + b"Date: Thu, 1 Jan 1970 00:00:00 +0000\n\nhello", "hello"),
    "no such letters": (TEXT + b"undefined\n\nhello", "hello"),
    "letters of names": (TEXT + b"punycode\n\nhello \xff", "hello ÿ"),
    "a NUL in the charset": (TEXT + b'"a\0b"\n\nhello', "hello"),
    "half a letter": (TEXT + b"utf-7\n\nhello+2AA-", "hello"),
    "an escaped half": (TEXT + b"unicode_escape\n\nhello\\ud800", "hello"),
    "a NUL in the id": (HEAD.replace(b"bad@x", b"b\0ad@x") + b"\nhello", "hello"),
    "a file's name in no letters": (PARTS + b"undefined''a\n\nPDF\n--q--\n", "hello"),
    "a file's name of halves": (PARTS + b"utf-7''%2B2AA-\n\nPDF\n--q--\n", "hello"),
    "a kind of halves": (HEAD + b"Content-Type: =?utf-7?q?+2AA-?=; x\n\nhello", "hello"),
}


@pytest.mark.parametrize("raw", [raw for raw, _ in WORST.values()], ids=list(WORST))
def test_the_worst_letter_becomes_a_request_and_stops_no_other(
    ada: Any, box: Any, filed: Any, raw: bytes, tmp_path: Path
) -> None:
    """Letters of strangers: each of these once stopped all mail for ever."""
    box.add(raw)
    put(box, letter("<good@x>"))
    put(mailboxes.mbox(tmp_path / "zoo.mbox"), letter("<zoo@x>"))
    ada.post("/mailboxes", {"name": "Zoo", "kind": "file", "path": str(tmp_path / "zoo.mbox")})
    assert (fetch(), fetch()) == (3, 0)
    reads = {words for known, words in WORST.values() if known == raw}.pop()
    asked = {r["external_id"]: r for r in ada.get("/requests").json()["items"]}
    assert sorted(asked) == ["bad@x", "good@x", "zoo@x"]
    assert asked["bad@x"]["description"] == f"No heat\n\n{reads}"
    assert asked["bad@x"]["reported_at"] == "2026-11-23T08:00:00Z"
    states = ada.get("/mailboxes").json()["items"]
    assert [(one["name"], one["error"], one["letters_aside"]) for one in states] == [("Office", "", 0), ("Zoo", "", 0)]


def test_parts_within_parts_by_the_thousand_are_read_as_text() -> None:
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(2000))
    read = read_letter(HEAD + deep + b"Content-Type: text/plain\n\ninnermost\n")
    assert (read.message_id, read.sender, read.subject, read.text[:4]) == (
        "bad@x", "cleo@example.test", "No heat", "--b0",
    )  # fmt: skip


def test_a_letter_that_cannot_be_taken_is_set_aside_once_and_shown_at_its_mailbox(
    ada: Any, box: Any, filed: Any, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from truckroll.foundation.refusals import Invalid
    from truckroll.intake import post
    from truckroll.intake.actions import mailboxes as actions

    def receive_unless_odd(**values: Any) -> Any:
        if "Odd" in values["description"]:
            raise ZeroDivisionError("nobody\0 thought of \ud800 this")
        if "Unwanted" in values["description"]:
            raise Invalid("We do not want it.")
        return receiving(**values)

    receiving = actions.receive_request
    monkeypatch.setattr(actions, "receive_request", receive_unless_odd)
    # What a test logs goes from one test process to another as text, which half a letter is not.
    monkeypatch.setattr(post.log, "disabled", True)
    put(box, letter("<1@x>", Subject="Unwanted"), letter("<2@x>", Subject="Odd"), letter("<3@x>"))
    assert (fetch(), fetch()) == (1, 0)
    assert [r["external_id"] for r in ada.get("/requests").json()["items"]] == ["3@x"]
    state = ada.get("/mailboxes").json()["items"][0]
    assert (state["error"], state["letters_aside"], state["why_aside"]) == (
        "", 2, r"ZeroDivisionError: nobody thought of \ud800 this",
    )  # fmt: skip
    assert told().count("intake.mailbox.changed") == 3  # made, and a letter set aside twice


def test_a_disk_that_is_full_sets_no_letter_aside_and_stops_no_other_mailbox(
    ada: Any, box: Any, filed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from truckroll.foundation import blobs

    def store(content: bytes) -> Any:
        if b"<full@x>" in content and is_full:
            raise OSError(28, "No space left on device")
        return storing(content)

    storing, is_full = blobs.store, True
    monkeypatch.setattr(blobs, "store", store)
    put(box, letter("<full@x>"))
    put(mailboxes.mbox(tmp_path / "zoo.mbox"), letter("<zoo@x>"))
    ada.post("/mailboxes", {"name": "Zoo", "kind": "file", "path": str(tmp_path / "zoo.mbox")})
    assert fetch() == 1
    states = ada.get("/mailboxes").json()["items"]
    assert [(one["error"], one["letters_aside"]) for one in states] == [
        ("Its letters could not be taken: OSError: [Errno 28] No space left on device", 0), ("", 0),
    ]  # fmt: skip
    is_full = False
    assert fetch() == 1
    assert ada.get("/mailboxes").json()["items"][0]["error"] == ""
    assert ada.get("/requests").json()["total"] == 2


@pytest.fixture
def server(tmp_path: Path) -> Iterator[int]:
    """A real IMAP server process with an empty mailbox."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "import sys; from pymap.main import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    with subprocess.Popen([*command, "dict", "--demo-data"], stderr=subprocess.DEVNULL) as process:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port
        process.terminate()


@contextlib.contextmanager
def signed_in(port: int) -> Iterator[imaplib.IMAP4]:
    with imaplib.IMAP4("127.0.0.1", port, timeout=30) as client:
        client.login("demouser", "demopass")
        yield client


@pytest.mark.slow
def test_letters_on_an_imap_server_are_taken_once_and_marked_as_seen(
    ada: Any, server: int, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from truckroll.intake import post

    settings.HOME = tmp_path
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "office-mail").write_text("demopass\n")
    with signed_in(server) as client:
        client.create("Requests")
        for one in (with_photo(letter("<1@x>")), letter("<2@x>")):
            client.append("Requests", "", imaplib.Time2Internaldate(time.time()), one.as_bytes())
    box = {
        "name": "Office", "kind": "imap", "host": "127.0.0.1", "port": server, "security": "none",
        "user_name": "demouser", "password_file": "office-mail", "folder": "Requests",
    }  # fmt: skip
    made = ada.post("/mailboxes", box)
    assert made.status_code == 201, made.content
    assert (fetch(), fetch()) == (2, 0)
    assert [r["description"][:7] for r in ada.get("/requests").json()["items"]] == ["No heat", "No heat"]
    with signed_in(server) as client:
        client.select("Requests")
        assert client.uid("SEARCH", "UNSEEN")[1] == [b""]
        # As after a crash between our commit and the mark: the letter is unseen again, and still adds nothing.
        client.uid("STORE", "1:*", "-FLAGS", r"(\Seen)")
    assert fetch() == 0
    assert ada.get("/requests").json()["total"] == 2
    with signed_in(server) as client:
        long = with_photo(letter("<long@x>"))
        client.append("Requests", "", imaplib.Time2Internaldate(time.time()), long.as_bytes())
    monkeypatch.setattr(post, "MAX_LETTER_BYTES", 100)
    assert (fetch(), fetch()) == (0, 0)
    state = ada.get("/mailboxes").json()["items"][0]
    assert (state["letters_aside"], state["why_aside"]) == (1, "It is larger than 40 MB.")
    with signed_in(server) as client:
        client.select("Requests")
        assert client.uid("SEARCH", "UNSEEN")[1] == [b""]
    ada.patch(f"/mailboxes/{made.json()['id']}", {"password_file": "missing"})
    fetch()
    assert "cannot be read" in ada.get("/mailboxes").json()["items"][0]["error"]


def test_a_letter_in_html_is_read_as_its_words() -> None:
    message = letter()
    message.clear_content()
    message.set_content(
        "<html><style>p{}</style><p>No&nbsp;heat</p><script>x()</script><img src='http://t/p.gif'></html>",
        subtype="html",
    )
    assert read_letter(message.as_bytes()).text == "No heat"


def test_a_blank_form_of_the_words_does_not_hide_the_other() -> None:
    message = letter()
    message.set_content(" \n")
    message.add_alternative("<p>The boiler is cold.</p>", subtype="html")
    assert read_letter(message.as_bytes()).text == "The boiler is cold."


def test_a_letter_within_a_letter_comes_in_with_its_words_and_files(ada: Any, box: Any, filed: Any) -> None:
    tenant = with_photo(letter("<2@x>", From="Tenant <tenant@x.example>", Subject="Pump"))
    outer = letter(Subject="Fwd: tenant")
    outer.set_content("See attached.")
    outer.add_attachment(tenant)
    put(box, outer)
    assert fetch() == 1
    (asked,) = ada.get("/requests").json()["items"]
    assert asked["description"] == (
        "Fwd: tenant\n\nSee attached.\n\n"
        "Forwarded: Tenant <tenant@x.example>, Pump\n\nThe boiler is cold.\nPlease come."
    )
    assert [file["name"] for file in asked["attachments"]] == ["boiler.png"]


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"Subject: =?x?q?=\n\nhi", b"Content-Type: multipart/mixed\n\nx"]
)
def test_the_worst_letter_is_read_somehow(raw: bytes) -> None:
    assert read_letter(raw).message_id.startswith("sha256-")


def test_a_header_smuggles_no_other_header_in() -> None:
    raw = b"From: a@b.test\nSubject: hi\r\n\tBcc: all@world.test\nMessage-ID: <x@y>\n\nhello"
    assert read_letter(raw).subject == "hi Bcc: all@world.test"
