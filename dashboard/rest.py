"""The shapes in which the API tells figures: live ones, and those of a report."""

from rest_framework import serializers

from dashboard.answers import Answer
from dashboard.figures import Figure, Unit, Value
from dashboard.kinds import Basis, Rating
from dashboard.spans import Span
from kcc.lib.rest import SlugData

RATINGS = {Rating.GOOD: "good", Rating.NEAR: "near", Rating.BAD: "bad"}


class NormData(serializers.Serializer):
    """`good` is on target, `near` almost; both of the share of `shareOf` when that is given."""

    good = serializers.FloatField()
    near = serializers.FloatField()
    lowerIsBetter = serializers.BooleanField(source="lower_is_better")


class FigureData(serializers.Serializer):
    """What a figure means. `kpi` is its name in the catalogue of the self-assessment."""

    slug = serializers.CharField()
    name = serializers.CharField()
    sentence = serializers.CharField()
    unit = serializers.ChoiceField([(unit.name.lower(), unit.value) for unit in Unit])
    basis = serializers.ChoiceField([(basis.name.lower(), basis.value) for basis in Basis])
    norm = NormData(allow_null=True)
    shareOf = serializers.CharField(source="share_of")
    least = serializers.IntegerField()
    kpi = serializers.CharField()

    def to_representation(self, figure: Figure):
        told = super().to_representation(figure)
        return told | {"unit": figure.unit.name.lower(), "basis": figure.basis.name.lower()}


class FigureList(serializers.Serializer):
    results = FigureData(many=True)


class ValueData(serializers.Serializer):
    """`number` is part ÷ whole, or the part of a count; null when there is nothing to divide by or
    too few to say anything (`few`): then a mean tells no part either."""

    part = serializers.FloatField(allow_null=True)
    whole = serializers.IntegerField(allow_null=True)
    number = serializers.FloatField(allow_null=True)
    rating = serializers.ChoiceField([(word, word) for word in RATINGS.values()], allow_null=True)
    few = serializers.BooleanField()
    provisional = serializers.BooleanField()

    def to_representation(self, value: Value):
        counted = value.figure.unit == Unit.COUNT
        few = value.few and not counted
        hidden = few and value.figure.unit != Unit.SHARE
        return {
            "part": None if hidden or value.part is None else _plain(value.part),
            "whole": value.whole,
            "number": None if few or value.number is None else _plain(value.number),
            "rating": RATINGS[value.rating] if value.rating else None,
            "few": few,
            "provisional": value.provisional,
        }


def _plain(number: float) -> float | int:
    """12 rather than 12.0."""
    return int(number) if number == int(number) else number


class SpanData(serializers.Serializer):
    first = serializers.DateField()
    last = serializers.DateField()


class MonthData(serializers.Serializer):
    month = serializers.CharField()
    value = ValueData()


class DepartmentValueData(serializers.Serializer):
    department = SlugData()
    value = ValueData()


class BeforeData(serializers.Serializer):
    period = SpanData()
    value = ValueData()


class FigureAnswerData(FigureData):
    """`period` is null for what is open now; `before` what it is compared with; `months` are the
    thirteen up to the period, `departments` those of the question."""

    department = SlugData(allow_null=True)
    period = SpanData(allow_null=True)
    value = ValueData()
    before = BeforeData(allow_null=True)
    months = MonthData(many=True)
    departments = DepartmentValueData(many=True)

    def to_representation(self, told: Answer):
        before = None
        if told.before is not None:
            before = {"period": _days(told.before_span), "value": _value(told.before)}
        return FigureData(told.figure).data | {
            "period": _days(told.span) if told.span else None,
            "value": _value(told.value),
            "before": before,
            "months": [
                {"month": str(month), "value": _value(value)} for month, value in told.months
            ],
            "departments": [
                {"department": SlugData(each).data, "value": _value(value)}
                for each, value in told.departments
            ],
        }


def _value(value: Value) -> dict:
    return ValueData(value).data


def _days(span: Span) -> dict:
    return SpanData(span).data
