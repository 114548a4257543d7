"""A work order is found by the present words of its site, customer, payer and asset, also after they were renamed."""

from __future__ import annotations

from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from truckroll.foundation import events
from truckroll.foundation.models import OutboxEvent
from truckroll.work import tasks
from truckroll.work.actions import shown


def deliver() -> None:
    """Do what the worker does with the facts so far, for the handlers under test, in the transaction of the test."""
    for fact in OutboxEvent.objects.order_by("id"):
        for handler in events.HANDLERS.values():
            if handler.event.name == fact.name and ".find_by_" in handler.name:
                handler.function(handler.event(**fact.payload))


def found(api: Any, search: str) -> list[int]:
    answer = api.get("/work-orders", search=search)
    assert answer.status_code == 200, answer.content
    return sorted(order["id"] for order in answer.json()["items"])


def raise_order(api: Any, world: Any, **values: Any) -> int:
    body = {"site_id": world.site.pk, "work_type_id": world.boiler.pk, "description": "No heat"} | values
    answer = api.post("/work-orders", body)
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


@pytest.mark.slow
def test_it_is_found_by_the_new_name_and_no_longer_by_the_old(dana: Any, world: Any) -> None:
    payer = dana.post("/customers", {"name": "Landlord Lane", "currency": "EUR"}).json()["id"]
    asset = dana.post("/assets", {"site_id": world.site.pk, "kind": "Boiler", "name": "Vaillant"}).json()["id"]
    order = raise_order(dana, world, bill_to_id=payer, asset_id=asset)
    version = dana.get(f"/work-orders/{order}").json()["version"]
    for old in ("carla", "landlord", "vaillant", "high"):
        assert found(dana, old) == [order]
    dana.patch(f"/customers/{world.customer.pk}", {"name": "Zeta Homes"})
    dana.patch(f"/customers/{payer}", {"name": "Quorum Estates"})
    dana.patch(f"/assets/{asset}", {"name": "Worcester", "serial": "XK-77"})
    dana.patch(f"/sites/{world.site.pk}", {"name": "Unit 9", "address": "Low Road"})
    deliver()
    for new in ("zeta", "quorum", "worcester", "xk", "unit", "road"):
        assert found(dana, new) == [order], new
    for old in ("carla", "landlord", "vaillant", "high"):
        assert found(dana, old) == [], old
    # What people edit has not changed: nobody loses an edit by a rename.
    assert dana.get(f"/work-orders/{order}").json()["version"] == version


@pytest.mark.slow
def test_a_large_customer_is_done_chunk_by_chunk(dana: Any, world: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(shown, "CHUNK", 2)
    orders = sorted(raise_order(dana, world) for _ in range(5))
    dana.patch(f"/customers/{world.customer.pk}", {"name": "Zeta Homes"})
    deliver()
    assert found(dana, "zeta") == orders[:2]
    jobs = ProcrastinateJob.objects.filter(task_name="work.index_again").order_by("id")
    assert [job.args["after"] for job in jobs] == [orders[1], orders[1]]
    for job in jobs:
        tasks.index_again(**job.args)
    assert found(dana, "zeta") == orders
