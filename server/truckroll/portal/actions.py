"""Every write of the room: forms and links handed out and taken back, files and requests taken in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from truckroll.accounts.actors import Actor
from truckroll.foundation import blobs
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid
from truckroll.foundation.versions import lock_at
from truckroll.portal import queries
from truckroll.portal.events import (
    RebookLinkCreated,
    RebookLinkRevoked,
    RequestFormCreated,
    RequestFormRevoked,
    StatusLinkCreated,
    StatusLinkRevoked,
    VisitRebooked,
)
from truckroll.portal.models import RebookLink, RequestForm, StatusLink, Upload
from truckroll.portal.refusals import FileNotTaken, WindowNotOffered
from truckroll.portal.secrets import digest, new_token, token_of
from truckroll.work.actions.requests import receive_request
from truckroll.work.actions.visits import choose_window

if TYPE_CHECKING:
    from truckroll.customers.models import Site
    from truckroll.foundation.local_time import Interval
    from truckroll.work.models import Request, Visit, WorkOrder

LINK_DAYS = 365
REBOOK_DAYS = 7
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
_TAKEN = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"})
_PRIORITIES = {"emergency": 1, "soon": 2}


def create_request_form(*, site: Site, label: str, actor: Actor, now: datetime) -> tuple[RequestForm, str]:
    """This will give a site a public form; the token of its address is returned once and never shown again."""
    token = new_token()
    form = RequestForm.objects.create(
        site=site, label=label or site.name, token_sha256=digest(token), created_by=actor.label
    )
    publish(RequestFormCreated(form_id=form.pk, site_id=site.pk), at=now)
    return form, token


def revoke_request_form(*, form: RequestForm, actor: Actor, now: datetime) -> RequestForm:
    """This will close a form from the next request on; closing twice changes nothing."""
    if form.revoked_at is None:
        form.change(revoked_at=now)
        publish(RequestFormRevoked(form_id=form.pk), at=now)
    return form


def take_upload(*, form: RequestForm, client_uuid: uuid.UUID, name: str, content: bytes) -> Upload:
    """This will keep a file for a request that is about to come through the same form.

    Raises
    ------
    FileNotTaken
        It is too large, or neither a picture nor a PDF whatever its name says.
    """
    if len(content) > MAX_UPLOAD_BYTES:
        raise FileNotTaken("The file is larger than 10 MB.", size=len(content))
    kind = blobs.media_type_of(content[:64])
    if kind not in _TAKEN:
        raise FileNotTaken("The file is neither a photo nor a PDF.", media_type=kind)
    upload, _ = Upload.objects.get_or_create(
        client_uuid=client_uuid, defaults={"form": form, "blob": blobs.store(content), "name": name[-150:] or "file"}
    )
    return upload


def submit_request(
    *, form: RequestForm, client_uuid: uuid.UUID, description: str, actor: Actor, now: datetime, real_now: datetime,
    contact_name: str = "", contact_phone: str = "", contact_email: str = "", urgency: str = "normal",
    access_note: str = "", attachments: Sequence[str] = (),
) -> tuple[Request, StatusLink]:  # fmt: skip
    """This will take a request that came through a form, and make the link its sender can follow it with.

    Raises
    ------
    FileNotTaken
        A named file did not come through this form.
    """
    request = receive_request(
        channel="portal",
        client_uuid=client_uuid,
        description="\n\n".join(filter(None, (description, access_note and f"Access: {access_note}"))),
        received_at=now,
        site_id=form.site_id,
        customer_id=form.site.customer_id,
        priority=_PRIORITIES.get(urgency),
        contact_name=contact_name,
        contact_phone=contact_phone,
        contact_email=contact_email,
        attachments=queries.uploads_of(form, attachments),
        actor=actor,
        now=now,
    )
    link = _link(given_to=contact_name, real_now=real_now, now=now, request=request)
    return request, link


def create_status_link(
    *, work_order: WorkOrder, given_to: str, actor: Actor, now: datetime, real_now: datetime
) -> tuple[StatusLink, str]:
    """This will make a link that shows one work order; its token is returned once and never shown again."""
    link = _link(given_to=given_to, real_now=real_now, now=now, work_order=work_order)
    return link, token_of(link.seed)


def link_for_message(*, job: Request | WorkOrder, given_to: str, now: datetime, real_now: datetime) -> str:
    """This will be the token of a link to a job for a message about it: each message has a link of its own."""
    which = {"work_order": job} if hasattr(job, "request_id") else {"request": job}
    return token_of(_link(given_to=given_to, real_now=real_now, now=now, **which).seed)


def revoke_status_link(*, link: StatusLink, actor: Actor, now: datetime, real_now: datetime) -> StatusLink:
    """This will close a link, and every pass it was swapped for, from the next request on."""
    if link.revoked_at is None:
        link.change(revoked_at=real_now)
        publish(StatusLinkRevoked(link_id=link.pk), at=now)
    return link


def create_rebook_link(
    *, visit: Visit, windows: Sequence[Interval], given_to: str, actor: Actor, now: datetime, real_now: datetime
) -> tuple[RebookLink, str]:
    """This will make a link with which a customer chooses a window for this visit, once; its token is returned once.

    A link that was made before for the same visit is taken back.

    Raises
    ------
    Invalid
        The visit has begun or is over, or no window lies ahead.
    """
    if visit.status not in queries.BEFORE:
        raise Invalid(f"{visit.number} is {visit.status.replace('_', ' ')}.", visit_id=visit.pk, status=visit.status)
    ahead = [window for window in windows if window[0] > now and window[0] < window[1]]
    if not ahead:
        raise Invalid("No arrival window lies ahead.", field="windows")
    for former in RebookLink.objects.select_for_update().filter(visit=visit, used_at=None, revoked_at=None):
        former.change(revoked_at=real_now)
    link = RebookLink(
        visit=visit,
        windows=[[starts.isoformat(), ends.isoformat()] for starts, ends in ahead],
        given_to=given_to,
        created_by=actor.label,
        expires_at=real_now + timedelta(days=REBOOK_DAYS),
    )
    link.token_sha256 = digest(token_of(link.seed))
    link.save()
    publish(RebookLinkCreated(link_id=link.pk, visit_id=visit.pk), at=now)
    return link, token_of(link.seed)


def revoke_rebook_link(*, link: RebookLink, actor: Actor, now: datetime, real_now: datetime) -> RebookLink:
    """This will close a link with which nobody has chosen yet; closing twice changes nothing."""
    lock_at(link, None)
    if link.revoked_at is None and link.used_at is None:
        link.change(revoked_at=real_now)
        publish(RebookLinkRevoked(link_id=link.pk), at=now)
    return link


def rebook_visit(
    *, link: RebookLink, starts_at: datetime, actor: Actor, now: datetime, real_now: datetime
) -> RebookLink:
    """This will take the window that the customer chose, and with it the link, which is good for one choice.

    Raises
    ------
    LinkUsed
        A window was chosen with it already.
    WindowNotOffered
        It is none of those that were offered, or it is past.
    UnknownLink
        It was taken back.
    AlreadyBegun
        The visit has begun or is over.
    """
    lock_at(link, None)
    queries.check_rebook_link(link, now=now, real_now=real_now)
    chosen = next((window for window in queries.windows_of(link, now=now) if window[0] == starts_at), None)
    if chosen is None:
        raise WindowNotOffered("This time is not offered any more.", starts_at=starts_at.isoformat())
    visit = link.visit
    link.change(used_at=real_now, chosen_starts_at=chosen[0], chosen_ends_at=chosen[1])
    choose_window(visit=visit, starts_at=chosen[0], ends_at=chosen[1], actor=actor, now=now)
    publish(VisitRebooked(link_id=link.pk, visit_id=visit.pk, work_order_id=visit.work_order_id), at=now)
    return link


def _link(*, given_to: str, real_now: datetime, now: datetime, **job: Request | WorkOrder) -> StatusLink:
    link = StatusLink(given_to=given_to, expires_at=real_now + timedelta(days=LINK_DAYS), **job)
    link.token_sha256 = digest(token_of(link.seed))
    link.save()
    publish(StatusLinkCreated(link_id=link.pk), at=now)
    return link
