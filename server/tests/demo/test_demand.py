"""What the demo's days bring: drawn ones always the same, replayed ones what the city's file says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from truckroll.demo import days
from truckroll.demo.demand import CALLS, PLANNED, URGENT, DrawnDays
from truckroll.demo.replay import CityDay, WrongFile

MONDAY = date(2026, 3, 2)
HEAD = "case_id,opened_at,closed_at,type,address,zip,lat,lon,source,trade,default_point\n"


def city(tmp_path: Path, *rows: str) -> CityDay:
    file = tmp_path / "requests.csv"
    file.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return CityDay(file)


def test_a_date_always_brings_the_same_jobs() -> None:
    assert DrawnDays().before(MONDAY) == DrawnDays().before(MONDAY)
    assert DrawnDays().during(MONDAY) == DrawnDays().during(MONDAY)
    assert DrawnDays().before(MONDAY) != DrawnDays().before(date(2026, 3, 3))


def test_a_day_has_sixty_jobs_and_one_emergency_at_twenty_to_eleven() -> None:
    before, during = DrawnDays().before(MONDAY), DrawnDays().during(MONDAY)
    assert (len(before), len(during), len(before) + len(during)) == (PLANNED, CALLS + 1, 60)
    # Boston is five hours behind UTC in the winter; a Monday's jobs were reported on the Friday before.
    assert [job.reported_at for job in during if job.work_type == URGENT] == [datetime(2026, 3, 2, 15, 40, tzinfo=UTC)]
    assert {job.reported_at.date() for job in before} == {date(2026, 2, 27)}


def test_nobody_calls_from_the_site_that_has_no_place() -> None:
    assert "demo:39" not in {job.site for job in DrawnDays().before(MONDAY) + DrawnDays().during(MONDAY)}


def test_a_replayed_day_leaves_out_placeholders_slips_and_what_the_company_does_not_do(tmp_path: Path) -> None:
    demand = city(
        tmp_path,
        "1,2015-06-10T09:00:00,2015-06-12T09:00:00,Street Light Outages,1 Elm St,02118,42,-71,An App,electrical,0",
        "2,2015-06-10T09:01:00,2015-06-10T09:04:00,Electrical,2 Elm St,02118,42.33,-71.07,Call,electrical,0",
        "3,2015-06-10T09:02:00,,Electrical,City Hall,02201,42.36,-71.05,Call,electrical,1",
        "4,2015-06-10T09:03:00,,Tree Emergencies,3 Elm St,02118,42.33,-71.07,Call,tree,0",
        "5,2015-06-09T17:00:00,,Electrical,4 Elm St,02118,42.33,-71.07,Call,electrical,0",
        "6,2015-06-11T09:00:00,,Electrical,5 Elm St,02118,42.33,-71.07,Call,electrical,0",
    )
    on = date(2015, 6, 10)
    (evening,) = demand.before(on)
    assert (evening.site, evening.work_type, evening.channel) == ("city:5", "Power fault", "phone")
    # Boston is four hours behind UTC in the summer.
    assert evening.reported_at == datetime(2015, 6, 9, 21, tzinfo=UTC)
    light, urgent = demand.during(on)
    assert (light.site, light.work_type, light.channel, light.text) == (
        "city:1", "Lighting repair", "portal", "Street Light Outages",
    )  # fmt: skip
    assert (urgent.work_type, urgent.site) == (URGENT, "city:5")


def test_a_day_the_file_lacks_is_drawn(tmp_path: Path) -> None:
    assert city(tmp_path).before(MONDAY) == DrawnDays().before(MONDAY)


def test_another_file_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(WrongFile, match="lacks the columns address, case_id, closed_at"):
        CityDay(tmp_path / "other.csv").cases(MONDAY)
    with pytest.raises(WrongFile, match="cannot be read"):
        CityDay(tmp_path / "missing.csv").cases(MONDAY)


def test_the_demo_begins_on_a_weekday() -> None:
    # Saturday 28 February 2026, noon in Boston.
    assert days.first_day(datetime(2026, 2, 28, 17, tzinfo=UTC)) == MONDAY
    assert days.first_day(datetime(2026, 3, 3, 17, tzinfo=UTC)) == date(2026, 3, 3)
    assert days.weekdays_before(MONDAY)[0] == date(2026, 2, 16)
    assert len(days.weekdays_before(MONDAY)) == 10


def test_the_day_is_over_in_the_evening_of_the_city() -> None:
    assert not days.is_over(days.at(MONDAY, time(18, 14)))
    assert days.is_over(days.at(MONDAY, time(18, 15)))
