"""P28: a file comes in whole, or its good rows do; each bad row is named; the same file twice adds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from truckroll.intake import running

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """external_id,reported_at,description,customer,site,address,postal_code,lat,lon,zone,work_type,priority
A1,2026-11-20T09:00:00,No heat,Carla Ltd,Flat 1,"12 High Street, London",,51.5,-0.1,Europe/London,Boiler service,2
A2,2026-11-20T09:30:00,Leak,Carla Ltd,Flat 1,"12 High Street, London",,51.5,-0.1,Europe/London,,
A3,2026-11-20T10:00:00,Window,Cleo Ltd,Shop,"1 Low Street, London",,,,Europe/London,,
"""
BAD = (
    GOOD
    + """A4,yesterday,Door,Cleo Ltd,Shop,,,,,Europe/London,,9
A5,2026-11-20T10:00:00,,Cleo Ltd,Shop,,,,,Nowhere/Land,,
A6,too few
A7,2026-11-24T10:00:00,=HYPERLINK(1),Cleo Ltd,Shop,,,,,Europe/London,,
"""
)


SELLER = {
    "legal_name": "Harbor Heating Ltd", "address": "1 Pier Road", "country": "GB", "currency": "GBP",
    "zone": "Europe/London",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _company(ada: Any) -> None:
    assert ada.put("/seller", SELLER).status_code == 200


def upload(api: Any, text: str | bytes, **values: str) -> Any:
    content = text.encode() if isinstance(text, str) else text
    form = {"profile": "generic", **values, "file": SimpleUploadedFile("requests.csv", content)}
    return api._client.post("/api/imports", form)


def judged(api: Any, text: str | bytes, **values: str) -> Any:
    answer = upload(api, text, **values)
    assert answer.status_code == 201, answer.content
    running.carry_on(answer.json()["id"])
    return api.get(f"/imports/{answer.json()['id']}").json()


def counts(batch: Any) -> tuple[int, ...]:
    return tuple(batch[f"{what}_rows"] for what in ("read", "good", "known", "bad", "applied"))


def test_p28_a_file_is_judged_and_comes_in_when_somebody_says_so(dana: Any, told: Any) -> None:
    batch = judged(dana, GOOD)
    assert (batch["status"], counts(batch)) == ("staged", (3, 3, 0, 0, 0))
    assert dana.get("/requests").json()["total"] == 0
    assert dana.post(f"/imports/{batch['id']}/apply", {"mode": "all"}).status_code == 200
    running.carry_on(batch["id"])
    after = dana.get(f"/imports/{batch['id']}").json()
    assert (after["status"], counts(after)) == ("applied", (3, 3, 0, 0, 3))
    first = dana.get("/requests").json()["items"][2]
    assert (first["description"], first["reported_at"], first["priority"]) == ("No heat", "2026-11-20T09:00:00Z", 2)
    sites = dana.get("/sites").json()["items"]
    assert [(s["name"], s["located_by"]) for s in sites] == [("Flat 1", "import"), ("Shop", None)]
    assert told()[-1] == "intake.batch.applied"


def test_rule_30_a_site_without_a_place_is_on_the_list_of_the_unlocated(dana: Any) -> None:
    batch = judged(dana, GOOD)
    dana.post(f"/imports/{batch['id']}/apply", {"mode": "all"})
    running.carry_on(batch["id"])
    assert [s["name"] for s in dana.get("/sites/unlocated").json()["items"]] == ["Shop"]


def test_p28_the_same_file_twice_adds_nothing(dana: Any) -> None:
    for applied in (3, 0):
        batch = judged(dana, GOOD)
        dana.post(f"/imports/{batch['id']}/apply", {"mode": "all"})
        running.carry_on(batch["id"])
        assert dana.get(f"/imports/{batch['id']}").json()["applied_rows"] == applied
    assert dana.get("/requests").json()["total"] == 3
    assert dana.get("/sites").json()["total"] == 2


def test_p28_two_files_with_the_same_row_judged_before_either_came_in_bring_it_once(dana: Any) -> None:
    batches = [judged(dana, GOOD), judged(dana, GOOD)]
    for batch in batches:
        assert dana.post(f"/imports/{batch['id']}/apply", {"mode": "all"}).status_code == 200
        running.carry_on(batch["id"])
    late = dana.get(f"/imports/{batches[1]['id']}").json()
    assert (late["status"], counts(late)) == ("applied", (3, 0, 3, 0, 0))
    assert dana.get("/requests").json()["total"] == 3


def places(api: Any) -> set[tuple[str, str]]:
    return {(one["customer_name"], one["name"]) for one in api.get("/sites").json()["items"]}


def come_in(api: Any, text: str) -> Any:
    batch = judged(api, text, zone="Europe/London")
    assert api.post(f"/imports/{batch['id']}/apply", {"mode": "all"}).status_code == 200
    running.carry_on(batch["id"])
    return api.get(f"/imports/{batch['id']}").json()


def test_p28_customers_and_sites_of_every_script_are_told_apart(dana: Any) -> None:
    named = {
        ("Иванов", "Дом Иванова"), ("Петров", "Дача Петрова"), ("東京電力", "本社"), ("Müller", "Hauptstr. 1"),
        ("Möller", "Hauptstr. 1"), ("A B", "C"), ("A", "B C"), ("राम", "घर"), ("रमा", "घर"),
    }  # fmt: skip
    head = "external_id,description,customer,site,country\n"
    rows = [f"p{n},x,{customer},{site},GB\n" for n, (customer, site) in enumerate(sorted(named))]
    text = head + "".join(rows)
    assert counts(come_in(dana, text)) == (9, 9, 0, 0, 9)
    assert places(dana) == named
    assert dana.get("/customers").json()["total"] == 9
    # With other capitals, blanks and commas they are the same.
    again = head + "q1,x,MÜLLER,hauptstr 1,GB\nq2,x,müller,Hauptstr.  1,GB\n"
    assert counts(come_in(dana, again)) == (2, 2, 0, 0, 2)
    assert places(dana) == named
    assert counts(come_in(dana, text)) == (9, 0, 9, 0, 0)


def test_p28_a_site_that_came_by_a_former_key_is_found_if_it_is_called_the_same(dana: Any) -> None:
    from truckroll.customers.queries import sites_by_external_id

    head = "external_id,description,customer,site,country\n"
    come_in(dana, head + "1,x,Müller,Hauptstr. 1,GB\n")
    (site,) = sites_by_external_id(["generic:müller/hauptstr 1"]).values()
    site.change(external_id="generic:m ller hauptstr 1")
    come_in(dana, head + "2,x,Müller,Hauptstr. 1,GB\n3,x,Möller,Hauptstr. 1,GB\n")
    assert places(dana) == {("Müller", "Hauptstr. 1"), ("Möller", "Hauptstr. 1")}
    assert dana.get("/sites").json()["total"] == 2


def test_p28_a_number_twice_in_a_file_with_other_words_is_a_bad_row(dana: Any) -> None:
    text = "external_id,description\nd1,first words\nd1,other words\nd2,x\nd2,x\n"
    batch = judged(dana, text)
    assert counts(batch) == (4, 2, 1, 1, 0)
    (bad,) = dana.get(f"/imports/{batch['id']}/bad-rows").json()["items"]
    reason = "is in the file twice with other words, first in line 2"
    assert bad == {"line": 3, "faults": [{"column": "external_id", "reason": reason, "value": "d1"}]}
    refused = dana.post(f"/imports/{batch['id']}/apply", {"mode": "all"})
    assert refused.json()["code"] == "batch_has_bad_rows"
    assert dana.get("/requests").json()["total"] == 0


def test_p28_a_quotation_mark_that_is_not_closed_lets_nothing_in(dana: Any) -> None:
    batch = judged(dana, 'external_id,description\nq0,ok\nq1,"Boiler cold\nq2,Lift stuck\nq3,x\n')
    assert (batch["status"], counts(batch)) == ("unreadable", (0, 0, 0, 0, 0))
    assert batch["refusal"].startswith("A quotation mark opens a cell in line 3 and is not closed")


def test_p28_each_bad_row_is_named_with_line_column_reason_and_value(dana: Any) -> None:
    batch = judged(dana, BAD)
    assert counts(batch) == (7, 3, 0, 4, 0)
    errors = b"".join(dana.get(f"/imports/{batch['id']}/errors").streaming_content).decode()
    assert errors.split("\r\n") == [
        "line,column,reason,value",
        "5,priority,is no number from 1 to 4,9",
        "5,reported_at,is no date and time like 2026-11-23T08:30:00,yesterday",
        "6,zone,is no IANA time zone like Europe/London,Nowhere/Land",
        "6,description,is empty,",
        '7,,"has 2 values, the header has 12",',
        "8,reported_at,lies in the future,2026-11-24T10:00:00+00:00",
        "",
    ]


def test_p28_all_or_nothing_lets_nothing_in_while_a_row_is_bad(dana: Any, told: Any) -> None:
    batch = judged(dana, BAD)
    before = told()
    refused = dana.post(f"/imports/{batch['id']}/apply", {"mode": "all"})
    assert (refused.status_code, refused.json()["code"]) == (409, "batch_has_bad_rows")
    assert told() == before
    assert dana.post(f"/imports/{batch['id']}/apply", {"mode": "good"}).status_code == 200
    running.carry_on(batch["id"])
    assert dana.get("/requests").json()["total"] == 3


def test_new_customers_are_billed_in_the_companys_currency(dana: Any) -> None:
    batch = judged(dana, GOOD)
    assert dana.post(f"/imports/{batch['id']}/apply", {"mode": "all"}).status_code == 200
    running.carry_on(batch["id"])
    assert {c["name"]: c["currency"] for c in dana.get("/customers").json()["items"]} == {
        "Carla Ltd": "GBP", "Cleo Ltd": "GBP",
    }  # fmt: skip


def test_nothing_comes_in_before_the_company_has_a_currency(dana: Any, told: Any) -> None:
    from truckroll.billing.models import Seller

    Seller.objects.all().delete()
    batch = judged(dana, GOOD)
    before = told()
    refused = dana.post(f"/imports/{batch['id']}/apply", {"mode": "all"})
    assert (refused.status_code, refused.json()["code"]) == (409, "currency_unknown")
    assert (told(), dana.get("/requests").json()["total"]) == (before, 0)


def test_what_a_spreadsheet_would_run_is_shown_as_text(dana: Any) -> None:
    batch = judged(dana, "description,priority\nx,=1+1\n")
    errors = b"".join(dana.get(f"/imports/{batch['id']}/errors").streaming_content).decode()
    assert errors.split("\r\n")[1] == "2,priority,is no number from 1 to 4,'=1+1"


def test_a_file_that_is_no_table_is_given_up_with_a_reason(dana: Any) -> None:
    batch = judged(dana, "a,b\n1,2\n")
    assert (batch["status"], batch["refusal"]) == (
        "unreadable", "The column description of the profile generic is missing.",
    )  # fmt: skip
    assert batch["moves"] == []


def test_an_import_can_be_thrown_away_before_anything_came_in(dana: Any) -> None:
    batch = judged(dana, GOOD)
    assert dana.post(f"/imports/{batch['id']}/discard").json()["status"] == "discarded"
    assert dana.post(f"/imports/{batch['id']}/apply", {"mode": "good"}).status_code == 409


def test_an_unknown_profile_is_refused(dana: Any, told: Any) -> None:
    before = told()
    answer = upload(dana, GOOD, profile="excel")
    assert (answer.status_code, answer.json()["facts"]["known"]) == (422, ["baltimore311", "boston311", "generic"])
    assert told() == before


def test_a_technician_imports_nothing(as_user: Any, make_user: Any) -> None:
    assert upload(as_user(make_user("technician")), GOOD).status_code == 403


def _run(*arguments: str) -> int:
    import argparse

    from truckroll.cli import import_

    parser = argparse.ArgumentParser()
    import_.add_arguments(parser)
    return import_.run(parser.parse_args(list(arguments)))


def test_the_command_lets_a_good_file_in(db: None, tmp_path: Path, capsys: Any, dana: Any) -> None:
    file = tmp_path / "requests.csv"
    file.write_text(GOOD)
    assert _run("requests", str(file)) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "requests.csv: 3 rows, 3 good, 0 known already, 0 bad"
    assert said[1].startswith("let in: 3 requests, as import ")
    assert dana.get("/requests").json()["total"] == 3


def test_the_command_lets_nothing_in_on_a_dry_run_and_lists_what_is_bad(
    db: None, tmp_path: Path, capsys: Any, dana: Any
) -> None:
    file = tmp_path / "requests.csv"
    file.write_text(BAD)
    assert _run("requests", str(file), "--dry-run") == 0
    assert "line 7: has 2 values, the header has 12" in capsys.readouterr().out
    assert (tmp_path / "requests.csv.errors.csv").read_text().startswith("line,column,reason,value\n")
    assert _run("requests", str(file)) == 1
    assert dana.get("/requests").json()["total"] == 0
    assert _run("requests", str(file), "--good-rows") == 0
    assert dana.get("/requests").json()["total"] == 3


def test_the_command_goes_on_when_the_error_list_cannot_be_written(
    db: None, tmp_path: Path, capsys: Any, dana: Any
) -> None:
    file = tmp_path / "requests.csv"
    file.write_text(BAD)
    nowhere = tmp_path / "nowhere" / "x.csv"
    assert _run("requests", str(file), "--errors", str(nowhere), "--good-rows") == 0
    said = capsys.readouterr().out
    assert f"the list of all of them cannot be written: {nowhere}: No such file or directory" in said
    assert "line 5, priority: is no number from 1 to 4 (9)" in said
    assert dana.get("/requests").json()["total"] == 3


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1850-01-01T00:00:00"])
def test_a_date_from_the_end_of_the_calendar_is_a_bad_row(dana: Any, when: str) -> None:
    batch = judged(dana, GOOD + f"A4,{when},Door,Cleo Ltd,Shop,,,,,Europe/London,,\n")
    assert (batch["status"], counts(batch)) == ("staged", (4, 3, 0, 1, 0))
    errors = b"".join(dana.get(f"/imports/{batch['id']}/errors").streaming_content).decode()
    assert errors.split("\r\n")[1] == f"5,reported_at,is no date of the years 1970 to 2199,{when}"


def test_an_import_that_cannot_be_carried_on_keeps_no_other_from_it(dana: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other = (upload(dana, text).json()["id"] for text in (GOOD, GOOD.replace("A", "B")))
    real = running._judged

    def judge(batch: Any) -> Any:
        if batch.pk == broken:
            raise ZeroDivisionError
        return real(batch)

    monkeypatch.setattr(running, "_judged", judge)
    running.carry_on_all()
    assert dana.get(f"/imports/{broken}").json()["status"] == "unreadable"
    assert dana.get(f"/imports/{other}").json()["status"] == "staged"
