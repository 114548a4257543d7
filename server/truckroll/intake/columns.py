"""Columns of tables that people keep elsewhere: what a cell may say, and what is wrong with it otherwise. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from truckroll.foundation.local_time import zone_names
from truckroll.foundation.money import known_currency
from truckroll.foundation.tables import as_meant
from truckroll.intake.reading import Fault

ORDERS = {"ymd": "year first", "dmy": "day first", "mdy": "month first"}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DATE = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})")
_YES, _NO = {"yes", "y", "true", "1", "x", "ja", "oui"}, {"no", "n", "false", "0", "nein", "non"}
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
# A thousand, or one and three decimals.
_BOTH_WAYS = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class How:
    """What a file does not say itself: the order of its dates, the zone of its times, when it is read.

    `points` is, by column, what stands before the decimals, where other cells of the column say it; `point` is it for
    the column that is read.
    """

    date_order: str = "ymd"
    zone: str = "UTC"
    now: datetime | None = None
    points: Mapping[str, str] = field(default_factory=dict)
    point: str = ""

    def of(self, column: str) -> How:
        """This will be how a column is read."""
        return replace(self, point=self.points[column]) if column in self.points else self


Reader = Callable[[str, How], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, how a cell is read, whether it must say something, and other names it goes by."""

    name: str
    read: Reader
    required: bool = False
    also: tuple[str, ...] = ()

    @property
    def has_dates(self) -> bool:
        """Whether its cells begin with a date whose order must be known."""
        return self.read in (day, moment, past_moment)

    @property
    def has_decimals(self) -> bool:
        """Whether 1.250 in its cells may be a thousand or one."""
        return self.read in (price, quantity)


def text(cell: str, how: How) -> str:
    """This will be words as they stand."""
    if len(cell) > 8000:
        raise ValueError("is longer than 8000 characters")
    return cell


def label(cell: str, how: How) -> str:
    """This will be a name, of two hundred characters at most."""
    if len(cell) > 200:
        raise ValueError("is longer than 200 characters")
    return cell


def one_of(*known: str) -> Reader:
    """This will read one of a few words, whatever its capitals and blanks."""

    def read(cell: str, how: How) -> str:
        word = re.sub(r"[\s-]+", "_", cell.strip().lower())
        if word not in known:
            raise ValueError(f"is none of {', '.join(known)}")
        return word

    return read


def flag(cell: str, how: How) -> bool:
    """This will be yes or no."""
    word = cell.lower()
    if word not in _YES | _NO:
        raise ValueError("is neither yes nor no")
    return word in _YES


def amount(cell: str, how: How) -> Decimal:
    """This will be a number with a point or a comma before its decimals."""
    return _one_of(_readings(cell, how))


def _readings(cell: str, how: How) -> list[Decimal]:
    """What a cell may mean: 1.250 and 1,250 are a thousand or one unless other cells of the column say which."""
    plain = _bare(cell)
    points = {how.point} if how.point and _BOTH_WAYS.fullmatch(plain) else _points(cell)
    found = []
    for point in sorted(points):
        other = "," if point == "." else "."
        try:
            number = Decimal(plain.replace(other, "").replace(point, "."))
        except InvalidOperation:
            raise ValueError("is no number") from None
        if not number.is_finite():
            raise ValueError("is no number")
        found.append(number)
    return found


def _one_of(readings: Sequence[Decimal]) -> Decimal:
    if len(readings) > 1:
        one, other = sorted(f"{reading.normalize():f}" for reading in readings)
        raise ValueError(f"may be {one} or {other}; write it without a thousands separator, with two decimals or four")
    return readings[0]


def _bare(cell: str) -> str:
    return cell.replace(" ", "").replace("\u00a0", "")


def _points(cell: str) -> set[str]:
    """What may stand before the decimals of a number: a point, a comma, or either."""
    plain = _bare(cell)
    if "," in plain and "." in plain:
        # The later of the two stands before the decimals.
        return {max(".,", key=plain.rindex)}
    mark = next((one for one in ".," if one in plain), "")
    if not mark:
        return {"."}
    if re.fullmatch(rf"[-+]?\d{{1,3}}(?:\{mark}\d{{3}}){{2,}}", plain):
        return {"." if mark == "," else ","}
    return {".", ","} if _BOTH_WAYS.fullmatch(plain) and plain == cell.strip() else {mark}


def point_of(cells: Iterable[str]) -> str:
    """This will be what stands before the decimals in a column, by its clear cells; empty if they do not say."""
    found = [_points(cell) for cell in cells if "." in cell or "," in cell]
    clear = {mark for points in found if len(points) == 1 for mark in points}
    return clear.pop() if len(clear) == 1 else ""


def number(low: float, high: float) -> Reader:
    """This will read a number between two others."""

    def read(cell: str, how: How) -> float:
        fitting = [reading for reading in _readings(cell, how) if low <= reading <= high]
        if not fitting:
            raise ValueError(f"is no number from {low:g} to {high:g}")
        return float(_one_of(fitting))

    return read


def whole(low: int, high: int) -> Reader:
    """This will read a whole number between two others."""

    def read(cell: str, how: How) -> int:
        fitting = [reading for reading in _readings(cell, how) if reading == int(reading) and low <= reading <= high]
        if not fitting:
            raise ValueError(f"is no whole number from {low} to {high}")
        return int(_one_of(fitting))

    return read


def price(cell: str, how: How) -> Decimal:
    """This will be a price: not negative, four decimals at most."""
    found = amount(cell, how)
    if found < 0 or found != round(found, 4) or found >= Decimal("1e10"):
        raise ValueError("is no price with at most four decimals")
    return found


