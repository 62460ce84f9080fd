from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "kcc.jobs"
    label = "jobs"
    verbose_name = _("Work and mail")

    def ready(self):
        # Registers the system checks of this app.
        from kcc.jobs import checks  # noqa: F401, PLC0415
