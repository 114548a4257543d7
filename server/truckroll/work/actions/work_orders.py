"""Writes of work orders: raise, change, hold, approve, close, cancel; and the drafting of their visits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Max

from truckroll.accounts.actors import Actor
from truckroll.contracts import queries as contracts
from truckroll.contracts.kinds import Clock
from truckroll.customers import queries as customers
from truckroll.foundation.ids import uuid7
from truckroll.foundation.lifecycle import history_of
from truckroll.foundation.refusals import ChangedMeanwhile, Invalid, NotFound, Refusal, refuse_constraint
from truckroll.foundation.versions import TouchedSince
from truckroll.work import claims, crewing, series, sla, triage
from truckroll.work.canceling import check_cancel
from truckroll.work.events import (
    HoldLifted,
    HoldOpened,
    VisitCanceled,
    VisitDrafted,
    WorkOrderApproved,
    WorkOrderCanceled,
    WorkOrderChanged,
    WorkOrderClosed,
    WorkOrderRaised,
    WorkOrderReopened,
)
from truckroll.work.keeping import lock_work_order, tell, tell_work_order, touch_visits
from truckroll.work.lifecycle import OVER, UNDER_WAY, VISIT, SlaClockStatus, VisitStatus
from truckroll.work.models import (
    CancelCode,
    CancelParty,
    ChecklistAnswer,
    Hold,
    PartOrder,
    Request,
    ScopeItem,
    SlaClock,
    Visit,
    WorkOrder,
    WorkType,
)
from truckroll.work.numbers import next_number
from truckroll.work.promising import keep_promise
from truckroll.work.words import words_of_order

if TYPE_CHECKING:
    from truckroll.customers.models import Asset, Site


class WorkUnderWay(Refusal):
    """Somebody is at work there: that is ended by a visit's own move first."""

    code = "work_under_way"
    title = "A visit of this work order is under way"
    what_to_do = "Stop or complete the visit first, or cancel it while nobody works."


class NotCompleted(Refusal):
    """Only what is done can be approved."""

    code = "not_completed"
    title = "This work order is not completed"
    what_to_do = "Complete what is open, drop it from the scope, or cancel the work order."


class FilesMissing(Refusal):
    """Photos or signatures were announced whose bytes are still on a phone (P3)."""

    code = "files_missing"
    title = "Not everything has arrived"
    what_to_do = "Wait for the phone to send the rest, or approve without it and say why."


class NothingToMakeSafe(Refusal):
    """No make-safe promise is running."""

    code = "nothing_to_make_safe"
    title = "Nothing is promised to be made safe"
    what_to_do = "Look at the clocks of the work order. One that has stopped can be corrected, with a reason."


class NothingToCorrect(Refusal):
    """Only a promise that was kept or missed has a time to put right."""

    code = "nothing_to_correct"
    title = "This clock has no time to put right"
    what_to_do = "Say when it was made safe, or make the technician's step for him, while the clock still runs."


class WorkOrderOver(Refusal):
    """A work order that is approved, closed or canceled is not worked on."""

    code = "work_order_over"
    title = "This work order is over"
    what_to_do = "Reopen it first."


class NoLongerInUse(Refusal):
    """What is archived gets no new work."""

    code = "no_longer_in_use"
    title = "This is archived"
    what_to_do = "Choose another, or bring this one back first."


for _table in ("work_workorder", "work_visit"):
    refuse_constraint(f"{_table}_client_uuid_key", lambda: Invalid("This client_uuid is used already."))


def check_window(opens: datetime | None, closes: datetime | None) -> None:
    """This will refuse an arrival window of which one end is missing or that ends before it starts."""
    if (opens is None) != (closes is None) or (opens is not None and closes is not None and opens >= closes):
        raise Invalid("A window has a start and a later end, or neither.", field="window_ends_at")


