"""Who sees what: the office all, a technician his released visits, a lead his team's, nobody else anything."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.accounts.actors import system

SYSTEM = system("test")


@pytest.mark.slow
def test_p21_a_technician_sees_his_released_visits_only(as_user: Any, world: Any, visit_in: Any, move: Any) -> None:
    visit = visit_in("scheduled")
    tariq, tove = as_user(world.tariq_user), as_user(world.tove_user)

    def seen(api: Any) -> tuple[int, int, int, int]:
        return (
            api.get(f"/visits/{visit.pk}").status_code, api.get("/visits").json()["total"],
            api.get(f"/work-orders/{visit.work_order_id}").status_code, api.get("/work-orders").json()["total"],
        )  # fmt: skip

    assert seen(tariq) == (404, 0, 404, 0)
    move(visit, "dispatch")
    assert seen(tariq) == (200, 1, 200, 1)
    assert seen(tove) == (404, 0, 404, 0)
    assert tove.post(f"/visits/{visit.pk}/depart", {}).status_code == 404
    assert tariq.get(f"/sites/{world.site.pk}").status_code == 200
    assert tove.get(f"/sites/{world.site.pk}").status_code == 404


def test_p21_a_lead_technician_sees_his_teams_visits(as_user: Any, make_user: Any, world: Any, visit_in: Any) -> None:
    from truckroll.workforce.actions import technicians

    team = technicians.create_team(name="North", actor=SYSTEM, now=world.now)
    lead_user = make_user("lead_technician", "Lena")
    technicians.create_technician(
        name="Lena", zone="Europe/London", currency="EUR", user_id=lead_user.pk, team_id=team.pk, actor=SYSTEM,
        now=world.now,
    )  # fmt: skip
    visit = visit_in("dispatched")
    lena = as_user(lead_user)
    assert lena.get(f"/visits/{visit.pk}").status_code == 404
    technicians.change_technician(technician=world.tariq, values={"team_id": team.pk}, actor=SYSTEM, now=world.now)
    assert lena.get(f"/visits/{visit.pk}").status_code == 200


def test_the_field_sees_no_limit_of_cost_and_no_evidence(as_user: Any, world: Any, visit_in: Any, dana: Any) -> None:
    from truckroll.work.actions import records

    visit = visit_in("dispatched", nte_minor=50_000)
    records.keep_evidence(visit=visit, command="depart_visit", payload={}, reason="Test", actor=SYSTEM, now=world.now)
    path = f"/work-orders/{visit.work_order_id}"
    mine, whole = as_user(world.tariq_user).get(path).json(), dana.get(path).json()
    assert (mine["nte_minor"], mine["evidence"]) == (None, [])
    assert (whole["nte_minor"], len(whole["evidence"])) == (50_000, 1)


def test_late_evidence_is_settled_by_the_office(dana: Any, world: Any, visit_in: Any) -> None:
    from truckroll.work.actions import records

    visit = visit_in("dispatched")
    kept = records.keep_evidence(
        visit=visit, command="depart_visit", payload={}, reason="Test", actor=SYSTEM, now=world.now
    )
    answer = dana.post(f"/evidence/{kept.pk}/settle").json()
    assert (answer["settled_by"], answer["settled_at"] is not None) == ("Dana <dana@example.test>", True)


@pytest.mark.slow
def test_the_whole_record_takes_as_many_queries_for_many_visits_as_for_one(
    dana: Any, world: Any, visit_in: Any, raised: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    visit = visit_in("dispatched")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert dana.get(f"/work-orders/{visit.work_order_id}").status_code == 200
        return len(captured)

    alone = queries()
    for _ in range(4):
        dana.post(f"/work-orders/{visit.work_order_id}/visits", {})
        dana.post(f"/visits/{visit.pk}/notes", {"text": "Here"})
        dana.post(f"/visits/{visit.pk}/parts", {"description": "Valve", "quantity": "1"})
    assert queries() == alone


def test_an_auditor_reads_and_changes_nothing(make_user: Any, as_user: Any, visit_in: Any) -> None:
    visit = visit_in("scheduled")
    auditor = as_user(make_user("auditor"))
    assert auditor.get(f"/work-orders/{visit.work_order_id}").status_code == 200
    assert auditor.post(f"/visits/{visit.pk}/dispatch").status_code == 403


def test_rule_72_a_photo_is_private_to_those_who_see_its_visit(
    dana: Any, nobody: Any, as_user: Any, world: Any, visit_in: Any, settings: Any, tmp_path: Any
) -> None:
    from truckroll.foundation import blobs
    from truckroll.work.actions import records

    settings.MEDIA_ROOT = tmp_path
    visit = visit_in("dispatched")
    blob = blobs.store(b"\xff\xd8\xff" + b"picture")
    photo = records.attach_photo(visit=visit, sha256=blob.sha256, kind="before", actor=SYSTEM, now=world.now)
    path = f"/photos/{photo.pk}/content"
    assert [api.get(path).status_code for api in (dana, as_user(world.tariq_user))] == [200, 200]
    # To a colleague it does not exist, a stranger is asked who he is.
    assert [api.get(path).status_code for api in (as_user(world.tove_user), nobody)] == [404, 401]
