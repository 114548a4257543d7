"""Routes of visits: what the office plans and what is done on site; a technician's phone sends commands instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.accounts.permissions import allow
from truckroll.foundation import clock, http
from truckroll.work import queries
from truckroll.work.actions import days, field, links, records
from truckroll.work.actions import visits as actions
from truckroll.work.api.shapes import (
    AcknowledgeIn,
    AnswerIn,
    AnswerOut,
    CancelIn,
    CompleteIn,
    EndDayIn,
    FaultIn,
    LeaveIn,
    LinkIn,
    MoveIn,
    NoAccessIn,
    NoteIn,
    NoteOut,
    PartIn,
    PartOut,
    ReasonIn,
    SplitIn,
    StartIn,
    StepIn,
    StopIn,
    VisitChange,
    VisitRow,
    VisitRows,
)
from truckroll.work.lifecycle import VisitStatus
from truckroll.work.models import Visit

router = Router(tags=["work"])
AT_WORK = roles.DISPATCH | roles.FIELD


@router.get("/visits", response=VisitRows)
def list_visits(
    request: HttpRequest,
    status: Annotated[list[VisitStatus], Query(default_factory=list)],
    work_order_id: int | None = None,
    page: int = 1,
    page_size: int = 50,
) -> dict[str, object]:
    """The visits by start, those without one last; `status` may be given several times."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_visits(actor=actor, status=status, work_order_id=work_order_id)
    found, total = http.page(rows, page=page, page_size=page_size)
    by_id = {row["id"]: row for row in queries.visit_rows(visit.pk for visit in found)}
    return {"items": [by_id[visit.pk] for visit in found], "total": total}


@router.get("/visits/{visit_id}", response=VisitRow)
def get_visit(request: HttpRequest, visit_id: int) -> object:
    """One visit as the board shows it."""
    visit = queries.get_visit(actor=allow(request, roles.SIGNED_IN), visit_id=visit_id)
    return queries.visit_rows([visit.pk])[0]


@router.patch("/visits/{visit_id}", response=VisitRow)
def change_visit(request: HttpRequest, visit_id: int, body: VisitChange) -> HttpResponse:
    """Change how long a visit takes, what window was promised, or whether its plan is pinned."""

    def change(visit: Visit, actor: Actor, now: datetime) -> Visit:
        values = body.dict(exclude_unset=True)
        said = {name: values.pop(name) for name in ("version", "reason") if name in values}
        if "pinned" in values:
            values["is_pinned"] = values.pop("pinned")
        return actions.change_visit(visit=visit, values=values, **said, actor=actor, now=now)

    return _write(request, "change_visit", visit_id, change, body, roles.DISPATCH)


@router.post("/visits/{visit_id}/unschedule", response=VisitRow)
def unschedule_visit(request: HttpRequest, visit_id: int, body: MoveIn) -> HttpResponse:
    """Take a visit off its technician's day; it waits in the queue again."""
    return _write(
        request, "unschedule_visit", visit_id,
        lambda visit, actor, now: actions.unschedule_visit(visit=visit, reason=body.reason, actor=actor, now=now),
        body, roles.DISPATCH,
    )  # fmt: skip


@router.post("/visits/{visit_id}/dispatch", response=VisitRow)
def dispatch_visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Send a visit to its technician's phone."""
    return _write(
        request, "dispatch_visit", visit_id,
        lambda visit, actor, now: actions.dispatch_visit(visit=visit, actor=actor, now=now), None, roles.DISPATCH,
    )  # fmt: skip


@router.post("/visits/{visit_id}/withdraw", response=VisitRow)
def withdraw_visit(request: HttpRequest, visit_id: int, body: MoveIn) -> HttpResponse:
    """Take a visit off its technician's phone again; it stays planned."""
    return _write(
        request, "withdraw_visit", visit_id,
        lambda visit, actor, now: actions.withdraw_visit(visit=visit, reason=body.reason, actor=actor, now=now),
        body, roles.DISPATCH,
    )  # fmt: skip


@router.post("/visits/{visit_id}/cancel", response=VisitRow)
def cancel_visit(request: HttpRequest, visit_id: int, body: CancelIn) -> HttpResponse:
    """Cancel one visit; its work order stays."""
    return _write(
        request, "cancel_visit", visit_id,
        lambda visit, actor, now: actions.cancel_visit(visit=visit, **body.dict(), actor=actor, now=now),
        body, roles.DISPATCH,
    )  # fmt: skip


