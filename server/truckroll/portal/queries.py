"""Reads of forms and links; the only way from an id or a token to one of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from truckroll.accounts.actors import Actor, system
from truckroll.customers import queries as customers
from truckroll.foundation.models import Blob
from truckroll.foundation.refusals import NotFound
from truckroll.portal.models import Forms, Links, RebookLink, RebookLinks, RequestForm, StatusLink, Upload
from truckroll.portal.offering import windows_to_offer
from truckroll.portal.refusals import FileNotTaken, LinkExpired, LinkNeeded, LinkUsed, UnknownLink
from truckroll.portal.secrets import digest, link_of
from truckroll.portal.showing import Shown, show
from truckroll.work import queries as work

if TYPE_CHECKING:
    from truckroll.foundation.local_time import Interval
    from truckroll.work.models import Visit

# States of a visit for which a window may still be chosen.
BEFORE = frozenset({"draft", "scheduled", "dispatched"})
# After a job is closed its link goes on for so long (P20).
AFTERWARDS = timedelta(days=30)
_READER = system("portal.read")


def list_forms(*, actor: Actor, site_id: int | None = None) -> Forms:
    """This will list the request forms, the newest first."""
    rows = RequestForm.objects.visible_to(actor).select_related("site").order_by("-id")
    return rows if site_id is None else rows.filter(site_id=site_id)


def get_form(*, actor: Actor, form_id: int) -> RequestForm:
    """This will be the form with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    form = list_forms(actor=actor).filter(pk=form_id).first()
    if form is None:
        raise NotFound(f"There is no request form {form_id}.", form_id=form_id)
    return form


def form_behind(token: str) -> RequestForm:
    """This will be the form whose address somebody has.

    Raises
    ------
    UnknownLink
        There is none, or it was taken back.
    """
    form = RequestForm.objects.select_related("site").filter(token_sha256=digest(token), revoked_at=None).first()
    if form is None or form.site.archived_at is not None:
        raise UnknownLink("There is no request form behind this link.")
    return form


def uploads_of(form: RequestForm, hashes: Iterable[str]) -> list[tuple[str, Blob]]:
    """This will be the named files that came through a form, in the order asked for.

    Raises
    ------
    FileNotTaken
        One of them did not come through this form.
    """
    asked = list(hashes)
    found = {u.blob.sha256: u for u in Upload.objects.select_related("blob").filter(form=form, blob__sha256__in=asked)}
    if missing := [sha256 for sha256 in asked if sha256 not in found]:
        raise FileNotTaken("A file was not sent through this form.", missing=missing)
    return [(found[sha256].name, found[sha256].blob) for sha256 in asked]


def list_links(*, actor: Actor, work_order_id: int | None = None, request_id: int | None = None) -> Links:
    """This will list the links that were handed out, the newest first."""
    rows = StatusLink.objects.visible_to(actor).order_by("-id")
    if work_order_id is not None:
        rows = rows.filter(work_order_id=work_order_id)
    if request_id is not None:
        rows = rows.filter(request_id=request_id)
    return rows


def get_link(*, actor: Actor, link_id: int) -> StatusLink:
    """This will be the link with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    link = list_links(actor=actor).filter(pk=link_id).first()
    if link is None:
        raise NotFound(f"There is no link {link_id}.", link_id=link_id)
    return link


def seed_of(link_id: int) -> UUID:
    """This will be what a link's token is derived from, to answer its maker once more."""
    return StatusLink.objects.values_list("seed", flat=True).get(pk=link_id)


def link_behind(token: str, *, now: datetime, real_now: datetime) -> StatusLink:
    """This will be the link whose token somebody has, if it still shows its job.

    Raises
    ------
    UnknownLink
        There is none, or it was taken back.
    LinkExpired
        It is too old, or its job was closed too long ago.
    """
    link = StatusLink.objects.filter(token_sha256=digest(token), revoked_at=None).first()
    if link is None:
        raise UnknownLink("There is no job behind this link.")
    _still_good(link, now=now, real_now=real_now)
    return link


