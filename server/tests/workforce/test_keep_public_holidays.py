"""Public holidays of a technician's calendar are kept free, as he and nobody else has them."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.foundation.models import OutboxEvent
from truckroll.workforce import tasks
from truckroll.workforce.invariants import absences_are_occupied
from truckroll.workforce.models import Absence


def free(who: dict[str, Any]) -> list[tuple[str, str]]:
    rows = Absence.objects.filter(technician_id=who["id"], kind="public_holiday", canceled_at=None)
    return [(f"{a.starts_at:%Y-%m-%d %H:%M}", a.note) for a in rows.order_by("starts_at")]


@pytest.mark.slow
def test_a_technicians_public_holidays_are_kept_free_by_his_own_calendar(dana: Any, tariq: Any, tove: Any) -> None:
    path = f"/technicians/{tariq['id']}"
    assert dana.patch(path, {"holiday_country": "GB", "holiday_subdivision": "ENG"}).status_code == 200
    # The rest of 2026 from 23 November on, and 2027. In summer a London day begins at 23:00 UTC the day before.
    assert free(tariq) == [
        ("2026-12-25 00:00", "Christmas Day"),
        ("2026-12-26 00:00", "Boxing Day"),
        ("2026-12-28 00:00", "Boxing Day (observed)"),
        ("2027-01-01 00:00", "New Year's Day"),
        ("2027-03-26 00:00", "Good Friday"),
        ("2027-03-28 23:00", "Easter Monday"),
        ("2027-05-02 23:00", "May Day"),
        ("2027-05-30 23:00", "Spring Bank Holiday"),
        ("2027-08-29 23:00", "Late Summer Bank Holiday"),
        ("2027-12-25 00:00", "Christmas Day"),
        ("2027-12-26 00:00", "Boxing Day"),
        ("2027-12-27 00:00", "Christmas Day (observed)"),
        ("2027-12-28 00:00", "Boxing Day (observed)"),
    ]
    assert free(tove) == []
    # Scotland has other days; what both have stays as it is.
    christmas = Absence.objects.get(note="Christmas Day", starts_at__year=2026)
    dana.patch(path, {"holiday_subdivision": "SCT"})
    assert ("2026-11-30 00:00", "Saint Andrew's Day") in free(tariq)
    assert ("2027-03-28 23:00", "Easter Monday") not in free(tariq)
    christmas.refresh_from_db()
    assert (christmas.canceled_at, absences_are_occupied()) == (None, [])
    dana.patch(path, {"holiday_country": "", "holiday_subdivision": ""})
    assert free(tariq) == []


def test_once_a_day_nothing_is_done_twice_and_what_a_person_decided_stays(dana: Any, tariq: Any, told: Any) -> None:
    boxing = {
        "technician_id": tariq["id"], "kind": "training", "starts_at": "2026-12-26T09:00:00Z",
        "ends_at": "2026-12-26T10:00:00Z",
    }  # fmt: skip
    training = dana.post("/absences", boxing).json()
    dana.patch(f"/technicians/{tariq['id']}", {"holiday_country": "GB", "holiday_subdivision": "ENG"})
    # Something is planned on Boxing Day; on Christmas Day he works after all.
    assert "2026-12-26 00:00" not in dict(free(tariq))
    christmas = Absence.objects.get(note="Christmas Day", starts_at__year=2026)
    dana.post(f"/absences/{christmas.pk}/cancel", {})
    before = told()
    tasks.keep_public_holidays(0)
    assert (told(), "2026-12-25 00:00" in dict(free(tariq))) == (before, False)
    # The training is off: now the day is kept free.
    dana.post(f"/absences/{training['id']}/cancel", {})
    tasks.keep_public_holidays(0)
    assert dict(free(tariq))["2026-12-26 00:00"] == "Boxing Day"


def test_a_country_nobody_knows_is_refused(dana: Any, tariq: Any) -> None:
    before = OutboxEvent.objects.count()
    refused = dana.patch(f"/technicians/{tariq['id']}", {"holiday_country": "XX"})
    assert (refused.status_code, refused.json()["facts"]["field"]) == (422, "holiday_country")
    assert (OutboxEvent.objects.count(), dana.get(f"/technicians/{tariq['id']}").json()["holiday_country"]) == (
        before,
        "",
    )
