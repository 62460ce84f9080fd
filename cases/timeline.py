"""One case, and what happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import BigIntegerField, Exists, OuterRef, UUIDField
from django.utils.translation import gettext as _

from cases.editing import DETAILS, LABELS
from cases.models import Case, CaseEvent, CaseMessage, CaseRole
from cases.questions import asked_of
from cases.selectors import questions
from cases.terms.wording import TITLES as terms_in_words
from cases.whole import there
from cases.workflow import Act
from kcc.lib.kept import Kept
from kcc.lib.ready import Ready
from kcc.lib.timeline import Entry, undone_versions
from kcc.organisation.access import Access
from kcc.organisation.alike import ReadyFor
from kcc.organisation.directory import name_all

Kind = CaseEvent.Kind
EVENT_KINDS = {
    Kind.CLAIMED: "info",
    Kind.TAKEN_OVER: "info",
    Kind.STATUS: "info",
    Kind.REASSIGNED: "warn",
    Kind.SUSPENDED: "warn",
    Kind.EXTENDED: "warn",
    Kind.NOTICE: "late",
    Kind.ASKED: "info",
    Kind.CLOSED: "ok",
    Kind.REOPENED: "late",
}


def visible_case(access: Access, user, public_id: UUID) -> Case:
    """The case, with all that its page shows of it; DoesNotExist when it is not theirs to see.

    One statement.
    """
    found = _visible(access, user=user.pk, public_id=public_id)
    if not found:
        raise Case.DoesNotExist
    return found[0]


_visible = ReadyFor(
    lambda access, *, user, public_id: (
        Case.objects.visible_to(access, user)
        .select_related(
            "case_type",
            "status",
            "result",
            "department",
            "team",
            "handler",
            "customer",
            "registered_by",
            "parent",
            "extension__added_by",
            "follow_code__made_by",
        )
        .filter(public_id=public_id)
    ),
    user=BigIntegerField(),
    public_id=UUIDField(),
)


def events_of(case: Case) -> list[CaseEvent]:
    """One statement; none when nothing happened to it."""
    events = _events(case=case.pk) if there(case).events else []
    for event in events:
        event.case = case
    name_all(events, "by")
    return events


_events = Ready(
    lambda *, case: CaseEvent.objects.filter(case=case),
    case=BigIntegerField(),
)


def timeline(case: Case, events: Sequence[CaseEvent] | None = None) -> list[Entry]:
    """What happened, oldest first. The registration is the case itself. One statement, none when
    the events are given; one more when answers to its question set were changed and its questions
    are not loaded."""
    registered = Entry(
        at=case.registered_at,
        title=_("Case registered"),
        by=_name(case.registered_by),
        kind="info",
    )
    events = events_of(case) if events is None else events
    words = _Words(case, events)
    return sorted([registered, *map(words.entry, events)], key=lambda entry: entry.at)


class _Words:
    """Events in the words of the timeline."""

    def __init__(self, case: Case, events: Sequence[CaseEvent]):
        self.undone = undone_versions(events)
        # The message about an act that was taken back, when it had left already.
        self.left = {
            event.detail["version"]
            for event in events
            if event.kind == Kind.UNDONE and event.detail.get("message") == "sent"
        }
        changed = {name for event in events for name in event.detail.get("fields", ())}
        self.labels = dict(LABELS)
        if any(name.startswith(DETAILS) for name in changed):
            asked = asked_of(case.case_type)
            self.labels |= {f"{DETAILS}{each.key}": each.label for each in asked}

    def entry(self, event: CaseEvent) -> Entry:
        version = event.detail.get("version")
        undone = event.kind != Kind.UNDONE and version in self.undone
        if event.kind == Kind.TOLD and version in self.left:
            undone = False
        return Entry(
            at=event.at,
            title=self._title(event),
            by=_name(event.by),
            text=event.text,
            kind="" if undone else EVENT_KINDS.get(event.kind, ""),
            version=event.detail.get("led_to") or version,
            undone=undone,
        )

    def _title(self, event: CaseEvent) -> str:
        detail = event.detail
        title = TITLES.get(event.kind)
        if title:
            return title(detail)
        if event.kind == Kind.EDITED and detail.get("fields"):
            names = [str(self.labels.get(name, "")) for name in detail["fields"]]
            return _("Changed: %(fields)s") % {"fields": ", ".join(filter(None, names)).lower()}
        return event.get_kind_display()


def _reassigned(detail) -> str:
    return _("Handed over from %(before)s to %(after)s") % _both(detail)


def _taken_over(detail) -> str:
    if not detail.get("from_name"):
        return str(Kind.TAKEN_OVER.label)
    return _("Taken over from %(before)s") % {"before": detail["from_name"]}


def _status(detail) -> str:
    return _("Status from %(before)s to %(after)s") % _both(detail)


def _closed(detail) -> str:
    return _("Closed: %(result)s") % {"result": detail["result"]}


def _reopened(detail) -> str:
    if not detail.get("to_name"):
        return str(Kind.REOPENED.label)
    return _("Reopened in %(status)s") % {"status": detail["to_name"]}


def _task(detail) -> str:
    words = {
        "added": _("Task added"),
        "done": _("Task done"),
        "reopened": _("Task open again"),
        "removed": _("Task removed"),
    }
    return words.get(detail.get("what"), str(Kind.TASK.label))


def _document(detail) -> str:
    words = {"added": _("Document added"), "removed": _("Document removed")}
    return words.get(detail.get("what"), str(Kind.DOCUMENT.label))


def _role(detail) -> str:
    kind = dict(CaseRole.Kind.choices).get(detail.get("kind"), "")
    words = {
        "added": _("Person added: %(kind)s"),
        "removed": _("Person removed: %(kind)s"),
    }
    return words.get(detail.get("what"), str(Kind.ROLE.label)) % {"kind": str(kind).lower()}


def _link(detail) -> str:
    words = {
        "added": _("Linked with %(number)s"),
        "removed": _("No longer linked with %(number)s"),
        "part_of": _("Became part of %(number)s"),
        "no_part_of": _("No longer part of %(number)s"),
        "part": _("%(number)s became part of this case"),
        "no_part": _("%(number)s is no longer part of this case"),
    }
    return words.get(detail.get("what"), str(Kind.LINK.label)) % {
        "number": detail.get("number", "")
    }


def _told(detail) -> str:
    kind = dict(CaseMessage.Kind.choices).get(detail.get("message"), "")
    return _("Message to the customer: %(kind)s") % {"kind": str(kind).lower()}


def _undone(detail) -> str:
    return _("Taken back: %(what)s") % {"what": _act(detail.get("act", ""))}


TITLES = {
    Kind.REASSIGNED: _reassigned,
    Kind.TAKEN_OVER: _taken_over,
    Kind.STATUS: _status,
    Kind.CLOSED: _closed,
    Kind.REOPENED: _reopened,
    Kind.TASK: _task,
    Kind.DOCUMENT: _document,
    Kind.ROLE: _role,
    Kind.LINK: _link,
    Kind.TOLD: _told,
    Kind.UNDONE: _undone,
    **terms_in_words,
}
# An act as its event is called.
ACTS = {
    Act.CLAIM: Kind.CLAIMED,
    Act.TAKE_OVER: Kind.TAKEN_OVER,
    Act.RELEASE: Kind.RELEASED,
    Act.HAND_OVER: Kind.REASSIGNED,
    Act.STATUS: Kind.STATUS,
    Act.EDIT: Kind.EDITED,
    Act.SUSPEND: Kind.SUSPENDED,
    Act.RESUME: Kind.RESUMED,
    Act.EXTEND: Kind.EXTENDED,
    Act.CLOSE: Kind.CLOSED,
    Act.REOPEN: Kind.REOPENED,
    Act.LINK: Kind.LINK,
}


def _act(act: str) -> str:
    return str(ACTS[act].label) if act in ACTS else ""


def _both(detail) -> dict:
    return {"before": detail["from_name"], "after": detail["to_name"]}


def _name(user) -> str:
    return user.get_display_name() if user else ""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A contact in which somebody asked about the case, and the callback that came of it."""

    at: datetime
    channel: str
    subject: str
    outcome: str
    is_repeat: bool
    # The customer wanted to know how it is going.
    asks_status: bool
    # None when the person may know that it happened, but not open it.
    contact: UUID | None
    callback: UUID | None
    callback_number: str


