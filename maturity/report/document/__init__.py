"""Result and plan as they are told, in the active language: the page to print, the PDF and the
spreadsheet are all made of this one Document."""

from maturity.report.document.composing import compose

__all__ = ["compose"]
