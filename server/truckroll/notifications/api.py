"""Routes of the room: messages, the company's words with their preview, ways out, wishes, and gateways' receipts."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from truckroll.accounts import roles
from truckroll.accounts.actors import system
from truckroll.accounts.permissions import allow
from truckroll.customers.queries import get_contact
from truckroll.foundation import clock, commands, http
from truckroll.foundation.local_time import WallTime
from truckroll.foundation.refusals import Forbidden
from truckroll.notifications import previewing, queries
from truckroll.notifications.actions import messages, speaking
from truckroll.notifications.going_out import Unreachable, is_signed, receipt_url
from truckroll.notifications.kinds import KINDS, PLACEHOLDERS, Channel, Kind, Words
from truckroll.notifications.lifecycle import MESSAGE, MessageStatus
from truckroll.notifications.models import LineSecurity, Message, WishChannel

router = Router(tags=["notifications"])

_SEES_TRANSPORTS = roles.ADMIN | {roles.Role.AUDITOR.value}


class MessageTry(Schema):
    """One try to send it; an empty outcome means that whoever tried died over it."""

    number: int
    began_at: datetime
    ended_at: datetime | None
    outcome: str
    detail: str


class MessageOut(Schema):
    """Something said, or to be said, to a customer. What is withheld or failed is there to be read out."""

    id: int
    version: int
    kind: Kind
    channel: str
    status: MessageStatus
    work_order_id: int | None
    work_order_number: str | None
    request_id: int | None
    visit_number: str | None
    recipient_name: str
    recipient: str
    subject: str
    body: str
    attachments: list[dict[str, str]]
    written_at: datetime
    not_before: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    told_by: str
    why: str
    tries: list[MessageTry]
    moves: list[str]

    @staticmethod
    def resolve_work_order_number(message: Message) -> str | None:
        return message.work_order.number if message.work_order else None

    @staticmethod
    def resolve_visit_number(message: Message) -> str | None:
        return message.visit.number if message.visit else None

    @staticmethod
    def resolve_tries(message: Any) -> list[Any]:
        return list(message.all_tries.all())

    @staticmethod
    def resolve_moves(message: Message) -> list[str]:
        people = {"resend", "tell"}
        return [move for move in MESSAGE.moves_from(message.status) if move in people]


class MessageList(Schema):
    items: list[MessageOut]
    total: int


class MessageTemplate(Schema):
    """The words of a kind of message on a channel, and what may be named in them."""

    kind: Kind
    channel: Channel
    title: str
    subject: str
    body: str
    is_on: bool
    is_own: bool
    version: int | None
    default_subject: str
    default_body: str


class MessageTemplates(Schema):
    items: list[MessageTemplate]
    total: int
    placeholders: dict[str, str]


class MessageTemplateIn(http.In):
    subject: str = Field("", max_length=200)
    body: str = Field(min_length=1, max_length=4000)
    is_on: bool = True
    version: int | None = None


class MessagePreviewIn(http.In):
    kind: Kind
    subject: str = Field("", max_length=200)
    body: str = Field(min_length=1, max_length=4000)
    work_order_id: int


class MessagePreview(Schema):
    """The words filled in for a real work order, and to whom they would go; or why not."""

    subject: str
    body: str
    recipient_name: str
    recipient: str
    channel: str
    reason: str


class LetterheadOut(Schema):
    version: int
    company: str
    phone: str
    quiet_from: time
    quiet_until: time


class LetterheadIn(http.In):
    company: str = Field("", max_length=100)
    phone: str = Field("", max_length=40)
    quiet_from: WallTime = time(21)
    quiet_until: WallTime = time(8)
    version: int | None = None


class TransportOut(Schema):
    id: int
    version: int
    channel: Channel
    is_active: bool
    host: str
    port: int
    security: LineSecurity
    url: str
    user_name: str
    password_file: str
    sender: str


class Transports(Schema):
    items: list[TransportOut]
    total: int


class TransportIn(http.In):
    is_active: bool = True
    host: str = Field("", max_length=253)
    port: int = Field(587, ge=1, le=65535)
    security: LineSecurity = LineSecurity.STARTTLS
    url: str = Field("", pattern=r"^$|^https?://[^\s/]+(/\S*)?$", max_length=300)
    user_name: str = Field("", max_length=200)
    password_file: str = Field("", pattern=r"^$|^[A-Za-z0-9][A-Za-z0-9._-]*$")
    sender: str = Field(min_length=1, max_length=200)
    version: int | None = None


class TransportTestIn(http.In):
    recipient: str = Field(min_length=3, max_length=254)


class WishOut(Schema):
    """How a contact wants to be told; empty: he did not say."""

    contact_id: int
    channel: str
    said_at: datetime | None
    written_by: str


class WishIn(http.In):
    channel: WishChannel


class Waiting(Schema):
    """What the office must know of its messages: how many failed, and whether there is any way out."""

    failed: int
    withheld: int
    has_email: bool
    has_sms: bool


@router.get("/messages", response=MessageList)
def list_messages(
    request: HttpRequest,
    work_order_id: int | None = None,
    request_id: int | None = None,
    status: MessageStatus | None = None,
    kind: Kind | None = None,
    page: int = 1,
    page_size: int = 50,
) -> dict[str, object]:
    """What was said to customers, the newest first."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_messages(
        actor=actor, work_order_id=work_order_id, request_id=request_id, status=status or "", kind=kind or ""
    )
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.get("/messages/waiting", response=Waiting)
def get_waiting(request: HttpRequest) -> object:
    """How many messages failed or wait to be read out."""
    return queries.get_waiting(actor=allow(request, roles.OFFICE), now=clock.now())


