"""Thirty events of a firm of forty vans, typed as `script.md` tells them; every figure was worked out by hand."""

from __future__ import annotations

import csv
import hashlib
import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.test_a_company_from_empty import Office
from tests.browser.test_the_loop_over_http import upload
from tests.day.conftest import bst, cet, gmt

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Doors
    from tests.day.conftest import Firm

HERE = Path(__file__).parent
BOILER, SERVICE = "Boiler repair", "Boiler service"
NUMBERS = [f"WO-{1000 + nth}" for nth in range(1, 12)]


class Desk:
    """The office as it is typed into: Dana's page and Bill's."""

    def __init__(self, firm: Firm, doors: Doors) -> None:
        self.firm = firm
        self.picture = doors.picture
        self.dana = Office(doors.office("dana@fernley.example", "/office/work-orders"))
        self.bill = Office(doors.office("bill@fernley.example", "/office/invoices"))

    def see(self, office: Office, path: str) -> Page:
        """Load a page anew: the clock has gone on since."""
        office.page.goto(f"/office{path}")
        return office.page

    def open_order(self, office: Office, number: str) -> Page:
        page = self.see(office, f"/work-orders/{int(number[3:]) - 1000}")
        expect(page.get_by_role("heading", name=re.compile(f"^{number} · "))).to_be_visible()
        return page

    def take_call(self, caller: str, found: str, said: str, reported: str, promised: tuple[str, str] | None) -> Page:
        """Fill in the call screen as far as the question whether it is known already."""
        page = self.see(self.dana, "/work-orders/new")
        page.get_by_label("Who calls").fill(caller)
        page.get_by_role("option", name=re.compile(found)).first.click()
        form = page.locator("form")
        self.dana.fill(form, "Work type", BOILER)
        form.get_by_label("Reported at").fill(reported)
        self.dana.fill(form, "What is asked", said)
        for label, value in zip(("Promised from", "Promised until"), promised or (), strict=False):
            form.get_by_label(label).fill(value)
        return page

    def raised(self, page: Page, number: str) -> None:
        page.get_by_role("button", name="Raise the work order").click()
        expect(page.get_by_role("heading", name=re.compile(f"^{number} · "))).to_be_visible()


