"""One case, and what happened to it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from cases.models import Case, CaseEvent
from kcc.lib.timeline import Entry
from kcc.organisation.access import Access

EVENT_KINDS = {
    CaseEvent.Kind.CLAIMED: "info",
    CaseEvent.Kind.STATUS: "info",
    CaseEvent.Kind.REASSIGNED: "warn",
    CaseEvent.Kind.CLOSED: "ok",
}


def visible_case(access: Access, user, public_id: UUID) -> Case:
    """The case, with all that its page shows of it; DoesNotExist when it is not theirs to see.

    One statement.
    """
    return (
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
        )
        .get(public_id=public_id)
    )


def timeline(case: Case) -> list[Entry]:
    """What happened, oldest first. The registration is the case itself. One statement."""
    registered = Entry(
        at=case.registered_at,
        title=_("Case registered"),
        by=_name(case.registered_by),
        kind="info",
    )
    events = [_entry(event) for event in case.events.select_related("by")]
    return sorted([registered, *events], key=lambda entry: entry.at)


def _entry(event: CaseEvent) -> Entry:
    title, detail = event.get_kind_display(), event.detail
    if event.kind == CaseEvent.Kind.STATUS:
        title = _("Status from %(before)s to %(after)s") % _both(detail)
    elif event.kind == CaseEvent.Kind.REASSIGNED:
        title = _("Handed over from %(before)s to %(after)s") % _both(detail)
    elif event.kind == CaseEvent.Kind.CLOSED:
        title = _("Closed: %(result)s") % {"result": detail["result"]}
    return Entry(
        at=event.at,
        title=title,
        by=_name(event.by),
        text=event.text,
        kind=EVENT_KINDS.get(event.kind, ""),
        version=detail.get("version"),
    )


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
    # None when the person may know that it happened, but not open it.
    contact: UUID | None
    callback: UUID | None
    callback_number: str


def origins(case: Case, access: Access, user) -> list[Origin]:
    """Newest first. Confidential contacts only for who may see them; of others it is no secret
    that they were there. One statement.

    Contacts stand in a room to the right: they are reached over the relation, not imported.
    """
    contacts = case.questions.model._meta.get_field("contact").related_model.objects
    visible = contacts.visible_to(access, user).filter(pk=OuterRef("contact_id"))
    questions = (
        case.questions.annotate(visible=Exists(visible))
        .filter(Q(visible=True) | Q(contact__confidential=False))
        .select_related("contact__channel", "subject", "outcome", "callback")
        .order_by("-contact__started_at", "-pk")
    )
    return [_origin(question) for question in questions]


def _origin(question) -> Origin:
    callback = getattr(question, "callback", None)
    return Origin(
        at=question.contact.started_at,
        channel=question.contact.channel.name,
        subject=question.subject.name,
        outcome=question.outcome.name,
        is_repeat=question.repeat_state == "confirmed",
        contact=question.contact.public_id if question.visible else None,
        callback=callback.public_id if callback and question.visible else None,
        callback_number=callback.number if callback else "",
    )
