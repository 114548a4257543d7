"""Registers the room with Django."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "truckroll.contracts"
    label = "contracts"
