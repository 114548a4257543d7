"""The edge: how a route sends a command down the write path, pages a list, and how refusals become problem+json."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Schema
from ninja.schema import DjangoGetter
from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from truckroll.foundation import commands, mail_addresses
from truckroll.foundation.refusals import Invalid, Refusal

MAX_PAGE_SIZE = 200
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
# Blanks around a password are part of it.
Password = Annotated[str, Field(min_length=1, max_length=4096), StringConstraints(strip_whitespace=False)]
# The pattern is for whoever reads the API; what is refused is said in words.
Email = Annotated[
    str,
    Field(max_length=mail_addresses.LONGEST, json_schema_extra={"pattern": r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"}),
    AfterValidator(mail_addresses.as_written),
]
EmailIfAny = Annotated[
    str,
    Field(max_length=mail_addresses.LONGEST, json_schema_extra={"pattern": r"^([^@\s]+@[^@\s]+\.[^@\s.]+)?$"}),
    AfterValidator(lambda address: address and mail_addresses.as_written(address)),
]


class Plain(Schema):
    """A shape of what is a dict already: read as it is, where ninja would ask a model for each field."""

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(cls, values: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        return handler(values if isinstance(values, dict) else DjangoGetter(values, cls, info.context))


class In(Plain):
    """A request body: an unknown field is an error, never silently ignored; blanks around a text are no text."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="after")
    def _within_reason(self) -> Self:
        # One place for every date of the API: what lies further breaks calendars long before it means anything.
        for name in self.model_fields_set:
            value = getattr(self, name)
            if isinstance(value, date) and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
                raise ValueError(
                    f"{name}: expected a year from {_FIRST_YEAR} to {_LAST_YEAR}; leave out what never ends"
                )
        return self


class Problem(Schema):
    """Why a request was refused (RFC 9457 problem+json)."""

    type: str
    status: int
    code: str
    title: str
    detail: str
    facts: dict[str, Any]
    what_to_do: str


class Change(Schema):
    """One change of one row, as the audit keeps it: each field with what it was and what it became."""

    noun: str
    id: int
    what: Literal["insert", "update", "delete"]
    at: datetime
    actor: str
    source: str
    command: str
    request_id: str
    changed: dict[str, list[Any]]


class Changes(Schema):
    items: list[Change]
    total: int


def write(
    request: HttpRequest,
    name: str,
    effect: Callable[[], Any],
    *,
    body: Schema | dict[str, Any] | None = None,
    out: type[Schema] | None = None,
    status: int = 200,
    **path: Any,
) -> HttpResponse:
    """This will run one action as a command and answer with its result in the shape `out`.

    `path` are the route's own parameters: together with `body` they are what the Idempotency-Key stands for.
    Without that header every request is a command of its own.
    """
    actor = request.auth  # type: ignore[attr-defined]  # set by the authenticators of the api room
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > 255:
        raise Invalid("An Idempotency-Key has at most 255 characters.", header="Idempotency-Key")
    sent = body.model_dump(mode="json", exclude_unset=True) if isinstance(body, Schema) else body or {}

    def carry_out() -> tuple[int, dict[str, Any]]:
        result = effect()
        if out is None:
            return status, result or {}
        # Python values: the ledger writes instants and decimals as every GET does.
        return status, out.model_validate(result).model_dump()

    answer = commands.run(
        source=commands.Sender(actor.source_kind, actor.source_key, name=actor.label, owner_id=actor.user_id),
        uuid=commands.key_to_uuid(key) if key else None,
        name=name,
        body={"path": path, "body": sent},
        actor=actor,
        effect=carry_out,
        request_id=request_id(request),
    )
    response = _json(answer.text, answer.status)
    if answer.outcome == "duplicate":
        response["Idempotent-Replayed"] = "true"
    return response


def request_id(request: HttpRequest) -> str:
    """This will be the id under which this request stands in logs and audit, as given by a proxy or made here."""
    known: str | None = request.META.get("truckroll.request_id")
    if known is None:
        known = request.headers.get("X-Request-Id", "")[:64] or uuid.uuid4().hex
        request.META["truckroll.request_id"] = known
    return known


def as_json(body: Any, *, status: int = 200) -> HttpResponse:
    """This will be a JSON response; problems get their own media type."""
    return _json(json.dumps(body, cls=DjangoJSONEncoder), status)


def _json(text: str, status: int) -> HttpResponse:
    kind = "application/problem+json" if status >= 400 else "application/json"
    return HttpResponse(text, status=status, content_type=kind)


def refused(refusal: Refusal) -> HttpResponse:
    """This will be the response to a refusal."""
    response = as_json(refusal.as_problem(), status=refusal.http_status)
    if refusal.http_status in (429, 503):
        # Seconds (RFC 9110); a refusal that knows better says so among its facts.
        response["Retry-After"] = str(refusal.facts.get("retry_after_s", 2))
    return response


def csv_file(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """This will be a CSV file to keep, sent line by line."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def page(rows: QuerySet[Any], *, page: int, page_size: int) -> tuple[list[Any], int]:
    """This will be one page of an ordered list and the number of all rows.

    Raises
    ------
    Invalid
        The page or its size is out of range.
    """
    start = _start(page, page_size)
    return list(rows[start : start + page_size]), rows.count()


def page_of(items: Sequence[Any], *, page: int, page_size: int) -> dict[str, Any]:
    """This will be one page of a list that had to be made whole, as the API shows it.

    Raises
    ------
    Invalid
        The page or its size is out of range.
    """
    start = _start(page, page_size)
    return {"items": items[start : start + page_size], "total": len(items)}


def _start(page: int, page_size: int) -> int:
    if page < 1 or not 1 <= page_size <= MAX_PAGE_SIZE:
        raise Invalid(f"page counts from 1 and page_size is 1 to {MAX_PAGE_SIZE}.", page=page, page_size=page_size)
    return (page - 1) * page_size
