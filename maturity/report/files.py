"""The report as a file: byte for byte the same for the same round, plan and day."""

from django.utils.text import slugify
from django.utils.translation import gettext as _

from kcc.lib.paper.pdf import pdf_of
from kcc.lib.paper.workbook import workbook_of
from kcc.lib.sheets import FORMATS
from maturity.report.document import compose
from maturity.report.source import Source
from maturity.words import place_name

KINDS = {"pdf": "application/pdf", "xlsx": FORMATS["xlsx"]}


def file_of(source: Source, extension: str) -> bytes:
    """In the active language; `extension` is one of KINDS."""
    document = compose(source)
    make = {"pdf": pdf_of, "xlsx": workbook_of}[extension]
    return make(document, made_on=source.made_on)


def name_of(source: Source, extension: str) -> str:
    """zelfevaluatie-burgerzaken-2026-11-10.pdf: the place and the day it was settled."""
    place = slugify(place_name(source.assessment)) or _("organisation")
    name = "-".join([slugify(_("self-assessment")), place, f"{source.settled_on:%Y-%m-%d}"])
    return f"{name}.{extension}"
