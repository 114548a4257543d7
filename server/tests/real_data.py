"""Real demand of cities, kept outside of the project: tests that need it say so where it is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def demand(name: str) -> Path:
    """The file of that name, from TRUCKROLL_DATA or from beside the repository; without it the test is skipped."""
    folder = Path(os.environ.get("TRUCKROLL_DATA") or REPOSITORY.parent / "shared" / "data")
    file = folder / "demand" / name
    if not file.is_file():
        pytest.skip(f"no data: demand/{name} is not there; TRUCKROLL_DATA names the folder")
    return file
