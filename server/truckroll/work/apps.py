"""Registers the room with Django."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "truckroll.work"
    label = "work"

    def ready(self) -> None:
        """This will listen to the facts of the rooms below, and say what must be true of parts used."""
        from truckroll.work import handlers, invariants  # noqa: F401  # apps must be loaded first
