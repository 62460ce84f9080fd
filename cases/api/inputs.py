"""What the API is told of a new case. All that is wrong is named at once."""

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from cases.models import Case, CaseType, Priority
from cases.questions import asked_of, check_details
from kcc.customers.rest import Chosen, Id, Text
from kcc.customers.selectors import visible_customers
from kcc.organisation.models import Department, Team, User

LONGEST = 4000


def offered():
    return CaseType.objects.offered().select_related("department")


def departments():
    return Department.objects.filter(active=True)


def teams(**_person):
    return Team.objects.filter(active=True).select_related("department")


def colleagues(**_person):
    return User.objects.filter(is_active=True)


def cases(*, access, user):
    return Case.objects.visible_to(access, user)


def subjects():
    """Subjects stand in a room to the right: reached over the relation, not imported."""
    model = CaseType._meta.get_field("subjects").related_model
    return model.objects.filter(active=True).select_related("case_type__department")


class CaseIn(serializers.Serializer):
    """A new case. `caseType` may be left out when the subject has one; `department` is that of the
    type then. `key` may be given as the header Idempotency-Key instead."""

    key = serializers.UUIDField(required=False)
    caseType = Chosen(offered, "slug", required=False)
    subject = Chosen(subjects, "code", required=False, allow_null=True, default=None)
    description = serializers.CharField(max_length=LONGEST)
    customer = Id(visible_customers, required=False, allow_null=True, default=None)
    department = Chosen(departments, "slug", required=False, allow_null=True, default=None)
    location = Text(max_length=200)
    priority = serializers.ChoiceField(Priority.choices, default=Priority.NORMAL)
    parent = Id(cases, required=False, allow_null=True, default=None)
    details = serializers.DictField(default=dict, help_text="Answers by key: see /case-types.")
    email = serializers.EmailField(
        required=False, allow_blank=True, allow_null=True, default=None,
        help_text="Where the confirmation goes; left out, to the customer's own address.",
    )  # fmt: skip

    def validate(self, data):
        sent = self.context["key"]
        data["key"] = data.get("key") or sent
        if data["key"] is None:
            raise ValidationError({"key": _("Give a key, so that a retry does not log twice.")})
        if sent and data["key"] != sent:
            raise ValidationError({"key": _("The header and the body name different keys.")})
        case_type = data.get("caseType") or (data["subject"] and data["subject"].case_type)
        if not case_type:
            raise ValidationError({"caseType": _("Say what kind of case it is.")})
        self._check_place(data["department"] or case_type.department)
        data["details"] = _answers(case_type, data["details"])
        return data | {"caseType": case_type}

    def _check_place(self, department) -> None:
        """The contact centre registers for everybody, a department for itself."""
        access = self.context["person"]["access"]
        if not access.front_office and department.pk not in access.department_ids:
            raise ValidationError({"department": _("Register cases for your own department.")})

    def values(self) -> dict:
        """The arguments of `open_case`, but for who registers it and when."""
        data, subject = self.validated_data, self.validated_data["subject"]
        return {
            "case_type": data["caseType"],
            "description": data["description"],
            "customer": data["customer"],
            "department": data["department"],
            "location": data["location"],
            "subject_code": subject.code if subject else "",
            "subject_name": subject.name if subject else "",
            "details": data["details"],
            "priority": data["priority"],
            "parent": data["parent"],
        }


def _answers(case_type, given) -> dict:
    answers, problems = check_details(asked_of(case_type), given)
    if problems:
        faults = {
            problem.field.removeprefix("details."): [ErrorDetail(problem.message, problem.code)]
            for problem in problems
        }
        raise ValidationError({"details": faults})
    return answers
