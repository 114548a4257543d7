"""A customer who was not there chooses a new window: of this one visit, once, among what is offered."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from truckroll.accounts.actors import system
from truckroll.foundation.models import OutboxEvent
from truckroll.portal.models import RebookLink
from truckroll.portal.offering import windows_to_offer
from truckroll.work import queries as work
from truckroll.work.actions import field, visits

SYSTEM = system("test")


def test_half_days_of_the_next_working_days_are_offered_as_the_site_lets_in() -> None:
    # Thursday 26 November 2026 in Boston, where nine is 14:00 UTC.
    now = datetime(2026, 11, 26, 14, tzinfo=UTC)
    offered = windows_to_offer(now=now, zone="America/New_York", lets_in=None)
    assert len(offered) == 10
    assert offered[:3] == [
        (datetime(2026, 11, 27, 13, tzinfo=UTC), datetime(2026, 11, 27, 17, tzinfo=UTC)),
        (datetime(2026, 11, 27, 17, tzinfo=UTC), datetime(2026, 11, 27, 22, tzinfo=UTC)),
        # Nobody comes on Saturday and Sunday.
        (datetime(2026, 11, 30, 13, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC)),
    ]
    # The site opens for the last 59 minutes of Friday morning: that is too little; and for an hour on Monday.
    lets_in = [
        (datetime(2026, 11, 27, 16, 1, tzinfo=UTC), datetime(2026, 11, 27, 17, tzinfo=UTC)),
        (datetime(2026, 11, 30, 16, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC)),
    ]
    assert windows_to_offer(now=now, zone="America/New_York", lets_in=lets_in) == [offered[2]]


@pytest.fixture
def missed(dana: Any, now: datetime) -> dict[str, Any]:
    """The return visit of one where nobody opened, as the office sees it, and the work order."""

    def post(path: str, body: dict[str, Any]) -> Any:
        return dana.post(path, body).json()

    customer = post("/customers", {"name": "Carla Ltd", "currency": "GBP"})["id"]
    place = {"country": "GB", "zone": "Europe/London", "lat": 51.5, "lon": -0.1}
    site = post("/sites", {"customer_id": customer, "name": "12 High Street", "address": "12 High Street", **place})[
        "id"
    ]
    kind = post("/work-types", {"name": "Boiler service", "duration_s": 3600, "assignment": "off"})["id"]
    tariq = post("/technicians", {"name": "Tariq", "zone": "Europe/London", "currency": "GBP"})["id"]
    order = post("/work-orders", {"site_id": site, "work_type_id": kind, "description": "Key under the mat"})
    visit = dana.get("/visits", work_order_id=order["id"]).json()["items"][0]["id"]
    row = work.get_visit(actor=SYSTEM, visit_id=visit)
    at: dict[str, Any] = {"actor": SYSTEM, "now": now - timedelta(minutes=40)}
    visits.schedule_visit(visit=row, technician_id=tariq, starts_at=now, **at)
    visits.dispatch_visit(visit=row, **at)
    field.depart_visit(visit=row, **at)
    field.arrive_visit(visit=row, position={"lat": 51.5, "lon": -0.1}, **at)
    field.report_no_access(visit=row, reason="nobody home", actor=SYSTEM, now=now - timedelta(minutes=22))
    whole = dana.get(f"/work-orders/{order['id']}").json()
    assert [(one["status"]) for one in whole["visits"]] == ["no_access", "draft"]
    # Eighteen minutes before a closed door, and where he stood, are kept.
    assert (whole["endings"][0]["waited_s"], whole["endings"][0]["is_our_fault"]) == (1080, False)
    assert [step["facts"].get("position") for step in whole["history"] if step["move"] == "arrive"] == [
        {"lat": 51.5, "lon": -0.1}
    ]
    return {"visit": whole["visits"][1]["id"], "order": order["id"], "number": order["number"], "tariq": tariq}


@pytest.fixture
def link(dana: Any, missed: dict[str, Any]) -> str:
    """The token of a link for the return visit."""
    answer = dana.post(f"/visits/{missed['visit']}/rebook-links", {"given_to": "Carla"})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["path"]).removeprefix("/portal/b/")


def choose(api: Any, token: str, starts_at: str, key: int = 1) -> Any:
    body = {"token": token, "client_uuid": str(uuid.UUID(int=key)), "starts_at": starts_at}
    return api.post("/portal/rebook", body)


def test_the_link_shows_one_job_and_ends_in_a_visit_that_is_ready(
    dana: Any, nobody: Any, missed: Any, link: str, told: Any
) -> None:
    shown = nobody.post("/portal/rebook/open", {"token": link}).json()
    assert sorted(shown) == ["company", "duration_s", "reference", "site", "windows", "work_type", "zone"]
    assert (shown["reference"], shown["work_type"], len(shown["windows"])) == (missed["number"], "Boiler service", 10)
    # Tuesday 24 November, in the afternoon: London is on winter time.
    wanted = shown["windows"][1]
    assert wanted == {"starts_at": "2026-11-24T12:00:00Z", "ends_at": "2026-11-24T17:00:00Z"}
    before = len(told())
    assert choose(nobody, link, wanted["starts_at"]).json() == wanted
    # The same try again has the same answer; another one is refused, and so is looking.
    assert choose(nobody, link, wanted["starts_at"]).status_code == 200
    assert told()[before:] == ["work.visit.changed", "work.visit.window_chosen", "portal.visit.rebooked"]
    again = choose(nobody, link, shown["windows"][0]["starts_at"], key=2)
    assert (again.status_code, again.json()["code"]) == (410, "link_used")
    assert nobody.post("/portal/rebook/open", {"token": link}).json()["code"] == "link_used"
    visit = dana.get(f"/visits/{missed['visit']}").json()
    assert (visit["status"], visit["window_starts_at"], visit["window_ends_at"]) == ("draft", *wanted.values())
    (kept,) = dana.get("/rebook-links", work_order_id=missed["order"]).json()["items"]
    assert (kept["chosen_starts_at"], kept["given_to"]) == (wanted["starts_at"], "Carla")


def test_a_plan_outside_of_the_chosen_window_is_given_up_and_one_inside_stays(
    dana: Any, nobody: Any, missed: Any, link: str
) -> None:
    row = work.get_visit(actor=SYSTEM, visit_id=missed["visit"])
    plan: dict[str, Any] = {
        "technician_id": missed["tariq"],
        "actor": SYSTEM,
        "now": datetime(2026, 11, 23, 8, tzinfo=UTC),
    }
    visits.schedule_visit(visit=row, starts_at=datetime(2026, 11, 24, 13, tzinfo=UTC), **plan)
    choose(nobody, link, "2026-11-24T12:00:00Z")
    visit = dana.get(f"/visits/{missed['visit']}").json()
    assert (visit["status"], visit["technician_id"]) == ("scheduled", missed["tariq"])
    second = dana.post(f"/visits/{missed['visit']}/rebook-links", {}).json()["path"].removeprefix("/portal/b/")
    choose(nobody, second, "2026-11-25T08:00:00Z")
    visit = dana.get(f"/visits/{missed['visit']}").json()
    assert (visit["status"], visit["technician_id"], visit["window_starts_at"]) == (
        "draft",
        None,
        "2026-11-25T08:00:00Z",
    )


def test_what_was_not_offered_is_refused_and_nothing_changes(dana: Any, nobody: Any, missed: Any, link: str) -> None:
    before = OutboxEvent.objects.count()
    refused = choose(nobody, link, "2026-11-24T09:00:00Z")
    assert (refused.status_code, refused.json()["code"]) == (409, "window_not_offered")
    assert OutboxEvent.objects.count() == before
    assert dana.get(f"/visits/{missed['visit']}").json()["window_starts_at"] is None
    # The link is still good.
    assert choose(nobody, link, "2026-11-24T08:00:00Z", key=2).status_code == 200


@pytest.mark.parametrize("how", ["revoked", "again", "expired", "begun", "guessed"])
def test_a_link_that_no_longer_holds_chooses_nothing(how: str, dana: Any, nobody: Any, missed: Any, link: str) -> None:
    if how == "revoked":
        assert dana.post(f"/rebook-links/{RebookLink.objects.get().pk}/revoke").status_code == 200
    elif how == "again":
        # A second link for the same visit takes the first one back.
        dana.post(f"/visits/{missed['visit']}/rebook-links", {})
    elif how == "expired":
        RebookLink.objects.update(expires_at=datetime(2026, 1, 1, tzinfo=UTC))
    elif how == "begun":
        dana.post(f"/visits/{missed['visit']}/cancel", {"reason": "Sold"})
    token = "x" * 43 if how == "guessed" else link
    code = {"expired": (410, "link_expired"), "begun": (410, "link_expired")}.get(how, (404, "unknown_link"))
    for answer in (nobody.post("/portal/rebook/open", {"token": token}), choose(nobody, token, "2026-11-24T08:00:00Z")):
        assert (answer.status_code, answer.json()["code"]) == code
    assert not RebookLink.objects.filter(used_at__isnull=False).exists()


def test_rule_49_whose_fault_a_closed_door_was_can_be_said_afterwards(dana: Any, missed: Any) -> None:
    first = dana.get(f"/work-orders/{missed['order']}").json()["visits"][0]["id"]
    said = dana.post(f"/visits/{first}/note-fault", {"is_our_fault": True, "reason": "We had the wrong key"})
    assert said.status_code == 200, said.content
    ending = dana.get(f"/work-orders/{missed['order']}").json()["endings"][0]
    assert (ending["is_our_fault"], ending["fault_reason"]) == (True, "We had the wrong key")
    assert dana.post(f"/visits/{missed['visit']}/note-fault", {"is_our_fault": True, "reason": "?"}).status_code == 422
