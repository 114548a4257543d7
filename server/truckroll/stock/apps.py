"""Registers the room with Django."""

from importlib import import_module

from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "truckroll.stock"
    label = "stock"

    def ready(self) -> None:
        """This will say what must be true of stock."""
        import_module("truckroll.stock.invariants")
