"""What must be settled before an invoice may go out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from truckroll.billing.models import Coverage, Invoice, InvoiceLine, Seller
from truckroll.foundation import money

_WRITE_DOWN = "An administrator writes it down under Price book, “The company on its invoices”."


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that stands in the way, with a stable code, a sentence, and what to do about it."""

    code: str
    says: str
    line_id: int | None = None
    what_to_do: str = ""

    def as_dict(self) -> dict[str, object]:
        """This will be the fault as JSON shows it."""
        return asdict(self)


NOT_COMPLETED = Fault("not_completed", "The work is not completed.", what_to_do="Complete what is open, or drop it.")
NO_DRAFT = Fault("no_draft", "There is no draft yet.", what_to_do="Draft the invoice from what was done.")


def faults_of(
    *,
    invoice: Invoice,
    lines: Sequence[InvoiceLine],
    seller: Seller | None,
    approved: bool,
    nte_minor: int | None,
    po_required: bool,
) -> list[Fault]:
    """This will list everything that stands in the way, in the order a person would settle it.

    `lines` are those that are printed; one that is covered needs neither a price nor a tax rate.
    """
    faults = []
    if not approved:
        faults.append(
            Fault("not_approved", "The office has not approved the work yet.", what_to_do="Approve the work order.")
        )
    faults += _seller_faults(seller)
    if not lines:
        faults.append(Fault("no_lines", "There is nothing to invoice.", what_to_do="Add a line, or void the draft."))
    charged = [line for line in lines if line.coverage == Coverage.CHARGED]
    faults += [
        Fault(
            "no_price",
            f"“{line.description}” has no price.",
            line.pk,
            "Give the line a price, or the price book one and take over what was done.",
        )
        for line in charged
        if line.unit_price is None
    ]
    faults += [
        Fault(
            "no_tax",
            f"“{line.description}” has no tax rate that is valid on {invoice.supplied_on}.",
            line.pk,
            "Choose the tax code for the line, or add a rate that is valid on that day and take over what was done.",
        )
        for line in charged
        if line.unit_price is not None and not line.tax_letter
    ]
    faults += _buyer_faults(invoice, charged, po_required=po_required)
    if invoice.total_minor < 0:
        faults.append(Fault("negative", "An invoice cannot be negative; credit the earlier one instead."))
    if nte_minor is not None and invoice.net_minor > nte_minor:
        over = money.format_minor(invoice.net_minor - nte_minor, invoice.currency)
        faults.append(
            Fault(
                "nte_exceeded",
                f"The work is {over} above the limit the customer set.",
                what_to_do="Agree on a higher limit, or charge less.",
            )
        )
    return faults


def _seller_faults(seller: Seller | None) -> list[Fault]:
    if seller is None:
        says = "The company's own name, address and tax number are not written down yet."
        return [Fault("no_seller", says, what_to_do=_WRITE_DOWN)]
    missing = [name for name, value in (("tax number", seller.tax_id), ("bank details", seller.bank)) if not value]
    if not missing:
        return []
    says = f"Of the company's own data this is missing: {', '.join(missing)}."
    return [Fault("seller_incomplete", says, what_to_do=_WRITE_DOWN)]


def _buyer_faults(invoice: Invoice, charged: Sequence[InvoiceLine], *, po_required: bool) -> list[Fault]:
    faults = []
    if not invoice.buyer.get("address"):
        faults.append(
            Fault(
                "no_buyer_address",
                "The customer has no billing address.",
                what_to_do="Write it down with the customer, and take over what was done.",
            )
        )
    if po_required and not invoice.customer_reference:
        faults.append(
            Fault(
                "no_purchase_order",
                "The purchase order number is missing; this customer takes no invoice without one.",
                what_to_do="Ask the customer, and write it on the invoice as their reference.",
            )
        )
    if any(line.tax_letter == "AE" for line in charged) and not invoice.buyer.get("tax_id"):
        faults.append(
            Fault(
                "no_buyer_tax_id",
                "Reverse charge needs the customer's tax number.",
                what_to_do="Write it down with the customer, and take over what was done.",
            )
        )
    return faults
