"""The shapes in which the API tells rounds of the self-assessment: a line in the list, and what
came out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kcc.lib.rest import Moment, SlugData
from maturity.asked import Asked, asked_of
from maturity.catalogue import Pillar, Statement
from maturity.evidence import Beside, beside
from maturity.models import Assessment, Respondent
from maturity.outcome import Counts, Result
from maturity.outcome.selectors import result_of
from maturity.results.cautions import FEWEST, Caution
from maturity.results.cautions import Kind as CautionKind
from maturity.results.matrix import standing
from maturity.results.warned import cautions_of, told
from maturity.scoring import NONE, CellOutcome, Mirror, PillarOutcome, Reason, Why
from maturity.words import answer_text, estimate_text, outcome_sentence, pillar_sentence, why
from maturity.words import yardstick as note

PHASES = range(6)


def _of(words) -> list[tuple[str, str]]:
    return [(str(each), str(each)) for each in words]


class PillarPhaseData(serializers.Serializer):
    slug = serializers.CharField()
    phase = serializers.IntegerField()


class AssessmentData(serializers.Serializer):
    """A round of the whole organisation when `department` and `domain` are both null. `edition` is
    the version of the catalogue that was asked; the figures beside it are of whole months, from
    `figuresFirst` to `figuresLast`. `phase` (0 to 5, the lowest of the pillars) and
    `pillars` are null until the result is settled."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()
    department = SlugData(allow_null=True)
    domain = SlugData(allow_null=True)
    form = serializers.ChoiceField(Assessment.Form.choices)
    state = serializers.ChoiceField(Assessment.State.choices)
    edition = serializers.CharField(source="edition.version")
    inhabitants = serializers.IntegerField(allow_null=True)
    size = serializers.ChoiceField(Assessment.Size.choices)
    figuresFirst = serializers.DateField(source="figures_first")
    figuresLast = serializers.DateField(source="figures_last")
    closesOn = serializers.DateField(source="closes_on")
    meetingOn = serializers.DateField(source="meeting_on", allow_null=True)
    openedAt = Moment(source="opened_at", allow_null=True)
    settledAt = Moment(source="final_at", allow_null=True)
    phase = serializers.IntegerField(source="whole_phase", allow_null=True)
    pillars = serializers.SerializerMethodField()

    @extend_schema_field(PillarPhaseData(many=True, allow_null=True))
    def get_pillars(self, assessment: Assessment) -> list[dict] | None:
        if assessment.pillar_phases is None:
            return None
        return [
            {"slug": slug, "phase": each["phase"]}
            for slug, each in assessment.pillar_phases.items()
        ]


