"""A column of times: "6 h 20 min" on the page, and in a file seconds, which its head then says."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kcc.lib.paper.tables import Column, Table


@dataclass(frozen=True)
class TimeColumn(Column):
    """What stands in it is a duration_cell, or a figure in seconds."""


def head_of(table: Table) -> list[str]:
    """The columns of its file."""
    return [
        in_seconds(name) if isinstance(column, TimeColumn) else name
        for column, name in zip(table.columns, table.head, strict=True)
    ]


def in_seconds(name: str) -> str:
    return _("%(name)s (seconds)") % {"name": name}
