"""Fetches letters from mailboxes: a file of letters, or a folder on an IMAP server. Never inside a transaction."""

from __future__ import annotations

import contextlib
import imaplib
import logging
import mailbox as mailboxes
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError

from truckroll.accounts.actors import system
from truckroll.foundation import clock, commands
from truckroll.foundation.models import Source, SourceKind
from truckroll.foundation.refusals import Busy
from truckroll.intake import queries
from truckroll.intake.actions.mailboxes import note_fetch, receive_letter, set_letter_aside
from truckroll.intake.letters import message_id_of
from truckroll.intake.models import Mailbox, MailboxKind, Security

log = logging.getLogger("truckroll.intake")

_ACTOR = system("intake.mail")
_TIMEOUT_S = 30
_WORDS = 300
# The database, the disk or a lock: no letter's fault, and the next minute tries again.
_PASSING = (OperationalError, InterfaceError, OSError, Busy)
MAX_LETTER_BYTES = 40 * 1024 * 1024
_TOO_LARGE = "It is larger than 40 MB."


class MailboxAway(Exception):
    """The mailbox does not answer or does not let us in; the next fetch tries again."""


def fetch_all() -> int:
    """This will take the new letters out of every mailbox in use; one that makes trouble does not stop the others."""
    taken = 0
    for mailbox in list(queries.list_mailboxes(actor=_ACTOR).filter(is_active=True)):
        error = ""
        try:
            taken += fetch(mailbox)
        except MailboxAway as trouble:
            error = str(trouble)
            log.warning("mailbox %s: %s", mailbox.name, error)
        except Exception as trouble:  # whatever it is: the next mailbox is fetched, and this one shows why it was not
            error = f"Its letters could not be taken: {_said(trouble)}"
            log.exception("mailbox %s", mailbox.name)
        note = _noting(mailbox.pk, error)
        commands.run(
            source=_source(),
            name="intake.note_fetch",
            body={"mailbox": mailbox.pk, "error": error},
            actor=_ACTOR,
            effect=note,
        )
    return taken


def fetch(mailbox: Mailbox) -> int:
    """This will take the new letters out of one mailbox and return how many made something new.

    Raises
    ------
    MailboxAway
        It does not answer or does not let us in.
    """
    letters = _from_file(mailbox) if mailbox.kind == MailboxKind.FILE else _from_server(mailbox)
    return sum(1 for letter in letters if _take(mailbox, letter))


@dataclass(frozen=True, slots=True)
class _Found:
    """A letter in a mailbox; `too_large`: only its head was fetched. `taken` tells the server that it is ours."""

    raw: bytes
    taken: Callable[[], None] = lambda: None
    too_large: bool = False


def _take(mailbox: Mailbox, found: _Found) -> bool:
    """Take one letter, or set it aside with the reason; only when that is committed is the server told."""
    raw, message_id = found.raw, message_id_of(found.raw)
    is_new = not queries.was_seen(message_id)
    if is_new and (why := _TOO_LARGE if found.too_large else _receive(mailbox, raw, message_id)):
        log.error("letter %s is set aside: %s", message_id, why)
        _set_aside(mailbox, raw, message_id, why)
        is_new = False
    found.taken()
    return is_new


def _receive(mailbox: Mailbox, raw: bytes, message_id: str) -> str:
    """Receive a letter; why that will never be possible, or nothing."""

    def effect() -> tuple[int, dict[str, object]]:
        seen = receive_letter(mailbox=mailbox, raw=raw, actor=_ACTOR, now=clock.now())
        return 200, {"request_id": seen.request_id, "outcome": seen.outcome}

    try:
        answer = commands.run(
            source=_source(),
            uuid=commands.key_to_uuid(f"letter:{message_id}"),
            name="intake.receive_letter",
            body={"message_id": message_id},
            actor=_ACTOR,
            effect=effect,
        )
    except _PASSING:
        raise
    except Exception as trouble:  # one letter that nobody foresaw must not keep those behind it
        log.exception("letter %s", message_id)
        return _said(trouble)
    return "" if answer.status == 200 else str(answer.body.get("detail") or answer.body)[:_WORDS]