def quantity(cell: str, how: How) -> Decimal:
    """This will be how much there is of something: three decimals at most."""
    found = amount(cell, how)
    if found != round(found, 3) or abs(found) >= Decimal("1e9"):
        raise ValueError("is no quantity with at most three decimals")
    return found


def day(cell: str, how: How) -> date:
    """This will be a date in the order of the file; one with the year first is always read so."""
    match = _DATE.fullmatch(cell)
    if match is None:
        raise ValueError("is no date like 2026-11-23")
    parts = [int(part) for part in match.groups()]
    order = "ymd" if len(match[1]) == 4 else how.date_order
    year, month, on = (parts[order.index(letter)] for letter in "ymd")
    if len(match[order.index("y") + 1]) != 4 or not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(f"is no date with a year of four digits from {_FIRST_YEAR} to {_LAST_YEAR}")
    try:
        return date(year, month, on)
    except ValueError:
        raise ValueError(f"is no date with the {ORDERS[order]}") from None


def moment(cell: str, how: How) -> datetime:
    """This will be an instant: ISO 8601, or a date with a time on the clock of the file's zone."""
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        on, _, rest = cell.partition(" ")
        found = datetime.combine(day(on, how), clock(rest.strip(), how))
    else:
        if len(cell) <= len("2026-11-23"):
            raise ValueError("is a date without a time")
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError(f"is no date of the years {_FIRST_YEAR} to {_LAST_YEAR}")
    # Before a gap's edge, the first of two (rule 3).
    return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(how.zone), fold=0)).astimezone(UTC)


def past_moment(cell: str, how: How) -> datetime:
    """This will be an instant that has been."""
    found = moment(cell, how)
    if how.now is not None and found > how.now:
        raise ValueError("lies in the future")
    return found


def clock(cell: str, how: How) -> time:
    """This will be a time on the wall."""
    if not re.fullmatch(r"\d{1,2}:\d{2}(:00)?", cell):
        raise ValueError("is no time like 08:30")
    hours, minutes = (int(part) for part in cell.split(":")[:2])
    if hours > 23 or minutes > 59:
        raise ValueError("is no time like 08:30")
    return time(hours, minutes)


def weekday(cell: str, how: How) -> int:
    """This will be a day of the week, Monday 0."""
    word = cell[:3].lower()
    if word not in WEEKDAYS:
        raise ValueError("is no day of the week like Mon")
    return WEEKDAYS.index(word)


def windows(cell: str, how: How) -> list[dict[str, Any]]:
    """This will be the hours of a week in one cell: `Mon 08:00-12:00; Mon 13:00-17:00`."""
    found = []
    for part in filter(None, (one.strip() for one in cell.split(";"))):
        match = re.fullmatch(r"([A-Za-z]{3,9})\s+(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})", part)
        if match is None:
            raise ValueError("is no list of hours like Mon 08:00-12:00; Tue 08:00-12:00")
        found.append({"weekday": weekday(match[1], how), "opens": clock(match[2], how), "closes": clock(match[3], how)})
    return found


def mail(cell: str, how: How) -> str:
    """This will be an e-mail address."""
    if len(cell) > 254 or not _MAIL.fullmatch(cell):
        raise ValueError("is no e-mail address")
    return cell


def country(cell: str, how: How) -> str:
    """This will be a country in two letters."""
    if not re.fullmatch("[A-Za-z]{2}", cell):
        raise ValueError("is no two-letter country code")
    return cell.upper()


def currency(cell: str, how: How) -> str:
    """This will be a currency by its three letters."""
    try:
        return known_currency(cell.upper())
    except ValueError:
        raise ValueError("is not the code of a currency such as EUR (ISO 4217)") from None


def zone(cell: str, how: How) -> str:
    """This will be an IANA time zone."""
    if cell not in zone_names():
        raise ValueError("is no IANA time zone like Europe/London")
    return cell


def listed(cell: str, how: How) -> list[str]:
    """This will be the names in a cell, divided by semicolons."""
    return [part for part in (one.strip() for one in cell.split(";")) if part]


def guess_mapping(columns: Sequence[str], known: Sequence[Column]) -> dict[str, str]:
    """This will be which of the file's columns is which of ours, by their names."""

    def bare(word: str) -> str:
        return re.sub(r"[^0-9a-z]+", "", word.lower())

    names = {bare(other): column.name for column in known for other in (column.name, *column.also)}
    found: dict[str, str] = {}
    for theirs in columns:
        ours = names.get(bare(theirs))
        if ours is not None and ours not in found.values():
            found[theirs] = ours
    return found


def possible_orders(cells: Iterable[str]) -> set[str]:
    """This will be the orders that every date of a file fits; dates with the year first say nothing."""
    orders = {"dmy", "mdy"}
    for cell in cells:
        match = _DATE.match(cell)
        if match is None or len(match[1]) == 4:
            continue
        if int(match[1]) > 12:
            orders.discard("mdy")
        if int(match[2]) > 12:
            orders.discard("dmy")
    return orders


def has_short_dates(cells: Iterable[str]) -> bool:
    """This will say whether any date could be read in two ways at all."""
    return any((match := _DATE.match(cell)) is not None and len(match[1]) < 4 for cell in cells)


def read_row(known: Sequence[Column], cells: Mapping[str, str], how: How) -> tuple[dict[str, Any], list[Fault]]:
    """This will be what a row says, by our columns, and what is wrong with it; an empty cell says nothing."""
    values: dict[str, Any] = {}
    faults = []
    for column in known:
        cell = as_meant(cells.get(column.name, ""))
        if not cell:
            if column.required:
                faults.append(Fault(column.name, "is empty", ""))
            continue
        try:
            values[column.name] = column.read(cell, how.of(column.name))
        except ValueError as wrong:
            faults.append(Fault(column.name, str(wrong), cell[:200]))
    return values, faults
