"""How the columns of a known kind of file become a request: what is taken, what is refused and why. Pure."""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from truckroll.intake.reading import Fault, Record

# Nobody reports from before or after; the ends of the calendar break the zones.
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


@dataclass(slots=True)
class Wanted:
    """A request as a row of a file asks for it, in primitives, ready to be stored and applied."""

    external_id: str
    description: str
    reported_at: str = ""
    customer: str = ""
    site_key: str = ""
    # What files called the site before names of every script were told apart.
    former_key: str = ""
    site_name: str = ""
    address: str = ""
    postal_code: str = ""
    country: str = "US"
    lat: float | None = None
    lon: float | None = None
    zone: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    work_type: str = ""
    priority: int | None = None

    def as_dict(self) -> dict[str, object]:
        """This will be the request as JSON keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Judged:
    """A row after judging: what it asks for, or what is wrong with it."""

    line: int
    wanted: Wanted | None
    faults: tuple[Fault, ...]


class _Row:
    """The values of one row, read column by column; what is wrong is collected, not raised."""

    def __init__(self, record: Record) -> None:
        self._values = record.values
        self.faults: list[Fault] = []

    def text(self, column: str, *, limit: int = 2000, required: bool = False) -> str:
        value = self._values.get(column, "")
        if required and not value:
            self.fault(column, "is empty")
        if len(value) > limit:
            self.fault(column, f"is longer than {limit} characters")
        return value[:limit]

    def fault(self, column: str, reason: str) -> None:
        self.faults.append(Fault(column, reason, self._values.get(column, "")[:200]))

    def instant(self, column: str, zone: str) -> str:
        """ISO 8601; a value without offset is wall time in the zone: before a gap's edge, the first of two (rule 3)."""
        value = self._values.get(column, "")
        if not value:
            return ""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fault(column, "is no date and time like 2026-11-23T08:30:00")
            return ""
        if moment.tzinfo is None:
            if len(value) <= len("2026-11-23"):
                self.fault(column, "is a date without a time")
                return ""
            moment = moment.replace(tzinfo=ZoneInfo(zone), fold=0)
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            self.fault(column, f"is no date of the years {_FIRST_YEAR} to {_LAST_YEAR}")
            return ""
        return moment.astimezone(UTC).isoformat()

    def number(self, column: str, low: float, high: float) -> float | None:
        value = self._values.get(column, "")
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not low <= number <= high:  # also false for what is no number
            self.fault(column, f"is no number from {low:g} to {high:g}")
            return None
        return number

    def pin(self) -> tuple[float | None, float | None]:
        lat, lon = self.number("lat", -90, 90), self.number("lon", -180, 180)
        if (lat is None) != (lon is None) and not self.faults:
            self.fault("lat" if lat is None else "lon", "is empty although its other half is given")
        # 0, 0 lies in the Atlantic: what exports write when they know no place (rule 30).
        return (None, None) if (lat, lon) == (0, 0) else (lat, lon)


@dataclass(frozen=True, slots=True)
class Profile:
    """A known kind of file: its columns, its time zone, and how a row is read."""

    name: str
    title: str
    required: tuple[str, ...]
    read: Callable[[_Row, Mapping[str, str]], Wanted]
    zone: str = ""
    optional: tuple[str, ...] = field(default=())
    key: str = "external_id"
    currency: str = ""
    """Of the place the file comes from, for a company that has not named its own."""

    def missing(self, columns: tuple[str, ...]) -> list[str]:
        """This will list the columns the file lacks."""
        return [name for name in self.required if name not in columns]


def judge(profile: Profile, record: Record, *, zone: str = "") -> Judged:
    """This will read one row; with a fault there is nothing to apply. `zone` is for files that name none."""
    if record.fault is not None:
        # Its values may stand under the wrong names: what they say would only confuse.
        return Judged(record.line, None, (record.fault,))
    row = _Row(record)
    options = {"zone": profile.zone or zone or "UTC", "profile": profile.name}
    wanted = profile.read(row, options)
    if not wanted.external_id:
        # Without a key of its own a row is known by what it says.
        said = json.dumps(record.values, sort_keys=True).encode()
        wanted.external_id = f"row-{hashlib.sha256(said).hexdigest()[:32]}"
    wanted.external_id = f"{profile.name}:{wanted.external_id}"
    faults = tuple(row.faults)
    return Judged(record.line, None if faults else wanted, faults)


def _key(text: str) -> str:
    """The same place written with other capitals, commas and blanks is the same place; in English letters."""
    return re.sub(r"[^0-9a-z]+", " ", text.lower()).strip()


