"""What this room tells: calendars and targets made and changed. Work that is due already keeps its due time."""

from truckroll.foundation.events import Event, event


@event("contracts.calendar.created")
class CalendarCreated(Event):
    """Business hours were named."""

    calendar_id: int


@event("contracts.calendar.changed")
class CalendarChanged(Event):
    """Business hours, holidays or closed days changed, for what is raised from now on."""

    calendar_id: int


@event("contracts.target.set")
class TargetSet(Event):
    """The time promised for a priority was set, for what is raised from now on."""

    target_id: int
    priority: int
    clock: str = "response"
    customer_id: int | None = None
    work_type_id: int | None = None


@event("contracts.target.removed")
class TargetRemoved(Event):
    """Nothing is promised for a priority any more."""

    target_id: int
    priority: int
    clock: str = "response"
    customer_id: int | None = None
    work_type_id: int | None = None
