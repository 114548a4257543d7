"""What must be true of money whatever happened."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet

from truckroll.billing import journal, queries
from truckroll.billing.models import CreditNote, Invoice, Period
from truckroll.foundation import blobs
from truckroll.foundation.invariants import ask, invariant

_SCREEN = 20


@invariant("I8", "Lines and taxes of every document add up to what it says.")
def documents_add_up() -> list[str]:
    """This will list documents whose lines or tax categories have another sum than the document."""
    rows = ask(
        "SELECT 'invoice', i.id, i.net_minor, i.tax_minor, coalesce(l.net, 0), coalesce(t.tax, 0) "
        "FROM billing_invoice i LEFT JOIN (SELECT invoice_id, sum(net_minor) AS net FROM billing_invoiceline "
        "WHERE NOT is_dropped GROUP BY 1) l ON l.invoice_id = i.id "
        "LEFT JOIN (SELECT invoice_id, sum(tax_minor) AS tax FROM billing_invoicetax GROUP BY 1) t "
        "ON t.invoice_id = i.id "
        "WHERE (i.net_minor, i.tax_minor) IS DISTINCT FROM (coalesce(l.net, 0), coalesce(t.tax, 0)) "
        "UNION ALL "
        "SELECT 'credit note', c.id, c.net_minor, c.tax_minor, coalesce(l.net, 0), coalesce(t.tax, 0) "
        "FROM billing_creditnote c "
        "LEFT JOIN (SELECT credit_note_id, sum(net_minor) AS net FROM billing_creditnoteline GROUP BY 1) l "
        "ON l.credit_note_id = c.id "
        "LEFT JOIN (SELECT credit_note_id, sum(tax_minor) AS tax FROM billing_creditnotetax GROUP BY 1) t "
        "ON t.credit_note_id = c.id "
        "WHERE (c.net_minor, c.tax_minor) IS DISTINCT FROM (coalesce(l.net, 0), coalesce(t.tax, 0))"
    )
    return [
        f"{what} {row} says {net} + {tax}, its lines {lines}, its taxes {taxes}"
        for what, row, net, tax, lines, taxes in rows
    ]


@invariant("I8a", "Nothing is credited beyond what was invoiced.")
def credits_stay_within() -> list[str]:
    """This will list invoice lines of which more was given back than was charged."""
    rows = ask(
        "SELECT l.id, l.quantity, sum(c.quantity) FROM billing_invoiceline l "
        "JOIN billing_creditnoteline c ON c.invoice_line_id = l.id GROUP BY l.id, l.quantity, l.net_minor "
        "HAVING sum(c.quantity) > l.quantity OR abs(sum(c.net_minor)) > abs(l.net_minor)"
    )
    return [f"of line {line} {given} were given back, {charged} were charged" for line, charged, given in rows]


@invariant("I9", "Numbers have no gap and no twin, per series and fiscal year, and the counter stands at the last.")
def numbers_are_gapless() -> list[str]:
    """This will list series whose numbers are not 1 to n, or whose counter stands elsewhere."""
    rows = ask(
        "SELECT coalesce(c.series, d.series), coalesce(c.fiscal_year, d.fiscal_year), c.last, d.n, d.highest "
        "FROM billing_numbercounter c FULL JOIN ("
        "  SELECT series, fiscal_year, count(DISTINCT sequence) AS n, max(sequence) AS highest FROM ("
        "    SELECT series, fiscal_year, sequence FROM billing_invoice WHERE status = 'issued' UNION ALL "
        "    SELECT series, fiscal_year, sequence FROM billing_creditnote WHERE status = 'issued') a GROUP BY 1, 2"
        ") d USING (series, fiscal_year) "
        "WHERE (c.last, d.n) IS DISTINCT FROM (d.highest, d.highest::bigint)"
    )
    return [
        f"{series} {year}: counter {last}, {n} numbers, highest {highest}" for series, year, last, n, highest in rows
    ]


@invariant("I9b", "The file of every closed period comes out again, byte for byte.")
def periods_come_out_again() -> list[str]:
    """This will write the file of each closed period anew and list those that are no longer what was handed over."""
    return [
        f"the books from {period.starts_on} to {period.ends_on} no longer come out as they were handed over"
        for period in Period.objects.select_related("csv").order_by("starts_on")
        if hashlib.sha256(journal.write(queries.journal_entries(period.starts_on, period.ends_on))).hexdigest()
        != period.csv.sha256
    ]


@invariant("I9a", "The bytes of every issued document are the ones that went out.")
def bytes_are_the_same() -> list[str]:
    """This will hash every stored PDF of an issued document and list those that are missing or differ."""
    breaches: list[str] = []
    for number, sha256 in _files_of_issued().iterator(chunk_size=1000):
        file = blobs.path_of(sha256)
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
            breaches.append(f"the PDF of {number} is missing or changed")
            if len(breaches) == _SCREEN:
                break
    return breaches


def _files_of_issued() -> QuerySet[Invoice, tuple[str | None, str]]:
    """Number and hash of the PDF of every issued document, and of the job sheets that went with them."""
    issued = Invoice.objects.filter(status="issued")
    sheets = issued.exclude(job_sheet=None).values_list("number", "job_sheet__sha256")
    notes = CreditNote.objects.filter(status="issued").values_list("number", "pdf__sha256")
    return issued.values_list("number", "pdf__sha256").union(notes, sheets, all=True)
