"""Certificates: dates that hold, renewals that leave the old one as it was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from truckroll.workforce.validity import covers

FEB_3 = date(2026, 2, 3)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "held"),
    [
        (FEB_3, FEB_3, True),  # the day it expires still counts
        (FEB_3, date(2026, 2, 4), False),  # work over midnight ends after it
        (date(2026, 2, 4), date(2026, 2, 4), False),
        (date(2023, 12, 31), date(2024, 1, 1), False),  # begins before it is valid
        (date(2024, 1, 1), date(2024, 1, 1), True),
    ],
)
def test_rule_22_a_certificate_covers_the_whole_work_both_days_included(
    starts_on: date, ends_on: date, held: bool
) -> None:
    assert covers(date(2024, 1, 1), FEB_3, starts_on, ends_on) is held


def test_rule_22_without_an_expiry_it_holds_for_good() -> None:
    assert covers(None, None, date(1990, 1, 1), date(2090, 1, 1))


def test_a_renewal_is_a_further_certificate(dana: Any, tariq: dict[str, Any], told: Any) -> None:
    kind = dana.post("/certification-types", {"name": "18th Edition", "is_legal": True}).json()
    body = {"technician_id": tariq["id"], "certification_type_id": kind["id"], "number": "A1"}
    old = dana.post("/certifications", body | {"valid_from": "2024-01-01", "expires_on": "2026-02-03"}).json()
    assert (old["name"], old["is_legal"], old["expires_on"]) == ("18th Edition", True, "2026-02-03")
    dana.post("/certifications", body | {"valid_from": "2026-02-04"})
    listed = dana.get("/certifications", technician_id=tariq["id"]).json()["items"]
    assert [c["valid_from"] for c in listed] == ["2026-02-04", "2024-01-01"]
    assert told()[-2:] == ["workforce.certification.added", "workforce.certification.added"]


def test_dates_in_the_wrong_order_and_repetitions_are_refused(dana: Any, tariq: dict[str, Any], told: Any) -> None:
    kind = dana.post("/certification-types", {"name": "18th Edition"}).json()
    body = {"technician_id": tariq["id"], "certification_type_id": kind["id"], "valid_from": "2026-01-01"}
    answer = dana.post("/certifications", body | {"expires_on": "2025-12-31"})
    assert (answer.status_code, answer.json()["detail"]) == (422, "A certificate expires after it becomes valid.")
    made = dana.post("/certifications", body).json()
    assert dana.post("/certifications", body).status_code == 422
    assert told().count("workforce.certification.added") == 1
    changed = dana.patch(f"/certifications/{made['id']}", {"expires_on": "2027-01-01", "version": 1}).json()
    assert (changed["expires_on"], changed["version"]) == ("2027-01-01", 2)