@router.post("/messages/{message_id}/resend", response=MessageOut)
def resend_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """Send a message again that failed or could not be sent."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        message = queries.get_message(actor=actor, message_id=message_id)
        messages.resend_message(message=message, actor=actor, now=clock.now())
        return queries.get_message(actor=actor, message_id=message_id)

    return http.write(request, "notifications.resend_message", effect, out=MessageOut, message_id=message_id)


@router.post("/messages/{message_id}/tell", response=MessageOut)
def tell_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """Note that the words were read out to the customer."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        message = queries.get_message(actor=actor, message_id=message_id)
        messages.tell_message(message=message, actor=actor, now=clock.now())
        return queries.get_message(actor=actor, message_id=message_id)

    return http.write(request, "notifications.tell_message", effect, out=MessageOut, message_id=message_id)


@router.get("/message-templates", response=MessageTemplates)
def list_message_templates(request: HttpRequest) -> dict[str, object]:
    """The words of every kind of message, and what may be named in them."""
    allow(request, roles.OFFICE)
    items = queries.list_templates()
    return {"items": items, "total": len(items), "placeholders": PLACEHOLDERS}


@router.post("/message-templates/preview", response=MessagePreview)
def preview_message(request: HttpRequest, body: MessagePreviewIn) -> object:
    """Words filled in for a real work order. Nothing happens by it."""
    actor = allow(request, roles.OFFICE)
    words = Words(body.subject, body.body)
    speaking.check_words(words)
    return previewing.preview(
        kind=body.kind, words=words, work_order_id=body.work_order_id, actor=actor, now=clock.now()
    )


@router.put("/message-templates/{kind}/{channel}", response=MessageTemplate)
def change_message_template(
    request: HttpRequest, kind: Kind, channel: Channel, body: MessageTemplateIn
) -> HttpResponse:
    """Change the company's words, or whether such a message is sent."""
    actor = allow(request, roles.ADMIN)

    def effect() -> object:
        if kind not in KINDS:
            raise Forbidden("These words are written by a person each time.", kind=kind)
        speaking.change_template(
            kind=kind, channel=channel, words=Words(body.subject, body.body), is_on=body.is_on, actor=actor,
            now=clock.now(), version=body.version,
        )  # fmt: skip
        return next(t for t in queries.list_templates() if (t.kind, t.channel) == (kind, channel))

    return http.write(
        request, "notifications.change_template", effect, body=body, out=MessageTemplate, kind=kind, channel=channel
    )


@router.get("/letterhead", response=LetterheadOut)
def get_letterhead(request: HttpRequest) -> object:
    """Who speaks in every message, and when none goes out."""
    allow(request, roles.OFFICE)
    return queries.get_letterhead()


