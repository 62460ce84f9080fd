"""The lists an agent chooses from. They hold nothing personal: every role may read them."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from contacts.api.data import ChannelData, DepartmentData, OutcomeData, SubjectData
from contacts.models import Outcome, Subject
from kcc.organisation.models import Channel, Department
from kcc.organisation.rest import EVERY_ROLE, ApiView


def _all_of(row: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """These lists are short: one page holds them."""
    name = row.__name__.removesuffix("Data")
    return type(f"{name}All", (serializers.Serializer,), {"results": row(many=True)})


def _answer(row: type[serializers.Serializer], rows) -> Response:
    return Response({"results": row(rows, many=True).data})


class ChannelList(ApiView):
    roles = {"GET": EVERY_ROLE}

    @extend_schema(operation_id="channels_list", responses=_all_of(ChannelData))
    def get(self, request):
        """Channels in use."""
        return _answer(ChannelData, Channel.objects.filter(active=True))


class OutcomeList(ApiView):
    roles = {"GET": EVERY_ROLE}

    @extend_schema(operation_id="outcomes_list", responses=_all_of(OutcomeData))
    def get(self, request):
        """Outcomes in use."""
        return _answer(OutcomeData, Outcome.objects.filter(active=True))


class DepartmentList(ApiView):
    roles = {"GET": EVERY_ROLE}

    @extend_schema(operation_id="departments_list", responses=_all_of(DepartmentData))
    def get(self, request):
        """Departments in use."""
        rows = Department.objects.filter(active=True).select_related("domain")
        return _answer(DepartmentData, rows)


class SubjectList(ApiView):
    roles = {"GET": EVERY_ROLE}

    @extend_schema(operation_id="subjects_list", responses=_all_of(SubjectData))
    def get(self, request):
        """Subjects in use, with the answer the first line may give."""
        rows = Subject.objects.filter(active=True)
        return _answer(SubjectData, rows.select_related("domain", "department", "case_type"))
