"""A query that the ORM puts together once and Postgres is asked many times, for what every command or board reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Stands for the asked ids while the statement is put together.
_IDS = -(2**62)


class Prepared:
    """Rows as dicts, asked by ids; putting the statement together costs the ORM ten times as much as asking it."""

    def __init__(self, rows_of: Callable[[list[int]], QuerySet[Any, Any]]) -> None:
        """`rows_of` makes a `.values()` query that filters by the ids it is given, with `__in` and once."""
        self._rows_of = rows_of
        self._made: tuple[str, list[Any], int] | None = None

    def ask(self, ids: Iterable[int]) -> list[dict[str, Any]]:
        """This will list the rows of these ids as the query orders them."""
        sql, params, place = self._made = self._made or self._make()
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params[:place], list(ids), *params[place + 1 :]])
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _make(self) -> tuple[str, list[Any], int]:
        compiler = self._rows_of([_IDS]).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        assert not compiler.get_converters([chosen for chosen, _, _ in compiler.select]), "the ORM would change values"
        place = list(params).index(_IDS)
        before, after = "%s".join(sql.split("%s")[: place + 1]), "%s".join(sql.split("%s")[place + 1 :])
        assert before.endswith(" IN (") and after.startswith(")"), "the ids are asked with `__in`"
        return f"{before.removesuffix(' IN (')} = ANY(%s{after}", list(params), place
