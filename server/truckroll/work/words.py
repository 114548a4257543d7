"""The words a list is searched by: letters and digits only, lower case, so that `wo-1042` finds `WO-1042`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truckroll.customers.models import Asset, Customer, Site

_WORD = re.compile(r"\w+", re.UNICODE)


def words_of(*texts: str) -> str:
    """This will be the words of all texts, once each, in their order."""
    return " ".join(dict.fromkeys(word for text in texts for word in _WORD.findall(text.lower())))


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


def prefix_query(search: str) -> str:
    """This will be a tsquery that finds rows with a word beginning like each of the searched ones; empty for none."""
    return " & ".join(f"'{word}':*" for word in _WORD.findall(search.lower()))
