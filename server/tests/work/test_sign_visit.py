"""Rule 55: a signature has a name and a role; who will not sign is written down with his reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from truckroll.accounts.actors import system
from truckroll.work.actions import records
from truckroll.work.models import Signature

SYSTEM = system("test")


def test_rule_55_who_signed_and_in_what_capacity(dana: Any, visit_in: Any, now: Any) -> None:
    visit = visit_in("working")
    records.sign_visit(visit=visit, name="Carla", role="tenant", sha256="a" * 64, actor=SYSTEM, now=now)
    (signed,) = dana.get(f"/work-orders/{visit.work_order_id}").json()["signatures"]
    assert (signed["name"], signed["role"], signed["refusal_reason"]) == ("Carla", "tenant", "")


def test_rule_55_a_refusal_has_a_reason_and_needs_no_name(dana: Any, visit_in: Any, now: Any) -> None:
    visit = visit_in("working")
    records.sign_visit(visit=visit, refusal_reason="Nobody at home", actor=SYSTEM, now=now)
    (signed,) = dana.get(f"/work-orders/{visit.work_order_id}").json()["signatures"]
    assert (signed["name"], signed["refusal_reason"]) == ("", "Nobody at home")


@pytest.mark.slow
@pytest.mark.parametrize("half", [{"name": "Carla", "role": ""}, {"name": "", "role": "tenant"}, {}])
def test_rule_55_the_database_refuses_half_a_signature(visit_in: Any, now: Any, half: dict[str, str]) -> None:
    visit = visit_in("working")
    with pytest.raises(IntegrityError, match="signature_signed_or_refused"), transaction.atomic():
        Signature.objects.create(
            work_order_id=visit.work_order_id, visit=visit, sha256="a" * 64, at=now, by="test", **half
        )
