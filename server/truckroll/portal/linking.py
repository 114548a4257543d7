"""Gives messages to customers the addresses of the pages that show their one job, and where they choose a time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from truckroll.accounts.actors import system
from truckroll.foundation import clock
from truckroll.notifications.links import make_links_with, make_rebook_links_with
from truckroll.portal import queries
from truckroll.portal.actions import create_rebook_link, link_for_message

if TYPE_CHECKING:
    from truckroll.work.models import Request, Visit, WorkOrder

_WRITER = system("notifications")


def link_to(job: Request | WorkOrder, given_to: str, now: datetime) -> str:
    """This will be the whole address; empty while nobody said under which address the server can be reached."""
    if not settings.PUBLIC_URL:
        return ""
    token = link_for_message(job=job, given_to=given_to, now=now, real_now=clock.real_now())
    return f"{settings.PUBLIC_URL}/portal/s/{token}"


def rebook_link_to(visit: Visit, given_to: str, now: datetime) -> str:
    """This will be where a time is chosen for a visit; empty while nobody can reach it, or there is none to offer."""
    windows = queries.offered_windows(visit, now=now) if settings.PUBLIC_URL else []
    if not windows:
        return ""
    _, token = create_rebook_link(
        visit=visit, windows=windows, given_to=given_to, actor=_WRITER, now=now, real_now=clock.real_now()
    )
    return f"{settings.PUBLIC_URL}/portal/b/{token}"


make_links_with(link_to)
make_rebook_links_with(rebook_link_to)
