"""P21: a file says, brings and changes no more than whoever uploads or asks for it may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.intake.test_import_records import SELLER, counts, judged, let_in
from tests.intake.test_import_requests import judged as judged_requests
from truckroll.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

CUSTOMERS = "external_id,name\nC-E,Eastern Ltd\nC-W,Western Ltd\n"
SITES = """external_id,customer,bill_to,name,postal_code,country,lat,lon,zone,access_notes
S-E,C-E,C-W,Shop,E1,GB,51.5,0.5,Europe/London,Ring
S-W,C-W,,Mill,W1,GB,51.5,-0.2,Europe/London,Key safe 4711
"""
CONTACTS = "external_id,customer,site,name,phone\nP-E,C-E,S-E,Ed,1\nP-W,C-W,S-W,Willa,2\n"
ASSETS = "external_id,customer,site,name,kind\nA-E,C-E,S-E,Boiler E,Boiler\nA-W,C-W,S-W,Boiler W,Boiler\n"
PEOPLE = "external_id,name\nT-E,Eve\nT-W,Wes\n"
STOCK = "technician,sku,name,quantity\nT-E,V-1,Valve,2\nT-W,V-1,Valve,3\n"
SHIFTS = "technician,weekday,starts,ends\nT-E,Mon,08:00,17:00\nT-W,Mon,08:00,17:00\n"
ORDERS = "number,work_type,customer,site\nW-E,Boiler service,C-E,S-E\nW-W,Boiler service,C-W,S-W\n"
ELSEWHERE = "is the number of one outside of your areas"
TYPES = "name,duration_minutes\nBoiler service,60\n"


@pytest.fixture
def east(ada: Any, dana: Any) -> Any:
    """A company in two areas, and Dana, who answers for the east only."""
    assert ada.put("/seller", SELLER).status_code == 200
    areas = {
        code: ada.post("/territories", {"name": code, "postal_codes": [code]}).json()["id"] for code in ("E1", "W1")
    }
    for what, text in (
        ("customers", CUSTOMERS), ("sites", SITES), ("contacts", CONTACTS), ("assets", ASSETS),
        ("technicians", PEOPLE), ("shifts", SHIFTS), ("stock", STOCK), ("work-types", TYPES), ("work-orders", ORDERS),
    ):  # fmt: skip
        batch = judged(ada, what, text)
        assert (batch["bad_rows"], let_in(ada, batch)["status"]) == (0, "applied"), what
    for person in ada.get("/technicians").json()["items"]:
        area = areas["E1" if person["name"] == "Eve" else "W1"]
        assert ada.patch(f"/technicians/{person['id']}", {"territory_ids": [area]}).status_code == 200
    User.objects.get(name="Dana").change(territory_ids=[areas["E1"]])
    return dana


def exported(api: Any, what: str) -> str:
    answer = api.get(f"/import-kinds/{what}/export")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_p21_an_export_has_only_what_its_reader_sees(ada: Any, east: Any) -> None:
    for what, mine, other in (
        ("customers", "C-E", "C-W"), ("sites", "S-E", "S-W"), ("contacts", "P-E", "P-W"), ("assets", "A-E", "A-W"),
        ("technicians", "T-E", "T-W"), ("shifts", "T-E", "T-W"), ("stock", "T-E", "T-W"),
        ("work-orders", "S-E", "S-W"),
    ):  # fmt: skip
        text = exported(east, what)
        assert mine in text, what
        assert other not in text, what
        assert other in exported(ada, what), what
        # What she is given she can read back, although a customer of another area is billed for her site.
        if what != "work-orders":
            assert counts(judged(east, what, text)) == (1, 0, 0, 1, 0, 0), what


@pytest.mark.parametrize(
    ("what", "text", "fault"),
    [
        ("sites", SITES.replace("Key safe", "HACKED"), ("customer", "is not known")),
        ("customers", CUSTOMERS.replace("Western", "Wild"), ("external_id", ELSEWHERE)),
        ("contacts", CONTACTS.replace("Willa", "Bad"), ("customer", "is not known")),
        ("assets", ASSETS.replace("Boiler W", "Bad"), ("customer", "is not known")),
        ("technicians", PEOPLE.replace("Wes", "Bad"), ("external_id", ELSEWHERE)),
        ("shifts", SHIFTS.replace("T-W,Mon,08", "T-W,Mon,09"), ("technician", "is not known")),
        ("stock", STOCK.replace("T-W,V-1,Valve,3", "T-W,V-1,Valve,9"), ("technician", "is not known")),
        ("work-orders", ORDERS.replace("W-W", "W-X"), ("customer", "is not known")),
    ],
)  # fmt: skip
def test_p21_a_row_about_what_its_uploader_does_not_see_is_bad_and_nothing_happens(
    ada: Any, east: Any, what: str, text: str, fault: tuple[str, str]
) -> None:
    before = exported(ada, what)
    batch = judged(east, what, text)
    assert counts(batch) == (2, 0, 0, 1, 1, 0)
    (bad,) = east.get(f"/imports/{batch['id']}/bad-rows").json()["items"]
    assert (bad["line"], bad["faults"][0]["column"], bad["faults"][0]["reason"]) == (3, *fault)
    # Whoever lets it in: it is judged with the eyes of who uploaded it.
    assert counts(let_in(ada, batch, "good")) == (2, 0, 0, 1, 1, 0)
    assert exported(ada, what) == before


def test_p21_a_limit_that_came_after_judging_holds_when_the_file_comes_in(ada: Any, east: Any) -> None:
    limited = User.objects.get(name="Dana")
    areas = limited.territory_ids
    limited.change(territory_ids=[])
    batch = judged(east, "sites", SITES.replace("Key safe", "HACKED").replace("Ring", "Knock"))
    assert counts(batch) == (2, 0, 2, 0, 0, 0)
    User.objects.get(name="Dana").change(territory_ids=areas)
    assert counts(let_in(east, batch, "good")) == (2, 0, 1, 0, 1, 1)
    assert "Key safe 4711" in exported(ada, "sites")


def test_p21_a_request_at_a_site_that_its_uploader_does_not_see_is_bad(ada: Any, east: Any) -> None:
    text = "external_id,description,customer,site,postal_code,country\n{},No heat,Western Ltd,Mill,W1,GB\n"
    let_in(ada, judged_requests(ada, text.format("R-1"), zone="Europe/London"))
    batch = judged_requests(east, text.format("R-2"), zone="Europe/London")
    assert batch["bad_rows"] == 1
    (bad,) = east.get(f"/imports/{batch['id']}/bad-rows").json()["items"]
    assert bad["faults"] == [{"column": "site", "reason": "is outside of your areas", "value": "Mill"}]
    assert ada.get("/requests").json()["total"] == 3


def test_p21_the_file_of_another_is_not_there_for_a_limited_dispatcher(ada: Any, east: Any) -> None:
    batch = judged(ada, "sites", SITES)
    mine = judged(east, "sites", SITES)
    assert [one["id"] for one in east.get("/imports").json()["items"]] == [mine["id"]]
    for path in ("", "/rows", "/bad-rows", "/errors"):
        assert east.get(f"/imports/{batch['id']}{path}").status_code == 404, path
        assert east.get(f"/imports/{mine['id']}{path}").status_code == 200, path
    for path, body in (("apply", {"mode": "all"}), ("discard", {}), ("undo", {}), ("answer", {})):
        assert east.post(f"/imports/{batch['id']}/{path}", body).status_code == 404, path
    assert ada.get(f"/imports/{batch['id']}").json()["status"] == "staged"


def test_p21_prices_are_let_in_and_taken_back_by_who_may_change_them(
    ada: Any, dana: Any, as_user: Callable[..., Any], make_user: Callable[..., Any]
) -> None:
    ada.put("/seller", SELLER)
    vat = {"code": "standard", "name": "VAT", "letter": "S", "rate": "0.20", "valid_from": "2020-01-01"}
    assert ada.post("/tax-rates", vat).status_code == 201
    assert ada.post("/price-books", {"name": "Standard", "currency": "GBP"}).status_code == 201
    text = "price_book,kind,sku,name,unit_price,tax_code\nStandard,part,V-15,Valve,10.50,standard\n"
    batch = judged(ada, "price-book", text)
    for path, body in (("apply", {"mode": "all"}), ("discard", {}), ("answer", {"mapping": {}})):
        assert dana.post(f"/imports/{batch['id']}/{path}", body).status_code == 403, path
    assert counts(let_in(ada, batch)) == (1, 1, 0, 0, 0, 1)
    assert dana.post(f"/imports/{batch['id']}/undo").status_code == 403
    assert ada.get(f"/imports/{batch['id']}").json()["status"] == "applied"
    compliance = as_user(make_user("compliance"))
    assert compliance.get(f"/imports/{batch['id']}/rows").status_code == 404
    assert dana.get(f"/imports/{batch['id']}/rows").status_code == 200
