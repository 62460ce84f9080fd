"""What a case can be over the API: the types that are offered, and what each asks."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from cases.catalogue.contents import TABLES
from cases.models import CaseQuestion, CaseType, Confidentiality, ResultType, TermUnit
from kcc.lib.rest import SlugData
from kcc.organisation.rest import EVERY_ROLE, ApiView


class OfferedData(SlugData):
    """`version` is the one in use, which a new case gets. Durations are ISO 8601."""

    version = serializers.IntegerField()
    department = SlugData()
    domain = SlugData()
    confidentiality = serializers.ChoiceField(Confidentiality.choices)
    term = serializers.CharField()
    termUnit = serializers.ChoiceField(TermUnit.choices, source="term_unit")
    norm = serializers.CharField()
    normUnit = serializers.ChoiceField(TermUnit.choices, source="norm_unit")
    suspendable = serializers.BooleanField()
    extendable = serializers.BooleanField()
    followable = serializers.BooleanField()
    keywords = serializers.ListField(child=serializers.CharField())


class StatusTypeData(serializers.Serializer):
    order = serializers.IntegerField()
    name = serializers.CharField()
    isFinal = serializers.BooleanField(source="is_final")
    isDecision = serializers.BooleanField(source="is_decision")
    publicName = serializers.CharField(source="public_name")
    publicText = serializers.CharField(source="public_text")


class ResultTypeData(serializers.Serializer):
    name = serializers.CharField()
    archive = serializers.ChoiceField(ResultType.Archive.choices)
    retention = serializers.CharField()
    publicText = serializers.CharField(source="public_text")


class QuestionOfTypeData(serializers.Serializer):
    """`key` is its name in `details`. An answer is a text; a number; a date (2026-11-22); one of
    `choices`; true or false; an address of `postcode`, `number`, `suffix`, `street`, `city`."""

    key = serializers.CharField()
    label = serializers.CharField()
    kind = serializers.ChoiceField(CaseQuestion.Kind.choices)
    required = serializers.BooleanField()
    help = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())
    lowest = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    highest = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    unit = serializers.CharField()


class WholeTypeData(OfferedData):
    statuses = StatusTypeData(many=True, source="status_types")
    results = ResultTypeData(many=True, source="result_types")
    questions = QuestionOfTypeData(many=True)


class OfferedList(serializers.Serializer):
    results = OfferedData(many=True)


def _offered():
    return CaseType.objects.offered().select_related("department", "domain")


class CaseTypes(ApiView):
    roles = {"GET": EVERY_ROLE}

    @extend_schema(
        operation_id="case_types_list", summary="What a new case can be", responses=OfferedList
    )
    def get(self, request):
        """The types in use, by name; all of them at once."""
        return Response(OfferedList({"results": _offered()}).data)


class CaseTypeDetail(ApiView):
    roles = {"GET": EVERY_ROLE}

    @extend_schema(
        operation_id="case_types_read",
        summary="One case type, with what is asked",
        responses=WholeTypeData,
    )
    def get(self, request, id):
        """Statuses, results and the question set of the version in use."""
        rows = _offered().prefetch_related(*(relation for relation, *_rest in TABLES))
        case_type = rows.filter(slug=id).first()
        if case_type is None:
            raise Http404
        return Response(WholeTypeData(case_type).data)
