from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self):
        """Django looks for administration pages in `cases.admin` only; each room inside has its
        own."""
        for name in ("catalogue", "following", "terms"):
            import_module(f"cases.{name}.admin")
        import_module("cases.documents.checks")
