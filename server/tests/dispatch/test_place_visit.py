"""A person puts a visit on a technician's day: judged, decided, scheduled, told; or refused with nothing done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from truckroll.dispatch.actions import placing
from truckroll.dispatch.models import Decision
from truckroll.foundation import handling
from truckroll.foundation.invariants import check
from truckroll.foundation.models import LifecycleMove
from truckroll.work import queries as work
from truckroll.work.actions import visits
from truckroll.work.models import ArrivalPromise, Visit
from truckroll.work.promising import OutsidePromise
from truckroll.workforce.actions import occupancy, technicians

PLACE = "/visits/{}/place"


def place(api: Any, visit: int, technician: Any, at: Any, **more: Any) -> Any:
    return api.post(PLACE.format(visit), {"technician_id": technician.pk, "starts_at": at.isoformat(), **more})


def facts(visit: int) -> dict[str, Any]:
    (found,) = work.visit_facts([visit])
    return found


def test_a_drop_schedules_the_visit_and_stores_why(company: Any, dana: Any, told: Any) -> None:
    visit = company.visit()
    before = len(told())
    answer = place(dana, visit, company.tariq, company.at(1))
    assert answer.status_code == 200, answer.content
    row = answer.json()
    assert (row["kind"], row["id"], row["technician_id"]) == ("visit", visit, company.tariq.pk)
    assert (row["starts_at"], row["ends_at"]) == ("2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z")
    assert (row["travel_s"], row["pinned"], row["status"]) == (0, False, "dispatched")
    decision = Decision.objects.get()
    assert (decision.how, decision.outcome, decision.technician_id) == ("hand", "assigned", company.tariq.pk)
    assert decision.decided_by == "Dana <dana@example.test>"
    assert decision.sentence == "Only Tariq can come that day (6 min of driving)."
    assert [(c["technician"], [b["sentence"] for b in c["broken"]]) for c in decision.candidates] == [
        ("Tariq", []),
        ("Tove", ["Needs Gas; Tove does not have it."]),
    ]
    assert told()[before:] == [
        "dispatch.decision.made",
        "work.visit.scheduled",
        "work.work_order.changed",
        "work.visit.dispatched",
    ]


def test_a_broken_rule_is_refused_with_its_sentence_and_nothing_is_done(company: Any, dana: Any, told: Any) -> None:
    visit = company.visit()
    before = told()
    answer = place(dana, visit, company.tove, company.at(1))
    assert (answer.status_code, answer.json()["code"]) == (409, "placement_refused")
    problem = answer.json()
    assert problem["detail"] == "Needs Gas; Tove does not have it."
    assert problem["facts"]["override"] == "dispatcher"
    assert problem["facts"]["broken"][0]["facts"] == {
        "needed": 1,
        "skill_id": company.gas.pk,
        "technician_id": company.tove.pk,
        "visit_id": visit,
    }
    assert (facts(visit)["status"], Decision.objects.count(), told()) == ("draft", 0, before)


def test_a_dispatcher_sets_a_rule_aside_with_a_reason_and_the_visit_is_pinned(company: Any, dana: Any) -> None:
    visit = company.visit()
    answer = place(dana, visit, company.tove, company.at(1), override_reason="Tariq talks her through it")
    assert answer.status_code == 200, answer.content
    assert answer.json()["pinned"] is True
    decision = Decision.objects.get()
    assert (decision.overridden, decision.reason) == (["skill_missing"], "Tariq talks her through it")
    assert decision.runner_up_id == company.tariq.pk


def test_a_reason_of_blanks_is_none(company: Any, dana: Any) -> None:
    visit = company.visit()
    assert place(dana, visit, company.tove, company.at(1), override_reason="   ").status_code == 409


@pytest.mark.slow
def test_rule_23_compliance_alone_can_set_a_legal_certificate_aside(
    company: Any, dana: Any, make_user: Any, as_user: Any
) -> None:
    cora, owner = as_user(make_user("compliance", "Cora")), as_user(make_user("admin", "Owen"))
    with transaction.atomic():
        edition = technicians.create_certification_type(name="18th Edition", actor=company.worker, now=company.now)
        technicians.add_certification(
            technician=company.tariq,
            certification_type=edition,
            valid_from=date(2023, 2, 4),
            expires_on=date(2026, 2, 3),
            actor=company.worker,
            now=company.now,
        )
    visit = company.visit(work_type=company.kind("Board change", certifications=[edition.pk]))
    assert place(owner, visit, company.tariq, company.at(1), override_reason="I know better").status_code == 409
    answer = place(dana, visit, company.tariq, company.at(1), override_reason="It is urgent")
    assert (answer.status_code, answer.json()["facts"]["override"]) == (409, "compliance")
    assert answer.json()["detail"] == "Needs 18th Edition; Tariq's expired 3 Feb."
    assert facts(visit)["status"] == "draft"
    # Renewal under way is not valid, and nobody does it in silence.
    assert place(cora, visit, company.tariq, company.at(1)).status_code == 409
    answer = place(cora, visit, company.tariq, company.at(1), override_reason="Renewed by phone, paper follows")
    assert answer.status_code == 200, answer.content
    logged = Decision.objects.get()
    assert (logged.overridden, logged.reason, logged.decided_by) == (
        ["certification_expired"],
        "Renewed by phone, paper follows",
        "Cora <cora@example.test>",
    )
    assert dana.get(f"/visits/{visit}").json()["pinned"] is True


def test_rule_8_a_window_promises_the_arrival_and_not_the_end(company: Any, dana: Any) -> None:
    window = {"window_starts_at": company.at(1).isoformat(), "window_ends_at": company.at(2).isoformat()}
    visit = company.visit()
    assert dana.patch(f"/visits/{visit}", window).status_code == 200
    # From ten to eleven: he arrives with the window's last second, and works after it.
    assert place(dana, visit, company.tariq, company.at(2)).status_code == 200


def promised(company: Any, dana: Any) -> int:
    """A visit planned for nine that was promised for nine to eleven."""
    visit = company.visit(window_starts_at=company.at(1), window_ends_at=company.at(3))
    assert place(dana, visit, company.tariq, company.at(1)).status_code == 200
    return visit


@pytest.mark.slow
def test_rule_9_inside_the_promise_a_move_is_free_outside_it_somebody_is_told_or_not(
    company: Any, dana: Any, told: Any
) -> None:
    visit = promised(company, dana)
    assert place(dana, visit, company.tariq, company.at(3)).status_code == 200
    before = told(), facts(visit)
    refused = place(dana, visit, company.tariq, company.at(4), override_reason="It must be")
    assert (refused.status_code, refused.json()["code"]) == (409, "outside_promise")
    assert refused.json()["detail"].endswith("was promised for 23 Nov 09:00–11:00; it would start 23 Nov 12:00.")
    said = refused.json()["facts"]
    assert (said["window_starts_at"], said["starts_at"]) == ("2026-11-23T09:00:00+00:00", "2026-11-23T12:00:00+00:00")
    assert place(dana, visit, company.tariq, company.at(0.5), untold_reason=" ").json()["code"] == "outside_promise"
    assert (told(), facts(visit)) == before
    # Nobody need be told: the promise stays as it was given, and the history says why.
    answer = place(dana, visit, company.tariq, company.at(4), untold_reason="Carla agreed by phone")
    assert answer.status_code == 200, answer.content
    shown = dana.get(f"/visits/{visit}/times").json()
    assert (shown["window_starts_at"], shown["window_ends_at"]) == ("2026-11-23T09:00:00Z", "2026-11-23T11:00:00Z")
    assert (shown["is_outside_promise"], shown["untold_reason"]) == (True, "Carla agreed by phone")
    assert Decision.objects.latest("id").overridden == ["too_late_for_window"]
    assert LifecycleMove.objects.filter(object_id=visit, move="schedule").latest("id").reason == (
        "customer not told: Carla agreed by phone"
    )
    # Back inside, that is over.
    assert place(dana, visit, company.tariq, company.at(2)).status_code == 200
    assert dana.get(f"/visits/{visit}/times").json()["untold_reason"] == ""


@pytest.mark.slow
def test_rule_9_who_is_told_has_another_promise_and_the_first_one_is_kept(company: Any, dana: Any) -> None:
    visit = promised(company, dana)
    order = facts(visit)["work_order_id"]
    first = {"starts_at": "2026-11-23T09:00:00Z", "ends_at": "2026-11-23T11:00:00Z", "promised_by": "truckroll:test"}
    # As wide as before, from the full hour.
    answer = place(dana, visit, company.tariq, company.at(4.5), tell_customer=True)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["window_starts_at"], answer.json()["pinned"]) == ("2026-11-23T12:00:00Z", False)
    assert Decision.objects.latest("id").overridden == []
    own = {"promise_starts_at": company.at(5.5).isoformat(), "promise_ends_at": company.at(6.5).isoformat()}
    assert place(dana, visit, company.tariq, company.at(6), tell_customer=True, **own).status_code == 200
    shown = dana.get(f"/visits/{visit}/times").json()
    assert {name: shown["first_promise"][name] for name in first} == first
    assert [(p["starts_at"][11:16], p["ends_at"][11:16], p["promised_by"][:4]) for p in shown["promises"]] == [
        ("09:00", "11:00", "truc"),
        ("12:00", "14:00", "Dana"),
        ("13:30", "14:30", "Dana"),
    ]
    page = dana.get(f"/work-orders/{order}").json()["promises"]
    assert [p["starts_at"] for p in page] == [p["starts_at"] for p in shown["promises"]]
    # A window without the start in it is none, and half a window is none.
    wrong = place(dana, visit, company.tariq, company.at(2), tell_customer=True, **own)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")
    half = place(
        dana, visit, company.tariq, company.at(2), tell_customer=True, promise_starts_at=own["promise_ends_at"]
    )
    assert half.status_code == 422
    assert ArrivalPromise.objects.filter(visit=visit).count() == 3
    assert "I12" not in check()
    Visit.objects.filter(pk=visit).update(window_ends_at=company.at(9))
    assert len(check()["I12"]) == 1


def test_rule_9_the_assigner_moves_nobody_out_of_his_promise(company: Any, dana: Any) -> None:
    """Before the window's end Tariq is at another house; later the customer was not promised."""
    busy = company.visit(duration_s=7 * 3600)
    assert place(dana, busy, company.tariq, company.at(0.5)).status_code == 200
    visit = company.visit(window_starts_at=company.at(1), window_ends_at=company.at(2))
    answer = dana.post(f"/visits/{visit}/assign").json()
    assert (answer["visit"]["status"], answer["decision"]["flag"]) == ("draft", "nobody_can")
    with pytest.raises(OutsidePromise), transaction.atomic():
        visits.schedule_visit(
            visit=work.find_visit(visit),
            technician_id=company.tove.pk,
            starts_at=company.at(4),
            actor=company.worker,
            now=company.now,
        )
    assert facts(visit)["status"] == "draft"


