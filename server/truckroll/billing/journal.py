"""The accountant's file: what was invoiced, credited and paid in some days, the same bytes every time. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from truckroll.foundation import money

COLUMNS = (
    "external_id", "type", "number", "date", "due_on", "supplied_on", "customer_id", "customer", "customer_tax_id",
    "work_order", "their_reference", "corrects", "tax_category", "tax_rate_percent", "net", "tax", "gross", "currency",
    "payment_method", "payment_reference",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """What a row comes to, in minor units; negative is what goes back to the customer."""

    net_minor: int
    tax_minor: int
    gross_minor: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: a document's part in one tax category, or a payment. `external_id` is the same for ever."""

    external_id: str
    type: str
    number: str
    on: date
    amount: Amount
    currency: str
    customer_id: int
    customer: str
    due_on: date | None = None
    supplied_on: date | None = None
    customer_tax_id: str = ""
    work_order: str = ""
    their_reference: str = ""
    corrects: str = ""
    tax_category: str = ""
    tax_rate: Decimal | None = None
    payment_method: str = ""
    payment_reference: str = ""

    @property
    def place(self) -> tuple[date, str, str]:
        """This will be where the row stands in the file."""
        return self.on, {"invoice": "a", "credit_note": "b", "payment": "c"}[self.type], self.external_id


def write(entries: Iterable[Entry]) -> bytes:
    """This will be the file: UTF-8 with the mark spreadsheets look for, one line a row, in one order."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows(_cells(entry) for entry in sorted(entries, key=lambda entry: entry.place))
    return text.getvalue().encode("utf-8-sig")


def _cells(entry: Entry) -> Sequence[str]:
    return [
        _harmless(entry.external_id),
        entry.type,
        _harmless(entry.number),
        entry.on.isoformat(),
        entry.due_on.isoformat() if entry.due_on else "",
        entry.supplied_on.isoformat() if entry.supplied_on else "",
        str(entry.customer_id),
        _harmless(entry.customer),
        _harmless(entry.customer_tax_id),
        _harmless(entry.work_order),
        _harmless(entry.their_reference),
        _harmless(entry.corrects),
        entry.tax_category,
        "" if entry.tax_rate is None else f"{(entry.tax_rate * 100).normalize():f}",
        _money(entry.amount.net_minor, entry.currency),
        _money(entry.amount.tax_minor, entry.currency),
        _money(entry.amount.gross_minor, entry.currency),
        entry.currency,
        entry.payment_method,
        _harmless(entry.payment_reference),
    ]


def _money(minor: int, currency: str) -> str:
    return f"{money.from_minor(minor, currency):.{money.digits(currency)}f}"


def _harmless(cell: str) -> str:
    """What somebody wrote never runs as a formula (OWASP, CSV injection); amounts are ours and stay numbers."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
