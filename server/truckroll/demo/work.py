"""Work types, the jobs of the past two weeks and the jobs that are planned for today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.customers.queries import get_site, site_cards
from truckroll.demo.accounts import actor_of
from truckroll.demo.demand import Job, dice_of
from truckroll.demo.steps import BUILDER, day_key, do
from truckroll.demo.words import CHECKLISTS, COMPLAINTS, PARTS, WORK_TYPES, ZONE
from truckroll.demo.workforce import Staff
from truckroll.dispatch.actions.placing import place_visit
from truckroll.foundation import clock
from truckroll.foundation.local_time import to_utc
from truckroll.work import queries
from truckroll.work.actions import field, records, visits, work_orders, work_types

TRADE_OF = {row[1]: row[0] for row in WORK_TYPES}
_SLOTS = (time(8, 30), time(10, 40), time(13, 10), time(14, 50))


def build_work_types(skills: Mapping[str, int], licenses: Mapping[str, int]) -> dict[str, int]:
    """This will make the work types and return their ids by name."""
    return {
        name: int(
            do(
                f"work types/{name}",
                lambda now, row=row: work_types.create_work_type(  # type: ignore[misc]  # bound now
                    name=row[1],
                    duration_s=row[2] * 60,
                    priority=row[3],
                    assignment=row[4],
                    skills=[(skills[row[0]], row[5])],
                    certifications=[licenses[row[6]]] if row[6] else [],
                    checklist=[
                        {"text": text, "kind": kind, "is_required": required, "unit": unit}
                        for text, kind, required, unit in CHECKLISTS[row[0]]
                    ],
                    actor=BUILDER,
                    now=now,
                ),
            )["id"]
        )
        for row in WORK_TYPES
        for name in (row[1],)
    }


def live_through(
    on: date,
    sites: Sequence[Mapping[str, Any]],
    types: Mapping[str, int],
    staff: Sequence[Staff],
    users: Mapping[str, int],
) -> None:
    """This will let one past day happen: jobs are reported, planned, done and approved, as commands of that time."""
    dice = dice_of(on, "past")
    dispatcher, owner = actor_of(users["dispatcher@demo.test"]), actor_of(users["owner@demo.test"])
    workers = dice.sample([one for one in staff[:-1] if not one.has_lapsed], 2)
    for n, worker in enumerate(workers):
        for slot in dice.sample(_SLOTS, 1):
            names = [row[1] for row in WORK_TYPES if row[0] == worker.trades[0] and row[4] != "off"]
            name, site = dice.choice(names), sites[dice.randrange(len(sites) - 1)]
            start = to_utc(datetime.combine(on, slot), ZONE)
            _past_job(
                day_key(on, "past", n, slot), name, types[name], site, start, worker, actor_of(users[worker.email]),
                dispatcher, owner, dice.choice(COMPLAINTS[name]), dice.uniform(0.7, 1.25), dice.random(),
            )  # fmt: skip


def _past_job(
    key: str,
    name: str,
    work_type_id: int,
    site: Mapping[str, Any],
    start: datetime,
    worker: Staff,
    technician: Actor,
    dispatcher: Actor,
    owner: Actor,
    text: str,
    pace: float,
    luck: float,
) -> None:
    reported_at = start - timedelta(hours=20)
    work_type = queries.get_work_type(actor=BUILDER, work_type_id=work_type_id)

    def raised(now: datetime) -> dict[str, Any]:
        work_order = work_orders.raise_work_order(
            site=get_site(actor=BUILDER, site_id=site["id"]),
            work_type=work_type,
            reported_at=reported_at,
            source="phone",
            description=text,
            contact_name=site["contact"],
            actor=dispatcher,
            now=reported_at,
        )
        return {"id": work_order.pk}

    made = do(f"{key}/raise", raised, actor=dispatcher)

    def planned(now: datetime) -> dict[str, Any]:
        (visit,) = queries.list_visits(actor=BUILDER, work_order_id=made["id"])
        decision = place_visit(
            visit_id=visit.pk,
            technician_id=worker.id,
            starts_at=start,
            actor=dispatcher,
            now=reported_at + timedelta(minutes=20),
            override_reason="He knows the place.",
        )
        return {"id": decision.visit_id}

    visit_id = do(f"{key}/plan", planned, actor=dispatcher)["id"]

    def worked(now: datetime) -> dict[str, Any]:
        visit = queries.get_visit(actor=BUILDER, visit_id=visit_id)
        if visit.status == "scheduled":
            visits.dispatch_visit(visit=visit, actor=dispatcher, now=start - timedelta(hours=1))
        at = start - timedelta(minutes=14)
        field.depart_visit(visit=visit, actor=technician, now=at)
        field.arrive_visit(visit=visit, actor=technician, now=start)
        for hazard in site_cards([site["id"]])[site["id"]]["hazards"]:
            records.acknowledge_hazard(visit=visit, hazard_id=hazard["id"], actor=technician, now=start)
        at = start + timedelta(minutes=3)
        field.start_visit(visit=visit, actor=technician, now=at)
        for item in visit.checklist.all():
            records.answer_checklist(
                visit=visit, item_id=item.pk, value=answer_to(item.kind, luck), actor=technician, now=at
            )
        if luck < 0.5:
            sku, description, _, _ = part_for(TRADE_OF[name], luck)
            records.use_part(
                visit=visit, sku=sku, description=description, quantity=Decimal(1), actor=technician, now=at
            )
        end = at + timedelta(seconds=round(work_type.duration_s * pace / 60) * 60)
        records.sign_visit(visit=visit, refusal_reason="Nobody there at the end.", actor=technician, now=end)
        field.complete_visit(visit=visit, summary="Done as asked.", actor=technician, now=end)
        return {"id": visit.pk, "ended_at": end.isoformat()}

    ended_at = datetime.fromisoformat(do(f"{key}/work", worked, actor=technician)["ended_at"])

    def approved(now: datetime) -> dict[str, Any]:
        work_order = queries.get_work_order(actor=BUILDER, work_order_id=made["id"])
        work_orders.approve_work_order(work_order=work_order, actor=owner, now=ended_at + timedelta(minutes=45))
        return {"id": work_order.pk}

    do(f"{key}/approve", approved, actor=owner)


def raise_planned(
    on: date,
    jobs: Sequence[Job],
    sites: Mapping[str, Mapping[str, Any]],
    types: Mapping[str, int],
    users: Mapping[str, int],
) -> None:
    """This will raise the jobs that were reported before this day; the assigner plans them."""
    dispatcher = actor_of(users["dispatcher@demo.test"])
    for job in jobs:
        site = sites[job.site]
        do(
            day_key(on, "planned", job.site, job.number),
            lambda now, job=job, site=site: work_orders.raise_work_order(  # type: ignore[misc]  # bound now
                site=get_site(actor=BUILDER, site_id=site["id"]),
                work_type=queries.get_work_type(actor=BUILDER, work_type_id=types[job.work_type]),
                reported_at=job.reported_at,
                source=job.channel,
                description=job.text,
                contact_name=site["contact"],
                actor=dispatcher,
                now=max(clock.now(), job.reported_at),
            ),
            actor=dispatcher,
        )


def answer_to(kind: str, luck: float) -> str:
    """This will be what a technician answers to a question of a checklist."""
    return {"yes_no": "yes", "number": f"{round(20 + 60 * luck)}", "text": "None."}[kind]


def part_for(trade: str, luck: float) -> tuple[str, str, str, str]:
    """This will be a part of the trade."""
    fitting = [part for part in PARTS if part[3] == trade]
    return fitting[int(luck * 97) % len(fitting)]
