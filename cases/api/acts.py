"""What can be done with a case over the API: POST /cases/{id}/{act}."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.response import Response

from cases import services
from cases.api.data import CaseData
from cases.api.inputs import LONGEST, cases, colleagues, departments, subjects, teams
from cases.api.views import OneCase
from cases.editing import EditConflict
from cases.models import Case, CaseLink, CaseRole, CaseTask, Confidentiality, Priority, Suspension
from cases.terms import services as terms
from cases.workflow import Act
from kcc.audit.services import record
from kcc.customers.rest import Chosen, Id, Text
from kcc.customers.selectors import visible_customers
from kcc.lib.errors import DomainError
from kcc.lib.problems import problem
from kcc.organisation.access import WORKERS

# What a service calls it, where the API has another name.
NAMES = {
    "letter_on": "letterOn", "received_on": "receivedOn", "expires_on": "expiresOn",
    "due_on": "dueOn", "other": "case", "to": "department", "case_type": "caseType",
}  # fmt: skip


class Words(Text):
    """As long as the forms on screen take it."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 500} | kwargs)


class Sent(serializers.Serializer):
    """`values` gives the service its arguments; what is called otherwise here has a source."""

    def values(self, case: Case) -> dict:
        return dict(self.validated_data)


class CaseVersionIn(Sent):
    """`version` is that of the case as it was read: who comes too late gets 409."""

    version = serializers.IntegerField(min_value=1)


class StatusIn(CaseVersionIn):
    """`status` by its name: a later one, or the one before with a `reason`."""

    status = serializers.CharField(max_length=80)
    reason = Words()

    def values(self, case):
        rows = case.case_type.status_types
        return self.validated_data | {"status": _named(rows, "status", self.validated_data)}


class HandOverIn(CaseVersionIn):
    department = Chosen(departments, "slug", required=False, allow_null=True, default=None)
    team = Id(teams, required=False, allow_null=True, default=None)
    handler = Id(colleagues, required=False, allow_null=True, default=None)
    reason = Words()


class CaseCloseIn(CaseVersionIn):
    """`result` by its name; `expiresOn` is the day on which what was granted ends."""

    result = serializers.CharField(max_length=80)
    answer = Text(max_length=LONGEST)
    expiresOn = serializers.DateField(
        source="expires_on", required=False, allow_null=True, default=None
    )

    def values(self, case):
        rows = case.case_type.result_types
        return self.validated_data | {"result": _named(rows, "result", self.validated_data)}


class ReasonIn(CaseVersionIn):
    reason = Words()


class TextIn(CaseVersionIn):
    text = Words()


class EditIn(CaseVersionIn):
    """Only what is sent changes. `details` holds the answers that change, null takes one away."""

    description = serializers.CharField(required=False, max_length=LONGEST)
    location = Text(required=False, max_length=200, default=serializers.empty)
    customer = Id(visible_customers, required=False, allow_null=True)
    subject = Chosen(subjects, "code", required=False)
    priority = serializers.ChoiceField(Priority.choices, required=False)
    confidentiality = serializers.ChoiceField(Confidentiality.choices, required=False)
    details = serializers.DictField(required=False)
    reason = Words()

    def values(self, case):
        data = dict(self.validated_data)
        version, reason = data.pop("version"), data.pop("reason")
        if subject := data.get("subject"):
            data["subject"] = [subject.code, subject.name]
        return {"version": version, "reason": reason, "values": data}


class SuspendIn(CaseVersionIn):
    """`until` is the last day to answer; the clock stands still from the day after the letter."""

    reason = serializers.ChoiceField(Suspension.Reason.choices)
    text = Words()
    letterOn = serializers.DateField(source="letter_on")
    until = serializers.DateField(required=False, allow_null=True, default=None)


class ResumeIn(CaseVersionIn):
    receivedOn = serializers.DateField(source="received_on")
    text = Words()


class ExtendIn(CaseVersionIn):
    """`until` only for a type without a fixed extension."""

    reason = Words()
    letterOn = serializers.DateField(source="letter_on")
    until = serializers.DateField(required=False, allow_null=True, default=None)


class NoticeIn(CaseVersionIn):
    receivedOn = serializers.DateField(source="received_on")
    remark = Words(max_length=300)


class CaseNoteIn(Sent):
    """Notes are added to each other: no version, never a conflict."""

    text = Words(max_length=LONGEST)


class TaskIn(Sent):
    title = Words(max_length=200)
    dueOn = serializers.DateField(source="due_on", required=False, allow_null=True, default=None)
    assignee = Id(colleagues, required=False, allow_null=True, default=None)


