"""The text of a step, with what it is about filled in. Plain: no database.

The text is the administrator's own, in the language of the municipality; only the names below are
filled in, so that a wrong bracket can never stop a step.
"""

import re

PLACES = ("number", "subject", "department", "promised")
EXAMPLE = {
    "number": "T-4127",
    "subject": "Dakkapel",
    "department": "Vergunningen",
    "promised": "di 24 nov 17:00",
}
_PLACE = re.compile(rf"\{{({'|'.join(PLACES)})\}}")


def fill(text: str, values: dict[str, str]) -> str:
    """The text with {number}, {subject}, {department} and {promised} filled in."""
    return _PLACE.sub(lambda found: values[found[1]], text)


def unknown_places(text: str) -> list[str]:
    """What stands between curly brackets and is not one of PLACES, and brackets left alone."""
    rest = _PLACE.sub("", text)
    return re.findall(r"\{[^{}]*\}|[{}]", rest)