def job_behind(signed: str, *, now: datetime, real_now: datetime) -> Shown:
    """This will be what the holder of a pass may see of the one job it was made for.

    Raises
    ------
    LinkNeeded
        The pass is missing, forged or too old, or its link was taken back.
    LinkExpired
        The job was closed too long ago.
    """
    link_id = link_of(signed)
    link = link_id and StatusLink.objects.filter(pk=link_id, revoked_at=None).first()
    if not link:
        raise LinkNeeded("Nobody has opened a link here in the last half hour.")
    _still_good(link, now=now, real_now=real_now)
    return _shown(link)


def _still_good(link: StatusLink, *, now: datetime, real_now: datetime) -> None:
    shown = _shown(link)
    if link.expires_at <= real_now or (shown.closed_at is not None and shown.closed_at + AFTERWARDS <= now):
        raise LinkExpired("This link has expired.")


def _shown(link: StatusLink) -> Shown:
    if link.work_order_id is not None:
        order = work.get_work_order(actor=_READER, work_order_id=link.work_order_id)
        return show(order.request, order)
    assert link.request_id is not None, "a link belongs to a request or a work order"
    request = work.get_request(actor=_READER, request_id=link.request_id)
    became = getattr(request, "work_order", None)
    return show(request, None if became is None else work.get_work_order(actor=_READER, work_order_id=became.pk))


def list_rebook_links(*, actor: Actor, visit_id: int | None = None, work_order_id: int | None = None) -> RebookLinks:
    """This will list the links for choosing a new window, the newest first."""
    rows = RebookLink.objects.visible_to(actor).order_by("-id")
    if visit_id is not None:
        rows = rows.filter(visit_id=visit_id)
    if work_order_id is not None:
        rows = rows.filter(visit__work_order_id=work_order_id)
    return rows


def get_rebook_link(*, actor: Actor, link_id: int) -> RebookLink:
    """This will be the link with that id.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    link = list_rebook_links(actor=actor).filter(pk=link_id).first()
    if link is None:
        raise NotFound(f"There is no link {link_id}.", link_id=link_id)
    return link


def rebook_link_behind(token: str, *, now: datetime, real_now: datetime) -> RebookLink:
    """This will be the link whose token somebody has, if something can still be chosen with it.

    Raises
    ------
    UnknownLink
        There is none, or it was taken back.
    LinkUsed
        A window was chosen with it already.
    LinkExpired
        It is too old, or its visit has begun or is over.
    """
    named = ("visit__work_order__site", "visit__work_order__work_type")
    link = RebookLink.objects.select_related(*named).filter(token_sha256=digest(token)).first()
    if link is None:
        raise UnknownLink("There is nothing to choose behind this link.")
    check_rebook_link(link, now=now, real_now=real_now)
    return link


def find_rebook_link(token: str) -> RebookLink:
    """This will be the link whose token somebody has, whatever can still be done with it.

    Raises
    ------
    UnknownLink
        There is none.
    """
    link = RebookLink.objects.filter(token_sha256=digest(token)).first()
    if link is None:
        raise UnknownLink("There is nothing to choose behind this link.")
    return link


def check_rebook_link(link: RebookLink, *, now: datetime, real_now: datetime) -> None:
    """This will refuse a link with which nothing can be chosen any more.

    Raises
    ------
    UnknownLink
        It was taken back.
    LinkUsed
        A window was chosen with it already.
    LinkExpired
        It is too old, all its windows are past, or its visit has begun or is over.
    """
    if link.revoked_at is not None:
        raise UnknownLink("There is nothing to choose behind this link.")
    if link.used_at is not None:
        raise LinkUsed("With this link a time was chosen already.")
    if link.expires_at <= real_now or link.visit.status not in BEFORE or not windows_of(link, now=now):
        raise LinkExpired("This link has expired.")


def windows_of(link: RebookLink, *, now: datetime) -> list[Interval]:
    """This will list the windows that are offered and still lie ahead."""
    offered = [(datetime.fromisoformat(starts), datetime.fromisoformat(ends)) for starts, ends in link.windows]
    return [window for window in offered if window[0] > now]


def offered_windows(visit: Visit, *, now: datetime) -> list[Interval]:
    """This will list what a customer is offered if the office names no windows of its own."""
    site = visit.work_order.site
    lets_in = customers.access_windows_utc(site.pk, now, now + timedelta(days=30))
    return windows_to_offer(now=now, zone=site.zone, lets_in=lets_in)
