"""Lists whether people rest between their last work, a call-out at night too, and their next shift (rule 28)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from truckroll.dispatch.resting import NEEDED, ShortRest, Worked, short_rests
from truckroll.foundation.local_time import to_wall
from truckroll.work import queries as work
from truckroll.work.lifecycle import VisitStatus
from truckroll.workforce import queries as workforce

_BACK = timedelta(days=2)


def list_short_rests(
    starts_at: datetime, ends_at: datetime, technician_ids: Iterable[int] | None = None
) -> list[dict[str, Any]]:
    """This will list the shifts of a period that begin after too short a rest, by start; nine queries."""
    cards = workforce.technician_cards(technician_ids)
    shifts = workforce.shifts_utc(cards, starts_at, ends_at)
    ids = work.visits_between(starts_at - _BACK, ends_at, cards)
    worked: dict[int, list[Worked]] = {pk: [] for pk in cards}
    for visit in work.with_each_of_crew(work.visit_facts(ids)):
        if visit["status"] != VisitStatus.CANCELED and visit["technician_id"] in worked:
            worked[visit["technician_id"]].append(_of_visit(visit))
    for pk, begins, ends in workforce.attended(cards, starts_at - _BACK, ends_at):
        worked[pk].append(Worked(begins, ends, "clocked off"))
    return sorted(
        (
            _row(cards[pk], rest)
            for pk in cards
            for rest in short_rests((s for s in shifts[pk] if starts_at <= s.starts_at < ends_at), worked[pk])
        ),
        key=lambda row: (row["starts_at"], row["technician"]),
    )


def _of_visit(visit: Mapping[str, Any]) -> Worked:
    begins = visit["departed_at"] or visit["arrived_at"] or visit["starts_at"]
    return Worked(begins, max(visit["ended_at"] or visit["ends_at"], begins), str(visit["number"]))


def _row(card: Mapping[str, Any], short: ShortRest) -> dict[str, Any]:
    rest_s, due = int(short.rest.total_seconds()), NEEDED.seconds // 3600
    hours, minutes = divmod(rest_s // 60, 60)
    words = f"{hours} h {minutes:02} min" if minutes else f"{hours} h"
    begins, ended = (to_wall(at, card["zone"]) for at in (short.starts_at, short.last.ends_at))
    return {
        "technician_id": card["id"],
        "technician": card["name"],
        "on": short.on,
        "starts_at": short.starts_at,
        "worked_until": short.last.ends_at,
        "worked_on": short.last.what,
        "rest_s": rest_s,
        "needed_s": int(NEEDED.total_seconds()),
        "sentence": f"{card['name']} has {words} of rest before {begins:%a %H:%M}, and {due} are due: "
        f"the last work is until {ended:%a %H:%M} ({short.last.what}).",
    }
