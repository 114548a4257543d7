"""Every state a visit, a member of its crew, a request or an SLA clock can be in and every way it may move.

Nothing else changes them.
"""

from django.db import models

from truckroll.foundation.lifecycle import Lifecycle, Move


class VisitStatus(models.TextChoices):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    DISPATCHED = "dispatched"
    TRAVELING = "traveling"
    ON_SITE = "on_site"
    WORKING = "working"
    PAUSED = "paused"
    COMPLETED = "completed"
    STOPPED = "stopped"
    NO_ACCESS = "no_access"
    CANCELED = "canceled"


S = VisitStatus

# fmt: off
VISIT = Lifecycle(
    name="visit",
    states=VisitStatus,
    initial=S.DRAFT,
    moves=(
        #        move                from                                                          to
        Move.of("schedule",         [S.DRAFT, S.SCHEDULED, S.DISPATCHED],                          S.SCHEDULED),
        Move.of("unschedule",       [S.SCHEDULED, S.DISPATCHED],                                   S.DRAFT),
        Move.of("dispatch",         [S.SCHEDULED],                                                 S.DISPATCHED),
        # Dispatched too early, or by mistake: it stays planned and goes off the phone.
        Move.of("withdraw",         [S.DISPATCHED],                                                S.SCHEDULED),
        Move.of("depart",           [S.DISPATCHED],                                                S.TRAVELING),
        # From dispatched too: the next job may be in the same building.
        Move.of("arrive",           [S.DISPATCHED, S.TRAVELING],                                   S.ON_SITE),
        Move.of("start",            [S.ON_SITE],                                                   S.WORKING),
        Move.of("pause",            [S.WORKING],                                                   S.PAUSED),
        Move.of("resume",           [S.PAUSED],                                                    S.WORKING),
        Move.of("complete",         [S.WORKING],                                                   S.COMPLETED),
        Move.of("stop",             [S.ON_SITE, S.WORKING, S.PAUSED],                              S.STOPPED),
        Move.of("report_no_access", [S.TRAVELING, S.ON_SITE],                                      S.NO_ACCESS),
        # Work that has begun is stopped, not canceled: its time counts.
        Move.of("cancel",           [S.DRAFT, S.SCHEDULED, S.DISPATCHED, S.TRAVELING, S.ON_SITE], S.CANCELED),
    ),
)

# fmt: on

PLANNED = frozenset({S.SCHEDULED.value, S.DISPATCHED.value})
UNDER_WAY = frozenset({S.TRAVELING.value, S.ON_SITE.value, S.WORKING.value, S.PAUSED.value})
ENDED = frozenset({S.COMPLETED.value, S.STOPPED.value, S.NO_ACCESS.value})
OVER = ENDED | {S.CANCELED.value}
# What a technician sees: a visit from the moment it is dispatched.
FIELD_SEES = frozenset({S.DISPATCHED.value}) | UNDER_WAY | ENDED


class CrewStatus(models.TextChoices):
    ASSIGNED = "assigned"
    TRAVELING = "traveling"
    ON_SITE = "on_site"
    WORKING = "working"
    PAUSED = "paused"
    LEFT = "left"
    MISSED = "missed"
    REMOVED = "removed"
    PROMOTED = "promoted"


M = CrewStatus

# A visit stands where its lead stands: his steps are the moves of the visit, and one technician alone is the lead of a
# crew of one. Everybody else on it goes through this table by himself; none of it moves the visit. When the lead ends
# the visit, whoever is still there leaves with him, and whoever never set out is known to have missed it.
# fmt: off
CREW_MEMBER = Lifecycle(
    name="crew_member",
    states=CrewStatus,
    initial=M.ASSIGNED,
    moves=(
        #        move       from                                                to
        Move.of("depart",   [M.ASSIGNED],                                       M.TRAVELING),
        Move.of("arrive",   [M.ASSIGNED, M.TRAVELING],                          M.ON_SITE),
        Move.of("start",    [M.ON_SITE],                                        M.WORKING),
        Move.of("pause",    [M.WORKING],                                        M.PAUSED),
        Move.of("resume",   [M.PAUSED],                                         M.WORKING),
        Move.of("leave",    [M.TRAVELING, M.ON_SITE, M.WORKING, M.PAUSED],      M.LEFT),
        Move.of("miss",     [M.ASSIGNED],                                       M.MISSED),
        # Who has set out leaves instead: his time counts.
        Move.of("remove",   [M.ASSIGNED],                                       M.REMOVED),
        # He leads from now on: the visit stands where he stands.
        Move.of("promote",  [M.ASSIGNED, M.TRAVELING, M.ON_SITE],               M.PROMOTED),
    ),
)
# fmt: on

PRESENT = frozenset({M.ON_SITE.value, M.WORKING.value, M.PAUSED.value})
STILL_ON_IT = frozenset({M.ASSIGNED.value, M.TRAVELING.value}) | PRESENT
# Whom the record names as having been of the crew; who was taken off or leads now is not.
OF_THE_CREW = STILL_ON_IT | {M.LEFT.value, M.MISSED.value}


class RequestStatus(models.TextChoices):
    NEW = "new"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    JOINED = "joined"


REQUEST = Lifecycle(
    name="request",
    states=RequestStatus,
    initial=RequestStatus.NEW,
    moves=(
        Move.of("accept", [RequestStatus.NEW], RequestStatus.ACCEPTED),
        Move.of("reject", [RequestStatus.NEW], RequestStatus.REJECTED),
        # About work that is open already: it stays with that work order as it came.
        Move.of("join", [RequestStatus.NEW], RequestStatus.JOINED),
        # Rejected or joined by mistake: it comes back to triage, and its history says so.
        Move.of("reconsider", [RequestStatus.REJECTED, RequestStatus.JOINED], RequestStatus.NEW),
    ),
)


class SlaClockStatus(models.TextChoices):
    RUNNING = "running"
    BREACHED = "breached"
    MET = "met"
    MISSED = "missed"
    CANCELED = "canceled"
    REPLACED = "replaced"


C = SlaClockStatus

# fmt: off
SLA_CLOCK = Lifecycle(
    name="sla_clock",
    states=SlaClockStatus,
    initial=C.RUNNING,
    moves=(
        #        move             from                     to
        # Past its due time and nothing to show: a fact with its time, whatever comes later (rule 38).
        Move.of("breach",         [C.RUNNING],             C.BREACHED),
        Move.of("meet",           [C.RUNNING],             C.MET),
        Move.of("miss",           [C.RUNNING, C.BREACHED], C.MISSED),
        # Evidence from a phone without signal: it was in time, and nobody could know.
        Move.of("credit",         [C.BREACHED],            C.MET),
        # More work was found on what was done: it was not done.
        Move.of("restart",        [C.MET],                 C.RUNNING),
        Move.of("restart_missed", [C.MISSED],              C.BREACHED),
        Move.of("cancel",         [C.RUNNING, C.BREACHED], C.CANCELED),
        # The office knows better when it was; a breach that was written down stays beside it (rules 16, 38).
        Move.of("correct",        [C.MET, C.MISSED],       C.MET),
        Move.of("correct_missed", [C.MET, C.MISSED],       C.MISSED),
        # Another priority or report time: a clock with another due time goes on in its place (rule 34).
        Move.of("replace",        [C.RUNNING, C.BREACHED], C.REPLACED),
    ),
)
# fmt: on

TICKING = frozenset({C.RUNNING.value, C.BREACHED.value})
