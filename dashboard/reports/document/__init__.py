"""A report as it is told, in the active language: the page, the PDF, the files and the API are all
made of this one Document."""

from dashboard.reports.document.composing import compose

__all__ = ["compose"]
