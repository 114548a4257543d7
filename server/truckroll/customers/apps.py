"""Registers the room with Django."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "truckroll.customers"
    label = "customers"
