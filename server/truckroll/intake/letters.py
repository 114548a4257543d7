"""Reads one e-mail: who wrote, what, and which files came with it. Pure."""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser

MAX_TEXT = 8000
MAX_FILES = 25


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a letter."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail as the office needs it. `is_automatic`: a machine wrote it, and answering would start a loop."""

    message_id: str
    sender_name: str
    sender: str
    subject: str
    text: str
    sent_at: datetime | None
    files: tuple[File, ...]
    is_automatic: bool


def read_letter(raw: bytes) -> Letter:
    """This will read an e-mail, however badly it is made; what cannot be read stays in the stored original."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage), "the default policy makes these"
    name, address = parseaddr(_header(message, "From"))
    return Letter(
        message_id=_message_id(message, raw),
        sender_name=_clean(name)[:200],
        sender=_clean(address)[:254].lower(),
        subject=_clean(_header(message, "Subject"))[:500],
        text=_text(message)[:MAX_TEXT],
        sent_at=_sent_at(message),
        files=tuple(_files(message)),
        is_automatic=_is_automatic(message),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except Exception:  # a header the standard library chokes on must not stop the letter
        return ""


def _message_id(message: EmailMessage, raw: bytes) -> str:
    """A letter without an id is known by its bytes."""
    found = re.search(r"<([^<>\s]+)>", _header(message, "Message-ID"))
    return found.group(1)[:500] if found else f"sha256-{hashlib.sha256(raw).hexdigest()}"


def _clean(text: str) -> str:
    """One line without control characters: a header must not smuggle in another one."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]+", " ", text).split())


def _sent_at(message: EmailMessage) -> datetime | None:
    try:
        sent = parsedate_to_datetime(_header(message, "Date"))
    except ValueError:
        return None
    return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)


def _is_automatic(message: EmailMessage) -> bool:
    """RFC 3834, and what machines write that do not know it."""
    submitted = _header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or _header(message, "Precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply")
        or message.get_content_type() == "multipart/report"
        or _header(message, "Return-Path").strip() == "<>"
    )


def _text(message: EmailMessage) -> str:
    try:
        part = message.get_body(preferencelist=("plain", "html"))
    except Exception:  # a body that lies about its own structure
        part = None
    if part is None:
        return ""
    text = _decoded(part)
    if part.get_content_type() == "text/html":
        reader = _Words()
        reader.feed(text)
        text = reader.words()
    text = text.replace("\r\n", "\n").replace("\0", "")
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _decoded(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    for charset in (part.get_content_charset(), "utf-8", "cp1252"):
        try:
            return content.decode(charset or "utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("utf-8", errors="replace")


def _files(message: EmailMessage) -> list[File]:
    files: list[File] = []
    body = None
    try:
        body = message.get_body(preferencelist=("plain", "html"))
    except Exception:  # see _text
        body = None
    for part in message.walk():
        if len(files) == MAX_FILES:
            break
        if part.is_multipart() or part is body:
            continue
        name = part.get_filename()
        if name is None and part.get_content_maintype() == "text":
            continue  # the other form of the same words
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            files.append(File(_file_name(name, len(files) + 1, part.get_content_subtype()), content))
    return files


def _file_name(name: str | None, count: int, subtype: str) -> str:
    """Only the last part of a path, without characters a file system would trip over."""
    plain = re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "", re.split(r"[\\/]", name or "")[-1]).strip(" .")
    return plain[:150] or f"attachment-{count}.{re.sub('[^a-z0-9]', '', subtype.lower()) or 'bin'}"


class _Words(HTMLParser):
    """The words of an HTML letter: no scripts, no styles, no pictures from elsewhere."""

    _SILENT = frozenset({"script", "style", "head", "title"})
    _BREAKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._SILENT:
            self._silent += 1
        elif tag in self._BREAKS:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._SILENT and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(data)

    def words(self) -> str:
        """This will be the text, with the blanks a browser would not show taken out."""
        lines = (" ".join(line.split()) for line in "".join(self._parts).split("\n"))
        return "\n".join(lines)
