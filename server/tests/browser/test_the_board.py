"""The board under a dispatcher's hands: keys, pointer, refusals overridden with a reason, conflicts, missing files."""

from __future__ import annotations

import hashlib
import re
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

GAS = "gas survey"  # nobody is assigned to it by itself


def queued(board: Page, number: str) -> Any:
    """The card of a work order in the queue, alone there."""
    expect(board.get_by_test_id("live-state")).to_have_text("live")
    board.get_by_label("Filter the queue").fill(number)
    card = board.get_by_test_id(f"queue-{number}")
    expect(card).to_be_visible()
    return card


def bar_of(board: Page, number: str) -> Any:
    return board.get_by_role("gridcell", name=re.compile(f"^{number}, "))


def test_a_visit_is_moved_by_keys_alone_and_the_move_undone(doors: Any, company: Any) -> None:
    quinn = company.hire("Quinn")
    order = company.raise_order("By keys", GAS)
    visit = company.visit_of(order["id"])["id"]
    company.ada.post(f"/visits/{visit}/place", {"technician_id": quinn["id"], "starts_at": "2026-11-23T13:00:00+00:00"})
    board = doors.office("dana@example.test")
    bar = bar_of(board, order["number"])
    bar.click()
    board.keyboard.press("b")
    board.keyboard.press("Enter")
    expect(board.get_by_text(re.compile(f"^{order['number']}, Quinn, 13:00 to 14:00"))).to_be_attached()
    board.keyboard.press("ArrowRight")
    board.keyboard.press("ArrowRight")
    with board.expect_response("**/place"):
        board.keyboard.press("Enter")
    moved = board.get_by_role("gridcell", name=re.compile(f"^{order['number']}, .*13:10 to 14:10"))
    expect(moved).to_be_visible()
    assert company.visit_of(order["id"])["starts_at"] == "2026-11-23T13:10:00Z"
    with board.expect_response("**/place"):
        board.keyboard.press("Control+z")
    expect(board.get_by_role("gridcell", name=re.compile(f"^{order['number']}, .*13:00 to 14:00"))).to_be_visible()
    assert company.visit_of(order["id"])["starts_at"] == "2026-11-23T13:00:00Z"


def test_a_crew_is_found_in_the_panel_and_stands_on_everybodys_row(doors: Any, company: Any) -> None:
    rosa, stan = company.hire("Rosa"), company.hire("Stan")
    order = company.raise_order("Two of them", GAS)
    visit = company.visit_of(order["id"])["id"]
    company.ada.post(f"/visits/{visit}/place", {"technician_id": rosa["id"], "starts_at": "2026-11-23T15:00:00+00:00"})
    board = doors.office("dana@example.test")
    bar_of(board, order["number"]).click()
    board.get_by_role("button", name="Send somebody along").click()
    board.get_by_role("option", name="Stan", exact=True).click()
    # The same visit on two rows, one of them leading.
    leads, along = f"^{order['number']}, .*leads a crew of 2", f"^{order['number']}, .*goes along"
    expect(board.get_by_role("gridcell", name=re.compile(leads))).to_be_visible()
    expect(board.get_by_role("gridcell", name=re.compile(along))).to_be_visible()
    crew = board.get_by_role("group", name="Crew")
    expect(crew.get_by_text("Rosa leads")).to_be_visible()
    crew.get_by_role("button", name="What to do with Stan").click()
    board.get_by_role("menuitem", name="Let him lead").click()
    expect(crew.get_by_text("Stan leads")).to_be_visible()
    row = company.visit_of(order["id"])
    assert (row["technician_id"], [one["technician_id"] for one in row["crew"]]) == (stan["id"], [rosa["id"]])
    crew.get_by_role("button", name="What to do with Rosa").click()
    board.get_by_role("menuitem", name="Take off").click()
    board.get_by_label("Why he does not go along").fill("Not needed")
    board.get_by_role("button", name="Take off", exact=True).click()
    expect(board.get_by_role("gridcell", name=re.compile(along))).to_have_count(0)
    assert company.visit_of(order["id"])["crew"] == []