def raise_work_order(
    *,
    site: Site,
    work_type: WorkType,
    reported_at: datetime,
    source: str,
    actor: Actor,
    now: datetime,
    description: str = "",
    priority: int | None = None,
    request: Request | None = None,
    asset_id: int | None = None,
    recall_of_id: int | None = None,
    bill_to_id: int | None = None,
    nte_minor: int | None = None,
    customer_reference: str = "",
    scope: Iterable[str] = (),
    contact_name: str = "",
    contact_phone: str = "",
    contact_email: str = "",
    duration_s: int | None = None,
    window_starts_at: datetime | None = None,
    window_ends_at: datetime | None = None,
    triage_answers: Iterable[Mapping[str, Any]] = (),
    client_uuid: UUID | None = None,
) -> WorkOrder:
    """This will make the record of a job and draft its first visit.

    Its due times are computed here, from when it was reported, and stay as computed with the targets they came from
    (rules 33, 34, 39). A yes to a question of the triage makes it at least as urgent as that question says. Without a
    scope of its own there is one thing to do: the work type.

    Raises
    ------
    NotFound
        The asset, the payer or the work order it is a recall of does not exist, or the work type does not
        ask what was answered.
    NoLongerInUse
        The site or the work type is archived.
    Invalid
        The asset or that work order is at another site, it was reported in the future, or the window is none.
    """
    for what in (site, work_type):
        if what.archived_at is not None:
            raise NoLongerInUse(f"{what.name} is archived.", site_id=site.pk, work_type_id=work_type.pk)
    # A request was checked when it was received.
    if request is None and reported_at > now:
        raise Invalid("A job cannot have been reported in the future.", field="reported_at")
    asset = _asset_of(site, asset_id, actor) if asset_id is not None else None
    if recall_of_id is not None:
        _check_recall(site, recall_of_id)
    payer = (
        customers.get_customer(actor=actor, customer_id=bill_to_id)
        if bill_to_id is not None
        else customers.bill_to_of(site)
    )
    answers = triage.answers_of(work_type, triage_answers)
    said_before = list(request.triage.all()) if request is not None else []
    priority = triage.priority_after(priority or work_type.priority, [*said_before, *answers])
    promised = contracts.promises(
        priority=priority,
        reported_at=reported_at,
        zone=site.zone,
        customer_id=site.customer_id,
        work_type_id=work_type.pk,
    )
    if request is not None:
        contact_name, contact_phone, contact_email = (
            contact_name or request.contact_name,
            contact_phone or request.contact_phone,
            contact_email or request.contact_email,
        )
    pk, number = next_number("work_workorder", "WO")
    work_order = WorkOrder.objects.create(
        pk=pk,
        number=number,
        client_uuid=client_uuid or uuid7(),
        request=request,
        source=source,
        site_id=site.pk,
        bill_to_id=payer.pk,
        asset_id=asset_id,
        recall_of_id=recall_of_id,
        work_type=work_type,
        priority=priority,
        description=description,
        contact_name=contact_name,
        contact_phone=contact_phone,
        contact_email=contact_email,
        customer_reference=customer_reference,
        nte_minor=nte_minor,
        currency=payer.currency,
        reported_at=reported_at,
        due_at=min((one.due_at for one in promised), default=None),
        words=words_of_order(number, site, payer, asset, description),
    )
    ScopeItem.objects.bulk_create(
        ScopeItem(work_order=work_order, text=text) for text in (list(scope) or [work_type.name])
    )
    triage.keep(answers, work_order=work_order, actor=actor, now=now)
    sla.begin(work_order, promised, actor=actor, now=now)
    tell_work_order(WorkOrderRaised(work_order_id=work_order.pk), work_order, actor=actor, now=now)
    draft_visit(
        work_order=work_order,
        duration_s=duration_s,
        window_starts_at=window_starts_at,
        window_ends_at=window_ends_at,
        actor=actor,
        now=now,
    )
    return work_order


