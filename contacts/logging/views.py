"""The agent's screen: opened, saved while typing, saved for good."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.logging import answering, changes, drafts
from contacts.logging.services import log_contact
from contacts.logging.shown import SILENT, is_shown
from contacts.logging.words import saved_words
from contacts.logging.workspace import DEFAULT_CHANNEL, Workspace
from contacts.models import Contact
from contacts.reference import reference
from kcc.customers.identify import location_key, normalise_phone
from kcc.customers.services import record_look, record_search
from kcc.lib.errors import DomainError
from kcc.lib.htmx import fragment, is_background
from kcc.lib.htmx import redirect as go_to
from kcc.lib.templatetags.kcc import phone as phone_words
from kcc.organisation.access import access_of, role_required
from kcc.organisation.models import Role

AGENTS = (Role.AGENT, Role.KCC_LEAD)
NOT_KEPT = {"csrfmiddlewaretoken", "action", "revision", "started", "shown"}
# A draft is a form, not a place to store files: more than this is refused.
MAX_DRAFT = 200_000
# By these somebody is looked up.
LOOK_UP = ("find", "phone", "email")
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
    space = _space(request, key, draft.data, timezone.now(), draft=draft, mine=mine)
    return render(request, "contacts/logging/workspace.html", {"space": space})


def _space(request, key, data, now, *, draft=None, mine=None, bound=False) -> Workspace:
    started = draft.started_at if draft else drafts.read_start(request.POST.get("started", ""), now)
    return Workspace(
        user=request.user,
        access=access_of(request.user),
        key=key,
        data=data,
        now=now,
        started_at=started,
        draft=draft,
        running=mine,
        bound=bound,
    )


def _posted(request) -> dict:
    """What the form holds, as it is kept: the last value, or all of them for check boxes."""
    post = request.POST
    return {
        # PostgreSQL keeps no NUL, and nobody types one.
        name: post.getlist(name) if name.endswith("-steps") else post[name].replace("\0", "")
        for name in post
        if name not in NOT_KEPT
    }


def _revision(request) -> int:
    try:
        return max(0, int(request.POST.get("revision", 0)))
    except ValueError:
        return 0


def _too_long(data: dict) -> bool:
    return sum(len(str(value)) for value in data.values()) > MAX_DRAFT


@transaction.atomic
def _keep(request, key, data, now, *, pressed: bool = False):
    """Save the draft with every BSN in free text masked; answers the draft.

    `pressed`: by a button, which always wins from what was saved while typing.
    """
    if _too_long(data):
        raise DomainError(_("This is too long to keep. Shorten the notes."))
    masked, _count = drafts.mask_free_text(data)
    space = _space(request, key, masked, now)
    draft = drafts.save_draft(
        user=request.user,
        key=key,
        data=masked,
        revision=max(_revision(request), 1) if not pressed else None,
        now=now,
        started_at=space.started_at,
        label=space.title,
    )
    # Who it is with is the same, masked or not: it is read once.
    draft.found_customer = space.customer
    linked = draft.data.get("customer")
    if linked and linked != draft.before.get("customer") and space.customer is not None:
        record_look(by=request.user, customer=space.customer, why="contact", now=now)
    return draft


def _record_search(request, space: Workspace, draft, now) -> None:
    """Looking somebody up by what was typed leaves a trace, once for each text."""
    asked = any(draft.data.get(name) != draft.before.get(name) for name in LOOK_UP)
    if asked and (space.searched or space.matches):
        found = len(space.matches) + len(space.cases.found)
        record_search(by=request.user, found=found, now=now)


# -- What the buttons do ---------------------------------------------------------------------------


def _autosave(request, key, argument):
    """Keep what was typed and answer the pieces that depend on it."""
    now, data = timezone.now(), _posted(request)
    if (noted := _noted(request, key, data, now)) is not None:
        return noted
    try:
        draft = _keep(request, key, data, now)
    except DomainError as error:
        return HttpResponse(error.message, status=409, content_type="text/plain; charset=utf-8")
    space = _space(request, key, data, now, draft=draft)
    space.customer = draft.found_customer
    _record_search(request, space, draft, now)
    return render(request, "contacts/logging/_live.html", {"space": space})


def _noted(request, key, data, now):
    """Somebody goes on typing a note: it is kept, and nothing on the screen depends on it. None
    when something else was changed too, or the pieces on the screen are not known to be these."""
    mark, user = request.POST.get("shown", ""), request.user
    if _too_long(data) or not is_shown(mark, data, user=user, key=key, now=now):
        return None
    masked, _count = drafts.mask_free_text(data)
    draft = drafts.save_words(
        user=user, key=key, data=masked, revision=max(_revision(request), 1), now=now
    )
    if draft is None:
        return None
    notes = [name for name in data if SILENT.fullmatch(name) and name.endswith("-note")]
    hints = [(name.removesuffix("-note"), masked[name] != data[name]) for name in notes]
    return render(request, "contacts/logging/_noted.html", {"draft": draft, "hints": hints})


def _change(change, *, who: bool = False):
    """A button that changes something on the form and shows it again. `who`: with whom the contact
    is; what was filled in of somebody else goes, or their letter would go to the wrong address."""

    def act(request, key, argument):
        now, data = timezone.now(), _posted(request)
        if who and data.get("customer"):
            customer = _space(request, key, data, now).customer
            # Also what their file gave before this contact said otherwise.
            for said in (data, {}):
                answering.forget(data, answering.known_of(said, customer))
        focus = change(data, argument)
        try:
            draft = _keep(request, key, data, now, pressed=True)
        except DomainError as error:
            return _refused(request, key, data, error)
        return _show(request, key, draft, data, focus)

    return act


def _about_case(request, key, data, public_id, now) -> dict:
    """What the form begins with when the contact is about this case; nothing for a case that is not
    theirs to see."""
    begun = dict(data)
    changes.use_case(begun, public_id)
    cases = _space(request, key, begun, now).cases
    case = cases.of(0)
    if case is None:
        return {}
    subject = cases.subject_of(case)
    return begun | ({"q0-subject": subject.name} if subject else {})


def _use_case(request, key, argument):
    """A question is about a case from the klantbeeld, or one that was found by its number."""
    now, data = timezone.now(), _posted(request)
    found = _space(request, key, data, now).cases.found
    if any(str(case.public_id) in argument for case in found):
        data["find"] = ""
    focus = changes.use_case(data, argument)
    index = int(focus[1 : focus.index("-")])
    cases = _space(request, key, data, now).cases
    case = cases.of(index)
    if case is not None and not data.get(f"q{index}-subject"):
        subject = cases.subject_of(case)
        data[f"q{index}-subject"] = subject.name if subject else ""
        focus = focus if subject else f"q{index}-subject"
    try:
        draft = _keep(request, key, data, now, pressed=True)
    except DomainError as error:
        return _refused(request, key, data, error)
    return _show(request, key, draft, data, focus)


def _show(request, key, draft, data, focus=""):
    """The form again: the piece for a script, a redirect without one. A BSN that is searched for is
    not kept, so it is looked for now or not at all."""
    now, find = timezone.now(), data.get("find", "")
    alone = not is_background(request)
    if alone and find == draft.data.get("find", ""):
        return redirect("contacts:running", key=key)
    mine = drafts.drafts_of(request.user)
    space = _space(request, key, draft.data | {"find": find}, now, draft=draft, mine=mine)
    _record_search(request, space, draft, now)
    context = {"space": space, "focus": focus}
    if alone:
        return render(request, "contacts/logging/workspace.html", context)
    return fragment(request, "contacts/logging/_workspace.html", context)


def _clock(move):
    """Pause, go on, or end the conversation: server time, whatever the browser's clock says."""

    def act(request, key, argument):
        now, data = timezone.now(), _posted(request)
        try:
            draft = _keep(request, key, data, now, pressed=True)
        except DomainError as error:
            return _refused(request, key, data, error)
        move(draft, now)
        return _show(request, key, draft, data, "clock")

    return act


