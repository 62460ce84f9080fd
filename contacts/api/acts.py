"""What can be done with a callback over the API: POST /callbacks/{id}/{act}."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from contacts.api.data import CallbackData
from contacts.api.inputs import NOTE_LENGTH, Code, colleagues
from contacts.callbacks import services
from contacts.callbacks.timeline import visible_callback
from contacts.callbacks.workflow import Act
from contacts.models import Callback
from contacts.models.callback import Result
from kcc.customers.rest import Id, Text
from kcc.lib.errors import DomainError
from kcc.organisation.access import WORKERS
from kcc.organisation.rest import ApiView


class Words(Text):
    """As long as the forms on screen take it."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 500} | kwargs)


class VersionIn(serializers.Serializer):
    """`version` is that of the callback as it was read: who comes too late gets 409."""

    version = serializers.IntegerField(min_value=1)


class WithTextIn(VersionIn):
    text = Words()


class WithReasonIn(VersionIn):
    reason = Words()


class AssignIn(VersionIn):
    assignee = Id(colleagues, source="person")
    text = Words()


class WaitIn(VersionIn):
    until = serializers.DateField(help_text="The last day: then the clock goes on by itself.")
    reason = Words()


class CloseIn(VersionIn):
    answer = Text(max_length=NOTE_LENGTH)
    result = serializers.ChoiceField(Result.choices)


class RerouteIn(VersionIn):
    department = Code("departments")
    reason = Words()


class NoteIn(serializers.Serializer):
    """Notes are added to each other: no version, never a conflict."""

    text = Words(max_length=NOTE_LENGTH)


class CallbackAct(ApiView):
    """Done, it answers with the callback as it is now, also when it went out of sight by that."""

    roles = {"POST": WORKERS}
    sent: type[serializers.Serializer] = VersionIn

    def post(self, request, id):
        try:
            callback = visible_callback(self.access, request.user, id)
        except Callback.DoesNotExist as error:
            raise Http404 from error
        sent = self.sent(data=request.data, context={"person": self.person})
        sent.is_valid(raise_exception=True)
        try:
            callback = type(self).service(
                by=request.user, callback=callback, now=timezone.now(), **sent.validated_data
            )
        except DomainError as error:
            # The name that the field has here.
            error.field = {"person": "assignee"}.get(error.field, error.field)
            raise
        return Response(CallbackData(callback, context=self.person).data)


def _view(act: Act, service, sent: type[serializers.Serializer], summary: str):
    name = "".join(word.capitalize() for word in act.split("-"))
    view = type(f"Callback{name}", (CallbackAct,), {"service": staticmethod(service), "sent": sent})
    described = extend_schema(
        operation_id=f"callbacks_{act.replace('-', '_')}",
        summary=summary,
        request=sent,
        responses={200: CallbackData},
    )
    return extend_schema_view(post=described)(view)


VIEWS = {
    act: _view(act, service, sent, summary)
    for act, service, sent, summary in (
        (Act.CLAIM, services.claim, VersionIn, "Take it on"),
        (Act.ASSIGN, services.assign, AssignIn, "Give it to a colleague"),
        (Act.RELEASE, services.release, WithTextIn, "Give it back to the department"),
        (Act.ATTEMPT, services.record_attempt, WithTextIn, "Called, not reached"),
        (Act.WAIT, services.wait, WaitIn, "Wait for the customer: the clock stands still"),
        (Act.RESUME, services.resume, WithTextIn, "Let the clock go on"),
        (Act.CLOSE, services.close_with_answer, CloseIn, "The customer has the answer"),
        (Act.GIVE_UP, services.close_not_reached, WithTextIn, "Stop trying"),
        (Act.LAPSE, services.lapse, WithReasonIn, "No longer needed"),
        (Act.REROUTE, services.reroute, RerouteIn, "Pass it on to another department"),
        (Act.REOPEN, services.reopen, WithReasonIn, "It was not answered after all"),
        (Act.NOTE, services.add_note, NoteIn, "Write a note"),
    )
}