@router.post("/visits/{visit_id}/depart", response=VisitRow)
def depart_visit(request: HttpRequest, visit_id: int, body: StepIn) -> HttpResponse:
    """The technician is on his way."""
    return _step(request, "depart_visit", visit_id, field.depart_visit, body)


@router.post("/visits/{visit_id}/arrive", response=VisitRow)
def arrive_visit(request: HttpRequest, visit_id: int, body: StepIn) -> HttpResponse:
    """The technician is at the site."""
    return _step(request, "arrive_visit", visit_id, field.arrive_visit, body)


@router.post("/visits/{visit_id}/start", response=VisitRow)
def start_visit(request: HttpRequest, visit_id: int, body: StartIn) -> HttpResponse:
    """Hands-on work begins."""
    return _step(request, "start_visit", visit_id, field.start_visit, body)


@router.post("/visits/{visit_id}/pause", response=VisitRow)
def pause_visit(request: HttpRequest, visit_id: int, body: StepIn) -> HttpResponse:
    """Work rests for a while."""
    return _step(request, "pause_visit", visit_id, field.pause_visit, body)


@router.post("/visits/{visit_id}/resume", response=VisitRow)
def resume_visit(request: HttpRequest, visit_id: int, body: StepIn) -> HttpResponse:
    """Work goes on after a pause."""
    return _step(request, "resume_visit", visit_id, field.resume_visit, body)


@router.post("/visits/{visit_id}/leave", response=VisitRow)
def leave_visit(request: HttpRequest, visit_id: int, body: LeaveIn) -> HttpResponse:
    """One of the crew has done his part and goes; the lead closes the visit."""
    return _step(request, "leave_visit", visit_id, field.leave_visit, body)


@router.post("/visits/{visit_id}/complete", response=VisitRow)
def complete_visit(request: HttpRequest, visit_id: int, body: CompleteIn) -> HttpResponse:
    """The visit did what it came for; the office says when."""
    return _step(request, "complete_visit", visit_id, field.complete_visit, body)


@router.post("/visits/{visit_id}/end-day", response=VisitRow)
def end_day(request: HttpRequest, visit_id: int, body: EndDayIn) -> HttpResponse:
    """One day of a long job is over; the rest is planned anew."""
    return _step(request, "end_day", visit_id, field.end_day, body)


@router.post("/visits/{visit_id}/split", response=VisitRows)
def split_visit(request: HttpRequest, visit_id: int, body: SplitIn) -> HttpResponse:
    """Make a visit of the queue that is longer than a shift into one for each day."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        visit = queries.get_visit(actor=actor, visit_id=visit_id)
        made = days.split_visit(visit=visit, **body.dict(), actor=actor, now=clock.now())
        return {"items": queries.visit_rows(day.pk for day in made), "total": len(made)}

    return http.write(request, "work.split_visit", effect, body=body, out=VisitRows, visit_id=visit_id)


@router.post("/visits/{visit_id}/links", response=VisitRow)
def link_visits(request: HttpRequest, visit_id: int, body: LinkIn) -> HttpResponse:
    """Let a visit start only after another has ended."""

    def link(visit: Visit, actor: Actor, now: datetime) -> Visit:
        values = body.dict()
        first = queries.get_visit(actor=actor, visit_id=values.pop("first_id"))
        return links.link_visits(visit=visit, first=first, **values, actor=actor, now=now)

    return _write(request, "link_visits", visit_id, link, body, roles.DISPATCH)


@router.delete("/visits/{visit_id}/links/{first_id}", response=VisitRow)
def unlink_visits(request: HttpRequest, visit_id: int, first_id: int) -> HttpResponse:
    """Let a visit no longer wait for another."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        visit = queries.get_visit(actor=actor, visit_id=visit_id)
        return queries.visit_row(links.unlink_visits(visit=visit, first_id=first_id, actor=actor, now=clock.now()))

    return http.write(request, "work.unlink_visits", effect, out=VisitRow, visit_id=visit_id, first_id=first_id)


@router.post("/visits/{visit_id}/stop", response=VisitRow)
def stop_visit(request: HttpRequest, visit_id: int, body: StopIn) -> HttpResponse:
    """The visit ends with work left; a return visit waits in the queue."""
    return _step(request, "stop_visit", visit_id, field.stop_visit, body)


@router.post("/visits/{visit_id}/report-no-access", response=VisitRow)
def report_no_access(request: HttpRequest, visit_id: int, body: NoAccessIn) -> HttpResponse:
    """Nobody let the technician in; a return visit waits in the queue."""
    return _step(request, "report_no_access", visit_id, field.report_no_access, body)


