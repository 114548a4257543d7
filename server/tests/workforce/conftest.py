"""Tariq and Tove of the cast."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def tariq(dana: Any) -> dict[str, Any]:
    """Tariq works Monday to Friday, 8 to 16 in London."""
    week = [{"weekday": n, "starts": "08:00", "ends": "16:00"} for n in range(5)]
    body = {"name": "Tariq Aziz", "zone": "Europe/London", "currency": "GBP", "shift_patterns": week}
    made: dict[str, Any] = dana.post("/technicians", body).json()
    return made


@pytest.fixture
def tove(dana: Any) -> dict[str, Any]:
    """Tove has no shift: she is not there."""
    made: dict[str, Any] = dana.post(
        "/technicians", {"name": "Tove Lind", "zone": "Europe/London", "currency": "GBP"}
    ).json()
    return made
