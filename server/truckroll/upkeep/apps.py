"""Registers the room with Django."""

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "truckroll.upkeep"
    label = "upkeep"
