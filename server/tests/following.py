"""What a board does with the stream: load once, then apply every fact's rows; the result must equal a fresh load."""

from __future__ import annotations

from typing import Any

from truckroll.foundation.events import Cursor, Told

Rows = dict[tuple[str, int], dict[str, Any]]


def keyed(rows: list[dict[str, Any]]) -> Rows:
    """Rows by what identifies them."""
    return {(row["kind"], row["id"]): row for row in rows}


def apply(rows: Rows, told: list[Told]) -> Rows:
    """The rows after these facts: a newer version replaces, an older or equal one is ignored, what is gone goes.

    A fact may come twice or after the load that shows it already; neither changes the result.
    """
    after = dict(rows)
    for fact in told:
        for row in fact.rows:
            key = (row["kind"], row["id"])
            if key not in after or row["version"] >= after[key]["version"]:
                after[key] = row
        for row in fact.gone:
            after.pop((row["kind"], row["id"]), None)
    return after


def all_facts() -> list[Told]:
    """Every fact of the running test, those of its own unfinished transaction included."""
    from truckroll.foundation.models import OutboxEvent

    return [
        Told(Cursor(0, e.pk), e.name, e.payload, e.rows, e.gone, e.topics, e.at, e.actor)
        for e in OutboxEvent.objects.order_by("id")
    ]
