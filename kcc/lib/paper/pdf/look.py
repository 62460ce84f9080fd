"""What the municipality gives its reports: its name, its logo and its colour, from the settings."""

from functools import cache
from pathlib import Path

from django.conf import settings

from kcc.lib.paper.pdf.letters import written

KINDS = {".svg": "svg", ".png": "png"}
# A logo goes into every report.
MOST_BYTES = 300_000
WHITE, INK = "#ffffff", "#16202b"
# Of text on what lies behind it (WCAG 1.4.3).
CONTRAST = 4.5


def look_of_the_house() -> dict:
    colour = settings.REPORT_COLOUR
    return {
        "name": written(settings.ORGANISATION_NAME),
        "logo": _logo(settings.REPORT_LOGO),
        "colour": colour,
        # Letters on the colour, and the colour as letters on white paper: what can be read.
        "on_colour": WHITE if contrast(colour, WHITE) >= CONTRAST else INK,
        "as_letters": colour if contrast(colour, WHITE) >= CONTRAST else INK,
    }


@cache
def _logo(path: str) -> dict | None:
    """Its bytes as numbers: the template opens no files of the machine."""
    if not path:
        return None
    return {
        "kind": KINDS[Path(path).suffix.lower()],
        "bytes": list(Path(path).read_bytes()),
    }


def contrast(one: str, other: str) -> float:
    """Of two colours #rrggbb: 1 for the same, 21 for black and white (WCAG 2.2)."""
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
