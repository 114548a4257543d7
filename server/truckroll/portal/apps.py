"""Registers the portal room with Django."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "truckroll.portal"
    label = "portal"

    def ready(self) -> None:
        """This will make the room's jobs known to the worker, and have messages lead to its pages."""
        import_module("truckroll.portal.tasks")
        import_module("truckroll.portal.linking")
