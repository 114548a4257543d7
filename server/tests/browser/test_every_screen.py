"""Every screen of the three doors: no page wider than a phone, and nothing a screen reader or weak eyes stumble over.

In every run that is asked of each kind of screen, in light; of all of them, in dark too, in the long one.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser.conftest import OFFICE, PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

AXE = Path(__file__).parents[3] / "web/node_modules/axe-core/axe.min.js"
SETTLED = """() => {
  const main = document.querySelector("main");
  return main !== null && main.innerText.trim().length > 3
    && !document.querySelector(".mantine-Loader-root, .mantine-Skeleton-root");
}"""
# A color on its way from light to dark is no color of either.
STILL = """() => {
  const still = new CSSStyleSheet();
  still.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
}"""
# As a link does: loading the whole door anew for each screen takes most of the time. The office's router shows the
# old screen until the new one is there; the plain doors go at once.
GO = """path => {
  if (!("__TSR_ROUTER__" in window)) {
    history.pushState({}, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  } else __TSR_ROUTER__.history.push(path);
}"""
THERE = """path => {
  if (!("__TSR_ROUTER__" in window)) return location.pathname === path;
  const { status, resolvedLocation: at } = __TSR_ROUTER__.state;
  return status === "idle" && path.endsWith(at.pathname + at.searchStr);
}"""
ASK = "() => axe.run(document, { resultTypes: ['violations'] })"
LONG = os.environ.get("TRUCKROLL_TESTS") == "long"
# Between light and dark only colors change; they are asked for in the long run.
ASK_COLORS = """() => axe.run(document, {
  resultTypes: ["violations"], runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
})"""
SCHEMES = {"light": ASK} | ({"dark": ASK_COLORS} if LONG else {})
# Left to the long run: lists are made of the same parts, and one is looked at.
MORE_OF_A_KIND = {
    "requests?status=all", "work-orders", "invoices", "customers", "sites", "assets", "technicians", "users",
    "technicians?filter=lapsing", "stock?tab=below", "stock?tab=moves",
}  # fmt: skip
LISTS = ("requests", "work-orders", "invoices", "customers", "sites", "assets", "technicians", "work-types", "users")
COMPANY = ("work-orders/new", "price-book", "targets", "calendars", "dispatching", "import", "nowhere")
STOCK = ("stock", "stock?tab=below", "stock?tab=orders", "stock?tab=moves", "stock?tab=catalogue")
PHONE_SCREENS = ("", "/short", "/hazards", "/checklist", "/note", "/parts", "/finish", "/cannot", "/help")


@pytest.fixture(scope="module")
def axe() -> str:
    """The checker, from the web client's own packages."""
    assert AXE.is_file(), f"{AXE} is missing: `npm ci` in web/ brings it"
    return AXE.read_text()


class Eyes:
    """Looks at a page in light and dark, wide and narrow, and keeps what is wrong there."""

    def __init__(self, axe: str) -> None:
        self.axe = axe
        self.faults: list[str] = []

    def go(self, page: Page, path: str) -> None:
        """Go to another screen of the door that is open."""
        page.evaluate(GO, path)
        page.wait_for_function(THERE, arg=path)

    def look(self, page: Page, where: str) -> None:
        page.wait_for_function(SETTLED)
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(STILL)
            page.evaluate(self.axe)
        for scheme, ask in SCHEMES.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of the two
            for found in page.evaluate(ask)["violations"]:
                if found["impact"] in ("serious", "critical"):
                    first = found["nodes"][0]["html"][:120]
                    self.faults.append(f"{where}, {scheme}: {found['id']} × {len(found['nodes'])}, first {first}")

    def measure(self, page: Page, where: str) -> None:
        page.wait_for_function(SETTLED)
        try:
            # A page that was wide takes a moment to lay itself out anew.
            page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth", timeout=3_000)
        except TookTooLong:
            over = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            self.faults.append(f"{where}: {over} px wider than the phone")


@pytest.fixture
def eyes(axe: str) -> Iterator[Eyes]:
    eyes = Eyes(axe)
    yield eyes
    assert not eyes.faults, "\n".join(eyes.faults)


def office_screens(company: Any, order: dict[str, Any]) -> list[str]:
    """The address of every screen, records of the company in those that show one."""
    draft = company.ada.post(f"/work-orders/{order['id']}/invoice-draft")
    records = [
        f"work-orders/{order['id']}", f"invoices/{draft['id']}", f"customers/{company.ids['customer']}",
        f"sites/{company.ids['site']}", f"assets/{company.ids['asset']}", f"technicians/{company.ids['tariq']}",
    ]  # fmt: skip
    views = [
        "board",
        "board?list=true",
        "board?view=week",
        "requests?status=all",
        "technicians?filter=skills",
        "technicians?filter=on-call",
        "technicians?filter=lapsing",
    ]
    body = {"sku": "PUMP-7", "description": "Pump", "quantity": "1", "supplier": "Wexford", "expected_on": "2026-11-20"}
    company.ada.post(f"/work-orders/{order['id']}/part-orders", body)
    return [*views, *LISTS, *STOCK, *COMPANY, *records]


def offered(company: Any) -> int:
    """A work order whose customer is on the phone, and a time is held for him."""
    order = company.raise_order("On the phone", "gas survey")["id"]
    visit = company.visit_of(order)["id"]
    today = next(
        one
        for one in company.ada.get(f"/visits/{visit}/offerable-times")["times"]
        if one["starts_at"].startswith("2026-11-23")
    )
    body = {"technician_id": today["technician_id"], "starts_at": today["starts_at"]}
    company.ada.post(f"/visits/{visit}/hold-offer", body)
    return int(order)


def crewed(company: Any) -> None:
    """A visit of two, one day of several."""
    lead, along = company.hire("Vera"), company.hire("Walt")
    what = {"site_id": company.ids["site"], "work_type_id": company.ids["gas survey"], "duration_s": 10 * 3600}
    visit = company.visit_of(company.ada.post("/work-orders", what)["id"])["id"]
    company.ada.post(f"/visits/{visit}/split", {"longest_s": 5 * 3600})
    body = {"technician_id": lead["id"], "starts_at": "2026-11-23T10:00:00+00:00"}
    company.ada.post(f"/visits/{visit}/place", body)
    company.ada.post(f"/visits/{visit}/crew", {"technician_id": along["id"]})


def test_every_screen_of_the_office_can_be_read_and_is_no_wider_than_a_phone(
    doors: Any, company: Any, eyes: Eyes
) -> None:
    order = company.raise_order("No heat in the hall", "gas survey")
    waiting = offered(company)
    screens = office_screens(company, order)
    page = doors.page("/office/board")
    eyes.look(page, "office sign-in")
    page = doors.office("ada@example.test")
    for screen in screens:
        eyes.go(page, f"/office/{screen}")
        if LONG or screen not in MORE_OF_A_KIND:
            eyes.look(page, f"office {screen}")
        page.set_viewport_size(PHONE)
        eyes.measure(page, f"office {screen}")
        page.set_viewport_size(OFFICE)
    eyes.go(page, "/office/board")
    page.wait_for_function(SETTLED)
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    eyes.look(page, "office keyboard help")
    page.goto("/office/board")
    crewed(company)
    page.get_by_role("gridcell", name=re.compile("leads a crew of 2")).first.click()
    page.get_by_role("group", name="Crew").get_by_role("button", name="Send somebody along").click()
    page.get_by_role("combobox", name="Who goes along").wait_for()
    eyes.look(page, "office crew")
    eyes.go(page, f"/office/work-orders/{waiting}?offer=true")
    page.get_by_role("dialog").get_by_role("listitem").first.wait_for()
    eyes.look(page, "office times to offer")
    page.set_viewport_size(PHONE)
    eyes.measure(page, "office times to offer")
    page.set_viewport_size(OFFICE)
    eyes.go(page, "/office/customers")
    page.get_by_role("button", name="New customer").click()
    page.get_by_role("dialog").wait_for()
    eyes.look(page, "office new customer")
    page.goto("/office/board")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("dialog").get_by_role("link", name="Invoices").click()
    page.get_by_role("heading", name="Invoices").wait_for()


def test_every_screen_of_the_phone_and_the_portal_can_be_read(doors: Any, company: Any, eyes: Eyes) -> None:
    order = company.raise_order("Smell of gas", "gas repair")
    visit = company.assigned(order["id"])
    company.ada.post(f"/visits/{visit['id']}/crew", {"technician_id": company.hire("Una")["id"]})
    page = doors.page("/technician/", phone=True)
    eyes.look(page, "phone sign-in")
    page = doors.phone("tariq@example.test").page
    for screen in ("", "unsent", "more", *(f"visits/{visit['id']}{more}" for more in PHONE_SCREENS)):
        eyes.go(page, f"/technician/{screen}")
        eyes.look(page, f"phone {screen}")
        eyes.measure(page, f"phone {screen}")
    form = company.ada.post("/request-forms", {"site_id": company.ids["site"], "label": "Flat 3"})
    link = company.ada.post(f"/work-orders/{order['id']}/status-links", {"given_to": "Cleo"})
    rebook = company.ada.post(f"/visits/{visit['id']}/rebook-links", {"given_to": "Cleo"})
    pages = {"form": form["path"], "status": link["path"], "rebook": rebook["path"], "refused": "/portal/s/not-a-link"}
    for name, path in pages.items():
        page = doors.page(path, phone=True)
        eyes.look(page, f"portal {name}")
        eyes.measure(page, f"portal {name}")
