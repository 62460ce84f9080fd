"""WSGI entry point: `gunicorn kcc.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kcc.settings")

application = get_wsgi_application()
# What is loaded stays. As long as it counts among what may be thrown away, Python waits for a
# quarter as much again before it looks for the rest (measured: 5 MB less for a worker).
gc.collect()
gc.freeze()
