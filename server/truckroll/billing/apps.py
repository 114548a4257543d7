"""Registers the billing room with Django."""

from importlib import import_module

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "truckroll.billing"
    label = "billing"

    def ready(self) -> None:
        """This will start listening to what work tells, and say what must be true of money."""
        import_module("truckroll.billing.handlers")
        import_module("truckroll.billing.invariants")
