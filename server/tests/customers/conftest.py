"""A customer and a site of the cast."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def acme(dana: Any) -> dict[str, Any]:
    made: dict[str, Any] = dana.post("/customers", {"name": "Acme Lettings", "currency": "GBP"}).json()
    return made


@pytest.fixture
def mill(dana: Any, acme: dict[str, Any]) -> dict[str, Any]:
    """A located site in London."""
    body = {"customer_id": acme["id"], "name": "Old Mill", "country": "GB", "lat": 51.5, "lon": -0.12}
    made: dict[str, Any] = dana.post("/sites", body).json()
    return made
