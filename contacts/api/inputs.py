"""What the API is told, turned into the values that `log_contact` wants.

All that is wrong is named at once, each with its place: `questions[0].subject`.
"""

from datetime import timedelta

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from cases.models import Case
from cases.questions import asked_of, check_details
from contacts.history.selectors import visible
from contacts.logging.inputs import (
    CallbackInput,
    NewCaseInput,
    QuestionInput,
    RepeatInput,
    TransferInput,
)
from contacts.models import Direction, Question
from contacts.models.callback import AnswerBy, BestTime
from contacts.reference import reference
from kcc.customers.identify import location_key, normalise_phone
from kcc.customers.rest import Id, Text
from kcc.customers.selectors import visible_customers
from kcc.lib.rest import Moment
from kcc.organisation.models import User

NOTE_LENGTH = 10_000
DAY_SECONDS = 86_400
# The clock of a telephone system may run a little ahead of ours.
CLOCK_SLACK = timedelta(minutes=5)


class Phone(serializers.CharField):
    """Any spelling of a number in, E.164 out."""

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        number = normalise_phone(text)
        if text and not number:
            raise ValidationError(_("This is not a telephone number."))
        return number


class Code(serializers.CharField):
    """The code (or slug) of a row in a list of `contacts.reference`."""

    def __init__(self, rows: str, **kwargs):
        self.rows = rows
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        row = getattr(reference(), self.rows).get(super().to_internal_value(data))
        if row is None:
            raise ValidationError(_("There is no such code."), code="unknown")
        return row


def _cases(*, access, user):
    return Case.objects.visible_to(access, user).select_related("handler")


def _questions(*, access, user):
    rows = Question.objects.filter(visible(access, user))
    return rows.select_related("chain_start", "department")


def colleagues(*, access, user):
    return User.objects.filter(is_active=True)


class CallbackIn(serializers.Serializer):
    """`department` is that of the subject when it is left out; `questionText` is the note then.
    By telephone it needs `phone`, by e-mail `email`; `replyTo` is a postal address, or a name on
    the channel it came by."""

    answerBy = serializers.ChoiceField(AnswerBy.choices, default=AnswerBy.PHONE)
    phone = Phone(required=False, allow_blank=True, default="")
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    replyTo = Text(max_length=200)
    questionText = Text(max_length=NOTE_LENGTH)
    alreadySaid = Text(max_length=NOTE_LENGTH)
    bestTime = serializers.ChoiceField(BestTime.choices, default=BestTime.ANY)
    department = Code("departments", required=False)
    team = Code("teams", required=False, allow_null=True, default=None)
    assignee = Id(colleagues, required=False, allow_null=True, default=None)
    urgent = serializers.BooleanField(default=False)
    callerName = Text(max_length=120)

    def validate(self, data):
        needed = {AnswerBy.PHONE: "phone", AnswerBy.EMAIL: "email"}.get(data["answerBy"])
        if needed and not data[needed]:
            # In the words of a field that was left out.
            message = serializers.Field.default_error_messages["required"]
            raise ValidationError({needed: ErrorDetail(message, code="required")})
        return data


class NewCaseIn(serializers.Serializer):
    """`caseType` is that of the subject when it is left out; `description` is the note then.
    `details` are the answers to the questions of the type, by key; left out, nobody asked them."""

    caseType = Code("case_types", required=False)
    description = Text(max_length=NOTE_LENGTH)
    department = Code("departments", required=False, allow_null=True, default=None)
    location = Text(max_length=200)
    details = serializers.DictField(required=False, allow_null=True, default=None)


class TransferIn(serializers.Serializer):
    department = Code("departments", required=False, allow_null=True, default=None)
    to = Text(max_length=120)
    warm = serializers.BooleanField(required=False, allow_null=True, default=None)
    waitSeconds = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=7200
    )
    reached = serializers.BooleanField(required=False, allow_null=True, default=None)


class RepeatIn(serializers.Serializer):
    """The answer to "is this the same question as before?"; `question` is the earlier one."""

    question = Id(_questions)
    confirmed = serializers.BooleanField()
    reason = Code("repeat_reasons", required=False, allow_null=True, default=None)


class QuestionIn(serializers.Serializer):
    subject = Code("subjects")
    outcome = Code("outcomes")
    note = Text(max_length=NOTE_LENGTH)
    reason = Code("reasons", required=False, allow_null=True, default=None)
    department = Code("departments", required=False, allow_null=True, default=None)
    stepsDone = serializers.ListField(
        child=serializers.CharField(max_length=200), default=list, max_length=30
    )
    case = Id(_cases, required=False, allow_null=True, default=None)
    transfer = TransferIn(required=False, allow_null=True, default=None)
    referredTo = Text(max_length=120)
    callback = CallbackIn(required=False, allow_null=True, default=None)
    newCase = NewCaseIn(required=False, allow_null=True, default=None)
    repeat = RepeatIn(required=False, allow_null=True, default=None)
    asksStatus = serializers.BooleanField(
        required=False, allow_null=True, default=None,
        help_text="Whether it asks how it is going; left out, that follows from the rest.",
    )  # fmt: skip

    def validate(self, data):
        if data["newCase"]:
            _check_new_case(data["newCase"], data["subject"])
        return data


