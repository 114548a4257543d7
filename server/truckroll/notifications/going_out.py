"""Takes one message to the other side: a mail server, or a gateway for text messages that speaks as Twilio's does.

A try ends in the other side's own word, in `Unwilling` when it will never take this message, or in `Unreachable`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import mimetypes
import re
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from truckroll.foundation import blobs, clock
from truckroll.foundation.mail_addresses import as_carried
from truckroll.notifications.kinds import Channel
from truckroll.notifications.models import LineSecurity, Message, Transport

TIMEOUT_S = 10
_MOST_BYTES = 64 * 1024


class Unreachable(Exception):
    """The other side did not answer, or not with a yes or no; it may have taken the message all the same."""


class Unwilling(Exception):
    """The other side will never take this message."""


def send(message: Message, transport: Transport) -> str:
    """This will hand a message over and be the name the other side gave it.

    Raises
    ------
    Unreachable
        Try again later.
    Unwilling
        Do not.
    """
    return _mail(message, transport) if transport.channel == Channel.EMAIL else _text(message, transport)


def _mail(message: Message, transport: Transport) -> str:
    try:
        recipient = as_carried(message.recipient)
    except ValueError as error:
        raise Unwilling(f"It cannot go out by mail: {error}.") from error
    name, address = parseaddr(transport.sender)
    try:
        sender = as_carried(address)
    except ValueError as error:
        # Ours to mend, under Messages, Settings.
        raise Unreachable(f"The sender of our mails is wrong: {error}.") from error
    letter = _letter(message, sender=(name, sender), recipient=recipient)
    try:
        with _connect(transport) as server:
            if transport.user_name:
                server.login(transport.user_name, secret_of(transport))
            server.send_message(letter, from_addr=sender, to_addrs=[recipient])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise (Unwilling if 500 <= code < 600 else Unreachable)(_said(code, said)) from error
    except smtplib.SMTPSenderRefused as error:
        raise Unreachable(_said(error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPDataError as error:
        raise (Unwilling if error.smtp_code >= 500 else Unreachable)(
            _said(error.smtp_code, error.smtp_error)
        ) from error
    except smtplib.SMTPResponseException as error:
        raise Unreachable(_said(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(f"{transport.host}:{transport.port} does not answer: {error}") from error
    return str(letter["Message-ID"])


def _connect(transport: Transport) -> smtplib.SMTP:
    if transport.security == LineSecurity.TLS:
        return smtplib.SMTP_SSL(transport.host, transport.port, timeout=TIMEOUT_S, context=ssl.create_default_context())
    server = smtplib.SMTP(transport.host, transport.port, timeout=TIMEOUT_S)
    if transport.security == LineSecurity.STARTTLS:
        server.starttls(context=ssl.create_default_context())
    return server


def _letter(message: Message, *, sender: tuple[str, str], recipient: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = formataddr(sender)
    letter["To"] = formataddr((_one_line(message.recipient_name), recipient))
    letter["Subject"] = _one_line(message.subject)
    letter["Date"] = format_datetime(clock.real_now())
    # The same at every try: whoever gets it twice can tell, and many mail programs then show it once.
    letter["Message-ID"] = f"<{message.client_uuid}@{sender[1].rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.body)
    for file in message.attachments:
        kind = mimetypes.guess_type(file["name"])[0] or "application/octet-stream"
        main, _, sub = kind.partition("/")
        content = blobs.path_of(file["sha256"]).read_bytes()
        letter.add_attachment(content, maintype=main, subtype=sub, filename=file["name"])
    return letter


def _text(message: Message, transport: Transport) -> str:
    form = {"To": message.recipient, "From": transport.sender, "Body": message.body}
    if settings.PUBLIC_URL:
        form["StatusCallback"] = receipt_url(message)
    account = transport.user_name
    request = urllib.request.Request(  # noqa: S310  # an administrator's own address, http or https by its shape
        f"{transport.url.rstrip('/')}/2010-04-01/Accounts/{account}/Messages.json",
        data=urlencode(form).encode(),
        headers={
            "Authorization": "Basic " + base64.b64encode(f"{account}:{secret_of(transport)}".encode()).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
            # The gateway's own protection against saying it twice.
            "Idempotency-Key": str(message.client_uuid),
        },
    )
    try:
        with _opener.open(request, timeout=TIMEOUT_S) as answer:
            return _accepted(answer.read(_MOST_BYTES))
    except urllib.error.HTTPError as error:
        why = f"The gateway answers {error.code}: {_reason(error.read(_MOST_BYTES))}"
        # A wrong password is ours to mend, and too many requests pass: neither is about this message.
        is_final = 400 <= error.code < 500 and error.code not in (401, 403, 404, 408, 425, 429)
        raise (Unwilling if is_final else Unreachable)(why) from error
    except (OSError, ValueError) as error:
        raise Unreachable(f"The gateway does not answer: {error}") from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A gateway that sends us elsewhere with our password is not followed."""

    def redirect_request(self, *_: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def _accepted(content: bytes) -> str:
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise Unreachable("The gateway answers something else than it should.") from error
    # Some say 200 and mean no.
    if not isinstance(answer, dict) or not answer.get("sid"):
        raise Unreachable(f"The gateway takes it without giving it a name: {_reason(content)}")
    if answer.get("error_code") or answer.get("status") in ("failed", "undelivered"):
        raise Unwilling(f"The gateway refuses it: {_reason(content)}")
    return str(answer["sid"])


def _reason(content: bytes) -> str:
    try:
        answer = json.loads(content)
        said = answer.get("message") or answer.get("error_message") or answer.get("status") or ""
    except (ValueError, AttributeError):
        said = content[:200].decode(errors="replace")
    return str(said)[:200]


def secret_of(transport: Transport) -> str:
    """This will be the password of a way out, read from its file.

    Raises
    ------
    Unreachable
        The file is not there, or is not a plain name.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", transport.password_file):
        raise Unreachable("The name of the password file is missing or not a plain file name.")
    file = Path(settings.HOME) / "secrets" / transport.password_file
    try:
        return file.read_text().strip()
    except OSError as error:
        raise Unreachable(f"The password file {file} cannot be read.") from error


def receipt_url(message: Message) -> str:
    """This will be where a gateway tells what became of a message."""
    return f"{settings.PUBLIC_URL}/api/message-receipts/{message.client_uuid}"


def is_signed(transport: Transport, url: str, form: Mapping[str, str], signature: str) -> bool:
    """This will say whether a receipt comes from the gateway: HMAC-SHA1 of the address and the sorted fields.

    That is Twilio's scheme; its key is the password only the two of us know.
    """
    whole = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    made = hmac.new(secret_of(transport).encode(), whole.encode(), hashlib.sha1).digest()
    return hmac.compare_digest(base64.b64encode(made), signature.encode())


def _said(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"The mail server answers {code}: {' '.join(text.split())[:200]}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
