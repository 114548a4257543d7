"""Reads of imports and mailboxes; the only way from an id to one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Count, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from truckroll.accounts.actors import Actor
from truckroll.foundation.refusals import NotFound
from truckroll.foundation.tables import line
from truckroll.intake.lifecycle import BatchStatus
from truckroll.intake.models import Batch, ColumnMapping, LetterOutcome, Mailbox, MailSeen, RowState, StagedRow


def list_batches(*, actor: Actor) -> QuerySet[Batch]:
    """This will list the imports, the newest first."""
    return Batch.objects.visible_to(actor).order_by("-id")


def get_batch(*, actor: Actor, batch_id: int) -> Batch:
    """This will be the import with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    batch = list_batches(actor=actor).select_related("file", "uploader").filter(pk=batch_id).first()
    if batch is None:
        raise NotFound(f"There is no import {batch_id}.", batch_id=batch_id)
    return batch


def find_unfinished() -> list[int]:
    """This will list the imports that somebody's death left half way, oldest first."""
    return list(
        Batch.objects.filter(status__in=[BatchStatus.STAGING, BatchStatus.APPLYING])
        .order_by("id")
        .values_list("id", flat=True)
    )


def find_mapping(what: str, columns: Sequence[str]) -> ColumnMapping | None:
    """This will be what somebody said of such a file before, or None."""
    return ColumnMapping.objects.filter(what=what, columns=signature(columns)).first()


def list_rows(*, batch: Batch, state: str = "") -> QuerySet[StagedRow]:
    """This will list the rows of an import in the order of the file, all or those of one state."""
    rows = StagedRow.objects.filter(batch=batch).order_by("line")
    return rows.filter(state=state) if state else rows


def signature(columns: Sequence[str]) -> str:
    """This will be what a header is known by when such a file comes again."""
    return "\n".join(sorted(columns))


def list_bad_rows(*, batch: Batch) -> QuerySet[StagedRow]:
    """This will list the rows of an import that cannot come in, in the order of the file."""
    return StagedRow.objects.filter(batch=batch, state=RowState.BAD).order_by("line")


def error_file(*, batch: Batch) -> Iterator[str]:
    """This will be the bad rows as CSV: line, column, reason and the value as it stood in the file."""
    yield line(["line", "column", "reason", "value"])
    for row in list_bad_rows(batch=batch).iterator(chunk_size=1000):
        for fault in row.faults:
            yield line([row.line, fault["column"], fault["reason"], fault["value"]])


def list_mailboxes(*, actor: Actor) -> QuerySet[Mailbox]:
    """This will list the mailboxes, by name; each with how many letters were set aside, and why the last one."""
    aside = MailSeen.objects.filter(mailbox=OuterRef("pk"), outcome=LetterOutcome.SET_ASIDE)
    counted = aside.order_by().values("mailbox").annotate(n=Count("pk")).values("n")
    return (
        Mailbox.objects.visible_to(actor)
        .annotate(
            letters_aside=Coalesce(Subquery(counted), 0),
            why_aside=Coalesce(Subquery(aside.order_by("-id").values("reason")[:1]), Value("", TextField())),
        )
        .order_by("name", "id")
    )


def get_mailbox(*, actor: Actor, mailbox_id: int) -> Mailbox:
    """This will be the mailbox with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    mailbox = list_mailboxes(actor=actor).filter(pk=mailbox_id).first()
    if mailbox is None:
        raise NotFound(f"There is no mailbox {mailbox_id}.", mailbox_id=mailbox_id)
    return mailbox


def was_seen(message_id: str) -> bool:
    """This will say whether a letter was taken before."""
    return MailSeen.objects.filter(message_id=message_id).exists()
