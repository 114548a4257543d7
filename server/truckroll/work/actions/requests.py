"""Writes of requests: receive, complete, accept as a work order, join to one, reject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from truckroll.accounts.actors import Actor
from truckroll.customers import queries as customers
from truckroll.foundation.events import publish, publish_all
from truckroll.foundation.ids import uuid7
from truckroll.foundation.models import Blob
from truckroll.foundation.refusals import Invalid, Refusal, refuse_constraint
from truckroll.foundation.versions import lock_at
from truckroll.work import queries, triage
from truckroll.work.actions import work_orders
from truckroll.work.events import (
    RequestAccepted,
    RequestChanged,
    RequestJoined,
    RequestReceived,
    RequestRejected,
    WorkOrderChanged,
)
from truckroll.work.keeping import lock_work_order, tell_work_order
from truckroll.work.lifecycle import REQUEST
from truckroll.work.models import Request, RequestAttachment, WorkOrder
from truckroll.work.numbers import next_number, next_numbers


class RequestTwice(Refusal):
    """The same message, call or row of a file came in before."""

    code = "request_twice"
    title = "This request is here already"
    what_to_do = "Open the one that came first."


class RequestIncomplete(Refusal):
    """Without a site and a type of work nobody can be sent anywhere."""

    code = "request_incomplete"
    title = "Something is missing before this can be accepted"
    what_to_do = "Say where the work is and what kind it is, then accept it."


refuse_constraint(
    "request_external_id_once", lambda: RequestTwice("A request with this external id came by this channel.")
)
refuse_constraint("work_request_client_uuid_key", lambda: RequestTwice("A request with this client_uuid is here."))


def receive_request(
    *,
    channel: str,
    description: str,
    received_at: datetime,
    actor: Actor,
    now: datetime,
    reported_at: datetime | None = None,
    external_id: str = "",
    site_id: int | None = None,
    customer_id: int | None = None,
    asset_id: int | None = None,
    work_type_id: int | None = None,
    priority: int | None = None,
    contact_name: str = "",
    contact_phone: str = "",
    contact_email: str = "",
    address: str = "",
    attachments: Iterable[tuple[str, Blob]] = (),
    triage_answers: Iterable[Mapping[str, Any]] = (),
    client_uuid: UUID | None = None,
    batch: str = "",
) -> Request:
    """This will write down what somebody asked for. `attachments` are named blobs; they stay with the request.

    Raises
    ------
    RequestTwice
        The external id came by this channel before.
    Invalid
        It was reported after it was received (rule 33).
    NotFound
        The work type does not ask what was answered.
    """
    reported_at = reported_at or received_at
    _check_reported(reported_at, received_at)
    work_type = (
        queries.get_work_type(actor=actor, work_type_id=work_type_id) if work_type_id and triage_answers else None
    )
    answers = triage.answers_of(work_type, triage_answers)
    if answers:
        priority = triage.priority_after(priority or (work_type.priority if work_type else 4), answers)
    pk, number = next_number("work_request", "R")
    request = Request.objects.create(
        pk=pk,
        number=number,
        channel=channel,
        external_id=external_id,
        client_uuid=client_uuid or uuid7(),
        site_id=site_id,
        customer_id=customer_id,
        asset_id=asset_id,
        work_type_id=work_type_id,
        priority=priority,
        contact_name=contact_name,
        contact_phone=contact_phone,
        contact_email=contact_email,
        address=address,
        description=description,
        reported_at=reported_at,
        received_at=received_at,
        batch=batch,
    )
    _attach(request, attachments)
    triage.keep(answers, request=request, actor=actor, now=now)
    REQUEST.begin(request, actor=actor, at=now)
    publish(RequestReceived(request_id=request.pk, channel=channel), at=now)
    return request


def receive_requests(
    *, channel: str, wanted: Sequence[Mapping[str, Any]], received_at: datetime, actor: Actor, now: datetime, batch: str
) -> list[Request]:
    """This will write down many requests that came in one file, in as few statements as one needs.

    Each of `wanted` has what `receive_request` takes of a request itself; files of its own it has none.

    Raises
    ------
    RequestTwice
        An external id came by this channel before.
    Invalid
        One was reported after it was received (rule 33).
    """
    numbers = next_numbers("work_request", "R", len(wanted))
    requests = []
    for (pk, number), values in zip(numbers, wanted, strict=True):
        reported_at = values.get("reported_at") or received_at
        _check_reported(reported_at, received_at)
        requests.append(
            Request(
                **{**values, "reported_at": reported_at},
                pk=pk,
                number=number,
                channel=channel,
                received_at=received_at,
                batch=batch,
            )
        )
    Request.objects.bulk_create(requests)
    REQUEST.begin_all(requests, actor=actor, at=now)
    publish_all((RequestReceived(request_id=request.pk, channel=channel) for request in requests), at=now)
    return requests


def _check_reported(reported_at: datetime, received_at: datetime) -> None:
    if reported_at > received_at:
        raise Invalid("A call can be written down later than it came, not before.", field="reported_at")


def change_request(
    *, request: Request, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> Request:
    """This will complete or correct a request that nobody decided on yet: where, what, who to call.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since.
    RequestDecided
        It is accepted or rejected already.
    """
    lock_at(request, version, shown=values)
    if request.status != "new":
        raise RequestDecided(f"{request.number} is {request.status}.", request_id=request.pk, status=request.status)
    request.change(**values)
    publish(RequestChanged(request_id=request.pk), at=now)
    return request


class RequestDecided(Refusal):
    """What was decided on stays as it was."""

    code = "request_decided"
    title = "Somebody decided on this request already"
    what_to_do = "Change the work order, or take the rejection back first."


def accept_request(
    *,
    request: Request,
    actor: Actor,
    now: datetime,
    site_id: int | None = None,
    work_type_id: int | None = None,
    priority: int | None = None,
    **values: Any,
) -> WorkOrder:
    """This will raise the work order of a request. The request stays, with its words and files, linked to it (rule 2).

    Raises
    ------
    RequestIncomplete
        It has no site or no work type, and none is given.
    MoveRefused
        It is accepted or rejected already.
    """
    lock_at(request, None)
    site_id, work_type_id = site_id or request.site_id, work_type_id or request.work_type_id
    missing = [name for name, value in (("site", site_id), ("work_type", work_type_id)) if value is None]
    if missing or site_id is None or work_type_id is None:
        raise RequestIncomplete(
            f"{request.number} has no {' and no '.join(m.replace('_', ' ') for m in missing)}.", missing=missing
        )
    site = customers.get_site(actor=actor, site_id=site_id)
    REQUEST.move(request, "accept", actor=actor, at=now, site_id=site_id, work_type_id=work_type_id)
    work_order = work_orders.raise_work_order(
        site=site,
        work_type=queries.get_work_type(actor=actor, work_type_id=work_type_id),
        priority=priority or request.priority,
        reported_at=request.reported_at,
        source=request.channel,
        request=request,
        actor=actor,
        now=now,
        **{"description": request.description, "asset_id": request.asset_id} | values,
    )
    publish(RequestAccepted(request_id=request.pk, work_order_id=work_order.pk), at=now)
    return work_order


def reject_request(*, request: Request, reason: str, actor: Actor, now: datetime) -> Request:
    """This will say no to a request.

    Raises
    ------
    MoveRefused
        It is accepted or rejected already.
    """
    lock_at(request, None)
    if request.status == "new":
        request.change(reason=reason)
    REQUEST.move(request, "reject", actor=actor, at=now, reason=reason)
    publish(RequestRejected(request_id=request.pk), at=now)
    return request


def join_request(*, request: Request, work_order: WorkOrder, actor: Actor, now: datetime) -> Request:
    """This will keep a request with the work order that is about the same; it stays there with its words and files.

    Raises
    ------
    WorkOrderOver
        The work order is approved, closed or canceled.
    MoveRefused
        Somebody decided on the request already.
    """
    lock_at(request, None)
    locked = lock_work_order(work_order.pk)
    if locked.approved_at or locked.canceled_at:
        raise work_orders.WorkOrderOver(f"{locked.number} is {locked.status}.", work_order_id=locked.pk)
    REQUEST.move(request, "join", actor=actor, at=now, joined_to=locked, facts={"work_order": locked.number})
    publish(RequestJoined(request_id=request.pk, work_order_id=locked.pk), at=now)
    tell_work_order(WorkOrderChanged(work_order_id=locked.pk, status=locked.status), locked, actor=actor, now=now)
    return request


def reconsider_request(*, request: Request, actor: Actor, now: datetime) -> Request:
    """This will take a rejection or a joining back: the request waits for a decision again.

    Raises
    ------
    MoveRefused
        It is neither rejected nor joined.
    """
    lock_at(request, None)
    facts = {"was_rejected_because": request.reason} if request.status == "rejected" else {}
    REQUEST.move(request, "reconsider", actor=actor, at=now, facts=facts, joined_to=None)
    publish(RequestChanged(request_id=request.pk), at=now)
    return request


def _attach(request: Request, attachments: Iterable[tuple[str, Blob]]) -> None:
    RequestAttachment.objects.bulk_create(
        RequestAttachment(request=request, name=name, blob=blob, position=position)
        for position, (name, blob) in enumerate(attachments, 1)
    )
