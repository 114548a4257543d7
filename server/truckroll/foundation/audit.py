"""Audit by database trigger: every row version of a tracked model is kept, whoever wrote it and however.

Triggers also see bulk updates and raw SQL; who and why come from two transaction-local settings.
"""

from __future__ import annotations

import json
import uuid
from typing import Any, TypeVar

import pghistory
from django.db import connection
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


def say_who(**metadata: Any) -> None:
    """This will name actor, source and request in every audit row of the present transaction.

    Set once per transaction rather than before each statement: the same variables the triggers read,
    at the price of one round trip.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)",
            [str(uuid.uuid4()), json.dumps(metadata, default=str)],
        )