@pytest.mark.slow
def test_rule_11_what_was_offered_is_judged_again_when_it_is_taken(company: Any, dana: Any, told: Any) -> None:
    visit, faster = company.visit(), company.visit()
    offered = dana.post("/board/judge", {"visit_id": visit, "technician_id": company.tariq.pk}).json()["candidates"][0]
    assert offered["feasible"]
    assert place(dana, faster, company.tariq, datetime.fromisoformat(offered["starts_at"])).status_code == 200
    before = told()
    late = place(dana, visit, company.tariq, datetime.fromisoformat(offered["starts_at"]))
    assert (late.status_code, [b["rule"] for b in late.json()["facts"]["broken"]]) == (409, ["overlap"])
    assert (told(), facts(visit)["status"]) == (before, "draft")


def test_a_promise_is_never_changed_but_another_stands_beside_it(company: Any, dana: Any) -> None:
    visit = company.visit()
    window = {"window_starts_at": company.at(1).isoformat(), "window_ends_at": company.at(3).isoformat()}
    assert dana.patch(f"/visits/{visit}", window).status_code == 200
    assert dana.patch(f"/visits/{visit}", window).status_code == 200
    gone = {"window_starts_at": None, "window_ends_at": None, "reason": "She is away"}
    assert dana.patch(f"/visits/{visit}", gone).status_code == 200
    kept = [(p.starts_at, p.promised_by, p.reason) for p in ArrivalPromise.objects.filter(visit=visit)]
    assert kept == [(company.at(1), "Dana <dana@example.test>", ""), (None, "Dana <dana@example.test>", "She is away")]
    with pytest.raises(ProgrammingError), transaction.atomic():
        ArrivalPromise.objects.filter(visit=visit).update(reason="Nobody knows")


