"""Every refusal is worth reading: a code of its own, a title, and what to do, in sentences for a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from truckroll.api.routes import api
from truckroll.foundation.refusals import Refusal

assert api.title, "with the routes every room is loaded"


def kinds(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for kind in of.__subclasses__():
        if kind.__module__.startswith("truckroll."):
            yield kind
        yield from kinds(kind)


def test_a_code_means_one_thing() -> None:
    statuses: dict[str, set[int]] = {}
    for kind in kinds():
        statuses.setdefault(kind.code, set()).add(kind.http_status)
    assert {code: found for code, found in statuses.items() if len(found) > 1} == {}
    assert [code for code in statuses if not re.fullmatch(r"[a-z][a-z_]+", code)] == []


KINDS = sorted(set(kinds()), key=lambda kind: kind.code)


@pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])
def test_a_refusal_says_what_it_is_and_what_to_do(kind: type[Refusal]) -> None:
    assert kind.code != Refusal.code
    assert kind.title != Refusal.title
    assert kind.title[0].isupper() and not kind.title.endswith(".")
    assert kind.what_to_do != Refusal.what_to_do
    assert kind.what_to_do[0].isupper() and kind.what_to_do.endswith(".")
    assert 400 <= kind.http_status < 600
    assert (kind.__doc__ or "").strip()
