"""WSGI entry point: `gunicorn kcc.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kcc.settings")

application = get_wsgi_application()
# Loads all pages: the first visitor does not wait for it.
reverse("home")
# What is loaded stays. As long as it counts among what may be thrown away, Python waits for a
# quarter as much again before it looks for the rest (measured: 5 MB less for a worker).
gc.collect()
gc.freeze()
