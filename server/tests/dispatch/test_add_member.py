"""More than one go: who goes along is judged like who leads, may be replaced, and may come to lead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from truckroll.accounts.actors import system
from truckroll.dispatch.actions import absences
from truckroll.dispatch.models import Decision
from truckroll.foundation.invariants import check
from truckroll.work import queries as work
from truckroll.workforce import queries as workforce

SYSTEM = system("test")


@pytest.fixture
def lift(company: Any) -> Any:
    """Two people for an hour, one of whom must know gas."""
    return company.kind(
        "Lift a boiler", crew_size=2, roles=[{"name": "Fitter", "people": 1, "skills": [(company.gas.pk, 1)]}]
    )


def placed(company: Any, api: Any, lift: Any, technician: Any, hours: float = 1) -> int:
    visit: int = company.visit(work_type=lift)
    answer = api.post(
        f"/visits/{visit}/place", {"technician_id": technician.pk, "starts_at": company.at(hours).isoformat()}
    )
    assert answer.status_code == 200, answer.content
    return visit


def add(api: Any, visit: int, technician: Any, **more: Any) -> Any:
    return api.post(f"/visits/{visit}/crew", {"technician_id": technician.pk, **more})


def busy(technician: Any, company: Any) -> list[tuple[str, float, float]]:
    return [
        (one.kind, (one.starts_at - company.now) / timedelta(hours=1), (one.ends_at - company.now) / timedelta(hours=1))
        for one in workforce.occupancies([technician.pk], company.at(-24), company.at(48))
    ]


@pytest.mark.slow
def test_a_member_takes_the_role_he_can_and_his_own_time(company: Any, dana: Any, lift: Any, told: Any) -> None:
    visit = placed(company, dana, lift, company.tove)
    assert (busy(company.tove, company), busy(company.tariq, company)) == ([("visit", 1, 2)], [])
    before = len(told())
    answer = add(dana, visit, company.tariq)
    assert answer.status_code == 200, answer.content
    row = answer.json()
    assert (row["technician_id"], row["crew_size"], row["role"]) == (company.tove.pk, 2, "")
    assert row["crew"] == [{"technician_id": company.tariq.pk, "role": "Fitter", "status": "assigned"}]
    assert busy(company.tariq, company) == [("crew", 1, 2)]
    assert told()[before:] == ["dispatch.decision.made", "work.crew_member.added"]
    decision = Decision.objects.latest("id")
    assert (decision.part, decision.technician_id, decision.how) == ("member", company.tariq.pk, "hand")
    assert check() == {}


@pytest.mark.slow
def test_a_refusal_names_the_member_and_the_rule_and_nothing_is_done(
    company: Any, dana: Any, lift: Any, told: Any
) -> None:
    visit = placed(company, dana, lift, company.tariq)
    assert work.visit_rows([visit])[0]["role"] == "Fitter"
    before = told()
    refused = add(dana, visit, company.tove, role="Fitter")
    assert (refused.status_code, refused.json()["code"]) == (409, "placement_refused")
    assert refused.json()["detail"] == "Needs Gas as Fitter; Tove does not have it."
    absences.record_absence(
        technician_id=company.tove.pk, kind="sick", starts_at=company.at(0), ends_at=company.at(4), actor=SYSTEM,
        now=company.now,
    )  # fmt: skip
    before = told()
    refused = add(dana, visit, company.tove)
    assert refused.json()["detail"] == "Tove is absent from 08:00 until 12:00."
    assert refused.json()["facts"]["broken"][0]["rule"] == "absent"
    assert (work.visit_rows([visit])[0]["crew"], told()) == ([], before)
    assert add(dana, visit, company.tariq).json()["code"] == "already_in_crew"


@pytest.mark.slow
def test_a_member_is_nowhere_else_meanwhile(company: Any, dana: Any, lift: Any) -> None:
    visit = placed(company, dana, lift, company.tariq)
    add(dana, visit, company.tove)
    other = company.visit(work_type=company.kind("Look"))
    body = {"technician_id": company.tove.pk, "starts_at": company.at(1.5).isoformat(), "override_reason": "Really"}
    refused = dana.post(f"/visits/{other}/place", body)
    assert refused.json()["code"] == "placement_refused"
    assert refused.json()["detail"].startswith("Tove is at WO-")
    assert refused.json()["facts"]["broken"][0]["facts"]["other_id"] == visit


@pytest.mark.slow
def test_the_crew_moves_with_its_visit_and_whoever_cannot_is_named(company: Any, dana: Any, lift: Any) -> None:
    visit = placed(company, dana, lift, company.tariq)
    add(dana, visit, company.tove)
    absences.record_absence(
        technician_id=company.tove.pk, kind="training", starts_at=company.at(3), ends_at=company.at(5), actor=SYSTEM,
        now=company.now,
    )  # fmt: skip
    body = {"technician_id": company.tariq.pk, "starts_at": company.at(3).isoformat()}
    refused = dana.post(f"/visits/{visit}/place", body)
    assert refused.json()["detail"] == "Tove is absent from 11:00 until 13:00."
    assert busy(company.tariq, company) == [("visit", 1, 2)]
    assert dana.post(f"/visits/{visit}/place", body | {"starts_at": company.at(6).isoformat()}).status_code == 200
    assert (busy(company.tariq, company), busy(company.tove, company)[-1]) == ([("visit", 6, 7)], ("crew", 6, 7))
    assert check() == {}


@pytest.mark.slow
def test_dropped_on_one_of_the_crew_the_two_change_places(company: Any, dana: Any, lift: Any) -> None:
    visit = placed(company, dana, lift, company.tariq)
    add(dana, visit, company.tove)
    body = {"technician_id": company.tove.pk, "starts_at": company.at(2).isoformat()}
    row = dana.post(f"/visits/{visit}/place", body).json()
    assert (row["technician_id"], row["role"]) == (company.tove.pk, "")
    assert row["crew"] == [{"technician_id": company.tariq.pk, "role": "Fitter", "status": "assigned"}]
    assert (busy(company.tove, company), busy(company.tariq, company)) == ([("visit", 2, 3)], [("crew", 2, 3)])


@pytest.mark.slow
def test_another_leads_is_replaced_and_taken_off_each_with_its_reason(
    company: Any, dana: Any, lift: Any, told: Any
) -> None:
    visit = placed(company, dana, lift, company.tariq)
    add(dana, visit, company.tove)
    before = len(told())
    row = dana.post(f"/visits/{visit}/change-lead", {"technician_id": company.tove.pk, "reason": "Knows her"}).json()
    assert (row["technician_id"], [one["technician_id"] for one in row["crew"]]) == (
        company.tove.pk, [company.tariq.pk],
    )  # fmt: skip
    assert told()[before:] == ["dispatch.decision.made", "work.visit.lead_changed"]
    theo = company.technician("Theo")
    gone = f"/visits/{visit}/crew/{company.tariq.pk}"
    refused = dana.post(f"{gone}/replace", {"by_id": theo.pk, "reason": "Van broke down"})
    assert refused.json()["detail"] == "Needs Gas as Fitter; Theo does not have it."
    assert [one["technician_id"] for one in work.visit_rows([visit])[0]["crew"]] == [company.tariq.pk]
    answer = dana.post(
        f"{gone}/replace", {"by_id": theo.pk, "reason": "Van broke down", "override_reason": "Tove knows gas"}
    )
    assert [one["technician_id"] for one in answer.json()["crew"]] == [theo.pk]
    answer = dana.post(f"/visits/{visit}/crew/{theo.pk}/remove", {"reason": "Not needed"})
    assert answer.json()["crew"] == []
    kept = (
        Decision.objects.filter(visit_id=visit).order_by("id").values_list("outcome", "part", "technician_id", "reason")
    )
    assert list(kept)[2:] == [
        ("assigned", "lead", company.tove.pk, "Knows her"),
        ("removed", "member", company.tariq.pk, "Van broke down"),
        ("assigned", "member", theo.pk, "Tove knows gas"),
        ("removed", "member", theo.pk, "Not needed"),
    ]
    assert (busy(company.tariq, company), busy(theo, company)) == ([], [])
    assert check() == {}


@pytest.mark.slow
def test_what_a_crew_lacks_is_a_conflict_and_nobody_is_sent_alone_by_itself(company: Any, dana: Any, lift: Any) -> None:
    waiting = company.visit(work_type=lift)
    assert dana.post(f"/visits/{waiting}/assign").json()["visit"]["flag"] == {
        "code": "needs_crew", "sentence": "2 people are needed: choose who leads, then who goes along.",
    }  # fmt: skip
    visit = placed(company, dana, lift, company.tove)
    span = {"from": company.at(-8).isoformat(), "to": company.at(16).isoformat()}
    (conflict,) = dana.get("/board/conflicts", **span).json()["items"]
    number = conflict["number"]
    assert [b["sentence"] for b in conflict["broken"]] == [f"{number} takes 2 people and has 1; nobody is Fitter yet."]
    candidates = dana.get(f"/visits/{visit}/crew-candidates", role="Fitter").json()["items"]
    assert [(c["technician"], c["feasible"]) for c in candidates] == [("Tariq", True)]
    add(dana, visit, company.tariq)
    assert dana.get("/board/conflicts", **span).json()["items"] == []
    theo = company.technician("Theo")
    candidates = dana.get(f"/visits/{visit}/crew-candidates").json()["items"]
    assert [(c["technician_id"], c["feasible"]) for c in candidates] == [(theo.pk, True)]


@pytest.mark.slow
def test_a_queue_has_no_crew_and_an_absence_takes_one_off(company: Any, dana: Any, lift: Any) -> None:
    waiting = company.visit(work_type=lift)
    assert add(dana, waiting, company.tove).json()["code"] == "nobody_leads"
    visit = placed(company, dana, lift, company.tariq)
    add(dana, visit, company.tove)
    body = {"technician_id": company.tove.pk, "kind": "sick", "starts_at": company.at(0).isoformat(),
            "ends_at": company.at(9).isoformat(), "release_visits": True}  # fmt: skip
    assert dana.post("/absences", body).status_code == 201
    assert (work.visit_rows([visit])[0]["crew"], work.visit_rows([visit])[0]["technician_id"]) == ([], company.tariq.pk)
    add(dana, visit, company.technician("Theo"))
    row = dana.post(f"/visits/{visit}/unschedule", {}).json()
    assert (row["status"], row["crew"], row["technician_id"]) == ("draft", [], None)
    assert check() == {}


def test_roles_take_no_more_people_than_go(company: Any, dana: Any) -> None:
    body = {"name": "Crane", "duration_s": 3600, "crew_size": 2, "roles": [{"name": "Rigger", "people": 3}]}
    refused = dana.post("/work-types", body)
    assert (refused.status_code, refused.json()["detail"]) == (422, "The roles take 3 people, and 2 go.")
    body["roles"] = [{"name": "Rigger", "people": 1, "skills": [{"skill_id": company.gas.pk, "level": 2}]}]
    made = dana.post("/work-types", body).json()
    assert (made["crew_size"], [(r["name"], r["people"], r["skills"][0]["level"]) for r in made["roles"]]) == (
        2, [("Rigger", 1, 2)],
    )  # fmt: skip
    refused = dana.patch(f"/work-types/{made['id']}", {"crew_size": 1, "roles": [{"name": "A", "people": 2}]})
    assert refused.status_code == 422


@pytest.mark.slow
def test_candidates_and_conflicts_take_as_many_queries_for_many_as_for_few(company: Any, dana: Any, lift: Any) -> None:
    visit = placed(company, dana, lift, company.tariq)
    span = {"from": company.at(-8).isoformat(), "to": company.at(16).isoformat()}
    paths: list[tuple[str, dict[str, str]]] = [(f"/visits/{visit}/crew-candidates", {}), ("/board/conflicts", span)]

    def asked() -> list[int]:
        counts = []
        for path, query in paths:
            dana.get(path, **query)
            with CaptureQueriesContext(connection) as caught:
                assert dana.get(path, **query).status_code == 200
            counts.append(len(caught))
        return counts

    add(dana, visit, company.tove)
    add(dana, placed(company, dana, lift, company.technician("Theo 0"), hours=3), company.technician("Ute 0"))
    few = asked()
    for n in range(1, 4):
        add(dana, placed(company, dana, lift, company.technician(f"Theo {n}"), hours=3), company.technician(f"Ute {n}"))
    assert asked() == few
