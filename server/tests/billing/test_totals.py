"""Sums as the law of most countries wants them: once per line, once per category."""

from __future__ import annotations

from decimal import Decimal

from truckroll.billing.totals import Creditable, TaxKey, credit_net, credit_total, total
from truckroll.foundation import money

VAT = TaxKey("S", Decimal("0.20"))
FREE = TaxKey("E", Decimal(0), "Exempt under section 4")


def test_rule_43_three_lines_of_1003_at_20_percent_are_602_of_tax() -> None:
    # 3 × 10.03 = 30.09; × 20 % = 6.018 → 6.02. Rounded per line it would be 3 × 2.01 = 6.03.
    sums = total([(1003, VAT)] * 3)
    assert (sums.net_minor, sums.tax_minor, sums.total_minor) == (3009, 602, 3611)


def test_rule_43_each_category_is_rounded_by_itself() -> None:
    sums = total([(1003, VAT), (500, FREE), (1002, VAT)])
    # 20.05 × 20 % = 4.01
    assert [(t.key.letter, t.net_minor, t.tax_minor) for t in sums.taxes] == [("E", 500, 0), ("S", 2005, 401)]
    assert sums.total_minor == 2906


def test_rule_43_a_currency_has_its_own_digits() -> None:
    assert money.line_minor(Decimal("1.5"), Decimal(1001), "JPY") == 1502  # 1501.5 half up
    assert money.line_minor(Decimal("1.5"), Decimal("1.001"), "KWD") == 1502  # 1.5015 → 1.502


def test_credits_never_give_back_more_tax_than_was_charged() -> None:
    # 0.03 at 20 % is 0.006 → 0.01 of tax. Three credits of 0.01: 0.002 → 0.00 each, the last takes the cent.
    left = {VAT: (3, 1)}
    given = []
    for _ in range(3):
        sums = credit_total([(1, VAT)], left=left)
        given.append(sums.tax_minor)
        left = {VAT: (left[VAT][0] - 1, left[VAT][1] - sums.tax_minor)}
    assert given == [0, 0, 1]
    assert left == {VAT: (0, 0)}


def test_the_last_part_of_a_line_takes_what_is_left_of_it() -> None:
    # 3 × 0.333 = 0.999 → 1.00; one piece is 0.33, so the third takes 0.34.
    line = Creditable(1, Decimal(3), 100, Decimal("0.333"), VAT)
    assert credit_net(line, Decimal(1), "GBP") == 33
    rest = Creditable(1, Decimal(1), 34, Decimal("0.333"), VAT)
    assert credit_net(rest, Decimal(1), "GBP") == 34
