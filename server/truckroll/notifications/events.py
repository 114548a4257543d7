"""What this room tells: what became of a message, and what the company says otherwise from now on."""

from truckroll.foundation.events import Event, event


@event("notifications.message.changed")
class MessageChanged(Event):
    """A message went out, arrived, failed, waits again, or was read out to the customer."""

    message_id: int
    work_order_id: int | None
    status: str


@event("notifications.words.changed")
class WordsChanged(Event):
    """The words of a kind of message or the letterhead changed, for what is written from now on."""

    kind: str


@event("notifications.transport.changed")
class TransportChanged(Event):
    """The way out of a channel was set up, changed or closed."""

    channel: str


@event("notifications.wish.changed")
class WishChanged(Event):
    """A contact said how he wants to be told."""

    contact_id: int
