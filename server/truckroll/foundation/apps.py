"""Registers the foundation with Django."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "truckroll.foundation"
    label = "foundation"

    def ready(self) -> None:
        """This will prepare what every connection to the database uses."""
        from truckroll.foundation.instants import read_instants_as_iso

        read_instants_as_iso()
