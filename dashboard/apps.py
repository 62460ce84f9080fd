from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "dashboard"

    def ready(self):
        # Registers the system checks of this app.
        from dashboard.reports import checks  # noqa: F401, PLC0415
