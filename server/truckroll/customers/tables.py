"""Customers, sites, contacts and assets as files: the columns a list is given out with, and read back by imports."""

from __future__ import annotations

from typing import Any

from truckroll.foundation.tables import Column

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _of(name: str) -> Column:
    return name, lambda row: getattr(row, name)


def _key(row: Any) -> str:
    """How a file names another row: by its number in the other system, else by its name."""
    return str(row.external_id or row.name) if row is not None else ""


def windows_text(site: Any) -> str:
    """This will be when a site lets people in, in one cell: `Mon 08:00-12:00; Mon 13:00-17:00`."""
    windows = sorted(site.access_windows.all(), key=lambda w: (w.weekday, w.opens))
    return "; ".join(f"{WEEKDAYS[w.weekday]} {w.opens:%H:%M}-{w.closes:%H:%M}" for w in windows)


CUSTOMERS: tuple[Column, ...] = (
    *map(_of, ("external_id", "name", "currency", "bill_name", "bill_address", "bill_email", "tax_id", "terms_days")),
    _of("po_required"),
    _of("tax_treatment"),
)
SITES: tuple[Column, ...] = (
    _of("external_id"),
    ("customer", lambda site: _key(site.customer)),
    _of("kind"),
    ("part_of", lambda site: _key(site.parent)),
    *map(_of, ("name", "address", "postal_code", "country", "lat", "lon", "zone")),
    ("bill_to", lambda site: _key(site.bill_to)),
    ("access_windows", windows_text),
    _of("access_notes"),
)
CONTACTS: tuple[Column, ...] = (
    _of("external_id"),
    ("customer", lambda contact: _key(contact.customer)),
    ("site", lambda contact: _key(contact.site)),
    *map(_of, ("name", "role", "phone", "email")),
)
ASSETS: tuple[Column, ...] = (
    _of("external_id"),
    ("customer", lambda asset: _key(asset.site.customer)),
    ("site", lambda asset: _key(asset.site)),
    *map(_of, ("name", "kind", "make", "model", "serial", "installed_on", "warranty_until", "location")),
    ("part_of", lambda asset: _key(asset.parent)),
)
