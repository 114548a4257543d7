"""What this room tells: requests, work orders and visits as they come, move and end."""

from __future__ import annotations

from truckroll.foundation.events import Event, event


@event("work.request.received")
class RequestReceived(Event):
    """Somebody asked for something, by this channel."""

    request_id: int
    channel: str = ""


@event("work.request.changed")
class RequestChanged(Event):
    """A request was completed or corrected before anybody decided on it, or came back to triage."""

    request_id: int


@event("work.request.accepted")
class RequestAccepted(Event):
    """A request became a work order."""

    request_id: int
    work_order_id: int


@event("work.request.rejected")
class RequestRejected(Event):
    """The office said no to a request, with a reason."""

    request_id: int


@event("work.request.joined")
class RequestJoined(Event):
    """A request turned out to be about work that was open already, and stays with that work order."""

    request_id: int
    work_order_id: int


@event("work.work_type.changed")
class WorkTypeChanged(Event):
    """A template of work was made or changed; visits that are already drafted keep their duration and checklist."""

    work_type_id: int


@event("work.work_order.raised")
class WorkOrderRaised(Event):
    """A job has its record from now on."""

    work_order_id: int


@event("work.work_order.changed")
class WorkOrderChanged(Event):
    """Something about a work order changed: its words, status, scope, priority or limit."""

    work_order_id: int
    status: str


@event("work.work_order.shown_anew")
class WorkOrderShownAnew(Event):
    """Words of a site, customer or skill that stand with a work order's visits changed; nothing of the work did."""

    work_order_id: int


@event("work.work_order.completed")
class WorkOrderCompleted(Event):
    """Everything that was to be done on a work order is done."""

    work_order_id: int


@event("work.work_order.approved")
class WorkOrderApproved(Event):
    """The office accepts what was done: from now on it can be invoiced as it stands."""

    work_order_id: int


@event("work.work_order.reopened")
class WorkOrderReopened(Event):
    """An approval was taken back, or more work was found on a completed work order."""

    work_order_id: int


@event("work.work_order.closed")
class WorkOrderClosed(Event):
    """A work order is invoiced; nothing is left to do on it."""

    work_order_id: int


@event("work.work_order.canceled")
class WorkOrderCanceled(Event):
    """A work order will not be done, by our doing or the customer's; its open visits are canceled with it."""

    work_order_id: int
    party: str = "us"
    code: str = "other"


@event("work.visit.drafted")
class VisitDrafted(Event):
    """A work order needs an attendance that nobody has yet; `return_of` names the visit it goes on from."""

    visit_id: int
    work_order_id: int
    technician_id: int | None = None
    return_of: int | None = None


@event("work.visit.scheduled")
class VisitScheduled(Event):
    """A visit got a technician and a start, for the first time or again; the `previous` ones if it was moved."""

    visit_id: int
    work_order_id: int
    technician_id: int
    starts_at: str
    ends_at: str
    previous_technician_id: int | None = None
    previous_starts_at: str | None = None
    tells_customer: bool = False
    """Whether the customer is promised another window with it."""


@event("work.visit.unscheduled")
class VisitUnscheduled(Event):
    """A visit lost its technician and start, both named here, and waits in the queue again."""

    visit_id: int
    work_order_id: int
    technician_id: int | None
    starts_at: str | None


@event("work.visit.dispatched")
class VisitDispatched(Event):
    """A visit was released: its technician's phone shows it from now on."""

    visit_id: int
    work_order_id: int
    technician_id: int


@event("work.visit.withdrawn")
class VisitWithdrawn(Event):
    """A visit was taken off its technician's phone again; it stays planned."""

    visit_id: int
    work_order_id: int
    technician_id: int


@event("work.visit.departed")
class VisitDeparted(Event):
    """The technician is on his way."""

    visit_id: int
    work_order_id: int
    technician_id: int


@event("work.visit.arrived")
class VisitArrived(Event):
    """The technician is at the site."""

    visit_id: int
    work_order_id: int
    technician_id: int


@event("work.visit.started")
class VisitStarted(Event):
    """Hands-on work began."""

    visit_id: int
    work_order_id: int
    technician_id: int


@event("work.visit.paused")
class VisitPaused(Event):
    """Work rests for a while; the time is not worked time."""

    visit_id: int
    work_order_id: int
    technician_id: int


@event("work.visit.resumed")
class VisitResumed(Event):
    """Work goes on after a pause."""

    visit_id: int
    work_order_id: int
    technician_id: int


@event("work.visit.completed")
class VisitCompleted(Event):
    """A visit did what it came for."""

    visit_id: int
    work_order_id: int
    technician_id: int


@event("work.visit.stopped")
class VisitStopped(Event):
    """A visit ended with work left; the return visit is named."""

    visit_id: int
    work_order_id: int
    technician_id: int
    return_visit_id: int


@event("work.visit.no_access")
class VisitNoAccess(Event):
    """Nobody let the technician in; the return visit is named."""

    visit_id: int
    work_order_id: int
    technician_id: int
    return_visit_id: int


@event("work.visit.canceled")
class VisitCanceled(Event):
    """A visit will not take place, by our doing or the customer's; where it stood is named if it was planned."""

    visit_id: int
    work_order_id: int
    technician_id: int | None
    starts_at: str | None
    party: str = "us"
    code: str = "other"


@event("work.visit.lead_changed")
class VisitLeadChanged(Event):
    """Somebody else of its crew leads a visit from now on."""

    visit_id: int
    work_order_id: int
    technician_id: int
    previous_technician_id: int


@event("work.visit.linked")
class VisitLinked(Event):
    """A visit follows another from now on, or under other terms."""

    visit_id: int
    work_order_id: int
    first_id: int


