"""Every write of the room: forms and links handed out and taken back, files and requests taken in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from truckroll.accounts.actors import Actor
from truckroll.foundation import blobs
from truckroll.foundation.events import publish
from truckroll.portal import queries
from truckroll.portal.events import RequestFormCreated, RequestFormRevoked, StatusLinkCreated, StatusLinkRevoked
from truckroll.portal.models import RequestForm, StatusLink, Upload
from truckroll.portal.refusals import FileNotTaken
from truckroll.portal.secrets import digest, new_token, token_of
from truckroll.work.actions.requests import receive_request

if TYPE_CHECKING:
    from truckroll.customers.models import Site
    from truckroll.work.models import Request, WorkOrder

LINK_DAYS = 365
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


def _link(*, given_to: str, real_now: datetime, now: datetime, **job: Request | WorkOrder) -> StatusLink:
    link = StatusLink(given_to=given_to, expires_at=real_now + timedelta(days=LINK_DAYS), **job)
    link.token_sha256 = digest(token_of(link.seed))
    link.save()
    publish(StatusLinkCreated(link_id=link.pk), at=now)
    return link
