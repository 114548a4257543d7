"""Words as Postgres searches for them: letters and digits only, lower case, found by their beginning."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+", re.UNICODE)


def words_in(text: str) -> list[str]:
    """This will list the words of a text, in lower case."""
    return _WORD.findall(text.lower())


def prefix_query(search: str) -> str:
    """This will be a tsquery that finds rows with a word beginning like each of the searched ones; empty for none."""
    return " & ".join(f"'{word}':*" for word in words_in(search))
