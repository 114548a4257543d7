"""One job's whole life through the three doors: asked for, assigned, seen live, done on a phone, approved, invoiced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def ask_for_a_visit(doors: Any, company: Any) -> tuple[str, Page]:
    """As a tenant, through the form behind the site's link; his reference, and the page he follows it on."""
    form = company.ada.post("/request-forms", {"site_id": company.ids["site"], "label": "Flat 3"})
    page = doors.page(form["path"], phone=True)
    page.get_by_label("What is wrong?").fill("No heat since last night")
    page.get_by_label("Your name").fill("Cleo")
    page.get_by_label("Phone").fill("020 7946 0000")
    tap(page, "Send")
    reference = page.get_by_text(re.compile(r"Your reference: ")).inner_text().removeprefix("Your reference: ")
    page.get_by_role("link", name="See how it stands").click()
    expect(page.get_by_role("heading", name="Your service visit")).to_be_visible()
    return reference, page


def accept(page: Page, reference: str) -> str:
    """As a dispatcher, in the triage list; the number of the work order."""
    page.get_by_role("link", name="Requests").click()
    page.get_by_role("row", name=re.compile(reference)).click()
    triage = page.get_by_role("dialog")
    triage.get_by_role("combobox", name="Work type").fill("Gas repair")
    page.get_by_role("option", name="Gas repair").click()
    triage.get_by_role("button", name="Accept and raise the work order").click()
    heading = page.get_by_role("heading", name=re.compile(r"WO-\d+"))
    expect(heading).to_be_visible()
    return re.search(r"WO-\d+", heading.inner_text()).group()  # type: ignore[union-attr]  # just found


def do_the_job(phone: Any, number: str) -> None:
    """As the technician, on his phone, through every gate."""
    phone.open_job(number)
    phone.begin()
    phone.take_photo()
    phone.use_part()
    phone.write_note("The shut-off is behind the door.")
    phone.tap("Finish job")
    phone.page.get_by_label("What was done").fill("Replaced the gas valve.")
    phone.tap("Next →")
    phone.tap("Next →")
    phone.sign("Cleo")
    # The checklist was forgotten: the gate says so and leads there.
    expect(phone.page.get_by_role("button", name="Finish job")).to_be_disabled()
    phone.tap("1 question of the checklist to answer")
    phone.answer_checklist()
    # What was written is still there, where it was left.
    expect(phone.page.get_by_text("Everything is there")).to_be_visible()
    phone.tap("Finish job")
    expect(phone.page.get_by_role("region", name="Done").get_by_role("button", name=re.compile(number))).to_be_visible()


def test_a_request_becomes_an_issued_invoice(doors: Any, company: Any) -> None:
    office, board = doors.office("dana@example.test"), doors.office("bill@example.test")
    expect(board.get_by_test_id("live-state")).to_have_text("live")
    reference, status = ask_for_a_visit(doors, company)
    number = accept(office, reference)

    # Assigned by itself, with the reason, and at once on a board that somebody else has open.
    bar = board.get_by_role("gridcell", name=re.compile(f"^{number}, Carla Ltd, Gas repair, .* Dispatched"))
    expect(bar).to_be_visible()
    expect(office.get_by_role("link", name="Tariq")).to_be_visible()
    tap(office, "Why this technician")
    expect(office.get_by_text(re.compile("1. Tariq — chosen"))).to_be_visible()
    expect(office.get_by_text("✕ Tove")).to_be_visible()
    expect(office.get_by_text("needs Gas; Tove")).to_be_visible()

    phone = doors.phone("tariq@example.test")
    do_the_job(phone, number)
    phone.expect_all_sent()
    bar = board.get_by_role("gridcell", name=re.compile(f"^{number}, .* Completed"))
    expect(bar).to_be_visible()
    status.reload()
    tap(status, "Open")
    expect(status.get_by_role("listitem").filter(has_text="Done")).to_have_attribute("data-state", "past")

    # The whole record is there, and the office approves it.
    office.reload()
    for words in ("Replaced the gas valve.", "Gas valve", "Cleo"):
        expect(office.get_by_text(words).first).to_be_visible()
    expect(office.get_by_role("img", name=re.compile("photo", re.IGNORECASE)).first).to_be_visible()
    tap(office, "Approve")
    expect(office.get_by_text("Approved", exact=True).first).to_be_visible()

    # Billing needs to key nothing in: 1 h of labor at least, the call-out and the part, 20 % tax on 157.50.
    board.goto("/office/work-orders")
    board.get_by_role("row", name=re.compile(number)).click()
    tap(board, "Invoice")
    totals = board.get_by_role("table", name="Totals")
    expect(totals.get_by_role("row", name="Total")).to_contain_text("£189.00")
    board.get_by_role("button", name="Issue", exact=True).click()
    board.get_by_role("dialog").get_by_role("button", name="Issue", exact=True).click()
    expect(board.get_by_role("heading", name=re.compile(r"INV-2026-\d{6}"))).to_be_visible()
    href = board.get_by_role("link", name="PDF").get_attribute("href")
    answer = board.request.get(doors.installation.url + str(href))
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
