"""The lists of invoices and credit notes take as many queries for five documents as for two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


def asked(api: Any, path: str) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as caught:
        answer = api.get(path)
    assert answer.status_code == 200, answer.content
    return len(caught), len(answer.json()["items"])


@pytest.mark.slow
def test_the_lists_take_as_many_queries_for_five_as_for_two(company: Any, issued: Callable[..., Any]) -> None:
    def credited() -> None:
        answer = company.ada.post(f"/invoices/{issued()['id']}/credit", {"reason": "A gift"})
        assert answer.status_code in (200, 201), answer.content

    for _ in range(2):
        credited()
    few = {path: asked(company.ada, path) for path in ("/invoices", "/credit-notes")}
    for _ in range(3):
        credited()
    many = {path: asked(company.ada, path) for path in ("/invoices", "/credit-notes")}
    assert few["/credit-notes"][1] == 2
    assert many["/credit-notes"][1] == 5
    assert {path: queries for path, (queries, _) in many.items()} == {p: queries for p, (queries, _) in few.items()}
