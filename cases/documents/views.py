"""Adding, fetching, seeing and removing the documents of a case."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from cases.documents import files, services
from cases.documents.answering import HARMLESS, as_file
from cases.documents.forms import DocumentForm, RemoveForm
from cases.documents.selectors import document_of, documents_of, may_remove
from cases.documents.uploading import limit_upload
from cases.models import Case, CaseDocument
from cases.reaching import find, page_of
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import WORKERS, access_of, role_required

MOST_SHOWN = 50  # pages on one preview
SEEN_FOR = 3600  # seconds in which the pages of a preview belong to one look


def _document(request, public_id, document_id) -> tuple[Case, CaseDocument]:
    case = find(request, public_id)
    try:
        return case, document_of(case, document_id)
    except CaseDocument.DoesNotExist as error:
        raise Http404 from error


def _crumbs(request, case: Case, here: str) -> list[dict]:
    return [
        {"label": _("Cases"), "url": reverse("cases:list")},
        {"label": case.number, "url": page_of(request, case)},
        {"label": here},
    ]


# -- Adding -----------------------------------------------------------------------------------


# What protects the form reads it, with the file. So that comes after who it is and how large a
# file may be.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*WORKERS)
def add(request, public_id):
    limit_upload(request)
    return _add(request, public_id)


@csrf_protect
def _add(request, public_id):
    case = find(request, public_id)
    if not documents_of(case, access=access_of(request.user), user=request.user).may_add:
        raise PermissionDenied
    sent = request.method == "POST"
    form = DocumentForm(request.POST, request.FILES) if sent else DocumentForm()
    if sent and request.file_too_large:
        # Instead of the complaint that there is no file.
        form.errors.pop("file", None)
        form.add_error("file", files.too_large().message)
    if sent and form.is_valid():
        try:
            document = services.add_document(
                by=request.user, case=case, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            words = _("%(name)s is in the case now.") % {"name": document.name}
            messages.success(request, words)
            return redirect(request, page_of(request, case))
    context = {
        "case": case,
        "back": page_of(request, case),
        "form": form,
        "crumbs": _crumbs(request, case, _("Add a document")),
        "most": files.most_bytes() // files.MEGABYTE,
    }
    return render(request, "cases/documents/add.html", context, status=422 if form.errors else 200)


# -- Fetching and seeing ----------------------------------------------------------------------


@require_safe
@role_required(*WORKERS)
def download(request, public_id, document_id):
    """Always as a file to keep, never as a page. Looking is recorded, although this is a GET."""
    case, document = _document(request, public_id, document_id)
    try:
        file = services.open_document(by=request.user, document=document, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(request, page_of(request, case))
    return as_file(file, document)


@require_safe
@role_required(*WORKERS)
def preview(request, public_id, document_id):
    """Its pages as pictures."""
    case, document = _document(request, public_id, document_id)
    if not document.pages:
        raise Http404
    services.see_document(by=request.user, document=document, now=timezone.now())
    access = access_of(request.user)
    context = {
        "case": case,
        "back": page_of(request, case),
        "document": document,
        "crumbs": _crumbs(request, case, document.name),
        "pages": range(1, min(document.pages, MOST_SHOWN) + 1),
        "left_out": max(0, document.pages - MOST_SHOWN),
        "look": _signer().sign(_look(request, document)),
        "may_remove": may_remove(document, case=case, access=access, user=request.user),
    }
    return render(request, "cases/documents/preview.html", context)


@require_safe
@role_required(*WORKERS)
def page(request, public_id, document_id, position):
    """One page, drawn now; nothing is kept. Asked for outside a preview it is a look of its own."""
    _case, document = _document(request, public_id, document_id)
    if not 1 <= position <= document.pages:
        raise Http404
    if not _belongs_to_a_look(request, document):
        services.see_document(by=request.user, document=document, now=timezone.now())
    try:
        picture = services.draw_page(document=document, page=position)
    except DomainError as error:
        return HttpResponse(error.message, status=422, content_type="text/plain", headers=HARMLESS)
    return HttpResponse(picture, content_type="image/png", headers=HARMLESS)


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="cases.documents.look")


def _look(request, document: CaseDocument) -> str:
    return f"{request.user.public_id} {document.public_id}"


def _belongs_to_a_look(request, document: CaseDocument) -> bool:
    try:
        seen = _signer().unsign(request.GET.get("look", ""), max_age=SEEN_FOR)
    except signing.BadSignature:
        return False
    return seen == _look(request, document)


# -- Removing ---------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*WORKERS)
def remove(request, public_id, document_id):
    case, document = _document(request, public_id, document_id)
    access = access_of(request.user)
    if not may_remove(document, case=case, access=access, user=request.user):
        raise PermissionDenied
    sent = request.method == "POST"
    form = RemoveForm(request.POST) if sent else RemoveForm()
    if sent and form.is_valid():
        try:
            services.remove_document(
                by=request.user,
                case=case,
                document=document,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("%(name)s is removed.") % {"name": document.name})
            return redirect(request, page_of(request, case))
    context = {
        "case": case,
        "back": page_of(request, case),
        "document": document,
        "form": form,
        "crumbs": _crumbs(request, case, _("Remove a document")),
    }
    status = 422 if form.errors else 200
    return render(request, "cases/documents/remove.html", context, status=status)
