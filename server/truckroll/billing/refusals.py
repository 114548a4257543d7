"""How billing says no."""

from __future__ import annotations

from truckroll.billing.models import IMMUTABLE, PERIOD_CLOSED
from truckroll.foundation.refusals import Invalid, Refusal, refuse_constraint


class IssuedDocumentNeverChanges(Refusal):
    """An issued invoice or credit note is corrected by another document, never by an edit."""

    code = "issued_never_changes"
    title = "An issued document never changes"
    what_to_do = "Issue a credit note that names it, and then a new invoice."


class InvoiceNotReady(Refusal):
    """Something is missing before the invoice may go out."""

    code = "invoice_not_ready"
    title = "This invoice is not ready"
    what_to_do = "Settle each point named in the facts, then issue it."


class AlreadyInvoiced(Refusal):
    """The work order has an issued invoice that is not credited in full."""

    code = "already_invoiced"
    title = "This work order is invoiced"
    what_to_do = "Credit the invoice in full first, if it was wrong."


class CreditExceedsInvoice(Refusal):
    """No line can be given back more than was charged."""

    code = "credit_exceeds_invoice"
    title = "That is more than was invoiced"
    what_to_do = "Credit at most what is left of each line."


class PeriodIsClosed(Refusal):
    """The accountant has the books of that day; nothing is dated into them any more."""

    code = "period_closed"
    title = "The books of that day are closed"
    what_to_do = "Date it into a day that is not closed, such as today."


class PeriodNotOver(Refusal):
    """Days are closed when they are over."""

    code = "period_not_over"
    title = "These days are not over"
    what_to_do = "Close them from the day after the last."


class PeriodTaken(Refusal):
    """A day belongs to one period."""

    code = "period_taken"
    title = "Some of these days are closed"
    what_to_do = "Begin the day after the last period ended."


class AlreadyUndone(Refusal):
    """A payment is taken back once."""

    code = "already_undone"
    title = "This payment is taken back"
    what_to_do = "Nothing needs to be done."


class PriceTaken(Refusal):
    """A price book has one price for a thing."""

    code = "price_taken"
    title = "This price stands already"
    what_to_do = "Change the price there is, or archive it first."


refuse_constraint(IMMUTABLE, lambda: IssuedDocumentNeverChanges("This document is issued, or belongs to one that is."))
refuse_constraint(PERIOD_CLOSED, lambda: PeriodIsClosed("A closed period never changes."))
refuse_constraint("period_no_overlap", lambda: PeriodTaken("Another period has some of these days."))
refuse_constraint("price_sku_once", lambda: PriceTaken("Another price in this book has the same article number."))
refuse_constraint("price_general_once", lambda: PriceTaken("This book has a price of this kind for any work type."))
refuse_constraint(
    "price_of_work_type_once", lambda: PriceTaken("This book has a price of this kind for this work type.")
)
refuse_constraint("price_of_band_once", lambda: PriceTaken("These hours have a price for any work type."))
refuse_constraint(
    "price_of_band_and_work_type_once", lambda: PriceTaken("These hours have a price for this work type.")
)
refuse_constraint(
    "price_band_is_labor", lambda: Invalid("Only labor costs something else at some hours.", field="kind")
)
refuse_constraint("rate_band_has_days", lambda: Invalid("Name days of the week, or public holidays.", field="weekdays"))
refuse_constraint(
    "rate_band_length", lambda: Invalid("Hours close after they open; 00:00 to 00:00 is the whole day.", field="closes")
)
refuse_constraint("tax_rate_once_a_day", lambda: PriceTaken("This tax code has a rate from that day on already."))
refuse_constraint("price_book_one_default", lambda: PriceTaken("Another price book is the default of this currency."))
refuse_constraint("price_part_has_sku", lambda: Invalid("A part has an article number.", field="sku"))
refuse_constraint(
    "tax_rate_fits_letter",
    lambda: Invalid(
        "A standard rate is above 0 and below 1; zero, exempt and reverse charge have rate 0.", field="rate"
    ),
)
refuse_constraint(
    "tax_rate_note_present",
    lambda: Invalid("Exempt and reverse charge need the legal note that is printed on the invoice.", field="note"),
)
refuse_constraint("seller_series_differ", lambda: Invalid("Invoices and credit notes need series of their own."))
refuse_constraint("seller_named", lambda: Invalid("The company needs its legal name and address."))
