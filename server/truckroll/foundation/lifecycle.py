"""A lifecycle is a table of states and moves; making a move is one conditional UPDATE and one line of history."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, models

from truckroll.foundation import commands
from truckroll.foundation.models import LifecycleMove, VersionedRow
from truckroll.foundation.refusals import Refusal


class MoveRefused(Refusal):
    """The lifecycle does not allow this move from the present state."""

    code = "move_refused"
    title = "That step is not possible now"
    what_to_do = "Look at the present state; only the listed moves are possible."


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed step: its verb, the states it may start from and the state it ends in."""

    name: str
    sources: frozenset[str]
    target: str

    @classmethod
    def of(cls, name: str, sources: Iterable[str], target: str) -> Move:
        """This will be the move `name` from any of `sources` to `target`."""
        return cls(name, frozenset(str(s) for s in sources), str(target))


@dataclass(frozen=True)
class Lifecycle:
    """Every state something can be in and every way it may move."""

    name: str
    states: type[models.TextChoices]
    initial: str
    moves: tuple[Move, ...]
    _by_name: dict[str, Move] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for move in self.moves:
            if move.name in self._by_name:
                raise ValueError(f"{self.name}: the move {move.name!r} stands twice")
            if unknown := (move.sources | {move.target}) - set(self.states.values):
                raise ValueError(f"{self.name}: {move.name} names unknown states {sorted(unknown)}")
            self._by_name[move.name] = move
        LIFECYCLES[self.name] = self

    def moves_from(self, status: str) -> list[str]:
        """This will list the moves possible in a state, in the order of the table."""
        return [m.name for m in self.moves if status in m.sources]

    def begin(self, row: VersionedRow, *, actor: commands.Actor, at: datetime, **facts: Any) -> None:
        """This will write the first line of a new row's history. The row is saved already."""
        self._history(row, "create", "", self.initial, actor=actor, at=at, reason="", facts=facts)

    def begin_all(self, rows: Iterable[VersionedRow], *, actor: commands.Actor, at: datetime) -> None:
        """This will write the first line of many new rows' histories in one statement. The rows are saved already."""
        LifecycleMove.objects.bulk_create(
            LifecycleMove(**self._line(row, "create", "", self.initial, actor=actor, at=at, reason="", facts={}))
            for row in rows
        )

    def move(
        self,
        row: VersionedRow,
        name: str,
        *,
        actor: commands.Actor,
        at: datetime,
        reason: str = "",
        facts: dict[str, Any] | None = None,
        **values: Any,
    ) -> None:
        """This will move the row, set `values` with it, and write its history; all or nothing.

        Of two people moving the same row one wins: the UPDATE names the state and version that were read.

        Raises
        ------
        MoveRefused
            The table does not allow it, or somebody else moved the row first.
        """
        before: str = row.serializable_value("status")
        move = self._by_name[name]
        if before not in move.sources:
            raise self._refusal(row, name, before)
        line = self._line(row, name, before, move.target, actor=actor, at=at, reason=reason, facts=facts or {})
        if not _make(row, {"status": move.target, **values}, line):
            row.refresh_from_db()
            raise self._refusal(row, name, row.serializable_value("status"))
        for field_name, value in {**values, "status": move.target, "version": row.version + 1}.items():
            setattr(row, field_name, value)

    def _refusal(self, row: VersionedRow, name: str, status: str) -> MoveRefused:
        return MoveRefused(
            f"This {_words(self.name)} is {_words(status)}; it cannot {_words(name)} now.",
            lifecycle=self.name,
            id=row.pk,
            status=status,
            move=name,
            moves=self.moves_from(status),
        )

    def _history(self, row: VersionedRow, name: str, before: str, after: str, **said: Any) -> None:
        with connection.cursor() as db:
            db.execute(f"{_KEEP} {_LINE}", _kept(self._line(row, name, before, after, **said)))

    def _line(
        self,
        row: VersionedRow,
        name: str,
        before: str,
        after: str,
        *,
        actor: commands.Actor,
        at: datetime,
        reason: str,
        facts: dict[str, Any],
    ) -> dict[str, Any]:
        present = commands.present()
        # In the order of the statement below.
        return {
            "lifecycle": self.name,
            "object_id": row.pk,
            "move": name,
            "from_status": before,
            "to_status": after,
            "at": at,
            "device_at": present.device_at if present else None,
            "actor": actor.label,
            "source_kind": present.source_kind if present else "",
            "reason": reason,
            "facts": facts,
            "command_id": present.command.pk if present else None,
        }


def _make(row: VersionedRow, values: dict[str, Any], line: dict[str, Any]) -> bool:
    """Change the row and keep the line if the row is as it was read, and say whether it was."""
    sql, fields = _moving(type(row), tuple(values))
    # A foreign key may be given as the row it points to.
    plain = [value.pk if isinstance(value, models.Model) else value for value in values.values()]
    to_be = [field.get_db_prep_save(value, connection) for field, value in zip(fields, plain, strict=True)]
    with connection.cursor() as db:
        db.execute(sql, [*to_be, row.pk, line["from_status"], row.version, *_kept(line)])
        return bool(db.rowcount == 1)


@cache
def _moving(kind: type[VersionedRow], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    fields: list[Any] = [kind._meta.get_field(name) for name in names]
    to_be = ", ".join(f'"{field.column}" = %s' for field in fields)
    moved = _MOVE.format(table=kind._meta.db_table, to_be=to_be, as_read=_AS_READ)
    return f"{moved} {_KEEP} {_LINE} FROM moved", fields


# By hand, like every statement that each command runs: the ORM takes five times as long to put one together.
_KEEP = """
INSERT INTO foundation_lifecyclemove (lifecycle, object_id, move, from_status, to_status, at, device_at, actor,
    source_kind, reason, facts, command_id)
"""
_LINE = f"SELECT {', '.join(['%s'] * 12)}"
_MOVE = "WITH moved AS (UPDATE {table} SET {to_be}, version = version + 1 WHERE {as_read} RETURNING id)"
_AS_READ = "id = %s AND status = %s AND version = %s"


def _kept(line: dict[str, Any]) -> list[Any]:
    return list({**line, "facts": json.dumps(line["facts"])}.values())


LIFECYCLES: dict[str, Lifecycle] = {}


def history_of(lifecycle: Lifecycle, object_ids: Iterable[int]) -> list[LifecycleMove]:
    """This will list every step of these objects, oldest first."""
    return list(LifecycleMove.objects.filter(lifecycle=lifecycle.name, object_id__in=list(object_ids)).order_by("id"))


def last_move_at(lifecycle: Lifecycle, object_id: int) -> datetime | None:
    """This will be when the latest step of an object was, or None before its first."""
    with connection.cursor() as db:
        db.execute(_LAST, [lifecycle.name, object_id])
        found = db.fetchone()
    return found[0] if found else None


_LAST = """
SELECT at FROM foundation_lifecyclemove WHERE lifecycle = %s AND object_id = %s ORDER BY id DESC LIMIT 1
"""


def _words(name: str) -> str:
    return name.replace("_", " ")