# -- What came out --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A settled round. Of what people answered it has numbers only, and of fewer than FEWEST people
    not even those (`of_people`)."""

    assessment: Assessment
    asked: Asked
    result: Result
    figures: Mapping[str, Beside]
    notes: Mapping[str, str]
    cautions: Sequence[Caution]
    previous: Assessment | None

    @classmethod
    def of(
        cls, assessment: Assessment, notes: Mapping[str, str], previous: Assessment | None
    ) -> "Told":
        """No statement of its own."""
        asked, result = asked_of(assessment), result_of(assessment)
        figures, cautions = beside(asked, assessment), cautions_of(assessment, asked, result)
        return cls(assessment, asked, result, figures, notes, cautions, previous)

    @property
    def of_people(self) -> bool:
        return self.result.handed_in >= FEWEST


class ReasonData(serializers.Serializer):
    """What keeps a phase away; `statement` is null when it is about all of the phase."""

    why = serializers.ChoiceField(_of(Why))
    phase = serializers.IntegerField()
    statement = serializers.CharField(allow_null=True)
    text = serializers.CharField()


class CellData(serializers.Serializer):
    """One pillar in one phase. `meets` tells of this phase alone, `reached` that all lower phases
    are too; `standing` says it in words. `done` of the `counted` statements are answered as the
    rule asks, or better."""

    phase = serializers.IntegerField()
    name = serializers.CharField()
    reached = serializers.BooleanField()
    meets = serializers.BooleanField()
    standing = serializers.CharField()
    done = serializers.IntegerField()
    counted = serializers.IntegerField()
    share = serializers.FloatField()
    average = serializers.FloatField()
    notApplicable = serializers.IntegerField()
    reasons = ReasonData(many=True)


class EstimatesData(serializers.Serializer):
    """In which phase people thought it was, before the statements."""

    lowest = serializers.IntegerField()
    middle = serializers.FloatField()
    highest = serializers.IntegerField()
    count = serializers.IntegerField()
    text = serializers.CharField()


class SpreadData(serializers.Serializer):
    """How many people's own answers lead to phase 0 to 5; `deviation` is how far they lie apart,
    `talk` that it is worth a talk."""

    counts = serializers.ListField(child=serializers.IntegerField())
    deviation = serializers.FloatField()
    talk = serializers.BooleanField()


class PillarData(serializers.Serializer):
    """`share` is which part of the statements of the next phase is done, 1 in phase 5; `reasons`
    what keeps that phase away. `estimates` and `spread` are null of fewer than three people."""

    slug = serializers.CharField()
    name = serializers.CharField()
    phase = serializers.IntegerField()
    share = serializers.FloatField()
    text = serializers.CharField()
    reasons = ReasonData(many=True)
    cells = CellData(many=True)
    estimates = EstimatesData(allow_null=True)
    spread = SpreadData(allow_null=True)


class CountsData(serializers.Serializer):
    """How many people answered 0, 1, 2 and 3 (`values`), that it does not apply, and that they do
    not know."""

    values = serializers.ListField(child=serializers.IntegerField())
    notApplicable = serializers.IntegerField(source="not_applicable")
    unknown = serializers.IntegerField()
    deviation = serializers.FloatField(source="spread")
    talk = serializers.BooleanField()

    def to_representation(self, counts: Counts):
        return super().to_representation(counts) | {"values": [*counts.values]}


class BesideData(serializers.Serializer):
    """The figure beside a statement as the round kept it. `suggested` is the answer (0 to 3) it
    suggests; `missing` why there is no `number`."""

    kpi = serializers.CharField()
    name = serializers.CharField()
    number = serializers.FloatField(allow_null=True)
    text = serializers.CharField()
    needs = serializers.CharField()
    suggested = serializers.IntegerField(allow_null=True)
    few = serializers.BooleanField()
    provisional = serializers.BooleanField()
    missing = serializers.CharField()


class FinalAnswerData(serializers.Serializer):
    """What the group settled on: a `value` of 0 to 3, or `notApplicable`."""

    value = serializers.IntegerField(allow_null=True)
    notApplicable = serializers.BooleanField(source="not_applicable")
    text = serializers.CharField()
    note = serializers.CharField()


class StatementAnswerData(serializers.Serializer):
    """`own` marks a statement of the municipality itself: it counts for no phase. `mirror` is null
    when answer and figure agree, or cannot be compared; `counts` of fewer than three people."""

    code = serializers.CharField()
    pillar = serializers.CharField()
    phase = serializers.IntegerField()
    key = serializers.BooleanField()
    own = serializers.BooleanField()
    text = serializers.CharField()
    answer = FinalAnswerData()
    figure = BesideData(allow_null=True)
    mirror = serializers.ChoiceField(_of(Mirror), allow_null=True)
    counts = CountsData(allow_null=True)


class GroupData(serializers.Serializer):
    """`phases` is the middle phase per pillar by the answers of this group alone; empty of fewer
    than three people."""

    group = serializers.ChoiceField(Respondent.Group.choices)
    invited = serializers.IntegerField()
    handedIn = serializers.IntegerField()
    phases = serializers.DictField(child=serializers.FloatField())


class CautionData(serializers.Serializer):
    """What to keep in mind: `pillars` (slugs) and `statements` (codes) it is about."""

    kind = serializers.ChoiceField(_of(CautionKind))
    title = serializers.CharField()
    text = serializers.CharField()
    pillars = serializers.ListField(child=serializers.CharField())
    statements = serializers.ListField(child=serializers.CharField())


class MaturityOutcomeData(serializers.Serializer):
    """`lowest` are the pillars that decide the phase, `lagging` those far behind the others.
    `previous` is the settled round of the same place before this one, null without one you may
    read."""

    phase = serializers.IntegerField()
    text = serializers.CharField()
    conclusion = serializers.CharField()
    lowest = serializers.ListField(child=serializers.CharField())
    lagging = serializers.ListField(child=serializers.CharField())
    pillars = PillarData(many=True)
    statements = StatementAnswerData(many=True)
    groups = GroupData(many=True)
    cautions = CautionData(many=True)
    previous = serializers.UUIDField(allow_null=True)
    note = serializers.CharField()

    def to_representation(self, all_: Told):
        outcome = all_.result.outcome
        return {
            "phase": outcome.phase,
            "text": outcome_sentence(all_.asked, outcome),
            "conclusion": all_.assessment.conclusion,
            "lowest": [*outcome.lowest],
            "lagging": [*outcome.lagging],
            "pillars": [
                _pillar(all_, pillar, found)
                for pillar, found in zip(all_.asked.pillars, outcome.pillars, strict=True)
            ],
            "statements": [_statement(all_, each) for each in all_.asked.catalogue.statements],
            "groups": _groups(all_.result),
            "cautions": [_caution(all_.asked, each) for each in all_.cautions],
            "previous": str(all_.previous.public_id) if all_.previous else None,
            "note": note(),
        }


class AssessmentDetailData(AssessmentData):
    """`outcome` is null until the result is settled: before that nobody reads an answer here."""

    outcome = MaturityOutcomeData(allow_null=True)


def _pillar(all_: Told, pillar: Pillar, found: PillarOutcome) -> dict:
    return {
        "slug": found.slug,
        "name": pillar.name,
        "phase": found.phase,
        "share": _plain(found.share),
        "text": pillar_sentence(all_.asked, found),
        "reasons": _reasons(all_.asked, found.reasons),
        "cells": [_cell(all_.asked, found, each) for each in found.cells],
        "estimates": _estimates(all_, found),
        "spread": _spread(all_, found.slug),
    }


def _cell(asked: Asked, found: PillarOutcome, cell: CellOutcome) -> dict:
    return {
        "phase": cell.phase,
        "name": asked.catalogue.phase(cell.phase).name,
        "reached": cell.phase <= found.phase,
        "meets": cell.meets,
        "standing": standing(found, cell)[1],
        "done": cell.done,
        "counted": cell.counted,
        "share": _plain(cell.share),
        "average": _plain(cell.average),
        "notApplicable": cell.not_applicable,
        "reasons": _reasons(asked, cell.reasons),
    }


def _reasons(asked: Asked, reasons: Sequence[Reason]) -> list[dict]:
    return [
        {
            "why": str(each.why),
            "phase": each.phase,
            "statement": each.code or None,
            "text": why(asked, each),
        }
        for each in reasons
    ]


def _estimates(all_: Told, found: PillarOutcome) -> dict | None:
    told_ = all_.result.estimates.get(found.slug)
    if not all_.of_people or told_ is None or told_.count < FEWEST:
        return None
    return {
        "lowest": told_.lowest,
        "middle": told_.middle,
        "highest": told_.highest,
        "count": told_.count,
        "text": estimate_text(told_.middle, found.phase),
    }


def _spread(all_: Told, slug: str) -> dict | None:
    found = all_.result.spreads.get(slug)
    if not all_.of_people or found is None:
        return None
    counts = [found.phases.count(phase) for phase in PHASES]
    return {"counts": counts, "deviation": _plain(found.spread), "talk": found.talk}


def _statement(all_: Told, each: Statement) -> dict:
    answer, figure = all_.result.answers.get(each.code, NONE), all_.figures.get(each.code)
    mirror, counts = all_.result.mirrors.get(each.code), all_.result.counts.get(each.code)
    return {
        "code": each.code,
        "pillar": each.pillar,
        "phase": each.phase,
        "key": each.key,
        "own": each.own,
        "text": each.text,
        "answer": {
            "value": answer.value,
            "notApplicable": answer.not_applicable,
            "text": answer_text(all_.asked, answer),
            "note": all_.notes.get(each.code, ""),
        },
        "figure": BesideData(figure).data if figure else None,
        "mirror": str(mirror) if mirror else None,
        "counts": CountsData(counts).data if counts and all_.of_people else None,
    }


def _groups(result: Result) -> list[dict]:
    return [
        {
            "group": group,
            "invited": invited,
            "handedIn": handed_in,
            "phases": dict(result.group_phases.get(group, {})),
        }
        for group, (invited, handed_in) in result.groups.items()
    ]


def _caution(asked: Asked, caution: Caution) -> dict:
    said = told(asked, caution)
    return {
        "kind": str(caution.kind),
        "title": said.title,
        "text": said.text,
        "pillars": [*caution.pillars],
        "statements": [*caution.codes],
    }


def _plain(number) -> float:
    """Two thirds as 0.6667: nobody needs more."""
    return round(float(number), 4)
