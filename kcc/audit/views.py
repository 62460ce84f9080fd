"""The audit log, for the privacy officer."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kcc.audit import sentences
from kcc.audit.forms import AuditFilterForm
from kcc.audit.models import AuditEvent
from kcc.audit.selectors import events, people
from kcc.audit.services import record
from kcc.lib.paging import keyset_page
from kcc.lib.sheets import Sheet, asked_format, sheet_response
from kcc.organisation.access import role_required
from kcc.organisation.models import Role

NEWEST_FIRST = ["-at", "-pk"]


@require_safe
@role_required(Role.PRIVACY_OFFICER)
def audit_list(request):
    form = AuditFilterForm(request.GET, people=people())
    valid = form.is_valid()
    found = _found(form) if valid else AuditEvent.objects.none()
    page = keyset_page(found, order=NEWEST_FIRST, params=request.GET)
    record(by=request.user, action="audit.viewed", detail=form.asked)
    rows = [Row(event) for event in page]
    return render(
        request,
        "audit/list.html",
        {"form": form, "page": page, "rows": rows, "asked": form.asked},
        status=200 if valid else 422,
    )


@require_safe
@role_required(Role.PRIVACY_OFFICER)
def audit_export(request):
    form = AuditFilterForm(request.GET, people=people())
    if not form.is_valid():
        return audit_list(request)
    kind = asked_format(request.GET)
    record(by=request.user, action="audit.exported", detail=form.asked | {"format": kind})
    # In UTC, as the log itself: it is laid beside the logs of machines.
    head = [
        _("Moment (UTC)"), _("Who"), _("What"), _("Action"), _("Kind of object"),
        _("Number of the object"), _("Result"), _("Origin"), _("Details"),
    ]  # fmt: skip
    rows = _found(form).order_by(*NEWEST_FIRST).iterator(chunk_size=1000)
    lines = (Row(event).cells() for event in rows)
    return sheet_response(Sheet("audit-log", head, lines), kind)


def _found(form: AuditFilterForm):
    asked = form.cleaned_data
    return events(
        action=asked["action"],
        person=asked["person"],
        object_type=asked["type"],
        object_id=asked["object"],
        start=asked["start"],
        end=asked["end"],
    )


class Row:
    """One line of the log in the words of the reader."""

    def __init__(self, event: AuditEvent):
        self.event = event
        self.who = event.actor.get_display_name() if event.actor else _("The system")
        self.what = sentences.action_in_words(event.action)
        self.object = sentences.object_in_words(event.object_type)
        self.detail = sentences.detail_in_words(event.detail)

    def cells(self) -> list[str]:
        event = self.event
        moment = event.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        return [
            moment, self.who, self.what, event.action, self.object,
            event.object_id, event.result, event.origin, self.detail,
        ]  # fmt: skip
