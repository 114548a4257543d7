"""Registers the billing room with Django."""

from importlib import import_module

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "truckroll.billing"
    label = "billing"

    def ready(self) -> None:
        """This will start listening to what work tells."""
        import_module("truckroll.billing.handlers")