@pytest.mark.slow
def test_rule_38_a_visit_that_is_moved_keeps_its_work_orders_due_time(company: Any, dana: Any, ada: Any) -> None:
    assert ada.put("/targets/2", {"amount": 240, "unit": "elapsed_minutes"}).status_code == 200
    visit = company.visit(priority=2)
    order = dana.get(f"/visits/{visit}").json()["work_order_id"]
    before = {name: dana.get(f"/work-orders/{order}").json()[name] for name in ("due_at", "clocks", "reported_at")}
    for hour in (1, 3, 25):
        assert place(dana, visit, company.tariq, company.at(hour)).status_code == 200
    dana.post(f"/visits/{visit}/unschedule", {"reason": "An emergency"})
    after = dana.get(f"/work-orders/{order}").json()
    assert before["due_at"] == "2026-11-23T12:00:00Z"
    assert {name: after[name] for name in before} == before


@pytest.mark.slow
def test_p8_two_visits_never_overlap_whatever_the_reason(company: Any, dana: Any, ada: Any) -> None:
    first, second = company.visit(), company.visit()
    assert place(dana, first, company.tariq, company.at(1)).status_code == 200
    for api in (dana, ada):
        answer = place(api, second, company.tariq, company.at(1.5), override_reason="It must be")
        assert (answer.status_code, answer.json()["facts"]["override"]) == (409, "never")
    assert facts(second)["status"] == "draft"
    assert place(dana, second, company.tariq, company.at(2)).status_code == 200