def _set_aside(mailbox: Mailbox, raw: bytes, message_id: str, why: str) -> None:
    def effect() -> tuple[int, dict[str, object]]:
        set_letter_aside(mailbox=mailbox, raw=raw, message_id=message_id, why=why, actor=_ACTOR, now=clock.now())
        return 200, {}

    commands.run(
        source=_source(),
        name="intake.set_letter_aside",
        body={"message_id": message_id},
        actor=_ACTOR,
        effect=effect,
    )


def _said(trouble: Exception) -> str:
    """What a fault says of itself, fit for a line and for the database."""
    words = f"{type(trouble).__name__}: {trouble}".encode("ascii", "backslashreplace").decode().replace("\0", "")
    return " ".join(words.split())[:_WORDS]


def _noting(mailbox_id: int, error: str) -> Callable[[], tuple[int, dict[str, object]]]:
    def effect() -> tuple[int, dict[str, object]]:
        note_fetch(mailbox_id=mailbox_id, error=error, now=clock.now())
        return 200, {}

    return effect


def _source() -> Source:
    return commands.find_source(SourceKind.WORKER, "intake.mail", name="mail")


def _from_file(mailbox: Mailbox) -> Iterator[_Found]:
    """The letters of an mbox file, which is only read: whoever writes it keeps it."""
    path = Path(mailbox.path)
    if not path.is_file():
        raise MailboxAway(f"There is no file {path}.")
    with contextlib.closing(mailboxes.mbox(path, create=False)) as box:
        for key in box.iterkeys():
            yield _Found(box.get_bytes(key))


def _from_server(mailbox: Mailbox) -> Iterator[_Found]:
    """The unseen letters of an IMAP folder; each is marked as seen once it is ours."""
    try:
        with _connect(mailbox) as server:
            _ok(server.login(mailbox.user_name, _password(mailbox)))
            _ok(server.select(_quoted(mailbox.folder)))
            for uid in _ok(server.uid("SEARCH", "UNSEEN"))[0].split():
                too_large = _size(server, uid) > MAX_LETTER_BYTES
                raw = _part(server, uid, "BODY.PEEK[HEADER]" if too_large else "BODY.PEEK[]")
                if raw is not None:
                    yield _Found(raw, _marking(server, uid), too_large)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(f"{mailbox.host}:{mailbox.port} says: {error}") from error


def _connect(mailbox: Mailbox) -> imaplib.IMAP4:
    if mailbox.security == Security.TLS:
        return imaplib.IMAP4_SSL(
            mailbox.host, mailbox.port, ssl_context=ssl.create_default_context(), timeout=_TIMEOUT_S
        )
    server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=_TIMEOUT_S)
    if mailbox.security == Security.STARTTLS:
        server.starttls(ssl_context=ssl.create_default_context())
    return server


def _password(mailbox: Mailbox) -> str:
    """The password lies in a file of the home folder: no backup of the database carries it."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", mailbox.password_file):
        raise MailboxAway("The name of its password file is missing or not a plain file name.")
    file = Path(settings.HOME) / "secrets" / mailbox.password_file
    try:
        return file.read_text().strip()
    except OSError as error:
        raise MailboxAway(f"Its password file {file} cannot be read.") from error


def _size(server: imaplib.IMAP4, uid: bytes) -> int:
    size = re.search(rb"RFC822\.SIZE (\d+)", _first(_ok(server.uid("FETCH", uid.decode(), "(RFC822.SIZE)"))))
    return int(size.group(1)) if size else 0


def _part(server: imaplib.IMAP4, uid: bytes, what: str) -> bytes | None:
    """A letter by its uid, or a part of it; PEEK, because reading it is not yet having it."""
    parts = _ok(server.uid("FETCH", uid.decode(), f"({what})"))
    return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), None)


def _first(parts: Sequence[Any]) -> bytes:
    part = parts[0] if parts else b""
    return bytes(part[0]) if isinstance(part, tuple) else part if isinstance(part, bytes) else b""


def _marking(server: imaplib.IMAP4, uid: bytes) -> Callable[[], None]:
    return lambda: _forget(_ok(server.uid("STORE", uid.decode(), "+FLAGS", r"(\Seen)")))


def _forget(_: object) -> None:
    """Drop an answer nobody needs."""


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _ok(answer: tuple[str, Sequence[Any]]) -> Sequence[Any]:
    kind, parts = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(str(parts))
    return parts
