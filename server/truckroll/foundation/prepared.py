"""A query that the ORM puts together once and Postgres is asked many times, for what every command or board reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)

# Stands for the asked ids while the statement is put together.
_IDS = -(2**62)


class Prepared:
    """Rows as dicts, asked by ids; putting the statement together costs the ORM ten times as much as asking it."""

    def __init__(self, rows_of: Callable[[list[int]], QuerySet[Any, Any]]) -> None:
        """`rows_of` makes a `.values()` query that filters by the ids it is given, with `__in` and once."""
        self._rows_of = rows_of
        self._made: _Statement | None = None

    def ask(self, ids: Iterable[int]) -> list[dict[str, Any]]:
        """This will list the rows of these ids as the query orders them."""
        statement = self._made = self._made or self._make()
        names, rows = statement.ask(ids)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _make(self) -> _Statement:
        statement = _Statement(self._rows_of([_IDS]))
        assert not statement.converters, "the ORM would change values"
        return statement


class PreparedRows(Generic[M]):
    """Rows as objects of their model, asked by ids, with those `select_related` brings along."""

    def __init__(self, rows_of: Callable[[list[int]], QuerySet[M]]) -> None:
        """`rows_of` makes a query that filters by the ids it is given, with `__in` and once."""
        self._rows_of = rows_of
        self._made: _Statement | None = None

    def ask(self, ids: Iterable[int]) -> list[M]:
        """This will list the rows of these ids as the query orders them."""
        statement = self._made = self._made or _Statement(self._rows_of([_IDS]))
        _, rows = statement.ask(ids)
        return [statement.object_of(row) for row in rows]

    def find(self, pk: int) -> M | None:
        """This will be the row with that id, or None."""
        return next(iter(self.ask([pk])), None)


class _Statement:
    """What the ORM came to: the text, its parameters, and how it reads a row. The same in every thread."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self._compiler: SQLCompiler = rows.query.get_compiler(connection=connection)
        sql, params = self._compiler.as_sql()
        self.converters = self._compiler.get_converters([chosen for chosen, _, _ in self._compiler.select])
        place = list(params).index(_IDS)
        before, after = "%s".join(sql.split("%s")[: place + 1]), "%s".join(sql.split("%s")[place + 1 :])
        assert before.endswith(" IN (") and after.startswith(")"), "the ids are asked with `__in`"
        self._sql = f"{before.removesuffix(' IN (')} = ANY(%s{after}"
        self._locks = rows.query.select_for_update
        self._before, self._after = list(params[:place]), list(params[place + 1 :])
        # Asking the driver for them costs as much as a small query.
        self._columns: list[str] = []
        if self._compiler.klass_info:
            self._read_objects(self._compiler.klass_info)

    def ask(self, ids: Iterable[int]) -> tuple[list[str], list[tuple[Any, ...]]]:
        if self._locks and not connection.in_atomic_block:
            raise TransactionManagementError("A lock outside of a transaction is gone before it is of use.")
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [*self._before, list(ids), *self._after])
            self._columns = self._columns or [column.name for column in cursor.description]
            return self._columns, cursor.fetchall()

    def _read_objects(self, chosen: dict[str, Any]) -> None:
        select = self._compiler.select
        self._model, fields = chosen["model"], chosen["select_fields"]
        self._start, self._end = fields[0], fields[-1] + 1
        self._names = [select[i][0].target.attname for i in range(self._start, self._end)]
        self._related = get_related_populators(chosen, select, connection.alias)  # type: ignore[call-arg]  # of Django 6

    def object_of(self, row: tuple[Any, ...]) -> Any:
        """As the ORM does it itself, in `ModelIterable`."""
        values: Any = row
        if self.converters:
            (values,) = self._compiler.apply_converters([row], self.converters)
        found = self._model.from_db(connection.alias, self._names, values[self._start : self._end])
        for related in self._related:
            related.populate(values, found)
        return found
