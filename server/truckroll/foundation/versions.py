"""Several people edit one row: a change that names the version it was made from never overwrites a newer one (P6)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError

from truckroll.foundation.models import VersionedRow
from truckroll.foundation.prepared import PreparedRows
from truckroll.foundation.refusals import ChangedMeanwhile, Refusal


def lock_at(row: VersionedRow, version: int | None, *, shown: Iterable[str] = ()) -> None:
    """This will lock the row, read it afresh and refuse if it is not at that version; None takes it as it is.

    `shown` are the fields somebody is about to change: he is told their present values.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed the row since it was read.
    """
    now = _locked(type(row)).find(row.pk)
    if now is None:
        raise type(row).DoesNotExist(f"{type(row).__name__} {row.pk} is no longer there.")
    # Every field, and nothing that was read along with the former ones.
    row.__dict__ = now.__dict__
    if version is not None and version != row.version:
        present = {name: getattr(row, name) for name in shown if hasattr(row, name)}
        raise ChangedMeanwhile(
            "Somebody changed this since you loaded it.",
            id=row.pk,
            version=row.version,
            sent_version=version,
            present=present,
        )


class TouchedSince(Refusal):
    """Somebody changed the row after it was made or left so."""

    code = "touched_since"
    title = "This was changed since"
    what_to_do = "Change it back by hand, if that is still wanted."


class InUse(Refusal):
    """Something else refers to the row."""

    code = "in_use"
    title = "Something refers to this"
    what_to_do = "Archive it instead: what refers to it stays as it is."


def forget(row: VersionedRow, version: int) -> None:
    """This will delete a row that is as it was left at that version, if nothing refers to it.

    Raises
    ------
    TouchedSince
        It has another version.
    InUse
        Another row refers to it.
    """
    lock_at(row, None)
    if row.version != version:
        raise TouchedSince(
            f"{getattr(row, 'name', 'It')} was changed since.", id=row.pk, version=row.version, expected=version
        )
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, IntegrityError) as error:
        raise InUse("Something refers to it by now.", id=row.pk) from error


@cache
def _locked(kind: type[VersionedRow]) -> PreparedRows[Any]:
    return PreparedRows(lambda ids: kind._default_manager.select_for_update().filter(pk__in=ids))


def touch(kind: type[VersionedRow], ids: Iterable[int]) -> None:
    """This will grow the version of rows whose shown content changed in another table."""
    kind._default_manager.filter(pk__in=list(ids)).update(version=F("version") + 1)