@event("work.visit.unlinked")
class VisitUnlinked(Event):
    """A visit follows another no more."""

    visit_id: int
    work_order_id: int
    first_id: int


@event("work.visit.split")
class VisitSplit(Event):
    """A visit longer than a shift became one for each day; they are named in their order."""

    visit_id: int
    work_order_id: int
    visit_ids: list[int]


@event("work.crew_member.added")
class CrewMemberAdded(Event):
    """One more technician goes along with a visit."""

    visit_id: int
    work_order_id: int
    technician_id: int


@event("work.crew_member.removed")
class CrewMemberRemoved(Event):
    """Somebody no longer goes along with a visit."""

    visit_id: int
    work_order_id: int
    technician_id: int


@event("work.crew_member.moved")
class CrewMemberMoved(Event):
    """Somebody who goes along made a step of his own: on his way, there, at work, resting, gone."""

    visit_id: int
    work_order_id: int
    technician_id: int
    move: str


@event("work.visit.changed")
class VisitChanged(Event):
    """What is shown of a visit changed without a move: duration, window, pin, flag, travel, or its site's words."""

    visit_id: int
    work_order_id: int
    technician_id: int | None


@event("work.visit.window_chosen")
class VisitWindowChosen(Event):
    """The customer chose when he wants to be visited; the visit is ready to be planned for it."""

    visit_id: int
    work_order_id: int
    technician_id: int | None


@event("work.visit.help_asked")
class HelpAsked(Event):
    """A technician needs help."""

    visit_id: int
    work_order_id: int
    technician_id: int | None


@event("work.visit.help_acknowledged")
class HelpAcknowledged(Event):
    """Somebody in the office has taken on a call for help."""

    visit_id: int
    work_order_id: int
    technician_id: int | None


@event("work.note.added")
class NoteAdded(Event):
    """Somebody wrote a note."""

    note_id: int
    work_order_id: int
    visit_id: int | None


@event("work.part.used")
class PartUsed(Event):
    """A part was used on a visit."""

    part_used_id: int
    work_order_id: int
    visit_id: int


@event("work.part.voided")
class PartVoided(Event):
    """A line of parts was wrong and does not count."""

    part_used_id: int
    work_order_id: int
    visit_id: int


@event("work.photo.attached")
class PhotoAttached(Event):
    """A picture was taken; its bytes may still be on the phone."""

    photo_id: int
    work_order_id: int
    visit_id: int


@event("work.photo.received")
class PhotoReceived(Event):
    """The bytes of a picture or signature are stored here."""

    work_order_id: int
    visit_id: int
    sha256: str


@event("work.visit.signed")
class VisitSigned(Event):
    """Somebody signed for a visit, or gave a reason why not."""

    signature_id: int
    work_order_id: int
    visit_id: int


@event("work.checklist.answered")
class ChecklistAnswered(Event):
    """A question of a visit's checklist has an answer."""

    visit_id: int
    work_order_id: int


@event("work.hazard.acknowledged")
class HazardAcknowledged(Event):
    """A technician has read a hazard of the site."""

    visit_id: int
    work_order_id: int
    hazard_id: int


@event("work.hold.opened")
class HoldOpened(Event):
    """A work order waits for something."""

    hold_id: int
    work_order_id: int


@event("work.hold.lifted")
class HoldLifted(Event):
    """What a work order waited for has come."""

    hold_id: int
    work_order_id: int


@event("work.part_order.ordered")
class PartOrdered(Event):
    """A part was ordered for a work order, which waits for it."""

    part_order_id: int
    work_order_id: int


@event("work.part_order.changed")
class PartOrderChanged(Event):
    """An ordered part comes from elsewhere, at another time, in another number, or not at all."""

    part_order_id: int
    work_order_id: int


@event("work.part_order.received")
class PartReceived(Event):
    """An ordered part is here, in the named van or shelf; the visit that may go on now is named if there is one."""

    part_order_id: int
    work_order_id: int
    place_id: int
    return_visit_id: int | None = None


@event("work.part_order.overdue")
class PartOrderOverdue(Event):
    """An ordered part should have come before today. Told once a day while it is so."""

    part_order_id: int
    work_order_id: int
    expected_on: str


@event("work.evidence.kept")
class EvidenceKept(Event):
    """A technician did something on a visit that contradicts what is known of it; a person decides what it is."""

    evidence_id: int
    work_order_id: int
    visit_id: int


@event("work.evidence.settled")
class EvidenceSettled(Event):
    """Somebody decided about late evidence."""

    evidence_id: int
    work_order_id: int
    visit_id: int


@event("work.sla_clock.breached")
class SlaClockBreached(Event):
    """A promise was not kept: its due time passed and nothing shows that it was. Told once for each clock."""

    sla_clock_id: int
    work_order_id: int
    kind: str
    due_at: str


@event("work.sla_clock.stopped")
class SlaClockStopped(Event):
    """Evidence stopped a clock: `met` says whether in time."""

    sla_clock_id: int
    work_order_id: int
    kind: str
    stopped_at: str
    met: bool


@event("work.sla_clock.corrected")
class SlaClockCorrected(Event):
    """The office put right when a clock had really stopped: `met` says whether that was in time."""

    sla_clock_id: int
    work_order_id: int
    kind: str
    stopped_at: str
    former_stopped_at: str
    met: bool


@event("work.sla_clock.selected")
class SlaClockSelected(Event):
    """Another priority or report time chose a promise anew, in the place of the former one if there was one."""

    sla_clock_id: int
    work_order_id: int
    kind: str
    due_at: str
    former_due_at: str | None = None
