"""From an empty database to an issued invoice by the office's own forms: every noun is made, changed and listed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


class Office:
    """A hand in the office: fills in forms by the words beside their fields."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, path: str) -> None:
        """By the menu where it leads there, as people do: loading the whole office anew takes seconds."""
        link = self.page.locator(f'nav a[href="/office{path}"]')
        if link.count():
            link.click()
        else:
            self.page.goto(f"/office{path}")

    def press(self, name: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=name, exact=True).click()

    def fill(self, form: Locator, label: str, value: Any) -> None:
        """Write a value into the field of that label, whatever kind of field it is."""
        named = form.get_by_label(re.compile(rf"^{re.escape(label)}( \*)?$"))
        field = named.and_(form.locator("input, textarea"))
        if isinstance(value, bool):
            field.set_checked(value)
        elif isinstance(value, list):
            for one in value:
                field.fill(one)
                self.page.get_by_role("option", name=one, exact=True).click()
            field.press("Tab")
        elif field.get_attribute("role") == "combobox" or field.get_attribute("aria-haspopup") == "listbox":
            field.click()
            if field.is_editable():
                field.fill(value)
            self.page.get_by_role("option", name=re.compile(rf"^{re.escape(value)}( · .*)?$")).click()
        else:
            field.fill(value)

    def form(self) -> Locator:
        return self.page.get_by_role("dialog")

    def submit(self, button: str, **values: Any) -> None:
        """Fill in the open form, send it, and see it close."""
        form = self.form()
        for label, value in values.items():
            self.fill(form, label, value)
        self.press(button, form)
        expect(form).to_be_hidden()

    def make(self, noun: str, **values: Any) -> None:
        self.press(f"New {noun}")
        self.submit(f"Make the {noun}", **values)

    def change(self, row: str, **values: Any) -> None:
        """Open a row of a list, change it in its form, and see the list say so."""
        self.page.get_by_role("row", name=re.compile(row)).first.click()
        self.submit("Save", **values)

    def lists(self, *words: str) -> None:
        """Some row of the list says all that."""
        rows = self.page.get_by_role("row")
        for word in words:
            rows = rows.filter(has_text=word)
        expect(rows.first).to_be_visible()


@pytest.fixture
def installation(empty_installation: Any) -> Any:
    """The doors of this file lead into an empty house."""
    return empty_installation


@pytest.fixture
def office(doors: Any) -> Office:
    return Office(doors.office("ada@example.test", "/office/customers"))


def enter_people(office: Office) -> None:
    office.go("/technicians?filter=skills")
    office.make("skill", Name="Gaz")
    office.change("Gaz", Name="Gas")
    office.make("kind of certificate", Name="Gas Safe")
    office.lists("Gas Safe", "the law")
    office.go("/technicians?filter=territories")
    office.press("New territory")
    office.form().get_by_label("Postal codes").fill("N1, N2,")
    office.submit("Make the territory", Name="North")
    office.lists("North", "N1, N2")
    office.make("team", Name="Blue")
    office.lists("Blue")
    office.go("/users")
    user = {"E-mail": "tariq@example.test", "Role": "Technician", "First password": "a long enough one"}
    office.make("user", Name="Tarik", **user)
    office.change("Tarik", Name="Tariq")
    office.lists("Tariq", "tariq@example.test", "technician")

    office.go("/technicians")
    office.press("New technician")
    office.press("Monday to Friday 8–17", office.form())
    office.submit(
        "Make the technician",
        **{
            "Name": "Tariq", "Signs in as": "Tariq", "Time zone": "Europe/London", "Team": "Blue", "Skills": ["Gas"],
            "Territories": ["North"], "Home latitude": "51.5", "Home longitude": "-0.12", "Vehicle": "Van 7",
            "Cost per hour": "31.5", "Currency": "GBP",
        },
    )  # fmt: skip
    page = office.page
    expect(page.get_by_role("heading", name="Tariq")).to_be_visible()
    for words in ("Gas 3", "North", "Mon–Fri 08:00–17:00", "Van 7", "31.5"):
        expect(page.get_by_text(words).first).to_be_visible()
    office.make("certificate", **{"Certificate": "Gas Safe", "Number": "GS 1", "Valid from": "2026-01-01"})
    office.change("Gas Safe", **{"Expires on": "2027-01-01"})
    office.lists("Gas Safe", "Jan 1, 2027")
    office.make("exception", Date="2026-11-27", Starts="10:00", Ends="14:00", Reason="School")
    office.lists("Nov 27, 2026", "10:00–14:00")
    office.press("Record time away")
    absence = {"Why": "Leave", "From": "2026-11-30T08:00", "Until": "2026-11-30T17:00", "Note": "Wedding"}
    office.submit("Record it", **absence)
    office.lists("Leave", "Wedding")
    office.press("Change")
    office.submit("Save", Phone="020 7946 0001")
    expect(page.get_by_text("020 7946 0001")).to_be_visible()


