"""Audit by database trigger: every row version of a tracked model is kept, whoever wrote it and however.

Triggers also see bulk updates and raw SQL; who and why come from two transaction-local settings.
"""

from __future__ import annotations

import json
import uuid
from typing import Any, TypeVar

import pghistory
from django.db.models import Model

M = TypeVar("M", bound="type[Model]")


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
