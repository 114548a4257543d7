"""Reads of the room: messages with their tries, words as they stand, ways out, wishes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch

from truckroll.accounts.actors import Actor
from truckroll.foundation.prepared import PreparedRows
from truckroll.foundation.refusals import NotFound
from truckroll.notifications import gathering
from truckroll.notifications.kinds import KINDS, Channel, Words
from truckroll.notifications.models import Letterhead, Message, Messages, Template, Transport, Try, Wish


def list_messages(
    *, actor: Actor, work_order_id: int | None = None, request_id: int | None = None, status: str = "", kind: str = ""
) -> Messages:
    """This will list the messages, the newest first, each with its tries."""
    rows = Message.objects.visible_to(actor).order_by("-id").select_related("work_order", "request", "visit")
    rows = rows.prefetch_related(Prefetch("all_tries", Try.objects.order_by("number")))
    given = {"work_order_id": work_order_id, "request_id": request_id, "status": status, "kind": kind}
    return rows.filter(**{name: value for name, value in given.items() if value})


def get_message(*, actor: Actor, message_id: int) -> Message:
    """This will be the message with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    message = list_messages(actor=actor).filter(pk=message_id).first()
    if message is None:
        raise NotFound(f"There is no message {message_id}.", message_id=message_id)
    return message


def standings_of(message_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """This will be what became of each of these messages: its status, and what stood in the way."""
    rows = Message.objects.filter(pk__in=list(message_ids)).values_list("pk", "status", "why")
    return {pk: (status, why) for pk, status, why in rows}


def find_message_by_uuid(client_uuid: UUID) -> Message | None:
    """This will be the message gateways know by that name, or None."""
    return Message.objects.filter(client_uuid=client_uuid).first()


def last_said(visit_id: int, kinds: list[str]) -> list[Message]:
    """This will list what was or is to be said about a visit of these kinds, the newest first."""
    return [message for message in _OF_VISIT.ask([visit_id]) if message.kind in kinds]


_OF_VISIT = PreparedRows(lambda ids: Message.objects.filter(visit_id__in=ids).order_by("-id"))


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of a kind on a channel as they stand, the company's own or the default ones."""

    kind: str
    channel: str
    title: str
    subject: str
    body: str
    is_on: bool
    is_own: bool
    version: int | None
    default_subject: str
    default_body: str


def list_templates() -> list[Spoken]:
    """This will list the words of every kind on every channel."""
    own = {(row.kind, row.channel): row for row in Template.objects.all()}
    spoken = []
    for kind, about in KINDS.items():
        for channel in Channel.values:
            default, row = about.words(channel), own.get((kind, channel))
            words = Words(row.subject, row.body) if row else default
            spoken.append(
                Spoken(
                    str(kind), channel, about.title, words.subject, words.body, row.is_on if row else True,
                    row is not None, row.version if row else None, default.subject, default.body,
                )
            )  # fmt: skip
    return spoken


def get_letterhead() -> Letterhead:
    """This will be the company's letterhead."""
    return gathering.letterhead()


def list_transports() -> list[Transport]:
    """This will list the ways out that were set up."""
    return list(Transport.objects.order_by("channel"))


def find_transport(channel: str) -> Transport | None:
    """This will be the way out of a channel if it is open, or None."""
    return Transport.objects.filter(channel=channel, is_active=True).first()


def find_wish(contact_id: int) -> Wish | None:
    """This will be what a contact wished, or None."""
    return Wish.objects.filter(contact_id=contact_id).first()


def get_waiting(*, actor: Actor, now: datetime) -> dict[str, object]:
    """This will count what failed, what waits to be read out since yesterday, and say which ways out are open."""
    rows = Message.objects.visible_to(actor)
    open_ways = set(Transport.objects.filter(is_active=True).values_list("channel", flat=True))
    recent = rows.filter(status="withheld", written_at__gt=now - timedelta(days=1))
    return {
        "failed": rows.filter(status="failed").count(),
        "withheld": recent.count(),
        "has_email": Channel.EMAIL.value in open_ways,
        "has_sms": Channel.SMS.value in open_ways,
    }
