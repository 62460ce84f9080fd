"""What went wrong, in words that may be logged."""

import traceback


def in_short(error: BaseException) -> str:
    """What and where, but not the message: a database error repeats the values of the row."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {place.filename}:{place.lineno}"
