"""What this room tells: drafts, issued documents, payments, and changes of prices."""

from truckroll.foundation.events import Event, event


@event("billing.invoice.drafted")
class InvoiceDrafted(Event):
    """A work order got an invoice draft, or its draft was made anew from what was done."""

    invoice_id: int
    work_order_id: int


@event("billing.invoice.changed")
class InvoiceChanged(Event):
    """Somebody changed an invoice draft."""

    invoice_id: int
    work_order_id: int


@event("billing.invoice.voided")
class InvoiceVoided(Event):
    """An invoice draft was thrown away."""

    invoice_id: int
    work_order_id: int


@event("billing.invoice.issued")
class InvoiceIssued(Event):
    """An invoice got its number and is legally out."""

    invoice_id: int
    work_order_id: int
    number: str


@event("billing.invoice.paid")
class InvoicePaid(Event):
    """A payment for an invoice was recorded."""

    invoice_id: int
    work_order_id: int
    payment_id: int


@event("billing.payment.undone")
class PaymentUndone(Event):
    """A payment that was recorded by mistake was taken back by a row of the opposite sign."""

    invoice_id: int
    work_order_id: int
    payment_id: int


@event("billing.invoice.sent")
class InvoiceSent(Event):
    """An issued invoice and its job sheet were written to the customer."""

    invoice_id: int
    work_order_id: int
    sending_id: int


@event("billing.period.closed")
class PeriodClosed(Event):
    """Days were closed for the accountant; nothing more is dated into them."""

    period_id: int


@event("billing.credit_note.issued")
class CreditNoteIssued(Event):
    """An invoice was corrected, in whole or in part, by a document that names it."""

    credit_note_id: int
    invoice_id: int
    work_order_id: int
    number: str


@event("billing.prices.changed")
class PricesChanged(Event):
    """A price book, one of its prices, a tax rate or the company's own data changed."""

    what: str
    id: int
