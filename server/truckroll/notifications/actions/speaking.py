"""Writes of what the company says and how: words, letterhead, ways out, and what a contact wishes."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from truckroll.accounts.actors import Actor
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid, refuse_constraint
from truckroll.foundation.versions import lock_at
from truckroll.notifications.actions.messages import write_letter
from truckroll.notifications.events import TransportChanged, WishChanged, WordsChanged
from truckroll.notifications.kinds import PLACEHOLDERS, Channel, Kind, Words
from truckroll.notifications.models import Letterhead, Message, Template, Transport, Wish
from truckroll.notifications.wording import unknown_names

if TYPE_CHECKING:
    from truckroll.customers.models import Contact

refuse_constraint(
    "transport_place_present",
    lambda: Invalid("A mail server needs its host; a gateway its address and account.", field="channel"),
)


def check_words(words: Words) -> None:
    """This will make sure that every name in braces means something.

    Raises
    ------
    Invalid
        One does not; the facts list those that do.
    """
    if unknown := unknown_names(words):
        named = ", ".join(f"{{{name}}}" for name in unknown)
        raise Invalid(
            f"{named} means nothing here.",
            faults=[{"where": "body", "what": f"{named} means nothing here."}],
            known=sorted(PLACEHOLDERS),
        )


def change_template(
    *, kind: str, channel: str, words: Words, is_on: bool, actor: Actor, now: datetime, version: int | None = None
) -> Template:
    """This will change the company's words for a kind of message, or whether it is sent at all.

    Raises
    ------
    Invalid
        The words name something that is not known.
    ChangedMeanwhile
        Somebody changed them since they were read.
    """
    check_words(words)
    values = {"subject": words.subject, "body": words.body, "is_on": is_on}
    template, is_new = Template.objects.get_or_create(kind=kind, channel=channel, defaults=values)
    if not is_new:
        lock_at(template, version, shown=values)
        template.change(**values)
    publish(WordsChanged(kind=kind), at=now)
    return template


def change_letterhead(
    *,
    company: str,
    phone: str,
    quiet_from: time,
    quiet_until: time,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Letterhead:
    """This will change who speaks in every message, and the hours in which none goes out.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since it was read.
    """
    values: dict[str, Any] = {
        "company": company, "phone": phone, "quiet_from": quiet_from, "quiet_until": quiet_until
    }  # fmt: skip
    head, is_new = Letterhead.objects.get_or_create(pk=1, defaults=values)
    if not is_new:
        lock_at(head, version, shown=values)
        head.change(**values)
    publish(WordsChanged(kind=""), at=now)
    return head


def set_transport(*, channel: str, actor: Actor, now: datetime, version: int | None = None, **values: Any) -> Transport:
    """This will set up, change or close the way out of a channel.

    Raises
    ------
    Invalid
        Its place is not complete.
    ChangedMeanwhile
        Somebody changed it since it was read.
    """
    transport, is_new = Transport.objects.get_or_create(channel=channel, defaults=values)
    if not is_new:
        lock_at(transport, version, shown=values)
        transport.change(**values)
    publish(TransportChanged(channel=channel), at=now, topics=["admin"])
    return transport


def try_transport(*, channel: str, recipient: str, actor: Actor, now: datetime) -> Message:
    """This will write a message to ourselves, which shows whether the way out is open."""
    return write_letter(
        kind=Kind.TEST, channel=channel, recipient=recipient,
        subject="A message from truckroll" if channel == Channel.EMAIL else "",
        body="If you can read this, messages from truckroll arrive.", actor=actor, now=now,
    )  # fmt: skip


def set_wish(*, contact: Contact, channel: str, actor: Actor, now: datetime) -> Wish:
    """This will note how a contact wants to be told, or that he does not."""
    wish, is_new = Wish.objects.get_or_create(
        contact=contact, defaults={"channel": channel, "said_at": now, "written_by": actor.label}
    )
    if not is_new and wish.channel != channel:
        lock_at(wish, None)
        wish.change(channel=channel, said_at=now, written_by=actor.label)
    publish(WishChanged(contact_id=contact.pk), at=now)
    return wish
