"""When visits go to the phones: tomorrow at a time of today, the next few of each, an area by its own rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest

from truckroll.dispatch.releasing import Rule, date_of, is_due, released_at
from truckroll.dispatch.tasks import dispatch_due_visits
from truckroll.foundation import clock, handling
from truckroll.work import queries as work
from truckroll.workforce.rota import Shift

if TYPE_CHECKING:
    from collections.abc import Callable

LONDON = "Europe/London"


def at(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_tomorrow_is_released_at_five_on_the_wall_whatever_the_clocks_do() -> None:
    # The clocks go back on Sunday 25 October 2026 and forward on Sunday 28 March 2027: 17:00 is 16:00 UTC in summer.
    assert released_at(date(2026, 10, 25), time(17), LONDON) == at(24, 16)
    assert released_at(date(2026, 10, 26), time(17), LONDON) == at(25, 17)
    assert released_at(date(2027, 3, 28), time(17), LONDON) == datetime(2027, 3, 27, 17, tzinfo=UTC)
    assert released_at(date(2027, 3, 29), time(17), LONDON) == datetime(2027, 3, 28, 16, tzinfo=UTC)
    # A time the clocks skip is read with the offset before the gap, one they show twice is the first.
    assert released_at(date(2027, 3, 29), time(1, 30), LONDON) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert released_at(date(2026, 10, 26), time(1, 30), LONDON) == at(25, 0, 30)


def test_is_due_by_each_rule() -> None:
    starts_at = at(26, 9)

    def due(rule: Rule, now: datetime, *, priority: int = 3, before: int = 0) -> bool:
        on = starts_at.date()
        return is_due(rule, starts_at=starts_at, on=on, priority=priority, now=now, zone=LONDON, before=before)

    daily = Rule("daily")
    assert [due(daily, now) for now in (at(25, 16, 59), at(25, 17), at(26, 8))] == [False, True, True]
    few = Rule("next", within_hours=24, next_few=2)
    assert [due(few, at(26, 8), before=n) for n in (0, 1, 2)] == [True, True, False]
    assert not due(few, at(25, 8, 59), before=0)
    assert [due(Rule("soon", within_hours=1), now) for now in (at(26, 7, 59), at(26, 8))] == [False, True]
    assert not due(Rule("hand"), at(26, 8, 59))
    # An emergency of today waits for no rule; one of next week does.
    assert due(Rule("hand"), at(26, 8, 59), priority=1)
    assert not due(Rule("hand"), at(20, 9), priority=1)


def test_rule_10_a_visit_after_midnight_belongs_to_the_night_it_is_done_in() -> None:
    night = Shift(at(26, 22), at(27, 6), date(2026, 10, 26))
    assert date_of(at(27, 0, 30), [night], LONDON) == date(2026, 10, 26)
    assert date_of(at(27, 6), [night], LONDON) == date(2026, 10, 27)
    # So it is released with that night, a day earlier than its own date says.
    on = date_of(at(27, 0, 30), [night], LONDON)
    assert is_due(Rule("daily"), starts_at=at(27, 0, 30), on=on, priority=3, now=at(25, 17), zone=LONDON)


def place(api: Any, company: Any, hours: float, **more: Any) -> int:
    visit: int = company.visit(**more)
    body = {"technician_id": company.tariq.pk, "starts_at": company.at(hours).isoformat()}
    answer = api.post(f"/visits/{visit}/place", body)
    assert answer.status_code == 200, answer.content
    return visit


def statuses(*ids: int) -> list[str]:
    return [facts["status"] for facts in work.visit_facts(ids)]


@pytest.fixture
def it_is(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the business time."""
    return lambda moment: monkeypatch.setattr(clock, "at", lambda real: moment)


