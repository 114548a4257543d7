"""The assigner: it does what is clear, proposes where it may only propose, flags the rest, and yields to people."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.faults.oracle import ask_the_oracle
from truckroll.customers import actions as customers
from truckroll.dispatch.actions import placing
from truckroll.dispatch.deciding import decide
from truckroll.dispatch.inputs import Inputs
from truckroll.dispatch.models import Decision
from truckroll.foundation import commands, handling
from truckroll.work import queries as work
from truckroll.work.actions import visits
from truckroll.workforce import queries as workforce
from truckroll.workforce.actions import occupancy


def facts(visit: int) -> dict[str, Any]:
    (found,) = work.visit_facts([visit])
    return found


def flag(visit: int) -> Any:
    return work.visit_rows([visit])[0]["flag"]


def auto(company: Any, **values: Any) -> Any:
    return company.kind("Leak", assignment="auto", skills=[(company.gas.pk, 1)], **values)


def assign(company: Any, visit: int) -> Decision | None:
    with transaction.atomic():
        return placing.assign_visit(visit_id=visit, actor=company.worker, now=company.now)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_new_visit_of_an_automatic_work_type_is_assigned_and_on_the_phone(company: Any) -> None:
    visit = company.visit(work_type=auto(company))
    handling.deliver_all()
    decision = Decision.objects.get()
    assert (decision.how, decision.outcome, decision.decided_by) == ("auto", "assigned", "truckroll:dispatch.assign")
    assert (decision.technician_id, decision.starts_at) == (company.tariq.pk, company.at(0))
    assert facts(visit)["status"] == "dispatched"
    assert decision.sentence == "Only Tariq can come that day (6 min of driving)."
    handling.deliver_all()
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_suggested_visit_stays_in_the_queue_with_the_proposal(company: Any) -> None:
    visit = company.visit(work_type=company.kind("Service", assignment="suggest"))
    handling.deliver_all()
    decision = Decision.objects.get()
    assert (decision.how, decision.outcome, decision.technician_id) == ("suggest", "suggested", company.tariq.pk)
    assert facts(visit)["status"] == "draft"
    assert flag(visit) == {"code": "suggested", "sentence": decision.sentence}


@pytest.mark.django_db(transaction=True)
def test_off_leaves_everything_to_people(company: Any) -> None:
    visit = company.visit()
    handling.deliver_all()
    assert (Decision.objects.count(), facts(visit)["status"], flag(visit)) == (0, "draft", None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_rule_66_a_visit_without_a_place_is_flagged_and_assigned_once_it_has_one(company: Any) -> None:
    nowhere = company.place("Nowhere", lat=None, lon=None)
    visit = company.visit(site=nowhere, work_type=auto(company))
    handling.deliver_all()
    assert (facts(visit)["status"], flag(visit)) == (
        "draft",
        {"code": "unlocated", "sentence": "The site has no place on the map; set its pin."},
    )
    assert Decision.objects.get().outcome == "flagged"
    with transaction.atomic():
        customers.locate_site(site=nowhere, lat=51.5, lon=-0.1, actor=company.worker, now=company.now)
    handling.deliver_all()
    assert (facts(visit)["status"], flag(visit)) == ("dispatched", None)


def test_nobody_can_is_said_with_the_reasons(company: Any) -> None:
    visit = company.visit(work_type=company.kind("Big job", duration_s=12 * 3600, skills=[(company.gas.pk, 1)]))
    decision = assign(company, visit)
    assert decision is not None
    assert (decision.outcome, decision.flag) == ("flagged", "nobody_can")
    assert flag(visit)["sentence"] == "Nobody can: 1 have no room left in the shift, 1 lack a skill."


def test_the_next_day_is_looked_at_when_today_is_full(company: Any) -> None:
    with transaction.atomic():
        occupancy.record_absence(
            technician=company.tariq,
            kind="sick",
            starts_at=company.at(-8),
            ends_at=company.at(16),
            actor=company.worker,
            now=company.now,
        )
    decision = assign(company, company.visit())
    assert decision is not None
    assert (str(decision.day), decision.starts_at) == ("2026-11-24", company.at(24))


def test_a_promised_window_on_another_day_is_kept(company: Any) -> None:
    visit = company.visit(window_starts_at=company.at(50), window_ends_at=company.at(52))
    decision = assign(company, visit)
    assert decision is not None
    assert decision.starts_at == company.at(50)
    assert facts(visit)["status"] == "scheduled"


def test_p9_a_person_who_was_faster_wins(company: Any, dana: Any) -> None:
    visit = company.visit()
    dana.post(f"/visits/{visit}/place", {"technician_id": company.tariq.pk, "starts_at": company.at(3).isoformat()})
    assert assign(company, visit) is None
    assert facts(visit)["starts_at"] == company.at(3)
    assert [d.how for d in Decision.objects.all()] == ["hand"]


def test_rule_64_what_changed_while_it_was_decided_is_decided_anew(
    company: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody fills the first choice's morning between the look and the lock."""
    first, second = company.visit(), company.visit()
    real = placing.lock_technicians

    def lock(ids: Any) -> None:
        monkeypatch.setattr(placing, "lock_technicians", real)
        visit = work.get_visit(actor=company.worker, visit_id=second)
        visits.schedule_visit(
            visit=visit, technician_id=company.tariq.pk, starts_at=company.at(0), actor=company.worker, now=company.now
        )
        real(ids)

    monkeypatch.setattr(placing, "lock_technicians", lock)
    decision = assign(company, first)
    assert decision is not None
    assert decision.starts_at == company.at(1)