def draft_visit(
    *,
    work_order: WorkOrder,
    actor: Actor,
    now: datetime,
    duration_s: int | None = None,
    window_starts_at: datetime | None = None,
    window_ends_at: datetime | None = None,
    return_of: Visit | None = None,
    client_uuid: UUID | None = None,
) -> Visit:
    """This will put one more visit of the work order into the queue, with the questions its work type asks today.

    Raises
    ------
    WorkOrderOver
        The work order is approved, closed or canceled.
    Invalid
        Only one end of the window is given, or they are the wrong way round.
    """
    check_window(window_starts_at, window_ends_at)
    work_order = lock_work_order(work_order.pk)
    if work_order.canceled_at or work_order.approved_at:
        raise WorkOrderOver(f"{work_order.number} is {work_order.status}.", work_order_id=work_order.pk)
    ordinal = (Visit.objects.filter(work_order=work_order).aggregate(last=Max("ordinal"))["last"] or 0) + 1
    visit = Visit.objects.create(
        work_order=work_order,
        ordinal=ordinal,
        number=f"{work_order.number}/{ordinal}",
        client_uuid=client_uuid or uuid7(),
        duration_s=duration_s or work_order.work_type.duration_s,
        crew_size=return_of.crew_size if return_of is not None else work_order.work_type.crew_size,
        window_starts_at=window_starts_at,
        window_ends_at=window_ends_at,
        return_of=return_of,
    )
    ChecklistAnswer.objects.bulk_create(
        ChecklistAnswer(
            visit=visit,
            position=item.position,
            text=item.text,
            kind=item.kind,
            unit=item.unit,
            is_required=item.is_required,
        )
        for item in work_order.work_type.checklist.all()
    )
    VISIT.begin(visit, actor=actor, at=now)
    if window_starts_at is not None:
        keep_promise(visit, actor=actor, now=now)
    fact = VisitDrafted(visit_id=visit.pk, work_order_id=work_order.pk, return_of=return_of.pk if return_of else None)
    tell(fact, visit, work_order, now=now)
    return visit


def change_work_order(
    *,
    work_order: WorkOrder,
    values: dict[str, Any],
    actor: Actor,
    now: datetime,
    version: int | None = None,
    reason: str = "",
) -> WorkOrder:
    """This will change the words, payer, asset, contact, limit, priority or report time of a work order.

    Another priority selects the due times anew from when the job was reported, and so does another report time; the
    former ones are kept (rules 33, 34). A promise that becomes later needs a reason.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since.
    WorkOrderOver
        It is approved, closed or canceled.
    PromiseLater
        A running promise would become later or vanish, and no reason is given.
    Invalid
        The asset is at another site, or it would have been reported after it was written down.
    """
    locked = lock_work_order(work_order.pk)
    if version is not None and version != locked.version:
        raise ChangedMeanwhile(
            "Somebody changed this since you loaded it.",
            id=locked.pk,
            version=locked.version,
            sent_version=version,
            present={name: getattr(locked, name) for name in values},
        )
    if locked.approved_at or locked.canceled_at:
        raise WorkOrderOver(f"{locked.number} is {locked.status}.", work_order_id=locked.pk)
    site = locked.site
    asset = locked.asset
    if "asset_id" in values:
        asset = _asset_of(site, values["asset_id"], actor) if values["asset_id"] is not None else None
    payer = locked.bill_to
    if "bill_to_id" in values:
        payer = customers.get_customer(actor=actor, customer_id=values["bill_to_id"])
        values["currency"] = payer.currency
    again = any(name in values and values[name] != getattr(locked, name) for name in ("priority", "reported_at"))
    if "reported_at" in values:
        _check_reported(locked, values["reported_at"])
    values["words"] = words_of_order(locked.number, site, payer, asset, values.get("description", locked.description))
    locked.change(**values)
    if again:
        sla.select_anew(locked, reason=reason, actor=actor, now=now)
    # Priority and due time stand on the board.
    shown = touch_visits(locked) if again else []
    fact = WorkOrderChanged(work_order_id=locked.pk, status=locked.status)
    tell_work_order(fact, locked, actor=actor, now=now, rows_of=shown)
    return locked


def _check_reported(work_order: WorkOrder, reported_at: datetime) -> None:
    """Refuse a report after it was written down (rule 33): that was when its first visit was drafted."""
    first = work_order.visits.order_by("ordinal").first()
    written = history_of(VISIT, [first.pk])[0].at if first is not None else work_order.reported_at
    if reported_at > written:
        raise Invalid(
            "A job cannot have been reported after it was written down.",
            field="reported_at",
            not_after=written.isoformat(),
        )


def make_safe(
    *, work_order: WorkOrder, actor: Actor, now: datetime, at: datetime | None = None, reason: str = ""
) -> WorkOrder:
    """This will say since when nobody is in danger any more; it stops its own clock only (rule 35).

    Raises
    ------
    NothingToMakeSafe
        No such promise is running.
    Invalid
        The time lies in the future or before the report.
    """
    locked = lock_work_order(work_order.pk)
    when = at or now
    if not locked.reported_at <= when <= now:
        raise Invalid("The time lies in the future or before the report.", field="at")
    if not sla.stop(locked, {Clock.MAKE_SAFE}, how="made_safe", at=when, actor=actor, now=now, reason=reason):
        raise NothingToMakeSafe(f"{locked.number} has no such clock running.", work_order_id=locked.pk)
    fact = WorkOrderChanged(work_order_id=locked.pk, status=locked.status)
    tell_work_order(fact, locked, actor=actor, now=now, rows_of=touch_visits(locked))
    return locked


