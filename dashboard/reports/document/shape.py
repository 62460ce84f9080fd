"""What a report is made of. Plain: no database, no clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dashboard.figures import Figure
from dashboard.parts.breakdowns import Picture
from dashboard.parts.openwork import Ages
from dashboard.show import HeatMap, Table, Tile


class Voice(StrEnum):
    """Who is speaking: the report itself, a person, or good news."""

    PLAIN = ""
    QUOTE = "quote"
    GOOD = "good"


@dataclass(frozen=True)
class Prose:
    """Paragraphs; `title` stands above them, "" for none."""

    paragraphs: Sequence[str]
    kind: str = Voice.PLAIN
    title: str = ""


Block = Table | Picture | HeatMap | Ages | Prose


def table_of(block: Block) -> Table | None:
    """The table of a block, of a picture the one with the same numbers; None of prose."""
    if isinstance(block, Prose):
        return None
    return block if isinstance(block, Table) else block.table


@dataclass(frozen=True)
class Section:
    """`slug` is unique among the sections of its document. A section is never empty; one
    without anything to tell says so in its `intro`."""

    slug: str
    title: str
    intro: str = ""
    tiles: Sequence[Tile] = ()
    blocks: Sequence[Block] = ()
    # What its numbers mean is told at the end.
    figures: Sequence[Figure] = ()
    # Tables of what is shown in another way, such as its tiles: for files.
    behind: Sequence[Table] = ()

    @property
    def anchor(self) -> str:
        """Where a link leads to; a table may have the same slug."""
        return f"part-{self.slug}"

    @property
    def tables(self) -> list[Table]:
        return [*self.behind, *(table for table in map(table_of, self.blocks) if table)]


@dataclass(frozen=True)
class Document:
    """`title` names what it is about, `subtitle` the period; `lead` are the sentences that tell it
    all, and `facts` (label, text) say when, by whom and which version it is."""

    title: str
    subtitle: str
    lead: Sequence[str]
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    # In which it was composed.
    language: str = "nl"

    @property
    def tables(self) -> list[Table]:
        """Each with a slug of its own, in their order."""
        return [table for section in self.sections for table in section.tables]

    def table(self, slug: str) -> Table | None:
        return next((each for each in self.tables if each.slug == slug), None)

    def section(self, slug: str) -> Section | None:
        return next((each for each in self.sections if each.slug == slug), None)

    @property
    def tiles(self) -> Iterator[Tile]:
        return (tile for section in self.sections for tile in section.tiles)
