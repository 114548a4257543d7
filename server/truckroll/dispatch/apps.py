"""Registers the room with Django."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "truckroll.dispatch"
    label = "dispatch"

    def ready(self) -> None:
        """This will register what the room does about other rooms' facts."""
        from truckroll.dispatch import handlers

        assert handlers.__name__, "imported for its registrations"
