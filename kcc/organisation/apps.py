from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "kcc.organisation"
    label = "organisation"
    verbose_name = _("Organisation")

    def ready(self):
        # Registers the system checks of this app.
        from kcc.organisation import checks  # noqa: F401, PLC0415
