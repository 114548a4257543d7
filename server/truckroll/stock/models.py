"""The tables of the room: the catalogue of parts, the places they lie in, and the moves that are the stock."""

from __future__ import annotations

from collections.abc import Iterable

import pgtrigger
from django.db import models
from django.db.models import Q

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.foundation.audit import audited
from truckroll.foundation.models import Row, VersionedRow


class PlaceKind(models.TextChoices):
    VAN = "van"
    SHELF = "shelf"


class Places(models.QuerySet["Place"]):
    def visible_to(self, actor: Actor, *, vans_of: Iterable[int] | None) -> Places:
        """This will keep all places for the office, and for the field its own van.

        A dispatcher limited to areas sees the vans of the technicians he sees (`vans_of`; None: of all), and the
        shelves, which lie in no area.
        """
        if actor.is_any(roles.OFFICE):
            return self if vans_of is None else self.filter(Q(technician=None) | Q(technician__in=vans_of))
        if actor.is_any(roles.FIELD) and actor.technician_id is not None:
            return self.filter(technician_id=actor.technician_id)
        return self.none()


@audited
class Place(VersionedRow):
    """Where parts lie: a technician's van, or a shelf that is nobody's."""

    kind = models.TextField(choices=PlaceKind)
    name = models.TextField()
    technician = models.ForeignKey("workforce.Technician", on_delete=models.PROTECT, null=True, related_name="+")
    archived_at = models.DateTimeField(null=True)

    objects = Places.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["technician"], name="place_van_once"),
            models.UniqueConstraint(fields=["name"], name="place_name_unique", condition=Q(archived_at=None)),
            models.CheckConstraint(condition=~Q(name=""), name="place_name_present"),
            models.CheckConstraint(
                condition=Q(kind=PlaceKind.VAN, technician__isnull=False) | Q(kind=PlaceKind.SHELF, technician=None),
                name="place_van_is_somebodys",
            ),
        ]


@audited
class Part(VersionedRow):
    """One line of the catalogue: what a price, a move and a part used mean by the same article number."""

    sku = models.TextField(unique=True)
    name = models.TextField()
    unit = models.TextField(default="pc")
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(sku="") & ~Q(name=""), name="part_named")]
        indexes = [models.Index(fields=["name", "id"], name="part_by_name")]


class MoveKind(models.TextChoices):
    LOAD = "load"
    USE = "use"
    RETURN = "return"
    COUNT = "count"
    TRANSFER = "transfer"


class Move(Row):
    """A part came or went. Never changed or deleted: what lies in a place is the sum of the moves there.

    `at` is when it happened, `recorded_at` when we heard of it; `counted` is what a count found, and `source` what the
    move follows from, so that nothing is booked twice; `opening` is what a file knows its opening balance by.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="moves")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="moves")
    kind = models.TextField(choices=MoveKind)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    counted = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    other_place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.TextField()
    note = models.TextField(blank=True)
    source = models.TextField(blank=True)
    opening = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source"], name="move_source_once", condition=~Q(source="")),
            models.CheckConstraint(condition=Q(kind__in=MoveKind.values), name="move_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=MoveKind.LOAD, quantity__gt=0)
                | Q(kind=MoveKind.USE, quantity__lt=0)
                | Q(kind__in=[MoveKind.RETURN, MoveKind.TRANSFER]) & ~Q(quantity=0)
                | Q(kind=MoveKind.COUNT),
                name="move_sign",
            ),
            models.CheckConstraint(
                condition=Q(kind=MoveKind.TRANSFER, other_place__isnull=False)
                | ~Q(kind=MoveKind.TRANSFER) & Q(other_place=None),
                name="move_transfer_has_two_places",
            ),
            models.CheckConstraint(condition=Q(counted=None) | Q(counted__gte=0), name="move_counted_sign"),
            models.CheckConstraint(condition=Q(opening="") | Q(counted__isnull=False), name="move_opening_counted"),
        ]
        indexes = [
            models.Index(fields=["place", "part", "-at"], name="move_of_place"),
            models.Index(fields=["part", "-id"], name="move_of_part"),
            models.Index(fields=["opening"], condition=~Q(opening=""), name="move_by_opening"),
        ]
        triggers = [
            pgtrigger.Protect(name="move_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
