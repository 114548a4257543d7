"""A query that the ORM puts together once and Postgres is asked many times, for what every command or board reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.backends.postgresql.psycopg_any import mogrify
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)

_BEYOND = 2**63
# What stands for the asked ids, instants and dates while the statement is put together.
_ID = -(2**62)
_THEN = datetime(1, 1, 1, tzinfo=UTC)


class Prepared:
    """Rows as dicts, asked by ids; putting the statement together costs the ORM ten times as much as asking it."""

    def __init__(self, rows_of: Callable[..., QuerySet[Any, Any]]) -> None:
        """`rows_of` makes a `.values()` query of the `ids` it is given, for `__in`, and of its other names.

        Those are dates if they end in `_on`, else instants. It may take nothing at all: a small table is read whole.
        """
        self._rows_of = rows_of
        self._made: _Statement | None = None

    def ask(self, ids: Iterable[int] = (), **when: date) -> list[dict[str, Any]]:
        """This will list the rows of these ids, dates and instants as the query orders them."""
        statement = self._made = self._made or _Statement(self._rows_of)
        names, rows = statement.ask(ids, when)
        return [dict(zip(names, row, strict=True)) for row in statement.converted(rows)]


class PreparedRows(Generic[M]):
    """Rows as objects of their model, asked by ids, with those `select_related` brings along."""

    def __init__(self, rows_of: Callable[..., QuerySet[M]]) -> None:
        """`rows_of` makes a query of the `ids` it is given, for `__in`, and of dates and instants as above."""
        self._rows_of = rows_of
        self._made: _Statement | None = None

    def ask(self, ids: Iterable[int] = (), **when: date) -> list[M]:
        """This will list the rows of these ids, dates and instants as the query orders them."""
        statement = self._made = self._made or _Statement(self._rows_of)
        _, rows = statement.ask(ids, when)
        return [statement.object_of(row) for row in statement.converted(rows)]

    def find(self, pk: int) -> M | None:
        """This will be the row with that id, or None."""
        return next(iter(self.ask([pk])), None)


class _Statement:
    """What the ORM came to: the text, its parameters, and how it reads a row. The same in every thread."""

    def __init__(self, rows_of: Callable[..., QuerySet[Any, Any]]) -> None:
        names = set(signature(rows_of).parameters)
        stands_for = {name: _stand_in(name, n) for n, name in enumerate(sorted(names))}
        rows = rows_of(**stands_for)
        self._compiler: SQLCompiler = rows.query.get_compiler(connection=connection)
        sql, params = self._compiler.as_sql()
        self._converters = self._compiler.get_converters([chosen for chosen, _, _ in self._compiler.select])
        self._texts, self._asks = _between(_for_many(sql, params), params, stands_for)
        assert set(self._asks) == names, "whatever is asked is in the statement"
        self._locks = rows.query.select_for_update
        # Asking the driver for them costs as much as a small query.
        self._columns: list[str] = []
        if self._compiler.klass_info:
            self._read_objects(self._compiler.klass_info)

    def ask(self, ids: Iterable[int], when: dict[str, date]) -> tuple[list[str], list[tuple[Any, ...]]]:
        if self._locks and not connection.in_atomic_block:
            raise TransactionManagementError("A lock outside of a transaction is gone before it is of use.")
        given = {"ids": _array(ids), **{name: _literal(at) for name, at in when.items()}}
        # Whole as it is: to look through a long text for parameters takes the driver as long as to send it.
        asked = (given[name] + text for name, text in zip(self._asks, self._texts[1:], strict=True))
        sql = "".join([self._texts[0], *asked])
        with connection.cursor() as cursor:
            cursor.execute(sql)
            self._columns = self._columns or [column.name for column in cursor.description]
            return self._columns, cursor.fetchall()

    def converted(self, rows: list[tuple[Any, ...]]) -> Iterable[Any]:
        """This will be the rows as the ORM reads them."""
        return self._compiler.apply_converters(rows, self._converters) if self._converters else rows

    def _read_objects(self, chosen: dict[str, Any]) -> None:
        select = self._compiler.select
        self._model, fields = chosen["model"], chosen["select_fields"]
        self._start, self._end = fields[0], fields[-1] + 1
        self._names = [select[i][0].target.attname for i in range(self._start, self._end)]
        self._related = get_related_populators(chosen, select, connection.alias)  # type: ignore[call-arg]  # of Django 6

    def object_of(self, row: Any) -> Any:
        """As the ORM does it itself, in `ModelIterable`."""
        found = self._model.from_db(connection.alias, self._names, row[self._start : self._end])
        for related in self._related:
            related.populate(row, found)
        return found


def _stand_in(name: str, n: int) -> list[int] | date:
    if name == "ids":
        return [_ID]
    return _THEN.date() + timedelta(days=n) if name.endswith("_on") else _THEN + timedelta(hours=n)


def _asked(value: Any, stands_for: dict[str, Any]) -> str | None:
    return "ids" if value == _ID else next((name for name, it in stands_for.items() if value == it), None)


def _array(ids: Iterable[int]) -> str:
    # Nothing has an id beyond the column.
    return f"'{{{','.join([f'{pk:d}' for pk in ids if pk is not None and -_BEYOND < pk < _BEYOND])}}}'"


def _literal(at: date) -> str:
    return f"'{at.isoformat()}'::{'timestamptz' if isinstance(at, datetime) else 'date'}"


def _between(sql: str, params: Iterable[Any], stands_for: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The text between what is asked, with all other parameters in it, and the names of what is asked."""
    first, *others = (part.replace("%%", "%") for part in sql.split("%s"))
    texts, names = [first], []
    for value, part in zip(params, others, strict=True):
        if name := _asked(value, stands_for):
            names.append(name)
            texts.append(part)
        else:
            texts[-1] += mogrify("%s", [value], connection) + part
    return texts, names


def _for_many(sql: str, params: Iterable[Any]) -> str:
    """The statement for any number of ids: `IN (%s)` becomes `= ANY(%s)`, an array of one an array of them all."""
    parts = sql.split("%s")
    for at, value in enumerate(params):
        if value != _ID:
            continue
        if parts[at].endswith(" IN (") and parts[at + 1].startswith(")"):
            parts[at] = f"{parts[at].removesuffix(' IN (')} = ANY("
            parts[at + 1] = f"::bigint[]{parts[at + 1]}"
        else:
            assert parts[at].endswith("ARRAY[") and parts[at + 1].startswith("])::"), "asked with `__in` or `__overlap`"
            parts[at] = parts[at].removesuffix("ARRAY[")
            parts[at + 1] = parts[at + 1].removeprefix("]")
    return "%s".join(parts)
