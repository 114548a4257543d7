"""The words a list is searched by: letters and digits only, lower case, so that `wo-1042` finds `WO-1042`."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+", re.UNICODE)


def words_of(*texts: str) -> str:
    """This will be the words of all texts, once each, in their order."""
    return " ".join(dict.fromkeys(word for text in texts for word in _WORD.findall(text.lower())))


def prefix_query(search: str) -> str:
    """This will be a tsquery that finds rows with a word beginning like each of the searched ones; empty for none."""
    return " & ".join(f"'{word}':*" for word in _WORD.findall(search.lower()))
