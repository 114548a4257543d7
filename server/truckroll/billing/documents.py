"""The printed documents: an invoice or credit note as PDF/A, the same bytes for the same content."""

from __future__ import annotations

import io
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from PIL import Image, ImageOps, UnidentifiedImageError

from truckroll.billing.models import CreditNote, DocumentLine, DocumentTax, Invoice, InvoiceLine
from truckroll.foundation import blobs, money
from truckroll.foundation.models import Blob
from truckroll.work.job_sheet import JobSheet, SheetVisit

_TEMPLATES = Path(__file__).parent / "templates"
_TEMPLATE = (_TEMPLATES / "document.typ").read_bytes()
_JOB_SHEET = (_TEMPLATES / "job-sheet.typ").read_bytes()
# Sharp on half a page, and small enough for a mail.
_PICTURE_PX = 1200
# The fonts of the library only: what a host has installed must not change a document.
_FONTS = typst.Fonts(include_system_fonts=False)
# What prints nothing and no font has; a line's end and a tab stay what they are on paper.
_UNPRINTED: dict[int, str | None] = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)]),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    ord("\n"): "\n",
    ord("\t"): " ",
}
_NOT_IN_FONTS = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
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
        ("Terms", "" if invoice.terms_days is None else _terms(invoice.terms_days)),
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


def job_sheet_pdf(sheet: JobSheet, *, seller: dict[str, str], buyer: dict[str, str], made_at: datetime) -> bytes:
    """This will be what was done, as the customer gets it beside the invoice: times on the site's own clock."""
    pictures: dict[str, bytes] = {}
    photos = [
        {"file": _keep(pictures, photo.blob), "text": photo.caption or photo.kind, "at": _moment(photo.at, sheet.zone)}
        for photo in sheet.photos
    ]
    signatures = [
        {
            "file": _keep(pictures, one.blob),
            "who": ", ".join(filter(None, (one.name, one.role))) or f"Not signed: {one.refusal_reason}",
            "at": f"{one.visit}, {_moment(one.at, sheet.zone)}",
        }
        for one in sheet.signatures
    ]
    asked = [
        ("Work order", sheet.number),
        ("Work", sheet.work_type),
        ("Reported", _moment(sheet.reported_at, sheet.zone)),
    ]
    content = {
        "number": sheet.number,
        "seller": seller,
        "buyer": buyer,
        "facts": [[name, value] for name, value in (*asked, ("Equipment", sheet.asset)) if value],
        "place": ", ".join(filter(None, (sheet.site_name, sheet.site_address))),
        "description": sheet.description,
        "visits": [_visit(visit, sheet.zone) for visit in sheet.visits],
        "scope": [[text, status] for text, status in sheet.scope if status != "dropped"],
        "parts": [[part.sku, part.description, _plain(part.quantity)] for part in sheet.parts],
        "photos": photos,
        "signatures": signatures,
        "zone": sheet.zone,
    }
    return _compile(content, made_at, template=_JOB_SHEET, pictures=pictures)


def _visit(visit: SheetVisit, zone: str) -> dict[str, Any]:
    return {
        "number": visit.number,
        "who": visit.technician_name,
        "arrived": _moment(visit.arrived_at, zone),
        "left": _moment(visit.ended_at, zone),
        "worked": _duration(visit.working_s) + (f", paused {_duration(visit.paused_s)}" if visit.paused_s else ""),
        "text": "\n".join(filter(None, (visit.outcome, visit.end_reason))),
        "answers": [list(one) for one in visit.answers],
    }


def _keep(pictures: dict[str, bytes], blob: Blob | None) -> str:
    """Print a picture without its metadata; what has not arrived, or is no picture, has no file."""
    if blob is None:
        return ""
    try:
        with Image.open(io.BytesIO(blobs.read(blob))) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError):
        return ""
    upright.thumbnail((_PICTURE_PX, _PICTURE_PX))
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright)
    made = io.BytesIO()
    paper.save(made, "JPEG", quality=82)
    name = f"{len(pictures)}.jpg"
    pictures[name] = made.getvalue()
    return f"/{name}"


def _compile(
    content: dict[str, Any], made_at: datetime, *, template: bytes = _TEMPLATE, pictures: dict[str, bytes] | None = None
) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        for name, file in {"main.typ": template, **(pictures or {})}.items():
            Path(folder, name).write_bytes(file)
        return _typeset(content, made_at, Path(folder))


