"""Reads one e-mail: who wrote, what, and which files came with it. Pure."""

from __future__ import annotations

import contextlib
import email
import email.policy
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser

MAX_TEXT = 8000
MAX_FILES = 25
_FIRST_YEAR = 1990
_CONTENT_HEADERS = re.compile(rb"^content-[^\n]*(?:\n[ \t][^\n]*)*\n?", re.IGNORECASE | re.MULTILINE)


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
    message = _parsed(raw)
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


def _parsed(raw: bytes) -> EmailMessage:
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
    except Exception:  # parts within parts by the thousand, or a lie about what it is: then as plain text
        head, *rest = re.split(rb"(\r?\n\r?\n)", raw, maxsplit=1)
        plain = b"".join([_CONTENT_HEADERS.sub(b"", head), *rest])
        message = email.message_from_bytes(plain, policy=email.policy.default)
    assert isinstance(message, EmailMessage), "the default policy makes these"
    return message


def _header(message: EmailMessage, name: str) -> str:
    try:
        return _storable(str(message.get(name, "")))
    except Exception:  # a header the standard library chokes on must not stop the letter
        return ""


def _storable(text: str) -> str:
    """Without what no database takes: NUL, and the halves of letters that some character sets make."""
    return re.sub("[\x00\ud800-\udfff]", "", text)


def message_id_of(raw: bytes) -> str:
    """This will be what a letter is known by: its id, or its bytes if it has none that can be read."""
    try:
        return _message_id(_parsed(raw), raw)
    except Exception:  # whoever sets it aside must know it again
        return _hash_of(raw)


def _message_id(message: EmailMessage, raw: bytes) -> str:
    found = re.search(r"<([^<>\s]+)>", _header(message, "Message-ID"))
    return found.group(1)[:500] if found else _hash_of(raw)


def _hash_of(raw: bytes) -> str:
    return f"sha256-{hashlib.sha256(raw).hexdigest()}"


def _clean(text: str) -> str:
    """One line without control characters: a header must not smuggle in another one."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]+", " ", text).split())


def _sent_at(message: EmailMessage) -> datetime | None:
    try:
        sent = parsedate_to_datetime(_header(message, "Date"))
        at = (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    # A clock that nobody ever set says nothing.
    return at if at.year >= _FIRST_YEAR else None


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
    """The letter's own words, then those of every letter that was put into it."""
    said = [_own_words(message)]
    with contextlib.suppress(RecursionError):  # see _files
        for inner in _forwarded(message):
            head = ", ".join(filter(None, (_clean(_header(inner, name)) for name in ("From", "Subject"))))
            said.append(f"Forwarded: {head}\n\n{_own_words(inner)}".strip())
            if sum(map(len, said)) > MAX_TEXT:
                break
    return "\n\n".join(filter(None, said))


def _forwarded(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in message.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            if isinstance(inner, EmailMessage):
                yield inner


def _own_words(message: EmailMessage) -> str:
    text = ""
    for kind in ("plain", "html"):
        part = _body(message, kind)
        # Some mailers send a blank form beside the one with the words.
        if part is not None and (text := _words_of(part)):
            break
    return text


def _body(message: EmailMessage, *kinds: str) -> MIMEPart | None:
    try:
        return message.get_body(preferencelist=kinds)
    except Exception:  # a body that lies about its own structure
        return None


def _words_of(part: MIMEPart) -> str:
    text = _decoded(part)
    if part.get_content_type() == "text/html":
        text = _read_html(text)
    text = _storable(text.replace("\r\n", "\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _decoded(part: MIMEPart) -> str:
    content = _content(part)
    try:
        return content.decode(part.get_content_charset("utf-8"))
    except Exception:  # the letter itself names the character set, and each fails in a way of its own
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode("utf-8")
        return content.decode("cp1252", errors="replace")


def _content(part: MIMEPart) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except Exception:  # packed in a way that cannot be undone
        return b""
    return content if isinstance(content, bytes) else b""


def _read_html(text: str) -> str:
    reader = _Words()
    try:
        reader.feed(text)
    except Exception:  # the parser gives up where a browser would not: then whatever is not within brackets
        return _without_blanks(html.unescape(re.sub(r"<[^<>]*>", " ", text)))
    return reader.words()


def _without_blanks(text: str) -> str:
    """Without those that a browser would not show."""
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


def _files(message: EmailMessage) -> list[File]:
    files: list[File] = []
    body = _body(message, "plain", "html")
    with contextlib.suppress(RecursionError):  # parts within parts by the hundred: those that were reached are kept
        for part in message.walk():
            if len(files) == MAX_FILES:
                break
            if part.is_multipart() or part is body:
                continue
            name = _name_of(part)
            if name is None and part.get_content_maintype() == "text":
                continue  # the other form of the same words
            if content := _content(part):
                files.append(File(_file_name(name, len(files) + 1, part.get_content_subtype()), content))
    return files


def _name_of(part: MIMEPart) -> str | None:
    try:
        return part.get_filename()
    except Exception:  # it has one, in a character set there is none of
        return ""


def _file_name(name: str | None, count: int, subtype: str) -> str:
    """Only the last part of a path, without characters a file system would trip over."""
    plain = re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "", re.split(r"[\\/]", _storable(name or ""))[-1]).strip(" .")
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
        return _without_blanks("".join(self._parts))
