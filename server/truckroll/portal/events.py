"""What this room tells: forms and links handed out and taken back."""

from truckroll.foundation.events import Event, event


@event("portal.request_form.created")
class RequestFormCreated(Event):
    """A site got a public request form."""

    form_id: int
    site_id: int


@event("portal.request_form.revoked")
class RequestFormRevoked(Event):
    """A public request form takes nothing any more."""

    form_id: int


@event("portal.status_link.created")
class StatusLinkCreated(Event):
    """Somebody got a link that shows one job."""

    link_id: int


@event("portal.status_link.revoked")
class StatusLinkRevoked(Event):
    """A link shows nothing any more."""

    link_id: int