def test_a_stored_decision_can_be_made_again_from_its_inputs(company: Any, dana: Any) -> None:
    decision = assign(company, company.visit())
    assert decision is not None
    sent = dana.get(f"/decisions/{decision.pk}/inputs")
    inputs = Inputs.from_canonical(sent.content)
    assert inputs.sha256() == decision.inputs_sha256
    again = decide(inputs)
    assert (list(again.candidates), again.sentence) == (decision.candidates, decision.sentence)


def test_the_office_asks_for_a_suggestion_and_for_the_doing(company: Any, dana: Any) -> None:
    visit = company.visit()
    answer = dana.post(f"/visits/{visit}/suggest").json()
    assert (answer["decision"]["outcome"], answer["visit"]["status"]) == ("suggested", "draft")
    answer = dana.post(f"/visits/{visit}/assign").json()
    assert (answer["decision"]["outcome"], answer["visit"]["status"]) == ("assigned", "dispatched")
    assert dana.post(f"/visits/{visit}/assign").json()["decision"] is None
    listed = dana.get(f"/visits/{visit}/decisions").json()
    assert (listed["total"], [d["outcome"] for d in listed["items"]]) == (2, ["assigned", "suggested"])
    assert dana.get(f"/decisions/{listed['items'][0]['id']}").json() == listed["items"][0]


def test_decisions_are_the_offices(company: Any, make_user: Any, as_user: Any) -> None:
    visit = company.visit()
    decision = assign(company, visit)
    assert decision is not None
    tech = as_user(make_user("technician"))
    assert tech.get(f"/visits/{visit}/decisions").status_code == 403
    assert tech.get(f"/decisions/{decision.pk}").status_code == 403
    auditor = as_user(make_user("auditor"))
    assert auditor.get(f"/decisions/{decision.pk}").status_code == 200
    assert auditor.get("/decisions/999999").status_code == 404


class Tenant:
    """A customer with a form to ask by and a link to follow one job with, each in a browser of his own."""

    def __init__(self, dana: Any, site: int) -> None:
        self.dana = dana
        self.form = dana.post("/request-forms", {"site_id": site}).json()["path"].removeprefix("/portal/r/")
        self.asked: list[str] = []

    def opens(self, visit: int, round_: int) -> None:
        """He opens the link to the job of a visit."""
        order = self.dana.get(f"/visits/{visit}").json()["work_order_id"]
        link = self.dana.post(f"/work-orders/{order}/status-links", {}).json()["path"].removeprefix("/portal/s/")
        self.browser = Client(REMOTE_ADDR=f"192.0.2.{round_}")  # how often one address may ask is another test
        opened = self.browser.post("/api/portal/links/open", {"token": link}, content_type="application/json")
        assert opened.status_code == 204

    def asks(self) -> int:
        """He asks for another visit; the status of the answer."""
        body = {
            "token": self.form,
            "client_uuid": str(uuid.uuid4()),
            "description": "And a tap",
            "contact_name": "Cleo",
        }
        answer = self.browser.post("/api/portal/requests", body, content_type="application/json")
        self.asked.append(answer.json().get("reference", answer.content))
        return answer.status_code

    def looks(self) -> str:
        """What his page says."""
        return str(self.browser.get("/api/portal/status").json()["status"])