def enter_customer(office: Office) -> None:
    page = office.page
    office.go("/customers")
    expect(page.get_by_text("No customers yet.")).to_be_visible()
    office.make("customer", Name="Carla Ltd", Currency="GBP")
    expect(page.get_by_role("heading", name="Carla Ltd")).to_be_visible()
    office.press("Change")
    office.submit("Save", **{"Billing address": "1 Bank, London", "Days to pay": "14"})
    expect(page.get_by_text("14 days, in GBP")).to_be_visible()
    office.make("contact", Name="Cleo", Role="Site manager", Phone="020 7946 0000")
    office.change("Cleo", **{"E-mail": "cleo@example.test"})
    office.lists("Cleo", "site manager", "cleo@example.test")
    office.press("New site")
    office.press("Monday to Friday 8–17", office.form())
    office.submit(
        "Make the site",
        **{"Name": "12 Mill Lane", "Address": "12 Mill Lane, London", "Postal code": "N1 1AA", "Country": "GB",
           "Time zone": "Europe/London", "Access notes": "Key box 4411"},
    )  # fmt: skip
    page.get_by_role("row", name=re.compile("12 Mill Lane")).click()
    expect(page.get_by_role("heading", name="12 Mill Lane")).to_be_visible()
    office.press("Set the pin")
    office.submit("Set the pin", Latitude="51.51", Longitude="-0.1")
    expect(page.get_by_text("51.51000, -0.10000 (by pin)")).to_be_visible()
    office.make("hazard", **{"Hazard": "Asbestos", "Severity": "High", "Must be acknowledged before work starts": True})
    office.change("Asbestos", **{"What to do about it": "Do not open the hatch."})
    office.lists("Asbestos", "high", "Do not open the hatch.", "must be acknowledged")
    office.make("asset", **{"Name": "Boiler", "Kind": "Boiler", "Make": "Vaillant", "Serial number": "V 1"})
    page.get_by_role("row", name=re.compile("Boiler")).click()
    office.press("Change")
    office.submit("Save", **{"Warranty until": "2028-05-01"})
    expect(page.get_by_text("May 1, 2028")).to_be_visible()
    office.go("/sites")
    office.lists("12 Mill Lane", "Carla Ltd", "Mon–Fri 08:00–17:00", "Europe/London")
    office.go("/assets")
    office.lists("Boiler", "V 1")


