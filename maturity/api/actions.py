"""Improvement actions over the API: which there are, how one goes, and telling how it goes."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day
from kcc.lib.rest import Moment, PersonData, SlugData, listing, narrowed, page_schema
from kcc.organisation.rest import PAGING
from maturity.api.view import MaturityView
from maturity.audience import CAN_BE_ASKED
from maturity.catalogue import catalogue
from maturity.models import ImprovementAction
from maturity.plan import selectors, services
from maturity.plan.workflow import CLOSED, OPEN, move_to, moves_from

State = ImprovementAction.State
ORDER = ["due_on", "pk"]
# Words for more than one state, and for what is late today.
RUNNING, LATE, ENDED, ALL = "open", "late", "closed", "all"
ASKED = [
    OpenApiParameter("assessment", UUID, description="Id of the round it comes from."),
    OpenApiParameter("pillar", str, description="Slug of a pillar."),
    OpenApiParameter("department", str, description="Slug of a department."),
    OpenApiParameter("owner", str, enum=["me", "colleagues"]),
    OpenApiParameter(
        "state",
        str,
        enum=[*State.values, RUNNING, LATE, ENDED, ALL],
        description="What is still to be done (`open`) when left out.",
    ),
    *PAGING,
]


# -- Shapes ---------------------------------------------------------------------------------------


class RoundRef(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()


class EffectData(serializers.Serializer):
    """Which figure should show it (slug in the catalogue): what it said when the action began, and
    what it should come to, in its own unit."""

    kpi = serializers.CharField()
    baseline = serializers.FloatField(allow_null=True)
    expected = serializers.FloatField(allow_null=True)


class ImprovementActionData(serializers.Serializer):
    """`statement` is the code it comes from, empty for one of their own; `late` is whether its day
    is over; `result` what came of it once it is closed. `effect` is null without a figure."""

    id = serializers.UUIDField(source="public_id")
    assessment = RoundRef()
    pillar = serializers.CharField()
    phase = serializers.IntegerField()
    statement = serializers.CharField(source="code")
    text = serializers.CharField()
    department = SlugData()
    owner = PersonData()
    dueOn = serializers.DateField(source="due_on")
    means = serializers.CharField()
    effect = serializers.SerializerMethodField()
    state = serializers.ChoiceField(State.choices)
    late = serializers.SerializerMethodField()
    result = serializers.CharField()
    createdAt = Moment(source="created_at")
    startedOn = serializers.DateField(source="started_on", allow_null=True)
    closedAt = Moment(source="closed_at", allow_null=True)

    @extend_schema_field(EffectData(allow_null=True))
    def get_effect(self, action: ImprovementAction) -> dict | None:
        return EffectData(action).data if action.kpi else None

    def get_late(self, action: ImprovementAction) -> bool:
        return action.is_open and action.due_on < self.context["day"]


class NoteData(serializers.Serializer):
    at = Moment()
    by = serializers.CharField(source="by.get_display_name")
    state = serializers.ChoiceField(State.choices)
    text = serializers.CharField()


class MoveData(serializers.Serializer):
    """A state it can go to, and what has to be said then."""

    to = serializers.ChoiceField(State.choices)
    needs = serializers.ChoiceField([("result", "result"), ("note", "note")], allow_null=True)


class CourseMonthData(serializers.Serializer):
    month = serializers.CharField(help_text="2026-10")
    number = serializers.FloatField(allow_null=True)
    few = serializers.BooleanField()
    provisional = serializers.BooleanField()


class CourseData(serializers.Serializer):
    """Its figure month by month; `whole`: of the whole organisation, not of its department."""

    whole = serializers.BooleanField()
    months = CourseMonthData(many=True)


class ImprovementActionDetailData(ImprovementActionData):
    """`moves` is what you may do with it now; `course` is null without a figure."""

    notes = NoteData(many=True)
    moves = MoveData(many=True)
    course = CourseData(allow_null=True)


class MoveIn(serializers.Serializer):
    """`state` is as it was read: who comes too late gets 409. `to` may be the same state: then only
    `text` is written down. `text` is what came of it when it closes."""

    state = serializers.ChoiceField(State.choices)
    to = serializers.ChoiceField(State.choices)
    text = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


# -- Views ----------------------------------------------------------------------------------------


class ActionView(MaturityView):
    def visible(self, id) -> ImprovementAction:
        found = selectors.action_of(self.access, self.request.user, id)
        if found is None:
            raise Http404
        return found

    def detail(self, action: ImprovementAction, now) -> Response:
        course = selectors.course_of(action, now=now)
        return Response(
            ImprovementActionData(action, context={"day": local_day(now)}).data
            | {
                "notes": NoteData(selectors.notes_of(action), many=True).data,
                "moves": _moves(action) if self.may_move(action) else [],
                "course": _course(course) if course else None,
            }
        )

    def may_move(self, action: ImprovementAction) -> bool:
        own = selectors.headed(self.access, self.request.user)
        return selectors.may_move(self.access, own, action, self.request.user)


def _moves(action: ImprovementAction) -> list[dict]:
    return [
        {"to": each.to, "needs": "result" if each.result else "note" if each.note else None}
        for each in moves_from(action.state)
    ]


def _course(course: selectors.Course) -> dict:
    return {
        "whole": course.whole,
        "months": [
            {
                "month": str(month),
                "number": reading.number,
                "few": reading.few,
                "provisional": reading.provisional,
            }
            for month, reading in course.months
        ],
    }


class ActionList(ActionView):
    @extend_schema(
        operation_id="maturity_actions_list",
        summary="Improvement actions you may see",
        parameters=ASKED,
        responses=page_schema(ImprovementActionData),
    )
    def get(self, request):
        """By the day they are to be ready; what is still to be done, unless `state` says
        otherwise."""
        day = local_day(timezone.now())
        rows = selectors.listed(self.access, request.user)
        rows = narrowed(rows, request.GET, _read(request.user, day), {"state": RUNNING})
        return listing(
            request, rows, order=ORDER,
            as_data=lambda found: ImprovementActionData(
                found, many=True, context={"day": day}
            ).data,
        )  # fmt: skip


def _read(user, day) -> dict:
    states = {
        RUNNING: Q(state__in=OPEN),
        LATE: selectors.late_on(day),
        ENDED: Q(state__in=CLOSED),
        ALL: Q(),
    }
    pillars = {each.slug: Q(pillar=each.slug) for each in catalogue().pillars}
    return {
        "assessment": lambda text: Q(assessment__public_id=UUID(text)),
        "pillar": lambda slug: pillars[slug],
        "department": lambda slug: Q(department__slug=slug),
        "owner": lambda word: {"me": Q(owner=user), "colleagues": ~Q(owner=user)}[word],
        "state": lambda word: states[word] if word in states else Q(state=State(word)),
    }


class ActionDetail(ActionView):
    @extend_schema(
        operation_id="maturity_actions_read",
        summary="One improvement action",
        responses=ImprovementActionDetailData,
    )
    def get(self, request, id):
        """With what was said about it, and how its figure goes."""
        return self.detail(self.visible(id), timezone.now())


class ActionMove(ActionView):
    roles = {"POST": CAN_BE_ASKED}

    @extend_schema(
        operation_id="maturity_actions_move",
        summary="Tell how an improvement action goes",
        request=MoveIn,
        responses={200: ImprovementActionDetailData},
    )
    def post(self, request, id):
        """Another state, or a few words in the same one: for who does it, the heads of its
        department and the KCC manager."""
        action, now = self.visible(id), timezone.now()
        if not self.may_move(action):
            raise PermissionDenied
        sent = MoveIn(data=request.data)
        sent.is_valid(raise_exception=True)
        self.move(action, now=now, **sent.validated_data)
        return self.detail(self.visible(id), now)

    def move(self, action: ImprovementAction, *, state: str, to: str, text: str, now) -> None:
        told = {"by": self.request.user, "action": action, "now": now}
        try:
            if to == state == action.state:
                services.add_note(text=text, **told)
                return
            rule = move_to(state, to)
            word = "result" if rule is not None and rule.result else "note"
            services.move_action(to=to, seen=state, **told | {word: text})
        except DomainError as error:
            # The name that the field has here.
            error.field = {"result": "text", "note": "text"}.get(error.field, error.field)
            raise
