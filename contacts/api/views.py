"""Contacts, callbacks, customers and calls over the API (docs/api.md)."""

from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from contacts.api.data import CallbackData, ContactData, CustomerData
from contacts.api.inputs import CallEventIn, ContactIn, CustomerSearchIn
from contacts.callbacks import selectors as callbacks
from contacts.callbacks.filters import NORMAL, RAISED, URGENT, CallbackFilter
from contacts.callbacks.timeline import visible_callback
from contacts.history.filters import read_filters
from contacts.history.whole import contacts_page, whole_contact, whole_contacts
from contacts.known import subjects
from contacts.logging.drafts import start_draft
from contacts.logging.services import log_contact
from contacts.models import Callback, Contact, Draft, Outcome
from contacts.models.callback import AnswerBy
from contacts.models.contact import RepeatState
from kcc.audit.services import record
from kcc.customers.identify import normalise_phone
from kcc.customers.search import find_customers
from kcc.lib.problems import problem
from kcc.lib.rest import header_key, listed, page_schema, page_size
from kcc.organisation.access import FRONT_OFFICE, WORKERS
from kcc.organisation.asked import Asked
from kcc.organisation.models import ApiToken, Role, User
from kcc.organisation.rest import FILTERS, PAGING, ApiView
from kcc.organisation.worklist import places_for

CONTACT_FILTERS = [
    OpenApiParameter("period", str, description="A month: 2026-11."),
    OpenApiParameter("from", str, description="A day: 2026-11-24."),
    OpenApiParameter("to", str, description="A day, included."),
    OpenApiParameter("channel", str),
    OpenApiParameter("department", str),
    OpenApiParameter("subject", str),
    OpenApiParameter("outcome", str, enum=Outcome.Category.values),
    OpenApiParameter("repeat", str, enum=[s.value for s in RepeatState if s != RepeatState.NONE]),
    OpenApiParameter("direct", str, enum=["0", "1"], description="Answered at once."),
    OpenApiParameter("asksStatus", str, enum=["0", "1"], description="Asks how it is going."),
    OpenApiParameter("counted", str, enum=["1"], description="Only what figures count."),
    OpenApiParameter("agent", str, enum=["me"]),
    OpenApiParameter("source", str),
]
CALLBACK_FILTERS = [
    OpenApiParameter("subject", str),
    OpenApiParameter("answerBy", str, enum=AnswerBy.values),
    OpenApiParameter("priority", str, enum=[URGENT, RAISED, NORMAL]),
]
KEY_HEADER = OpenApiParameter(
    "Idempotency-Key", UUID, OpenApiParameter.HEADER,
    description="Instead of `key` in the body; sent again, the same contact comes back.",
)  # fmt: skip


# -- Contacts ---------------------------------------------------------------------------------


class ContactList(ApiView):
    roles = {"GET": WORKERS, "POST": FRONT_OFFICE}

    @extend_schema(
        operation_id="contacts_list",
        summary="Contacts you may see, newest first",
        parameters=[*CONTACT_FILTERS, *PAGING],
        responses=page_schema(ContactData),
    )
    def get(self, request):
        params = request.GET.copy()
        if "asksStatus" in params:
            params.setlist("asks_status", params.pop("asksStatus"))
        filters = read_filters(params)
        if filters.errors:
            names = {"asks_status": "asksStatus"}
            raise ValidationError({names.get(n, n): [text] for n, text in filters.errors.items()})
        page = contacts_page(
            self.access, request.user, filters,
            params=request.GET, size=page_size(request.GET),
        )  # fmt: skip
        return listed(
            request,
            page,
            as_data=lambda found: (
                ContactData(whole_contacts(self.access, request.user, found), many=True).data
            ),
        )

    @extend_schema(
        operation_id="contacts_create",
        summary="Log a contact",
        description="With its callbacks and cases: everything or nothing, and once per key.",
        parameters=[KEY_HEADER],
        request=ContactIn,
        responses={201: ContactData, 200: ContactData},
    )
    def post(self, request):
        now = timezone.now()
        context = {
            "person": self.person,
            "key": header_key(request.headers.get("Idempotency-Key")),
            "now": now,
        }
        sent = ContactIn(data=request.data, context=context)
        sent.is_valid(raise_exception=True)
        contact = log_contact(by=request.user, now=now, **sent.values())
        # A contact that was saved before comes back without the questions that were saved now.
        status = 201 if hasattr(contact, "saved_questions") else 200
        whole = whole_contact(self.access, request.user, contact.public_id)
        codes = {case.pk: case.told_code or None for case in contact.made_cases}
        for question in whole.told:
            if question.case is not None:
                question.case.told_code = codes.get(question.case_id)
        place = request.build_absolute_uri(reverse("api:contact", args=[contact.public_id]))
        return Response(ContactData(whole).data, status=status, headers={"Location": place})


