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


@event("portal.rebook_link.created")
class RebookLinkCreated(Event):
    """Somebody got a link with which he chooses a new arrival window for one visit."""

    link_id: int
    visit_id: int


@event("portal.rebook_link.revoked")
class RebookLinkRevoked(Event):
    """Nothing can be chosen with a link any more."""

    link_id: int


@event("portal.visit.rebooked")
class VisitRebooked(Event):
    """A customer chose a new arrival window himself."""

    link_id: int
    visit_id: int
    work_order_id: int
