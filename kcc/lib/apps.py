from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created

from kcc.lib.limits import watch


class LibConfig(AppConfig):
    """Template tags and forms that every room uses; no models."""

    name = "kcc.lib"
    label = "lib"

    def ready(self):
        connection_created.connect(_watch, dispatch_uid="kcc.lib.limits")


def _watch(connection, **kwargs):
    watch(connection, settings.SLOW_STATEMENT_SECONDS)
