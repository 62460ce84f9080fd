from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "kcc.jobs"
    label = "jobs"
