"""Several people edit one row: a change that names the version it was made from never overwrites a newer one (P6)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import F

from truckroll.foundation.models import VersionedRow
from truckroll.foundation.prepared import PreparedRows
from truckroll.foundation.refusals import ChangedMeanwhile


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


@cache
def _locked(kind: type[VersionedRow]) -> PreparedRows[Any]:
    return PreparedRows(lambda ids: kind._default_manager.select_for_update().filter(pk__in=ids))


def touch(kind: type[VersionedRow], ids: Iterable[int]) -> None:
    """This will grow the version of rows whose shown content changed in another table."""
    kind._default_manager.filter(pk__in=list(ids)).update(version=F("version") + 1)
