"""The words a list is searched by: letters and digits only, lower case, so that `wo-1042` finds `WO-1042`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truckroll.foundation.searching import words_in

if TYPE_CHECKING:
    from truckroll.customers.models import Asset, Customer, Site


def words_of(*texts: str) -> str:
    """This will be the words of all texts, once each, in their order."""
    return " ".join(dict.fromkeys(word for text in texts for word in words_in(text)))


def words_of_order(number: str, site: Site, payer: Customer, asset: Asset | None, description: str) -> str:
    """This will be the words a work order is found by."""
    return words_of(
        number,
        site.name,
        site.address,
        site.postal_code,
        site.customer.name,
        payer.name,
        *((asset.name, asset.serial) if asset else ()),
        description,
    )
