"""The agent's screen: opened, and what its buttons ask for handed to who does it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.logging import changes, drafts
from contacts.logging.views.buttons import autosave, change_with, clock, discard, go, use_case
from contacts.logging.views.saving import save
from contacts.logging.views.typed import MAX_DRAFT, space_of
from contacts.logging.workspace import DEFAULT_CHANNEL, Workspace
from contacts.models import Contact
from contacts.reference import reference
from kcc.customers.identify import normalise_phone
from kcc.lib.templatetags.kcc import phone as phone_words
from kcc.organisation.access import access_of, role_required
from kcc.organisation.models import Role

AGENTS = (Role.AGENT, Role.KCC_LEAD)
# More than this is not even read.
MAX_POST = 2 * MAX_DRAFT


@require_safe
@role_required(*AGENTS)
def workplace(request):
    """Back to work: to the contact that was started last, else to an empty form."""
    mine = drafts.drafts_of(request.user)
    return redirect("contacts:running", key=mine[-1].key) if mine else redirect("contacts:new")


@require_safe
@role_required(*AGENTS)
def new(request):
    """An empty form; a telephone system opens it with ?phone= and ?call_id= (screen pop), the page
    of a customer with ?customer= and its public id, the page of a case with ?case=.

    Nothing is written: the contact exists from the first thing that is typed. The clock of a screen
    pop starts at once; of a form somebody opened it starts with the first thing typed, so that
    waiting for a call is not counted as talking.
    """
    now = timezone.now()
    data = {"channel": request.GET.get("channel", DEFAULT_CHANNEL)}
    if data["channel"] not in reference().channels:
        data["channel"] = DEFAULT_CHANNEL
    if phone := request.GET.get("phone", "")[:40]:
        data["phone"] = phone_words(normalise_phone(phone)) or phone
    for name in ("call_id", "customer"):
        if value := request.GET.get(name, "")[:80]:
            data[name] = value
    mine = drafts.drafts_of(request.user)
    if len(mine) >= drafts.MAX_RUNNING:
        messages.warning(request, _too_many())
        return redirect("contacts:running", key=mine[-1].key)
    key = uuid4()
    if case := request.GET.get("case", "")[:80]:
        data |= _about_case(request, key, data, case, now)
    space = Workspace(
        user=request.user,
        access=access_of(request.user),
        key=key,
        data=data,
        now=now,
        started_at=now if data.keys() & {"phone", "call_id"} else None,
        running=mine,
    )
    return render(request, "contacts/logging/workspace.html", {"space": space})


def _too_many() -> str:
    return ngettext(
        "You have %(count)d running contact. Save or discard one first.",
        "You have %(count)d running contacts. Save or discard one first.",
        drafts.MAX_RUNNING,
    ) % {"count": drafts.MAX_RUNNING}


def _about_case(request, key, data, public_id, now) -> dict:
    """What the form begins with when the contact is about this case; nothing for a case that is not
    theirs to see."""
    begun = dict(data)
    changes.use_case(begun, public_id)
    cases = space_of(request, key, begun, now).cases
    case = cases.of(0)
    if case is None:
        return {}
    subject = cases.subject_of(case)
    return begun | ({"q0-subject": subject.name} if subject else {})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*AGENTS)
def running(request, key: UUID):
    """A running contact: GET shows it, POST keeps or saves what was typed."""
    if request.method != "POST":
        return _open(request, key)
    if sum(len(value) for _name, values in request.POST.lists() for value in values) > MAX_POST:
        return HttpResponse(status=413)
    action, _sep, argument = request.POST.get("action", "save").partition(":")
    act = ACTIONS.get(action)
    if act is None:
        return HttpResponse(status=400)
    return act(request, key, argument)


def _open(request, key: UUID):
    mine = drafts.drafts_of(request.user)
    draft = next((draft for draft in mine if draft.key == key), None)
    if draft is None:
        saved = Contact.objects.filter(idempotency_key=key, agent=request.user).first()
        if saved is not None:
            return redirect("contacts:detail", public_id=saved.public_id)
        messages.warning(request, _("This contact is no longer running."))
        return redirect("contacts:new")
    space = space_of(request, key, draft.data, timezone.now(), draft=draft, mine=mine)
    return render(request, "contacts/logging/workspace.html", {"space": space})


ACTIONS = {
    "save": save,
    "open": go,
    "autosave": autosave,
    "refresh": change_with(changes.nothing),
    "add_question": change_with(changes.add_question),
    "remove_question": change_with(changes.remove_question),
    "use_customer": change_with(changes.use_customer, who=True),
    "drop_customer": change_with(changes.drop_customer, who=True),
    "use_case": use_case,
    "drop_case": change_with(changes.drop_case),
    "confirm_repeat": change_with(changes.answer_repeat("confirmed")),
    "reject_repeat": change_with(changes.answer_repeat("rejected")),
    "pause": clock(drafts.pause),
    "resume": clock(drafts.resume),
    "end_talk": clock(drafts.end_talk),
    "discard": discard,
}


@require_POST
@role_required(*AGENTS)
def subjects(request):
    """The subject list while typing. POST: what is typed may be anything, also a name."""
    found = reference().search_subjects(request.POST.get("q", "")[:100], limit=10)
    return render(request, "contacts/logging/_subjects.html", {"subjects": found})
