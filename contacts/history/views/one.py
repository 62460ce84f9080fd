"""One contact, and what may still be changed about it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.terms.standing import due_of as case_due
from contacts.history import selectors
from contacts.history.forms import (
    CorrectionForm,
    QuestionForm,
    RepeatForm,
    show_both,
)
from contacts.history.services import answer_repeat, correct_contact
from contacts.history.story import Story, place_of, series_of, story_of
from contacts.klantbeeld.clock import due_of
from contacts.models import Contact, Question
from contacts.models.contact import RepeatState
from contacts.reference import reference
from contacts.statusquestions import is_one
from kcc.audit.services import record
from kcc.customers.search import find_customers
from kcc.customers.selectors import visible_customers
from kcc.customers.services import record_search
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import FRONT_OFFICE, WORKERS, access_of, role_required
from kcc.organisation.explain import explain

# -- One contact ------------------------------------------------------------------------------


@require_safe
@role_required(*WORKERS)
def contact_detail(request, public_id):
    """Looking is recorded, although this is a GET: docs/decisions/004."""
    access = access_of(request.user)
    with transaction.atomic():
        story = _story(request, public_id)
        record(by=request.user, action="contact.viewed", obj=story.contact)
    return _detail_page(request, story, access)


def _detail_page(request, story: Story, access, *, answered=None, status=200):
    """`answered` is a (question position, RepeatForm) that was not accepted."""
    told = [_told(question, story, answered, timezone.now()) for question in story.questions]
    chained = [one["question"] for one in told if one["place"]]
    series, more = [], 0
    if chained:
        series = series_of(chained[0], access=access, user=request.user)
        more = place_of(chained[0]).length - len(series)
    context = {
        "story": story,
        "contact": story.contact,
        "heading": _heading(story),
        "crumbs": _crumbs(_("Contact")),
        "anonymous": _is_anonymous(story.contact),
        "told": told,
        "series": series,
        "series_more": more,
        "corrections": [_in_words(correction, story.knows) for correction in story.corrections],
    }
    return render(request, "contacts/history/detail.html", context, status=status)


def _told(question: Question, story: Story, answered, now) -> dict:
    """A question with its place in the chain, its promises, and what may be answered about it."""
    form, callback, case = None, getattr(question, "callback", None), question.case
    if answered and answered[0] == question.position:
        form = answered[1]
    elif story.may_answer and question.repeat_state == RepeatState.PROPOSED:
        form = RepeatForm(reference=reference())
    return {
        "question": question,
        "place": place_of(question),
        "form": form,
        "callback": callback,
        "callback_due": due_of(callback, now) if callback else None,
        "raised": story.raised.get(question.pk, []),
        "promise": explain(callback.promise_steps) if callback else "",
        "asks_status": is_one(question),
        "case": case,
        "case_due": case_due(case, now) if case else None,
    }


def _heading(story: Story) -> str:
    contact = story.contact
    if contact.customer_id:
        return contact.customer.full_name if story.knows_customer else _("Confidential customer")
    return contact.caller_name or _("Unknown caller")


def _is_anonymous(contact: Contact) -> bool:
    known = (contact.customer_id, contact.caller_name, contact.phone, contact.email)
    return not any((*known, contact.location))


def _crumbs(*names: str) -> list[dict]:
    return [
        {"label": _("Contacts"), "url": resolve_url("contacts:list")},
        *({"label": name} for name in names),
    ]


def _in_words(correction, known: frozenset[str]) -> dict:
    """`known` are the customers that may be named."""
    labels = {
        "channel": _("Channel"),
        "customer": _("Customer"),
        "subject": _("Subject"),
        "note": _("Note"),
        "outcome": _("Outcome"),
        "reason": _("Reason for contact"),
        "department": _("Department"),
        "asks_status": _("Status question"),
    }
    return {
        "at": correction.at,
        "by": correction.by.get_display_name(),
        "reason": correction.reason,
        "lines": [
            _named(change, known) | {"label": labels.get(change["field"], change["field"])}
            for change in correction.changes
        ],
    }


def _named(change: dict, known: frozenset[str]) -> dict:
    sides = [side for side in ("before", "after") if change.get(f"{side}_id")]
    hidden = [side for side in sides if change[f"{side}_id"] not in known]
    return change | dict.fromkeys(hidden, _("confidential"))


def _story(request, public_id) -> Story:
    try:
        return story_of(access=access_of(request.user), user=request.user, public_id=public_id)
    except Contact.DoesNotExist as error:
        raise Http404 from error


@require_POST
@role_required(*FRONT_OFFICE)
def contact_repeat(request, public_id, position):
    """The answer to a proposed repeat, from the page of the contact."""
    access, user = access_of(request.user), request.user
    found = Question.objects.filter(
        selectors.visible(access, user), contact__public_id=public_id, position=position
    )
    question = get_object_or_404(found)
    form, raised = RepeatForm(request.POST, reference=reference()), []
    if form.is_valid():
        try:
            raised = answer_repeat(
                by=user,
                question=question,
                confirmed=form.confirmed,
                reason=form.why,
                now=timezone.now(),
            ).raised_callbacks
        except DomainError as error:
            form.add_error(error.field or None, error.message)
    if form.errors:
        story = _story(request, public_id)
        return _detail_page(request, story, access, answered=(position, form), status=422)
    words = [_("Kept as a repeat contact.") if form.confirmed else _("Kept as a new question.")]
    words += [_("%(number)s has more priority now.") % {"number": row.number} for row in raised]
    messages.success(request, " ".join(words))
    return redirect("contacts:detail", public_id=public_id)


# -- Correcting -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*FRONT_OFFICE)
def contact_correct(request, public_id):
    story = _story(request, public_id)
    if not story.may_correct:
        raise PermissionDenied
    if request.method != "POST":
        return _correction_page(request, story, *_forms(request, story))
    if _searching(request.POST):
        return _correction_page(request, story, *_forms(request, story, typed=request.POST))
    form, questions = _forms(request, story, request.POST)
    valid = [each.is_valid() for each in (form, *questions)]
    if all(valid):
        try:
            correct_contact(
                by=request.user,
                contact=story.contact,
                version=form.cleaned_data["version"],
                values=form.values(questions),
                why=form.cleaned_data["why"],
                now=timezone.now(),
            )
        except Conflict as error:
            return _conflict_page(request, public_id, error)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("The contact is corrected; what it said is kept."))
            return redirect("contacts:detail", public_id=public_id)
    return _correction_page(request, story, form, questions, status=422)


def _searching(sent) -> bool:
    """The search button, or Enter in its field: what is in it was not searched for yet."""
    return "search" in sent or sent.get("find", "").strip() != sent.get("found", "").strip()


def _conflict_page(request, public_id, error: Conflict):
    """What was typed, with what is saved now beside it; sent again, it is saved over that."""
    story = _story(request, public_id)
    data = request.POST.copy()
    data["version"] = story.contact.version
    form, questions = _forms(request, story, data)
    show_both(form, CorrectionForm.initial_of(story.contact))
    for each in questions:
        show_both(each, QuestionForm.initial_of(each.question))
    return _correction_page(request, story, form, questions, conflict=error, status=409)


def _forms(request, story: Story, data=None, *, typed=None):
    """The forms: as saved, with `data` that is sent, or with what was `typed` so far, unjudged."""
    known, given = reference(), data or typed
    form = CorrectionForm(
        data,
        contact=story.contact,
        reference=known,
        known=story.knows_customer,
        customers=_candidates(request, given) if given else (),
    )
    questions = [QuestionForm(data, question=q, reference=known) for q in story.questions]
    form.initial = CorrectionForm.initial_of(story.contact)
    for each in questions:
        each.initial = QuestionForm.initial_of(each.question)
    for each in (form, *questions) if typed else ():
        each.initial |= {
            n: typed[each.add_prefix(n)] for n in each.fields if each.add_prefix(n) in typed
        }
    return form, questions


def _candidates(request, given) -> list:
    """The customers that were searched for, and the one that was chosen."""
    access = access_of(request.user)
    text = given.get("find", "")
    found = []
    if text.strip():
        found = find_customers(text, access=access, user=request.user)
        record_search(by=request.user, found=len(found))
    try:
        chosen = UUID(given.get("customer", ""))
    except ValueError:
        return found
    others = visible_customers(access=access, user=request.user).filter(public_id=chosen)
    return [*found, *(customer for customer in others if customer not in found)]


def _correction_page(request, story, form, questions, *, conflict=None, status=200):
    sent = request.POST
    present = 1 if story.contact.customer else 0
    context = {
        "contact": story.contact,
        "crumbs": [
            *_crumbs(),
            {
                "label": _("Contact"),
                "url": resolve_url("contacts:detail", public_id=story.contact.public_id),
            },
            {"label": _("Correct")},
        ],
        "form": form,
        "questions": questions,
        "forms": [form, *questions],
        "conflict": conflict,
        "searched": bool(sent) and _searching(sent),
        "found_for": sent.get("find", ""),
        "found": len(form.customers) - present,
    }
    return render(request, "contacts/history/correct.html", context, status=status)
