"""Writes of messages: put in the queue with their cause, overtaken, sent again, read out; and the sender's steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from truckroll.accounts.actors import Actor
from truckroll.foundation import blobs
from truckroll.foundation.events import publish
from truckroll.foundation.prepared import PreparedRows
from truckroll.foundation.refusals import Invalid, Refusal
from truckroll.notifications import gathering
from truckroll.notifications.events import MessageChanged
from truckroll.notifications.kinds import KINDS, Channel, useful_for
from truckroll.notifications.lifecycle import MESSAGE, MessageStatus
from truckroll.notifications.links import link_to, rebook_link_to
from truckroll.notifications.models import Message, Transport, Try
from truckroll.notifications.quiet import first_moment
from truckroll.notifications.wording import fill
from truckroll.work.told_window import told_window

if TYPE_CHECKING:
    from truckroll.work.models import Request, Visit, WorkOrder

# A sender that has not answered for so long is dead; the longest try takes half of it.
LEASE = timedelta(seconds=60)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=15)
TRIES = 8
_WAITING = [MessageStatus.QUEUED, MessageStatus.WITHHELD, MessageStatus.FAILED]


class NoWayOut(Refusal):
    """Nobody set up how messages of this channel leave the house."""

    code = "no_way_out"
    title = "This cannot be sent"
    what_to_do = "Read the words out to the customer, or set up a mail server or gateway under Messages, Settings."


def write_message(
    *,
    kind: str,
    job: Request | WorkOrder,
    actor: Actor,
    now: datetime,
    visit: Visit | None = None,
    told: tuple[datetime | None, datetime | None] | None = None,
    reason: str = "",
    report: str = "",
    missed: Visit | None = None,
) -> Message | None:
    """This will write a message about a job in the transaction of its cause; None if nobody is to be told.

    `told` is the window it speaks of, if that is not the visit's present one; after a visit at which nobody opened
    (`missed`) it speaks of that one, and lets a time be chosen for `visit`, the return.
    """
    about, said = KINDS[kind], gathering.said_of(kind)
    person = gathering.person_of(job, now=now)
    if not (person.name or person.email or person.phone):
        return None
    way = gathering.way_to(person, said, country=gathering.country_of(job.site))
    if way is None:
        return None
    head = gathering.letterhead()
    link = link_to(job, given_to=person.name, now=now)
    rebook = rebook_link_to(visit, given_to=person.name, now=now) if missed is not None and visit is not None else ""
    facts = gathering.facts_of(
        job, missed or visit, head=head, now=now, link=link, told=told, reason=reason, report=report, rebook=rebook
    )
    # Without an address they are read out: the words of a letter say most.
    words = fill(said.words[way.channel or Channel.EMAIL.value], facts)
    starts, ends = told or (told_window(visit) if visit is not None else (None, None))
    first = now + about.settles
    if not about.at_any_hour and job.site is not None:
        first = first_moment(first, job.site.zone, quiet_from=head.quiet_from, quiet_until=head.quiet_until)
    number = {"work_order": job} if hasattr(job, "request_id") else {"request": job}
    return Message.objects.create(
        kind=kind,
        channel=way.channel,
        status=MessageStatus.WITHHELD if way.reason else MessageStatus.QUEUED,
        **number,
        visit=visit,
        recipient_name=person.name,
        recipient=way.recipient,
        subject=words.subject,
        body=words.body or about.title,
        told_from=starts,
        told_to=ends,
        written_at=now,
        written_by=actor.label,
        not_before=first,
        useful_until=first + about.useful,
        why=way.reason,
    )


def write_letter(
    *,
    kind: str,
    recipient: str,
    subject: str,
    body: str,
    actor: Actor,
    now: datetime,
    work_order_id: int | None = None,
    recipient_name: str = "",
    channel: str = Channel.EMAIL.value,
    attachments: Sequence[tuple[str, str]] = (),
) -> Message:
    """This will write a message whose words are a person's own, with files by name and hash, to go out now.

    Raises
    ------
    Invalid
        A file is not stored here.
    """
    missing = [sha256 for _, sha256 in attachments if blobs.find_blob(sha256) is None]
    if missing:
        raise Invalid("A file of the message is not stored here.", missing=missing)
    is_open = Transport.objects.filter(channel=channel, is_active=True).exists()
    which = "mail server" if channel == Channel.EMAIL else "gateway for text messages"
    return Message.objects.create(
        kind=kind,
        channel=channel,
        status=MessageStatus.QUEUED if is_open else MessageStatus.WITHHELD,
        why="" if is_open else f"No {which} is set up.",
        work_order_id=work_order_id,
        recipient_name=recipient_name,
        recipient=recipient,
        subject=subject,
        body=body,
        attachments=[{"name": name, "sha256": sha256} for name, sha256 in attachments],
        written_at=now,
        written_by=actor.label,
        not_before=now,
        useful_until=now + useful_for(kind),
    )


def overtake_messages(*, visit_id: int, kinds: Iterable[str], actor: Actor, now: datetime) -> None:
    """This will keep what was not yet said about a visit from being said: something else holds now."""
    for message in _waiting(tuple(kinds)).ask([visit_id]):
        _move(message, "overtake", actor=actor, now=now)


@cache
def _waiting(kinds: tuple[str, ...]) -> PreparedRows[Message]:
    rows = Message.objects.select_for_update().filter(kind__in=kinds, status__in=_WAITING).order_by("id")
    return PreparedRows(lambda ids: rows.filter(visit_id__in=ids))


def resend_message(*, message: Message, actor: Actor, now: datetime) -> Message:
    """This will put a message that failed or was withheld into the queue, to go out at once.

    Raises
    ------
    NoWayOut
        Nobody set up how it would leave, or its recipient has no address.
    MoveRefused
        It is under way or done with.
    """
    if not message.recipient or not Transport.objects.filter(channel=message.channel, is_active=True).exists():
        raise NoWayOut("There is no way for this message to leave the house.", channel=message.channel)
    _move(
        message, "resend", actor=actor, now=now, not_before=now, useful_until=now + useful_for(message.kind), tries=0,
        next_try_at=None, leased_until=None, why="",
    )  # fmt: skip
    return message


def tell_message(*, message: Message, actor: Actor, now: datetime) -> Message:
    """This will note that somebody read the words out to the customer.

    Raises
    ------
    MoveRefused
        It went out already, or another one took its place.
    """
    _move(message, "tell", actor=actor, now=now, told_by=actor.label, sent_at=now)
    return message


def lease_message(*, channel: str, actor: Actor, now: datetime, real_now: datetime) -> Message | None:
    """This will take the next message that is due on a channel for one try, so that nobody else sends it meanwhile.

    Whoever dies over it leaves it to the next once the lease is over: at least once, never not at all.
    """
    due = Message.objects.select_for_update(skip_locked=True).filter(
        Q(status=MessageStatus.QUEUED, not_before__lte=now) & (Q(next_try_at=None) | Q(next_try_at__lte=real_now))
        | Q(status=MessageStatus.SENDING, leased_until__lt=real_now),
        channel=channel,
    )
    message = due.order_by("id").first()
    if message is None:
        return None
    if message.useful_until < now:
        too_late = "It was too late to be of use when it could have gone out."
        _move(message, "fail", actor=actor, now=now, why=too_late)
        return message
    # Said meanwhile; what may have gone out already is sent to its end.
    if message.status == MessageStatus.QUEUED and (why := _spoken_against(message, now)):
        _move(message, "withhold", actor=actor, now=now, why=why)
        return message
    _move(message, "lease", actor=actor, now=now, leased_until=real_now + LEASE, tries=message.tries + 1)
    Try.objects.create(message=message, number=message.tries, began_at=real_now)
    return message


def _spoken_against(message: Message, now: datetime) -> str:
    """Why what was written by itself is not to go out any more; what a person wrote is his to send."""
    job = message.work_order or message.request
    return gathering.spoken_against(job, message.channel, now=now) if job and message.kind in KINDS else ""


def confirm_message(*, message: Message, provider_id: str, actor: Actor, now: datetime, real_now: datetime) -> None:
    """This will note that the other side took the message."""
    _end_try(message, "sent", provider_id, real_now)
    if _locked(message).status == MessageStatus.SENDING:
        _move(message, "confirm", actor=actor, now=now, provider_id=provider_id, sent_at=now, why="", leased_until=None)


def give_back_message(*, message: Message, why: str, actor: Actor, now: datetime, real_now: datetime) -> None:
    """This will let a message that could not be sent wait for its next try, or give it up after the last."""
    _end_try(message, "failed", why, real_now)
    if _locked(message).status != MessageStatus.SENDING:
        return
    if message.tries >= TRIES:
        _move(message, "fail", actor=actor, now=now, why=f"{why} ({TRIES} tries)", leased_until=None)
        return
    wait = min(_FIRST_WAIT * 3 ** (message.tries - 1), _LONGEST_WAIT)
    _move(message, "give_back", actor=actor, now=now, why=why, next_try_at=real_now + wait, leased_until=None)


def fail_message(*, message: Message, why: str, actor: Actor, now: datetime, real_now: datetime) -> None:
    """This will note that the other side will never take the message, or could not deliver it."""
    _end_try(message, "failed", why, real_now)
    if _locked(message).status in (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.SENT):
        _move(message, "fail", actor=actor, now=now, why=why, leased_until=None)


def note_delivery(*, message: Message, state: str, detail: str, actor: Actor, now: datetime) -> Message:
    """This will note a gateway's receipt; the same again, or an older one, changes nothing."""
    locked = _locked(message)
    if state == "delivered" and locked.status in (MessageStatus.SENDING, MessageStatus.SENT):
        _move(message, "deliver", actor=actor, now=now, delivered_at=now, sent_at=message.sent_at or now)
    elif state in ("undelivered", "failed") and locked.status in (MessageStatus.SENDING, MessageStatus.SENT):
        _move(message, "fail", actor=actor, now=now, why=detail)
    return message


def _locked(message: Message) -> Message:
    message.refresh_from_db(from_queryset=Message.objects.select_for_update())
    return message


def _end_try(message: Message, outcome: str, detail: str, real_now: datetime) -> None:
    Try.objects.filter(message=message, number=message.tries, ended_at=None).update(
        outcome=outcome, detail=detail[:500], ended_at=real_now
    )


def _move(message: Message, name: str, *, actor: Actor, now: datetime, **values: Any) -> None:
    MESSAGE.move(message, name, actor=actor, at=now, reason=values.get("why", ""), **values)
    publish(MessageChanged(message_id=message.pk, work_order_id=message.work_order_id, status=message.status), at=now)
