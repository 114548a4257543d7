"""Registers the intake room with Django."""

from importlib import import_module

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "truckroll.intake"
    label = "intake"

    def ready(self) -> None:
        """This will make the room's jobs known to the worker."""
        import_module("truckroll.intake.tasks")
