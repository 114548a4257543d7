"""Writes of mailboxes and letters: a letter becomes a request once, however often it is fetched."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.customers.queries import contacts_by_email
from truckroll.foundation import blobs
from truckroll.foundation.events import publish
from truckroll.foundation.mail_addresses import is_carried
from truckroll.foundation.refusals import Invalid, refuse_constraint
from truckroll.foundation.versions import lock_at
from truckroll.intake.events import LetterIgnored, MailboxChanged
from truckroll.intake.letters import Letter, read_letter
from truckroll.intake.models import LetterOutcome, Mailbox, MailSeen
from truckroll.work.actions.requests import receive_request

refuse_constraint(
    "mailbox_place_present",
    lambda: Invalid("A mailbox file needs its path; an IMAP mailbox its host and user name.", field="kind"),
)


def create_mailbox(*, actor: Actor, now: datetime, **values: Any) -> Mailbox:
    """This will add a mailbox.

    Raises
    ------
    Invalid
        The place of the mailbox is not complete.
    """
    mailbox = Mailbox.objects.create(**values)
    publish(MailboxChanged(mailbox_id=mailbox.pk), at=now, topics=["admin"])
    return mailbox


def change_mailbox(
    *, mailbox: Mailbox, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Mailbox:
    """This will change a mailbox, or stop fetching from it.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since it was read.
    """
    lock_at(mailbox, version, shown=values)
    mailbox.change(**values)
    publish(MailboxChanged(mailbox_id=mailbox.pk), at=now, topics=["admin"])
    return mailbox


def receive_letter(*, mailbox: Mailbox, raw: bytes, actor: Actor, now: datetime) -> MailSeen:
    """This will make a request of a letter with its files, and keep the original; taken before, it changes nothing.

    What a machine wrote (a bounce, an absence note) is kept but makes no request.
    """
    letter = read_letter(raw)
    earlier = MailSeen.objects.filter(message_id=letter.message_id).first()
    if earlier is not None:
        return earlier
    seen = MailSeen(
        mailbox=mailbox,
        message_id=letter.message_id,
        raw=blobs.store(raw),
        received_at=now,
        outcome=LetterOutcome.REQUEST,
    )
    if letter.is_automatic:
        seen.outcome, seen.reason = LetterOutcome.IGNORED, "A machine wrote it."
        seen.save()
        publish(LetterIgnored(mailbox_id=mailbox.pk, message_id=letter.message_id), at=now, topics=["office"])
        return seen
    customer_id, site_id = _known_sender(letter)
    request = receive_request(
        channel="email",
        external_id=letter.message_id,
        description="\n\n".join(filter(None, (letter.subject, letter.text))) or "(a letter without words)",
        received_at=now,
        # When it was sent is when it was reported, unless the sender's clock is ahead of ours (rule 33).
        reported_at=min(letter.sent_at or now, now),
        contact_name=letter.sender_name or letter.sender,
        contact_email=letter.sender if is_carried(letter.sender) else "",
        customer_id=customer_id,
        site_id=site_id,
        attachments=[(file.name, blobs.store(file.content)) for file in letter.files],
        actor=actor,
        now=now,
    )
    seen.request_id = request.pk
    seen.save()
    return seen


def set_letter_aside(
    *, mailbox: Mailbox, raw: bytes, message_id: str, why: str, actor: Actor, now: datetime
) -> MailSeen:
    """This will keep a letter that cannot be taken, with the reason, which its mailbox shows; it is not tried again."""
    seen = MailSeen.objects.create(
        mailbox=mailbox,
        message_id=message_id,
        raw=blobs.store(raw),
        received_at=now,
        outcome=LetterOutcome.SET_ASIDE,
        reason=why,
    )
    publish(MailboxChanged(mailbox_id=mailbox.pk), at=now, topics=["admin"])
    return seen


def note_fetch(*, mailbox_id: int, error: str, now: datetime) -> None:
    """This will remember when a mailbox was last looked into, and what stood in the way if something did."""
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    if error != mailbox.error:
        publish(MailboxChanged(mailbox_id=mailbox.pk), at=now, topics=["admin"])
    mailbox.change(fetched_at=now, error=error)


def _known_sender(letter: Letter) -> tuple[int | None, int | None]:
    """Customer and site of whoever wrote, if the address belongs to just one; the office decides otherwise."""
    contacts = contacts_by_email(letter.sender) if letter.sender else []
    customers = {contact.customer_id for contact in contacts}
    sites = {contact.site_id for contact in contacts}
    if len(customers) != 1:
        return None, None
    return customers.pop(), sites.pop() if len(sites) == 1 else None
