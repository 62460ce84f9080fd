"""What the API tells: contacts, questions, callbacks, and the lists they are made of."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contacts.callbacks.rights import acts_for, knows_person
from contacts.callbacks.workflow import Act
from contacts.models import Direction, Outcome, Subject
from contacts.models.callback import AnswerBy, BestTime, CallbackStatus, Priority, Result
from contacts.models.contact import RepeatState
from kcc.customers.models import Customer
from kcc.lib.rest import CodeData, Moment, NumberData, PersonData, SlugData
from kcc.lib.telling import Told
from kcc.organisation.explain import explain
from kcc.organisation.models import Channel, ServiceNorm

# -- The lists --------------------------------------------------------------------------------


class ChannelData(CodeData):
    kind = serializers.ChoiceField(Channel.Kind.choices)


class OutcomeData(CodeData):
    category = serializers.ChoiceField(Outcome.Category.choices)
    countsAsDirect = serializers.BooleanField(source="counts_as_direct")
    countsAsContact = serializers.BooleanField(source="counts_as_contact")


class DepartmentData(SlugData):
    domain = SlugData()
    isContactCentre = serializers.BooleanField(source="is_contact_centre")


class SubjectData(CodeData):
    domain = SlugData()
    department = SlugData()
    caseType = SlugData(source="case_type", allow_null=True)
    firstLine = serializers.ChoiceField(Subject.FirstLine.choices, source="first_line")
    answer = serializers.CharField()
    keywords = serializers.ListField(child=serializers.CharField())
    repeatWindowDays = serializers.IntegerField(source="repeat_window_days")
    addressBound = serializers.BooleanField(source="address_bound")


# -- A contact --------------------------------------------------------------------------------


class TransferData(Told):
    department = SlugData(source="transfer_department", allow_null=True)
    to = serializers.CharField(source="transfer_to")
    warm = serializers.BooleanField(source="transfer_warm", allow_null=True)
    waitSeconds = serializers.IntegerField(source="transfer_wait_seconds", allow_null=True)
    reached = serializers.BooleanField(source="transfer_reached", allow_null=True)


class RepeatData(Told):
    """`question` is the earlier one, `department` the one a confirmed repeat counts for."""

    state = serializers.ChoiceField(RepeatState.choices, source="repeat_state")
    question = serializers.UUIDField(source="repeat_of.public_id", allow_null=True, default=None)
    reason = CodeData(source="repeat_reason", allow_null=True)
    department = SlugData(source="repeat_department", allow_null=True)


class CaseRefData(NumberData):
    """`followCode` is there in the answer to the request that registered the case, and never again:
    with the number it opens the page on which the customer follows the case."""

    followCode = serializers.CharField(source="told_code", allow_null=True, default=None)


class QuestionData(Told):
    """`asksStatus` is null when it is about nothing that is running, and when nobody looked."""

    id = serializers.UUIDField(source="public_id")
    position = serializers.IntegerField()
    subject = CodeData()
    department = SlugData()
    reason = CodeData(allow_null=True)
    note = serializers.CharField()
    outcome = CodeData()
    outcomeCategory = serializers.ChoiceField(Outcome.Category.choices, source="outcome_category")
    countsAsDirect = serializers.BooleanField(source="counts_as_direct")
    stepsDone = serializers.ListField(source="steps_done", child=serializers.CharField())
    transfer = TransferData(source="*")
    referredTo = serializers.CharField(source="referred_to")
    callback = NumberData(allow_null=True)
    case = CaseRefData(allow_null=True)
    asksStatus = serializers.BooleanField(source="asks_status", allow_null=True)
    repeat = RepeatData(source="*")

    def to_representation(self, question):
        data = super().to_representation(question)
        if question.outcome_category != Outcome.Category.TRANSFERRED:
            data["transfer"] = None
        if question.repeat_of_id is None:
            data["repeat"] = None
        return data

    def get_fields(self):
        fields = super().get_fields()
        for name in ("transfer", "repeat"):
            fields[name].allow_null = True
        return fields


class CustomerRef(Told):
    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="full_name")


class ContactData(Told):
    """`customer` is null for an unknown caller, and when `customerConfidential` says that the file
    is not for these eyes: then all that tells who called is empty. `questions` holds those that
    this person may read."""

    id = serializers.UUIDField(source="public_id")
    channel = CodeData()
    direction = serializers.ChoiceField(Direction.choices)
    startedAt = Moment(source="started_at")
    endedAt = Moment(source="ended_at")
    talkSeconds = serializers.IntegerField(source="talk_seconds")
    wrapUpSeconds = serializers.IntegerField(source="wrap_up_seconds")
    agent = PersonData(allow_null=True)
    customer = CustomerRef(allow_null=True)
    customerConfidential = serializers.BooleanField(default=False, source="hides_customer")
    callerName = serializers.CharField(source="caller_name")
    phone = serializers.CharField()
    email = serializers.CharField()
    location = serializers.CharField()
    confidential = serializers.BooleanField()
    counts = serializers.BooleanField()
    callId = serializers.CharField(source="call_id")
    source = serializers.CharField()
    externalId = serializers.CharField(source="external_id")
    version = serializers.IntegerField()
    questions = QuestionData(many=True, source="told")

    WHO = ("callerName", "phone", "email", "location")

    def to_representation(self, contact):
        contact.hides_customer = contact.customer_id is not None and not contact.knows_customer
        data = super().to_representation(contact)
        if contact.hides_customer:
            data |= {"customer": None} | dict.fromkeys(self.WHO, "")
        return data


# -- A callback -------------------------------------------------------------------------------


PRIORITIES = {priority: priority.name.lower() for priority in Priority}


class CallbackData(NumberData):
    """A promise to answer: by telephone, or in writing over another channel (`answerBy`). What is
    personal is null for who only oversees the work; who is to be answered also when the file of the
    customer is confidential and not for these eyes.

    `promisedAt` is what was said and never changes; `dueAt` is where the clock ends now, for it
    stands still while we wait for the customer and begins anew when the callback is opened again.
    `acts` is what you may do with it now.
    """

    contact = serializers.UUIDField(source="question.contact.public_id")
    subject = CodeData(source="question.subject")
    department = SlugData()
    team = serializers.CharField(source="team.name", allow_null=True, default=None)
    assignee = PersonData(allow_null=True)
    answerBy = serializers.ChoiceField(AnswerBy.choices, source="answer_by")
    status = serializers.ChoiceField(CallbackStatus.choices)
    acts = serializers.SerializerMethodField()
    urgent = serializers.BooleanField()
    priority = serializers.SerializerMethodField()
    bestTime = serializers.ChoiceField(BestTime.choices, source="best_time")
    requestedAt = Moment(source="requested_at")
    norm = serializers.ChoiceField(ServiceNorm.Kind.choices, source="norm_kind")
    promisedAt = Moment(source="promised_at")
    promiseExplained = serializers.SerializerMethodField()
    dueAt = Moment(source="due_at")
    seriousAt = Moment(source="serious_at")
    waitingSince = Moment(source="waiting_since", allow_null=True)
    waitingUntil = serializers.DateField(source="waiting_until", allow_null=True)
    attempts = serializers.IntegerField()
    reroutes = serializers.IntegerField()
    reopenings = serializers.IntegerField()
    closedAt = Moment(source="closed_at", allow_null=True)
    result = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    customer = serializers.UUIDField(source="customer.public_id", allow_null=True, default=None)
    callerName = serializers.CharField(source="caller_name", allow_null=True)
    phone = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    replyTo = serializers.CharField(source="reply_to", allow_null=True)
    questionText = serializers.CharField(source="question_text", allow_null=True)
    alreadySaid = serializers.CharField(source="already_said", allow_null=True)
    answer = serializers.CharField(allow_null=True)

    WHO = ("customer", "callerName", "phone", "email", "replyTo")
    PERSONAL = (*WHO, "contact", "questionText", "alreadySaid", "answer")

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(list(Act))))
    def get_acts(self, callback) -> list[str]:
        if not getattr(callback, "personal", True):
            return []
        return [str(act) for act in acts_for(callback, self.context["access"])]

    @extend_schema_field(serializers.ChoiceField(list(PRIORITIES.values())))
    def get_priority(self, callback) -> str:
        return PRIORITIES[callback.priority]

    @extend_schema_field(serializers.ChoiceField(Result.choices, allow_null=True))
    def get_result(self, callback) -> str | None:
        return callback.result or None

    def get_promiseExplained(self, callback) -> str:
        return explain(callback.promise_steps)

    def to_representation(self, callback):
        data = super().to_representation(callback)
        if not getattr(callback, "personal", True):
            data |= dict.fromkeys(self.PERSONAL)
        elif not knows_person(callback, self.context["access"]):
            data |= dict.fromkeys(self.WHO)
        return data


# -- A customer -------------------------------------------------------------------------------


class CustomerData(CustomerRef):
    """Never a BSN, and no address that is secret."""

    kind = serializers.ChoiceField(Customer.Kind.choices)
    address = serializers.SerializerMethodField()
    confidential = serializers.BooleanField()
    secretAddress = serializers.BooleanField(source="secret_address")

    def get_address(self, customer) -> str:
        return "" if customer.secret_address else customer.address_line
