"""One callback, and what happened to it."""

from uuid import UUID

from django.utils.translation import gettext as _

from contacts.callbacks import workflow
from contacts.models import Callback, CallbackEvent, Contact, Question
from contacts.models.callback import CallbackStatus
from contacts.models.contact import RepeatState
from kcc.lib.periods import ZONE
from kcc.lib.timeline import Entry
from kcc.organisation.access import Access
from kcc.organisation.calendars import calendar_for
from kcc.organisation.worktime import is_working_day

EVENT_KINDS = {
    CallbackEvent.Kind.CLAIMED: "info",
    CallbackEvent.Kind.ATTEMPT: "warn",
    CallbackEvent.Kind.REROUTED: "warn",
    CallbackEvent.Kind.REPEATED: "late",
}
CLOSED_KINDS = {CallbackStatus.DONE: "ok", CallbackStatus.NOT_REACHED: "late"}


def visible_callback(access: Access, user, public_id: UUID) -> Callback:
    """The callback, with all that its page shows of it; DoesNotExist when it is not theirs to see.

    One statement.
    """
    return (
        Callback.objects.visible_to(access, user)
        .select_related(
            "question__subject",
            "question__contact__channel",
            "department",
            "team",
            "assignee",
            "customer",
            "requested_by",
            "closed_by",
        )
        .get(public_id=public_id)
    )


def timeline(callback: Callback, access: Access, user) -> list[Entry]:
    """What happened, oldest first: the request, every act, and each time the customer had to come
    back about it (as far as those contacts are theirs to see). Two statements."""
    entries = [
        Entry(
            at=callback.requested_at,
            title=_("Callback promised"),
            by=_name(callback.requested_by),
            kind="info",
        )
    ]
    entries += [_event(event) for event in callback.events.select_related("by")]
    entries += [
        Entry(
            at=question.contact.started_at,
            title=_("Customer contacted us again"),
            text=f"{question.contact.channel.name} · {question.subject.name}",
            by=_name(question.contact.agent),
            kind="late",
        )
        for question in _later_repeats(callback, access, user)
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _later_repeats(callback: Callback, access: Access, user):
    question = callback.question
    return Question.objects.filter(
        chain_start_id=question.chain_start_id or question.pk,
        repeat_state=RepeatState.CONFIRMED,
        contact__started_at__gt=callback.requested_at,
        contact__in=Contact.objects.visible_to(access, user),
    ).select_related("contact__channel", "contact__agent", "subject")


def _event(event: CallbackEvent) -> Entry:
    title, kind = event.get_kind_display(), EVENT_KINDS.get(event.kind, "")
    if event.kind == CallbackEvent.Kind.REROUTED:
        names = {"before": event.detail["from_name"], "after": event.detail["to_name"]}
        title = _("Passed on from %(before)s to %(after)s") % names
    elif event.kind == CallbackEvent.Kind.CLOSED:
        status = CallbackStatus(event.detail["status"])
        title, kind = status.label, CLOSED_KINDS[status]
    return Entry(
        at=event.at,
        title=title,
        by=_name(event.by),
        text=event.text,
        kind=kind,
        version=event.detail.get("version"),
    )


def _name(user) -> str:
    return user.get_display_name() if user else ""


def missing_before_giving_up(callback: Callback) -> tuple[workflow.Missing, ...]:
    """What is still needed before it may be closed as not reached. One statement."""
    moments = [
        at.astimezone(ZONE)
        for at in callback.events.filter(kind=CallbackEvent.Kind.ATTEMPT).values_list(
            "at", flat=True
        )
    ]
    calendar = calendar_for()
    working = {at.date() for at in moments if is_working_day(calendar, at.date())}
    return workflow.missing_before_giving_up(moments, working_days=working)
