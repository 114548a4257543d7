"""Routes of the room: imports uploaded, judged, let in; mailboxes."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.accounts.permissions import allow
from truckroll.foundation import clock, http
from truckroll.foundation.refusals import Invalid, NotFound
from truckroll.intake import queries
from truckroll.intake.actions import imports, mailboxes, tables
from truckroll.intake.kinds.company import PriceBook
from truckroll.intake.kinds.kind import Kind
from truckroll.intake.kinds.known import KINDS
from truckroll.intake.lifecycle import BATCH, BatchStatus
from truckroll.intake.models import Batch, MailboxKind, Mode, RowState, Security
from truckroll.intake.profiles import PROFILES
from truckroll.intake.tasks import carry_on

router = Router(tags=["intake"])

MAX_UPLOAD_BYTES = 20 * 1024 * 1024


class ProfileOut(Schema):
    name: str
    title: str
    required: list[str]
    optional: list[str]


class Profiles(Schema):
    items: list[ProfileOut]
    total: int


class RecordColumn(Schema):
    name: str
    required: bool
    also: list[str]
    has_dates: bool


class RecordKind(Schema):
    """A kind of record that files bring, with its columns and the other names they go by."""

    name: str
    title: str
    columns: list[RecordColumn]

    @staticmethod
    def resolve_columns(kind: Any) -> list[Any]:
        return list(kind.columns)


class RecordKinds(Schema):
    items: list[RecordKind]
    total: int


class Questions(Schema):
    """What only a person knows of a file: what its columns mean, in which order its dates are."""

    columns: list[str] = []
    missing: list[str] = []
    date_order: bool = False
    dates: list[str] = []
    suggested: str = ""
    guess: dict[str, str] = {}


class BatchOut(Schema):
    """One file on its way in, and how far it is."""

    id: int
    version: int
    status: BatchStatus
    what: str
    profile: str
    mapping: dict[str, str]
    date_order: str
    questions: Questions
    file_name: str
    mode: str
    created_at: datetime
    created_by: str
    read_rows: int
    good_rows: int
    bad_rows: int
    known_rows: int
    changed_rows: int
    applied_rows: int
    refusal: str
    ended_at: datetime | None
    moves: list[str]

    @staticmethod
    def resolve_moves(batch: Batch) -> list[str]:
        people = {"apply", "discard"} | ({"answer", "undo"} if batch.what in KINDS else set())
        return [move for move in BATCH.moves_from(batch.status) if move in people]


class Batches(Schema):
    items: list[BatchOut]
    total: int


class ApplyIn(http.In):
    mode: Mode


class ImportAnswerIn(http.In):
    mapping: dict[str, str] = Field(default_factory=dict, max_length=200)
    date_order: Literal["", "ymd", "dmy", "mdy"] = ""


class StagedRowOut(Schema):
    """A row as it was judged: what it says, what it would change (from, to), and what is wrong with it."""

    line: int
    state: RowState
    wanted: dict[str, Any] | None
    changes: dict[str, list[Any]]
    faults: list[dict[str, str]]


class StagedRows(Schema):
    items: list[StagedRowOut]
    total: int


class BadRow(Schema):
    line: int
    faults: list[dict[str, str]]


class BadRows(Schema):
    items: list[BadRow]
    total: int


class MailboxIn(http.In):
    name: str = Field(min_length=1, max_length=100)
    kind: MailboxKind
    path: str = ""
    host: str = Field("", max_length=253)
    port: int = Field(993, ge=1, le=65535)
    security: Security = Security.TLS
    user_name: str = ""
    password_file: str = Field("", pattern=r"^$|^[A-Za-z0-9][A-Za-z0-9._-]*$")
    folder: str = Field("INBOX", min_length=1, max_length=200)


class MailboxChange(http.In):
    version: int | None = None
    name: str | None = Field(None, min_length=1, max_length=100)
    path: str | None = None
    host: str | None = Field(None, max_length=253)
    port: int | None = Field(None, ge=1, le=65535)
    security: Security | None = None
    user_name: str | None = None
    password_file: str | None = Field(None, pattern=r"^$|^[A-Za-z0-9][A-Za-z0-9._-]*$")
    folder: str | None = Field(None, min_length=1, max_length=200)
    is_active: bool | None = None


class MailboxOut(Schema):
    """Where letters arrive; `error` is what stood in the way of the last fetch, empty if nothing did.

    `letters_aside`: those that could not be taken and are not tried again; `why_aside` says it of the last one.
    """

    id: int
    version: int
    name: str
    kind: MailboxKind
    path: str
    host: str
    port: int
    security: Security
    user_name: str
    password_file: str
    folder: str
    is_active: bool
    fetched_at: datetime | None
    error: str
    letters_aside: int = 0
    why_aside: str = ""


class Mailboxes(Schema):
    items: list[MailboxOut]
    total: int


@router.get("/import-profiles", response=Profiles)
def list_import_profiles(request: HttpRequest) -> dict[str, object]:
    """The kinds of files that can be imported, with their columns."""
    allow(request, roles.OFFICE)
    return {"items": list(PROFILES.values()), "total": len(PROFILES)}


@router.get("/import-kinds", response=RecordKinds)
def list_import_kinds(request: HttpRequest) -> dict[str, object]:
    """The kinds of records that files bring, in the order a company is read in."""
    allow(request, roles.OFFICE)
    return {"items": list(KINDS.values()), "total": len(KINDS)}


@router.get("/import-kinds/{what}/template", response={200: Any})
def get_template(request: HttpRequest, what: str) -> StreamingHttpResponse:
    """An empty file with the header and two rows that show what is meant."""
    allow(request, roles.OFFICE)
    return http.csv_file(_kind(what).template(), f"{what}-template")


@router.get("/import-kinds/{what}/export", response={200: Any})
def export_records(request: HttpRequest, what: str) -> StreamingHttpResponse:
    """All records of a kind that one may see, as a file that an import reads back."""
    actor = allow(request, roles.SEES_MONEY if what == PriceBook.name else roles.OFFICE)
    return http.csv_file(_kind(what).file(actor=actor), what)


@router.get("/imports", response=Batches)
def list_batches(request: HttpRequest, page: int = 1, page_size: int = 50) -> dict[str, object]:
    """The imports, the newest first."""
    actor = allow(request, roles.OFFICE)
    items, total = http.page(queries.list_batches(actor=actor), page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/imports", response={201: BatchOut})
def upload_batch(
    request: HttpRequest,
    file: Annotated[UploadedFile, File()],
    profile: Annotated[str, Form()] = "",
    zone: Annotated[str, Form()] = "",
    what: Annotated[str, Form()] = "requests",
) -> HttpResponse:
    """Upload a file of requests or records. It is read and judged; nothing comes in before somebody says so."""
    actor = allow(request, roles.DISPATCH & roles.MONEY if what == PriceBook.name else roles.DISPATCH)
    content = file.read(MAX_UPLOAD_BYTES + 1)
    if len(content) > MAX_UPLOAD_BYTES:
        raise Invalid(
            "An uploaded file has at most 20 MB.", what_to_do="Import it with `truckroll import`.", field="file"
        )
    said = {
        "what": what,
        "profile": profile,
        "zone": zone,
        "name": file.name,
        "sha256": hashlib.sha256(content).hexdigest(),
    }

    def effect() -> object:
        batch = imports.upload_batch(
            profile=profile,
            what=what,
            zone=zone,
            file_name=file.name or "",
            content=content,
            actor=actor,
            now=clock.now(),
        )
        carry_on.defer(batch_id=batch.pk)
        return batch

    return http.write(request, "intake.upload_batch", effect, body=said, out=BatchOut, status=201)


@router.get("/imports/{batch_id}", response=BatchOut)
def get_batch(request: HttpRequest, batch_id: int) -> object:
    """One import and how far it is."""
    return queries.get_batch(actor=allow(request, roles.OFFICE), batch_id=batch_id)


@router.get("/imports/{batch_id}/rows", response=StagedRows)
def list_rows(
    request: HttpRequest, batch_id: int, state: RowState | None = None, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """The rows of a file as they were judged: new, changed, the same as what is there, bad."""
    batch = queries.get_batch(actor=allow(request, roles.OFFICE), batch_id=batch_id)
    items, total = http.page(queries.list_rows(batch=batch, state=state or ""), page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/imports/{batch_id}/answer", response=BatchOut)
def answer_batch(request: HttpRequest, batch_id: int, body: ImportAnswerIn) -> HttpResponse:
    """Say which column is which, and in which order dates are; the file is judged anew by it."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        batch = _batch_to_change(request, actor, batch_id)
        if batch.what not in KINDS:
            raise Invalid("A file of requests is read by its profile.", field="mapping")
        tables.answer_batch(batch=batch, **body.dict(), actor=actor, now=clock.now())
        carry_on.defer(batch_id=batch.pk)
        return batch

    return http.write(request, "intake.answer_batch", effect, body=body, out=BatchOut, batch_id=batch_id)


