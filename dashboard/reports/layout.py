"""How the blocks of a report stand on its page: which template shows each, and which two fit beside
each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.reports.document import (
    Ages,
    Block,
    Document,
    HeatMap,
    Picture,
    Prose,
    Section,
    Table,
)
from dashboard.tables import MOST_ON_A_PHONE

TEMPLATES = {
    Table: "dashboard/_table.html",
    Picture: "dashboard/_picture.html",
    Ages: "dashboard/_ages.html",
    HeatMap: "dashboard/reports/_heat.html",
    Prose: "dashboard/reports/_prose.html",
}
# The colours of the parts of a picture, by its table (dashboard.css).
COLOURS = {"weekdays": "kept", "scores": "scores"}


@dataclass(frozen=True)
class Part:
    block: Block

    @property
    def template(self) -> str:
        return TEMPLATES[type(self.block)]

    @property
    def css(self) -> str:
        return COLOURS.get(self.block.table.slug, "") if isinstance(self.block, Picture) else ""

    @property
    def is_narrow(self) -> bool:
        """A table of few columns leaves room for another one."""
        return isinstance(self.block, Table) and len(self.block.columns) <= MOST_ON_A_PHONE


def rows_of(section: Section) -> list[list[Part]]:
    """The blocks in their order, two narrow ones in a row beside each other."""
    return list(_rows([Part(block) for block in section.blocks]))


def _rows(parts: Sequence[Part]) -> Iterator[list[Part]]:
    waiting: list[Part] = []
    for part in parts:
        if waiting and not part.is_narrow:
            yield waiting
            waiting = []
        if not part.is_narrow:
            yield [part]
            continue
        waiting.append(part)
        if len(waiting) == 2:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def laid_out(document: Document) -> list[tuple[Section, list[list[Part]]]]:
    return [(section, rows_of(section)) for section in document.sections]
