"""What the log leaves out."""

import logging
import re

# Of these pages the address is the key: a letter or a mail holds it, and no log.
KEYS = re.compile(r"(/tevredenheid/(?:en/)?)[^/\s?]+")


class WithoutKeys(logging.Filter):
    """Takes the key out of addresses of pages that somebody opens without logging in."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without, record.args))
        return True


def _without(told):
    return KEYS.sub(r"\1…", told) if isinstance(told, str) else told
