"""The figures over the API: what they mean, and what they say of a place and a period."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from dashboard import scopes
from dashboard.answers import Answer, answer, knows_filters, knows_place
from dashboard.audience import READS_FIGURES
from dashboard.figures import BY_SLUG, FIGURES, Figure, Unit, Value
from dashboard.filters import NONE, PREVIOUS, YEAR, FigureFilters, read_asked
from dashboard.kinds import Basis, Rating
from dashboard.periods import PRESETS
from dashboard.spans import Span
from kcc.lib.rest import SlugData
from kcc.organisation.rest import ApiView

RATINGS = {Rating.GOOD: "good", Rating.NEAR: "near", Rating.BAD: "bad"}
ASKED = [
    OpenApiParameter("period", str, description=f"2026-11, or one of {', '.join(PRESETS)}."),
    OpenApiParameter("from", str, description="The first day: 2026-11-01."),
    OpenApiParameter("to", str, description="The last day, included."),
    OpenApiParameter("compare", str, enum=[PREVIOUS, YEAR, NONE]),
    OpenApiParameter("department", str, description="Slug of a department."),
    OpenApiParameter("domain", str, description="Slugs of domains, with a comma between."),
    OpenApiParameter("channel", str, description="Codes of channels, with a comma between."),
    OpenApiParameter("subject", str, description="Codes of subjects, with a comma between."),
]


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


class Figures(ApiView):
    roles = {"GET": READS_FIGURES}

    @extend_schema(
        operation_id="figures_list", summary="What the figures mean", responses=FigureList
    )
    def get(self, request):
        """All figures there are, in the order of docs/figures.md."""
        return Response(FigureList({"results": FIGURES}).data)


class FigureDetail(ApiView):
    roles = {"GET": READS_FIGURES}

    @extend_schema(
        operation_id="figures_read",
        summary="What a figure says of a place and a period",
        parameters=ASKED,
        responses=FigureAnswerData,
    )
    def get(self, request, id):
        """Of everything this person sees the figures of, unless `department` or `domain` narrows
        it; this month, unless another period is asked for. By month and by department too."""
        figure, now = BY_SLUG.get(id), timezone.now()
        if figure is None:
            raise Http404
        asked, filters = read_asked(request.GET, now)
        if errors := _errors(figure, asked, filters):
            raise ValidationError(errors)
        scope = self.scope(request.GET.get("department", ""), filters)
        if scope is None or not knows_place(figure, scope):
            raise Http404
        told = answer(figure, scope, asked=asked, now=now, **self.person)
        place = SlugData(scope.department).data if scope.department else None
        return Response(FigureAnswerData(told).data | {"department": place})

    def scope(self, slug: str, filters: FigureFilters) -> scopes.Scope | None:
        departments = scopes.departments_for(self.access)
        if slug:
            found = scopes.department(self.access, departments, slug)
        else:
            found = scopes.organisation(self.access, departments)
        return filters.within(found) if found else None


def _errors(figure: Figure, asked, filters: FigureFilters) -> dict[str, list[str]]:
    """A filter that cannot be read or does not fit is an error, never an empty filter."""
    errors = dict(filters.errors)
    if asked.is_narrow and not knows_filters(figure):
        sentence = _("This figure is not known by channel or subject.")
        errors |= {name: [sentence] for name in ("channel", "subject") if filters.codes[name]}
    return errors
