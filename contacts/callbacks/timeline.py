"""One callback, and what happened to it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import BigIntegerField, DateTimeField, UUIDField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.callbacks import workflow
from contacts.models import Callback, CallbackEvent, Contact, Question
from contacts.models.callback import CallbackStatus, Result
from contacts.models.contact import RepeatState
from kcc.lib.periods import ZONE
from kcc.lib.ready import Ready
from kcc.lib.templatetags.kcc import day, moment
from kcc.lib.timeline import Entry, standing, undone_versions
from kcc.organisation.access import Access
from kcc.organisation.calendars import calendar_for
from kcc.organisation.directory import name_all
from kcc.organisation.models import User
from kcc.organisation.worktime import is_working_day

Kind = CallbackEvent.Kind
EVENT_KINDS = {
    Kind.CLAIMED: "info",
    Kind.ATTEMPT: "warn",
    Kind.REROUTED: "warn",
    Kind.REOPENED: "late",
    Kind.REPEATED: "late",
    Kind.ESCALATED: "late",
}
CLOSED_KINDS = {CallbackStatus.DONE: "ok", CallbackStatus.NOT_REACHED: "late"}


def visible_callback(access: Access, user, public_id: UUID) -> Callback:
    """The callback, with all that its page shows of it; DoesNotExist when it is not theirs to see.

    One statement. Names of the team, of who asked and of who closed it are those that the process
    keeps: three tables more to join took the database two milliseconds to plan.
    """
    found = _visible(access, user=user.pk, public_id=public_id)
    if not found:
        raise Callback.DoesNotExist
    name_all(found, "team", "requested_by", "closed_by")
    return found[0]


_visible = Ready(
    lambda access, *, user, public_id: (
        Callback.objects.visible_to(access, user).for_acts().filter(public_id=public_id)
    ),
    user=BigIntegerField(),
    public_id=UUIDField(),
)


def timeline(callback: Callback, access: Access, user) -> list[Entry]:
    """What happened, oldest first: the request, every act, and each time the customer had to come
    back about it (which contact that was, as far as it is theirs to see).

    Two statements; a third when it was given to somebody.
    """
    events = _events(callback=callback.pk)
    again = _later_repeats(callback, access, user)
    told = {event.detail.get("question") for event in events if event.kind == Kind.REPEATED}
    words = _Words(events, again)
    entries = [
        Entry(
            at=callback.requested_at,
            title=_("Callback promised"),
            by=_name(callback.requested_by),
            kind="info",
        )
    ]
    entries += [words.entry(event) for event in events]
    # Repeats that were confirmed later: nobody was told of them when they came in.
    entries += [
        Entry(
            at=question.contact.started_at,
            title=Kind.REPEATED.label,
            text=_about(question),
            by=_name(question.contact.agent),
            kind="late",
        )
        for public_id, question in again.items()
        if public_id not in told
    ]
    return sorted(entries, key=lambda entry: entry.at)


_events = Ready(
    lambda *, callback: CallbackEvent.objects.filter(callback=callback).select_related("by"),
    callback=BigIntegerField(),
)


def _later_repeats(callback: Callback, access: Access, user) -> dict[str, Question]:
    question = callback.question
    found = _repeats(
        access,
        user=user.pk,
        chain=question.chain_start_id or question.pk,
        asked=callback.requested_at,
    )
    return {str(question.public_id): question for question in found}


_repeats = Ready(
    lambda access, *, user, chain, asked: Question.objects.filter(
        chain_start_id=chain,
        repeat_state=RepeatState.CONFIRMED,
        contact__started_at__gt=asked,
        contact__in=Contact.objects.visible_to(access, user),
    ).select_related("contact__channel", "contact__agent", "subject"),
    user=BigIntegerField(),
    chain=BigIntegerField(),
    asked=DateTimeField(),
)


def _about(question: Question) -> str:
    return f"{question.contact.channel.name} · {question.subject.name}"


def _name(user) -> str:
    return user.get_display_name() if user else ""


class _Words:
    """Events in the words of the timeline; `again` are the contacts in which the customer came
    back, by public id of the question."""

    def __init__(self, events: Sequence[CallbackEvent], again: dict[str, Question]):
        self.again = again
        self.undone = undone_versions(events)
        self.left = left_messages(events)
        ids = {event.detail["person"] for event in events if event.kind == Kind.ASSIGNED}
        people = User.objects.filter(public_id__in=ids) if ids else ()
        self.people = {str(person.public_id): _name(person) for person in people}

    def entry(self, event: CallbackEvent) -> Entry:
        kind = EVENT_KINDS.get(event.kind, "")
        if event.kind == Kind.CLOSED:
            kind = CLOSED_KINDS.get(event.detail["status"], "")
        undone = self._is_undone(event)
        return Entry(
            at=event.at,
            title=self._title(event),
            by=_name(event.by),
            text=event.text or self._text(event),
            kind="" if undone else kind,
            version=event.detail.get("led_to") or event.detail.get("version"),
            undone=undone,
        )

    def _is_undone(self, event: CallbackEvent) -> bool:
        version = event.detail.get("version")
        if event.kind in (Kind.UNDONE, Kind.NOTE) or version not in self.undone:
            return False
        return event.kind != Kind.MESSAGE or version not in self.left

    def _title(self, event: CallbackEvent) -> str:
        detail = event.detail
        if event.kind == Kind.REROUTED:
            names = {"before": detail["from_name"], "after": detail["to_name"]}
            return _("Passed on from %(before)s to %(after)s") % names
        if event.kind == Kind.CLOSED:
            status = CallbackStatus(detail["status"]).label
            result = detail.get("result")
            return f"{status}: {Result(result).label}" if result else str(status)
        if event.kind == Kind.ASSIGNED:
            name = self.people.get(detail["person"], "")
            return _("Given to %(name)s") % {"name": name} if name else Kind.ASSIGNED.label
        if event.kind == Kind.WAITING:
            return _("Waiting for the customer, until %(day)s at the latest") % {
                "day": day(datetime.fromisoformat(detail["until"]).date())
            }
        if event.kind in (Kind.RESUMED, Kind.REOPENED):
            return _("%(what)s; due %(moment)s") % {
                "what": event.get_kind_display(),
                "moment": moment(datetime.fromisoformat(detail["due_at"])),
            }
        if event.kind == Kind.UNDONE:
            return _("Taken back: %(what)s") % {"what": _act(detail.get("act", ""))}
        if event.kind == Kind.MESSAGE and not detail.get("sent"):
            return _("No message to the customer: no e-mail address is known")
        if event.kind == Kind.ESCALATED and detail.get("name"):
            return _("Escalated: %(step)s") % {"step": detail["name"]}
        return event.get_kind_display()

    def _text(self, event: CallbackEvent) -> str:
        """Where nobody wrote anything: what else there is to say."""
        if event.kind == Kind.REPEATED:
            question = self.again.get(event.detail.get("question", ""))
            return _about(question) if question else ""
        if event.kind == Kind.MESSAGE and event.detail.get("sent"):
            return _("By e-mail: that we called, and how to reach us.")
        if event.kind == Kind.ESCALATED and event.detail.get("told"):
            told = event.detail["told"]
            return ngettext("%(count)d person told", "%(count)d people told", told) % {
                "count": told
            }
        return ""


def _act(act: str) -> str:
    """An act as its event is called."""
    kinds = {
        workflow.Act.CLAIM: Kind.CLAIMED,
        workflow.Act.ASSIGN: Kind.ASSIGNED,
        workflow.Act.RELEASE: Kind.RELEASED,
        workflow.Act.ATTEMPT: Kind.ATTEMPT,
        workflow.Act.WAIT: Kind.WAITING,
        workflow.Act.RESUME: Kind.RESUMED,
        workflow.Act.CLOSE: Kind.CLOSED,
        workflow.Act.GIVE_UP: Kind.CLOSED,
        workflow.Act.LAPSE: Kind.CLOSED,
        workflow.Act.REROUTE: Kind.REROUTED,
        workflow.Act.REOPEN: Kind.REOPENED,
    }
    return str(kinds[act].label) if act in kinds else ""


# -- What was taken back does not count --------------------------------------------------------


def left_messages(events: Iterable[CallbackEvent]) -> set[int]:
    """The versions of attempts taken back whose message to the customer had left by then."""
    return {
        event.detail["version"]
        for event in events
        if event.kind == Kind.UNDONE and event.detail.get("message") == "sent"
    }


def attempts_of(callback: Callback) -> list[datetime]:
    """The local moments somebody called in vain: attempts for an earlier answer, before it was
    opened again, do not count. One statement."""
    events = callback.events.filter(kind__in=(Kind.ATTEMPT, Kind.REOPENED, Kind.UNDONE))
    moments: list[datetime] = []
    for event in standing(events):
        if event.kind == Kind.REOPENED:
            moments.clear()
        else:
            moments.append(event.at.astimezone(ZONE))
    return moments


def missing_before_giving_up(
    callback: Callback, attempts: Sequence[datetime] | None = None
) -> tuple[workflow.Missing, ...]:
    """What is still needed before it may be closed as not reached. One statement, or none when
    the `attempts_of` it are known."""
    moments = attempts_of(callback) if attempts is None else attempts
    calendar = calendar_for()
    working = {at.date() for at in moments if is_working_day(calendar, at.date())}
    return workflow.missing_before_giving_up(moments, working_days=working)


def last_answer(callback: Callback, *, before: int) -> str:
    """What was answered before that version; empty when nothing was. One statement."""
    closed = standing(callback.events.filter(kind__in=(Kind.CLOSED, Kind.UNDONE)))
    answers = [
        event.text
        for event in closed
        if event.detail["status"] == CallbackStatus.DONE and event.detail["version"] < before
    ]
    return answers[-1] if answers else ""
