"""The demo's installation, built once for the files of this folder and stopped after the last of them."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.supervised import its_database, new_home

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.supervised import Installation

_FOLDER = Path(__file__).parent
_kept = ExitStack()


@pytest.fixture(scope="session")
def demo(django_db_setup: None, django_db_blocker: Any, load_schema: Callable[[str], None]) -> Installation:
    """The installation of the demo, built and not started; who needs it running starts it, and may leave it so."""
    from truckroll.demo.build import build
    from truckroll.demo.demand import DrawnDays
    from truckroll.foundation import clock

    installation = _kept.enter_context(new_home())
    with its_database(installation, django_db_blocker, durable=False) as url:
        load_schema(url)
        build(speed=30, real_now=clock.real_now(), demand=DrawnDays(), on=date(2026, 3, 4))
    return installation


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Stop it before the tests of other folders: its people would work beside them until the end of the session."""
    if nextitem is None or not nextitem.path.is_relative_to(_FOLDER):
        _kept.close()
