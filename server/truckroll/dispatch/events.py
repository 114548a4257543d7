"""What this room tells: decisions, offers, visits that lost their technician or break a rule, the policy changed."""

from truckroll.foundation.events import Event, event


@event("dispatch.decision.made")
class DecisionMade(Event):
    """A decision about a visit was stored: assigned, suggested or flagged."""

    decision_id: int
    visit_id: int
    outcome: str


@event("dispatch.visit.released_by_absence")
class VisitReleasedByAbsence(Event):
    """A visit lost its technician to an absence and is looked at anew."""

    visit_id: int
    absence_id: int


@event("dispatch.offer.held")
class OfferHeld(Event):
    """A technician's time is kept for a customer who is being asked, until that instant."""

    offer_id: int
    visit_id: int
    technician_id: int
    starts_at: str
    held_until: str


@event("dispatch.offer.confirmed")
class OfferConfirmed(Event):
    """The customer took the time he was offered, and the visit is placed there."""

    offer_id: int
    visit_id: int
    technician_id: int


@event("dispatch.offer.let_go")
class OfferLetGo(Event):
    """The time is nobody's again: the customer wanted another, or the visit was placed otherwise or canceled."""

    offer_id: int
    visit_id: int
    technician_id: int


@event("dispatch.offer.expired")
class OfferExpired(Event):
    """Nobody confirmed the offer while its time was held."""

    offer_id: int
    visit_id: int
    technician_id: int


@event("dispatch.policy.changed")
class PolicyChanged(Event):
    """The company values something differently from now on; decisions made before stand."""

    policy_id: int


@event("dispatch.conflicts.changed")
class ConflictsChanged(Event):
    """What planned visits rest on changed: some may break a rule where they stand, or no longer do (rule 24)."""

    visit_ids: list[int]
    """Those looked at."""
    conflicting_ids: list[int]
    """Those of them that break a rule now."""
