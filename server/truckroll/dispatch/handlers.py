"""What this room does about facts of rooms below: new visits are assigned as their work type says, drives kept right,
and planned visits judged anew when something they rest on changes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from truckroll.accounts.actors import system
from truckroll.customers.events import AssetSkillChanged, ConditionChanged, SiteChanged, SiteLocated
from truckroll.dispatch import queries
from truckroll.dispatch.actions import absences, offers, placing, release, watching
from truckroll.dispatch.board import LONGEST
from truckroll.dispatch.events import OfferExpired, OfferLetGo, PolicyChanged, VisitReleasedByAbsence
from truckroll.dispatch.releasing import Release
from truckroll.foundation import clock
from truckroll.foundation.events import on
from truckroll.work import queries as work
from truckroll.work.events import (
    CrewMemberMoved,
    CrewMemberRemoved,
    HoldLifted,
    VisitCanceled,
    VisitCompleted,
    VisitDrafted,
    VisitLeadChanged,
    VisitNoAccess,
    VisitScheduled,
    VisitStopped,
    VisitUnscheduled,
    VisitWindowChosen,
    WorkTypeChanged,
)
from truckroll.work.lifecycle import PLANNED
from truckroll.workforce.events import (
    AbsenceCanceled,
    AbsenceRecorded,
    CertificationAdded,
    CertificationChanged,
    CertificationTypeChanged,
    ShiftExceptionAdded,
    ShiftExceptionRemoved,
    TechnicianChanged,
    TerritoryChanged,
)

ASSIGNER = system("dispatch.assign")
RELEASER = system("dispatch.release")


@on(VisitDrafted)
def assign_new_visit(fact: VisitDrafted) -> None:
    """Assign, suggest or leave a new visit, as its work type says."""
    _consider(fact.visit_id)


@on(VisitReleasedByAbsence)
def assign_released_visit(fact: VisitReleasedByAbsence) -> None:
    """Look at a visit anew whose technician is absent."""
    _consider(fact.visit_id)


@on(VisitWindowChosen)
def assign_what_was_rebooked(fact: VisitWindowChosen) -> None:
    """Assign, suggest or leave a visit for the window its customer chose."""
    if fact.technician_id is None:
        _consider(fact.visit_id)


@on(OfferLetGo)
def assign_what_is_held_no_longer(fact: OfferLetGo) -> None:
    """Look anew at a visit whose customer took no time, and at who was kept free for him."""
    _settle(fact.technician_id)
    _consider(fact.visit_id)


@on(OfferExpired)
def assign_what_was_not_confirmed(fact: OfferExpired) -> None:
    """Look anew at a visit whose customer took no time, and at who was kept free for him."""
    _settle(fact.technician_id)
    _consider(fact.visit_id)


@on(SiteLocated)
def assign_where_a_pin_was_missing(fact: SiteLocated) -> None:
    """Look anew at the visits of a site that only waited for its place on the map."""
    for facts in work.visit_facts(work.queue()):
        if facts["site_id"] == fact.site_id and facts["flag_code"] == "unlocated":
            _consider(facts["id"])


@on(HoldLifted)
def assign_what_was_on_hold(fact: HoldLifted) -> None:
    """Look anew at the visits that only waited for the end of a hold."""
    for facts in work.visit_facts(work.queue()):
        if facts["work_order_id"] == fact.work_order_id and facts["flag_code"] == "on_hold":
            _consider(facts["id"])


@on(VisitScheduled)
def measure_day_of_scheduled(fact: VisitScheduled) -> None:
    """The next visit is driven to from here now, and where it was moved away from, from elsewhere."""
    _measure(fact.technician_id, fact.starts_at)
    _measure(fact.previous_technician_id, fact.previous_starts_at)
    _settle(fact.previous_technician_id)
    for visit in work.visit_facts([fact.visit_id]):
        for technician_id in visit["member_ids"]:
            _settle(technician_id)


@on(CrewMemberRemoved)
def settle_absences_of_removed(fact: CrewMemberRemoved) -> None:
    """His time is his own again."""
    _settle(fact.technician_id)


@on(VisitLeadChanged)
def measure_day_of_new_lead(fact: VisitLeadChanged) -> None:
    """The drive that is written down with the visit is another man's now."""
    for visit in work.visit_facts([fact.visit_id]):
        if visit["starts_at"] is not None:
            people = [fact.technician_id, fact.previous_technician_id]
            watching.note_driving(people, around=visit["starts_at"], actor=ASSIGNER, now=clock.now())
    _settle(fact.previous_technician_id)


