"""The demo's installation, built once for the files of this folder and gone after the last of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.supervised import its_database, new_home

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.supervised import Installation


@pytest.fixture(scope="package")
def demo(django_db_setup: None, django_db_blocker: Any, load_schema: Callable[[str], None]) -> Iterator[Installation]:
    """The installation of the demo, built and not started; who needs it running starts it, and may leave it so."""
    from truckroll.demo.build import build
    from truckroll.demo.demand import DrawnDays
    from truckroll.foundation import clock

    with new_home() as installation:
        with its_database(installation, django_db_blocker, durable=False) as url:
            load_schema(url)
            build(speed=30, real_now=clock.real_now(), demand=DrawnDays(), on=date(2026, 3, 4))
        yield installation
