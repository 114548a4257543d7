"""Registers the room with Django."""

from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "truckroll.notifications"
    label = "notifications"

    def ready(self) -> None:
        """This will start listening to what work tells."""
        import_module("truckroll.notifications.handlers")
