"""The table of the room: views of lists."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.foundation.audit import audited
from truckroll.foundation.models import VersionedRow


class Screen(models.TextChoices):
    """The lists that can be kept as a view; the value is the list's address in the office."""

    REQUESTS = "requests"
    WORK_ORDERS = "work-orders"
    INVOICES = "invoices"
    CUSTOMERS = "customers"
    SITES = "sites"
    ASSETS = "assets"
    TECHNICIANS = "technicians"


class SavedViews(models.QuerySet["SavedView"]):
    """Views by who may see them."""

    def visible_to(self, actor: Actor) -> SavedViews:
        """This will keep one's own views and, for the office, those that are shared."""
        if not actor.is_any(roles.OFFICE):
            return self.none()
        return self.filter(Q(is_shared=True) | Q(owner_id=actor.user_id))

    def owned_by(self, actor: Actor) -> SavedViews:
        """This will keep the views the actor may change: his own, and those whoever owns the company sees."""
        seen = self.visible_to(actor)
        return seen if actor.is_any(roles.ADMIN) else seen.filter(owner_id=actor.user_id)


@audited
class SavedView(VersionedRow):
    """A list with its filters under a name: what stands behind the question mark of its address."""

    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    screen = models.TextField(choices=Screen)
    name = models.TextField()
    filters = models.JSONField(default=dict)
    is_shared = models.BooleanField(default=False)

    objects = SavedViews.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_named"),
            models.CheckConstraint(condition=Q(screen__in=Screen.values), name="saved_view_screen_known"),
            models.UniqueConstraint(fields=["owner", "screen", "name"], name="saved_view_name_once"),
        ]
