"""Routes of the room: the office hands out forms and links; strangers use them."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field

from truckroll.accounts import roles
from truckroll.accounts.actors import ANONYMOUS
from truckroll.accounts.permissions import allow
from truckroll.billing.queries import find_seller
from truckroll.customers.queries import get_site
from truckroll.foundation import clock, commands, http
from truckroll.foundation.models import SourceKind
from truckroll.foundation.refusals import Invalid
from truckroll.portal import actions, attempts, queries
from truckroll.portal.secrets import PASS_S, pass_for, token_of
from truckroll.portal.showing import Shown
from truckroll.work import queries as work

router = Router(tags=["portal"])

Token = Annotated[str, Field(min_length=20, max_length=100)]


class RequestFormIn(http.In):
    site_id: int
    label: str = Field("", max_length=200)


class RequestFormOut(Schema):
    id: int
    version: int
    site_id: int
    label: str
    created_at: datetime
    created_by: str
    revoked_at: datetime | None


class RequestForms(Schema):
    items: list[RequestFormOut]
    total: int


class RequestFormSecret(RequestFormOut):
    """A new form with its address, shown this once."""

    path: str


class StatusLinkIn(http.In):
    given_to: str = Field("", max_length=200)


class StatusLinkOut(Schema):
    id: int
    version: int
    request_id: int | None
    work_order_id: int | None
    given_to: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class StatusLinks(Schema):
    items: list[StatusLinkOut]
    total: int


class StatusLinkSecret(StatusLinkOut):
    """A new link with its address, shown this once."""

    path: str


class ArrivalWindow(http.In):
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class RebookLinkIn(http.In):
    """Without windows the half days of the next five working days are offered."""

    given_to: str = Field("", max_length=200)
    windows: list[ArrivalWindow] = Field([], max_length=40)


class RebookLinkOut(Schema):
    id: int
    version: int
    visit_id: int
    given_to: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    used_at: datetime | None
    chosen_starts_at: datetime | None
    chosen_ends_at: datetime | None
    revoked_at: datetime | None


class RebookLinks(Schema):
    items: list[RebookLinkOut]
    total: int


class RebookLinkSecret(RebookLinkOut):
    """A new link with its address, shown this once."""

    path: str


class LinkTokenIn(http.In):
    token: Token


class Company(Schema):
    name: str
    phone: str | None
    email: str | None


class CompanyName(Schema):
    name: str


class Place(Schema):
    name: str
    address: str


class OfferedWindow(Schema):
    starts_at: datetime
    ends_at: datetime


class PublicRebooking(Schema):
    """One visit for which whoever has the link may choose a window: these fields and no others."""

    company: Company
    site: Place
    zone: str
    reference: str
    work_type: str
    duration_s: int
    windows: list[OfferedWindow]


class PublicChoice(Schema):
    """The window that was chosen."""

    starts_at: datetime
    ends_at: datetime


class RebookIn(http.In):
    token: Token
    client_uuid: uuid.UUID
    starts_at: AwareDatetime


class PublicForm(Schema):
    """What a stranger sees before he asks: whom he asks, and the label the office chose."""

    company: Company
    site: Place


class PublicRequestIn(http.In):
    token: Token
    client_uuid: uuid.UUID
    description: str = Field(min_length=1, max_length=4000)
    contact_name: str = Field("", max_length=200)
    contact_phone: str = Field("", max_length=60)
    contact_email: http.EmailIfAny = ""
    urgency: Literal["emergency", "soon", "normal"] = "normal"
    access_note: str = Field("", max_length=1000)
    attachments: list[str] = Field([], max_length=5)
    # Nobody sees this field; programs that fill in everything do.
    website: str = ""


class PublicRequestOut(Schema):
    reference: str
    received_at: datetime
    status_link: str


class UploadOut(Schema):
    sha256: str


class LookOut(Schema):
    company: CompanyName


class PublicVisit(Schema):
    status: str
    window_starts_at: datetime | None
    window_ends_at: datetime | None
    technician_name: str | None
    arrived_at: datetime | None
    ended_at: datetime | None
    outcome: str | None


class PublicStatus(Schema):
    """One job, for whoever opened its link: these fields and no others."""

    company: Company
    reference: str
    work_order_number: str | None
    site: Place
    zone: str
    description: str
    work_type: str | None
    reported_at: datetime
    status: Literal["received", "planned", "on_the_way", "on_site", "waiting", "done", "canceled"]
    status_sentence: str
    visits: list[PublicVisit]
    updated_at: datetime


@router.get("/request-forms", response=RequestForms)
def list_request_forms(
    request: HttpRequest, site_id: int | None = None, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """The public request forms."""
    actor = allow(request, roles.OFFICE)
    items, total = http.page(queries.list_forms(actor=actor, site_id=site_id), page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/request-forms", response={201: RequestFormSecret})
def create_request_form(request: HttpRequest, body: RequestFormIn) -> HttpResponse:
    """Give a site a public request form. Its address is shown this once."""
    actor = allow(request, roles.DISPATCH)
    path = ""

    def effect() -> object:
        nonlocal path
        site = get_site(actor=actor, site_id=body.site_id)
        form, token = actions.create_request_form(site=site, label=body.label, actor=actor, now=clock.now())
        path = f"/portal/r/{token}"
        # The ledger keeps answers: it must not keep the secret.
        return {**_fields(RequestFormOut, form), "path": ""}

    return _once(http.write(
        request, "portal.create_request_form", effect, body=body, out=RequestFormSecret, status=201
    ), path)  # fmt: skip


@router.post("/request-forms/{form_id}/revoke", response=RequestFormOut)
def revoke_request_form(request: HttpRequest, form_id: int) -> HttpResponse:
    """Close a public request form."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        form = queries.get_form(actor=actor, form_id=form_id)
        return actions.revoke_request_form(form=form, actor=actor, now=clock.now())

    return http.write(request, "portal.revoke_request_form", effect, out=RequestFormOut, form_id=form_id)


