"""Visits placed far ahead go to the phone when their start comes near, without anybody clicking."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.dispatch.tasks import dispatch_due_visits
from truckroll.foundation.models import LifecycleMove
from truckroll.work import queries as work


def place(api: Any, company: Any, hours: float) -> int:
    visit: int = company.visit()
    body = {"technician_id": company.tariq.pk, "starts_at": company.at(hours).isoformat()}
    assert api.post(f"/visits/{visit}/place", body).status_code == 200
    return visit


def statuses(*ids: int) -> list[str]:
    return [facts["status"] for facts in work.visit_facts(ids)]


@pytest.mark.slow
def test_what_is_near_goes_to_the_phone_and_what_is_far_waits(company: Any, dana: Any, ada: Any) -> None:
    near, far = place(dana, company, 25), place(dana, company, 73)
    assert statuses(near, far) == ["scheduled", "scheduled"]
    dispatch_due_visits(0)
    assert statuses(near, far) == ["scheduled", "scheduled"]
    ada.patch("/dispatch-policy", {"release_within_hours": 26})
    dispatch_due_visits(0)
    assert statuses(near, far) == ["dispatched", "scheduled"]
    (move,) = LifecycleMove.objects.filter(object_id=near, move="dispatch")
    assert move.actor == "truckroll:dispatch.release"


def test_nothing_is_done_twice(company: Any, dana: Any, ada: Any, told: Any) -> None:
    place(dana, company, 25)
    ada.patch("/dispatch-policy", {"release_within_hours": 26})
    dispatch_due_visits(0)
    before = told()
    dispatch_due_visits(0)
    assert told() == before


def test_what_is_on_hold_stays_off_the_phone(company: Any, dana: Any, ada: Any) -> None:
    visit = place(dana, company, 25)
    order = work.visit_facts([visit])[0]["work_order_id"]
    answer = dana.post(f"/work-orders/{order}/holds", {"kind": "parts", "reason": "waits for a pump"})
    assert answer.status_code in (200, 201), answer.content
    ada.patch("/dispatch-policy", {"release_within_hours": 26})
    dispatch_due_visits(0)
    assert statuses(visit) == ["scheduled"]