def enter_work_and_prices(office: Office) -> None:
    page = office.page
    office.go("/calendars")
    office.press("New calendar")
    office.press("Monday to Friday 8–17", office.form())
    office.submit("Make the calendar", **{"Name": "Office hours", "Public holidays of": "GB"})
    office.change("Office hours", Name="Working hours")
    office.lists("Working hours", "Mon–Fri 08:00–17:00", "GB")
    office.go("/targets")
    page.get_by_role("button", name=re.compile("^Everybody, P3")).click()
    form = office.form()
    office.fill(form, "Response: amount", "240")
    office.fill(form, "Response: unit", "working minutes")
    office.fill(form, "Response: calendar", "Working hours")
    office.submit("Promise this")
    expect(page.get_by_role("button", name=re.compile("^Everybody, P3"))).to_contain_text(
        "4 working hours · Working hours"
    )

    office.go("/work-types")
    office.press("New work type")
    form = office.form()
    office.press("Add a skill", form)
    office.fill(form, "Skill", "Gas")
    office.press("Add a question", form)
    form.get_by_label("Question 1", exact=True).fill("Gas tight?")
    office.submit("Make the work type", **{"Name": "Boiler service", "Takes": "60", "A new visit is": "Left to people"})
    office.change("Boiler service", Takes="90")
    office.lists("Boiler service", "1 h 30 min", "by hand", "Gas 1")

    office.go("/price-book")
    office.make(
        "tax rate", **{"Code": "standard", "Name": "VAT", "Rate as a fraction": "0.2", "Valid from": "2020-01-01"}
    )
    office.lists("standard", "20 %")
    office.make("price book", **{"Name": "Prices", "Currency": "GBP", "At least minutes": "60"})
    office.make(
        "price", **{"Kind": "Labor, per hour", "Name": "Labor", "Price in GBP": "70", "Tax": "standard", "Unit": "h"}
    )
    office.make("price", **{"Kind": "Call-out", "Name": "Call-out", "Price in GBP": "45", "Tax": "standard"})
    office.make(
        "price", **{"Kind": "Part", "Name": "Gas valve", "Price in GBP": "32.5", "Tax": "standard", "Number": "GV-1"}
    )
    office.change("Labor", **{"Price in GBP": "80"})
    office.lists("Labor", "80.00")
    seller = page.get_by_role("region", name="The company on its invoices")
    for label, value in {
        "Legal name": "Gasworks Ltd",
        "Address": "9 Pipe Street",
        "Country": "GB",
        "Currency": "GBP",
        "Tax id": "GB1234567",
        "Bank details": "Sort 00-00-00, Account 12345678",
    }.items():
        office.fill(seller, label, value)
    office.press("Save", seller)
    expect(page.get_by_text("Invoices say so from now on.")).to_be_visible()


def ask(office: Office) -> str:
    """Take a call, keep it for triage, accept it; the number of the work order."""
    page = office.page
    office.go("/work-orders/new")
    form = page.locator("form")
    office.fill(form, "Customer", "Carla Ltd")
    office.fill(form, "Site", "12 Mill Lane")
    office.fill(form, "Work type", "Boiler service")
    office.fill(form, "What is asked", "The yearly service")
    office.press("Keep for triage")
    page.get_by_role("row", name=re.compile("The yearly service")).click()
    office.press("Accept and raise the work order", office.form())
    heading = page.get_by_role("heading", name=re.compile(r"WO-\d+ · Boiler service"))
    expect(heading).to_be_visible()
    expect(page.get_by_text(re.compile("^Nov 23, 12:"))).to_be_visible()  # due: 240 working minutes after eight
    return heading.inner_text().split(" · ")[0]


def test_a_company_is_built_and_paid_for_its_work(office: Office, doors: Any) -> None:
    page = office.page
    enter_people(office)
    enter_customer(office)
    enter_work_and_prices(office)
    number = ask(office)

    office.go("/work-orders")
    office.lists(number, "Carla Ltd", "Unscheduled")
    office.go("/board")
    page.get_by_test_id(f"queue-{number}").click()
    page.keyboard.press("a")
    office.form().get_by_role("button", name="Assign").click()
    bar = page.get_by_role("gridcell", name=re.compile(f"^{number}, Carla Ltd"))
    expect(bar).to_be_visible()
    bar.click()
    page.keyboard.press("d")
    expect(page.get_by_role("gridcell", name=re.compile(f"^{number}, .* Dispatched"))).to_be_visible()

    phone = doors.phone("tariq@example.test")
    phone.open_job(number)
    phone.begin()
    phone.tap("Checklist")
    phone.answer_checklist()
    phone.tap("Finish job")
    phone.page.get_by_label("What was done").fill("Serviced.")
    phone.tap("Next →")
    phone.tap("Next →")
    phone.sign("Cleo")
    phone.tap("Finish job")
    phone.expect_all_sent()

    office.go("/work-orders")
    page.get_by_role("row", name=re.compile(number)).click()
    office.press("Approve")
    expect(page.get_by_text("Approved", exact=True).first).to_be_visible()
    office.press("Invoice")
    # An hour of labor at least and the call-out: 125.00, and 20 % on it.
    expect(page.get_by_role("table", name="Totals").get_by_role("row", name="Total")).to_contain_text("£150.00")
    office.press("Issue")
    office.press("Issue", office.form())
    expect(page.get_by_role("heading", name="INV-2026-000001")).to_be_visible()
    office.press("Money came in…")
    office.submit("Record it", Reference="Bank")
    expect(page.get_by_text("Paid", exact=True).first).to_be_visible()
    office.go("/invoices")
    office.lists("INV-2026-000001", "Carla Ltd")
