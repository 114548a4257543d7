"""Where a customer follows his job: the room above that has the page says how a link to it is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truckroll.work.models import Request, WorkOrder

Maker = Callable[["Request | WorkOrder", str, datetime], str]
_maker: Maker | None = None


def make_links_with(maker: Maker) -> None:
    """This will have links made by that function: it takes the job, to whom it is given and when."""
    global _maker
    _maker = maker


def link_to(job: Request | WorkOrder, *, given_to: str, now: datetime) -> str:
    """This will be the whole address of a page that shows this one job, made now, or empty if nobody can make one."""
    return _maker(job, given_to, now) if _maker else ""
