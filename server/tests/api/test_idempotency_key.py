"""P27: every route that writes takes an Idempotency-Key: the second request with it gets the first one's answer."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.test_permissions import routes, send, spec
from truckroll.foundation.models import Command, OutboxEvent

if TYPE_CHECKING:
    from collections.abc import Callable

# Routes that send a body and are no command of the ledger, each with what makes its repetition harmless.
HARMLESS = {
    ("POST", "/board/judge"): "reads",
    ("POST", "/calendars/preview"): "reads",
    ("POST", "/message-receipts/{client_uuid}"): "the message's own client_uuid is the key",
    ("POST", "/message-templates/preview"): "reads",
    ("POST", "/mobile/commands"): "each command in the batch has its own uuid and sequence number",
    ("POST", "/mobile/devices"): "the phone's own id is the key",
    ("POST", "/mobile/uploads"): "the bytes' own hash is the key",
    ("PATCH", "/mobile/uploads/{key}"): "the offset is the key",
    ("POST", "/portal/attachments"): "the bytes' own hash is the key",
    ("POST", "/portal/links/look"): "reads",
    ("POST", "/portal/links/open"): "reads and gives the stranger a pass",
    ("POST", "/portal/rebook"): "the choice's own client_uuid is the key",
    ("POST", "/portal/rebook/open"): "reads",
    ("POST", "/portal/request-forms/open"): "reads and gives the stranger a pass",
    ("POST", "/portal/requests"): "the request's own client_uuid is the key",
}
# The secret in their answer is shown once: the repetition leaves it out.
SHOWN_ONCE = {("POST", "/tokens"), ("POST", "/request-forms"), ("POST", "/work-orders/{work_order_id}/status-links")}


def writes() -> set[tuple[str, str]]:
    return {route for route in routes() if route[0] not in ("GET", "HEAD")}


def read(answer: Any) -> Any:
    return json.loads(answer.content) if answer.content else None


def test_p27_the_key_of_every_write_is_in_the_openapi_document() -> None:
    key = {"$ref": "#/components/parameters/IdempotencyKey"}
    described = {
        (method, path)
        for method, path in routes()
        if key in spec()["paths"][f"/api{path}"][method.lower()].get("parameters", [])
    }
    assert described == writes() - set(HARMLESS)
    assert spec()["components"]["parameters"]["IdempotencyKey"]["name"] == "Idempotency-Key"


@pytest.mark.slow
def test_p27_every_write_takes_an_idempotency_key(
    world: dict[str, dict[str, Any]], clients: Callable[[str], Any]
) -> None:
    assert set(HARMLESS) <= writes(), "exceptions that are no routes"
    client, wrong = clients("admin"), []
    for number, (method, path) in enumerate(sorted(writes() - set(HARMLESS))):
        ids = {name: next(iter(world[name].values())) for name in re.findall(r"{(\w+)}", path)}
        operation = spec()["paths"][f"/api{path}"][method.lower()]
        client.defaults["HTTP_IDEMPOTENCY_KEY"] = f"key-{number}"
        address = "/api" + path.format(**ids)
        first = send(client, method, address, operation)
        before = Command.objects.count(), OutboxEvent.objects.count()
        again = send(client, method, address, operation)
        after = Command.objects.count(), OutboxEvent.objects.count()
        repeated = again.headers.get("Idempotent-Replayed") == "true"
        same = (first.status_code, read(first)) == (again.status_code, read(again))
        if (method, path) in SHOWN_ONCE:
            same = first.status_code == again.status_code
        if not (repeated and same and before == after):
            wrong.append(f"{method} {path}: {first.status_code} then {again.status_code}, replayed: {repeated}, "
                         f"{first.content[:120]!r}")  # fmt: skip
    assert not wrong, "\n".join(wrong)
