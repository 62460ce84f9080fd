"""The statements over the API: what a round that is opened now asks."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from maturity.api.view import MaturityView
from maturity.audience import OPENS_CATALOGUE
from maturity.reading import Reading, reading


class ThresholdData(serializers.Serializer):
    """From which value of the figure the statement holds, in the unit of the figure."""

    operator = serializers.ChoiceField([(">=", ">="), ("<=", "<=")])
    value = serializers.FloatField()


class StatementData(serializers.Serializer):
    """`key` marks the statement without which its phase is not reached, `own` one of the
    municipality itself, which counts for no phase. `evidence` is what shows it, `action` the next
    step, `figure` the slug of the figure beside it."""

    code = serializers.CharField()
    pillar = serializers.CharField()
    phase = serializers.IntegerField()
    key = serializers.BooleanField()
    own = serializers.BooleanField()
    text = serializers.CharField()
    evidence = serializers.CharField()
    action = serializers.CharField()
    figure = serializers.CharField(allow_null=True)
    threshold = ThresholdData(allow_null=True)


class PhaseData(serializers.Serializer):
    number = serializers.IntegerField()
    name = serializers.CharField()
    essence = serializers.CharField()


class CataloguePillarData(serializers.Serializer):
    slug = serializers.CharField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    question = serializers.CharField()


class LevelData(serializers.Serializer):
    value = serializers.IntegerField()
    label = serializers.CharField()


class RuleData(serializers.Serializer):
    """A pillar reaches a phase with this average, this score of the key statement, and all lower
    phases reached."""

    average = serializers.FloatField()
    keyScore = serializers.IntegerField(source="key_score")


class CatalogueFigureData(serializers.Serializer):
    """`measured`: this application can read it."""

    slug = serializers.CharField(source="figure.slug")
    name = serializers.CharField(source="figure.name")
    unit = serializers.CharField(source="figure.unit")
    definition = serializers.CharField(source="figure.definition")
    measured = serializers.BooleanField()


class CatalogueData(serializers.Serializer):
    """`current` is whether it is asked now; `editions` are all versions there are, newest first."""

    version = serializers.CharField(source="catalogue.version")
    current = serializers.BooleanField()
    editions = serializers.SerializerMethodField()
    scale = LevelData(many=True, source="catalogue.scale")
    rule = RuleData(source="catalogue.rule")
    phases = PhaseData(many=True, source="catalogue.phases")
    pillars = CataloguePillarData(many=True, source="catalogue.pillars")
    statements = StatementData(many=True, source="catalogue.statements")
    figures = CatalogueFigureData(many=True, source="uses")

    def get_editions(self, read: Reading) -> list[str]:
        return [each.version for each in read.editions]


class Catalogue(MaturityView):
    roles = {"GET": OPENS_CATALOGUE}

    @extend_schema(
        operation_id="maturity_catalogue_read",
        summary="The statements that are asked",
        parameters=[
            OpenApiParameter(
                "version", str, description="Of the catalogue; the one asked now when left out."
            )
        ],
        responses=CatalogueData,
    )
    def get(self, request):
        """By pillar and phase, with the figures beside them. The statements of the municipality
        itself are in the version that is asked now."""
        read = reading(request.GET.get("version", ""))
        if read is None:
            raise Http404
        return Response(CatalogueData(read).data)
