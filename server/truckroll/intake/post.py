"""Fetches letters from mailboxes: a file of letters, or a folder on an IMAP server. Never inside a transaction."""

from __future__ import annotations

import contextlib
import imaplib
import logging
import mailbox as mailboxes
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from truckroll.accounts.actors import system
from truckroll.foundation import clock, commands
from truckroll.foundation.models import Source, SourceKind
from truckroll.intake import queries
from truckroll.intake.actions.mailboxes import note_fetch, receive_letter
from truckroll.intake.letters import read_letter
from truckroll.intake.models import Mailbox, MailboxKind, Security

log = logging.getLogger("truckroll.intake")

_ACTOR = system("intake.mail")
_TIMEOUT_S = 30
MAX_LETTER_BYTES = 40 * 1024 * 1024


class MailboxAway(Exception):
    """The mailbox does not answer or does not let us in; the next fetch tries again."""


def fetch_all() -> int:
    """This will take the new letters out of every mailbox in use; one that is away does not stop the others."""
    taken = 0
    for mailbox in list(queries.list_mailboxes(actor=_ACTOR).filter(is_active=True)):
        error = ""
        try:
            taken += fetch(mailbox)
        except MailboxAway as trouble:
            error = str(trouble)
            log.warning("mailbox %s: %s", mailbox.name, error)
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
    return sum(1 for raw, taken in letters if _take(mailbox, raw, taken))


def _take(mailbox: Mailbox, raw: bytes, taken: Callable[[], None]) -> bool:
    """Take one letter; only when that is committed is the server told."""
    message_id = read_letter(raw).message_id
    is_new = not queries.was_seen(message_id)
    if is_new:

        def effect() -> tuple[int, dict[str, object]]:
            seen = receive_letter(mailbox=mailbox, raw=raw, actor=_ACTOR, now=clock.now())
            return 200, {"request_id": seen.request_id, "outcome": seen.outcome}

        answer = commands.run(
            source=_source(),
            uuid=commands.key_to_uuid(f"letter:{message_id}"),
            name="intake.receive_letter",
            body={"message_id": message_id},
            actor=_ACTOR,
            effect=effect,
        )
        if answer.status != 200:
            log.error("letter %s was refused: %s", message_id, answer.body)
            return False
    taken()
    return is_new


def _noting(mailbox_id: int, error: str) -> Callable[[], tuple[int, dict[str, object]]]:
    def effect() -> tuple[int, dict[str, object]]:
        note_fetch(mailbox_id=mailbox_id, error=error, now=clock.now())
        return 200, {}

    return effect


def _source() -> Source:
    return commands.find_source(SourceKind.WORKER, "intake.mail", name="mail")


def _from_file(mailbox: Mailbox) -> Iterator[tuple[bytes, Callable[[], None]]]:
    """The letters of an mbox file, which is only read: whoever writes it keeps it."""
    path = Path(mailbox.path)
    if not path.is_file():
        raise MailboxAway(f"There is no file {path}.")
    with contextlib.closing(mailboxes.mbox(path, create=False)) as box:
        for key in box.iterkeys():
            yield box.get_bytes(key), lambda: None


def _from_server(mailbox: Mailbox) -> Iterator[tuple[bytes, Callable[[], None]]]:
    """The unseen letters of an IMAP folder; each is marked as seen once it is ours."""
    try:
        with _connect(mailbox) as server:
            _ok(server.login(mailbox.user_name, _password(mailbox)))
            _ok(server.select(_quoted(mailbox.folder)))
            for uid in _ok(server.uid("SEARCH", "UNSEEN"))[0].split():
                raw = _letter(server, uid)
                if raw is not None:
                    yield raw, _marking(server, uid)
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


def _letter(server: imaplib.IMAP4, uid: bytes) -> bytes | None:
    """One letter by its uid; PEEK, because reading it is not yet having it."""
    size = re.search(rb"RFC822\.SIZE (\d+)", _first(_ok(server.uid("FETCH", uid.decode(), "(RFC822.SIZE)"))))
    if size and int(size.group(1)) > MAX_LETTER_BYTES:
        log.error("letter %s is larger than %s bytes and stays in the mailbox", uid.decode(), MAX_LETTER_BYTES)
        return None
    parts = _ok(server.uid("FETCH", uid.decode(), "(BODY.PEEK[])"))
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