@router.put("/letterhead", response=LetterheadOut)
def change_letterhead(request: HttpRequest, body: LetterheadIn) -> HttpResponse:
    """Change who speaks, and the quiet hours."""
    actor = allow(request, roles.ADMIN)

    def effect() -> object:
        return speaking.change_letterhead(**body.dict(), actor=actor, now=clock.now())

    return http.write(request, "notifications.change_letterhead", effect, body=body, out=LetterheadOut)


@router.get("/transports", response=Transports)
def list_transports(request: HttpRequest) -> dict[str, object]:
    """The ways out that were set up."""
    allow(request, _SEES_TRANSPORTS)
    items = queries.list_transports()
    return {"items": items, "total": len(items)}


@router.put("/transports/{channel}", response=TransportOut)
def set_transport(request: HttpRequest, channel: Channel, body: TransportIn) -> HttpResponse:
    """Set up a way out. Its password lies in a file of the home folder's `secrets`, named here."""
    actor = allow(request, roles.ADMIN)

    def effect() -> object:
        return speaking.set_transport(channel=channel, **body.dict(), actor=actor, now=clock.now())

    return http.write(request, "notifications.set_transport", effect, body=body, out=TransportOut, channel=channel)


@router.post("/transports/{channel}/test", response={201: MessageOut})
def try_transport(request: HttpRequest, channel: Channel, body: TransportTestIn) -> HttpResponse:
    """Write a message to yourself; its status shows whether the way out is open."""
    actor = allow(request, roles.ADMIN)

    def effect() -> object:
        message = speaking.try_transport(channel=channel, recipient=body.recipient, actor=actor, now=clock.now())
        return queries.get_message(actor=actor, message_id=message.pk)

    return http.write(
        request, "notifications.try_transport", effect, body=body, out=MessageOut, status=201, channel=channel
    )


@router.get("/contacts/{contact_id}/wish", response=WishOut)
def get_wish(request: HttpRequest, contact_id: int) -> object:
    """How a contact wants to be told."""
    contact = get_contact(actor=allow(request, roles.OFFICE), contact_id=contact_id)
    return queries.find_wish(contact.pk) or {
        "contact_id": contact.pk, "channel": "", "said_at": None, "written_by": ""
    }  # fmt: skip


@router.put("/contacts/{contact_id}/wish", response=WishOut)
def set_wish(request: HttpRequest, contact_id: int, body: WishIn) -> HttpResponse:
    """Note how a contact wants to be told, or that he does not."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        contact = get_contact(actor=actor, contact_id=contact_id)
        return speaking.set_wish(contact=contact, channel=body.channel, actor=actor, now=clock.now())

    return http.write(request, "notifications.set_wish", effect, body=body, out=WishOut, contact_id=contact_id)


@router.post("/message-receipts/{client_uuid}", auth=None, response={204: None})
def receive_receipt(request: HttpRequest, client_uuid: UUID) -> HttpResponse:
    """Hear from a gateway what became of a message; only what it signed counts."""
    form = {name: str(value) for name, value in request.POST.items()}
    message, transport = queries.find_message_by_uuid(client_uuid), queries.find_transport(Channel.SMS)
    signature: Annotated[str, "base64"] = request.headers.get("X-Twilio-Signature", "")
    try:
        is_real = (
            message is not None
            and transport is not None
            and is_signed(transport, receipt_url(message), form, signature)
        )
    except Unreachable:
        is_real = False
    if not is_real or message is None:
        raise Forbidden("This receipt is not signed by the gateway.")
    actor = system("notifications.receipt")
    state = form.get("MessageStatus", "")
    detail = f"The gateway could not deliver it: {form.get('ErrorMessage') or form.get('ErrorCode') or state}"

    def effect() -> tuple[int, dict[str, Any]]:
        messages.note_delivery(message=message, state=state, detail=detail, actor=actor, now=clock.now())
        return 204, {}

    commands.run(
        source=commands.find_source(actor.source_kind, actor.source_key),
        uuid=commands.key_to_uuid(f"{client_uuid}/{form.get('MessageSid', '')}/{state}"),
        name="notifications.receive_receipt", body=form, actor=actor, effect=effect,
        request_id=http.request_id(request),
    )  # fmt: skip
    return HttpResponse(status=204)
