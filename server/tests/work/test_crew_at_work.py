"""Everybody of a crew makes his own steps: the visit stands where its lead stands, and hours are the sum of all."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.accounts.actors import system
from truckroll.foundation.invariants import check
from truckroll.foundation.lifecycle import MoveRefused
from truckroll.work import queries
from truckroll.work.actions import crew, field
from truckroll.work.crewing import CrewIncomplete
from truckroll.work.models import CrewMember, Visit

SYSTEM = system("test")


@pytest.fixture
def together(world: Any, visit_in: Any, move: Any) -> Any:
    """Tariq leads and Tove goes along; both are on their way to nobody yet."""
    from truckroll.work.actions import visits

    visit = visit_in("scheduled")
    visits.change_visit(visit=visit, values={"crew_size": 2}, actor=SYSTEM, now=world.now)
    crew.add_member(visit=visit, technician_id=world.tove.pk, actor=SYSTEM, now=world.now)
    move(visit, "dispatch")
    return visit


def step(visit: Any, name: str, at: Any, technician: Any = None, **more: Any) -> Any:
    whose = {"technician_id": technician.pk} if technician is not None else {}
    return getattr(field, f"{name}_visit")(visit=visit, actor=SYSTEM, now=at, **whose, **more)


def test_rule_18_nobody_works_before_the_crew_is_there_or_somebody_says_why(world: Any, together: Any) -> None:
    step(together, "arrive", world.at(1))
    with pytest.raises(CrewIncomplete) as refused:
        step(together, "start", world.at(1.1))
    assert refused.value.detail == f"{together.number} takes 2 people; 1 is there. Tove is not there yet."
    assert refused.value.facts["absent_ids"] == [world.tove.pk]
    assert Visit.objects.get(pk=together.pk).status == "on_site"
    step(together, "arrive", world.at(1.2), world.tove)
    assert Visit.objects.get(pk=together.pk).status == "on_site"
    step(together, "start", world.at(1.3))
    assert together.status == "working"


def test_rule_18_a_reason_is_enough_and_is_kept(world: Any, together: Any) -> None:
    from truckroll.foundation.models import LifecycleMove

    step(together, "arrive", world.at(1))
    step(together, "start", world.at(1.1), short_reason="Isolating alone, lifting later")
    line = LifecycleMove.objects.filter(lifecycle="visit", object_id=together.pk).latest("id")
    assert line.facts["crew"] == {"needed": 2, "present": 1, "reason": "Isolating alone, lifting later"}


@pytest.mark.slow
def test_rule_19_labor_is_the_sum_of_all_and_history_shows_who_was_there(world: Any, together: Any) -> None:
    step(together, "depart", world.at(0.5))
    step(together, "depart", world.at(0.6), world.tove)
    step(together, "arrive", world.at(1), world.tove)
    # Hers is the first evidence that somebody is there; the visit itself is where its lead is.
    assert Visit.objects.get(pk=together.pk).status == "traveling"
    step(together, "arrive", world.at(1.25))
    step(together, "start", world.at(1.25))
    step(together, "start", world.at(1.5), world.tove)
    step(together, "pause", world.at(2), world.tove)
    step(together, "resume", world.at(2.25), world.tove)
    step(together, "leave", world.at(3), world.tove)
    step(together, "complete", world.at(4))
    (billed,) = queries.billable_facts(together.work_order_id).visits
    assert (billed.working_s, [(m.technician_name, m.working_s) for m in billed.crew]) == (
        int(2.75 * 3600), [("Tove", int(1.25 * 3600))],
    )  # fmt: skip
    (part,) = queries.crew_parts([together.pk])[together.pk]
    assert (part.arrived_at, part.ended_at, part.status) == (world.at(1), world.at(3), "left")
    assert check() == {}


def test_the_lead_closes_for_all_and_who_never_came_is_known(world: Any, together: Any) -> None:
    crew.add_member(visit=together, technician_id=_third(world).pk, actor=SYSTEM, now=world.now)
    step(together, "arrive", world.at(1))
    step(together, "arrive", world.at(1), world.tove)
    step(together, "start", world.at(1))
    step(together, "start", world.at(1), world.tove)
    with pytest.raises(crew.LeadCloses):
        field.complete_visit(visit=together, actor=_actor(world.tove_user), now=world.at(1.5))
    step(together, "complete", world.at(1.75))
    states = CrewMember.objects.filter(visit=together).order_by("id").values_list("status", "ended_at")
    assert list(states) == [("left", world.at(1.75)), ("missed", None)]
    with pytest.raises(MoveRefused):
        step(together, "leave", world.at(2), world.tove)
    assert check() == {}


def test_rule_18_nobody_works_at_two_places_whoever_leads_them(world: Any, together: Any, visit_in: Any) -> None:
    step(together, "arrive", world.at(1))
    step(together, "arrive", world.at(1), world.tove)
    step(together, "start", world.at(1), world.tove)
    from truckroll.work.actions import visits

    other = visit_in("draft")
    visits.schedule_visit(
        visit=other, technician_id=world.tove.pk, starts_at=world.at(5), actor=SYSTEM, now=world.at(1)
    )
    visits.dispatch_visit(visit=other, actor=SYSTEM, now=world.at(1))
    step(other, "arrive", world.at(1.1))
    with pytest.raises(field.AlreadyWorking, match=together.number):
        step(other, "start", world.at(1.2))


def test_one_who_has_set_out_leads_from_where_he_is(world: Any, together: Any) -> None:
    step(together, "depart", world.at(0.5), world.tove)
    step(together, "arrive", world.at(0.75), world.tove)
    with pytest.raises(MoveRefused):
        crew.remove_member(visit=together, technician_id=world.tove.pk, actor=SYSTEM, now=world.at(0.8))
    crew.change_lead(
        visit=together, technician_id=world.tove.pk, keeps=False, reason="Tariq is sick", actor=SYSTEM,
        now=world.at(0.8),
    )  # fmt: skip
    assert (together.technician_id, together.status, together.member_ids) == (world.tove.pk, "on_site", [])
    assert (together.departed_at, together.arrived_at) == (world.at(0.5), world.at(0.75))
    with pytest.raises(crew.LeadHasBegun):
        crew.change_lead(visit=together, technician_id=world.tariq.pk, actor=SYSTEM, now=world.at(0.9))
    assert check() == {}


def _third(world: Any) -> Any:
    from truckroll.workforce.actions import technicians

    return technicians.create_technician(name="Theo", zone="Europe/London", currency="EUR", actor=SYSTEM, now=world.now)


def _actor(user: Any) -> Any:
    from truckroll.accounts.sign_in import actor_of_user

    return actor_of_user(user)
