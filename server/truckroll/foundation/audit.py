"""Audit by database trigger: every row version of a tracked model is kept, whoever wrote it and however.

Triggers also see bulk updates and raw SQL; who and why come from two transaction-local settings.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import pghistory
from django.apps import apps
from django.db.models import Model

M = TypeVar("M", bound="type[Model]")

# What every change changes, or nobody reads.
_DULL = frozenset({"id", "version", "created_at", "client_uuid", "words"})
_OWN = frozenset({"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pgh_context_id"})


def audited(model: M) -> M:
    """This will keep every version of the model's rows; the history table is made by its migration.

    A model names in `secret_fields` what must never be copied there.
    """
    secret = list(getattr(model, "secret_fields", ()))
    track = pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=secret)
    tracked: M = track(model)
    return tracked


# Set once per transaction rather than before each statement, as the library would: the variables the triggers read.
SAY_WHO = "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)"


def who(**metadata: Any) -> list[str]:
    """This will be what SAY_WHO takes to name actor, source and request in every audit row of the transaction."""
    return [str(uuid.uuid4()), json.dumps(metadata, default=str)]


def changes_of(where: Mapping[type[Model], Mapping[str, Any]], *, hidden: Collection[str] = ()) -> list[dict[str, Any]]:
    """This will list every change of these rows, newest first: what was and became, when, by whom, in which request.

    One query for each kind of row; `where` filters the versions of a kind, so rows that were deleted are found too.
    """
    found: list[dict[str, Any]] = []
    for model, which in where.items():
        versions: Any = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
        before: dict[int, dict[str, Any]] = {}
        for version in versions.objects.filter(**which).select_related("pgh_context").order_by("pgh_id"):
            now = {
                field.attname: _plain(getattr(version, field.attname))
                for field in version._meta.concrete_fields
                if field.attname not in _OWN and field.name not in _DULL and field.name not in hidden
            }
            was = before.get(version.id, {})
            before[version.id] = now
            gone = version.pgh_label == "delete"
            changed = {
                name: [was.get(name), None if gone else value]
                for name, value in now.items()
                if (gone or was.get(name) != value) and (value not in (None, "") or was.get(name) not in (None, ""))
            }
            if changed or gone:
                found.append(_change(model, version, changed))
    return sorted(found, key=lambda change: (change["at"], change["order"]), reverse=True)


def _change(model: type[Model], version: Any, changed: dict[str, Any]) -> dict[str, Any]:
    said = version.pgh_context.metadata if version.pgh_context else {}
    return {
        "noun": str(model._meta.verbose_name),
        "id": version.id,
        "what": version.pgh_label,
        "at": version.pgh_created_at,
        "order": version.pgh_id,
        # Without a context somebody wrote past the program.
        "actor": said.get("actor", ""),
        "source": said.get("source", "sql"),
        "command": said.get("name", ""),
        "request_id": said.get("request", ""),
        "changed": changed,
    }


def _plain(value: Any) -> Any:
    """As the API writes it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | uuid.UUID) else value
