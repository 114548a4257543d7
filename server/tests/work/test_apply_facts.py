"""The one table of what a fact does to a board: the web client's store is held against the same cases."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.following import apply, keyed
from truckroll.foundation.events import Cursor, Told

CASES = json.loads(Path(__file__).with_name("board_cases.json").read_text())


def told(frame: dict[str, Any]) -> Told:
    at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    return Told(Cursor(0, 0), "work.visit.changed", {}, frame.get("rows", []), frame.get("gone", []), [], at, "")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_fact_does_to_a_board_what_the_table_says(case: dict[str, Any]) -> None:
    after = apply(keyed(case["load"]), [told(frame) for frame in case["frames"]])
    assert {f"{kind}:{number}": row["status"] for (kind, number), row in after.items()} == case["after"]
