"""Writes of money that came in, and of entries that were a mistake."""

from __future__ import annotations

from datetime import date, datetime

from truckroll.accounts.actors import Actor
from truckroll.billing import queries
from truckroll.billing.actions.periods import check_open
from truckroll.billing.events import InvoicePaid, PaymentUndone
from truckroll.billing.lifecycle import InvoiceStatus
from truckroll.billing.models import Invoice, Payment, PaymentMethod
from truckroll.billing.numbers import day_in_company
from truckroll.billing.refusals import AlreadyUndone
from truckroll.foundation.events import publish
from truckroll.foundation.lifecycle import MoveRefused
from truckroll.foundation.refusals import Invalid

# An earlier one is a slip of the year.
_FIRST_DAY = date(2000, 1, 1)


def pay_invoice(
    *,
    invoice: Invoice,
    amount_minor: int,
    received_on: date,
    actor: Actor,
    now: datetime,
    method: str = PaymentMethod.OTHER,
    reference: str = "",
) -> Payment:
    """This will record money that came in for an issued invoice, all of it or a part.

    Raises
    ------
    MoveRefused
        The invoice is not issued.
    Invalid
        It is nothing, more than what is open, or came in the future.
    PeriodIsClosed
        The books of that day are closed.
    """
    issued = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if issued.status != InvoiceStatus.ISSUED:
        raise MoveRefused(
            f"This invoice is {issued.status}; only an issued one is paid.", id=invoice.pk, status=issued.status
        )
    present = queries.get_invoice(actor=actor, invoice_id=invoice.pk)
    open_minor = present.total_minor - present.paid_minor - present.credited_minor
    if not 0 < amount_minor <= open_minor:
        raise Invalid(
            "A payment is more than nothing and at most what is open.",
            field="amount_minor",
            open_minor=open_minor,
            paid_minor=present.paid_minor,
            currency=issued.currency,
        )
    seller = queries.find_seller()
    assert seller is not None, "an issued invoice has a seller"
    today = day_in_company(now, seller.zone)
    if not _FIRST_DAY <= received_on <= today:
        raise Invalid(
            "Money came in on a day since 2000, and not after today.", field="received_on", today=today.isoformat()
        )
    check_open(received_on)
    payment = Payment.objects.create(
        invoice=issued,
        amount_minor=amount_minor,
        received_on=received_on,
        method=method,
        reference=reference,
        recorded_at=now,
    )
    fact = InvoicePaid(invoice_id=issued.pk, work_order_id=issued.work_order_id, payment_id=payment.pk)
    publish(fact, at=now, topics=["money"])
    return payment


def undo_payment(*, payment: Payment, reason: str, actor: Actor, now: datetime) -> Payment:
    """This will take back a payment that was recorded by mistake, by a row of the opposite sign that says why.

    It is dated like the payment, or today if the books of that day are closed.

    Raises
    ------
    AlreadyUndone
        It is taken back already, or is itself what took another back.
    """
    invoice = Invoice.objects.select_for_update().get(pk=payment.invoice_id)
    if payment.undoes_id is not None or Payment.objects.filter(undoes=payment).exists():
        raise AlreadyUndone("A payment is taken back once.", payment_id=payment.pk)
    on = payment.received_on
    seller = queries.find_seller()
    if queries.find_period(on) is not None and seller is not None:
        on = day_in_company(now, seller.zone)
    check_open(on)
    back = Payment.objects.create(
        invoice=invoice,
        amount_minor=-payment.amount_minor,
        received_on=on,
        method=payment.method,
        reference=payment.reference,
        undoes=payment,
        reason=reason,
        recorded_at=now,
    )
    fact = PaymentUndone(invoice_id=invoice.pk, work_order_id=invoice.work_order_id, payment_id=payment.pk)
    publish(fact, at=now, topics=["money"])
    return back
