"""What this room tells: views that people keep."""

from truckroll.foundation.events import Event, event


@event("search.view.saved")
class ViewSaved(Event):
    """Somebody kept a view of a list under a name."""

    view_id: int


@event("search.view.changed")
class ViewChanged(Event):
    """A kept view has another name or other filters, or is shared or not."""

    view_id: int


@event("search.view.removed")
class ViewRemoved(Event):
    """A kept view is gone."""

    view_id: int
