"""The figures of a report: read at one moment, written down, and read back."""

from dashboard.reports.frozen.reading import freeze_all, scope_of_everything, span_of
from dashboard.reports.frozen.shape import FIGURES_VERSION, canonical, digest_of
from dashboard.reports.frozen.thawing import Flow, Frozen, Oldest, thaw

__all__ = [
    "FIGURES_VERSION", "Flow", "Frozen", "Oldest", "canonical", "digest_of", "freeze_all",
    "scope_of_everything", "span_of", "thaw",
]  # fmt: skip