@router.get("/status-links", response=StatusLinks)
def list_status_links(
    request: HttpRequest, work_order_id: int | None = None, request_id: int | None = None, page: int = 1,
    page_size: int = 50,
) -> dict[str, object]:  # fmt: skip
    """The links to single jobs that were handed out."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_links(actor=actor, work_order_id=work_order_id, request_id=request_id)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/work-orders/{work_order_id}/status-links", response={201: StatusLinkSecret})
def create_status_link(request: HttpRequest, work_order_id: int, body: StatusLinkIn) -> HttpResponse:
    """Make a link that shows this one work order. Its address is shown this once."""
    actor = allow(request, roles.DISPATCH)
    path = ""

    def effect() -> object:
        nonlocal path
        order = work.get_work_order(actor=actor, work_order_id=work_order_id)
        link, token = actions.create_status_link(
            work_order=order, given_to=body.given_to, actor=actor, now=clock.now(), real_now=clock.real_now()
        )
        path = f"/portal/s/{token}"
        return {**_fields(StatusLinkOut, link), "path": ""}

    return _once(http.write(
        request, "portal.create_status_link", effect, body=body, out=StatusLinkSecret, status=201,
        work_order_id=work_order_id,
    ), path)  # fmt: skip


@router.post("/status-links/{link_id}/revoke", response=StatusLinkOut)
def revoke_status_link(request: HttpRequest, link_id: int) -> HttpResponse:
    """Close a link."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        link = queries.get_link(actor=actor, link_id=link_id)
        return actions.revoke_status_link(link=link, actor=actor, now=clock.now(), real_now=clock.real_now())

    return http.write(request, "portal.revoke_status_link", effect, out=StatusLinkOut, link_id=link_id)


@router.post("/portal/request-forms/open", auth=None, response=PublicForm)
def open_request_form(request: HttpRequest, body: LinkTokenIn) -> HttpResponse:
    """What the form behind a link is for. Nothing happens by it."""
    _slow_down(request, "form", 20)
    form = queries.form_behind(body.token)
    return _private(PublicForm.model_validate({"company": _company(), "site": {"name": form.label, "address": ""}}))


@router.post("/portal/attachments", auth=None, response={201: UploadOut})
def take_upload(
    request: HttpRequest, token: Annotated[Token, Form()], client_uuid: Annotated[uuid.UUID, Form()],
    file: Annotated[UploadedFile, File()],
) -> HttpResponse:  # fmt: skip
    """Keep a photo or PDF for the request that is about to come through the same form."""
    _slow_down(request, "upload", 20)
    form = queries.form_behind(token)
    content = file.read(actions.MAX_UPLOAD_BYTES + 1)

    def effect() -> tuple[int, dict[str, Any]]:
        upload = actions.take_upload(form=form, client_uuid=client_uuid, name=file.name or "", content=content)
        return 201, {"sha256": upload.blob.sha256}

    return _as_stranger(
        request, form.pk, "portal.take_upload", client_uuid, {"name": file.name, "size": len(content)}, effect
    )


