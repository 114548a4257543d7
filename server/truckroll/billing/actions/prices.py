"""Writes of what prices are made of: the company's own data, tax rates, price books and their prices."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import available_timezones

from truckroll.accounts.actors import Actor
from truckroll.billing.events import PricesChanged
from truckroll.billing.models import PriceBook, PriceBookItem, RateBand, Seller, TaxRate
from truckroll.contracts.queries import known_holidays
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid
from truckroll.foundation.versions import lock_at
from truckroll.stock import actions as stock

T = TypeVar("T", TaxRate, PriceBook, PriceBookItem, RateBand)


def set_seller(*, values: dict[str, Any], actor: Actor, now: datetime) -> Seller:
    """This will write down the company as it stands on invoices from now on; issued ones keep what they say.

    Raises
    ------
    Invalid
        The zone is unknown.
    """
    if values["zone"] not in available_timezones():
        raise Invalid(f"{values['zone']} is no IANA time zone.", field="zone")
    seller, is_new = Seller.objects.select_for_update().get_or_create(pk=1, defaults=values)
    if not is_new:
        seller.change(**values)
    publish(PricesChanged(what="seller", id=seller.pk), at=now, topics=["money"])
    return seller


def create_tax_rate(
    *, code: str, name: str, letter: str, rate: Decimal, valid_from: date, actor: Actor, now: datetime, note: str = ""
) -> TaxRate:
    """This will add a rate that is valid from a day on, until a later one of the same code.

    Raises
    ------
    PriceTaken
        The code has a rate from that day already.
    Invalid
        Rate, letter and note do not fit together.
    """
    row = TaxRate.objects.create(code=code, name=name, letter=letter, rate=rate, valid_from=valid_from, note=note)
    publish(PricesChanged(what="tax_rate", id=row.pk), at=now, topics=["money"])
    return row


def change_tax_rate(
    *, tax_rate: TaxRate, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> TaxRate:
    """This will correct a tax rate; lines that were given it keep what they say until their draft is made anew.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since it was read.
    """
    return _change(tax_rate, "tax_rate", values, now, version)


def create_price_book(*, name: str, currency: str, actor: Actor, now: datetime, **policy: Any) -> PriceBook:
    """This will open a price book; the first of a currency becomes its default.

    Raises
    ------
    PriceTaken
        Another one is the default of the currency.
    Invalid
        Nobody knows the public holidays it names.
    """
    _check_holidays(policy.get("holiday_country", ""), policy.get("holiday_subdivision", ""))
    is_first = not PriceBook.objects.filter(currency=currency, is_default=True, archived_at=None).exists()
    book = PriceBook.objects.create(
        name=name, currency=currency, is_default=policy.pop("is_default", None) or is_first, **policy
    )
    publish(PricesChanged(what="price_book", id=book.pk), at=now, topics=["money"])
    return book


def change_price_book(
    *, price_book: PriceBook, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> PriceBook:
    """This will change a price book, archive it or bring it back.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since it was read.
    Invalid
        Nobody knows the public holidays it names.
    """
    _check_holidays(
        values.get("holiday_country", price_book.holiday_country),
        values.get("holiday_subdivision", price_book.holiday_subdivision),
    )
    return _change(price_book, "price_book", _archiving(values, now), now, version)


def create_item(
    *,
    price_book: PriceBook,
    kind: str,
    name: str,
    unit_price: Decimal,
    tax_code: str,
    actor: Actor,
    now: datetime,
    sku: str = "",
    unit: str = "",
    work_type_id: int | None = None,
    band: RateBand | None = None,
) -> PriceBookItem:
    """This will add a price to a book.

    Raises
    ------
    PriceTaken
        The book has one for this already.
    Invalid
        A part without an article number, a tax code nobody knows, or hours of another book.
    """
    _check_code(tax_code)
    if band is not None and band.price_book_id != price_book.pk:
        raise Invalid(f"{band.name} belongs to another price book.", field="band_id")
    if kind == "part" and sku:
        # One catalogue: a part that has a price can lie in a van.
        stock.keep_part(sku=sku, name=name, unit=unit, actor=actor, now=now)
    item = PriceBookItem.objects.create(
        price_book=price_book,
        kind=kind,
        sku=sku,
        name=name,
        unit_price=unit_price,
        tax_code=tax_code,
        unit=unit or ("h" if kind == "labor" else "pc"),
        work_type_id=work_type_id,
        band=band,
    )
    publish(PricesChanged(what="price", id=item.pk), at=now, topics=["money"])
    return item


def change_item(
    *, item: PriceBookItem, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> PriceBookItem:
    """This will change a price, archive it or bring it back; lines that exist keep the price they got (rule 46).

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since it was read.
    """
    if "tax_code" in values:
        _check_code(values["tax_code"])
    return _change(item, "price", _archiving(values, now), now, version)


def create_band(
    *,
    price_book: PriceBook,
    name: str,
    weekdays: list[int],
    on_holidays: bool,
    opens: time,
    closes: time,
    actor: Actor,
    now: datetime,
    position: int = 1,
) -> RateBand:
    """This will add hours to a book at which labor costs something else.

    Raises
    ------
    Invalid
        It is on no day, or of no length.
    """
    band = RateBand.objects.create(
        price_book=price_book,
        name=name,
        weekdays=sorted(set(weekdays)),
        on_holidays=on_holidays,
        opens=opens,
        closes=closes,
        position=position,
    )
    publish(PricesChanged(what="rate_band", id=band.pk), at=now, topics=["money"])
    return band


def change_band(
    *, band: RateBand, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> RateBand:
    """This will change such hours, archive them or bring them back; drafts follow when they are made anew.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since it was read.
    Invalid
        It is on no day, or of no length.
    """
    if "weekdays" in values:
        values["weekdays"] = sorted(set(values["weekdays"]))
    return _change(band, "rate_band", _archiving(values, now), now, version)


def _check_holidays(country: str, subdivision: str) -> None:
    try:
        known_holidays(country, subdivision, [2026])
    except NotImplementedError as error:
        raise Invalid(
            f"Nobody knows the public holidays of {' '.join(filter(None, (country, subdivision)))}.",
            field="holiday_subdivision" if subdivision else "holiday_country",
        ) from error


def _check_code(tax_code: str) -> None:
    if not TaxRate.objects.filter(code=tax_code).exists():
        raise Invalid(
            f"There is no tax rate with the code {tax_code}.",
            field="tax_code",
            known=sorted(TaxRate.objects.values_list("code", flat=True).distinct()),
        )


def _archiving(values: dict[str, Any], now: datetime) -> dict[str, Any]:
    archived = values.pop("archived", None)
    return values if archived is None else values | {"archived_at": now if archived else None}


def _change(row: T, what: str, values: dict[str, Any], now: datetime, version: int | None) -> T:
    lock_at(row, version, shown=values)
    row.change(**values)
    publish(PricesChanged(what=what, id=row.pk), at=now, topics=["money"])
    return row