class ContactDetail(ApiView):
    roles = {"GET": WORKERS}

    @extend_schema(operation_id="contacts_read", summary="One contact", responses=ContactData)
    def get(self, request, id):
        """The look is recorded in the audit log."""
        try:
            contact = whole_contact(self.access, request.user, id)
        except Contact.DoesNotExist as error:
            raise Http404 from error
        record(by=request.user, action="contact.viewed", obj=contact)
        return Response(ContactData(contact).data)


# -- Callbacks --------------------------------------------------------------------------------


class CallbackList(ApiView):
    roles = {"GET": WORKERS | {Role.MANAGER}}

    @extend_schema(
        operation_id="callbacks_list",
        summary="Callbacks you may see",
        description="Open callbacks, unless `status` says otherwise; filters as on screen.",
        parameters=[*FILTERS, *CALLBACK_FILTERS, *PAGING],
        responses=page_schema(CallbackData),
    )
    def get(self, request):
        params = request.GET.copy()
        if "answerBy" in params:
            params.setlist("answer_by", params.pop("answerBy"))
        filters = CallbackFilter(
            params,
            callbacks.worklist(self.access, request.user),
            places=places_for(self.access),
            subject=subjects(),
        )
        if not filters.form.is_valid():
            errors = dict(filters.form.errors)
            if "answer_by" in errors:
                errors["answerBy"] = errors.pop("answer_by")
            raise ValidationError(errors)
        asked = Asked(request, callbacks, filters, timezone.now())
        return listed(
            request,
            asked.told(_told, size=page_size(request.GET)),
            as_data=lambda page: CallbackData(page, many=True, context=self.person).data,
        )


def _told(rows):
    """What is told of a callback, but for names."""
    own = [field.name for field in Callback._meta.concrete_fields]
    return rows.select_related("question__contact", "customer").only(
        *own, "question__subject_id", "question__contact__public_id", "customer__public_id",
        "customer__confidential",
    )  # fmt: skip


class CallbackDetail(ApiView):
    roles = {"GET": WORKERS}

    @extend_schema(operation_id="callbacks_read", summary="One callback", responses=CallbackData)
    def get(self, request, id):
        """The look is recorded in the audit log."""
        try:
            callback = visible_callback(self.access, request.user, id)
        except Callback.DoesNotExist as error:
            raise Http404 from error
        record(by=request.user, action="callback.viewed", obj=callback)
        return Response(CallbackData(callback, context=self.person).data)


# -- Customers --------------------------------------------------------------------------------


class CustomersFound(serializers.Serializer):
    results = CustomerData(many=True)


class CustomerSearch(ApiView):
    """A search is a POST: what is looked for is personal and does not belong in an address."""

    roles = {"POST": WORKERS}
    throttle_scope = "search"

    @extend_schema(
        operation_id="customer_searches_create",
        summary="Find customers you may see",
        request=CustomerSearchIn,
        responses={200: CustomersFound},
    )
    def post(self, request):
        sent = CustomerSearchIn(data=request.data)
        sent.is_valid(raise_exception=True)
        found = find_customers(sent.validated_data["query"], access=self.access, user=request.user)
        record(by=request.user, action="customer.searched", detail={"found": len(found)})
        return Response({"results": CustomerData(found, many=True).data})


# -- Calls ------------------------------------------------------------------------------------


class CallAccepted(serializers.Serializer):
    contact = serializers.URLField(help_text="Where the agent finds the running contact.")


class CallEvents(ApiView):
    """A telephone system announces a call: the agent finds a contact that is running already."""

    roles = {"POST": FRONT_OFFICE}
    scopes = frozenset({ApiToken.Scope.CALL_EVENTS})

    @extend_schema(
        operation_id="call_events_create",
        summary="Announce a call to an agent",
        request=CallEventIn,
        responses={202: CallAccepted},
    )
    def post(self, request):
        sent = CallEventIn(data=request.data)
        sent.is_valid(raise_exception=True)
        call = sent.validated_data
        agent = _agent(call["agent"])
        if agent is None:
            raise ValidationError({"agent": [_("No agent has this user name or extension.")]})
        # The same event sent twice is one running contact.
        key = uuid5(agent.public_id, call["callId"])
        phone = normalise_phone(call["phone"]) or call["phone"]
        with transaction.atomic():
            if not Draft.objects.filter(key=key).exists():
                data = {"channel": "telefoon", "phone": phone, "call_id": call["callId"]}
                start_draft(user=agent, data=data, now=timezone.now(), key=key, label=phone)
                record(by=request.user, action="call.announced", obj=agent)
        place = request.build_absolute_uri(reverse("contacts:running", args=[key]))
        return Response({"contact": place}, status=202)


def _agent(name: str) -> User | None:
    """The agent with this user name or extension; nobody when two share the extension."""
    roles = Q(memberships__role__in=FRONT_OFFICE, is_active=True)
    found = User.objects.filter(roles, Q(username=name) | Q(phone=name)).distinct()[:2]
    return found[0] if len(found) == 1 else None


class NotFound(ApiView):
    """Every address that is nothing, in the shape of the API's other errors."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def get(self, request, *args, **kwargs):
        return problem(404, _("There is nothing at this address."))

    post = get
