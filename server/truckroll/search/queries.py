"""Reads of kept views; the only way from an id to one."""

from __future__ import annotations

from truckroll.accounts.actors import Actor
from truckroll.foundation.refusals import NotFound
from truckroll.search.models import SavedView, SavedViews


def list_views(*, actor: Actor, screen: str = "") -> SavedViews:
    """This will list one's own views and the shared ones, by name."""
    rows = SavedView.objects.visible_to(actor).select_related("owner").order_by("screen", "name", "id")
    return rows.filter(screen=screen) if screen else rows


def get_own_view(*, actor: Actor, view_id: int) -> SavedView:
    """This will be the view with that id, if the actor may change it.

    Raises
    ------
    NotFound
        There is none, or it is somebody else's.
    """
    view = SavedView.objects.owned_by(actor).select_related("owner").filter(pk=view_id).first()
    if view is None:
        raise NotFound(f"You have no view {view_id}.", view_id=view_id)
    return view
