"""Telling a Celery worker that there is something to do. The row says what; a lost message is no
harm, for the ticks find the row."""

import logging

from celery import current_app
from celery.exceptions import CeleryError
from django.conf import settings
from kombu.exceptions import KombuError

from kcc.lib.breaker import Breaker

logger = logging.getLogger(__name__)
# A broker that gives no answer costs one request a second or two, and the next ones nothing.
breaker = Breaker(10.0)


def tell(
    task: str, *args, about: str, expires: int | None = None, queue: str | None = None
) -> bool:
    """Send the name of a task and its primitive arguments, when there is a broker. Never raises
    for a broker that is away; `about` names the work in the log, `queue` who may take it."""
    if not settings.REDIS_URL or breaker.away:
        return False
    try:
        current_app.send_task(task, args=list(args), expires=expires, queue=queue, retry=False)
    except (KombuError, CeleryError, OSError) as error:
        breaker.trip()
        logger.warning("No worker was told of %s: %s", about, type(error).__name__)
        return False
    return True
