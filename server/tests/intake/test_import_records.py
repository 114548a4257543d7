"""P28: customers, sites and all other records come in from files, known again by their numbers, and are taken back."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from truckroll.cli import export, import_
from truckroll.intake import running
from truckroll.intake.kinds.known import KINDS
from truckroll.stock.invariants import counts_hold, transfers_come_to_nothing

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

# A file goes through the whole write path several times.
pytestmark = pytest.mark.slow

SELLER = {
    "legal_name": "Harbor Heating Ltd", "address": "1 Pier Road", "country": "GB", "currency": "GBP",
    "zone": "Europe/London",
}  # fmt: skip
CUSTOMERS = "external_id;name;currency;terms_days\nC-1;Acme Lettings;GBP;30\nC-2;'=Harbor;GBP;14\n"
SITES = """external_id,customer,kind,part_of,name,country,lat,lon,zone,access_windows
S-1,C-1,site,,Old Mill,GB,51.5,-0.08,,Mon 08:00-12:00; Tue 08:00-12:00
S-2,Acme Lettings,unit,S-1,Flat 3,GB,,,Europe/London,
"""


@pytest.fixture(autouse=True)
def _company(ada: Any) -> None:
    assert ada.put("/seller", SELLER).status_code == 200


def judged(api: Any, what: str, text: str | bytes, **form: str) -> Any:
    content = text.encode() if isinstance(text, str) else text
    answer = api._client.post(
        "/api/imports", {"what": what, "file": SimpleUploadedFile(f"{what}.csv", content), **form}
    )
    assert answer.status_code == 201, answer.content
    running.carry_on(answer.json()["id"])
    return api.get(f"/imports/{answer.json()['id']}").json()


def let_in(api: Any, batch: Any, mode: str = "all") -> Any:
    answer = api.post(f"/imports/{batch['id']}/apply", {"mode": mode})
    assert answer.status_code == 200, answer.content
    running.carry_on(batch["id"])
    return api.get(f"/imports/{batch['id']}").json()


def counts(batch: Any) -> tuple[int, ...]:
    """Read, new, changed, the same, bad, come in."""
    return tuple(batch[f"{what}_rows"] for what in ("read", "good", "changed", "known", "bad", "applied"))


def names(api: Any, path: str) -> list[str]:
    return [one["name"] for one in api.get(path).json()["items"]]


def test_p28_records_come_in_once_and_a_second_file_changes_only_what_differs(dana: Any, told: Any) -> None:
    batch = judged(dana, "customers", CUSTOMERS)
    assert (batch["status"], counts(batch)) == ("staged", (2, 2, 0, 0, 0, 0))
    assert dana.get("/customers").json()["total"] == 0
    assert counts(let_in(dana, batch)) == (2, 2, 0, 0, 0, 2)
    assert names(dana, "/customers") == ["=Harbor", "Acme Lettings"]
    assert counts(let_in(dana, judged(dana, "customers", CUSTOMERS))) == (2, 0, 0, 2, 0, 0)
    before = told()
    batch = judged(dana, "customers", CUSTOMERS.replace(";30", ";45"))
    assert counts(batch) == (2, 0, 1, 1, 0, 0)
    (row,) = dana.get(f"/imports/{batch['id']}/rows", state="changed").json()["items"]
    assert (row["line"], row["changes"]) == (2, {"terms_days": [30, 45]})
    assert counts(let_in(dana, batch)) == (2, 0, 1, 1, 0, 1)
    assert told()[len(before) :].count("customers.customer.changed") == 1
    assert [c["terms_days"] for c in dana.get("/customers").json()["items"]] == [14, 45]


def test_rule_45_how_a_customer_is_taxed_comes_in_with_his_tax_id_or_not_at_all(dana: Any) -> None:
    text = (
        "external_id,name,currency,tax_id,tax_treatment\nC-1,Bau GmbH,EUR,DE129273398,reverse charge\n"
        "C-2,No Number,EUR,,reverse_charge\nC-3,School,EUR,,Exempt\nC-4,Shop,EUR,,\nC-5,Odd,EUR,,duty free\n"
    )
    batch = judged(dana, "customers", text)
    assert counts(batch) == (5, 3, 0, 0, 2, 0)
    bad = dana.get(f"/imports/{batch['id']}/bad-rows").json()["items"]
    assert [(row["line"], row["faults"][0]["column"]) for row in bad] == [(3, "tax_id"), (6, "tax_treatment")]
    let_in(dana, batch, "good")
    taxed = {one["external_id"]: one["tax_treatment"] for one in dana.get("/customers").json()["items"]}
    assert taxed == {"C-1": "reverse_charge", "C-3": "exempt", "C-4": "as_priced"}
    # A file without the number leaves the number that is there.
    again = judged(dana, "customers", "external_id,name,tax_treatment\nC-1,Bau GmbH,reverse_charge\n")
    assert counts(again) == (1, 0, 0, 1, 0, 0)


def test_p28_sites_name_their_customer_and_what_they_are_part_of(dana: Any) -> None:
    let_in(dana, judged(dana, "customers", CUSTOMERS))
    assert counts(let_in(dana, judged(dana, "sites", SITES))) == (2, 2, 0, 0, 0, 2)
    flat, mill = dana.get("/sites").json()["items"]
    assert (flat["parent_name"], flat["kind"], flat["customer_name"]) == ("Old Mill", "unit", "Acme Lettings")
    assert (mill["located_by"], mill["zone"], len(mill["access_windows"])) == ("import", "Europe/London", 2)
    assert counts(judged(dana, "sites", SITES)) == (2, 0, 0, 2, 0, 0)
    assets = (
        "customer,site,name,kind,part_of\nC-1,S-1,Pump,Pump,Boiler\nC-1,S-1,Boiler,Boiler,\nC-1,S-1,Valve,Valve,Pump\n"
    )
    # The pump names a boiler that comes only after it, and the valve a pump that does not come in.
    batch = judged(dana, "assets", assets)
    assert counts(batch) == (3, 1, 0, 0, 2, 0)
    bad, _ = dana.get(f"/imports/{batch['id']}/bad-rows").json()["items"]
    assert bad == {"line": 2, "faults": [{"column": "part_of", "reason": "is not known", "value": "Boiler"}]}


def test_p28_bad_rows_are_named_beside_the_cell_and_good_ones_come_in(dana: Any) -> None:
    text = (
        "external_id,customer,name,country,lat,lon,zone\n"
        "S-1,C-9,Mill,GB,51.5,-0.1,\n"
        "S-2,C-1,,GB,51.5,,\n"
        "S-3,C-1,Shop,GB,95,-0.1,\n"
        "S-4,C-1,Barn,GB,,,\n"
        "S-5,C-1,Good,GB,51.5,-0.1,\n"
        "S-5,C-1,Twice,GB,51.5,-0.1,\n"
        "S-6,C-1\n"
    )
    let_in(dana, judged(dana, "customers", CUSTOMERS))
    batch = judged(dana, "sites", text)
    errors = b"".join(dana.get(f"/imports/{batch['id']}/errors").streaming_content).decode().split("\r\n")
    assert errors == [
        "line,column,reason,value",
        "2,customer,is not known,C-9",
        "3,name,is empty,",
        "3,lon,is empty although its other half is given,",
        "4,lat,is no number from -90 to 90,95",
        '5,zone,"is empty, and the place is not known",',
        '7,external_id,"is in the file twice, first in line 6",S-5',
        '8,,"has 2 values, the header has 7",',
        "",
    ]
    assert dana.post(f"/imports/{batch['id']}/apply", {"mode": "all"}).json()["code"] == "batch_has_bad_rows"
    assert counts(let_in(dana, batch, "good")) == (7, 1, 0, 0, 6, 1)
    assert names(dana, "/sites") == ["Good"]


def test_p28_a_row_that_is_refused_while_it_comes_in_keeps_no_other_out(dana: Any) -> None:
    let_in(dana, judged(dana, "customers", CUSTOMERS))
    let_in(dana, judged(dana, "sites", SITES))
    text = SITES + "S-3,C-1,site,,Barn,GB,51.5,-0.1,,\nS-4,C-2,site,,Dock,GB,51.5,-0.1,,\n"
    batch = judged(dana, "sites", text.replace("Flat 3", "Flat 4"))
    assert counts(batch) == (4, 2, 1, 1, 0, 0)
    taken_meanwhile(dana)
    assert counts(let_in(dana, batch, "good")) == (4, 1, 1, 1, 1, 2)
    (bad,) = dana.get(f"/imports/{batch['id']}/bad-rows").json()["items"]
    assert (bad["line"], bad["faults"]) == (4, [DOCK])
    assert names(dana, "/sites") == ["Dock", "Flat 4", "Old Mill", "Pier"]


def taken_meanwhile(api: Any) -> None:
    """Another file brings the number S-3, for another customer."""
    let_in(api, judged(api, "sites", "external_id,customer,name,country,lat,lon\nS-3,C-2,Pier,GB,51.5,-0.1\n"))


DOCK = {"column": "customer", "reason": "is another; Pier belongs to =Harbor", "value": "C-1"}


def test_p28_all_or_none_takes_back_what_came_in_before_a_row_that_is_refused(
    dana: Any, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("truckroll.intake.actions.tables.CHUNK", 2)
    let_in(dana, judged(dana, "customers", CUSTOMERS))
    let_in(dana, judged(dana, "sites", SITES))
    text = (
        SITES
        + "S-4,C-2,site,,Dock,GB,51.5,-0.1,,\nS-3,C-1,site,,Barn,GB,51.5,-0.1,,\nS-5,C-2,site,,Yard,GB,51.5,-0.1,,\n"
    )
    batch = judged(dana, "sites", text.replace("Flat 3", "Flat 4"))
    assert counts(batch) == (5, 3, 1, 1, 0, 0)
    taken_meanwhile(dana)
    after = let_in(dana, batch)
    assert after["status"] == "undone"
    assert after["refusal"] == (
        "Line 5: customer is another; Pier belongs to =Harbor. All rows or none were to come in: "
        "nothing of the file is there."
    )
    assert names(dana, "/sites") == ["Flat 3", "Old Mill", "Pier"]
    assert told()[-1] == "intake.batch.undone"
    assert after["moves"] == []
    assert counts(let_in(dana, judged(dana, "sites", SITES))) == (2, 0, 0, 2, 0, 0)


def test_p28_all_or_none_says_so_when_somebody_works_with_it_already(
    dana: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("truckroll.intake.actions.tables.CHUNK", 1)
    let_in(dana, judged(dana, "customers", CUSTOMERS))
    place = "GB,51.5,-0.1\n"
    text = f"external_id,customer,name,country,lat,lon\nS-1,C-1,Mill,{place}S-3,C-1,Barn,{place}S-5,C-2,Yard,{place}"
    batch = judged(dana, "sites", text)
    taken_meanwhile(dana)
    assert dana.post(f"/imports/{batch['id']}/apply", {"mode": "all"}).status_code == 200

    def touch(_: Any) -> None:
        for site in dana.get("/sites").json()["items"]:
            if site["name"] == "Mill" and not site["access_notes"]:
                assert dana.patch(f"/sites/{site['id']}", {"access_notes": "Ring"}).status_code == 200

    running.apply(batch["id"], told=touch)
    after = dana.get(f"/imports/{batch['id']}").json()
    assert (after["status"], counts(after)) == ("applied", (3, 2, 0, 0, 1, 2))
    assert after["refusal"].startswith(
        "Line 3: customer is another; Pier belongs to =Harbor. What had come in could not"
    )
    assert names(dana, "/sites") == ["Mill", "Pier", "Yard"]


def test_p28_rule_33_the_dry_run_finds_what_making_it_would_refuse(ada: Any, dana: Any) -> None:
    let_in(dana, judged(dana, "customers", CUSTOMERS))
    let_in(dana, judged(dana, "sites", SITES))
    let_in(dana, judged(dana, "work-types", "name,duration_minutes\nService,60\n"))
    orders = (
        "number,work_type,site,reported_at\nO-1,Service,S-1,2026-11-20T09:00:00Z\n"
        "O-2,Service,S-1,2027-01-20T09:00:00Z\n"
    )
    parts = (
        "external_id,customer,kind,part_of,name,country,lat,lon\nS-8,C-1,unit,S-1,Flat,GB,51.5,-0.1\n"
        "S-9,C-1,site,S-1,Barn,GB,51.5,-0.1\n"
    )
    unknown = "is not the code of a currency such as EUR (ISO 4217)"
    for what, text, bad in (
        ("work-orders", orders, (3, "reported_at", "lies in the future")),
        ("customers", "external_id,name,currency\nC-8,Eight,EUR\nC-9,A,ZZZ\n", (3, "currency", unknown)),
        ("technicians", "name,currency\nTom,EUR\nTim,QQQ\n", (3, "currency", unknown)),
        ("sites", parts, (3, "part_of", "is a site, and a site is no part of one")),
    ):  # fmt: skip
        batch = judged(dana, what, text)
        faults = dana.get(f"/imports/{batch['id']}/bad-rows").json()["items"]
        assert counts(batch) == (2, 1, 0, 0, 1, 0), what
        assert [(one["line"], one["faults"][0]["column"], one["faults"][0]["reason"]) for one in faults] == [bad]
        assert dana.post(f"/imports/{batch['id']}/apply", {"mode": "all"}).json()["code"] == "batch_has_bad_rows"
    assert ada.get("/work-orders").json()["total"] == 0
    assert names(dana, "/customers") == ["=Harbor", "Acme Lettings"]
    assert names(dana, "/technicians") == []


def test_p28_a_number_that_may_be_a_thousand_or_one_is_never_guessed(ada: Any) -> None:
    vat = {"code": "standard", "name": "VAT", "letter": "S", "rate": "0.20", "valid_from": "2020-01-01"}
    assert ada.post("/tax-rates", vat).status_code == 201
    assert ada.post("/price-books", {"name": "Standard", "currency": "GBP"}).status_code == 201

    def prices(*said: str) -> tuple[list[str], list[str]]:
        """What the clear prices come to, and why the others are bad."""
        head = "price_book;kind;sku;name;unit_price;tax_code\n"
        rows = (f"Standard;part;V-{n};Valve {n};{one};standard\n" for n, one in enumerate(said))
        batch = judged(ada, "price-book", head + "".join(rows))
        bad = ada.get(f"/imports/{batch['id']}/bad-rows").json()["items"]
        let_in(ada, batch, "good")
        text = b"".join(ada.get("/import-kinds/price-book/export").streaming_content).decode("utf-8-sig")
        assert ada.post(f"/imports/{batch['id']}/undo").status_code == 200
        there = [row["unit_price"] for row in csv.DictReader(io.StringIO(text))]
        return there, [f"{one['faults'][0]['reason']} ({one['faults'][0]['value']})" for one in bad]

    asked = "may be 1.25 or 1250; write it without a thousands separator, with two decimals or four"
    assert prices("1.250", "1,250", "3") == (["3.0000"], [f"{asked} (1.250)", f"{asked} (1,250)"])
    # Other cells of the column say it.
    assert prices("1.250", "1.250,00") == (["1250.0000", "1250.0000"], [])
    assert prices("1,250", "12.5") == (["1250.0000", "12.5000"], [])
    assert prices("1.250", "12.5") == (["1.2500", "12.5000"], [])
    # They disagree: what is clear is read, what is not is refused.
    assert prices("1.250", "12.5", "12,5") == (["12.5000", "12.5000"], [f"{asked} (1.250)"])


def test_p28_an_asset_of_a_common_name_is_exported_by_its_number(ada: Any, dana: Any) -> None:
    let_in(dana, judged(dana, "customers", CUSTOMERS))
    let_in(dana, judged(dana, "sites", SITES))
    let_in(dana, judged(dana, "work-types", "name,duration_minutes\nService,60\n"))
    let_in(dana, judged(dana, "assets", "external_id,site,name,kind\nPX-1,S-1,Pump,Pump\nPX-2,S-1,Pump,Pump\n"))
    let_in(dana, judged(dana, "work-orders", "number,work_type,site,asset\nO-1,Service,S-1,PX-2\n"))
    text = b"".join(dana.get("/import-kinds/work-orders/export").streaming_content)
    assert b",PX-2," in text
    assert counts(judged(dana, "work-orders", text)) == (1, 0, 0, 1, 0, 0)


def test_p28_what_a_column_means_is_asked_once_and_remembered(dana: Any) -> None:
    text = "Kundennummer,Firma\nC-7,Seven Ltd\n"
    batch = judged(dana, "customers", text)
    assert (batch["status"], batch["questions"]["missing"]) == ("asking", ["name"])
    wrong = dana.post(f"/imports/{batch['id']}/answer", {"mapping": {"firma": "nothing"}})
    assert wrong.status_code == 422
    mapping = {"kundennummer": "external_id", "firma": "name"}
    assert dana.post(f"/imports/{batch['id']}/answer", {"mapping": mapping}).status_code == 200
    running.carry_on(batch["id"])
    assert counts(let_in(dana, dana.get(f"/imports/{batch['id']}").json())) == (1, 1, 0, 0, 0, 1)
    again = judged(dana, "customers", text.replace("Seven", "Eight"))
    assert (again["status"], counts(again)) == ("staged", (1, 0, 1, 0, 0, 0))


def test_p28_the_order_of_dates_is_asked_where_both_fit_and_never_guessed(dana: Any) -> None:
    let_in(dana, judged(dana, "customers", CUSTOMERS))
    let_in(dana, judged(dana, "sites", SITES))
    head = "site,name,kind,installed_on\n"
    clear = judged(dana, "assets", head + "S-1,B1,Boiler,03/04/2026\nS-1,B2,Boiler,25/04/2026\n")
    assert (clear["status"], clear["date_order"]) == ("staged", "dmy")
    batch = judged(dana, "assets", head + "S-1,B1,Boiler,03/04/2026\nS-1,B2,Boiler,2026-05-06\n")
    assert (batch["status"], batch["questions"]["date_order"]) == ("asking", True)
    body = {"mapping": batch["questions"]["guess"], "date_order": "mdy"}
    assert dana.post(f"/imports/{batch['id']}/answer", body).status_code == 200
    running.carry_on(batch["id"])
    let_in(dana, dana.get(f"/imports/{batch['id']}").json())
    assert [a["installed_on"] for a in dana.get("/assets").json()["items"]] == ["2026-03-04", "2026-05-06"]
    neither = judged(dana, "assets", head + "S-1,B1,Boiler,13/04/2026\nS-1,B2,Boiler,04/13/2026\n")
    assert neither["status"] == "asking"


def test_p28_an_import_is_undone_while_nobody_has_touched_what_it_brought(dana: Any) -> None:
    first = let_in(dana, judged(dana, "customers", CUSTOMERS))
    second = let_in(dana, judged(dana, "customers", CUSTOMERS.replace(";30", ";45") + "C-3;Third;GBP;7\n"))
    assert counts(second) == (3, 1, 1, 1, 0, 2)
    undone = dana.post(f"/imports/{second['id']}/undo")
    assert (undone.status_code, undone.json()["status"]) == (200, "undone")
    assert [(c["name"], c["terms_days"]) for c in dana.get("/customers").json()["items"]] == [
        ("=Harbor", 14), ("Acme Lettings", 30),
    ]  # fmt: skip
    # The first file's customer was touched by the second, and by its undoing.
    refused = dana.post(f"/imports/{first['id']}/undo").json()
    assert (refused["code"], refused["facts"]["line"]) == ("import_not_undone", 2)
    assert dana.get("/customers").json()["total"] == 2
    sites = let_in(dana, judged(dana, "sites", SITES))
    assert dana.post(f"/imports/{sites['id']}/undo").status_code == 200
    assert dana.get("/sites").json()["total"] == 0
    assert dana.post(f"/imports/{sites['id']}/undo").json()["code"] == "move_refused"


def test_p28_the_shifts_of_a_technician_come_in_together_are_told_once_and_are_taken_back(
    ada: Any, dana: Any, told: Any
) -> None:
    people = "external_id,name,zone,currency\nT-1,Tariq,Europe/London,GBP\nT-2,Tove,Europe/London,GBP\n"
    let_in(ada, judged(ada, "technicians", people))

    def weeks() -> list[list[tuple[int, str, str]]]:
        items = sorted(dana.get("/technicians").json()["items"], key=lambda one: one["name"])
        return [sorted((p["weekday"], p["starts"], p["ends"]) for p in one["shift_patterns"]) for one in items]

    days = ("Mon", "Tue", "Wed", "Thu", "Fri")
    header = "technician,weekday,starts,ends\n"
    first = header + "".join(f"T-{n},{day},08:00,16:00\n" for n in (1, 2) for day in days)
    before = len(told())
    assert counts(let_in(ada, judged(ada, "shifts", first))) == (10, 10, 0, 0, 0, 10)
    assert told()[before:].count("workforce.technician.changed") == 2
    eight = [(n, "08:00:00", "16:00:00") for n in range(5)]
    assert weeks() == [eight, eight]
    # Another end, one more day, one that cannot be, and one that is the same, in any order.
    second = header + "T-2,Sat,09:00,12:00\nT-1,Mon,08:00,17:00\nT-1,Tue,08:00,16:00\nT-9,Wed,08:00,16:00\n"
    before = len(told())
    batch = let_in(ada, judged(ada, "shifts", second + "T-1,Sun,22:00,06:00\n"), "good")
    assert counts(batch) == (5, 2, 1, 1, 1, 3)
    assert told()[before:].count("workforce.technician.changed") == 2
    longer = [(0, "08:00:00", "17:00:00"), *eight[1:], (6, "22:00:00", "06:00:00")]
    assert weeks() == [longer, [*eight, (5, "09:00:00", "12:00:00")]]
    assert ada.post(f"/imports/{batch['id']}/undo").status_code == 200
    assert weeks() == [eight, eight]


def test_p28_opening_balances_come_in_as_counts_once_and_are_taken_back(ada: Any, dana: Any, told: Any) -> None:
    ada.post("/technicians", {"name": "Tariq", "zone": "Europe/London", "currency": "GBP"})
    text = "external_id,technician,place,sku,name,quantity\nB-1,Tariq,,V-15,Valve,4\nB-2,,Workshop,P-22,Pipe,12.5\n"

    def lies() -> dict[str, str]:
        return {one["place_name"]: one["on_hand"] for one in dana.get("/stock").json()["items"]}

    first = let_in(dana, judged(dana, "stock", text))
    assert (counts(first), lies()) == ((2, 2, 0, 0, 0, 2), {"Van of Tariq": "4.000", "Workshop": "12.500"})
    assert {one["kind"] for one in dana.get("/stock-moves").json()["items"]} == {"count"}
    # What was used since is no reason to count it again.
    shelf = next(one["id"] for one in dana.get("/stock-places").json()["items"] if one["name"] == "Workshop")
    pipe = next(one["id"] for one in dana.get("/parts").json()["items"] if one["sku"] == "P-22")
    dana.post(f"/stock-places/{shelf}/send-back", {"lines": [{"part_id": pipe, "quantity": "2"}]})
    assert counts(judged(dana, "stock", text)) == (2, 0, 0, 2, 0, 0)
    second = let_in(dana, judged(dana, "stock", text.replace(",4\n", ",6\n").replace("12.5", "-1")), "good")
    assert (counts(second), lies()["Van of Tariq"]) == ((2, 0, 1, 0, 1, 1), "6.000")
    assert dana.post(f"/imports/{second['id']}/undo").json()["status"] == "undone"
    assert lies() == {"Van of Tariq": "4.000", "Workshop": "10.500"}
    assert (transfers_come_to_nothing(), counts_hold()) == ([], [])
    before = told()
    refused = dana.post(f"/imports/{first['id']}/undo").json()
    assert (refused["code"], refused["facts"]["code"], told()) == ("import_not_undone", "touched_since", before)


@pytest.fixture
def typed(ada: Any, tmp_path: Path) -> Callable[..., int]:
    """Type `truckroll import` or `export`; the exit code."""

    def run(module: Any, *words: str) -> int:
        import argparse

        parser: argparse.ArgumentParser = argparse.ArgumentParser()
        module.add_arguments(parser)
        return int(module.run(parser.parse_args(list(words))))

    return run


def company_of_files(ada: Any, typed: Callable[..., int], folder: Path) -> None:
    """Every template of ours, read in as it is given out."""
    ada.post(
        "/tax-rates", {"code": "standard", "name": "VAT", "letter": "S", "rate": "0.20", "valid_from": "2020-01-01"}
    )
    book = ada.post("/price-books", {"name": "Standard", "currency": "GBP"}).json()["id"]
    fee = {"kind": "late_cancel", "name": "Late cancellation", "unit_price": "40.00", "tax_code": "standard"}
    assert ada.post(f"/price-books/{book}/items", fee).status_code == 201
    for name in ("Electric", "Ladder"):
        ada.post("/skills", {"name": name})
    for what, kind in KINDS.items():
        path = folder / f"{what}.csv"
        path.write_text("".join(kind.template()), newline="")
        assert typed(import_, what, str(path), "--zone", "Europe/London") == 0, what


def test_p28_every_template_comes_in_and_every_export_is_read_back_with_nothing_to_change(
    ada: Any, typed: Any, tmp_path: Path, capsys: Any
) -> None:
    company_of_files(ada, typed, tmp_path)
    assert ada.get("/work-orders").json()["total"] == 2
    assert typed(export, "all", str(tmp_path / "out")) == 0
    capsys.readouterr()
    for what, kind in KINDS.items():
        file = tmp_path / "out" / f"{what}.csv"
        total = len(list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))))
        assert total >= len(kind.examples), what
        assert typed(import_, what, str(file)) == 0, capsys.readouterr()
        said = capsys.readouterr().out
        assert f"{total} rows, 0 new, 0 changed, {total} the same, 0 bad" in said, said


def test_p28_an_export_is_read_into_an_empty_company_with_equal_totals(
    ada: Any, typed: Any, tmp_path: Path, capsys: Any
) -> None:
    company_of_files(ada, typed, tmp_path)
    assert typed(export, "all", str(tmp_path / "out")) == 0
    first = capsys.readouterr().out.splitlines()[-len(KINDS) :]
    from django.apps import apps
    from django.db import connection

    tables = ", ".join(
        f'"{model._meta.db_table}"'
        for room in ("customers", "workforce", "work", "intake")
        for model in apps.get_app_config(room).get_models()
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {tables} CASCADE")
    for what in KINDS:
        assert typed(import_, what, str(tmp_path / "out" / f"{what}.csv")) == 0, capsys.readouterr()
    capsys.readouterr()
    assert typed(export, "all", str(tmp_path / "again")) == 0
    assert [line.rpartition(" ")[0].rpartition(" ")[2] for line in capsys.readouterr().out.splitlines()] == [
        line.rpartition(" ")[0].rpartition(" ")[2] for line in first
    ]
    for what in ("customers", "sites", "contacts", "assets", "technicians", "skills", "certifications", "shifts"):
        assert (tmp_path / "again" / f"{what}.csv").read_text() == (tmp_path / "out" / f"{what}.csv").read_text(), what


def test_the_command_asks_for_what_only_a_person_knows(ada: Any, typed: Any, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "kunden.csv"
    file.write_bytes("Nr\tFirma\nC-1\tMüller\n".encode("cp1252"))
    assert typed(import_, "customers", str(file)) == 1
    assert "--map" in capsys.readouterr().err
    assert typed(import_, "customers", str(file), "--map", "Firma=name", "--map", "nr=external_id", "--dry-run") == 0
    assert "1 rows, 1 new, 0 changed, 0 the same, 0 bad\ndry run: nothing was let in" in capsys.readouterr().out
    assert typed(import_, "customers", str(file), "--map", "Firma=name") == 0
    said = capsys.readouterr().out
    assert names(ada, "/customers") == ["Müller"]
    number = said.strip().rpartition(" ")[2]
    assert typed(import_, "undo", number) == 0
    assert names(ada, "/customers") == []
    capsys.readouterr()
    assert typed(import_, "customers", "--template") == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("C-100,Acme Lettings,GBP")


def test_p28_of_a_file_with_three_in_a_hundred_bad_the_good_rows_come_in(
    ada: Any, typed: Any, tmp_path: Path, capsys: Any
) -> None:
    customers = tmp_path / "customers.csv"
    customers.write_text("external_id,name\n" + "".join(f"C-{n},Customer {n}\n" for n in range(10)))
    assert typed(import_, "customers", str(customers)) == 0
    sites = tmp_path / "sites.csv"
    rows = (
        f"S-{n},{'C-999' if n % 33 == 0 else f'C-{n % 10}'},Site {n},{n} Mill Lane,GB,{51 + n / 1e5:.5f},-0.1\n"
        for n in range(100)
    )
    sites.write_text("external_id,customer,name,address,country,lat,lon\n" + "".join(rows))
    assert typed(import_, "sites", str(sites), "--good-rows") == 0
    assert "100 rows, 96 new, 0 changed, 0 the same, 4 bad" in capsys.readouterr().out
    assert ada.get("/sites").json()["total"] == 96