def _folded(text: str) -> str:
    """The same name written with other capitals, commas and blanks, with the letters of every script."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    words = "".join(" " if unicodedata.category(letter)[0] in "PZC" else letter for letter in plain).split()
    return " ".join(words) or text.strip()


def _boston(row: _Row, options: Mapping[str, str]) -> Wanted:
    address = row.text("address", limit=300, required=True)
    lat, lon = row.pin()
    if row.text("default_point") == "1":
        lat = lon = None  # the placeholder of a place nobody knew: City Hall
    kind = row.text("type", required=True)
    return Wanted(
        external_id=row.text("case_id", limit=80, required=True),
        description=" – ".join(filter(None, (kind, row.text("subject")))),
        reported_at=row.instant("opened_at", options["zone"]) or _missing(row, "opened_at"),
        customer="City of Boston",
        site_key=f"boston311:{_key(address)}",
        site_name=address,
        address=address,
        postal_code=_zip(row.text("zip", limit=12)),
        lat=lat,
        lon=lon,
        zone=options["zone"],
        work_type=row.text("trade"),
    )


def _baltimore(row: _Row, options: Mapping[str, str]) -> Wanted:
    address = row.text("address", limit=300, required=True)
    lat, lon = row.pin()
    return Wanted(
        external_id=row.text("sr_id", limit=80, required=True),
        description=" – ".join(filter(None, (row.text("type", required=True), row.text("agency")))),
        reported_at=row.instant("opened_at", options["zone"]) or _missing(row, "opened_at"),
        customer="City of Baltimore",
        site_key=f"baltimore311:{_key(address)}",
        site_name=address,
        address=address,
        postal_code=_zip(row.text("zip", limit=12)),
        lat=lat,
        lon=lon,
        zone=options["zone"],
        work_type=row.text("type"),
    )


def _generic(row: _Row, options: Mapping[str, str]) -> Wanted:
    lat, lon = row.pin()
    zone = row.text("zone", limit=60) or options["zone"]
    if zone not in _ZONES:
        row.fault("zone", "is no IANA time zone like Europe/London")
        zone = "UTC"
    country = (row.text("country") or "US").upper()
    if not re.fullmatch("[A-Z]{2}", country):
        row.fault("country", "is no two-letter country code")
    customer, site = row.text("customer", limit=200), row.text("site", limit=200)
    address = row.text("address", limit=300)
    if (site or address) and not customer:
        row.fault("customer", "is empty although a site is given")
    email = row.text("contact_email", limit=254)
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", email):
        row.fault("contact_email", "is no e-mail address")
    priority = row.number("priority", 1, 4)
    if priority is not None and priority != int(priority):
        row.fault("priority", "is no whole number from 1 to 4")
    # A stroke is punctuation: it stands in neither of the two.
    place = f"{_folded(customer)}/{_folded(site or address)}"
    return Wanted(
        external_id=row.text("external_id", limit=200),
        description=row.text("description", limit=8000, required=True),
        reported_at=row.instant("reported_at", zone),
        customer=customer,
        site_key=f"generic:{place}" if site or address else "",
        former_key="generic:" + _key(f"{customer} {site or address}") if site or address else "",
        site_name=site or address,
        address=address,
        postal_code=row.text("postal_code", limit=20),
        country=country,
        lat=lat,
        lon=lon,
        zone=zone,
        contact_name=row.text("contact_name", limit=200),
        contact_phone=row.text("contact_phone", limit=60),
        contact_email=email,
        work_type=row.text("work_type", limit=200),
        priority=None if priority is None else int(priority),
    )


def _missing(row: _Row, column: str) -> str:
    if not any(fault.column == column for fault in row.faults):
        row.fault(column, "is empty")
    return ""


def _zip(text: str) -> str:
    """`2115.0`, as spreadsheets write 02115, is 02115 again."""
    digits = text.removesuffix(".0")
    return digits.zfill(5) if digits.isdigit() and len(digits) <= 5 else digits


_ZONES = available_timezones()

PROFILES = {
    profile.name: profile
    for profile in (
        Profile(
            "boston311",
            "City of Boston, 311 service requests",
            ("case_id", "opened_at", "type", "address", "lat", "lon"),
            _boston,
            "America/New_York",
            ("subject", "zip", "trade", "default_point"),
            key="case_id",
            currency="USD",
        ),
        Profile(
            "baltimore311",
            "City of Baltimore, 311 service requests",
            ("sr_id", "opened_at", "type", "address", "lat", "lon"),
            _baltimore,
            "America/New_York",
            ("agency", "zip"),
            key="sr_id",
            currency="USD",
        ),
        Profile(
            "generic",
            "Any table with our column names",
            ("description",),
            _generic,
            "",
            (
                "external_id",
                "reported_at",
                "customer",
                "site",
                "address",
                "postal_code",
                "country",
                "lat",
                "lon",
                "zone",
                "contact_name",
                "contact_phone",
                "contact_email",
                "work_type",
                "priority",
            ),
        ),
    )
}
