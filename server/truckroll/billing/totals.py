"""The sums of a document: lines rounded once each, tax once per category (EN 16931 BR-CO-14, BR-CO-17). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from truckroll.foundation import money

# Stored on every document, so that a later way of rounding never re-reads an old one.
HALF_UP_BY_CATEGORY = "half_up_by_category"


@dataclass(frozen=True, slots=True, order=True)
class TaxKey:
    """What makes a tax category: EN 16931 letter, rate as a fraction, and the legal note that must be printed."""

    letter: str
    rate: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class TaxSum:
    """One tax category of a document."""

    key: TaxKey
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What a document comes to."""

    net_minor: int
    taxes: tuple[TaxSum, ...]

    @property
    def tax_minor(self) -> int:
        return sum(t.tax_minor for t in self.taxes)

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


def total(lines: Iterable[tuple[int, TaxKey]]) -> Totals:
    """This will sum (net, category) pairs; the tax of a category is rounded once, on its sum (rule 43)."""
    nets: dict[TaxKey, list[int]] = {}
    for net_minor, key in lines:
        nets.setdefault(key, []).append(net_minor)
    taxes = tuple(TaxSum(key, sum(nets[key]), money.tax_minor(nets[key], key.rate)) for key in sorted(nets))
    return Totals(sum(t.net_minor for t in taxes), taxes)


@dataclass(frozen=True, slots=True)
class Creditable:
    """What is left of one invoice line: quantity and net not yet credited."""

    line_id: int
    quantity: Decimal
    net_minor: int
    unit_price: Decimal
    tax: TaxKey


def credit_net(line: Creditable, quantity: Decimal, currency: str) -> int:
    """This will be the net of crediting so much of a line; the last of it takes what is left, to the minor unit."""
    if quantity == line.quantity:
        return line.net_minor
    net_minor = money.line_minor(quantity, line.unit_price, currency)
    # A share of a line never outgrows it, whichever side of zero it stands on.
    return min(net_minor, line.net_minor) if line.net_minor >= 0 else max(net_minor, line.net_minor)


def credit_total(credited: Iterable[tuple[int, TaxKey]], *, left: dict[TaxKey, tuple[int, int]]) -> Totals:
    """This will sum a credit note; a category credited to the end takes all its remaining tax.

    `left` is what is not yet credited per category: net and tax in minor units. Without this, two half credits
    could give back a cent more or less than was charged.
    """
    plain = total(credited)
    taxes = []
    for part in plain.taxes:
        net_left, tax_left = left[part.key]
        tax_minor = tax_left if part.net_minor == net_left else part.tax_minor
        if tax_left >= 0:
            tax_minor = min(tax_minor, tax_left)
        taxes.append(TaxSum(part.key, part.net_minor, tax_minor))
    return Totals(plain.net_minor, tuple(taxes))
