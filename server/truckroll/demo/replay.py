"""A real day of a city's service requests as the demo's demand: what, when and where is real, the rest is not.

The file is the city's own; nothing of it is part of this product. Requests that name no real place, or were closed
within five minutes of opening, are left out; so are kinds of work the invented company does not do.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TextIO, cast

from truckroll.demo.demand import DrawnDays, Job, urgent_on
from truckroll.demo.words import ZONE
from truckroll.foundation.local_time import to_utc

_COLUMNS = frozenset(("case_id", "opened_at", "closed_at", "type", "address", "zip", "lat", "lon", "source", "trade"))
_AT_ONCE = timedelta(minutes=5)
# From the evening before until the day begins.
_EVENING, _MORNING = time(16), time(7, 30)


class WrongFile(ValueError):
    """The file is not one of requests as the city publishes them."""


@dataclass(frozen=True, slots=True)
class Case:
    """One request of the city that the company could do."""

    number: int
    key: str
    opened_at: datetime
    work_type: str
    text: str
    channel: str
    address: str
    postal_code: str
    lat: float
    lon: float

    def as_job(self) -> Job:
        """This will be the case as the demo's people ask for it."""
        return Job(self.number, self.opened_at, self.channel, self.key, self.work_type, self.text, "A resident")


class CityDay:
    """The demand of the days in a file of requests."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[date, list[Case]] = {}

    def cases(self, on: date) -> list[Case]:
        """This will list the cases from the evening before to the end of the day, in order.

        Raises
        ------
        WrongFile
            The file cannot be read as such.
        """
        if on not in self._known:
            first = to_utc(datetime.combine(on - timedelta(days=1), _EVENING), ZONE)
            found = [case for case in self._read() if first <= case.opened_at < _end(on)]
            self._known[on] = sorted(found, key=lambda case: (case.opened_at, case.key))
        return self._known[on]

    def before(self, on: date) -> list[Job]:
        """This will list what was asked before the working day begins; a day the file lacks is drawn."""
        if not self.cases(on):
            return DrawnDays().before(on)
        return [case.as_job() for case in self.cases(on) if case.opened_at < _morning(on)]

    def during(self, on: date) -> list[Job]:
        """This will list what is asked while the day runs, and one emergency that is drawn."""
        cases = self.cases(on)
        if not cases:
            return DrawnDays().during(on)
        urgent = replace(urgent_on(on), site=cases[0].key)
        calls = [case.as_job() for case in cases if case.opened_at >= _morning(on)]
        return sorted([*calls, urgent], key=lambda job: (job.reported_at, job.number))

    def _open(self) -> TextIO:
        if self._file.suffix == ".gz":
            return cast("TextIO", gzip.open(self._file, "rt", newline=""))
        return self._file.open(newline="")

    def _read(self) -> Iterator[Case]:
        try:
            with self._open() as lines:
                rows = csv.DictReader(lines)
                if missing := _COLUMNS - set(rows.fieldnames or ()):
                    raise WrongFile(f"{self._file.name} lacks the columns {', '.join(sorted(missing))}.")
                for number, row in enumerate(rows):
                    if (case := _case(number, row)) is not None:
                        yield case
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise WrongFile(f"{self._file} cannot be read: {error}") from error


def _case(number: int, row: dict[str, str]) -> Case | None:
    work_type = _work_type(row["trade"], row["type"])
    if work_type is None or row.get("default_point") == "1" or not row["lat"] or not row["lon"]:
        return None
    opened = datetime.fromisoformat(row["opened_at"])
    if row["closed_at"] and datetime.fromisoformat(row["closed_at"]) - opened < _AT_ONCE:
        return None
    by_app = "app" in row["source"].lower() or "self" in row["source"].lower()
    return Case(
        number=number,
        key=f"city:{row['case_id']}",
        opened_at=to_utc(opened, ZONE),
        work_type=work_type,
        text=row["type"],
        channel="portal" if by_app else "phone",
        address=row["address"],
        postal_code=row["zip"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
    )


def _work_type(trade: str, kind: str) -> str | None:
    """The company's own work type that is nearest; None for what it does not do, such as trees and paving."""
    if trade == "electrical":
        return "Lighting repair" if "light" in kind.lower() else "Power fault"
    return {
        "inspection": "Safety inspection",
        "hvac": "No heat",
        "plumbing": "Leaking pipe",
        "water": "Blocked drain",
        "equipment": "Cooker repair",
    }.get(trade)


def _morning(on: date) -> datetime:
    return to_utc(datetime.combine(on, _MORNING), ZONE)


def _end(on: date) -> datetime:
    return to_utc(datetime.combine(on + timedelta(days=1), time.min), ZONE)