def _typeset(content: dict[str, Any], made_at: datetime, folder: Path) -> bytes:
    """Print what the fonts have, and something visible for what they have not: a document is always made."""
    stand_ins = dict(_UNPRINTED)
    paper = "us-letter" if content["seller"].get("country") in _LETTER else "a4"
    while True:
        try:
            pdf = typst.compile(
                folder / "main.typ",
                root=folder,
                format="pdf",
                font_paths=_FONTS,
                ignore_system_fonts=True,
                pdf_standards="a-3b",
                timestamp=made_at.replace(microsecond=0),
                sys_inputs={"content": json.dumps(_replaced(content, stand_ins) | {"paper": paper})},
            )
        except typst.TypstError as error:
            # Each turn names more of them, so this ends; a fault that names none is our own.
            if not (more := _stand_ins_for(error, stand_ins)):
                raise
            stand_ins |= more
        else:
            assert isinstance(pdf, bytes), "a PDF is one file"
            return pdf


def _stand_ins_for(error: typst.TypstError, known: dict[int, str | None]) -> dict[int, str | None]:
    """What is printed for the letters an error of the typesetter says no font has."""
    named = "".join(_NOT_IN_FONTS.findall(error.diagnostic or str(error)))
    letters = {chr(int(code, 16)) for code in re.findall(r"\\u\{([0-9a-f]+)\}", named)} | set(named)
    new = {letter for letter in letters if not letter.isascii() and ord(letter) not in known}
    # A letter that no font can put such a mark on is named with it, and can be printed without it.
    marks = {letter for letter in new if unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf", "Sk")}
    return {ord(letter): None for letter in marks} or {ord(letter): _stand_in(letter) for letter in new}


def _stand_in(letter: str) -> str:
    """A picture by its name, which says what it says; a letter as the sign for one that is missing."""
    is_picture = unicodedata.category(letter) == "So"
    return f"[{unicodedata.name(letter).lower()}]" if is_picture else "\ufffd"


def _replaced(content: Any, stand_ins: dict[int, str | None]) -> Any:
    if isinstance(content, str):
        return content.translate(stand_ins)
    if isinstance(content, dict):
        return {name: _replaced(value, stand_ins) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_replaced(value, stand_ins) for value in content]
    return content


def _about(work: dict[str, Any]) -> str:
    place = ", ".join(filter(None, (work.get("site_name", ""), work.get("site_address", ""))))
    return "\n".join(filter(None, (work.get("description", "") or work.get("work_type", ""), place)))


def _lines(lines: Iterable[DocumentLine], currency: str) -> list[list[str]]:
    rows = []
    for line in lines:
        price = "" if line.unit_price is None else _price(line.unit_price, currency)
        price += "/h" if price and line.minutes is not None else ""
        rate = "" if line.tax_rate is None else _percent(line.tax_rate)
        note = line.note if isinstance(line, InvoiceLine) else ""
        what = f"{line.description}\n{note}" if note else line.description
        rows.append([what, _quantity(line), price, rate, _amount(line.net_minor, currency)])
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


def _quantity(line: DocumentLine) -> str:
    """Time that is no quarter of an hour in minutes: nobody can check a third of an hour as 0.3333."""
    if line.minutes is not None and line.minutes % 15:
        return _duration(line.minutes * 60)
    return f"{_plain(line.quantity)} {line.unit}"


def _terms(days: int) -> str:
    return f"{days} days" if days != 1 else "1 day"


def _moment(at: datetime | None, zone: str) -> str:
    if at is None:
        return ""
    there = at.astimezone(ZoneInfo(zone))
    return f"{there.day} {there:%B %Y, %H:%M}"


def _duration(seconds: int) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"


def _amount(minor: int, currency: str) -> str:
    return f"{money.from_minor(minor, currency):,.{money.digits(currency)}f}"


def _price(price: Decimal, currency: str) -> str:
    digits = max(money.digits(currency), -int(price.normalize().as_tuple().exponent))
    return f"{price:,.{digits}f}"


def _percent(rate: Decimal) -> str:
    return f"{_plain(rate * 100)} %"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
