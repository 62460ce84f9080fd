"""The report as PDF that everybody can read (PDF/UA-1), set by typst from data, never from markup.

The compiler keeps its fonts and its template between reports. It is made on first use: a process
that is going to fork must not have used it before.
"""

import json
from datetime import UTC, date, datetime, time
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from kcc.lib.paper.pdf.content import content_of
from kcc.lib.paper.pdf.letters import FONTS
from kcc.lib.paper.pdf.look import look_of_the_house
from kcc.lib.paper.shape import Document

if TYPE_CHECKING:
    import typst

TEMPLATE = FONTS.parent / "report.typ"
STANDARD = "ua-1"
# The compiler serves one thread at a time, and refuses a second one.
_one_at_a_time = Lock()


@cache
def _compiler() -> "typst.Compiler":
    """Nothing of the machine: its fonts are not used, and files are read next to the template."""
    # Few web processes ever make a PDF. It takes 7 MB, and 45 more with the first one.
    import typst  # noqa: PLC0415

    return typst.Compiler(
        input=str(TEMPLATE),
        root=str(FONTS.parent),
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
        ),
    )


def pdf_of(document: Document, *, made_on: date, draft: bool = False) -> bytes:
    """The same bytes for the same document, look and day; `made_on` is the date in the file."""
    data = content_of(document, draft=draft) | {
        "look": look_of_the_house(),
        "date": [made_on.year, made_on.month, made_on.day],
    }
    with _one_at_a_time:
        return _compiler().compile(
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            format="pdf",
            pdf_standards=STANDARD,
            timestamp=datetime.combine(made_on, time(12), UTC),
        )