def _race(company: Any, dana: Any, ada: Any, tenant: Tenant, round_: int) -> list[int]:
    """Two dispatchers and the assigner want the same hour of Tariq's, each for another visit; all at one moment.

    At that moment the customer of the first visit asks for something else, and looks at how his visit stands.
    """
    workday = (0, 1, 2, 3, 4, 7, 8, 9)[round_ // 4]
    at = company.at(1 + 2 * (round_ % 4)) + timedelta(days=workday)
    wanted = [company.visit(window_starts_at=at, window_ends_at=at + timedelta(minutes=1)) for _ in range(3)]
    tenant.opens(wanted[0], round_)
    barrier = threading.Barrier(4)
    statuses: dict[str, int] = {}
    shown: list[str] = []

    def drop(who: str, api: Any, visit: int) -> None:
        barrier.wait()
        body = {"technician_id": company.tariq.pk, "starts_at": at.isoformat()}
        statuses[who] = api.post(f"/visits/{visit}/place", body).status_code
        connection.close()

    def assigner() -> None:
        barrier.wait()
        answer = commands.run(
            source=commands.find_source("worker", "race"),
            name="race",
            body={},
            actor=company.worker,
            effect=lambda: (
                200
                if (d := placing.assign_visit(visit_id=wanted[2], actor=company.worker, now=company.now))
                and d.outcome == "assigned"
                else 409,
                {},
            ),
        )
        statuses["assigner"] = answer.status
        connection.close()

    def customer() -> None:
        barrier.wait()
        statuses["tenant"] = tenant.asks()
        shown.append(tenant.looks())
        connection.close()

    threads = [
        threading.Thread(target=drop, args=("dana", dana, wanted[0])),
        threading.Thread(target=drop, args=("ada", ada, wanted[1])),
        threading.Thread(target=assigner),
        threading.Thread(target=customer),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.pop("tenant") == 201
    is_his = statuses["dana"] == 200
    assert set(shown) <= ({"received", "planned"} if is_his else {"received"})
    assert tenant.looks() == ("planned" if is_his else "received")
    return sorted(statuses.values())


def _overlaps(technician: int, company: Any) -> int:
    busy = workforce.occupancies([technician], company.now, company.now + timedelta(days=90))
    return sum(a.ends_at > b.starts_at for a, b in pairwise(busy))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", [0, *(pytest.param(n, marks=pytest.mark.long) for n in range(1, 7))])
def test_f15_of_two_dispatchers_and_the_assigner_one_gets_the_hour_while_a_customer_asks_and_looks(
    again: int, company: Any, dana: Any, ada: Any
) -> None:
    tenant = Tenant(dana, company.site.pk)
    for round_ in range(30):
        # One is in, the others are told; nobody fails otherwise.
        assert _race(company, dana, ada, tenant, round_) == [200, 409, 409]
    assert _overlaps(company.tariq.pk, company) == 0
    assert sorted(r["number"] for r in dana.get("/requests", page_size=200).json()["items"]) == sorted(tenant.asked)
    ask_the_oracle()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_f15_of_two_dispatchers_on_one_visit_the_second_is_shown_the_first(company: Any, dana: Any, ada: Any) -> None:
    for round_ in range(10):
        visit = company.visit()
        version = facts(visit)["version"]
        barrier = threading.Barrier(2)
        answers: list[Any] = []

        def drop(
            api: Any,
            hour: float,
            visit: int = visit,
            version: int = version,
            barrier: Any = barrier,
            answers: list[Any] = answers,
        ) -> None:
            barrier.wait()
            body = {"technician_id": company.tariq.pk, "starts_at": company.at(hour).isoformat(), "version": version}
            answers.append(api.post(f"/visits/{visit}/place", body))
            connection.close()

        day = 24 * (round_ % 4)
        hours = (day + round_ // 4, day + 5 + round_ // 4)
        threads = [threading.Thread(target=drop, args=pair) for pair in zip((dana, ada), hours, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        first, second = sorted(answers, key=lambda a: a.status_code)
        assert (first.status_code, second.status_code) == (200, 409), second.content
        assert second.json()["code"] == "changed_meanwhile"
        assert second.json()["facts"]["present"]["starts_at"] == first.json()["starts_at"]
    ask_the_oracle()
