"""Comparing with others: give an own result away, read those of others, take one out again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import role_required
from maturity.audience import RUNS
from maturity.models import SharedResult
from maturity.sharing import exchange, selectors, services, show
from maturity.sharing.forms import ImportForm
from maturity.sharing.quartiles import FEWEST

keepers = role_required(*RUNS)
PAGE = "maturity/sharing/list.html"


@require_safe
@keepers
def shared(request):
    return render(request, PAGE, _context(ImportForm()))


@require_POST
@keepers
def import_shared(request):
    form, problems = ImportForm(request.POST, request.FILES), []
    if form.is_valid():
        try:
            services.import_result(
                by=request.user,
                content=form.cleaned_data["file"],
                label=form.cleaned_data["label"],
                now=timezone.now(),
            )
        except exchange.UnreadableError as error:
            problems = error.problems
        except DomainError as error:
            problems = [str(error)]
        else:
            messages.success(request, _("The result is read and counts from now on."))
            return redirect(request, "maturity:shared")
    for problem in problems:
        form.add_error("file", problem)
    return render(request, PAGE, _context(form), status=422)


def _context(form: ImportForm) -> dict:
    return {
        "form": form,
        "lines": show.lines(selectors.shared_results()),
        "own": selectors.our_own(),
        "fewest": FEWEST,
        "years": selectors.YEARS,
    }


@require_POST
@keepers
def export(request, public_id):
    assessment = selectors.can_be_shared().filter(public_id=public_id).first()
    if assessment is None:
        raise Http404
    text = services.hand_out(by=request.user, assessment=assessment, now=timezone.now())
    name = f"maturity-{selectors.month_of(assessment):%Y-%m}.json"
    return HttpResponse(
        text,
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


@require_POST
@keepers
def remove(request, share_id):
    row = SharedResult.objects.filter(share_id=share_id).first()
    if row is None:
        raise Http404
    services.remove_result(by=request.user, shared=row, now=timezone.now())
    messages.success(request, _("The result is removed."))
    return redirect(request, "maturity:shared")