class TaskDoneIn(Sent):
    """`task` by its id; a case is closed when all that had to be done is done."""

    task = serializers.UUIDField()

    def values(self, case):
        task = case.tasks.filter(public_id=self.validated_data["task"]).first()
        if task is None:
            message = ErrorDetail(_("There is nothing with this id."), code="unknown")
            raise ValidationError({"task": [message]})
        # What the case may have done to it is asked of this row.
        task.case = case
        return {"task": task}


class RoleIn(Sent):
    customer = Id(visible_customers)
    role = serializers.ChoiceField(CaseRole.Kind.choices, source="kind")
    remark = Words(max_length=200)


class LinkIn(Sent):
    case = Id(cases, source="other")
    relation = serializers.ChoiceField(CaseLink.Kind.choices, source="kind")


def _named(rows, name: str, data):
    """The status or result of that name in the version the case runs by."""
    row = rows.filter(name=data[name]).first()
    if row is None:
        raise ValidationError({name: [ErrorDetail(_("There is no such code."), code="unknown")]})
    return row


class CaseAct(OneCase):
    """Done, it answers with the case as it is now, also when it went out of sight by that."""

    roles = {"POST": WORKERS}
    sent: type[Sent] = CaseVersionIn

    def post(self, request, id):
        case = self.case(id)
        sent = self.sent(data=request.data, context={"person": self.person})
        sent.is_valid(raise_exception=True)
        try:
            done = type(self).service(
                by=request.user, case=case, now=timezone.now(), **sent.values(case)
            )
        except EditConflict as error:
            # The answer tells what others wrote.
            record(by=request.user, action="case.viewed", obj=case)
            return _clash(error)
        except DomainError as error:
            error.field = NAMES.get(error.field, error.field)
            raise
        # A notice, a task, a role or a link has the case it belongs to.
        case = done if isinstance(done, Case) else getattr(done, "case", case)
        return Response(CaseData(case, context={"access": self.access}).data)


def finish_task(*, by, case: Case, task: CaseTask, now) -> Case:
    services.finish_task(by=by, task=task, now=now)
    return case


def _clash(error: EditConflict) -> Response:
    """Both changed the same: sent again with this version and a choice it is saved."""
    clashes = [
        {"field": each.field, "before": each.before, "theirs": each.theirs, "mine": each.mine}
        for each in error.clashes
        if each.field != "customer"
    ]
    return problem(409, error.message, code=error.code, version=error.version, clashes=clashes)


def _view(act: str, service, sent: type[Sent], summary: str):
    name = "".join(word.capitalize() for word in act.split("-"))
    view = type(f"Case{name}", (CaseAct,), {"service": staticmethod(service), "sent": sent})
    described = extend_schema(
        operation_id=f"cases_{act.replace('-', '_')}",
        summary=summary,
        request=sent,
        responses={200: CaseData},
    )
    return extend_schema_view(post=described)(view)


VIEWS = {
    act: _view(act, service, sent, summary)
    for act, service, sent, summary in (
        (Act.CLAIM, services.claim, CaseVersionIn, "Take it on"),
        (Act.TAKE_OVER, services.take_over, CaseVersionIn, "Take it over from a colleague"),
        (Act.RELEASE, services.release, TextIn, "Give it back to the department"),
        (Act.STATUS, services.change_status, StatusIn, "To another status of its type"),
        (Act.HAND_OVER, services.hand_over, HandOverIn, "To a department, team or colleague"),
        (Act.EDIT, services.edit, EditIn, "Change what it holds, field by field"),
        (Act.SUSPEND, terms.suspend, SuspendIn, "Suspend: the clocks stand still"),
        (Act.RESUME, terms.resume, ResumeIn, "Let the clocks go on"),
        (Act.EXTEND, terms.extend, ExtendIn, "Extend the term, once"),
        (Act.DEFAULT_NOTICE, terms.receive_notice, NoticeIn, "A notice of default came in"),
        (Act.CLOSE, services.close_case, CaseCloseIn, "Close it with a result"),
        (Act.REOPEN, services.reopen, ReasonIn, "It was not finished after all"),
        (Act.NOTE, services.add_note, CaseNoteIn, "Write a note"),
        (Act.TASK, services.add_task, TaskIn, "Add something to do"),
        ("task-done", finish_task, TaskDoneIn, "What had to be done is done"),
        (Act.ROLE, services.add_role, RoleIn, "Add a person involved"),
        (Act.LINK, services.add_link, LinkIn, "Link another case"),
    )
}