def test_the_past_is_never_planned(company: Any, dana: Any) -> None:
    visit = company.visit()
    answer = place(dana, visit, company.tariq, company.at(-1), override_reason="It was then")
    assert (answer.status_code, answer.json()["facts"]["override"]) == (409, "never")
    assert answer.json()["detail"].startswith("07:00 is in the past; it is ")


def test_rule_30_an_unlocated_site_is_never_planned(company: Any, dana: Any) -> None:
    visit = company.visit(site=company.place("Nowhere", lat=None, lon=None))
    answer = place(dana, visit, company.tariq, company.at(1), override_reason="He knows the way")
    assert (answer.status_code, answer.json()["detail"]) == (409, "The site has no place on the map.")


def test_rule_67_the_second_dispatcher_gets_the_new_state(company: Any, dana: Any, ada: Any) -> None:
    visit = company.visit()
    version = facts(visit)["version"]
    place(ada, visit, company.tariq, company.at(1))
    answer = place(dana, visit, company.tariq, company.at(3), version=version)
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    problem = answer.json()
    assert problem["detail"].startswith("Ada changed WO-")
    assert problem["detail"].endswith(" 0 s ago (dispatch).")
    assert problem["facts"]["present"]["starts_at"] == "2026-11-23T09:00:00Z"
    assert problem["facts"]["changed_by"] == "Ada"


def test_a_placed_visit_is_moved_by_placing_it_again(company: Any, dana: Any) -> None:
    visit = company.visit()
    place(dana, visit, company.tariq, company.at(1))
    answer = place(dana, visit, company.tariq, company.at(1.5))
    assert (answer.status_code, answer.json()["starts_at"]) == (200, "2026-11-23T09:30:00Z")
    assert Decision.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_drive_is_measured_from_the_visit_before(company: Any, dana: Any) -> None:
    north = company.place("North Road", lat=51.59)
    first, second, third = company.visit(), company.visit(site=north), company.visit()
    place(dana, first, company.tariq, company.at(0))
    # 10,008 m: 50 s + 0.1076 s/m × 10,007.6 m = 1,126.8 s.
    assert place(dana, third, company.tariq, company.at(4)).json()["travel_s"] == 0
    assert place(dana, second, company.tariq, company.at(2)).json()["travel_s"] == 1127
    handling.deliver_all()
    assert facts(third)["travel_s"] == 1127
    with transaction.atomic():
        visits.unschedule_visit(
            visit=work.get_visit(actor=company.worker, visit_id=second), actor=company.worker, now=company.now
        )
    handling.deliver_all()
    assert facts(third)["travel_s"] == 0


def test_one_far_ahead_waits_for_its_release(company: Any, dana: Any) -> None:
    visit = company.visit()
    assert place(dana, visit, company.tariq, company.at(25)).json()["status"] == "scheduled"


def test_an_absence_is_in_the_way(company: Any, dana: Any) -> None:
    with transaction.atomic():
        occupancy.record_absence(
            technician=company.tariq,
            kind="training",
            starts_at=company.at(1),
            ends_at=company.at(3),
            actor=company.worker,
            now=company.now,
        )
    answer = place(dana, company.visit(), company.tariq, company.at(2))
    assert answer.json()["detail"] == "Tariq is absent from 09:00 until 11:00."


@pytest.mark.parametrize("role", ["technician", "lead_technician", "billing", "auditor"])
def test_only_dispatchers_place(company: Any, make_user: Any, as_user: Any, role: str) -> None:
    visit = company.visit()
    answer = place(as_user(make_user(role)), visit, company.tariq, company.at(1))
    assert (answer.status_code, facts(visit)["status"]) == (403, "draft")


