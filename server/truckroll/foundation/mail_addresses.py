"""What a mail address is, and what of it mail can carry. Pure."""

from __future__ import annotations

import re

# Enough to catch a slip and a list; only a delivered mail proves an address.
_PART = r'[^@\s<>(),;:"\\\[\]\x00-\x1f\x7f]'
_LAST = _PART.replace("@", "@.")
_ONE = re.compile(rf"{_PART}+@{_PART}+\.{_LAST}+")
LONGEST = 254
# Python knows IDNA of 2003, in which these became others or nothing: the letter would go to somebody else's domain.
_MEANT_OTHERWISE = frozenset("ßς\u200c\u200d")


def as_carried(address: str) -> str:
    """This will be an address as mail carries it, a domain of other than Latin letters in its ASCII form.

    Raises
    ------
    ValueError
        It is not one address, or mail cannot carry it.
    """
    if len(address) > LONGEST or not _ONE.fullmatch(address):
        raise ValueError(f"“{address[:80]}” is not one mail address like name@example.com")
    name, _, domain = address.partition("@")
    if not name.isascii():
        raise ValueError(f"mail does not carry the letters before the @ of “{address[:80]}”")
    try:
        if _MEANT_OTHERWISE & set(domain):
            raise UnicodeError
        return f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise ValueError(f"mail does not carry the domain “{domain[:80]}”; perhaps its ASCII form, xn--…") from error


def as_written(address: str) -> str:
    """This will be the address as it was given, if mail can carry it.

    Raises
    ------
    ValueError
        It cannot.
    """
    as_carried(address)
    return address


def is_carried(address: str) -> bool:
    """This will say whether mail can carry an address."""
    try:
        as_carried(address)
    except ValueError:
        return False
    return True
