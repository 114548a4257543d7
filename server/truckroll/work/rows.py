"""Visits as the board shows them: the rows of a fresh load and of every event are made here, so that they agree."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from truckroll.foundation.prepared import Prepared
from truckroll.work.lifecycle import OF_THE_CREW, VISIT
from truckroll.work.models import CrewMember, Hold, Visit, VisitLink, WorkTypeSkill

_PLAIN = (
    "id",
    "version",
    "number",
    "work_order_id",
    "status",
    "needs_help",
    "technician_id",
    "crew_size",
    "role",
    "series_id",
    "series_day",
    "series_days",
    "starts_at",
    "ends_at",
    "duration_s",
    "travel_s",
    "is_pinned",
    "is_kept_back",
    "window_starts_at",
    "window_ends_at",
    "departed_at",
    "arrived_at",
    "started_at",
    "ended_at",
    "flag_code",
    "flag_sentence",
    "help_reason",
    "help_acknowledged_at",
)
_OF_WORK_ORDER = {
    "work_order_number": "number",
    "priority": "priority",
    "due_at": "due_at",
    "site_id": "site_id",
    "work_type_id": "work_type_id",
    "customer_name": "site__customer__name",
    "site_name": "site__name",
    "site_address": "site__address",
    "lat": "site__lat",
    "lon": "site__lon",
    "zone": "site__zone",
    "work_type": "work_type__name",
}


def visit_rows(visit_ids: Iterable[int]) -> list[dict[str, Any]]:
    """This will list the visits as the board shows them, by id, in one query for any number.

    `version` is the visit's own: whatever else is shown here touches the visit when it changes.
    """
    ids = list(visit_ids)
    return [_row(row) for row in _ROWS.ask(ids)] if ids else []


def visit_row(visit: Visit) -> dict[str, Any]:
    """This will be the visit as the board shows it, as it was told of just now if it was told of."""
    told = visit.told
    return told if told is not None and told["version"] == visit.version else visit_rows([visit.pk])[0]


def _rows_of(ids: list[int]) -> QuerySet[Any, Any]:
    held = Exists(Hold.objects.filter(work_order=OuterRef("work_order"), lifted_at=None))
    waits = Hold.objects.filter(work_order=OuterRef("work_order"), lifted_at=None, expected_on__isnull=False)
    # As text: the ORM would read it value by value, which a prepared query does without.
    crew = (
        CrewMember.objects.filter(visit=OuterRef("pk"), status__in=sorted(OF_THE_CREW))
        .order_by()
        .values("visit")
        .annotate(
            all=Cast(
                JSONBAgg(
                    JSONObject(technician_id="technician_id", role="role", status="status"), order_by="technician_id"
                ),
                TextField(),
            )
        )
        .values("all")
    )
    follows = (
        VisitLink.objects.filter(then=OuterRef("pk"))
        .order_by()
        .values("then")
        .annotate(
            all=Cast(
                JSONBAgg(
                    JSONObject(
                        visit_id="first_id",
                        number="first__number",
                        lag_s="lag_s",
                        same_technician="same_technician",
                        same_day="same_day",
                        immediately="immediately",
                    ),
                    order_by="first_id",
                ),
                TextField(),
            )
        )
        .values("all")
    )
    skills = WorkTypeSkill.objects.filter(work_type=OuterRef("work_order__work_type")).order_by("skill__name", "id")
    rows: QuerySet[Any, Any] = (
        Visit.objects.filter(pk__in=ids)
        .order_by("id")
        .values(
            *_PLAIN,
            held=held,
            expected_on=Subquery(waits.order_by("-expected_on").values("expected_on")[:1]),
            skills=ArraySubquery(skills.values("skill__name")),
            crew=Subquery(crew),
            follows=Subquery(follows),
            **{name: F(f"work_order__{path}") for name, path in _OF_WORK_ORDER.items()},
        )
    )
    return rows


_ROWS = Prepared(_rows_of)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    moves = VISIT.moves_from(row["status"])
    code, sentence, crew = row.pop("flag_code"), row.pop("flag_sentence"), row.pop("crew")
    follows = row.pop("follows")
    actual = {name: _iso(row.pop(name)) for name in ("departed_at", "arrived_at", "started_at", "ended_at")}
    return {
        "kind": "visit",
        "crew": json.loads(crew) if crew else [],
        "follows": json.loads(follows) if follows else [],
        **{
            name: _iso(value) if name.endswith(("_at", "_on")) else value
            for name, value in row.items()
            if name not in ("is_pinned", "is_kept_back")
        },
        "pinned": row["is_pinned"],
        "kept_back": row["is_kept_back"],
        "actual": actual,
        "flag": {"code": code, "sentence": sentence} if code else None,
        # A held visit may be planned, but not sent to a phone.
        "moves": [name for name in moves if not (row["held"] and name == "dispatch")],
    }


def _iso(instant: Any) -> str | None:
    return instant.isoformat().replace("+00:00", "Z") if instant is not None else None
