"""Money: integer minor units with a currency, Decimal for prices and quantities, and the named roundings."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import AfterValidator

# Digits after the point, ISO 4217; every currency not listed has two.
_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_CODES = frozenset(
    f"""
    {_NO_DIGITS} {_THREE_DIGITS}
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
    CLF CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN
    MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
    SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UYW UZS VED VES WST XCD XCG YER ZAR ZMW
    ZWG
    """.split()
)
_DIGITS = dict.fromkeys(_NO_DIGITS.split(), 0) | dict.fromkeys(_THREE_DIGITS.split(), 3)


def digits(currency: str) -> int:
    """This will be the number of minor digits of a currency (ISO 4217): EUR 2, JPY 0, KWD 3."""
    return _DIGITS.get(currency, 2)


def known_currency(code: str) -> str:
    """This will be the code, if it is a currency's (ISO 4217); a ValueError otherwise."""
    if code not in _CODES:
        raise ValueError(f"{code!r} is not the code of a currency such as EUR (ISO 4217)")
    return code


Currency = Annotated[str, AfterValidator(known_currency)]


def to_minor(amount: Decimal, currency: str) -> int:
    """This will be the amount in minor units, rounded half up (the default of most tax offices)."""
    return int((amount.scaleb(digits(currency))).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def from_minor(amount_minor: int, currency: str) -> Decimal:
    """This will be the exact amount of so many minor units."""
    return Decimal(amount_minor).scaleb(-digits(currency))


def line_minor(quantity: Decimal, unit_price: Decimal, currency: str) -> int:
    """This will be quantity × price, rounded once per line (rule 43)."""
    return to_minor(quantity * unit_price, currency)


def time_minor(minutes: int, hourly_price: Decimal, currency: str) -> int:
    """This will be minutes × the price of an hour, rounded once; exact, where 20 minutes as hours would be 0.3333."""
    return to_minor(minutes * hourly_price / 60, currency)


def tax_minor(net_minors: Iterable[int], rate: Decimal) -> int:
    """This will be the tax of one category: the sum of its nets × rate, rounded once (EN 16931 BR-CO-17).

    `rate` is a fraction, 0.20 for 20 %. Never the sum of per-line taxes: 3 × 10.03 at 20 % is 6.02, not 6.03.
    """
    return int((Decimal(sum(net_minors)) * rate).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def format_minor(amount_minor: int, currency: str) -> str:
    """This will be the amount as people read it, with the currency's own digits: `EUR 12.50`, `JPY 1,250`."""
    return f"{currency} {from_minor(amount_minor, currency):,.{digits(currency)}f}"