def _check_new_case(data, subject) -> None:
    """Every answer that is not right is named."""
    case_type = data.get("caseType") or subject.case_type
    if case_type is None:
        raise ValidationError({"newCase": {"caseType": _("This subject has no case type.")}})
    if data["details"] is None:
        return
    _answers, problems = check_details(asked_of(case_type), data["details"])
    if problems:
        faults = {
            problem.field.removeprefix("details."): ErrorDetail(problem.message, problem.code)
            for problem in problems
        }
        raise ValidationError({"newCase": {"details": faults}})


class ContactIn(serializers.Serializer):
    """A contact that is over. `key` may be given as the header Idempotency-Key instead; `endedAt`
    follows from the seconds when it is left out."""

    key = serializers.UUIDField(required=False)
    channel = Code("channels")
    direction = serializers.ChoiceField(Direction.choices, default=Direction.INBOUND)
    startedAt = Moment()
    endedAt = Moment(required=False)
    talkSeconds = serializers.IntegerField(default=0, min_value=0, max_value=DAY_SECONDS)
    wrapUpSeconds = serializers.IntegerField(default=0, min_value=0, max_value=DAY_SECONDS)
    customer = Id(visible_customers, required=False, allow_null=True, default=None)
    callerName = Text(max_length=120)
    phone = Phone(required=False, allow_blank=True, default="")
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    location = Text(max_length=200)
    confidential = serializers.BooleanField(default=False)
    callId = serializers.CharField(required=False, allow_blank=True, default="", max_length=80)
    questions = QuestionIn(many=True, allow_empty=False)

    def validate_email(self, value):
        return value.lower()

    def validate_startedAt(self, value):
        if value > self.context["now"] + CLOCK_SLACK:
            raise ValidationError(_("A contact cannot start in the future."))
        return value

    def validate(self, data):
        sent = self.context["key"]
        key = data.get("key") or sent
        if key is None:
            raise ValidationError({"key": _("Give a key, so that a retry does not log twice.")})
        if data.get("key") and sent and data["key"] != sent:
            raise ValidationError({"key": _("The header and the body name different keys.")})
        seconds = data["talkSeconds"] + data["wrapUpSeconds"]
        ended = data.get("endedAt") or data["startedAt"] + timedelta(seconds=seconds)
        if ended < data["startedAt"]:
            raise ValidationError({"endedAt": _("A contact ends after it starts.")})
        return data | {"key": key, "endedAt": ended}

    def values(self) -> dict:
        """The arguments of `log_contact`, but for who logs it and when."""
        data = self.validated_data
        questions = [_question(each) for each in data["questions"]]
        return {
            "key": data["key"],
            "channel": data["channel"],
            "direction": data["direction"],
            "questions": questions,
            "started_at": data["startedAt"],
            "ended_at": data["endedAt"],
            "talk_seconds": data["talkSeconds"],
            "wrap_up_seconds": data["wrapUpSeconds"],
            "customer": data["customer"],
            "caller_name": data["callerName"],
            "phone": data["phone"],
            "email": data["email"],
            "location": data["location"],
            "location_key": location_key(data["location"]),
            "confidential": data["confidential"],
            "call_id": data["callId"],
        }


def _question(data) -> QuestionInput:
    return QuestionInput(
        subject=data["subject"],
        outcome=data["outcome"],
        note=data["note"],
        reason=data["reason"],
        department=data["department"],
        steps_done=tuple(data["stepsDone"]),
        case=data["case"],
        transfer=_transfer(data["transfer"]),
        referred_to=data["referredTo"],
        callback=_callback(data),
        new_case=_new_case(data),
        repeat=_repeat(data["repeat"]),
        asks_status=data["asksStatus"],
        tells=True,
    )


def _transfer(data) -> TransferInput | None:
    if data is None:
        return None
    return TransferInput(
        department=data["department"],
        to=data["to"],
        warm=data["warm"],
        wait_seconds=data["waitSeconds"],
        reached=data["reached"],
    )


def _callback(question) -> CallbackInput | None:
    data = question["callback"]
    if data is None:
        return None
    fallback = question["department"] or question["subject"].department
    return CallbackInput(
        answer_by=data["answerBy"],
        phone=data["phone"],
        email=data["email"].lower(),
        reply_to=data["replyTo"],
        question_text=data["questionText"] or question["note"],
        already_said=data["alreadySaid"],
        best_time=data["bestTime"],
        department=data.get("department") or fallback,
        team=data["team"],
        assignee=data["assignee"],
        urgent=data["urgent"],
        caller_name=data["callerName"],
    )


def _new_case(question) -> NewCaseInput | None:
    data = question["newCase"]
    if data is None:
        return None
    return NewCaseInput(
        case_type=data.get("caseType") or question["subject"].case_type,
        description=data["description"] or question["note"],
        department=data["department"],
        location=data["location"],
        details=data["details"],
        confirms=True,
    )


def _repeat(data) -> RepeatInput | None:
    if data is None:
        return None
    return RepeatInput(
        previous=data["question"], confirmed=data["confirmed"], reason=data["reason"]
    )


class CustomerSearchIn(serializers.Serializer):
    query = serializers.CharField(max_length=200, help_text="A name, number, e-mail or address.")


class CallEventIn(serializers.Serializer):
    """A call comes in at somebody's telephone."""

    callId = serializers.CharField(max_length=80)
    phone = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=40, help_text="Empty: withheld."
    )
    agent = serializers.CharField(max_length=150, help_text="User name or extension.")