def origins(case: Case, access: Access, user) -> list[Origin]:
    """Newest first. Confidential contacts only for who may see them; of others it is no secret
    that they were there. One statement, none of a case nobody asked about.

    Contacts stand in a room to the right: they are reached over the relation, not imported.
    """
    if not there(case).contacts:
        return []
    rows = _asked(access, user=user.pk, case=case.pk)
    return [_origin(*row) for *row, confidential in rows if row[-1] or not confidential]


def _asking(access: Access, *, user, case):
    contacts = questions().model._meta.get_field("contact").related_model.objects
    visible = contacts.visible_to(access, user).filter(pk=OuterRef("contact_id"))
    return (
        questions()
        .filter(case=case)
        .annotate(visible=Exists(visible))
        .order_by("-contact__started_at", "-pk")
        .values_list(
            "contact__started_at", "contact__channel_id", "subject_id", "outcome_id",
            "repeat_state", "asks_status", "contact__public_id", "callback__public_id",
            "callback__pk", "visible", "contact__confidential",
        )
    )  # fmt: skip


_asked = ReadyFor(_asking, user=BigIntegerField(), case=BigIntegerField())


def _origin(
    at, channel, subject, outcome, repeat, asks_status, contact, callback, key, visible
) -> Origin:
    called_back = questions().model._meta.get_field("callback").related_model
    return Origin(
        at=at,
        channel=_known("channel", channel),
        subject=_known("subject", subject),
        outcome=_known("outcome", outcome),
        is_repeat=repeat == "confirmed",
        asks_status=bool(asks_status),
        contact=contact if visible else None,
        callback=callback if visible else None,
        callback_number=called_back(pk=key).number if key else "",
    )


def _read_words() -> dict[str, dict[int, str]]:
    """Three statements."""
    question = questions().model._meta
    contact = question.get_field("contact").related_model._meta
    fields = {
        "channel": contact.get_field("channel"),
        "subject": question.get_field("subject"),
        "outcome": question.get_field("outcome"),
    }
    return {
        name: dict(field.related_model.objects.order_by().values_list("pk", "name"))
        for name, field in fields.items()
    }


# What contacts are called; joined to each they are most of the statement.
_words = Kept(_read_words)


def _known(kind: str, key: int) -> str:
    if key not in _words()[kind]:
        _words.forget()
    return _words()[kind][key]
