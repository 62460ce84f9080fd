"""What the API tells of a case."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cases.belonging import knows
from cases.models import Case, CaseRole, Confidentiality, Priority, Suspension
from cases.questions import asked_of, in_words
from cases.rights import acts_for
from cases.terms.selectors import clocks_of
from cases.terms.standing import Stand
from cases.timeline import timeline
from cases.workflow import Act
from kcc.lib.rest import CodeData, Moment, NumberData, PersonData, SlugData
from kcc.lib.telling import Told

ACTS = [(act.value, act.name) for act in Act]
PERSONAL = ("customer", "description", "location", "answer")


class CaseTypeData(SlugData):
    """`version` is the one the case was registered with, and keeps."""

    version = serializers.IntegerField()


class SubjectOfCase(CodeData):
    code = serializers.CharField(source="subject_code")
    name = serializers.CharField(source="subject_name")


class CaseData(NumberData):
    """A zaak. What is personal is left out (null) for who only oversees the work, and a
    confidential customer for who may not know that one."""

    caseType = CaseTypeData(source="case_type")
    status = serializers.CharField(source="status.name")
    result = serializers.CharField(source="result.name", allow_null=True, default=None)
    department = SlugData()
    team = serializers.CharField(source="team.name", allow_null=True, default=None)
    handler = PersonData(allow_null=True)
    confidentiality = serializers.ChoiceField(Confidentiality.choices)
    priority = serializers.ChoiceField(Priority.choices)
    subject = SubjectOfCase(source="*")
    registeredAt = Moment(source="registered_at")
    dueOn = serializers.DateField(source="due_on")
    seriousOn = serializers.DateField(source="serious_on")
    normDueAt = Moment(source="norm_due_at")
    suspendedOn = serializers.DateField(source="suspended_on", allow_null=True)
    suspendedUntil = serializers.DateField(source="suspended_until", allow_null=True)
    decidedOn = serializers.DateField(source="decided_on", allow_null=True)
    closedAt = Moment(source="closed_at", allow_null=True)
    archiveOn = serializers.DateField(source="archive_on", allow_null=True)
    version = serializers.IntegerField()
    customer = serializers.UUIDField(source="customer.public_id", allow_null=True, default=None)
    description = serializers.CharField(allow_null=True)
    location = serializers.CharField(allow_null=True)
    answer = serializers.CharField(allow_null=True)
    acts = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(ACTS)))
    def get_acts(self, case):
        return [str(act) for act in acts_for(case, self.context["access"])]

    def to_representation(self, case):
        data = super().to_representation(case)
        if not case.subject_code:
            data["subject"] = None
        if not getattr(case, "personal", True):
            data |= dict.fromkeys(PERSONAL)
        elif case.customer and not knows(case.customer, case, self.context["access"]):
            data["customer"] = None
        return data


# -- One case, with all that belongs to it -------------------------------------------------------


class AnswerData(Told):
    """An answer to the question set: `value` as it was sent, `text` as a person reads it."""

    key = serializers.CharField()
    label = serializers.CharField()
    value = serializers.JSONField()
    text = serializers.CharField()


class SuspensionData(Told):
    reason = serializers.ChoiceField(Suspension.Reason.choices)
    text = serializers.CharField()
    letterOn = serializers.DateField(source="letter_on")
    until = serializers.DateField(allow_null=True)
    resumedOn = serializers.DateField(source="resumed_on", allow_null=True)
    days = serializers.IntegerField(allow_null=True)


class ExtensionData(Told):
    reason = serializers.CharField()
    letterOn = serializers.DateField(source="letter_on")
    dueBefore = serializers.DateField(source="due_before")
    dueAfter = serializers.DateField(source="due_after")


class PenaltyData(Told):
    """What lateness costs by this notice today, and at most; in whole euros."""

    firstDay = serializers.DateField(source="first")
    days = serializers.IntegerField()
    amount = serializers.IntegerField(allow_null=True)
    maximum = serializers.IntegerField(allow_null=True)
    runs = serializers.BooleanField()


class NoticeData(Told):
    receivedOn = serializers.DateField(source="received_on")
    premature = serializers.BooleanField()
    withdrawnOn = serializers.DateField(source="withdrawn_on", allow_null=True)
    penalty = PenaltyData(source="costs", allow_null=True)


class TermsData(Told):
    """How the term stands, each date with its reasons in words, and what moved it."""

    stand = serializers.ChoiceField(list(Stand))
    overdue = serializers.BooleanField()
    dueExplained = serializers.CharField(source="due_why")
    normExplained = serializers.CharField(source="norm_why")
    dueIfResumedToday = serializers.DateField(source="if_today", allow_null=True)
    suspensions = SuspensionData(many=True)
    extension = ExtensionData(allow_null=True)
    notices = NoticeData(many=True)


class LineData(Told):
    """A line of the timeline."""

    at = Moment()
    title = serializers.CharField()
    by = serializers.CharField()
    text = serializers.CharField()
    undone = serializers.BooleanField()


class RoleData(Told):
    id = serializers.UUIDField(source="public_id")
    customer = serializers.UUIDField(source="customer.public_id")
    role = serializers.CharField(source="kind")
    remark = serializers.CharField()


class TaskData(Told):
    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()
    dueOn = serializers.DateField(source="due_on", allow_null=True)
    assignee = PersonData(allow_null=True)
    doneAt = Moment(source="done_at", allow_null=True)


class LinkData(Told):
    """`relation` is how this case stands to the other, or the other to this one (`reverse`)."""

    case = NumberData()
    relation = serializers.CharField()
    reverse = serializers.BooleanField()


class WholeCaseData(CaseData):
    """One case with its answers, terms, people, tasks, related cases and timeline. Cases and
    people that the caller may not see are left out."""

    details = AnswerData(many=True)
    terms = TermsData()
    roles = RoleData(many=True)
    tasks = TaskData(many=True)
    parent = NumberData(allow_null=True)
    parts = NumberData(many=True)
    links = LinkData(many=True)
    timeline = LineData(many=True)


def whole(case: Case, *, access, user, now) -> dict:
    """What WholeCaseData needs beside the row: eight statements, two more with a notice."""
    asked, context = asked_of(case.case_type), {"access": access}
    related = {
        "details": [
            {"key": one.key, "label": one.label, "value": case.details[one.key],
             "text": in_words(one, case.details[one.key])}
            for one in asked if case.details.get(one.key) is not None
        ],
        "terms": clocks_of(case, access, now=now),
        "roles": roles_of(case, access),
        "tasks": case.tasks.select_related("assignee"),
        "timeline": timeline(case),
        **relatives(case, access, user),
    }  # fmt: skip
    fields = WholeCaseData(context=context).fields
    data = CaseData(case, context=context).data
    for name, value in related.items():
        data[name] = None if value is None else fields[name].to_representation(value)
    return data


def roles_of(case: Case, access) -> list[CaseRole]:
    """The people beside the customer, as far as they are for these eyes. One statement."""
    roles = case.roles.select_related("customer")
    return [role for role in roles if knows(role.customer, case, access)]


def relatives(case: Case, access, user) -> dict:
    """The cases that belong with it, as far as they are for these eyes."""
    seen = Case.objects.visible_to(access, user)
    links = [(link.other_id, link.kind, False) for link in case.links.all()]
    links += [(link.case_id, link.kind, True) for link in case.linked_from.all()]
    wanted = {pk for pk, *_rest in links} | ({case.parent_id} - {None})
    others = {row.pk: row for row in seen.filter(pk__in=wanted)} if wanted else {}
    return {
        "parent": others.get(case.parent_id),
        "parts": seen.filter(parent=case).order_by("number"),
        "links": [
            {"case": others[pk], "relation": kind, "reverse": reverse}
            for pk, kind, reverse in links
            if pk in others
        ],
    }
