"""System checks: the look of the reports can be used. Said at the start, not on the morning on
which the reports are made."""

import re
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, register

from kcc.lib.paper.pdf.look import KINDS, MOST_BYTES

PNG = b"\x89PNG\r\n\x1a\n"


@register(Tags.files)
def logo_can_be_read(app_configs, **kwargs):
    if not settings.REPORT_LOGO:
        return []
    problem = logo_problem(Path(settings.REPORT_LOGO))
    hint = "Give the path of an SVG or PNG file of at most 300 kB, or leave REPORT_LOGO empty."
    return [Error(f"REPORT_LOGO: {problem}", hint=hint, id="kcc.E004")] if problem else []


def logo_problem(path: Path) -> str:
    """In words; "" for none."""
    if path.suffix.lower() not in KINDS:
        return f"“{path.name}” is not an SVG or PNG file."
    try:
        body = path.read_bytes()
    except OSError as error:
        return f"“{path.name}” cannot be read ({error.strerror})."
    if len(body) > MOST_BYTES:
        return f"“{path.name}” is larger than 300 kB."
    is_png = path.suffix.lower() == ".png"
    if body.startswith(PNG) != is_png or (not is_png and b"<svg" not in body):
        return f"“{path.name}” is not what its name says."
    return ""


@register(Tags.compatibility)
def colour_is_a_colour(app_configs, **kwargs):
    if re.fullmatch("#[0-9a-fA-F]{6}", settings.REPORT_COLOUR):
        return []
    return [
        Error(
            f"REPORT_COLOUR: “{settings.REPORT_COLOUR}” is not a colour.",
            hint="Write it as # and six hexadecimal digits, such as #154273.",
            id="kcc.E005",
        )
    ]
