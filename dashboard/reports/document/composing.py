"""The sections of a report in their order."""

from django.utils.translation import get_language

from dashboard.reports.document import (
    contacts,
    cover,
    exchange,
    goodnews,
    meaning,
    openwork,
    people,
    places,
    promises,
    scorecard,
)
from dashboard.reports.document.source import Source
from dashboard.reports.frozen import Frozen
from dashboard.reports.words import Words
from kcc.lib.paper.shape import Document

OF_DEPARTMENT = (
    scorecard.section, goodnews.section, people.comment, openwork.section, promises.section,
    contacts.repeats, contacts.subjects, contacts.channels, places.ranking, contacts.satisfaction,
    people.practice_case, people.actions,
)  # fmt: skip
OF_ORGANISATION = (
    scorecard.section, goodnews.section, people.comment, places.departments, openwork.section,
    promises.section, contacts.repeats, contacts.subjects, contacts.channels, exchange.section,
    contacts.satisfaction, people.practice_case, people.actions,
)  # fmt: skip


def compose(frozen: Frozen, words: Words) -> Document:
    """Of frozen figures (dashboard.reports.frozen.thaw) and of what people added, in the active
    language. Asks the database nothing and knows no clock: the same twice."""
    source = Source(frozen, words if frozen.scope.department else words.without_owners())
    chosen = OF_DEPARTMENT if source.is_department else OF_ORGANISATION
    sections = [found for section in chosen if (found := section(source))]
    return Document(
        cover.title(source),
        cover.subtitle(source),
        cover.lead(source),
        cover.facts(source),
        [*sections, meaning.section(source, sections)],
        language=get_language(),
    )
