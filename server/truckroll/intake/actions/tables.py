"""Writes of imports of records: rows judged against what is there, let in chunk by chunk, and taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from truckroll.accounts.actors import Actor
from truckroll.foundation import crash
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid, Refusal, refusal_of_constraint
from truckroll.intake.columns import ORDERS, How, read_row
from truckroll.intake.events import BatchAnswered, BatchApplied, BatchAsked, BatchProgressed, BatchUndone
from truckroll.intake.kinds.kind import Kind, Wanted, called, plain
from truckroll.intake.kinds.known import KINDS
from truckroll.intake.lifecycle import BATCH, BatchStatus
from truckroll.intake.models import Batch, ColumnMapping, Mode, RowState, StagedRow
from truckroll.intake.queries import signature

CHUNK = 200
_SETTLE = """
UPDATE intake_stagedrow staged
SET state = settled.state, external_id = settled.external_id, object_id = settled.object_id,
    object_version = settled.object_version, was = settled.was::jsonb, faults = settled.faults::jsonb
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::int[], %s::text[], %s::text[])
    AS settled (id, state, external_id, object_id, object_version, was, faults)
WHERE staged.id = settled.id
"""


class NotUndone(Refusal):
    """What a file brought has been touched since, or stands in for something else by now."""

    code = "import_not_undone"
    title = "This import can no longer be undone"
    what_to_do = "Correct the rows by hand, or import a corrected file: what is the same changes nothing."


def ask(*, batch_id: int, questions: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """This will say what nobody but a person can know of a file: what a column means, in which order its dates are."""
    batch = _locked(batch_id)
    if batch.status == BatchStatus.STAGING:
        BATCH.move(batch, "ask", actor=actor, at=now, questions=dict(questions))
        publish(BatchAsked(batch_id=batch.pk), at=now)


def answer_batch(*, batch: Batch, mapping: Mapping[str, str], date_order: str, actor: Actor, now: datetime) -> Batch:
    """This will judge a file by what a person says of its columns and dates, and remember it for the next such file.

    Raises
    ------
    Invalid
        A column is not one of ours, one of ours is meant twice, or the order is none.
    MoveRefused
        Nothing was asked, or it is judged already.
    """
    ours = {column.name for column in KINDS[batch.what].columns}
    mapping = {theirs: our for theirs, our in mapping.items() if our}
    if unknown := sorted(set(mapping.values()) - ours):
        raise Invalid(f"There is no column {unknown[0]}.", field="mapping", known=sorted(ours))
    if len(set(mapping.values())) < len(mapping):
        raise Invalid("Two columns of the file are to be the same one of ours.", field="mapping")
    if date_order and date_order not in ORDERS:
        raise Invalid(f"{date_order} is no order of dates.", field="date_order", known=sorted(ORDERS))
    columns = batch.questions.get("columns", [])
    batch.rows.all().delete()
    BATCH.move(
        batch, "answer", actor=actor, at=now, mapping=mapping, date_order=date_order, read_rows=0, good_rows=0,
        bad_rows=0, known_rows=0, changed_rows=0,
    )  # fmt: skip
    ColumnMapping.objects.update_or_create(
        what=batch.what,
        columns=signature(columns),
        defaults={"mapping": mapping, "date_order": date_order},
    )
    publish(BatchAnswered(batch_id=batch.pk), at=now)
    return batch


def read_columns(*, batch_id: int, mapping: Mapping[str, str], date_order: str, questions: Mapping[str, Any]) -> None:
    """This will keep how the columns and dates of a file are read."""
    batch = _locked(batch_id)
    if batch.status == BatchStatus.STAGING:
        batch.change(mapping=dict(mapping), date_order=date_order, questions=dict(questions))


def stage_records(*, batch_id: int, rows: Sequence[Wanted], cells: Mapping[int, Mapping[str, str]]) -> None:
    """This will store judged rows of a batch; lines that are stored already stay as they are."""
    batch = _locked(batch_id)
    if batch.status != BatchStatus.STAGING:
        return
    stored = set(StagedRow.objects.filter(batch=batch, line__in=[r.line for r in rows]).values_list("line", flat=True))
    made = [_staged(batch, one, cells[one.line]) for one in rows if one.line not in stored]
    StagedRow.objects.bulk_create(made)
    states = [row.state for row in made]
    batch.change(
        read_rows=batch.read_rows + len(made),
        good_rows=batch.good_rows + states.count(RowState.GOOD),
        changed_rows=batch.changed_rows + states.count(RowState.CHANGED),
        bad_rows=batch.bad_rows + states.count(RowState.BAD),
        known_rows=batch.known_rows + states.count(RowState.KNOWN),
    )


def _staged(batch: Batch, one: Wanted, cells: Mapping[str, str]) -> StagedRow:
    row = StagedRow(batch=batch, line=one.line, external_id=one.key, wanted=dict(cells))
    if one.faults:
        row.state, row.external_id = RowState.BAD, ""
        row.faults = [{"column": f.column, "reason": f.reason, "value": f.value} for f in one.faults]
    elif one.found is None:
        row.state = RowState.GOOD
    elif changes := one.changes():
        row.state = RowState.CHANGED
        former = one.former()
        row.changes = {name: [plain(former[name]), plain(value)] for name, value in changes.items()}
    else:
        row.state = RowState.KNOWN
    return row


def how_of(batch: Batch, *, now: datetime) -> How:
    """This will be what is known of a file that it does not say itself."""
    points = batch.questions.get("points", {})
    return How(date_order=batch.date_order or "ymd", zone=batch.zone or "UTC", now=now, points=points)


def judge(
    kind: Kind,
    rows: Sequence[tuple[int, Mapping[str, str]]],
    how: How,
    seen: dict[str, int],
    coming: set[str],
    *,
    actor: Actor,
) -> list[Wanted]:
    """This will read rows and compare them with what is there, as far as the actor may see it.

    `seen` are the lines of the keys that came before in the file, `coming` what those rows can be named by.
    """
    found = []
    for line, cells in rows:
        values, faults = read_row(kind.columns, cells, how)
        one = Wanted(line, values, faults)
        one.key = kind.key(values)
        if not faults and seen.setdefault(one.key, line) != line:
            one.fault(kind.columns[0].name, f"is in the file twice, first in line {seen[one.key]}")
        found.append(one)
    kind.resolve(found, coming, actor=actor)
    return found


def apply_records(*, batch_id: int, actor: Actor, now: datetime) -> bool:
    """This will let the next rows in, at most 200, and say whether there may be more.

    Each chunk is whole or not there. A row that is refused only now, since something changed after it was judged,
    becomes a bad one with the reason, and keeps no other from coming in; where all or none was asked for, everything
    that came in before it is taken back.
    """
    batch = _locked(batch_id)
    if batch.status != BatchStatus.APPLYING:
        return False
    rows = list(batch.rows.filter(state__in=[RowState.GOOD, RowState.CHANGED]).order_by("line")[:CHUNK])
    if not rows:
        BATCH.move(batch, "finish", actor=actor, at=now, ended_at=now)
        publish(BatchApplied(batch_id=batch.pk), at=now)
        return False
    kind, how = KINDS[batch.what], how_of(batch, now=now)
    late = {RowState.GOOD: 0, RowState.CHANGED: 0}
    same = applied = 0
    waiting = rows
    while waiting:
        # Parts whose whole stands earlier in the chunk are judged once that is there.
        ready, later = _ready(kind, waiting, how, actor)
        crash.point("import.mid_chunk")
        before = [RowState(row.state) for row, _ in ready]
        _apply_turn(kind, ready, how, actor, now)
        for (row, _), was in zip(ready, before, strict=True):
            applied += row.state == RowState.APPLIED
            if row.state in (RowState.BAD, RowState.KNOWN):
                late[was] += 1
                same += row.state == RowState.KNOWN
        waiting = later
    _settle(rows)
    batch.change(
        applied_rows=batch.applied_rows + applied,
        good_rows=batch.good_rows - late[RowState.GOOD],
        changed_rows=batch.changed_rows - late[RowState.CHANGED],
        known_rows=batch.known_rows + same,
        bad_rows=batch.bad_rows + sum(late.values()) - same,
    )
    publish(BatchProgressed(batch_id=batch.pk, applied_rows=batch.applied_rows), at=now)
    refused = next((row for row in rows if row.state == RowState.BAD), None)
    if refused is not None and batch.mode == Mode.ALL and not batch.refusal:
        return _withdraw(batch, refused, actor=actor, now=now)
    return True


def _withdraw(batch: Batch, refused: StagedRow, *, actor: Actor, now: datetime) -> bool:
    """Take back what came in before a row of an all-or-none file was refused; True if it can no longer be.

    It may not come in chunk by chunk in one transaction: that would hold back every reader of the outbox.
    """
    why = f"Line {refused.line}: {refused.faults[0]['column']} {refused.faults[0]['reason']}".replace(":  ", ": ")
    try:
        with transaction.atomic():
            _take_back(batch, actor=actor, now=now)
    except NotUndone as touched:
        # Somebody has worked with it already: what is good stays, and comes.
        batch.change(refusal=f"{why}. What had come in could not be taken back: {touched.detail}")
        return True
    reason = f"{why}. All rows or none were to come in: nothing of the file is there."
    BATCH.move(batch, "withdraw", actor=actor, at=now, reason=reason, refusal=reason, ended_at=now)
    publish(BatchUndone(batch_id=batch.pk), at=now)
    return False


def _ready(
    kind: Kind, rows: Sequence[StagedRow], how: How, actor: Actor
) -> tuple[list[tuple[StagedRow, Wanted]], list[StagedRow]]:
    """The rows up to the first that names an earlier one of the same turn, and those from there on."""
    judged = []
    turn: set[str] = set()
    for row in rows:
        values, faults = read_row(kind.columns, row.wanted or {}, how)
        names = kind.after(values)
        if names & turn:
            break
        one = Wanted(row.line, values, faults)
        one.key = kind.key(values)
        turn |= {one.key, *called(values.get("name", ""))} | {name for name in names if name.startswith("of:")}
        judged.append((row, one))
    kind.resolve([one for _, one in judged], set(), actor=actor)
    return judged, list(rows[len(judged) :])


def _apply_turn(kind: Kind, ready: Sequence[tuple[StagedRow, Wanted]], how: How, actor: Actor, now: datetime) -> None:
    """Let rows in under one savepoint, which is what most files need; under one each if any of them is refused."""
    states = [row.state for row, _ in ready]
    try:
        with transaction.atomic():
            _apply(kind, ready, actor, now)
            return
    except (Refusal, IntegrityError):
        for (row, _), state in zip(ready, states, strict=True):
            row.state, row.object_id, row.object_version, row.was = state, None, None, None
    # What was there has been seen as it would have become: it is looked at again.
    again, _ = _ready(kind, [row for row, _ in ready], how, actor)
    for row, one in again:
        try:
            with transaction.atomic():
                _apply(kind, [(row, one)], actor, now)
        except Refusal as refusal:
            _refuse(row, one, refusal)
        except IntegrityError as error:
            known = refusal_of_constraint(getattr(getattr(error.__cause__, "diag", None), "constraint_name", None))
            if known is None:
                raise
            _refuse(row, one, known)


def _apply(kind: Kind, ready: Iterable[tuple[StagedRow, Wanted]], actor: Actor, now: datetime) -> None:
    """Let rows in: those that set one thing as a whole together, each other row when all before it are there."""
    waiting: list[tuple[StagedRow, Wanted]] = []
    for row, one in ready:
        if one.faults:
            _refuse(row, one)
        elif one.found is not None and not one.changes():
            row.state = RowState.KNOWN
        else:
            waiting.append((row, one))
            if not kind.sets_wholes:
                _make(kind, waiting, actor, now)
                waiting = []
    if waiting:
        _make(kind, waiting, actor, now)


def _make(kind: Kind, rows: Sequence[tuple[StagedRow, Wanted]], actor: Actor, now: datetime) -> None:
    for (row, _), made in zip(rows, kind.make([one for _, one in rows], actor=actor, now=now), strict=True):
        row.state, row.object_id, row.object_version = RowState.APPLIED, made.row.pk, made.row.version
        row.was = None if made.was is None else {name: plain(value) for name, value in made.was.items()}


def _refuse(row: StagedRow, one: Wanted, refusal: Refusal | None = None) -> None:
    if refusal is not None:
        one.fault("", refusal.detail)
    row.state, row.external_id = RowState.BAD, ""
    row.faults = [{"column": f.column, "reason": f.reason, "value": f.value} for f in one.faults]


def _settle(rows: Sequence[StagedRow]) -> None:
    """Keep what became of rows, in one statement."""
    columns: list[list[Any]] = [
        [row.pk for row in rows],
        [str(row.state) for row in rows],
        [row.external_id for row in rows],
        [row.object_id for row in rows],
        [row.object_version for row in rows],
        [None if row.was is None else json.dumps(row.was) for row in rows],
        [json.dumps(row.faults) for row in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, columns)


def undo_batch(*, batch: Batch, actor: Actor, now: datetime) -> Batch:
    """This will take back everything a file brought, the last first, or nothing if any of it was touched since.

    Raises
    ------
    NotUndone
        Something was changed since, or is in use.
    MoveRefused
        It has not come in, or was undone already.
    """
    if batch.what not in KINDS:
        raise NotUndone("Requests are rejected one by one, with a reason.", batch_id=batch.pk)
    BATCH.move(batch, "undo", actor=actor, at=now)
    _take_back(batch, actor=actor, now=now)
    publish(BatchUndone(batch_id=batch.pk), at=now)
    return batch


def _take_back(batch: Batch, *, actor: Actor, now: datetime) -> None:
    kind = KINDS[batch.what]
    rows = batch.rows.filter(state=RowState.APPLIED).order_by("line")
    objects: dict[tuple[int, bool], StagedRow] = {}
    was: dict[tuple[int, bool], dict[str, Any]] = {}
    for row in rows:
        assert row.object_id is not None, "an applied row made something"
        key = (row.object_id, row.was is None)
        # The last row knows how it was left, the first how it was found.
        objects[key] = row
        was[key] = {**(row.was or {}), **was.get(key, {})}
    for (object_id, is_new), row in sorted(objects.items(), key=lambda one: -one[1].line):
        assert row.object_version is not None, "an applied row knows its version"
        try:
            if is_new:
                kind.take_back(object_id=object_id, version=row.object_version, actor=actor, now=now)
            else:
                values = was[object_id, is_new]
                kind.put_back(object_id=object_id, version=row.object_version, was=values, actor=actor, now=now)
        except Refusal as refusal:
            raise NotUndone(
                f"Line {row.line}: {refusal.detail}", batch_id=batch.pk, line=row.line, code=refusal.code
            ) from refusal


def _locked(batch_id: int) -> Batch:
    return Batch.objects.select_for_update().get(pk=batch_id)
