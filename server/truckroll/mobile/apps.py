"""Registers the room with Django."""

from django.apps import AppConfig


class MobileConfig(AppConfig):
    name = "truckroll.mobile"
    label = "mobile"