@router.post("/portal/requests", auth=None, response={201: PublicRequestOut})
def submit_request(request: HttpRequest, body: PublicRequestIn) -> HttpResponse:
    """Ask for a visit through a form. The answer has the link the sender can follow it with."""
    _slow_down(request, "request", 10)
    form = queries.form_behind(body.token)
    attempts.count("request-form", str(form.pk), limit=30, now=clock.real_now())
    if body.website:
        raise Invalid("This field stays empty.", field="website")

    def effect() -> tuple[int, dict[str, Any]]:
        now = clock.now()
        asked, link = actions.submit_request(
            form=form, **body.dict(exclude={"token", "website"}), actor=ANONYMOUS, now=now, real_now=clock.real_now()
        )
        return 201, {"reference": asked.number, "received_at": asked.received_at, "link_id": link.pk}

    said = body.model_dump(mode="json", exclude={"token"})
    return _as_stranger(request, form.pk, "portal.submit_request", body.client_uuid, said, effect)


@router.post("/portal/links/look", auth=None, response=LookOut)
def look_at_link(request: HttpRequest, body: LinkTokenIn) -> HttpResponse:
    """Whose link this is, before anybody opens it. Nothing of the job is told."""
    _slow_down(request, "link", 20)
    queries.link_behind(body.token, now=clock.now(), real_now=clock.real_now())
    return _private(LookOut.model_validate({"company": {"name": _company()["name"]}}))


@router.post("/portal/links/open", auth=None, response={204: None})
def open_link(request: HttpRequest, body: LinkTokenIn) -> HttpResponse:
    """Swap a link for a pass of half an hour, kept in a cookie; the job's page needs no secret in its address."""
    _slow_down(request, "link", 20)
    link = queries.link_behind(body.token, now=clock.now(), real_now=clock.real_now())
    response = _private(None, status=204)
    response.set_cookie(
        _cookie(request), pass_for(link.pk), max_age=PASS_S, httponly=True, samesite="Strict", path="/",
        secure=request.is_secure(),
    )  # fmt: skip
    return response


@router.get("/portal/status", auth=None, response=PublicStatus)
def get_status(request: HttpRequest) -> HttpResponse:
    """The one job of the link that was opened in this browser."""
    _slow_down(request, "status", 60)
    now = clock.now()
    signed = request.COOKIES.get(_cookie(request), "")
    shown = queries.job_behind(signed, now=now, real_now=clock.real_now())
    return _private(_status(shown, now))


@router.get("/rebook-links", response=RebookLinks)
def list_rebook_links(
    request: HttpRequest, visit_id: int | None = None, work_order_id: int | None = None, page: int = 1,
    page_size: int = 50,
) -> dict[str, object]:  # fmt: skip
    """The links for choosing a new window that were handed out, and what was chosen."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_rebook_links(actor=actor, visit_id=visit_id, work_order_id=work_order_id)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/visits/{visit_id}/rebook-links", response={201: RebookLinkSecret})
def create_rebook_link(request: HttpRequest, visit_id: int, body: RebookLinkIn) -> HttpResponse:
    """Make a link with which the customer chooses an arrival window, once. Its address is shown this once."""
    actor = allow(request, roles.DISPATCH)
    path = ""

    def effect() -> object:
        nonlocal path
        now = clock.now()
        visit = work.get_visit(actor=actor, visit_id=visit_id)
        named = [(window.starts_at, window.ends_at) for window in body.windows]
        link, token = actions.create_rebook_link(
            visit=visit, windows=named or queries.offered_windows(visit, now=now), given_to=body.given_to, actor=actor,
            now=now, real_now=clock.real_now(),
        )  # fmt: skip
        path = f"/portal/b/{token}"
        return {**_fields(RebookLinkOut, link), "path": ""}

    return _once(http.write(
        request, "portal.create_rebook_link", effect, body=body, out=RebookLinkSecret, status=201, visit_id=visit_id
    ), path)  # fmt: skip


@router.post("/rebook-links/{link_id}/revoke", response=RebookLinkOut)
def revoke_rebook_link(request: HttpRequest, link_id: int) -> HttpResponse:
    """Close a link with which nobody has chosen yet."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        link = queries.get_rebook_link(actor=actor, link_id=link_id)
        return actions.revoke_rebook_link(link=link, actor=actor, now=clock.now(), real_now=clock.real_now())

    return http.write(request, "portal.revoke_rebook_link", effect, out=RebookLinkOut, link_id=link_id)


