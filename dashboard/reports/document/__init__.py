"""A report as it is told, in the active language: the page, the PDF, the files and the API are all
made of this one Document."""

from dashboard.parts.breakdowns import Picture
from dashboard.parts.openwork import Ages
from dashboard.reports.document.composing import compose
from dashboard.reports.document.shape import Block, Document, Prose, Section
from dashboard.show import HeatMap, Table, Tile

__all__ = [
    "Ages", "Block", "Document", "HeatMap", "Picture", "Prose", "Section", "Table", "Tile",
    "compose",
]  # fmt: skip
