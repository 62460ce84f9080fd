"""The parts of the report in their order."""

from django.utils.translation import get_language

from kcc.lib.paper.shape import Document
from maturity.report.document import cover, meaning, people, pillars, plan, profile, progress
from maturity.report.source import Source

PARTS = (
    profile.section, profile.cautions, profile.matrix, *pillars.SECTIONS, pillars.own,
    people.mirrors, people.views, progress.section, plan.targets, plan.actions,
    meaning.section,
)  # fmt: skip


def compose(source: Source) -> Document:
    """Asks the database nothing and knows no clock: the same twice."""
    found = [part(source) for part in PARTS]
    return Document(
        cover.title(source),
        cover.subtitle(source),
        cover.lead(source),
        cover.facts(source),
        [each for each in found if each],
        language=get_language(),
    )
