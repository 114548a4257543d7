"""What this room tells: people and what they can and may, made and changed; when they are away, come and go."""

from truckroll.foundation.events import Event, event


@event("workforce.team.created")
class TeamCreated(Event):
    """A team was made."""

    team_id: int


@event("workforce.team.changed")
class TeamChanged(Event):
    """A team was renamed."""

    team_id: int


@event("workforce.technician.created")
class TechnicianCreated(Event):
    """A technician was entered."""

    technician_id: int


@event("workforce.technician.changed")
class TechnicianChanged(Event):
    """Something of a technician changed: name, home, skills, certificates, territories, or when he is there."""

    technician_id: int


@event("workforce.skill.created")
class SkillCreated(Event):
    """A skill was named."""

    skill_id: int


@event("workforce.skill.changed")
class SkillChanged(Event):
    """A skill was renamed."""

    skill_id: int


@event("workforce.certification_type.created")
class CertificationTypeCreated(Event):
    """A kind of certificate was named."""

    certification_type_id: int


@event("workforce.certification_type.changed")
class CertificationTypeChanged(Event):
    """A kind of certificate was renamed, or became demanded by law."""

    certification_type_id: int


@event("workforce.certification.added")
class CertificationAdded(Event):
    """A technician got a certificate."""

    certification_id: int
    technician_id: int


@event("workforce.certification.changed")
class CertificationChanged(Event):
    """A certificate's dates or number changed."""

    certification_id: int
    technician_id: int


@event("workforce.certification.lapsing")
class CertificationLapsing(Event):
    """A certificate lapses in so many days or less, and no other takes its place; told once for 60, 30 and 7 days."""

    certification_id: int
    technician_id: int
    days: int
    expires_on: str


@event("workforce.territory.created")
class TerritoryCreated(Event):
    """An area was drawn or listed."""

    territory_id: int


@event("workforce.territory.changed")
class TerritoryChanged(Event):
    """An area was drawn anew or renamed."""

    territory_id: int


@event("workforce.shift_exception.added")
class ShiftExceptionAdded(Event):
    """On one date a technician works other hours than usual, or not at all."""

    shift_exception_id: int
    technician_id: int


@event("workforce.shift_exception.removed")
class ShiftExceptionRemoved(Event):
    """On that date the usual hours hold again."""

    shift_exception_id: int
    technician_id: int


@event("workforce.absence.recorded")
class AbsenceRecorded(Event):
    """A technician is away for a time; nothing is planned for him then."""

    absence_id: int
    technician_id: int
    starts_at: str
    ends_at: str


@event("workforce.absence.canceled")
class AbsenceCanceled(Event):
    """A technician is there after all."""

    absence_id: int
    technician_id: int


@event("workforce.absence.changed")
class AbsenceChanged(Event):
    """An absence takes another time than was thought, such as a break that took longer."""

    absence_id: int
    technician_id: int


@event("workforce.technician.clocked_on")
class TechnicianClockedOn(Event):
    """A technician began his day."""

    technician_id: int


@event("workforce.break.started")
class BreakStarted(Event):
    """A technician takes a break."""

    technician_id: int


@event("workforce.break.ended")
class BreakEnded(Event):
    """A technician is back from his break."""

    technician_id: int


@event("workforce.technician.clocked_off")
class TechnicianClockedOff(Event):
    """A technician's day is over."""

    technician_id: int


@event("workforce.on_call_rota.created")
class OnCallRotaCreated(Event):
    """There is a rota of who answers outside of hours."""

    on_call_rota_id: int


@event("workforce.on_call_rota.changed")
class OnCallRotaChanged(Event):
    """A rota was renamed, is for another area or trade, or other people answer."""

    on_call_rota_id: int


@event("workforce.on_call.swapped")
class OnCallSwapped(Event):
    """On one date another technician answers."""

    on_call_rota_id: int
    on_call_swap_id: int
    technician_id: int


@event("workforce.on_call.swap_removed")
class OnCallSwapRemoved(Event):
    """On that date the usual technician answers after all."""

    on_call_rota_id: int
    on_call_swap_id: int
    technician_id: int