@router.post("/visits/{visit_id}/note-fault", response=VisitRow)
def note_fault(request: HttpRequest, visit_id: int, body: FaultIn) -> HttpResponse:
    """Say whether it was our own fault that nobody opened."""
    return _write(
        request, "note_fault", visit_id,
        lambda visit, actor, now: field.note_fault(visit=visit, **body.dict(), actor=actor, now=now),
        body, roles.DISPATCH,
    )  # fmt: skip


@router.post("/visits/{visit_id}/ask-for-help", response=VisitRow)
def ask_for_help(request: HttpRequest, visit_id: int, body: ReasonIn) -> HttpResponse:
    """The technician needs help."""
    return _step(request, "ask_for_help", visit_id, field.ask_for_help, body)


@router.post("/visits/{visit_id}/acknowledge-help", response=VisitRow)
def acknowledge_help(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Somebody in the office takes care of a call for help."""
    return _write(
        request, "acknowledge_help", visit_id,
        lambda visit, actor, now: field.acknowledge_help(visit=visit, actor=actor, now=now), None, roles.DISPATCH,
    )  # fmt: skip


@router.post("/visits/{visit_id}/settle-help", response=VisitRow)
def settle_help(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The technician is well, or has what he needed."""
    return _write(
        request, "settle_help", visit_id,
        lambda visit, actor, now: field.settle_help(visit=visit, actor=actor, now=now), None, AT_WORK,
    )  # fmt: skip


@router.post("/visits/{visit_id}/notes", response={201: NoteOut})
def add_visit_note(request: HttpRequest, visit_id: int, body: NoteIn) -> HttpResponse:
    """Write a note on a visit."""
    actor = allow(request, AT_WORK)

    def effect() -> object:
        visit = queries.get_visit(actor=actor, visit_id=visit_id)
        return records.add_note(work_order=visit.work_order, visit=visit, **body.dict(), actor=actor, now=clock.now())

    return http.write(request, "work.add_visit_note", effect, body=body, out=NoteOut, status=201, visit_id=visit_id)


@router.post("/visits/{visit_id}/parts", response={201: PartOut})
def use_part(request: HttpRequest, visit_id: int, body: PartIn) -> HttpResponse:
    """A part stayed with the customer."""
    actor = allow(request, AT_WORK)

    def effect() -> object:
        visit = queries.get_visit(actor=actor, visit_id=visit_id)
        return records.use_part(visit=visit, **body.dict(), actor=actor, now=clock.now())

    return http.write(request, "work.use_part", effect, body=body, out=PartOut, status=201, visit_id=visit_id)


@router.post("/visits/{visit_id}/answer-checklist", response=AnswerOut)
def answer_checklist(request: HttpRequest, visit_id: int, body: AnswerIn) -> HttpResponse:
    """Answer a question of the visit's checklist."""
    actor = allow(request, AT_WORK)

    def effect() -> object:
        visit = queries.get_visit(actor=actor, visit_id=visit_id)
        return records.answer_checklist(visit=visit, **body.dict(), actor=actor, now=clock.now())

    return http.write(request, "work.answer_checklist", effect, body=body, out=AnswerOut, visit_id=visit_id)


@router.post("/visits/{visit_id}/acknowledge-hazard", response=VisitRow)
def acknowledge_hazard(request: HttpRequest, visit_id: int, body: AcknowledgeIn) -> HttpResponse:
    """A hazard of the site was read for this visit."""

    def acknowledge(visit: Visit, **said: Any) -> Visit:
        records.acknowledge_hazard(visit=visit, **said)
        return visit

    return _step(request, "acknowledge_hazard", visit_id, acknowledge, body)


def _step(request: HttpRequest, name: str, visit_id: int, action: Callable[..., Visit], body: Schema) -> HttpResponse:
    """Carry out an action that takes the body's fields by their names."""
    return _write(
        request, name, visit_id,
        lambda visit, actor, now: action(visit=visit, **body.model_dump(), actor=actor, now=now), body, AT_WORK,
    )  # fmt: skip


def _write(
    request: HttpRequest, name: str, visit_id: int, change: Callable[[Visit, Actor, datetime], Visit],
    body: Schema | None, group: frozenset[str],
) -> HttpResponse:  # fmt: skip
    """Carry out a change of one visit as a command; the answer is the visit as the board shows it."""
    actor = allow(request, group)

    def effect() -> object:
        return queries.visit_row(change(queries.get_visit(actor=actor, visit_id=visit_id), actor, clock.now()))

    return http.write(request, f"work.{name}", effect, body=body, out=VisitRow, visit_id=visit_id)
