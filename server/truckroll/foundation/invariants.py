"""What must always be true of the whole database: asked by the tests after every fault, and by a command at night.

A room adds its own with `@invariant` in `invariants.py`; the answer lists breaches, so an empty list is good news.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models
from pghistory.models import Event as AuditRow


@dataclass(frozen=True, slots=True)
class Invariant:
    """One promise about the data: its code, its sentence, and the question that finds breaches of it."""

    code: str
    sentence: str
    breaches: Callable[[], list[str]]


INVARIANTS: dict[str, Invariant] = {}


def invariant(code: str, sentence: str) -> Callable[[Callable[[], list[str]]], Callable[[], list[str]]]:
    """This will register a function that lists breaches, at most a screenful, as sentences."""

    def register(breaches: Callable[[], list[str]]) -> Callable[[], list[str]]:
        if code in INVARIANTS:
            raise ValueError(f"invariant {code!r} is declared twice")
        INVARIANTS[code] = Invariant(code, sentence, breaches)
        return breaches

    return register


def check() -> dict[str, list[str]]:
    """This will be the breaches found now, by code; empty when all is well."""
    found = {i.code: i.breaches() for i in INVARIANTS.values()}
    return {code: breaches for code, breaches in found.items() if breaches}


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """This will be the first rows of a query that finds breaches."""
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT 20", values)  # the text is ours, the values are bound
        return list(cursor.fetchall())


@invariant("I2", "What a command left behind belongs to one that was applied.")
def effects_belong_to_applied_commands() -> list[str]:
    """This will list history and outbox rows of commands that were refused or never answered."""
    return [
        f"{table} {row} belongs to command {command}, whose outcome is {outcome}"
        for table in ("foundation_lifecyclemove", "foundation_outboxevent")
        for row, command, outcome in ask(
            f"SELECT t.id, c.id, c.outcome FROM {table} t JOIN foundation_command c ON c.id = t.command_id "  # noqa: S608
            "WHERE c.outcome IS DISTINCT FROM 'applied'"
        )
    ]


@invariant("I3", "The commands of a phone are numbered 1 to n without a gap.")
def phones_have_no_gap() -> list[str]:
    """This will list phones whose ledger has a gap, or ends elsewhere than the phone's row says."""
    rows = ask(
        "SELECT s.id, s.last_seq, count(c.seq), coalesce(max(c.seq), 0) FROM foundation_source s "
        "LEFT JOIN foundation_command c ON c.source_id = s.id AND c.seq IS NOT NULL WHERE s.kind = 'phone' "
        "GROUP BY s.id HAVING s.last_seq <> count(c.seq) OR s.last_seq <> coalesce(max(c.seq), 0)"
    )
    return [f"phone {s}: last {last}, {n} commands, highest {highest}" for s, last, n, highest in rows]


@invariant("I5", "The last audited version of every row is the row.")
def audit_ends_in_the_present() -> list[str]:
    """This will list audited rows whose newest history row is missing or differs, and histories of vanished rows."""
    breaches = []
    for history in _histories():
        model: type[models.Model] = history.pgh_tracked_model
        columns = [
            f.column
            for f in model._meta.concrete_fields
            if f.name in {g.name for g in history._meta.concrete_fields} and not f.name.startswith("pgh_")
        ]
        present = ", ".join(f'm."{c}"' for c in columns)
        audited = ", ".join(f'h."{c}"' for c in columns)
        table, book, key = model._meta.db_table, history._meta.db_table, model._meta.pk.column
        breaches += [
            f"{table} {row} is not what its history ends in"
            for (row,) in ask(
                f'SELECT m."{key}" FROM "{table}" m LEFT JOIN LATERAL (SELECT * FROM "{book}" h '  # noqa: S608
                f'WHERE h."{key}" = m."{key}" ORDER BY h.pgh_id DESC LIMIT 1) h ON true '
                f"WHERE h.pgh_id IS NULL OR ({present}) IS DISTINCT FROM ({audited})"
            )
        ]
        breaches += [
            f"{table} {row} vanished without a trace"
            for (row,) in ask(
                f'SELECT h."{key}" FROM (SELECT DISTINCT ON ("{key}") * FROM "{book}" ORDER BY "{key}", pgh_id DESC) h '  # noqa: S608
                f"WHERE h.pgh_label NOT LIKE 'delete%%' AND NOT EXISTS "
                f'(SELECT 1 FROM "{table}" m WHERE m."{key}" = h."{key}")'
            )
        ]
    return breaches


@invariant("I2a", "Every fact was dealt with by everything that listens for it; `truckroll retry` tries again.")
def nothing_was_given_up() -> list[str]:
    """This will list the facts that a handler failed on until it gave up."""
    return [
        f"{handler} gave up on event {event} ({name}): {error}"
        for handler, event, name, error in ask(
            "SELECT s.handler, e.id, e.name, s.error FROM foundation_skippedevent s "
            "JOIN foundation_outboxevent e ON e.id = s.event_id WHERE s.settled_at IS NULL ORDER BY s.id"
        )
    ]


def _histories() -> list[Any]:
    return [m for m in apps.get_models() if issubclass(m, AuditRow) and getattr(m, "pgh_tracked_model", None)]