@router.post("/imports/{batch_id}/undo", response=BatchOut)
def undo_batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take back everything a file brought, as long as nobody has touched any of it."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        batch = _batch_to_change(request, actor, batch_id)
        return tables.undo_batch(batch=batch, actor=actor, now=clock.now())

    return http.write(request, "intake.undo_batch", effect, out=BatchOut, batch_id=batch_id)


@router.get("/imports/{batch_id}/bad-rows", response=BadRows)
def list_bad_rows(request: HttpRequest, batch_id: int, page: int = 1, page_size: int = 50) -> dict[str, object]:
    """The rows that cannot come in, each with what is wrong with it."""
    batch = queries.get_batch(actor=allow(request, roles.OFFICE), batch_id=batch_id)
    items, total = http.page(queries.list_bad_rows(batch=batch), page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.get("/imports/{batch_id}/errors", response={200: Any})
def get_error_file(request: HttpRequest, batch_id: int) -> StreamingHttpResponse:
    """The error list as CSV: line, column, reason, value."""
    batch = queries.get_batch(actor=allow(request, roles.OFFICE), batch_id=batch_id)
    response = StreamingHttpResponse(queries.error_file(batch=batch), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{batch.pk}-errors.csv"'
    return response


@router.post("/imports/{batch_id}/apply", response=BatchOut)
def apply_batch(request: HttpRequest, batch_id: int, body: ApplyIn) -> HttpResponse:
    """Let a judged file in: its good rows, or all of them if none is bad."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        batch = _batch_to_change(request, actor, batch_id)
        imports.apply_batch(batch=batch, mode=body.mode, actor=actor, now=clock.now())
        carry_on.defer(batch_id=batch.pk)
        return batch

    return http.write(request, "intake.apply_batch", effect, body=body, out=BatchOut, batch_id=batch_id)


@router.post("/imports/{batch_id}/discard", response=BatchOut)
def discard_batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Decide against a file of which nothing came in yet."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        batch = _batch_to_change(request, actor, batch_id)
        return imports.discard_batch(batch=batch, actor=actor, now=clock.now())

    return http.write(request, "intake.discard_batch", effect, out=BatchOut, batch_id=batch_id)


@router.get("/mailboxes", response=Mailboxes)
def list_mailboxes(request: HttpRequest, page: int = 1, page_size: int = 50) -> dict[str, object]:
    """The mailboxes requests arrive in."""
    actor = allow(request, roles.ADMIN | {roles.Role.AUDITOR.value})
    items, total = http.page(queries.list_mailboxes(actor=actor), page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/mailboxes", response={201: MailboxOut})
def create_mailbox(request: HttpRequest, body: MailboxIn) -> HttpResponse:
    """Add a mailbox. Its password lies in a file of the home folder's `secrets`, named here."""
    actor = allow(request, roles.ADMIN)

    def effect() -> object:
        return mailboxes.create_mailbox(**body.dict(), actor=actor, now=clock.now())

    return http.write(request, "intake.create_mailbox", effect, body=body, out=MailboxOut, status=201)


@router.patch("/mailboxes/{mailbox_id}", response=MailboxOut)
def change_mailbox(request: HttpRequest, mailbox_id: int, body: MailboxChange) -> HttpResponse:
    """Change a mailbox, or stop fetching from it."""
    actor = allow(request, roles.ADMIN)

    def effect() -> object:
        mailbox = queries.get_mailbox(actor=actor, mailbox_id=mailbox_id)
        values = {k: v for k, v in body.dict(exclude_unset=True).items() if k != "version" and v is not None}
        return mailboxes.change_mailbox(
            mailbox=mailbox, values=values, version=body.version, actor=actor, now=clock.now()
        )

    return http.write(request, "intake.change_mailbox", effect, body=body, out=MailboxOut, mailbox_id=mailbox_id)


def _batch_to_change(request: HttpRequest, actor: Actor, batch_id: int) -> Batch:
    """The batch, if whoever decides about it may also write what it brings."""
    batch = queries.get_batch(actor=actor, batch_id=batch_id)
    if batch.what == PriceBook.name:
        allow(request, roles.DISPATCH & roles.MONEY)
    return batch


def _kind(what: str) -> Kind:
    if what not in KINDS:
        raise NotFound(f"There is no kind of record {what}.", what=what, known=sorted(KINDS))
    return KINDS[what]
