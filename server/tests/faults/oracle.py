"""The one judge of every fault test: what phones know, the database's own invariants, and the feed, must agree."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.following import Rows, apply, keyed
from truckroll.foundation import events, invariants
from truckroll.foundation.events import Cursor, Told
from truckroll.foundation.models import Command

if TYPE_CHECKING:
    from collections.abc import Iterator

# The invariants a database is asked for; a room that adds one is asked too.
ASKED = {"I2", "I3", "I4", "I5", "I8", "I9"}


def ask_the_oracle(*phones: Any) -> None:
    """See that nothing was lost or doubled: I1 by the phones' own books, I2 to I9 in the database, I7 by its feed."""
    acknowledged = {uuid for phone in phones for uuid in phone.answers}
    mine = Command.objects.filter(seq__isnull=False, source__key__in=[str(phone.device) for phone in phones])
    ledger = {str(uuid) for uuid in mine.values_list("uuid", flat=True)}
    assert acknowledged == ledger, "I1: what was acknowledged is in the ledger, and nothing else of these phones"
    assert set(invariants.INVARIANTS) >= ASKED
    assert invariants.check() == {}
    differing = _differences(replayed(), snapshot())
    assert not differing, "I7: the feed from its beginning ends in what a fresh load shows:\n" + "\n".join(
        differing[:20]
    )


def snapshot() -> Rows:
    """What a fresh load shows of all visits and absences there are."""
    from truckroll.work import queries as work
    from truckroll.work.models import Visit
    from truckroll.workforce import queries as workforce
    from truckroll.workforce.models import Absence

    absences = [workforce.absence_row(row) for row in Absence.objects.filter(canceled_at=None).order_by("id")]
    return keyed([*work.visit_rows(Visit.objects.values_list("pk", flat=True)), *json.loads(events._as_api(absences))])


def replayed() -> Rows:
    """What somebody shows who has heard every fact since the beginning, and nothing else."""
    rows = apply({}, list(_all_told()))
    return {key: row for key, row in rows.items() if row["kind"] != "technician"}


def _differences(told: Rows, fresh: Rows) -> list[str]:
    """What differs, by row and field."""
    return [
        f"{key} {field}: told {told.get(key, {}).get(field)!r}, fresh {fresh.get(key, {}).get(field)!r}"
        for key in sorted(told.keys() | fresh.keys())
        for field in sorted(told.get(key, {}).keys() | fresh.get(key, {}).keys())
        if told.get(key, {}).get(field) != fresh.get(key, {}).get(field)
    ]


def _all_told() -> Iterator[Told]:
    cursor = Cursor(0, 0)
    while told := events.read_after(cursor):
        yield from told
        cursor = told[-1].cursor