def test_the_same_key_places_once(company: Any, dana: Any) -> None:
    visit = company.visit()
    body = {"technician_id": company.tariq.pk, "starts_at": company.at(1).isoformat()}
    first, again = dana.post(PLACE.format(visit), body, key="k"), dana.post(PLACE.format(visit), body, key="k")
    assert first.json() == again.json()
    assert Decision.objects.count() == 1


def test_a_stored_decision_never_changes(company: Any, dana: Any) -> None:
    place(dana, company.visit(), company.tariq, company.at(1))
    with pytest.raises(ProgrammingError), transaction.atomic():
        Decision.objects.update(sentence="because")
    with pytest.raises(ProgrammingError), transaction.atomic():
        Decision.objects.all().delete()


def test_an_archived_technician_is_not_sent(company: Any, dana: Any) -> None:
    visit = company.visit()
    assert dana.patch(f"/technicians/{company.tove.pk}", {"archived": True}).status_code == 200
    where = {"technician_id": company.tove.pk, "starts_at": company.at(1).isoformat()}
    for answer in (dana.post(PLACE.format(visit), where), dana.post("/board/judge", {"visit_id": visit, **where})):
        assert (answer.status_code, answer.json()["code"]) == (409, "technician_archived")
    assert facts(visit)["status"] == "draft"


def test_a_placement_months_ahead_is_judged_like_any_other(company: Any, dana: Any) -> None:
    visit = company.visit()
    # Monday, 22 February.
    answer = place(dana, visit, company.tariq, company.at(91 * 24 + 1))
    assert (answer.status_code, answer.json()["starts_at"]) == (200, "2027-02-22T09:00:00Z")


def test_rule_67_two_drops_of_a_visit_nobody_had_leave_the_first_and_tell_the_second(
    company: Any, dana: Any, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their technicians' locks have nothing in common: only the visit's own version can tell."""
    visit = company.visit(work_type=company.kind("Survey"))
    real = placing.decide

    def decide(inputs: Any) -> Any:
        monkeypatch.setattr(placing, "decide", real)
        other = work.get_visit(actor=company.worker, visit_id=visit)
        visits.schedule_visit(
            visit=other, technician_id=company.tove.pk, starts_at=company.at(2), actor=company.worker, now=company.now
        )
        return real(inputs)

    monkeypatch.setattr(placing, "decide", decide)
    answer = place(dana, visit, company.tariq, company.at(1), version=1)
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    # The hook ran inside the refused command, so what the other did was rolled back with it here.
    assert (facts(visit)["status"], Decision.objects.count()) == ("draft", 0)


@pytest.mark.slow
@pytest.mark.parametrize("far", [{"lat": -90.0, "lon": -180.0}, {"lat": 21.3, "lon": -157.9}])
def test_rule_30_one_pin_on_the_wrong_side_of_the_earth_stops_nobody_else(company: Any, dana: Any, far: Any) -> None:
    lost = company.visit(work_type=company.kind("Survey"), site=company.place("Lost", **far))
    place(dana, lost, company.tove, company.at(1), override_reason="it stands there")
    assert place(dana, company.visit(), company.tariq, company.at(3)).status_code == 200


def test_shifts_that_overlap_are_one_and_stop_nobody(company: Any, dana: Any) -> None:
    twice = [{"weekday": 0, "starts": "08:00", "ends": "12:00"}, {"weekday": 0, "starts": "10:00", "ends": "14:00"}]
    assert dana.patch(f"/technicians/{company.tove.pk}", {"shift_patterns": twice}).status_code == 200
    assert place(dana, company.visit(), company.tariq, company.at(1)).status_code == 200


def test_rule_22_a_certificate_of_the_year_9999_does_not_expire(company: Any, dana: Any) -> None:
    with transaction.atomic():
        kind = technicians.create_certification_type(
            name="Rewiring", is_legal=True, actor=company.worker, now=company.now
        )
        technicians.add_certification(
            technician=company.tariq, certification_type=kind, valid_from=date(2020, 1, 1),
            expires_on=date(9999, 12, 31),
            actor=company.worker, now=company.now,
        )  # fmt: skip
    visit = company.visit(work_type=company.kind("Rewire", certifications=[kind.pk]))
    assert place(dana, visit, company.tariq, company.at(1)).status_code == 200
