"""Registers the room with Django."""

from importlib import import_module

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "truckroll.workforce"
    label = "workforce"

    def ready(self) -> None:
        """This will tell the sign-in who of the people is a technician, and which areas there are."""
        from truckroll.accounts.actions import know_areas_with
        from truckroll.accounts.sign_in import describe_people_with
        from truckroll.workforce.queries import describe_person, known_territories

        import_module("truckroll.workforce.invariants")
        describe_people_with(describe_person)
        know_areas_with(known_territories)