def event_01_the_boiler_at_quay_street_is_dead(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(bst(23, "16:20"))
    page = desk.take_call(
        "020 7946 0101", "Grace Okafor", "The boiler is dead", "2026-10-23T16:00",
        ("2026-10-24T09:00", "2026-10-24T12:00"),
    )  # fmt: skip
    page.get_by_role("button", name=re.compile("^Boiler · ")).click()
    # What is promised is told before anything is saved.
    expect(page.get_by_role("region", name="Would be promised")).to_contain_text("Response by Oct 26, 11:00")
    desk.raised(page, "WO-1001")


def event_02_her_neighbor_calls_about_the_same(firm: Firm, desk: Desk) -> None:
    page = desk.take_call("VX-1401", "Boiler", "Next door has no heat", "2026-10-23T16:10", None)
    expect(page.get_by_text("This may be open already")).to_be_visible()
    page.get_by_role("button", name="Join it").click()
    expect(page.get_by_role("heading", name=re.compile("^WO-1001 · "))).to_be_visible()
    firm.note("requests joined to WO-1001", str(len(firm.order("WO-1001")["joined"])))


def event_03_no_hot_water_at_st_brigids(firm: Firm, desk: Desk) -> None:
    firm.raise_order(
        "WO-1002", site_id=firm.sites["St Brigid's Care Home"], asset_id=firm.assets["Hot water plant"],
        work_type_id=firm.work_types[BOILER], description="No hot water", reported_at=bst(23, "16:15").isoformat(),
        triage_answers=[{"question_id": firm.question("vulnerable"), "is_yes": True}],
    )  # fmt: skip
    firm.place("WO-1002/1", "Nadia", bst(23, "16:40"), "She is two streets away")


def event_04_nadia_works_into_the_evening(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(bst(23, "16:56"))
    safe = {"at": bst(23, "16:55").isoformat(), "reason": "She closed the valve"}
    firm.dana.post("/work-orders/2/make-safe", safe)
    firm.let_it_be(bst(23, "18:15"))
    firm.work(
        "Nadia", "WO-1002/1", left=bst(23, "16:25"), there=bst(23, "16:36"), sent=bst(23, "18:15"),
        worked=(bst(23, "16:40"), bst(23, "18:10")), parts=(("PUMP-3", "Circulator pump", "1"),),
    )  # fmt: skip


def event_05_half_the_sockets_of_the_bakery(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(bst(24, "08:45"))
    (lapsing,) = firm.dana.get("/lapsing-certifications?within_days=7")["items"]
    what = f"{lapsing['technician']}, {lapsing['certification']}, {lapsing['expires_on']}"
    firm.note("lapsing on Saturday", f"{what}, {lapsing['days_left']} days left")
    firm.raise_order(
        "WO-1003", site_id=firm.sites["Lindqvist Bakery"], work_type_id=firm.work_types["Electrical fault"],
        description="Half the sockets are dead", reported_at=bst(24, "08:20").isoformat(),
        window_starts_at=gmt(26, "14:00").isoformat(), window_ends_at=gmt(26, "16:00").isoformat(),
    )  # fmt: skip
    firm.place("WO-1003/1", "Priya", gmt(26, "14:00"))


def event_06_a_tenant_asks_through_the_public_form(firm: Firm, desk: Desk) -> None:
    form = firm.dana.post("/request-forms", {"site_id": firm.sites["9 Pilot House"], "label": "Flat 9"})
    asked = firm.there.http().post(
        "/portal/requests",
        {"token": form["path"].removeprefix("/portal/r/"), "client_uuid": str(uuid.uuid4()), "description": "No heat",
         "contact_name": "Ed", "contact_phone": "020 7946 0109"},
    )  # fmt: skip
    (request,) = [one for one in firm.dana.get("/requests")["items"] if one["number"] == asked["reference"]]
    accept = {"work_type_id": firm.work_types[BOILER], "priority": 2, "window_starts_at": gmt(26, "09:00").isoformat(),
              "window_ends_at": gmt(26, "11:00").isoformat()}  # fmt: skip
    assert firm.dana.post(f"/requests/{request['id']}/accept", accept)["number"] == "WO-1004"


def event_07_owen_finds_the_board_broken(firm: Firm, desk: Desk) -> None:
    firm.place("WO-1001/1", "Owen", bst(24, "09:15"))
    firm.let_it_be(bst(24, "10:00"))
    why = {"reason": "The control board is broken", "remaining_s": 3600, "needed": ["parts"]}
    firm.work(
        "Owen", "WO-1001/1", there=bst(24, "09:10"), worked=(bst(24, "09:15"), bst(24, "10:00")),
        end=("stop_visit", why),
    )  # fmt: skip


def event_08_the_part_is_ordered(firm: Firm, desk: Desk) -> None:
    page = desk.open_order(desk.dana, "WO-1001")
    page.get_by_role("button", name="Order the part…").click()
    desk.dana.submit("It is ordered", **{"Number": "PCB-7", "From": "HeatParts", "Expected on": "2026-10-26"})
    expect(page.get_by_text("expected Oct 26, 2026").first).to_be_visible()


def event_09_the_school_calls_the_annexe_off(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(bst(24, "10:30"))
    for number, site, window in (
        ("WO-1005", "Orchard School, annexe", (bst(24, "14:00"), bst(24, "16:00"))),
        ("WO-1006", "Orchard School, main building", (gmt(25, "10:00"), gmt(25, "12:00"))),
    ):
        firm.raise_order(
            number, site_id=firm.sites[site], work_type_id=firm.work_types[SERVICE], description="The yearly service",
            reported_at=bst(24, "09:50").isoformat(), window_starts_at=window[0].isoformat(),
            window_ends_at=window[1].isoformat(),
        )  # fmt: skip
    call_off(desk, "WO-1005")


def event_10_and_the_main_building_in_a_night_of_an_hour_more(firm: Firm, desk: Desk) -> None:
    body = {"party": "customer", "code": "changed_mind", "reason": "Not this one either"}
    firm.dana.post("/work-orders/6/cancel", body)


def call_off(desk: Desk, number: str) -> None:
    page = desk.open_order(desk.dana, number)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Cancel the work order…").click()
    dialog = page.get_by_role("dialog")
    desk.dana.fill(dialog, "Who cancels, and why", "Customer: no longer wants it")
    dialog.get_by_role("textbox", name=re.compile("^In words")).fill("The holidays came first")
    dialog.get_by_role("button", name="Cancel the work order").click()
    expect(page.get_by_text("Canceled", exact=True).first).to_be_visible()


def event_11_owens_saturday(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(bst(24, "13:00"))
    steps = (("08:00", "clock_on"), ("10:15", "start_break"), ("10:45", "end_break"), ("13:00", "clock_off"))
    firm.phone("Owen").send(bst(24, "13:00"), *((bst(24, at), step, {}) for at, step in steps))
    sheet = firm.dana.get(f"/technicians/{firm.technicians['Owen']}/timesheet?from_on=2026-10-24&to_on=2026-10-24")
    (day,) = sheet["items"]
    firm.note("Owen's Saturday", f"{day['work_s'] // 60} min work, {day['break_s'] // 60} min break")


def event_12_kofi_takes_the_night(firm: Firm, desk: Desk) -> None:
    swap = {"rank": "primary", "on": "2026-10-24", "technician_id": firm.technicians["Kofi"], "reason": "A wedding"}
    firm.dana.post("/on-call-rotas/1/swaps", swap)
    span = "starts_at=2026-10-24T12:00:00Z&ends_at=2026-10-25T12:00:00Z"
    (duty,) = [
        one for one in firm.dana.get(f"/on-call-rotas/1/duties?{span}")["items"] if one["technician_name"] == "Kofi"
    ]
    hours = (instant(duty["ends_at"]) - instant(duty["starts_at"])) / timedelta(hours=1)
    firm.note("Kofi's night on call", f"{hours:g} h, instead of {duty['instead_of']}")


def event_13_it_smells_of_gas_at_the_meridian(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(bst(25, "01:25"))
    firm.raise_order(
        "WO-1007", site_id=firm.sites["Meridian Hotel"], work_type_id=firm.work_types[BOILER],
        description="It smells of gas in the kitchen", reported_at=bst(25, "01:20").isoformat(),
        triage_answers=[{"question_id": firm.question("gas"), "is_yes": True}],
    )  # fmt: skip
    (rota,) = firm.dana.get("/on-call")["items"]
    firm.note("on call on Sunday 01:25", ", ".join(one["technician_name"] for one in rota["duties"]))


def event_14_the_board_asks_why_kofi(firm: Firm, desk: Desk) -> None:
    page = desk.open_order(desk.dana, "WO-1007")
    due = page.get_by_text("Response by Oct 25, 01:20 GMT (the clocks change then: the second of two such times)")
    expect(due).to_be_visible()
    page = desk.see(desk.dana, "/board")
    expect(page.get_by_test_id("live-state")).to_have_text("live")
    page.get_by_label("Filter the queue").fill("WO-1007")
    # Forty rows are more than fit: she turns the wheel down to the K.
    page.get_by_role("grid").hover(position={"x": 500, "y": 300})
    page.mouse.wheel(0, 12 * 44)
    expect(page.get_by_role("row", name=re.compile("Kofi"))).to_be_in_viewport()
    card = page.get_by_test_id("queue-WO-1007").bounding_box()
    lane = page.get_by_role("row", name=re.compile("Kofi")).bounding_box()
    # The day has twenty-five hours, and one o’clock twice: a quarter before the second is in the first.
    hour = page.get_by_role("columnheader", name=re.compile("^Hours in")).get_by_text("01:00", exact=True)
    expect(hour).to_have_count(2)
    again = hour.nth(1).bounding_box()
    assert card and lane and again
    page.mouse.move(card["x"] + 40, card["y"] + 20)
    page.mouse.down()
    page.mouse.move(card["x"] + 90, card["y"] + 40, steps=4)
    page.mouse.move(again["x"] - 20, lane["y"] + lane["height"] / 2, steps=6)
    page.mouse.up()
    refusal = page.get_by_role("dialog")
    expect(refusal).to_contain_text("A work rule stands against it")
    assert firm.visit("WO-1007/1")["technician_id"] is None
    refusal.get_by_role("textbox").fill("He is on call tonight")
    with page.expect_response("**/place"):
        refusal.get_by_role("button", name="Override").click()
    assert firm.visit("WO-1007/1")["technician_id"] == firm.technicians["Kofi"]
    assert firm.visit("WO-1007/1")["status"] == "dispatched"


def event_15_kofis_night(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(gmt(25, "01:25"))
    safe = {"at": gmt(25, "01:20").isoformat(), "reason": "The valve was closed"}
    firm.dana.post("/work-orders/7/make-safe", safe)
    firm.let_it_be(gmt(25, "02:40"))
    firm.work(
        "Kofi", "WO-1007/1", left=bst(25, "01:30"), there=bst(25, "01:50"), worked=(bst(25, "01:50"), gmt(25, "02:35")),
        parts=(("SEAL-9", "Seal kit", "2"),), sent=gmt(25, "02:40"),
    )  # fmt: skip


def event_16_he_has_not_rested(firm: Firm, desk: Desk) -> None:
    span = "from=2026-10-25T00:00:00Z&to=2026-10-26T00:00:00Z"
    (short,) = firm.dana.get(f"/board/rests?{span}")["items"]
    assert short["technician"] == "Kofi"
    firm.note("Kofi's rest before Sunday", f"{short['rest_s'] // 60} of {short['needed_s'] // 60} min")


def event_17_seals_go_into_a_van_and_two_are_missing(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(gmt(26, "08:05"))
    places = {one["name"]: one["id"] for one in firm.dana.get("/stock-places?page_size=200")["items"]}
    parts = {one["sku"]: one["id"] for one in firm.dana.get("/parts?page_size=200")["items"]}
    five = {"to_place_id": places["Van of Nadia"], "lines": [{"part_id": parts["SEAL-9"], "quantity": 5}]}
    firm.dana.post(f"/stock-places/{places['Store']}/transfer", five)
    counted = {"lines": [{"part_id": parts["SEAL-9"], "quantity": 33}]}
    firm.dana.post(f"/stock-places/{places['Store']}/count", counted)


def event_18_ravis_certificate_has_lapsed(firm: Firm, desk: Desk) -> None:
    visit = firm.visit("WO-1004/1")
    wanted = {"technician_id": firm.technicians["Ravi"], "starts_at": gmt(26, "09:00").isoformat(),
              "override_reason": "He knows the house"}  # fmt: skip
    _, refused = firm.dana.call("POST", f"/api/visits/{visit['id']}/place", wanted)
    rules = ", ".join(one["rule"] for one in refused["facts"]["broken"])
    firm.note("Ravi for Pilot House", f"{refused['code']}: {rules}")
    assert firm.visit("WO-1004/1") == visit
    firm.place("WO-1004/1", "Sam", gmt(26, "09:00"))


def event_19_brightside_has_no_heat(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(gmt(26, "08:50"))
    firm.raise_order(
        "WO-1008", site_id=firm.sites["Brightside Dental"], work_type_id=firm.work_types[BOILER], description="No heat",
        reported_at=gmt(26, "08:30").isoformat(),
    )  # fmt: skip
    firm.place("WO-1008/1", "Tess", gmt(26, "10:15"))


def event_20_the_chiller_in_calais(firm: Firm, desk: Desk) -> None:
    firm.raise_order(
        "WO-1009", site_id=firm.sites["Transmanche Terminal"], work_type_id=firm.work_types["Chiller repair"],
        description="The chiller stands still", reported_at=cet(26, "09:40").isoformat(),
    )  # fmt: skip
    firm.place("WO-1009/1", "Luc", cet(26, "16:40"), "He stays on today")


def event_21_two_people_for_two_days(firm: Firm, desk: Desk) -> None:
    firm.raise_order(
        "WO-1010", site_id=firm.sites["Harbour Homes head office"], work_type_id=firm.work_types["Heating controls"],
        description="New heating controls", reported_at=gmt(26, "08:50").isoformat(),
    )  # fmt: skip
    # Twelve hours for two are longer than a shift: a day of six hours each, both days with the same two.
    whole = f"/visits/{firm.visit('WO-1010/1')['id']}"
    firm.dana.post(f"{whole}/split", {"longest_s": 8 * 3600})
    first = {"technician_id": firm.technicians["Bea"], "starts_at": gmt(26, "10:00").isoformat()}
    firm.dana.post(f"{whole}/place-days", first)
    firm.dana.post(f"{whole}/crew", {"technician_id": firm.technicians["Carl"], "all_days": True})
    for visit in firm.order("WO-1010")["visits"]:
        firm.note(f"{visit['number']} planned", wall(visit["starts_at"], visit["zone"]))
        if visit["status"] == "scheduled":
            firm.dana.post(f"/visits/{visit['id']}/dispatch")


def event_22_nobody_opens_at_pilot_house(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(gmt(26, "09:24"))
    photo = desk.picture
    sha256 = hashlib.sha256(photo).hexdigest()
    taken = {"client_uuid": str(uuid.uuid4()), "kind": "other", "sha256": sha256, "content_type": "image/png"}
    visit = {"visit_id": firm.visit("WO-1004/1")["id"]}
    here = {"position": {"lat": 51.507, "lon": -0.062}}
    firm.phone("Sam").send(
        gmt(26, "09:24"),
        (gmt(26, "09:02"), "arrive_visit", visit | here),
        (gmt(26, "09:23"), "attach_photo", visit | taken),
        (gmt(26, "09:24"), "report_no_access", visit | here | {"reason": "nobody opens"}),
    )
    upload(firm.phone("Sam").http, photo)


def event_23_the_tenant_chooses_another_time(firm: Firm, desk: Desk) -> None:
    back = firm.visit("WO-1004/2")["id"]
    windows = [
        {"starts_at": gmt(27, opens).isoformat(), "ends_at": gmt(27, closes).isoformat()}
        for opens, closes in (("10:00", "12:00"), ("13:00", "15:00"))
    ]
    link = firm.dana.post(f"/visits/{back}/rebook-links", {"given_to": "Ed", "windows": windows})
    chosen = {"token": link["path"].removeprefix("/portal/b/"), "client_uuid": str(uuid.uuid4()),
              "starts_at": gmt(27, "13:00").isoformat()}  # fmt: skip
    firm.there.http().post("/portal/rebook", chosen)
    firm.place("WO-1004/2", "Sam", gmt(27, "13:00"))


def event_24_tesss_phone_is_dead(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(gmt(26, "11:20"))
    where = f"/visits/{firm.visit('WO-1008/1')['id']}"
    for step, at in (("arrive", "10:20"), ("start", "10:20")):
        firm.dana.post(f"{where}/{step}", {"at": gmt(26, at).isoformat(), "reason": "Her phone is dead"})
    part = {"sku": "FILT-5", "description": "Water filter", "quantity": 2, "at": gmt(26, "11:00").isoformat()}
    firm.dana.post(f"{where}/parts", part)
    done = {"at": gmt(26, "11:15").isoformat(), "reason": "Her phone is dead", "summary": "New filters."}
    firm.dana.post(f"{where}/complete", done)


def event_25_the_new_pump_drips(firm: Firm, desk: Desk) -> None:
    page = desk.take_call("Sister Maeve", "Sister Maeve", "The new pump drips", "2026-10-26T11:15", None)
    page.get_by_role("button", name=re.compile("^Hot water plant · ")).click()
    page.get_by_role("button", name="It is a recall").click()
    desk.raised(page, "WO-1011")
    expect(page.get_by_role("link", name="WO-1002")).to_be_visible()
    asked = firm.dana.post(f"/visits/{firm.visit('WO-1011/1')['id']}/suggest")["decision"]
    firm.note("asked to do WO-1011", asked["technician"])
    firm.place("WO-1011/1", "Nadia", gmt(26, "12:00"))


def event_26_nadia_tightens_it(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(gmt(26, "17:10"))
    firm.work(
        "Nadia", "WO-1011/1", there=gmt(26, "12:00"), worked=(gmt(26, "12:05"), gmt(26, "12:35")),
        parts=(("SEAL-9", "Seal kit", "1"),), sent=gmt(26, "17:10"),
    )  # fmt: skip


def event_27_the_bakery_and_calais(firm: Firm, desk: Desk) -> None:
    firm.work(
        "Priya", "WO-1003/1", there=gmt(26, "14:05"), worked=(gmt(26, "14:10"), gmt(26, "15:25")), sent=gmt(26, "17:10")
    )  # fmt: skip
    firm.work("Luc", "WO-1009/1", there=cet(26, "16:35"), worked=(cet(26, "16:40"), cet(26, "18:10")))


def event_28_two_days_at_the_head_office(firm: Firm, desk: Desk) -> None:
    bea, carl, evening = firm.phone("Bea"), firm.phone("Carl"), gmt(26, "17:10")
    day = {"visit_id": firm.visit("WO-1010/1")["id"]}
    alone = day | {"short_reason": "Carl fetches the pipes"}
    bea.send(evening, (gmt(26, "10:00"), "arrive_visit", day), (gmt(26, "10:00"), "start_visit", alone))
    carl.send(
        evening, (gmt(26, "10:30"), "arrive_visit", day), (gmt(26, "10:30"), "start_visit", day),
        (gmt(26, "12:00"), "pause_visit", day | {"reason": "break"}), (gmt(26, "12:30"), "resume_visit", day),
    )  # fmt: skip
    bea.send(
        evening, (gmt(26, "12:00"), "pause_visit", day | {"reason": "break"}), (gmt(26, "12:30"), "resume_visit", day),
        (gmt(26, "16:30"), "end_day", day),
    )  # fmt: skip


def their_second_day(firm: Firm) -> None:
    day, evening = {"visit_id": firm.visit("WO-1010/2")["id"]}, gmt(27, "14:00")
    firm.phone("Carl").send(evening, (gmt(27, "10:00"), "arrive_visit", day))
    firm.phone("Bea").send(
        evening, (gmt(27, "10:00"), "arrive_visit", day), (gmt(27, "10:00"), "start_visit", day)
    )  # fmt: skip
    firm.phone("Carl").send(evening, (gmt(27, "10:00"), "start_visit", day))
    firm.phone("Bea").send(evening, (gmt(27, "13:10"), "complete_visit", day | {"summary": "They run."}))


def event_29_the_part_is_late_and_comes(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(gmt(27, "10:00"))
    late = [
        f"{one['sku']} for {one['work_order_number']}, expected {one['expected_on']}"
        for one in firm.dana.get("/part-orders?status=overdue")["items"]
    ]
    firm.note("part overdue on Tuesday", ", ".join(late))
    page = desk.open_order(desk.dana, "WO-1001")
    page.get_by_role("button", name="It has come").click()
    desk.dana.submit("It is here", **{"Where it lies now": "Van of Owen"})
    expect(page.get_by_text(re.compile("into Van of Owen"))).to_be_visible()
    firm.place("WO-1001/2", "Owen", gmt(27, "11:00"))
    firm.let_it_be(gmt(27, "14:00"))
    firm.work(
        "Owen", "WO-1001/2", there=gmt(27, "11:00"), worked=(gmt(27, "11:00"), gmt(27, "11:40")),
        parts=(("PCB-7", "Control board", "1"),), sent=gmt(27, "14:00"),
    )  # fmt: skip
    firm.work("Sam", "WO-1004/2", there=gmt(27, "13:05"), worked=(gmt(27, "13:05"), gmt(27, "14:00")))
    their_second_day(firm)


def event_30_the_money(firm: Firm, desk: Desk) -> None:
    firm.let_it_be(gmt(28, "09:00"))
    done = [number for number in NUMBERS if number not in ("WO-1005", "WO-1006")]
    for number in done:
        if number != "WO-1002":
            firm.dana.post(f"/work-orders/{int(number[3:]) - 1000}/approve")
    page = desk.open_order(desk.dana, "WO-1002")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved", exact=True).first).to_be_visible()
    by_hand = {"WO-1002": pay_in_full, "WO-1008": write_the_order_number}
    for number in ["WO-1001", "WO-1002", "WO-1003", "WO-1004", "WO-1005", *done[4:]]:
        if number in by_hand:
            open_draft(desk, number)
            by_hand[number](firm, desk)
        else:
            draft = invoice_of(firm, number)
            firm.bill.post(f"/invoices/{draft['id']}/issue", {"version": draft["version"]})
    meridian = invoice_of(firm, "WO-1007")["id"]
    card = {"amount_minor": 20000, "received_on": "2026-10-28", "method": "card", "reference": "A1"}
    firm.bill.post(f"/invoices/{meridian}/pay", card)


def open_draft(desk: Desk, number: str) -> None:
    page = desk.open_order(desk.bill, number)
    page.get_by_role("button", name="Invoice", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("^Draft invoice"))).to_be_visible()


def issue(desk: Desk) -> Page:
    desk.bill.press("Issue")
    desk.bill.press("Issue", desk.bill.form())
    expect(desk.bill.page.get_by_role("heading", name=re.compile(r"^INV-2026-\d{6}"))).to_be_visible()
    return desk.bill.page


def pay_in_full(firm: Firm, desk: Desk) -> None:
    page = issue(desk)
    desk.bill.press("Money came in…")
    desk.bill.submit("Record it", Reference="BGC 4471")
    expect(page.get_by_text("Paid", exact=True).first).to_be_visible()


def write_the_order_number(firm: Firm, desk: Desk) -> None:
    page = desk.bill.page
    expect(page.get_by_role("button", name="Issue", exact=True)).to_be_disabled()
    faults = firm.bill.get("/work-orders/8/billing")["not_ready"]
    firm.note("before Brightside's number", ", ".join(one["code"] for one in faults))
    desk.bill.press("Change what it says…")
    desk.bill.submit("Save", **{"Their reference": "BD-7781"})
    issue(desk)


def the_accountants_file(firm: Firm, desk: Desk) -> bytes:
    """Close the books in the office and take the file from the page."""
    firm.let_it_be(gmt(29, "08:00"))
    page = desk.see(desk.bill, "/accounting")
    desk.bill.press("Close a period…")
    desk.bill.submit("Close them", From="2026-10-23", To="2026-10-28")
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    return Path(taken.value.path()).read_bytes()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def wall(text: str, zone: str) -> str:
    """An instant as the wall of the site shows it, with how far that is from UTC: some times come twice."""
    said = instant(text).astimezone(ZoneInfo(zone))
    return f"{said:%Y-%m-%d %H:%M} {said:%z}"[:-2] + ":00"


def invoice_of(firm: Firm, number: str) -> Any:
    """The invoice of a job, draft or issued; None if it has none."""
    found = firm.bill.get(f"/invoices?work_order_id={int(number[3:]) - 1000}")["items"]
    return firm.bill.get(f"/invoices/{found[0]['id']}") if found else None


def figures_of_order(firm: Firm, number: str, names: dict[int, str]) -> dict[str, str]:
    order = firm.order(number)
    figures = {}
    for clock in order["clocks"]:
        figures[f"{number} {clock['kind']} due"] = wall(clock["due_at"], order["zone"])
        stopped = f" {wall(clock['stopped_at'], order['zone'])}" if clock["stopped_at"] else ""
        figures[f"{number} {clock['kind']}"] = f"{clock['status']}{stopped}"
    for one in order["crews"]:
        visit = next(each["number"] for each in order["visits"] if each["id"] == one["visit_id"])
        figures[f"{visit} worked by {one['technician']}"] = f"{one['status']} {one['working_s'] // 60} min"
    spent = {one["visit_id"]: one["working_s"] for one in order["spent"]}
    waited = {one["visit_id"]: one["waited_s"] for one in order["endings"]}
    for visit in order["visits"]:
        ends = [visit["window_starts_at"], visit["window_ends_at"]]
        window = " to ".join(wall(end, order["zone"]) for end in ends if end)
        figures[f"{visit['number']} window"] = window or "none"
        if visit["status"] != "canceled":
            who = names.get(visit["technician_id"], "nobody")
            figures[f"{visit['number']} worked"] = f"{visit['status']} {spent[visit['id']] // 60} min {who}"
        if visit["status"] == "no_access":
            figures[f"{visit['number']} waited"] = f"{waited[visit['id']] // 60} min"
    return figures


def pounds(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def figures_of_invoice(firm: Firm, number: str) -> dict[str, str]:
    invoice = invoice_of(firm, number)
    if invoice is None:
        return {f"{number} invoice": "none"}
    figures = {}
    skus = {one["name"]: one["sku"] for one in firm.bill.get("/parts?page_size=200")["items"]}
    for nth, line in enumerate((one for one in invoice["lines"] if not one["is_dropped"]), 1):
        what = [line["kind"], skus[line["description"]] if line["kind"] == "part" else ""]
        what += [f"{line['minutes']} min" if line["minutes"] else "", pounds(line["net_minor"])]
        what += ["" if line["coverage"] == "charged" else line["coverage"]]
        figures[f"{number} line {nth}"] = " ".join(filter(None, what))
    sums = " + ".join(pounds(invoice[of]) for of in ("net_minor", "tax_minor"))
    figures[f"{number} invoice"] = f"{invoice['number']}: {sums} = {pounds(invoice['total_minor'])}"
    if invoice["payments"]:
        figures[f"{invoice['number']} open"] = pounds(invoice["open_minor"])
    return figures


def figures_of_stock(firm: Firm) -> dict[str, str]:
    rows = firm.dana.get("/stock?page_size=200")["items"]
    figures = {f"stock {one['place_name']} {one['sku']}": f"{float(one['on_hand']):g}" for one in rows}
    below = firm.dana.get("/stock?below=true&page_size=200")["items"]
    return figures | {
        "below zero": ", ".join(f"{one['place_name']} {one['sku']} {float(one['on_hand']):g}" for one in below)
    }


def all_figures(firm: Firm) -> dict[str, str]:
    names = {pk: name for name, pk in firm.technicians.items()}
    figures = dict(firm.noted)
    for number in NUMBERS:
        figures |= figures_of_order(firm, number, names) | figures_of_invoice(firm, number)
    return figures | figures_of_stock(firm)


def differences(figures: dict[str, str], by_hand: dict[str, str]) -> str:
    """A table of what is otherwise than worked out, or is in one of the two only; empty if nothing is."""
    return "\n".join(
        f"{figure:32} by hand: {by_hand.get(figure, 'nothing'):50} here: {figures.get(figure, 'nothing')}"
        for figure in [*by_hand, *(figures.keys() - by_hand.keys())]
        if figures.get(figure) != by_hand.get(figure)
    )


EVENTS: list[Callable[[Firm, Desk], None]] = [
    value for name, value in sorted(globals().items()) if re.match(r"event_\d\d_", name)
]


def test_a_day_of_thirty_events_comes_to_what_was_worked_out_by_hand(firm: Firm, doors: Doors) -> None:
    with (HERE / "expected.csv").open(newline="") as file:
        by_hand = {row["figure"]: row["value"] for row in csv.DictReader(file)}
    desk = Desk(firm, doors)
    assert len(EVENTS) == 30
    for event in EVENTS:
        event(firm, desk)
    wrong = differences(all_figures(firm), by_hand)
    assert not wrong, f"\n{wrong}"
    accountants = the_accountants_file(firm, desk)
    assert accountants.decode("utf-8-sig").split("\r\n") == (HERE / "accountant.csv").read_bytes().decode(
        "utf-8-sig"
    ).split("\r\n")
    assert accountants == (HERE / "accountant.csv").read_bytes()