def correct_clock(
    *, work_order: WorkOrder, kind: str, at: datetime, reason: str, actor: Actor, now: datetime
) -> WorkOrder:
    """This will put right when somebody was there, or since when nobody was in danger (rules 16, 35, 38).

    A breach that was written down stays, beside the word that it was in time after all.

    Raises
    ------
    NothingToCorrect
        The clock runs still, was canceled, or was never promised.
    Invalid
        The time lies before the report, after the completion or in the future.
    """
    locked = lock_work_order(work_order.pk)
    found = SlaClock.objects.filter(
        work_order=locked, kind=kind, status__in=[SlaClockStatus.MET, SlaClockStatus.MISSED]
    ).first()
    if found is None:
        raise NothingToCorrect(f"{locked.number} has no such clock that has stopped.", work_order_id=locked.pk)
    done_at = sla.done_at(locked)
    latest = min(now, done_at) if done_at is not None else now
    if not found.started_at <= at <= latest:
        raise Invalid(
            "The time lies before the report, after the work was done, or in the future.",
            field="at",
            not_before=found.started_at.isoformat(),
            not_after=latest.isoformat(),
        )
    sla.correct(found, at=at, reason=reason, actor=actor, now=now)
    fact = WorkOrderChanged(work_order_id=locked.pk, status=locked.status)
    tell_work_order(fact, locked, actor=actor, now=now, rows_of=touch_visits(locked))
    return locked


def record_breach(*, clock: SlaClock, actor: Actor, now: datetime) -> bool:
    """This will write down that a promise was not kept, if it still is so, and say whether it was (rule 38)."""
    lock_work_order(clock.work_order_id)
    clock.refresh_from_db()
    return sla.breach(clock, actor=actor, now=now)