@on(VisitUnscheduled)
def close_gap_of_unscheduled(fact: VisitUnscheduled) -> None:
    """The visit after the gap is driven to from elsewhere now."""
    _measure(fact.technician_id, fact.starts_at)
    _settle(fact.technician_id)


@on(VisitCanceled)
def show_what_waits_for_canceled(fact: VisitCanceled) -> None:
    """What follows a canceled visit is blocked, not free (rule 21): the queue says so."""
    watching.flag_blocked(after=fact.visit_id, actor=ASSIGNER, now=clock.now())


@on(VisitCanceled)
def let_go_what_was_held_for_canceled(fact: VisitCanceled) -> None:
    """Nobody need be kept free for it."""
    offers.let_go_open(visit_id=fact.visit_id, actor=ASSIGNER, now=clock.now())


@on(VisitCanceled)
def close_gap_of_canceled(fact: VisitCanceled) -> None:
    """The visit after the gap is driven to from elsewhere now."""
    _measure(fact.technician_id, fact.starts_at)
    _settle(fact.technician_id)


@on(TechnicianChanged)
def judge_visits_of_changed_technician(fact: TechnicianChanged) -> None:
    """His skills, area, home or shifts may be others now."""
    _judge_again(technician_id=fact.technician_id)


@on(CertificationAdded)
def judge_visits_of_newly_certified(fact: CertificationAdded) -> None:
    """What he lacked he may hold now."""
    _judge_again(technician_id=fact.technician_id)


@on(CertificationChanged)
def judge_visits_of_otherwise_certified(fact: CertificationChanged) -> None:
    """A certificate may lapse before a visit that was placed while it held."""
    _judge_again(technician_id=fact.technician_id)


@on(ShiftExceptionAdded)
def judge_visits_of_other_hours(fact: ShiftExceptionAdded) -> None:
    """On that date he may not work when a visit is planned."""
    _judge_again(technician_id=fact.technician_id)


@on(ShiftExceptionRemoved)
def judge_visits_of_usual_hours(fact: ShiftExceptionRemoved) -> None:
    """On that date he may not work when a visit is planned."""
    _judge_again(technician_id=fact.technician_id)


@on(AbsenceRecorded)
def judge_visits_of_absent(fact: AbsenceRecorded) -> None:
    """A drive to a visit may lie in the absence, or the visit itself if it was recorded over it."""
    _judge_again(technician_id=fact.technician_id)
    # A public holiday may lie farther ahead than is looked at.
    ends_at = datetime.fromisoformat(fact.ends_at)
    if ends_at > clock.now() + LONGEST:
        met = work.visits_between(datetime.fromisoformat(fact.starts_at), ends_at, [fact.technician_id])
        watching.look_for_conflicts(visit_ids=list(met), now=clock.now())


@on(AbsenceCanceled)
def judge_visits_of_present(fact: AbsenceCanceled) -> None:
    """What lay in the absence no longer does."""
    _judge_again(technician_id=fact.technician_id)


@on(SiteChanged)
def judge_visits_at_changed_site(fact: SiteChanged) -> None:
    """The site may let people in at other times now."""
    _judge_again(work_order__site_id=fact.site_id)


@on(SiteLocated)
def judge_visits_at_moved_pin(fact: SiteLocated) -> None:
    """The drives are others now, and maybe the area."""
    _judge_again(work_order__site_id=fact.site_id)


@on(ConditionChanged)
def judge_visits_under_changed_conditions(fact: ConditionChanged) -> None:
    """Somebody may be excluded now, or the place closed; what lies below a site is judged with it."""
    if fact.asset_id is not None:
        _judge_again(work_order__asset_id=fact.asset_id)
    elif fact.customer_id is not None:
        _judge_again(work_order__site__customer_id=fact.customer_id)
    else:
        _judge_again()


@on(AssetSkillChanged)
def judge_visits_at_demanding_assets(fact: AssetSkillChanged) -> None:
    """Work on such assets may need other skills now."""
    _judge_again(work_order__asset__isnull=False)


