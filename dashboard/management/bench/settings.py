"""The application as it is, with pages beside it to compare with (`make bench`)."""

from kcc.settings import *  # noqa: F403
from kcc.settings import MIDDLEWARE

ROOT_URLCONF = "dashboard.management.bench.urls"
# Outermost, so that it counts the statements of session and person too.
MIDDLEWARE = ["dashboard.management.bench.floor.CountMiddleware", *MIDDLEWARE]
