"""Money is exact and rounded by name."""

from decimal import Decimal

import pytest

from truckroll.foundation import money


def test_rule_43_tax_is_rounded_once_per_category() -> None:
    """3 × 10.03 at 20 %: 30.09 × 0.2 = 6.018 → 6.02; line by line it would be 3 × 2.01 = 6.03."""
    assert money.tax_minor([1003, 1003, 1003], Decimal("0.20")) == 602


@pytest.mark.parametrize(
    ("amount", "currency", "minor", "text"),
    [("12.345", "EUR", 1235, "EUR 12.35"), ("1250.4", "JPY", 1250, "JPY 1,250"), ("1.2345", "KWD", 1235, "KWD 1.235")],
)
def test_rule_43_a_currency_has_its_own_digits(amount: str, currency: str, minor: int, text: str) -> None:
    assert money.to_minor(Decimal(amount), currency) == minor
    assert money.format_minor(minor, currency) == text


def test_p18_a_line_is_rounded_once() -> None:
    """0.25 h × 60.10 = 15.025 → 15.03."""
    assert money.line_minor(Decimal("0.25"), Decimal("60.10"), "EUR") == 1503
    assert money.from_minor(1503, "EUR") == Decimal("15.03")
