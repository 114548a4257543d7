"""Reads of the room: a technician's own phone, and the day it carries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from truckroll.accounts.actors import Actor
from truckroll.billing import queries as billing
from truckroll.customers import queries as customers
from truckroll.customers.inheriting import AT_THE_SITE
from truckroll.foundation import clock
from truckroll.foundation.local_time import local_date, start_of_day
from truckroll.foundation.refusals import NotFound
from truckroll.mobile.models import Contact, Device, Upload
from truckroll.stock import queries as stock
from truckroll.work import queries as work
from truckroll.work import record
from truckroll.work.lifecycle import VISIT
from truckroll.workforce import queries as workforce

_DAYS_BACK, _DAYS_ON = 1, 2


class UnknownDevice(NotFound):
    """This phone never registered, or belongs to somebody else."""

    code = "unknown_device"
    title = "This phone is not known"
    what_to_do = "Register the phone, then send again."


def get_device(*, actor: Actor, client_uuid: UUID) -> Device:
    """This will be the actor's own phone of that id.

    Raises
    ------
    UnknownDevice
        There is none of his.
    """
    found = Device.objects.select_related("source").filter(client_uuid=client_uuid).first()
    if found is None or found.user_id != actor.user_id or found.source.revoked_at is not None:
        raise UnknownDevice("There is no such phone of yours.", device=str(client_uuid))
    return found


def list_phones() -> list[dict[str, Any]]:
    """This will say of each technician when a phone of his spoke last, and how much it still had to send."""
    heard: dict[int, dict[str, Any]] = {}
    contacts = Contact.objects.filter(device__source__revoked_at=None).order_by("at", "pk")
    for user_id, at, unsent in contacts.values_list("device__user_id", "at", "unsent"):
        before = heard.get(user_id, {}).get("unsent", 0)
        heard[user_id] = {"heard_at": at, "unsent": before + unsent}
    technicians = workforce.technicians_of_users(heard)
    by_technician = sorted((technician_id, user_id) for user_id, technician_id in technicians.items())
    return [{"technician_id": technician_id, **heard[user_id]} for technician_id, user_id in by_technician]


def get_upload(*, actor: Actor, key: UUID) -> Upload:
    """This will be the actor's own upload of that key.

    Raises
    ------
    NotFound
        There is none of his.
    """
    found = Upload.objects.filter(key=key).first()
    if found is None or found.user_id != actor.user_id:
        raise NotFound("There is no such upload of yours.", upload=str(key))
    return found


def day_of(*, actor: Actor, now: datetime, client_uuid: UUID | None = None) -> dict[str, Any]:
    """This will be all a technician's phone carries: his visits from yesterday to the day after tomorrow, and theirs.

    A fixed number of queries, however full his days are.

    Raises
    ------
    NotFound
        The actor is no technician.
    UnknownDevice
        The named phone is not his.
    """
    # Read before the rest: what the phone has sent after this number it lays over what it gets here.
    last_seq = get_device(actor=actor, client_uuid=client_uuid).source.last_seq if client_uuid is not None else None
    technician = workforce.find_technician(actor.technician_id) if actor.technician_id is not None else None
    if technician is None:
        raise NotFound("You are no technician, so there is no day of yours.")
    today = local_date(now, technician.zone)
    starts_at = start_of_day(today - timedelta(days=_DAYS_BACK), technician.zone)
    ends_at = start_of_day(today + timedelta(days=_DAYS_ON + 1), technician.zone)
    visits = record.carried(technician_id=technician.pk, starts_at=starts_at, ends_at=ends_at)
    sites = customers.site_cards({visit["site_id"] for visit in visits})
    assets = customers.asset_cards({visit["asset_id"] for visit in visits if visit["asset_id"] is not None})
    told = customers.conditions_of({(visit["site_id"], visit["asset_id"]) for visit in visits})
    past = work.histories(sites)
    seller = billing.find_seller()
    return {
        "now": now,
        "rate": clock.rate(),
        "zone": technician.zone,
        "last_seq": last_seq,
        "technician": {"id": technician.pk, "name": technician.name},
        "attendance": workforce.attendance_of(technician.pk),
        "office_phone": (seller.phone or None) if seller else None,
        "lifecycle": [
            {"name": move.name, "sources": sorted(move.sources), "target": move.target} for move in VISIT.moves
        ],
        "crew_lifecycle": record.steps_of_a_member(),
        "visits": [
            visit
            | {
                "site": _site(sites[visit["site_id"]], visit.pop("acknowledged")),
                "asset": assets.get(visit["asset_id"]),
                "conditions": _heeded(
                    told[visit["site_id"], visit["asset_id"]], local_date(visit["starts_at"] or now, visit["zone"])
                ),
                "history": _history(past.get(visit["site_id"], []), visit),
            }
            for visit in visits
        ],
        "parts_catalog": stock.catalogue_of(technician.pk),
    }


def _site(card: dict[str, Any], acknowledged: dict[int, datetime]) -> dict[str, Any]:
    kept = ("id", "name", "address", "lat", "lon", "access_notes", "contacts", "access_windows")
    hazards = [hazard | {"acknowledged_at": acknowledged.get(hazard["id"])} for hazard in card["hazards"]]
    return {name: card[name] for name in kept} | {"hazards": hazards}


def _heeded(told: customers.Told, on: date) -> list[dict[str, Any]]:
    """What is to be heeded there on the day of the visit, the nearest word of each kind with where it comes from."""
    holding = told.on(on)
    counts = (holding.one(kind) for kind in AT_THE_SITE)
    return [
        {"id": one.id, "kind": one.kind, "value": one.value, "reason": one.reason, "source": one.source,
         "until_on": one.until_on}
        for one in counts
        if one is not None
    ]  # fmt: skip


def _history(past: list[dict[str, Any]], visit: dict[str, Any]) -> list[dict[str, Any]]:
    """The last visits at its asset; at the site if it names none, or nothing was ever done on it."""
    others = [step for step in past if step["visit_id"] != visit["id"]]
    mine = [step for step in others if visit["asset_id"] is not None and step["asset_id"] == visit["asset_id"]]
    shown = ("work_order_number", "ended_at", "work_type", "outcome", "summary", "technician")
    return [{name: step[name] for name in shown} for step in (mine or others)[:5]]