@pytest.mark.slow
def test_the_worker_releases_tomorrow_at_the_set_time(
    company: Any, dana: Any, ada: Any, it_is: Callable[[datetime], None]
) -> None:
    answer = ada.patch("/dispatch-policy", {"release": "daily", "release_at": "17:00"})
    assert (answer.json()["release"], answer.json()["release_at"]) == ("daily", "17:00:00")
    today, tomorrow, after = (place(dana, company, hours) for hours in (1, 25, 49))
    assert statuses(today, tomorrow, after) == ["dispatched", "scheduled", "scheduled"]
    it_is(at(23, 16, 59, 11))
    dispatch_due_visits(0)
    assert statuses(tomorrow) == ["scheduled"]
    it_is(at(23, 17, 0, 11))
    dispatch_due_visits(0)
    assert statuses(tomorrow, after) == ["dispatched", "scheduled"]
    # What is placed for tomorrow after that is released at once, and what is placed for later waits.
    assert statuses(place(dana, company, 27), place(dana, company, 51)) == ["dispatched", "scheduled"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_next_two_are_released_and_one_more_when_one_is_done(company: Any, dana: Any, ada: Any) -> None:
    ada.patch("/dispatch-policy", {"release": "next", "release_next": 2})
    first, second, third = (place(dana, company, hours) for hours in (0, 1.5, 3))
    dispatch_due_visits(0)
    assert statuses(first, second, third) == ["dispatched", "dispatched", "scheduled"]
    assert dana.post(f"/visits/{first}/cancel", {"reason": "Works again"}).status_code == 200
    while handling.deliver_all():
        pass
    assert statuses(second, third) == ["dispatched", "dispatched"]


@pytest.mark.slow
def test_an_area_has_a_rule_of_its_own(company: Any, dana: Any, ada: Any, told: Any) -> None:
    area = dana.post("/territories", {"name": "East", "postal_codes": ["E1"]}).json()["id"]
    house = company.place("Far house", postal_code="E1")
    rule = {"territory_id": area, "release": "hand"}
    answer = ada.patch("/dispatch-policy", {"territories": [rule]})
    assert answer.status_code == 200, answer.content
    assert [(t["territory"], t["release"]) for t in answer.json()["territories"]] == [("East", "hand")]
    assert statuses(place(dana, company, 1), place(dana, company, 3, site=house)) == ["dispatched", "scheduled"]
    before = told()
    for wrong, status in (([rule, rule], 422), ([rule | {"territory_id": 10**9}], 404)):
        assert ada.patch("/dispatch-policy", {"territories": wrong}).status_code == status
    assert told() == before
    assert ada.patch("/dispatch-policy", {"territories": []}).json()["territories"] == []
    dispatch_due_visits(0)
    assert work.queue() == [] and not work.list_visits(actor=company.worker, status=["scheduled"])


@pytest.mark.slow
def test_five_o_clock_is_that_of_each_base_and_a_crew_goes_with_the_first_of_them(
    company: Any, dana: Any, ada: Any, it_is: Callable[[datetime], None]
) -> None:
    ada.patch("/dispatch-policy", {"release": "daily", "release_at": "17:00"})
    nora = company.technician("Nora", zone="America/New_York")
    look, lift = company.kind("Look"), company.kind("Lift", crew_size=2)

    def placed(technician: Any, hour: int, **more: Any) -> int:
        pk: int = company.visit(**more)
        starts_at = datetime(2027, 3, 29, hour, tzinfo=UTC).isoformat()
        answer = dana.post(f"/visits/{pk}/place", {"technician_id": technician.pk, "starts_at": starts_at})
        assert answer.status_code == 200, answer.content
        return pk

    # Monday 29 March 2027, the day after the clocks went forward in London; in New York they did so two weeks before.
    london, york, both = placed(company.tariq, 8), placed(nora, 13, work_type=look), placed(nora, 14, work_type=lift)
    assert dana.post(f"/visits/{both}/crew", {"technician_id": company.tariq.pk}).status_code == 200
    released = []
    # 17:00 in London is 16:00 UTC by then, an hour earlier than the day before; in New York it is 21:00.
    for hour, minute in ((15, 59), (16, 0), (20, 59), (21, 0)):
        it_is(datetime(2027, 3, 28, hour, minute, tzinfo=UTC))
        dispatch_due_visits(0)
        released.append([status == "dispatched" for status in statuses(london, york, both)])
    assert released == [[False, False, False], [True, False, True], [True, False, True], [True, True, True]]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_next_two_of_each_count_what_he_goes_along_with(company: Any, dana: Any, ada: Any) -> None:
    look, lift = company.kind("Look"), company.kind("Lift", crew_size=2)
    ada.patch("/dispatch-policy", {"release": "hand"})
    crewed = place(dana, company, 0, work_type=lift)
    assert dana.post(f"/visits/{crewed}/crew", {"technician_id": company.tove.pk}).status_code == 200
    own = []
    for hours in (1.5, 3):
        own.append(company.visit(work_type=look))
        body = {"technician_id": company.tove.pk, "starts_at": company.at(hours).isoformat()}
        assert dana.post(f"/visits/{own[-1]}/place", body).status_code == 200
    ada.patch("/dispatch-policy", {"release": "next", "release_next": 2})
    dispatch_due_visits(0)
    # Tove has the lift before her, and then one of her own.
    assert statuses(crewed, *own) == ["dispatched", "dispatched", "scheduled"]
    assert dana.post(f"/visits/{crewed}/crew/{company.tove.pk}/remove", {"reason": "Ill"}).status_code == 200
    while handling.deliver_all():
        pass
    assert statuses(*own) == ["dispatched", "dispatched"]