@router.post("/portal/rebook/open", auth=None, response=PublicRebooking)
def open_rebook_link(request: HttpRequest, body: LinkTokenIn) -> HttpResponse:
    """Which windows are offered for the one visit of a link. Nothing happens by it."""
    _slow_down(request, "link", 20)
    now = clock.now()
    link = queries.rebook_link_behind(body.token, now=now, real_now=clock.real_now())
    order = link.visit.work_order
    windows = [{"starts_at": starts, "ends_at": ends} for starts, ends in queries.windows_of(link, now=now)]
    return _private(PublicRebooking.model_validate(
        {
            "company": _company(), "site": {"name": order.site.name, "address": order.site.address},
            "zone": order.site.zone, "reference": order.number, "work_type": order.work_type.name,
            "duration_s": link.visit.duration_s, "windows": windows,
        }
    ))  # fmt: skip


@router.post("/portal/rebook", auth=None, response=PublicChoice)
def rebook_visit(request: HttpRequest, body: RebookIn) -> HttpResponse:
    """Choose one of the offered windows; the link is good for one choice."""
    _slow_down(request, "request", 10)
    link = queries.find_rebook_link(body.token)

    def effect() -> tuple[int, dict[str, Any]]:
        chosen = actions.rebook_visit(
            link=link, starts_at=body.starts_at, actor=ANONYMOUS, now=clock.now(), real_now=clock.real_now()
        )
        return 200, {"starts_at": chosen.chosen_starts_at, "ends_at": chosen.chosen_ends_at}

    answer = commands.run(
        source=commands.find_source(SourceKind.BROWSER, f"rebook-link:{link.pk}", name="rebook link"),
        uuid=uuid.uuid5(body.client_uuid, "portal.rebook_visit"), name="portal.rebook_visit",
        body=body.model_dump(mode="json", exclude={"token"}), actor=ANONYMOUS, effect=effect,
        request_id=http.request_id(request),
    )  # fmt: skip
    response = http.as_json(answer.body, status=answer.status)
    response["Cache-Control"] = "no-store"
    return response


def _status(shown: Shown, now: datetime) -> PublicStatus:
    return PublicStatus.model_validate(
        {
            "company": _company(),
            "site": {"name": shown.site_name, "address": shown.site_address},
            **{
                name: getattr(shown, name)
                for name in ("reference", "work_order_number", "zone", "description", "work_type", "reported_at",
                             "status", "status_sentence")
            },
            "visits": [PublicVisit.model_validate(v, from_attributes=True) for v in shown.visits],
            "updated_at": now,
        }
    )  # fmt: skip


def _company() -> dict[str, str | None]:
    seller = find_seller()
    if seller is None:
        return {"name": "truckroll", "phone": None, "email": None}
    return {"name": seller.legal_name, "phone": seller.phone or None, "email": seller.email or None}


def _slow_down(request: HttpRequest, kind: str, limit: int) -> None:
    attempts.count(kind, request.META.get("REMOTE_ADDR", ""), limit=limit, now=clock.real_now())


def _as_stranger(
    request: HttpRequest, form_id: int, name: str, key: uuid.UUID, said: dict[str, Any], effect: Any
) -> HttpResponse:
    """A command of nobody we know: filed under the form it came through, and answered again as it was."""
    answer = commands.run(
        source=commands.find_source(SourceKind.BROWSER, f"request-form:{form_id}", name="request form"),
        uuid=uuid.uuid5(key, name), name=name, body=said, actor=ANONYMOUS, effect=effect,
        request_id=http.request_id(request),
    )  # fmt: skip
    body = dict(answer.body)
    if (link_id := body.pop("link_id", None)) is not None:
        body["status_link"] = f"/portal/s/{token_of(queries.seed_of(link_id))}"
    response = http.as_json(body, status=answer.status)
    response["Cache-Control"] = "no-store"
    return response


def _private(body: Schema | None, *, status: int = 200) -> HttpResponse:
    response = HttpResponse(status=204) if body is None else http.as_json(body.model_dump(mode="json"), status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _cookie(request: HttpRequest) -> str:
    """Over TLS the name binds the cookie to this very host; browsers refuse that name without TLS."""
    return "__Host-truckroll-job" if request.is_secure() else "truckroll-job"


def _fields(shape: type[Schema], row: object) -> dict[str, Any]:
    return shape.model_validate(row, from_attributes=True).model_dump()


def _once(response: HttpResponse, path: str) -> HttpResponse:
    """Put the secret address into the first answer; a repetition has none."""
    if not path or response.status_code != 201:
        return response
    body = json.loads(response.content)
    return http.as_json({**body, "path": path}, status=201)
