"""A customer on the phone is offered times; the one he considers is kept for him for ten minutes, and judged again."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from truckroll.dispatch.actions import placing
from truckroll.dispatch.models import Decision, Offer
from truckroll.dispatch.tasks import expire_offers
from truckroll.foundation import clock, handling
from truckroll.foundation.invariants import check
from truckroll.foundation.models import OutboxEvent
from truckroll.work import queries as work
from truckroll.work.models import ArrivalPromise
from truckroll.workforce import queries as workforce

if TYPE_CHECKING:
    from collections.abc import Callable

TEN = timedelta(minutes=10)


@pytest.fixture
def after(company: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], datetime]:
    """Let business time be so much after eight."""

    def pass_(length: timedelta) -> datetime:
        then: datetime = company.now + length
        monkeypatch.setattr(clock, "at", lambda real: then)
        return then

    return pass_


def hold(api: Any, visit: int, technician: Any, at: datetime) -> Any:
    return api.post(f"/visits/{visit}/hold-offer", {"technician_id": technician.pk, "starts_at": at.isoformat()})


def held(api: Any, visit: int, technician: Any, at: datetime) -> Any:
    answer = hold(api, visit, technician, at)
    assert answer.status_code == 201, answer.content
    return answer.json()


def place(api: Any, visit: int, technician: Any, at: datetime) -> Any:
    return api.post(f"/visits/{visit}/place", {"technician_id": technician.pk, "starts_at": at.isoformat()})


def taken(company: Any, *technicians: Any) -> list[tuple[str, datetime, datetime]]:
    people = [technician.pk for technician in technicians or (company.tariq, company.tove)]
    found = workforce.occupancies(people, company.at(-24), company.at(24 * 30))
    return [(one.kind, one.starts_at, one.ends_at) for one in found]


def facts(visit: int) -> dict[str, Any]:
    (found,) = work.visit_facts([visit])
    return found


def present(visit: int, company: Any, told: Any) -> tuple[Any, ...]:
    """Everything a refusal leaves as it was."""
    return told(), facts(visit), taken(company), Decision.objects.count(), ArrivalPromise.objects.count()


def test_times_are_what_a_decision_chooses_on_the_next_working_days(
    company: Any, dana: Any, ada: Any, told: Any
) -> None:
    """Tariq lives next door and is too good for it by one level, which is worth 300 s; Tove lacks the skill.

    The longer his day the dearer: 36 s alone, 108 s on Monday, where he has an hour of work at nine. It is due on
    Tuesday at nine: an hour later is worth four of driving. Within the ten minutes of a hold nothing begins.
    """
    assert ada.put("/targets/2", {"amount": 25 * 60, "unit": "elapsed_minutes"}).status_code == 200
    there = company.visit()
    assert place(dana, there, company.tariq, company.at(1)).status_code == 200
    visit = company.visit(priority=2)
    before = present(visit, company, told)
    answer = dana.get(f"/visits/{visit}/offerable-times")
    assert answer.status_code == 200, answer.content
    shown = answer.json()
    assert [
        (t["starts_at"][8:16], t["window_starts_at"][8:16], t["window_ends_at"][11:16], t["cost_s"], t["is_late"])
        for t in shown["times"]
    ] == [
        ("24T08:00", "24T08:00", "10:00", 336, False),
        ("23T10:00", "23T10:00", "12:00", 408, False),
        ("23T12:00", "23T12:00", "14:00", 408, False),
        ("24T12:00", "24T12:00", "14:00", 336 + 3 * 4 * 3600, True),
        ("25T08:00", "25T08:00", "10:00", 336 + 23 * 4 * 3600, True),
        ("25T12:00", "25T12:00", "14:00", 336 + 27 * 4 * 3600, True),
    ]
    assert {(t["technician"], t["driving_s"]) for t in shown["times"]} == {("Tariq", 0)}
    assert (shown["due_at"], shown["held"], shown["flag"]) == ("2026-11-24T09:00:00Z", None, None)
    assert present(visit, company, told) == before
    # From the day after, over the weekend.
    assert shown["next_on"] == "2026-11-26"
    later = dana.get(f"/visits/{visit}/offerable-times", from_on=shown["next_on"]).json()
    assert sorted({t["starts_at"][8:10] for t in later["times"]}) == ["26", "27", "30"]


def test_a_window_lies_where_the_site_lets_people_in(company: Any, dana: Any) -> None:
    """On Tuesdays alone, from half past ten to one: an hour of work from half past ten, and from noon."""
    hours = [{"weekday": 1, "opens": "10:30", "closes": "13:00"}]
    assert dana.patch(f"/sites/{company.site.pk}", {"access_windows": hours}).status_code == 200
    visit = company.visit()
    shown = dana.get(f"/visits/{visit}/offerable-times").json()["times"]
    assert [(t["starts_at"][8:16], t["window_starts_at"][11:16], t["window_ends_at"][11:16]) for t in shown] == [
        ("24T10:30", "10:30", "12:00"),
        ("24T12:00", "12:00", "13:00"),
    ]


def test_a_window_that_is_told_has_not_begun(company: Any, dana: Any, after: Any) -> None:
    """At 08:32 somebody comes at 08:45; the window that he falls in began at eight."""
    after(timedelta(minutes=32))
    visit = company.visit()
    first = dana.get(f"/visits/{visit}/offerable-times").json()["times"][0]
    assert [first[name][11:16] for name in ("starts_at", "window_starts_at", "window_ends_at")] == [
        "08:45", "08:45", "10:00",
    ]  # fmt: skip
    offer = held(dana, visit, company.tariq, company.at(1.25))
    assert (offer["window_starts_at"], offer["window_ends_at"]) == ("2026-11-23T09:00:00Z", "2026-11-23T11:00:00Z")


def test_rule_11_a_held_time_is_kept_for_ten_minutes_and_not_longer(
    company: Any, dana: Any, after: Any, told: Any
) -> None:
    visit, other = company.visit(), company.visit()
    offer = held(dana, visit, company.tariq, company.at(1))
    assert (offer["status"], offer["held_by"], offer["number"]) == ("held", "Dana", facts(visit)["number"])
    assert offer["held_until"] == "2026-11-23T08:10:00Z"
    assert (offer["window_starts_at"], offer["window_ends_at"]) == ("2026-11-23T09:00:00Z", "2026-11-23T11:00:00Z")
    assert taken(company) == [("offer", company.at(1), company.at(2))]
    assert facts(visit)["status"] == "draft"
    # Neither by a drop nor by another offer, to the last second.
    after(TEN - timedelta(seconds=1))
    before = present(other, company, told)
    refused = place(dana, other, company.tariq, company.at(1.5))
    assert (refused.status_code, refused.json()["code"], refused.json()["facts"]["override"]) == (
        409,
        "placement_refused",
        "never",
    )
    assert refused.json()["detail"] == f"Tariq's 09:00–10:00 is held for {offer['number']} until 08:10."
    too = hold(dana, other, company.tariq, company.at(0.5))
    assert (too.status_code, too.json()["code"], too.json()["detail"]) == (
        409,
        "offer_refused",
        refused.json()["detail"],
    )
    assert present(other, company, told) == before
    after(TEN)
    assert place(dana, other, company.tariq, company.at(1.5)).status_code == 200
    assert taken(company) == [("visit", company.at(1.5), company.at(2.5))]


@pytest.mark.slow
def test_rule_11_confirming_places_the_visit_and_promises_the_window(
    company: Any, dana: Any, after: Any, told: Any
) -> None:
    visit = company.visit()
    offer = held(dana, visit, company.tariq, company.at(25.5))
    after(TEN / 2)
    before = told()
    answer = dana.post(f"/offers/{offer['id']}/confirm")
    assert answer.status_code == 200, answer.content
    row = answer.json()
    assert (row["technician_id"], row["starts_at"], row["status"]) == (
        company.tariq.pk,
        "2026-11-24T09:30:00Z",
        "scheduled",
    )
    assert (row["window_starts_at"], row["window_ends_at"]) == ("2026-11-24T09:00:00Z", "2026-11-24T11:00:00Z")
    decision = Decision.objects.get()
    assert (decision.how, decision.outcome, decision.decided_by) == ("hand", "assigned", "Dana <dana@example.test>")
    promise = ArrivalPromise.objects.get()
    assert (promise.promised_by, promise.promised_at) == ("Dana <dana@example.test>", company.now + TEN / 2)
    assert taken(company) == [("visit", company.at(25.5), company.at(26.5))]
    assert told()[len(before) :] == [
        "dispatch.offer.confirmed",
        "dispatch.decision.made",
        "work.visit.scheduled",
        "work.work_order.changed",
    ]
    # The first window he hears of: a message follows when the visit is dispatched. Of another he is told at once.
    assert OutboxEvent.objects.get(name="work.visit.scheduled").payload["tells_customer"] is False
    later = held(dana, visit, company.tariq, company.at(28))
    assert dana.post(f"/offers/{later['id']}/confirm").json()["window_ends_at"] == "2026-11-24T14:00:00Z"
    assert OutboxEvent.objects.filter(name="work.visit.scheduled").latest("id").payload["tells_customer"] is True
    again = dana.post(f"/offers/{offer['id']}/confirm")
    assert (again.status_code, again.json()["code"], again.json()["facts"]["status"]) == (
        409,
        "move_refused",
        "confirmed",
    )


@pytest.mark.slow
def test_rule_11_what_is_confirmed_is_judged_as_it_is_now(company: Any, dana: Any, told: Any) -> None:
    visit = company.visit()
    offer = held(dana, visit, company.tariq, company.at(7))
    early = {"technician_id": company.tariq.pk, "on": "2026-11-23", "starts": "08:00", "ends": "12:00"}
    assert dana.post("/shift-exceptions", early).status_code == 201
    before = present(visit, company, told)
    refused = dana.post(f"/offers/{offer['id']}/confirm")
    assert (refused.status_code, refused.json()["code"]) == (409, "offer_gone")
    problem = refused.json()
    assert [b["rule"] for b in problem["facts"]["broken"]] == ["outside_shift"]
    assert (problem["facts"]["has_lapsed"], problem["what_to_do"]) == (False, "Offer the customer another time.")
    assert present(visit, company, told) == before
    assert Offer.objects.get().status == "held"


@pytest.mark.slow
def test_rule_11_a_lapsed_offer_is_confirmed_if_nobody_took_the_time(
    company: Any, dana: Any, after: Any, told: Any
) -> None:
    late, slow, faster = company.visit(), company.visit(), company.visit()
    mine, lost = held(dana, late, company.tariq, company.at(1)), held(dana, slow, company.tariq, company.at(3))
    after(3 * TEN)
    expire_offers(0)
    assert told()[-2:] == ["dispatch.offer.expired"] * 2
    assert taken(company) == []
    assert place(dana, faster, company.tariq, company.at(3)).status_code == 200
    assert dana.post(f"/offers/{mine['id']}/confirm").status_code == 200
    before = present(slow, company, told)
    refused = dana.post(f"/offers/{lost['id']}/confirm")
    assert (refused.status_code, refused.json()["code"], refused.json()["facts"]["has_lapsed"]) == (
        409,
        "offer_gone",
        True,
    )
    assert [b["rule"] for b in refused.json()["facts"]["broken"]] == ["overlap"]
    assert present(slow, company, told) == before


def test_a_second_hold_lets_the_first_go_and_placing_lets_go_too(company: Any, dana: Any) -> None:
    visit = company.visit()
    first = held(dana, visit, company.tariq, company.at(1))
    second = held(dana, visit, company.tariq, company.at(1.5))
    assert taken(company) == [("offer", company.at(1.5), company.at(2.5))]
    assert dana.post(f"/offers/{first['id']}/let-go").json()["code"] == "move_refused"
    # Its own held time is not in its way.
    assert place(dana, visit, company.tariq, company.at(2)).status_code == 200
    assert taken(company) == [("visit", company.at(2), company.at(3))]
    assert [offer.status for offer in Offer.objects.order_by("id")] == ["let_go", "let_go"]
    assert dana.post(f"/offers/{second['id']}/confirm").json()["code"] == "move_refused"


def test_a_visit_that_was_placed_since_is_not_moved_by_a_lapsed_offer(
    company: Any, dana: Any, after: Any, told: Any
) -> None:
    visit = company.visit()
    offer = held(dana, visit, company.tariq, company.at(1))
    after(TEN)
    expire_offers(0)
    assert place(dana, visit, company.tariq, company.at(3)).status_code == 200
    before = present(visit, company, told)
    refused = dana.post(f"/offers/{offer['id']}/confirm").json()
    assert (refused["code"], refused["facts"]["status"]) == ("move_refused", "let_go")
    assert present(visit, company, told) == before


def test_let_go_gives_the_time_back(company: Any, dana: Any, told: Any) -> None:
    visit = company.visit()
    offer = held(dana, visit, company.tariq, company.at(1))
    answer = dana.post(f"/offers/{offer['id']}/let-go")
    assert (answer.status_code, answer.json()["status"], told()[-1]) == (200, "let_go", "dispatch.offer.let_go")
    assert taken(company) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_canceling_gives_the_held_time_back(company: Any, dana: Any) -> None:
    visit, order = company.visit(), company.visit()
    held(dana, visit, company.tariq, company.at(1))
    held(dana, order, company.tariq, company.at(3))
    assert len(taken(company)) == 2
    assert dana.post(f"/visits/{visit}/cancel", {"reason": "Not needed"}).status_code == 200
    work_order = facts(order)["work_order_id"]
    assert dana.post(f"/work-orders/{work_order}/cancel", {"reason": "Not needed"}).status_code == 200
    handling.deliver_all()
    assert (taken(company), {offer.status for offer in Offer.objects.all()}) == ([], {"let_go"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_the_assigner_leaves_a_held_visit_alone_and_keeps_off_held_time(company: Any, dana: Any, after: Any) -> None:
    visit = company.visit(work_type=company.kind("Repair", skills=[(company.gas.pk, 1)], assignment="auto"))
    offer = held(dana, visit, company.tariq, company.at(1))
    handling.deliver_all()
    assert (facts(visit)["status"], Decision.objects.count()) == ("draft", 0)
    # Without the held hour it would be Monday from eight to five.
    long = company.visit(duration_s=9 * 3600)
    with transaction.atomic():
        made = placing.assign_visit(visit_id=long, actor=company.worker, now=company.now)
    assert made is not None and made.starts_at == company.at(24)
    # Nobody confirmed: it is his again, and once he has placed it nobody can.
    after(TEN)
    expire_offers(0)
    assert Offer.objects.get(pk=offer["id"]).status == "expired"
    handling.deliver_all()
    assert (facts(visit)["status"], Offer.objects.get(pk=offer["id"]).status) == ("dispatched", "let_go")
    assert not any(kind == "offer" for kind, *_ in taken(company))


@pytest.mark.slow
def test_an_absence_that_releases_visits_releases_held_time(company: Any, dana: Any) -> None:
    held(dana, company.visit(), company.tariq, company.at(1))
    body = {
        "technician_id": company.tariq.pk,
        "kind": "sick",
        "starts_at": company.at(0).isoformat(),
        "ends_at": company.at(9).isoformat(),
    }
    refused = dana.post("/absences", body)
    assert (refused.json()["code"], refused.json()["facts"]["conflicts"][0]["kind"]) == ("double_booked", "offer")
    assert dana.post("/absences", body | {"release_visits": True}).status_code == 201
    assert (taken(company), Offer.objects.get().status) == (
        [("absence", company.at(0), company.at(9))],
        "let_go",
    )


def test_what_nobody_can_plan_is_not_offered(company: Any, dana: Any, told: Any) -> None:
    crew = company.visit()
    assert dana.patch(f"/visits/{crew}", {"crew_size": 2}).status_code == 200
    shown = dana.get(f"/visits/{crew}/offerable-times").json()
    assert (shown["times"], shown["flag"]["code"]) == ([], "needs_crew")
    lacking = company.visit()
    before = told()
    assert hold(dana, crew, company.tariq, company.at(1)).json()["facts"] == {"flag": "needs_crew"}
    refused = hold(dana, lacking, company.tove, company.at(1))
    assert (refused.json()["code"], refused.json()["detail"]) == (
        "offer_refused",
        "Needs Gas; Tove does not have it.",
    )
    assert (told(), taken(company), Offer.objects.count()) == (before, [], 0)


def test_the_board_shows_held_times(company: Any, dana: Any) -> None:
    visit = company.visit()
    offer = held(dana, visit, company.tariq, company.at(1))
    span = {"from": company.at(-8).isoformat(), "to": company.at(16).isoformat()}
    rows = [row for row in dana.get("/board", **span).json()["rows"] if row["kind"] == "offer"]
    assert rows == [offer]
    assert dana.get(f"/visits/{visit}/offerable-times").json()["held"] == offer | {"technician": "Tariq"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_f15_of_two_lapsed_offers_of_one_time_one_is_confirmed(company: Any, dana: Any, ada: Any, after: Any) -> None:
    for round_ in range(8):
        after(timedelta())
        at = company.at(24 * (round_ // 4) + 1 + 2 * (round_ % 4))
        offers = []
        for minutes in (0, 10):
            after(timedelta(minutes=minutes))
            offers.append(held(dana, company.visit(), company.tariq, at)["id"])
        after(timedelta(minutes=20))
        barrier = threading.Barrier(2)
        answers: list[Any] = []

        def confirm(api: Any, offer: int, barrier: Any = barrier, answers: list[Any] = answers) -> None:
            barrier.wait()
            answers.append(api.post(f"/offers/{offer}/confirm"))
            connection.close()

        threads = [threading.Thread(target=confirm, args=pair) for pair in zip((dana, ada), offers, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        first, second = sorted(answers, key=lambda a: a.status_code)
        assert (first.status_code, second.status_code) == (200, 409), second.content
        assert second.json()["code"] == "offer_gone"
    after(timedelta(hours=1))
    expire_offers(0)
    assert [kind for kind, *_ in taken(company)] == ["visit"] * 8
    assert {name: said for name, said in check().items() if said} == {}