def test_a_drop_against_a_rule_is_refused_and_overridden_with_a_reason(doors: Any, company: Any) -> None:
    order = company.raise_order("Against a rule", GAS)
    board = doors.office("dana@example.test")
    card = queued(board, order["number"]).bounding_box()
    lane = board.get_by_role("row", name=re.compile("Tove")).bounding_box()
    grid = board.get_by_role("grid").bounding_box()
    board.mouse.move(card["x"] + 40, card["y"] + 20)
    board.mouse.down()
    board.mouse.move(card["x"] + 90, card["y"] + 40, steps=4)
    board.mouse.move(grid["x"] + 900, lane["y"] + lane["height"] / 2, steps=6)
    board.mouse.up()
    refusal = board.get_by_role("dialog")
    expect(refusal).to_contain_text("Needs Gas; Tove does not have it.")
    assert company.visit_of(order["id"])["technician_id"] is None
    expect(refusal.get_by_role("button", name="Override")).to_be_disabled()
    refusal.get_by_role("textbox").fill("Tariq talks her through it by phone")
    with board.expect_response("**/place"):
        refusal.get_by_role("button", name="Override").click()
    expect(bar_of(board, order["number"])).to_be_visible()
    visit = company.visit_of(order["id"])
    assert (visit["technician_id"], visit["pinned"]) == (company.ids["tove"], True)
    decision = company.ada.get(f"/visits/{visit['id']}/decisions")["items"][0]
    assert decision["reason"] == "Tariq talks her through it by phone"


def test_rule_9_a_move_out_of_the_promise_asks_and_dispatching_is_an_act_of_its_own(doors: Any, company: Any) -> None:
    uma = company.hire("Uma")
    order = company.raise_order("By the window", GAS)
    visit = company.visit_of(order["id"])["id"]
    window = {"window_starts_at": "2026-11-23T13:00:00+00:00", "window_ends_at": "2026-11-23T14:00:00+00:00"}
    company.ada.patch(f"/visits/{visit}", window)
    company.ada.post(f"/visits/{visit}/place", {"technician_id": uma["id"], "starts_at": window["window_starts_at"]})
    board = doors.office("dana@example.test")
    bar_of(board, order["number"]).click()
    board.keyboard.press("b")
    board.keyboard.press("Enter")
    # Five minutes each: 14:05.
    for _ in range(13):
        board.keyboard.press("ArrowRight")
    board.keyboard.press("Enter")
    asked = board.get_by_role("dialog")
    expect(asked).to_contain_text("it would start 23 Nov 14:05")
    assert company.visit_of(order["id"])["starts_at"] == "2026-11-23T13:00:00Z"
    with board.expect_response("**/place"):
        asked.get_by_role("button", name="Move it and tell the customer").click()
    expect(board.get_by_role("gridcell", name=re.compile(f"^{order['number']}, .*14:05 to 15:05"))).to_be_visible()
    moved = company.visit_of(order["id"])
    assert (moved["window_starts_at"], moved["status"]) == ("2026-11-23T14:00:00Z", "dispatched")
    panel = board.get_by_role("complementary", name="Details")
    expect(panel.get_by_label("Promise, plan, prediction and fact")).to_contain_text("First promise")
    with board.expect_response("**/place"):
        board.keyboard.press("Control+z")
    expect(board.get_by_role("gridcell", name=re.compile(f"^{order['number']}, .*13:00 to 14:00"))).to_be_visible()
    assert company.visit_of(order["id"])["window_starts_at"] == "2026-11-23T13:00:00Z"
    # Off the phone, and back on it with all that Uma has; and that undone.
    with board.expect_response("**/withdraw"):
        board.keyboard.press("Shift+U")
    expect(board.get_by_role("gridcell", name=re.compile(f"^{order['number']}, .*kept off the phone"))).to_be_visible()
    with board.expect_response("**/board/dispatch"):
        board.get_by_role("button", name="Dispatch 1 to Uma").click()
    dispatched = board.get_by_role("gridcell", name=re.compile(f"^{order['number']}, .*Dispatched"))
    expect(dispatched).to_be_visible()
    with board.expect_response("**/withdraw"):
        board.keyboard.press("Control+z")
    expect(dispatched).to_have_count(0)
    assert company.visit_of(order["id"])["status"] == "scheduled"


def test_rule_24_a_conflict_shows_by_itself_and_leads_to_its_visit(doors: Any, company: Any) -> None:
    rhea = company.hire("Rhea")
    order = company.raise_order("Conflicting", GAS)
    visit = company.visit_of(order["id"])["id"]
    company.ada.post(f"/visits/{visit}/place", {"technician_id": rhea["id"], "starts_at": "2026-11-23T15:00:00+00:00"})
    board = doors.office("dana@example.test")
    expect(bar_of(board, order["number"])).to_be_visible()
    company.ada.call("PATCH", f"/api/technicians/{rhea['id']}", {"skills": []})
    button = board.get_by_role("button", name=re.compile(r"^\d+ conflicts?$"))
    button.click()
    conflict = re.compile(f"{order['number']}.*Needs Gas; Rhea does not have it", re.DOTALL)
    board.get_by_role("button", name=conflict).click()
    expect(board.get_by_role("complementary", name="Details")).to_contain_text(order["number"])
    assert company.visit_of(order["id"])["technician_id"] == rhea["id"]


