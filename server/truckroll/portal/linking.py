"""Gives messages to customers the address of a page that shows their one job."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from truckroll.foundation import clock
from truckroll.notifications.links import make_links_with
from truckroll.portal.actions import link_for_message

if TYPE_CHECKING:
    from truckroll.work.models import Request, WorkOrder


def link_to(job: Request | WorkOrder, given_to: str, now: datetime) -> str:
    """This will be the whole address; empty while nobody said under which address the server can be reached."""
    if not settings.PUBLIC_URL:
        return ""
    token = link_for_message(job=job, given_to=given_to, now=now, real_now=clock.real_now())
    return f"{settings.PUBLIC_URL}/portal/s/{token}"


make_links_with(link_to)
