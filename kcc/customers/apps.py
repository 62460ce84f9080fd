from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "kcc.customers"
    label = "customers"