def finish_without_its_photo(company: Any, visit: Any) -> None:
    """As Tariq's phone: the work is done and said so, but the photo's bytes are still on it."""
    phone = company.installation.http("tariq@example.test")
    device = str(uuid.uuid4())
    phone.post("/mobile/devices", {"client_uuid": device, "name": "a program"})
    day = phone.get(f"/mobile/day?device={device}")
    (mine,) = [one for one in day["visits"] if one["id"] == visit["id"]]
    photo = b"never sent"
    file = {
        "client_uuid": str(uuid.uuid4()), "sha256": hashlib.sha256(photo).hexdigest(), "size": len(photo),
        "content_type": "image/png",
    }  # fmt: skip
    steps: list[tuple[str, dict[str, Any]]] = [
        ("depart_visit", {}),
        ("arrive_visit", {}),
        *(("acknowledge_hazard", {"hazard_id": one["id"]}) for one in mine["site"]["hazards"]),
        ("start_visit", {}),
        ("attach_photo", {"kind": "after"} | file),
        ("answer_checklist", {"item_id": mine["checklist"][0]["id"], "value": "yes"}),
        ("complete_visit", {"summary": "Surveyed.", "scope_done": [one["id"] for one in mine["scope"]]}),
    ]
    now = datetime.fromisoformat(day["now"])
    commands = [
        {"uuid": str(uuid.uuid4()), "seq": seq, "type": kind, "payload": {"visit_id": visit["id"]} | more,
         "at": (now - timedelta(seconds=2 * (len(steps) - seq))).isoformat()}
        for seq, (kind, more) in enumerate(steps, 1)
    ]  # fmt: skip
    sent = {"device": device, "sent_at": now.isoformat(), "unsent": len(steps) + 1, "commands": commands}
    answers = phone.post("/mobile/commands", sent)["answers"]
    assert [(one["outcome"], one["body"].get("detail")) for one in answers] == [("applied", None)] * len(steps)


def test_p3_work_whose_photo_is_still_on_the_phone_is_approved_with_a_reason_only(doors: Any, company: Any) -> None:
    order = company.raise_order("Photo in the cellar", GAS)
    visit = company.visit_of(order["id"])
    company.ada.post(
        f"/visits/{visit['id']}/place",
        {"technician_id": company.ids["tariq"], "starts_at": "2026-11-23T18:00:00+00:00"},
    )
    # A visit of today goes to the phone by itself.
    finish_without_its_photo(company, company.assigned(order["id"]))
    # What the phone said it still has shows beside his name.
    board = doors.office("dana@example.test")
    expect(board.get_by_role("row", name=re.compile("Tariq")).get_by_text(re.compile(r"^↑\d+$"))).to_be_visible()

    board.goto(f"/office/work-orders/{order['id']}")
    board.get_by_role("button", name="Approve").click()
    asked = board.get_by_role("dialog")
    expect(asked).to_contain_text(re.compile("photo"))
    assert company.ada.get(f"/work-orders/{order['id']}")["status"] == "completed"
    asked.get_by_role("textbox").fill("He read the figures out")
    asked.get_by_role("button", name="Approve without them").click()
    expect(board.get_by_text("Approved", exact=True).first).to_be_visible()
    assert company.ada.get(f"/work-orders/{order['id']}")["status"] == "approved"
    board.get_by_role("tab", name="Changes").click()
    expect(board.get_by_text(re.compile(r"^work order \d+ changed$")).first).to_be_visible()


def test_rule_11_a_time_is_offered_held_seen_on_the_board_and_confirmed(doors: Any, company: Any) -> None:
    company.hire("Iris")
    order = company.raise_order("On the phone", GAS)
    board = doors.office("dana@example.test")
    expect(board.get_by_test_id("live-state")).to_have_text("live")
    page = board.context.new_page()
    page.goto(f"/office/work-orders/{order['id']}")
    page.get_by_role("button", name="Offer times…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile("^Hold Mon")).first.click()
    held = dialog.get_by_role("alert").filter(has_text="Held until 08:")
    expect(held).to_be_visible()
    bar = board.get_by_role("gridcell", name=re.compile(f"Held for {order['number']}.1, until 08:"))
    expect(bar).to_be_visible()
    assert company.visit_of(order["id"])["status"] == "draft"
    held.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text(re.compile(f"^{order['number']}/1 is promised for Mon, Nov 23"))).to_be_visible()
    expect(bar).to_have_count(0)
    expect(bar_of(board, order["number"])).to_be_visible()
    visit = company.visit_of(order["id"])
    assert visit["window_starts_at"] <= visit["starts_at"] <= visit["window_ends_at"]
    assert company.ada.get(f"/visits/{visit['id']}/decisions")["items"][0]["decided_by"].startswith("Dana")