@on(WorkTypeChanged)
def judge_visits_of_changed_work_type(fact: WorkTypeChanged) -> None:
    """The work may need other skills now."""
    _judge_again(work_order__work_type_id=fact.work_type_id)


@on(CertificationTypeChanged)
def judge_visits_under_changed_law(fact: CertificationTypeChanged) -> None:
    """Who may set it aside is another matter now."""
    _judge_again()


@on(TerritoryChanged)
def judge_visits_in_changed_territory(fact: TerritoryChanged) -> None:
    """Sites may lie in it now, or no longer."""
    _judge_again()


@on(PolicyChanged)
def judge_visits_under_changed_policy(fact: PolicyChanged) -> None:
    """Overtime or the way home may be limited otherwise."""
    _judge_again()


@on(VisitCompleted)
def release_next_of_completed(fact: VisitCompleted) -> None:
    """Where technicians have the next few visits on the phone, one more is released."""
    _release_next(fact.technician_id, of=fact.visit_id)


@on(VisitStopped)
def release_next_of_stopped(fact: VisitStopped) -> None:
    """Where technicians have the next few visits on the phone, one more is released."""
    _release_next(fact.technician_id, of=fact.visit_id)


@on(VisitNoAccess)
def release_next_of_no_access(fact: VisitNoAccess) -> None:
    """Where technicians have the next few visits on the phone, one more is released."""
    _release_next(fact.technician_id, of=fact.visit_id)


@on(VisitCanceled)
def release_next_of_canceled(fact: VisitCanceled) -> None:
    """Where technicians have the next few visits on the phone, one more is released."""
    _release_next(fact.technician_id)


@on(VisitUnscheduled)
def release_next_of_unscheduled(fact: VisitUnscheduled) -> None:
    """Where technicians have the next few visits on the phone, one more is released."""
    _release_next(fact.technician_id)


@on(CrewMemberMoved)
def release_next_of_left(fact: CrewMemberMoved) -> None:
    """Who has done his part and left goes on to his next visit, though the others are still there."""
    if fact.move == "leave":
        _release_next(fact.technician_id)


@on(CrewMemberRemoved)
def release_next_of_removed(fact: CrewMemberRemoved) -> None:
    """Where technicians have the next few visits on the phone, one more is released."""
    _release_next(fact.technician_id)


def _release_next(technician_id: int | None, *, of: int | None = None) -> None:
    """Release what is next for a technician, and for those who were with him on the visit `of`."""
    if technician_id is None or not queries.release_rules().have(Release.NEXT):
        return
    now = clock.now()
    along = [pk for facts in work.visit_facts([of]) for pk in facts["member_ids"]] if of is not None else []
    due = queries.list_due_visits(actor=RELEASER, now=now, technician_ids=[technician_id, *along])
    release.dispatch_visits(visit_ids=due, actor=RELEASER, now=now)


def _judge_again(*, technician_id: int | None = None, **which: Any) -> None:
    now = clock.now()
    planned = work.list_visits(actor=ASSIGNER, status=sorted(PLANNED)).filter(
        starts_at__gte=now, starts_at__lt=now + LONGEST, **which
    )
    if technician_id is not None:
        planned = work.of_technicians(planned, [technician_id])
    watching.look_for_conflicts(visit_ids=list(planned.values_list("pk", flat=True)), now=now)


def _consider(visit_id: int) -> None:
    for facts in work.visit_facts([visit_id]):
        if facts["assignment"] == "auto":
            placing.assign_visit(visit_id=visit_id, actor=ASSIGNER, now=clock.now())
        elif facts["assignment"] == "suggest":
            placing.suggest_visit(visit_id=visit_id, actor=ASSIGNER, now=clock.now())


def _settle(technician_id: int | None) -> None:
    """An absence that was recorded over a visit takes up its time once the visit is elsewhere."""
    if technician_id is not None:
        absences.settle_absences(technician_id=technician_id, actor=ASSIGNER, now=clock.now())


def _measure(technician_id: int | None, starts_at: str | None) -> None:
    if technician_id is not None and starts_at is not None:
        around = datetime.fromisoformat(starts_at)
        watching.note_driving([technician_id], around=around, actor=ASSIGNER, now=clock.now())
