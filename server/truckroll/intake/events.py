"""What this room tells: files on their way in, and mailboxes that changed."""

from truckroll.foundation.events import Event, event


@event("intake.batch.uploaded")
class BatchUploaded(Event):
    """A file came and is about to be read."""

    batch_id: int


@event("intake.batch.staged")
class BatchStaged(Event):
    """A file is read and every row judged; nothing is applied yet."""

    batch_id: int


@event("intake.batch.unreadable")
class BatchUnreadable(Event):
    """A file could not be read; nothing of it was applied."""

    batch_id: int


@event("intake.batch.approved")
class BatchApproved(Event):
    """Somebody chose to let the rows of a file in."""

    batch_id: int


@event("intake.batch.progressed")
class BatchProgressed(Event):
    """A chunk of a file's rows became requests."""

    batch_id: int
    applied_rows: int


@event("intake.batch.applied")
class BatchApplied(Event):
    """All rows of a file that were to come in are in."""

    batch_id: int


@event("intake.batch.asked")
class BatchAsked(Event):
    """Somebody has to say what a column means or in which order the dates of a file are."""

    batch_id: int


@event("intake.batch.answered")
class BatchAnswered(Event):
    """Somebody said how a file is to be read; it is judged anew."""

    batch_id: int


@event("intake.batch.undone")
class BatchUndone(Event):
    """Everything that a file had brought was taken back."""

    batch_id: int


@event("intake.batch.discarded")
class BatchDiscarded(Event):
    """Somebody decided against a file before anything of it was applied."""

    batch_id: int


@event("intake.mailbox.changed")
class MailboxChanged(Event):
    """A mailbox was added or changed."""

    mailbox_id: int


@event("intake.letter.ignored")
class LetterIgnored(Event):
    """A letter was kept but made no request, because a machine wrote it."""

    mailbox_id: int
    message_id: str
