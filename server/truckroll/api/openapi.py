"""The API's description of itself: what the framework says, and the header that every write takes."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

# What sends a body and is no command of the ledger: it reads, or its repetition is harmless by a key of its own.
UNKEYED = frozenset(
    {
        "/api/board/judge",
        "/api/calendars/preview",
        "/api/message-receipts/{client_uuid}",
        "/api/message-templates/preview",
        "/api/mobile/commands",
        "/api/mobile/devices",
        "/api/mobile/uploads",
        "/api/mobile/uploads/{key}",
        "/api/portal/attachments",
        "/api/portal/links/look",
        "/api/portal/links/open",
        "/api/portal/rebook",
        "/api/portal/rebook/open",
        "/api/portal/request-forms/open",
        "/api/portal/requests",
    }
)
_NAME = "IdempotencyKey"
_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A key of the sender's own, best a UUIDv7. The same key with the same request is carried out once; "
    "every repetition gets the first answer, marked `Idempotent-Replayed: true`.",
    "schema": {"type": "string", "maxLength": 255},
}


class Api(NinjaAPI):
    """The rooms' routers under one roof."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """This will be the description, with the key of every write."""
        described = super().get_openapi_schema(**where)
        described.setdefault("components", {}).setdefault("parameters", {})[_NAME] = _HEADER
        for path, operations in described["paths"].items():
            for method, operation in operations.items():
                if method != "get" and path not in UNKEYED:
                    operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{_NAME}"})
        return described
