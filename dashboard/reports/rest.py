"""The shapes in which the API tells a report: a line in the list, and everything it says."""

from collections.abc import Sequence
from dataclasses import dataclass

from rest_framework import serializers

from dashboard.answers import Answer
from dashboard.figures import BY_SLUG
from dashboard.models import Report, ReportAction
from dashboard.reports.actions.selectors import actions_of
from dashboard.reports.answers import answers
from dashboard.reports.audience import sees_owners
from dashboard.reports.changed.differences import Difference, told
from dashboard.reports.document import compose
from dashboard.reports.frozen import Frozen, thaw
from dashboard.reports.making import words_of
from dashboard.reports.words import Action
from dashboard.rest import RATINGS, FigureAnswerData, ValueData
from kcc.lib.paper.shape import Document, Prose, Section, Tile
from kcc.lib.paper.tables import Table
from kcc.lib.rest import Moment, SlugData
from kcc.organisation.access import Access

BY_KIND = {str(rating): word for rating, word in RATINGS.items()}


class ReportData(serializers.Serializer):
    """`department` is null in the report of the organisation; `replaced` when a later version is
    published, `reason` why there is this one. `changed` are the figures that say something else by
    now (dashboard.figures): the report itself never changes."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(Report.Kind.choices)
    period = serializers.CharField(help_text="2026-10, or 2026 for a year.")
    department = SlugData(allow_null=True)
    version = serializers.IntegerField()
    reason = serializers.CharField()
    state = serializers.ChoiceField(Report.State.choices)
    replaced = serializers.BooleanField()
    unread = serializers.BooleanField(help_text="Told to you, and not opened on screen yet.")
    language = serializers.CharField()
    frozenAt = Moment(source="frozen_at", allow_null=True)
    figuresVersion = serializers.IntegerField(source="figures_version", allow_null=True)
    digest = serializers.CharField(help_text="SHA-256 of the figures; empty without them.")
    publishedAt = Moment(source="published_at", allow_null=True)
    withdrawnAt = Moment(source="withdrawn_at", allow_null=True)
    withdrawnBecause = serializers.CharField(source="withdrawn_because")
    changed = serializers.SerializerMethodField()

    def get_changed(self, report: Report) -> list[str]:
        return [slug for slug, *_ in report.changes]


# -- What one says ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A report in the active language, as one person may read it."""

    document: Document
    answers: list[Answer]
    differences: list[Difference]
    actions: Sequence[Action]

    @classmethod
    def of(cls, report: Report, access: Access) -> "Told":
        """One statement, some more for a draft."""
        frozen = thaw(report.figures)
        # As on screen: the board reads how many of each department, in the table of them.
        actions = actions_of(report) if sees_owners(access, report) else ()
        return cls(
            document_for(access, report, frozen), answers(frozen), told(report.changes), actions
        )


def document_for(access: Access, report: Report, frozen: Frozen | None = None) -> Document:
    """As far as this person may know who does what."""
    words = words_of(report)
    if not sees_owners(access, report):
        words = words.without_owners()
    return compose(frozen or thaw(report.figures), words)


class FactData(serializers.Serializer):
    label = serializers.CharField()
    text = serializers.CharField()


class TileData(serializers.Serializer):
    """One number of a section, as it is shown; `figure` has it as a number under `figures`."""

    figure = serializers.CharField(allow_null=True)
    label = serializers.CharField()
    value = serializers.CharField()
    unit = serializers.CharField()
    note = serializers.CharField()
    rating = serializers.ChoiceField([(word, word) for word in RATINGS.values()], allow_null=True)
    change = serializers.CharField(allow_null=True)
    provisional = serializers.BooleanField()

    def to_representation(self, tile: Tile):
        return {
            "figure": tile.slug if tile.slug in BY_SLUG else None,
            "label": str(tile.label),
            "value": tile.value,
            "unit": tile.unit,
            "note": tile.note,
            "rating": BY_KIND.get(tile.kind),
            "change": tile.change.text if tile.change else None,
            "provisional": tile.provisional,
        }


class ProseData(serializers.Serializer):
    """`kind` is empty when the report itself speaks, quote for a person, good for good news."""

    title = serializers.CharField()
    kind = serializers.CharField()
    paragraphs = serializers.ListField(child=serializers.CharField())


class TableData(serializers.Serializer):
    """As in a file: a name first, then numbers and texts; a percentage says so in its column, or
    else in its name."""

    slug = serializers.CharField()
    title = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(child=serializers.JSONField()))
    note = serializers.CharField()

    def to_representation(self, table: Table):
        return {
            "slug": table.slug,
            "title": str(table.title),
            "columns": [str(each) for each in table.head],
            "rows": table.lines(),
            "note": str(table.note),
        }


class SectionData(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    intro = serializers.CharField()
    tiles = TileData(many=True)
    texts = ProseData(many=True)
    tables = TableData(many=True)

    def to_representation(self, section: Section):
        texts = [block for block in section.blocks if isinstance(block, Prose)]
        return {
            "slug": section.slug,
            "title": str(section.title),
            "intro": str(section.intro),
            "tiles": TileData(section.tiles, many=True).data,
            "texts": ProseData(texts, many=True).data,
            "tables": TableData(section.tables, many=True).data,
        }


class DifferenceData(serializers.Serializer):
    """A figure of the report, and what it says by now."""

    figure = serializers.CharField(source="figure.slug")
    name = serializers.CharField(source="figure.name")
    then = ValueData()
    now = ValueData()


class ActionData(serializers.Serializer):
    """What is done about this report; `owner` is empty in that of the organisation."""

    text = serializers.CharField()
    department = serializers.CharField()
    owner = serializers.CharField()
    dueOn = serializers.DateField(source="due_on")
    state = serializers.ChoiceField(ReportAction.State.choices)
    result = serializers.CharField()


class ContentsData(serializers.Serializer):
    """`lead` are the sentences that say it all, `facts` the lines of the cover, `figures` what each
    figure says, in the shape of the resource figures. Frozen like the report, but for `differences`
    and `actions`: those are of now."""

    title = serializers.CharField()
    subtitle = serializers.CharField()
    lead = serializers.ListField(child=serializers.CharField())
    facts = FactData(many=True)
    figures = FigureAnswerData(many=True)
    sections = SectionData(many=True)
    differences = DifferenceData(many=True)
    actions = ActionData(many=True)

    def to_representation(self, told: Told):
        document = told.document
        return {
            "title": str(document.title),
            "subtitle": str(document.subtitle),
            "lead": [str(each) for each in document.lead],
            "facts": [{"label": str(name), "text": str(text)} for name, text in document.facts],
            "figures": [_figure(each) for each in told.answers],
            "sections": SectionData(document.sections, many=True).data,
            "differences": DifferenceData(told.differences, many=True).data,
            "actions": ActionData(told.actions, many=True).data,
        }


def _figure(told: Answer) -> dict:
    """Of the place of the report."""
    place = told.departments[0][0] if len(told.departments) == 1 else None
    return FigureAnswerData(told).data | {"department": SlugData(place).data if place else None}


class ReportDetailData(ReportData):
    """`contents` is null of what is withdrawn, and of what has no figures yet."""

    contents = ContentsData(allow_null=True)
