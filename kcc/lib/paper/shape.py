"""What a document is made of. Plain: no database, no clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kcc.lib.paper.pictures import Columns, Segment, Spark
from kcc.lib.paper.tables import Cell, Table


@dataclass(frozen=True)
class Change:
    """Against the value it is compared with. `icon` is the arrow; `word` says whether that is good
    news, "" when neither more nor less is better."""

    text: str
    icon: str
    kind: str = ""
    word: str = ""


@dataclass(frozen=True)
class Tile:
    """One figure of a scorecard. `unit` is small behind the value, `note` under it."""

    slug: str
    label: str
    value: str
    url: str = ""
    unit: str = ""
    note: str = ""
    part: Cell | None = None
    whole: Cell | None = None
    # What it is made up of, when each has a list of its own.
    links: Sequence[tuple[str, Cell]] = ()
    kind: str = ""
    word: str = ""
    change: Change | None = None
    provisional: bool = False
    empty: bool = False
    spark: Spark | None = None
    sentence: str = ""


# -- Pictures, each with a table of the same numbers ----------------------------------------------


@dataclass(frozen=True)
class Picture:
    """Columns, the name under each, what they say in a sentence, and the same as a table."""

    columns: Columns | None
    names: list[tuple]
    sentence: str
    table: Table
    legend: Sequence[tuple[int, str]] = ()
    # Classes for the colours of its parts.
    css: str = ""


@dataclass(frozen=True)
class Ages:
    """The bar, what each of its colours is, and the table with the same numbers."""

    bar: list[Segment]
    legend: list[tuple[int, str]]
    sentence: str
    table: Table


class HeatCell(NamedTuple):
    """A spot of a map of what is busy; `css` is the class of its colour."""

    text: str
    css: str = ""
    url: str = ""


@dataclass(frozen=True)
class HeatMap:
    """Weekday by hour: the picture and its table in one. `note` is small behind its title."""

    title: str
    corner: str
    heads: list[str]
    rows: list[tuple[str, list[HeatCell]]]
    table: Table
    note: str = ""


@dataclass(frozen=True)
class Radar:
    """Scores on axes around a middle, over each other, and the same as a table.

    `drawing` has all in its place as text, in a circle of 100 around (0, 0) with y downwards:
    `rings` (outlines as "x,y x,y"), `axes` (x, y of their ends), `names` (x, y, anchor and lines of
    (y, text)) and `series` (css, label, outline), the one on top last. `template` draws it on a
    page, `sentence` is what it says.
    """

    drawing: object
    template: str
    sentence: str
    table: Table


# -- The document ---------------------------------------------------------------------------------


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


Block = Table | Picture | HeatMap | Ages | Radar | Prose


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
    # What its numbers mean is told at the end, by who knows these.
    figures: Sequence[object] = ()
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