def add_scope(
    *, work_order: WorkOrder, text: str, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> ScopeItem:
    """This will add something that is to be done.

    Raises
    ------
    WorkOrderOver
        The work order is approved, closed or canceled.
    """
    locked = lock_work_order(work_order.pk)
    if locked.approved_at or locked.canceled_at:
        raise WorkOrderOver(f"{locked.number} is {locked.status}.", work_order_id=locked.pk)
    item = ScopeItem.objects.create(work_order=locked, text=text, client_uuid=client_uuid or uuid7())
    tell_work_order(WorkOrderChanged(work_order_id=locked.pk, status=locked.status), locked, actor=actor, now=now)
    return item


def drop_scope(*, item: ScopeItem, actor: Actor, now: datetime) -> ScopeItem:
    """This will take something out of what is to be done.

    Raises
    ------
    Invalid
        It is done already.
    """
    work_order = lock_work_order(item.work_order_id)
    item.refresh_from_db()
    if item.status == "done":
        raise Invalid("What is done cannot be dropped.", scope_item_id=item.pk)
    item.status = "dropped"
    item.save(update_fields=["status"])
    tell_work_order(
        WorkOrderChanged(work_order_id=work_order.pk, status=work_order.status), work_order, actor=actor, now=now
    )
    return item


def open_hold(
    *, work_order: WorkOrder, kind: str, reason: str, actor: Actor, now: datetime, expected_on: date | None = None
) -> Hold:
    """This will let the work order wait: none of its visits is sent to a phone until the hold is lifted.

    Raises
    ------
    WorkOrderOver
        It is approved, closed or canceled.
    """
    locked = lock_work_order(work_order.pk)
    if locked.approved_at or locked.canceled_at:
        raise WorkOrderOver(f"{locked.number} is {locked.status}.", work_order_id=locked.pk)
    hold = Hold.objects.create(
        work_order=locked, kind=kind, reason=reason, expected_on=expected_on, opened_at=now, opened_by=actor.label
    )
    fact = HoldOpened(hold_id=hold.pk, work_order_id=locked.pk)
    tell_work_order(fact, locked, actor=actor, now=now, rows_of=touch_visits(locked))
    return hold


def lift_hold(*, hold: Hold, actor: Actor, now: datetime) -> Hold:
    """This will end the waiting; lifting twice changes nothing. A part that was ordered is no longer waited for."""
    locked = lock_work_order(hold.work_order_id)
    hold.refresh_from_db()
    if hold.lifted_at is None:
        hold.change(lifted_at=now, lifted_by=actor.label)
        awaited = PartOrder.objects.filter(hold=hold, received_at=None, dropped_at=None).first()
        if awaited is not None:
            awaited.change(dropped_at=now, dropped_by=actor.label, drop_reason="The hold was lifted.")
        fact = HoldLifted(hold_id=hold.pk, work_order_id=locked.pk)
        tell_work_order(fact, locked, actor=actor, now=now, rows_of=touch_visits(locked))
    return hold


def approve_work_order(
    *, work_order: WorkOrder, actor: Actor, now: datetime, without_files_reason: str = ""
) -> WorkOrder:
    """This will accept what was done, so that it can be invoiced as it stands.

    Without photos that were announced and never came only with a reason, which is kept as a note.

    Raises
    ------
    NotCompleted
        Something is still to be done, or it is over already.
    FilesMissing
        Photos or signatures are still on a phone, and no reason was given to do without them.
    """
    locked = lock_work_order(work_order.pk)
    if locked.status != "completed":
        raise NotCompleted(
            f"{locked.number} is {locked.status.replace('_', ' ')}.", work_order_id=locked.pk, status=locked.status
        )
    missing = _missing_files(locked)
    if missing and not without_files_reason.strip():
        raise FilesMissing(f"{locked.number}: {_listed(missing)}.", work_order_id=locked.pk, **missing)
    if missing:
        text = f"Approved though not everything has arrived ({_listed(missing)}): {without_files_reason.strip()}"
        locked.notes.create(text=text, author=actor.label, at=now)
    locked.change(approved_at=now, approved_by=actor.label)
    tell_work_order(WorkOrderApproved(work_order_id=locked.pk), locked, actor=actor, now=now)
    return locked


def _missing_files(work_order: WorkOrder) -> dict[str, Any]:
    """How many files were announced and have arrived, by kind; empty if nothing is missing."""
    counts: dict[str, Any] = {}
    for noun, rows in (("photos", work_order.photos.all()), ("signatures", work_order.signatures.exclude(sha256=""))):
        announced, received = rows.count(), rows.filter(blob__isnull=False).count()
        if received < announced:
            counts |= {f"{noun}_received": received, f"{noun}_announced": announced}
    return counts


def _listed(missing: dict[str, Any]) -> str:
    """As people read it: `2 of 3 photos received`."""
    return ", ".join(
        f"{missing[f'{noun}_received']} of {missing[f'{noun}_announced']} {noun} received"
        for noun in ("photos", "signatures")
        if f"{noun}_announced" in missing
    )


def reopen_work_order(*, work_order: WorkOrder, reason: str, actor: Actor, now: datetime) -> WorkOrder:
    """This will take an approval back; what is invoiced already is only ever credited.

    Raises
    ------
    WorkOrderOver
        It is closed or canceled, or was never approved.
    """
    locked = lock_work_order(work_order.pk)
    if locked.status != "approved":
        raise WorkOrderOver(
            f"{locked.number} is {locked.status.replace('_', ' ')}.",
            work_order_id=locked.pk,
            status=locked.status,
            what_to_do="Only an approved work order that is not invoiced can be reopened.",
        )
    locked.change(approved_at=None, approved_by="")
    locked.notes.create(text=f"Reopened: {reason}", author=actor.label, at=now)
    tell_work_order(WorkOrderReopened(work_order_id=locked.pk), locked, actor=actor, now=now)
    return locked


def close_work_order(*, work_order: WorkOrder, actor: Actor, now: datetime) -> WorkOrder:
    """This will end the work order's life: it is invoiced. Closing twice changes nothing.

    Raises
    ------
    NotCompleted
        It was not approved.
    """
    locked = lock_work_order(work_order.pk)
    if locked.status == "closed":
        return locked
    if locked.status != "approved":
        raise NotCompleted(
            f"{locked.number} is {locked.status.replace('_', ' ')}.", work_order_id=locked.pk, status=locked.status
        )
    locked.change(closed_at=now)
    tell_work_order(WorkOrderClosed(work_order_id=locked.pk), locked, actor=actor, now=now)
    return locked


def cancel_work_order(
    *,
    work_order: WorkOrder,
    reason: str,
    actor: Actor,
    now: datetime,
    party: str = CancelParty.US,
    code: str = CancelCode.OTHER,
) -> WorkOrder:
    """This will give a work order up, and with it every visit that has not ended; their time is free again.

    Nothing is deleted: what was done stays, with who canceled, why, and whether we did or the customer.

    Raises
    ------
    Invalid
        The code is no reason of that party.
    WorkUnderWay
        Somebody is traveling there or at work.
    WorkOrderOver
        It is approved, closed or canceled already.
    """
    check_cancel(party, code)
    locked = lock_work_order(work_order.pk)
    if locked.approved_at or locked.canceled_at:
        raise WorkOrderOver(f"{locked.number} is {locked.status}.", work_order_id=locked.pk)
    visits = list(Visit.objects.select_for_update().filter(work_order=locked).exclude(status__in=OVER).order_by("id"))
    if busy := [visit.number for visit in visits if visit.status in UNDER_WAY]:
        raise WorkUnderWay(f"{', '.join(busy)} is under way.", visits=busy)
    locked.change(canceled_at=now, cancel_reason=reason, canceled_by=actor.label, cancel_party=party, cancel_code=code)
    for visit in visits:
        end_planned(visit=visit, work_order=locked, reason=reason, party=party, code=code, actor=actor, now=now)
    fact = WorkOrderCanceled(work_order_id=locked.pk, party=party, code=code)
    tell_work_order(fact, locked, actor=actor, now=now)
    return locked


def take_back(*, work_order: WorkOrder, version: int, actor: Actor, now: datetime) -> WorkOrder:
    """This will cancel work that an import brought, if nobody has touched it since: its number stays used.

    Raises
    ------
    TouchedSince
        Somebody changed it.
    """
    if work_order.version != version:
        raise TouchedSince(f"{work_order.number} was changed since.", work_order_id=work_order.pk)
    return cancel_work_order(work_order=work_order, reason="The import was undone", actor=actor, now=now)


def end_planned(
    *, visit: Visit, work_order: WorkOrder, reason: str, party: str, code: str, actor: Actor, now: datetime
) -> None:
    """This will cancel one visit of a locked work order and free its time.

    Raises
    ------
    MoveRefused
        It has begun or is over.
    """
    if visit.series_id is not None:
        # Another day of the job that was taken out before this one counted it anew.
        visit.refresh_from_db()
    had_it = visit.crew_ids if visit.status != VisitStatus.SCHEDULED else []
    if visit.member_ids:
        crewing.disband(visit, actor=actor, now=now, reason=reason)
    VISIT.move(
        visit,
        "cancel",
        actor=actor,
        at=now,
        reason=reason,
        facts={"party": party, "code": code},
        end_reason=reason,
        canceled_at=now,
        canceled_by=actor.label,
        cancel_party=party,
        cancel_code=code,
        needs_help=False,
        flag_code="",
        flag_sentence="",
        member_ids=[member.technician_id for member in crewing.members_of(visit)],
    )
    claims.free(visit)
    others = series.take_out(visit)
    fact = VisitCanceled(
        visit_id=visit.pk,
        work_order_id=work_order.pk,
        technician_id=visit.technician_id,
        starts_at=visit.starts_at.isoformat() if visit.starts_at else None,
        party=party,
        code=code,
    )
    tell(fact, visit, work_order, now=now, technician_ids=had_it, rows_of=others)


def _check_recall(site: Site, work_order_id: int) -> None:
    first = WorkOrder.objects.filter(pk=work_order_id).first()
    if first is None:
        raise NotFound(f"There is no work order {work_order_id}.", work_order_id=work_order_id)
    if first.site_id != site.pk:
        raise Invalid(f"{first.number} was not at {site.name}.", field="recall_of_id", work_order_id=first.pk)


def _asset_of(site: Site, asset_id: int, actor: Actor) -> Asset:
    asset = customers.get_asset(actor=actor, asset_id=asset_id)
    if asset.site_id != site.pk:
        raise Invalid(f"{asset.name} is not at {site.name}.", field="asset_id", asset_id=asset_id)
    return asset
