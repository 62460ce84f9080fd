from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "kcc.organisation"
    label = "organisation"

    def ready(self):
        # Registers the system checks of this app.
        from kcc.organisation import checks  # noqa: F401
