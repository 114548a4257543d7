"""A small company for the permission table: own visits, the team's and others', and a client for each role."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client

from truckroll.accounts.actors import system
from truckroll.accounts.models import ApiToken
from truckroll.customers import actions as customers
from truckroll.dispatch.models import Offer
from truckroll.foundation import clock
from truckroll.intake.actions import imports
from truckroll.portal import actions as portal
from truckroll.work.actions import visits, work_orders, work_types
from truckroll.workforce.actions import technicians

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

SYSTEM = system("test")
MISSING = 987_654_321


@pytest.fixture
def people(make_user: Callable[..., Any]) -> dict[str, Any]:
    """A user of each role; `mate` works in the team of the technician, `stranger` in another."""
    roles = ("technician", "lead_technician", "dispatcher", "billing", "compliance", "auditor", "admin")
    return {role: make_user(role) for role in roles} | {
        "mate": make_user("technician", "Mate"),
        "stranger": make_user("technician", "Stranger"),
    }


@pytest.fixture
def world(people: dict[str, Any], now: datetime) -> dict[str, dict[str, Any]]:
    """For each name in a path the id it stands for, by relation to the technician and to his lead."""
    common: dict[str, Any] = {"actor": SYSTEM, "now": now}
    ours, theirs = (technicians.create_team(name=name, **common) for name in ("North", "South"))
    customer = customers.create_customer(name="Carla Ltd", currency="EUR", **common)
    site = customers.create_site(
        customer=customer, name="12 High Street", address="12 High Street", country="GB", zone="Europe/London",
        lat=51.5, lon=-0.1, **common,
    )  # fmt: skip
    kind = work_types.create_work_type(name="Boiler service", duration_s=3600, priority=3, **common)
    made: dict[str, Any] = {}
    for who, team in (("technician", ours), ("lead_technician", ours), ("mate", ours), ("stranger", theirs)):
        technician = technicians.create_technician(
            name=who, zone="Europe/London", currency="EUR", user_id=people[who].pk, team_id=team.pk, **common
        )
        order = work_orders.raise_work_order(
            site=site, work_type=kind, reported_at=now, source="phone", description="No heat", **common
        )
        visit = order.visits.get()
        visits.schedule_visit(visit=visit, technician_id=technician.pk, starts_at=now + timedelta(hours=1), **common)
        visits.dispatch_visit(visit=visit, **common)
        made[who] = (visit, order)
    names = [
        "absence",
        "asset",
        "asset_skill",
        "band",
        "batch",
        "calendar",
        "certification",
        "certification_type",
        "condition",
        "contact",
        "credit_note",
        "customer",
        "decision",
        "evidence",
        "form",
        "hazard",
        "hold",
        "invoice",
        "item",
        "line",
        "link",
        "mailbox",
        "message",
        "offer",
        "on_call_rota",
        "on_call_swap",
        "part",
        "part_order",
        "part_used",
        "payment",
        "period",
        "photo",
        "place",
        "price_book",
        "request",
        "scope_item",
        "shift_exception",
        "signature",
        "site",
        "skill",
        "tax_rate",
        "team",
        "technician",
        "territory",
        "token",
        "user",
        "view",
        "visit",
        "work_order",
        "work_type",
    ]
    ids: dict[str, dict[str, Any]] = {f"{name}_id": {"missing": MISSING} for name in names}
    ids |= {
        "position": {"missing": 1},
        "what": {"missing": "nothing"},
        "priority": {"any": 1},
        "key": {"missing": uuid.UUID(int=MISSING)},
        "client_uuid": {"any": uuid.UUID(int=MISSING)},
        "kind": {"any": "received"},
        "channel": {"any": "email"},
    }
    by_relation = {"own": "technician", "team": "mate", "other": "stranger"}
    for relation, who in by_relation.items():
        ids["visit_id"][relation] = made[who][0].pk
        ids["work_order_id"][relation] = made[who][1].pk
    # For a dispatcher who is limited to a territory that has nothing of all this.
    ids["visit_id"]["outside"] = made["stranger"][0].pk
    ids["work_order_id"]["outside"] = made["stranger"][1].pk
    ids["site_id"]["outside"] = site.pk
    ids["customer_id"]["outside"] = customer.pk
    # He reads no period's file, whether there is one or not.
    ids["period_id"]["outside"] = MISSING
    file = imports.upload_batch(what="sites", file_name="s.csv", content=b"name\nx\n", actor=SYSTEM, now=now)
    ids["batch_id"]["outside"] = file.pk
    ids["first_id"] = ids["visit_id"]
    hour = timedelta(hours=1)
    visit = made["stranger"][0]
    ids["offer_id"] |= dict.fromkeys(
        ("other", "outside"),
        Offer.objects.create(
            visit=visit, technician_id=visit.technician_id, starts_at=now + 2 * hour, ends_at=now + 3 * hour,
            window_starts_at=now + 2 * hour, window_ends_at=now + 4 * hour, held_at=now, held_until=now + hour,
        ).pk,
    )  # fmt: skip
    # Somebody who is not of the crew of that visit.
    ids["technician_id"] |= dict.fromkeys(("other", "outside"), made["mate"][0].technician_id)
    ids["user_id"] |= {"other": people["stranger"].pk}
    ids["status_link"] = {"any": made["stranger"][1]}
    ids["own_by_role"] = {role: user.pk for role, user in people.items()}
    return ids


@pytest.fixture
def clients(people: dict[str, Any], world: dict[str, dict[str, Any]], now: datetime) -> Callable[[str], Client]:
    """A client signed in as a role; it answers what the server answers, also for a bug."""

    def make(role: str, limited: bool = False) -> Client:
        if role.startswith("api_"):
            secret = ApiToken.new_secret()
            ApiToken.objects.create(
                client=role, scope=role.removeprefix("api_"), prefix=secret[:16], token_sha256=ApiToken.digest(secret),
                created_by=people["admin"], expires_at=clock.real_now() + timedelta(days=1),
            )  # fmt: skip
            return Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False)
        client = Client(raise_request_exception=False)
        if role == "portal":
            _, secret = portal.create_status_link(
                work_order=world["status_link"]["any"],
                given_to="Carla",
                actor=SYSTEM,
                now=now,
                real_now=clock.real_now(),
            )
            opened = client.post("/api/portal/links/open", {"token": secret}, content_type="application/json")
            assert opened.status_code == 204, opened.content
        elif role != "anonymous":
            if limited:
                with transaction.atomic():
                    area = technicians.create_territory(name="Elsewhere", actor=SYSTEM, now=now)
                people[role].change(territory_ids=[area.pk])
            client.force_login(people[role], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make
