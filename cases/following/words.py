"""The words of a message to the customer. Plain: no database.

Between braces stands what is filled in. A paragraph that names something there is nothing for (a
code, a day, an explanation) is left out, so that one text serves every case.
"""

import re
from collections.abc import Mapping

PLACES = (
    "number", "case", "code", "link", "status", "explanation", "due", "until", "organisation",
    "reach_us",
)  # fmt: skip
PLACE = re.compile(r"\{([^{}]*)\}")


def unknown_places(text: str) -> list[str]:
    """What stands between braces and cannot be filled in; a brace that is left alone too."""
    wrong = [f"{{{name}}}" for name in PLACE.findall(text) if name not in PLACES]
    return wrong + sorted(set(re.findall(r"[{}]", PLACE.sub("", text))))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The paragraphs of the text for which there is everything that they name."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "\n\n".join(
        PLACE.sub(lambda place: values.get(place[1], ""), paragraph)
        for paragraph in paragraphs
        if all(values.get(name) for name in PLACE.findall(paragraph))
    )


def on_one_line(text: str, values: Mapping[str, str]) -> str:
    """The subject line: what there is nothing for is left out of it."""
    return " ".join(PLACE.sub(lambda place: values.get(place[1], ""), text).split())
