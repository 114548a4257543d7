"""The printed documents: an invoice or credit note as PDF/A, the same bytes for the same content."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst

from truckroll.billing.models import CreditNote, DocumentLine, DocumentTax, Invoice
from truckroll.foundation import money

_TEMPLATE = (Path(__file__).parent / "templates" / "document.typ").read_bytes()
# The fonts of the library only: what a host has installed must not change a document.
_FONTS = typst.Fonts(include_system_fonts=False)
# Where paper is Letter and not A4 (CLDR).
_LETTER = frozenset({"US", "CA", "MX", "CL", "CO", "CR", "DO", "GT", "NI", "PA", "PH", "PR", "SV", "VE"})


def invoice_pdf(
    invoice: Invoice, lines: Iterable[DocumentLine], taxes: Iterable[DocumentTax], *, made_at: datetime
) -> bytes:
    """This will be the invoice as it goes to the customer; a draft says so across every page."""
    facts = [
        ("Invoice date", _day(invoice.issued_on)),
        ("Date of supply", _day(invoice.supplied_on)),
        ("Due", _day(invoice.due_on)),
        ("Work order", invoice.work.get("number", "")),
        ("Your reference", invoice.customer_reference),
    ]
    return _compile(
        {
            "title": "Invoice",
            "number": invoice.number or "Draft",
            "is_draft": invoice.number is None,
            "facts": [[name, value] for name, value in facts if value],
            "about": _about(invoice.work),
            "seller": invoice.seller,
            "buyer": invoice.buyer,
            "lines": _lines(lines, invoice.currency),
            "sums": _sums(taxes, invoice),
            "closing": _closing(invoice),
            "notes": _notes(taxes),
        },
        made_at,
    )


def credit_note_pdf(
    note: CreditNote,
    invoice: Invoice,
    lines: Iterable[DocumentLine],
    taxes: Iterable[DocumentTax],
    *,
    made_at: datetime,
) -> bytes:
    """This will be the credit note as it goes to the customer; it names the invoice it corrects."""
    facts = [
        ("Credit note date", _day(note.issued_on)),
        ("Corrects invoice", invoice.number or ""),
        ("of", _day(invoice.issued_on)),
        ("Work order", invoice.work.get("number", "")),
    ]
    return _compile(
        {
            "title": "Credit note",
            "number": note.number,
            "is_draft": False,
            "facts": [[name, value] for name, value in facts],
            "about": f"Reason: {note.reason}",
            "seller": note.seller,
            "buyer": note.buyer,
            "lines": _lines(lines, note.currency),
            "sums": _sums(taxes, note),
            "closing": "",
            "notes": _notes(taxes),
        },
        made_at,
    )


def _compile(content: dict[str, Any], made_at: datetime) -> bytes:
    paper = "us-letter" if content["seller"].get("country") in _LETTER else "a4"
    pdf = typst.compile(
        _TEMPLATE,
        format="pdf",
        font_paths=_FONTS,
        ignore_system_fonts=True,
        pdf_standards="a-3b",
        timestamp=made_at.replace(microsecond=0),
        sys_inputs={"content": json.dumps(content | {"paper": paper})},
    )
    assert isinstance(pdf, bytes), "a PDF is one file"
    return pdf


def _about(work: dict[str, Any]) -> str:
    place = ", ".join(filter(None, (work.get("site_name", ""), work.get("site_address", ""))))
    return "\n".join(filter(None, (work.get("description", "") or work.get("work_type", ""), place)))


def _lines(lines: Iterable[DocumentLine], currency: str) -> list[list[str]]:
    rows = []
    for line in lines:
        price = "" if line.unit_price is None else _price(line.unit_price, currency)
        rate = "" if line.tax_rate is None else _percent(line.tax_rate)
        rows.append(
            [line.description, f"{_plain(line.quantity)} {line.unit}", price, rate, _amount(line.net_minor, currency)]
        )
    return rows


def _sums(taxes: Iterable[DocumentTax], document: Invoice | CreditNote) -> list[list[str]]:
    currency = document.currency
    rows = [["Net", _amount(document.net_minor, currency)]]
    rows += [
        [f"{_tax_name(tax)} on {_amount(tax.net_minor, currency)}", _amount(tax.tax_minor, currency)] for tax in taxes
    ]
    return [*rows, [f"Total {currency}", _amount(document.total_minor, currency)]]


def _tax_name(tax: DocumentTax) -> str:
    names = {"E": "Exempt from tax", "AE": "Reverse charge", "Z": "Tax 0 %"}
    return names.get(tax.letter, f"Tax {_percent(tax.rate)}")


def _notes(taxes: Iterable[DocumentTax]) -> list[str]:
    return sorted({tax.note for tax in taxes if tax.note})


def _closing(invoice: Invoice) -> str:
    asked = f"Please pay by {_day(invoice.due_on)}, naming {invoice.number}." if invoice.number else ""
    return "\n".join(filter(None, (invoice.note, asked)))


def _day(on: date | None) -> str:
    # The month in letters: 03/04 is two different days on two sides of an ocean.
    return f"{on.day} {on:%B %Y}" if on else ""


def _amount(minor: int, currency: str) -> str:
    return f"{money.from_minor(minor, currency):,.{money.digits(currency)}f}"


def _price(price: Decimal, currency: str) -> str:
    digits = max(money.digits(currency), -int(price.normalize().as_tuple().exponent))
    return f"{price:,.{digits}f}"


def _percent(rate: Decimal) -> str:
    return f"{_plain(rate * 100)} %"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
