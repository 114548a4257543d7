"""Which tax a line bears: what its price says, unless all that its customer buys is taxed in one way. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

# What a customer's treatment is called among the tax categories of EN 16931.
LETTERS = {"zero": "Z", "exempt": "E", "reverse_charge": "AE"}


class Rate(Protocol):
    """What is asked of a tax rate."""

    @property
    def letter(self) -> str: ...


def code_for(treatment: str, priced: str, rates: Mapping[str, Rate]) -> str:
    """This will be the tax code of a line, given the one of its price and the rates that are valid on the tax date.

    A customer taxed in one way has the company's code of that category. None, when there is none, or when there are
    several and the price names none of them: that is for a person to choose.
    """
    letter = LETTERS.get(treatment)
    if letter is None:
        return priced
    fitting = sorted(code for code, rate in rates.items() if rate.letter == letter)
    if priced in fitting:
        return priced
    return fitting[0] if len(fitting) == 1 else ""
