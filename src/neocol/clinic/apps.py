"""The clinic as a Django application."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """Registers the clinic's models under the label ``clinic``."""

    name = "neocol.clinic"
    label = "clinic"
    default_auto_field = "django.db.models.BigAutoField"
