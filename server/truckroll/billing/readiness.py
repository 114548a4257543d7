"""What must be settled before an invoice may go out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from truckroll.billing.models import Invoice, InvoiceLine, Seller
from truckroll.foundation import money


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that stands in the way, with a stable code and a sentence."""

    code: str
    says: str
    line_id: int | None = None

    def as_dict(self) -> dict[str, object]:
        """This will be the fault as JSON shows it."""
        return asdict(self)


def faults_of(
    *, invoice: Invoice, lines: Sequence[InvoiceLine], seller: Seller | None, approved: bool, nte_minor: int | None
) -> list[Fault]:
    """This will list everything that stands in the way, in the order a person would settle it."""
    faults = []
    if not approved:
        faults.append(Fault("not_approved", "The office has not approved the work yet."))
    if seller is None:
        faults.append(Fault("no_seller", "The company's own name, address and tax number are not written down yet."))
    if not lines:
        faults.append(Fault("no_lines", "There is nothing to invoice."))
    faults += [
        Fault("no_price", f"“{line.description}” has no price.", line.pk) for line in lines if line.unit_price is None
    ]
    faults += [
        Fault("no_tax", f"“{line.description}” has no tax rate that is valid on {invoice.supplied_on}.", line.pk)
        for line in lines
        if line.unit_price is not None and not line.tax_letter
    ]
    if not invoice.buyer.get("address"):
        faults.append(Fault("no_buyer_address", "The customer has no billing address."))
    if any(line.tax_letter == "AE" for line in lines) and not invoice.buyer.get("tax_id"):
        faults.append(Fault("no_buyer_tax_id", "Reverse charge needs the customer's tax number."))
    if invoice.total_minor < 0:
        faults.append(Fault("negative", "An invoice cannot be negative; credit the earlier one instead."))
    if nte_minor is not None and invoice.net_minor > nte_minor:
        over = money.format_minor(invoice.net_minor - nte_minor, invoice.currency)
        faults.append(Fault("nte_exceeded", f"The work is {over} above the limit the customer set."))
    return faults
