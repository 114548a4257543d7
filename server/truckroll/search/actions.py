"""Every write of the room: views kept, changed and removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Refusal, refuse_constraint
from truckroll.foundation.versions import lock_at
from truckroll.search.events import ViewChanged, ViewRemoved, ViewSaved
from truckroll.search.models import SavedView


class ViewNameTaken(Refusal):
    """The same person has a view of that name on that list."""

    code = "view_name_taken"
    title = "You have a view of this name"
    what_to_do = "Take another name, or change the view that has it."


refuse_constraint("saved_view_name_once", lambda: ViewNameTaken("Another view of this list has the name."))


def save_view(
    *, screen: str, name: str, filters: dict[str, Any], is_shared: bool, actor: Actor, now: datetime
) -> SavedView:
    """This will keep a list with its filters under a name.

    Raises
    ------
    ViewNameTaken
        The actor has one of that name on that list.
    """
    assert actor.user_id is not None, "only people keep views"
    view = SavedView.objects.create(
        owner_id=actor.user_id, screen=screen, name=name, filters=filters, is_shared=is_shared
    )
    publish(ViewSaved(view_id=view.pk), at=now)
    return view


def change_view(
    *, view: SavedView, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> SavedView:
    """This will rename a view, give it other filters, share it or keep it to its owner.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since the sender read it.
    ViewNameTaken
        Its owner has one of that name on that list.
    """
    lock_at(view, version, shown=values)
    view.change(**values)
    publish(ViewChanged(view_id=view.pk), at=now)
    return view


def remove_view(*, view: SavedView, actor: Actor, now: datetime) -> None:
    """This will take a view away; the list itself stays as it is."""
    publish(ViewRemoved(view_id=view.pk), at=now)
    view.delete()
