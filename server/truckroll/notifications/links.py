"""Where a customer follows his job or chooses another time: the room above that has the pages says how to get there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truckroll.work.models import Request, Visit, WorkOrder

Maker = Callable[["Request | WorkOrder", str, datetime], str]
RebookMaker = Callable[["Visit", str, datetime], str]
_maker: Maker | None = None
_rebook_maker: RebookMaker | None = None


def make_links_with(maker: Maker) -> None:
    """This will have links made by that function: it takes the job, to whom it is given and when."""
    global _maker
    _maker = maker


def link_to(job: Request | WorkOrder, *, given_to: str, now: datetime) -> str:
    """This will be the whole address of a page that shows this one job, made now, or empty if nobody can make one."""
    return _maker(job, given_to, now) if _maker else ""


def make_rebook_links_with(maker: RebookMaker) -> None:
    """This will have links for choosing a time made by that function, which takes the visit, to whom and when."""
    global _rebook_maker
    _rebook_maker = maker


def rebook_link_to(visit: Visit, *, given_to: str, now: datetime) -> str:
    """This will be the whole address where a time for this one visit is chosen, or empty if nobody can make one."""
    return _rebook_maker(visit, given_to, now) if _rebook_maker else ""
