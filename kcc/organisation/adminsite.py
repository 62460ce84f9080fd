from django.contrib.admin import site  # noqa: F401
