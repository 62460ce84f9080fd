"""The catalogue as it is read and taken along: an edition, with the own statements in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maturity.asked import edition_of, with_own
from maturity.catalogue import Catalogue, Figure, Pillar, Statement, catalogue
from maturity.evidence import needs_text
from maturity.models import Edition
from maturity.own.selectors import asked_own, measured


@dataclass(frozen=True)
class Line:
    """A statement with the figure beside it; `needs` is "≥ 60 %", "" without a threshold."""

    statement: Statement
    figure: Figure | None
    needs: str


@dataclass(frozen=True)
class Shelf:
    """A pillar with its statements by phase."""

    pillar: Pillar
    phases: tuple[tuple[int, tuple[Line, ...]], ...]

    @property
    def count(self) -> int:
        return self.pillar.count


@dataclass(frozen=True)
class Use:
    """A figure, and the statements it lies beside."""

    figure: Figure
    measured: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Reading:
    """`edition` is None before the start data was loaded: then the file itself is read."""

    catalogue: Catalogue
    edition: Edition | None
    editions: tuple[Edition, ...]
    current: bool

    @property
    def shelves(self) -> tuple[Shelf, ...]:
        return tuple(self._shelf(pillar) for pillar in self.catalogue.pillars)

    def of_pillar(self, slug: str) -> tuple[Shelf, ...]:
        """All of them without a slug."""
        return tuple(each for each in self.shelves if not slug or each.pillar.slug == slug)

    @property
    def uses(self) -> tuple[Use, ...]:
        readable = {figure.slug for figure in measured(self.catalogue)}
        lines = [line for line in self.lines() if line.figure]
        used = sorted({line.figure for line in lines}, key=lambda figure: figure.name)
        return tuple(
            Use(
                figure,
                figure.slug in readable,
                tuple(line for line in lines if line.figure == figure),
            )
            for figure in used
        )

    @property
    def changes(self) -> list[dict]:
        """What changed in which version, newest first."""
        return self.edition.content["meta"].get("wijzigingen", []) if self.edition else []

    def lines(self) -> Iterator[Line]:
        return (self._line(each) for each in self.catalogue.statements)

    def _shelf(self, pillar: Pillar) -> Shelf:
        return Shelf(
            pillar,
            tuple(
                (cell.phase, tuple(self._line(each) for each in cell.statements))
                for cell in pillar.cells
            ),
        )

    def _line(self, statement: Statement) -> Line:
        figure = self.catalogue.figures.get(statement.figure)
        return Line(statement, figure, needs_text(figure, statement.threshold) if figure else "")


def reading(version: str = "") -> Reading | None:
    """Of the newest edition with what the municipality asks besides, or of an older one as it was;
    None of a version nobody has. Three statements."""
    editions = tuple(Edition.objects.defer("content").order_by("-loaded_at", "-id"))
    if not editions:
        return None if version else Reading(catalogue(), None, (), True)
    found = next((e for e in editions if not version or e.version == version), None)
    if found is None:
        return None
    newest = found == editions[0]
    asked = with_own(found, asked_own()) if newest else edition_of(found)
    return Reading(asked, found, editions, newest)


def head() -> list[str]:
    """The columns of the file."""
    return [
        _("Code"), _("Pillar"), _("Phase"), _("Key statement"), _("Own statement"),
        _("Statement"), _("Evidence"), _("Next step"), _("Figure"), _("Threshold"), _("Version"),
    ]  # fmt: skip


def rows(read: Reading) -> Iterator[list]:
    names = {pillar.slug: pillar.name for pillar in read.catalogue.pillars}
    for line in read.lines():
        each = line.statement
        yield [
            each.code, names[each.pillar], each.phase, _("yes") if each.key else _("no"),
            _("yes") if each.own else _("no"), each.text, each.evidence, each.action,
            line.figure.name if line.figure else "", line.needs, read.catalogue.version,
        ]  # fmt: skip
