"""How the blocks of a document stand on its page: which template shows each, and which two fit
beside each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kcc.lib.paper.shape import (
    Ages,
    Block,
    Document,
    HeatMap,
    Picture,
    Prose,
    Radar,
    Section,
)
from kcc.lib.paper.tables import MOST_ON_A_PHONE, Table

TEMPLATES = {
    Table: "paper/_table.html",
    Picture: "paper/_picture.html",
    Ages: "paper/_ages.html",
    HeatMap: "paper/_map.html",
    Radar: "paper/_radar.html",
    Prose: "paper/_prose.html",
}


@dataclass(frozen=True)
class Part:
    block: Block

    @property
    def template(self) -> str:
        return TEMPLATES[type(self.block)]

    @property
    def is_narrow(self) -> bool:
        """A table of few columns leaves room for another one, but not one of sentences."""
        block = self.block
        few = isinstance(block, Table) and len(block.columns) <= MOST_ON_A_PHONE
        return few and "definitions" not in block.css


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
