"""Writes of what is sent to a customer: an issued invoice with its job sheet."""

from __future__ import annotations

from datetime import datetime

from truckroll.accounts.actors import Actor
from truckroll.billing.events import InvoiceSent
from truckroll.billing.lifecycle import InvoiceStatus
from truckroll.billing.models import Invoice, Sending
from truckroll.foundation.events import publish
from truckroll.foundation.lifecycle import MoveRefused
from truckroll.notifications.actions.messages import write_letter


def send_invoice(
    *,
    invoice: Invoice,
    recipient: str,
    subject: str,
    body: str,
    actor: Actor,
    now: datetime,
    with_job_sheet: bool = True,
) -> Sending:
    """This will write the message that carries an issued invoice, with exactly the bytes that were issued.

    Raises
    ------
    MoveRefused
        The invoice is not issued.
    """
    invoice = Invoice.objects.select_for_update(of=("self",)).select_related("pdf", "job_sheet").get(pk=invoice.pk)
    if invoice.status != InvoiceStatus.ISSUED or invoice.pdf is None:
        raise MoveRefused(
            f"This invoice is {invoice.status}; only an issued one is sent.",
            what_to_do="Issue it first.",
            id=invoice.pk,
            status=invoice.status,
        )
    files = [{"name": f"{invoice.number}.pdf", "sha256": invoice.pdf.sha256}]
    if with_job_sheet and invoice.job_sheet is not None:
        files.append({"name": f"{invoice.work['number']} job sheet.pdf", "sha256": invoice.job_sheet.sha256})
    message = write_letter(
        kind="invoice",
        work_order_id=invoice.work_order_id,
        recipient=recipient,
        subject=subject,
        body=body,
        attachments=[(file["name"], file["sha256"]) for file in files],
        actor=actor,
        now=now,
    )
    sending = Sending.objects.create(
        invoice=invoice,
        recipient=recipient,
        subject=subject,
        body=body,
        attachments=files,
        sent_at=now,
        sent_by=actor.label,
        message_id=message.pk,
    )
    fact = InvoiceSent(invoice_id=invoice.pk, work_order_id=invoice.work_order_id, sending_id=sending.pk)
    publish(fact, at=now, topics=["money"])
    return sending