def _discard(request, key, argument):
    drafts.discard_draft(by=request.user, key=key, now=timezone.now())
    messages.info(request, _("The contact is discarded."))
    return _next(request)


def _go(request, key, argument):
    """To another running contact, or a new one; this one is kept first."""
    now, data = timezone.now(), _posted(request)
    if not _space(request, key, data, now).is_empty:
        try:
            _keep(request, key, data, now, pressed=True)
        except DomainError as error:
            return _refused(request, key, data, error)
    try:
        url = reverse("contacts:running", args=[UUID(argument)])
    except ValueError:
        url = reverse("contacts:new")
    return go_to(request, url)


def _next(request, registered=()):
    """After saving or discarding: the next running contact, else an empty form. The code of a case
    that was `registered` is shown in the answer itself: nothing can show it later."""
    alone = not is_background(request)
    if alone and not registered:
        return redirect(_where(drafts.next_key(request.user)))
    mine, now = drafts.drafts_of(request.user), timezone.now()
    if mine:
        space = _space(request, mine[0].key, mine[0].data, now, draft=mine[0], mine=mine)
    else:
        space = Workspace(
            user=request.user, access=access_of(request.user), key=uuid4(),
            data={"channel": request.POST.get("channel", DEFAULT_CHANNEL)},
            now=now, started_at=None,
        )  # fmt: skip
    context = {"space": space, "focus": "q0-subject", "registered": registered}
    if alone:
        return render(request, "contacts/logging/workspace.html", context)
    response = fragment(request, "contacts/logging/_workspace.html", context)
    response["HX-Push-Url"] = _where(mine[0].key if mine else None)
    return response


