"""The phone without network: everything works, nothing is lost, and once there is an answer nothing is done twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Route, expect

MOVES = ["create", "schedule", "dispatch", "depart", "arrive", "start", "complete"]


@pytest.fixture
def order(company: Any) -> Any:
    """A job that is on Tariq's phone."""
    order = company.raise_order("No heat")
    company.assigned(order["id"])
    return order


@pytest.fixture
def phone(doors: Any, order: Any) -> Any:
    """Tariq's phone, which has been looked at once with network: now the door itself is kept on it."""
    phone = doors.phone("tariq@example.test")
    phone.page.wait_for_function("navigator.serviceWorker.controller !== null")
    phone.open_job(order["number"])
    return phone


def record_of(company: Any, order: Any) -> Any:
    return company.ada.get(f"/work-orders/{order['id']}")


def moves_of(record: Any) -> list[str]:
    return [step["move"] for step in record["history"] if step["subject"].startswith("WO-")]


def test_f7_a_whole_visit_in_a_cellar_arrives_once(phone: Any, company: Any, order: Any) -> None:
    page = phone.page
    page.context.set_offline(True)
    page.reload()
    phone.begin()
    phone.take_photo()
    phone.use_part()
    # The phone dies and is started again, still in the cellar.
    page.close()
    phone.page = page = page.context.new_page()
    page.goto("/technician/")
    phone.open_job(order["number"])
    expect(page.get_by_text("1 × Gas valve")).to_be_visible()
    phone.write_note("Written in the dark.")
    phone.tap("Checklist")
    phone.answer_checklist()
    phone.tap("Finish job")
    page.get_by_label("What was done").fill("Replaced the gas valve.")
    phone.tap("Next →")
    phone.tap("Next →")
    phone.sign("Cleo")
    phone.tap("Finish job")
    # depart, arrive, hazard, start, photo, part, note, answer, signature, finish; and two files
    expect(page.get_by_role("button", name="Offline · 12 unsent")).to_be_visible()
    assert moves_of(record_of(company, order)) == MOVES[:3]

    page.context.set_offline(False)
    phone.expect_all_sent()
    record = record_of(company, order)
    assert (record["status"], moves_of(record)) == ("completed", MOVES)
    assert [len(record[what]) for what in ("photos", "parts", "notes", "signatures")] == [1, 1, 1, 1]
    assert [(one["description"], one["quantity"]) for one in record["parts"]] == [("Gas valve", "1.000")]
    assert record["photos"][0]["is_received"]


def test_f8_answers_that_are_lost_are_asked_for_again(phone: Any, company: Any, order: Any) -> None:
    sent: Counter[str] = Counter()

    def lose_the_answer(route: Route) -> None:
        body = route.request.post_data_json
        sent.update(command["uuid"] for command in body["commands"])
        answer = route.fetch()
        # The office has it; the phone never hears so, the first two times.
        if max(sent.values()) <= 2:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    phone.page.context.route("**/api/mobile/commands", lose_the_answer)
    with phone.page.context.expect_event("requestfinished", lambda one: one.url.endswith("/mobile/commands")):
        phone.write_note("Said once.")
    phone.expect_all_sent()
    assert list(sent.values()) == [3]
    assert [one["text"] for one in record_of(company, order)["notes"]] == ["Said once."]


def test_f9_two_tabs_of_one_phone_send_in_one_order(phone: Any, company: Any, order: Any) -> None:
    numbers: list[int] = []
    context = phone.page.context
    context.on(
        "requestfinished",
        lambda request: (
            request.url.endswith("/mobile/commands")
            and numbers.extend(command["seq"] for command in request.post_data_json["commands"])
        ),
    )
    other = type(phone)(context.new_page(), phone.picture)
    other.page.goto(phone.page.url)
    expect(other.page.get_by_role("button", name="Start travel")).to_be_visible()
    context.set_offline(True)
    phone.write_note("From the first.")
    other.write_note("From the second.")
    phone.tap("Start travel")
    # Each sees what the other wrote down.
    expect(other.page.get_by_role("button", name="I’m here")).to_be_visible()
    expect(phone.page.get_by_text("From the second.")).to_be_visible()
    other.tap("I’m here")
    context.set_offline(False)
    phone.expect_all_sent()
    other.expect_all_sent()
    record = record_of(company, order)
    assert Counter(one["text"] for one in record["notes"]) == {"From the first.": 1, "From the second.": 1}
    assert moves_of(record) == [*MOVES[:3], "depart", "arrive"]
    assert numbers == [1, 2, 3, 4]


def test_what_the_office_cannot_take_in_waits_for_a_person(phone: Any, company: Any, order: Any) -> None:
    phone.page.context.set_offline(True)
    phone.tap("Start travel")
    phone.tap("I’m here")
    visit = company.visit_of(order["id"])
    company.ada.post(f"/visits/{visit['id']}/cancel", {"reason": "The customer rang off"})
    phone.page.context.set_offline(False)
    attention = phone.page.get_by_role("button", name="need")
    expect(attention.first).to_be_visible()
    attention.first.click()
    expect(phone.page.get_by_role("heading", name="Unsent", exact=True)).to_be_visible()
    expect(phone.page.get_by_role("heading", name="Unsent:")).to_be_hidden()
    # The office sees the same: work was done on a job that it had canceled.
    assert [one["command"] for one in record_of(company, order)["evidence"]] == ["depart_visit", "arrive_visit"]
