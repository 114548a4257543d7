"""Certificates that are about to lapse, and the planned visits that would then be without one (rules 22, 24)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.customers import queries as customers
from truckroll.foundation.local_time import local_date
from truckroll.work import queries as work
from truckroll.work.lifecycle import OVER
from truckroll.workforce import queries as workforce
from truckroll.workforce.validity import covers

# What lapsed lately is the most pressing of all; how far ahead anybody plans.
_LAPSED_DAYS = 60
_AHEAD = timedelta(days=400)


def list_lapsing(*, actor: Actor, now: datetime, within_days: int) -> list[dict[str, Any]]:
    """This will list them, the first to lapse first, each with the visits it would hit; eight queries."""
    found = workforce.lapsing_certifications(now=now, within_days=within_days, lapsed_days=_LAPSED_DAYS, actor=actor)
    people = {one.technician_id for one, _ in found}
    visits = [
        visit
        for visit in work.with_each_of_crew(
            work.visit_facts(
                work.only_visible(work.visits_between(now, now + _AHEAD, people), actor=actor) if people else []
            )
        )
        if visit["status"] not in OVER and visit["starts_at"] is not None
    ]
    needs = work.requirements_of({visit["work_type_id"] for visit in visits})
    sites = customers.site_cards({visit["site_id"] for visit in visits})
    visits = [visit for visit in visits if visit["technician_id"] in people]
    held = workforce.qualifications(people)

    def is_hit(visit: dict[str, Any], type_id: int) -> bool:
        zone = sites[visit["site_id"]]["zone"]
        first, last = (local_date(visit[name], zone) for name in ("starts_at", "ends_at"))
        mine = [c for c in held[visit["technician_id"]].certificates if c.type_id == type_id]
        return not any(covers(c.valid_from, c.expires_on, first, last) for c in mine)

    return [
        {
            "certification_id": one.pk,
            "technician_id": one.technician_id,
            "technician": one.technician.name,
            "certification": one.type.name,
            "is_legal": one.type.is_legal,
            "number": one.number,
            "expires_on": one.expires_on,
            "days_left": days_left,
            "visits": [
                {
                    "visit_id": visit["id"],
                    "number": visit["number"],
                    "work_order_id": visit["work_order_id"],
                    "starts_at": visit["starts_at"],
                    "site": sites[visit["site_id"]]["name"],
                }
                for visit in sorted(visits, key=lambda v: (v["starts_at"], v["id"]))
                if visit["technician_id"] == one.technician_id
                and one.type_id in needs[visit["work_type_id"]]["certifications"]
                and is_hit(visit, one.type_id)
            ],
        }
        for one, days_left in found
    ]