def _where(key: UUID | None) -> str:
    return reverse("contacts:running", args=[key]) if key else reverse("contacts:new")


def _refused(request, key, data, error: DomainError, space=None):
    """A rule said no: the form again with the sentence on top, and everything still in it."""
    if space is None:
        space = _space(request, key, data, timezone.now(), mine=drafts.drafts_of(request.user))
    template = "_workspace" if is_background(request) else "workspace"
    return render(
        request,
        f"contacts/logging/{template}.html",
        {"space": space, "refusal": error.message},
        status=422,
    )


def _save(request, key, argument):
    """Log the contact: all of it in one transaction, or nothing with the form as it was."""
    now = timezone.now()
    data, _found = drafts.mask_free_text(_posted(request))
    space = _space(request, key, data, now, bound=True)
    if not space.is_valid():
        return _invalid(request, key, data, now, space)
    try:
        contact = _log(request, key, space, now)
    except DomainError as error:
        _keep_quietly(request, key, data, now)
        return _refused(request, key, data, error)
    messages.success(request, saved_words(contact))
    return _next(request, [case for case in contact.made_cases if case.told_code])


def _invalid(request, key, data, now, space):
    """Show every error at once; the draft is kept, so a closed tab loses nothing either."""
    draft = _keep_quietly(request, key, data, now)
    space.draft = draft
    space.running = drafts.drafts_of(request.user)
    template = "_workspace" if is_background(request) else "workspace"
    return render(request, f"contacts/logging/{template}.html", {"space": space}, status=422)


def _keep_quietly(request, key, data, now):
    try:
        return _keep(request, key, data, now, pressed=True)
    except DomainError:
        return None


@transaction.atomic
def _log(request, key, space: Workspace, now) -> Contact:
    draft = drafts.take_draft(user=request.user, key=key)
    if draft is not None:
        space.draft, space.started_at = draft, draft.started_at
    timing = space.timing
    who = space.contact_form.cleaned_data
    questions = [
        panel.form.to_input(previous=space.questions.previous(panel))
        for panel in space.questions.panels
    ]
    return log_contact(
        by=request.user,
        key=key,
        channel=who["channel"],
        direction=who["direction"],
        questions=questions,
        started_at=timing.started_at,
        ended_at=timing.ended_at,
        talk_seconds=timing.talk_seconds,
        wrap_up_seconds=timing.wrap_up_seconds,
        customer=space.customer,
        caller_name=who["caller_name"],
        phone=who["phone"],
        email=who["email"],
        location=who["location"],
        location_key=location_key(who["location"]),
        confidential=who["confidential"],
        call_id=who["call_id"],
        now=now,
        joins=True,
    )


ACTIONS = {
    "save": _save,
    "open": _go,
    "autosave": _autosave,
    "refresh": _change(changes.nothing),
    "add_question": _change(changes.add_question),
    "remove_question": _change(changes.remove_question),
    "use_customer": _change(changes.use_customer, who=True),
    "drop_customer": _change(changes.drop_customer, who=True),
    "use_case": _use_case,
    "drop_case": _change(changes.drop_case),
    "confirm_repeat": _change(changes.answer_repeat("confirmed")),
    "reject_repeat": _change(changes.answer_repeat("rejected")),
    "pause": _clock(drafts.pause),
    "resume": _clock(drafts.resume),
    "end_talk": _clock(drafts.end_talk),
    "discard": _discard,
}


@require_POST
@role_required(*AGENTS)
def subjects(request):
    """The subject list while typing. POST: what is typed may be anything, also a name."""
    found = reference().search_subjects(request.POST.get("q", "")[:100], limit=10)
    return render(request, "contacts/logging/_subjects.html", {"subjects": found})
