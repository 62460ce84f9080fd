"""The import on screen, for the functional administrator: upload, look, start, read the result."""

from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.importing import services
from contacts.importing.forms import UploadForm
from contacts.importing.mappingfile import load
from contacts.importing.preview import preview
from contacts.importing.selectors import imported_before, runs
from contacts.models import ImportRun
from kcc.audit.services import record
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.lib.paging import keyset_page
from kcc.organisation.access import role_required
from kcc.organisation.models import Role

administrators = role_required(Role.ADMINISTRATOR)


def _run(public_id) -> ImportRun:
    return get_object_or_404(runs(), public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def imports(request):
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if sent and form.is_valid():
        try:
            run = services.upload(
                by=request.user,
                file=form.cleaned_data["file"],
                mapping=load(form.cleaned_data["mapping"]),
                now=timezone.now(),
            )
            return redirect(request, "contacts:import-run", run.public_id)
        except DomainError as error:
            form.add_error(error.field or None, str(error))
    context = {"form": form, "page": keyset_page(runs(), order=["-created_at"], params=request.GET)}
    status = 422 if form.errors else 200
    return render(request, "contacts/importing/list.html", context, status=status)


@require_safe
@administrators
def import_run(request, public_id):
    run = _run(public_id)
    crumbs = [
        {"label": _("Import"), "url": reverse("contacts:import")},
        {"label": run.original_name},
    ]
    context = {"run": run, "job": run.job, "crumbs": crumbs}
    try:
        mapping = load(run.mapping)
        context["mapping"] = mapping
        if run.job is None and run.file:
            context["found"] = preview(Path(run.file.path), mapping, timezone.now())
            context["before"] = imported_before(run)
    except DomainError as error:
        context["problem"] = str(error)
    context["report"] = run.job is not None and services.report_of(run).exists()
    return render(request, "contacts/importing/run.html", context)


@require_POST
@administrators
def start(request, public_id):
    run = _run(public_id)
    try:
        services.start(by=request.user, run=run, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(request, "contacts:import-run", run.public_id)


@require_POST
@administrators
def discard(request, public_id):
    run = _run(public_id)
    try:
        services.discard(by=request.user, run=run, now=timezone.now())
        messages.success(request, _("Removed."))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(request, "contacts:import-run", run.public_id)
    return redirect(request, "contacts:import")


@require_safe
@administrators
def errors(request, public_id):
    run = _run(public_id)
    path = services.report_of(run)
    if run.job is None or run.job.finished_at is None or not path.exists():
        raise Http404
    record(by=request.user, action="import.report", obj=run)
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"import-{run.created_at:%Y-%m-%d}-errors.csv",
        content_type="text/csv; charset=utf-8",
    )
    response.headers["Cache-Control"] = "no-store"
    return response
