"""Reports of the telephone exchange: upload one, look at it, read it; what was read before."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dashboard import figures
from dashboard.models import TelephonyFile
from dashboard.show import text
from dashboard.tallies.counts import Counts
from dashboard.telephony import carrying, selectors, services
from dashboard.telephony.forms import ReportForm
from dashboard.telephony.reading import Report, name_of, read_report, text_of
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.lib.paging import keyset_page
from kcc.lib.periods import local_day
from kcc.organisation.access import role_required
from kcc.organisation.models import Role

keepers = role_required(Role.MANAGER, Role.KCC_LEAD)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def telephony(request):
    sent = request.method == "POST"
    form = ReportForm(request.POST, request.FILES) if sent else ReportForm()
    now, problems = timezone.now(), []
    if sent and form.is_valid():
        try:
            found = _looked_at(request, form, now)
        except DomainError as error:
            form.add_error(error.field or None, str(error))
        else:
            if not found.report.problems:
                return render(request, "dashboard/telephony/look.html", _look_context(found))
            problems = found.report.problems
            form.add_error("file", _("Nothing was read: there are rows that cannot be read."))
    context = {
        "form": form,
        "problems": problems,
        "page": keyset_page(selectors.files(), order=["-read_at"], params=request.GET),
        "known": selectors.known_days(),
    }
    status = 422 if form.errors else 200
    return render(request, "dashboard/telephony/list.html", context, status=status)


@dataclass(frozen=True)
class Found:
    """A report that can be read, and the form that brings it back."""

    name: str
    report: Report
    carried: str
    before: TelephonyFile | None


def _looked_at(request, form: ReportForm, now) -> Found:
    file = form.cleaned_data["file"]
    content = file.read()
    report = read_report(
        text_of(content),
        today=local_day(now),
        line=form.cleaned_data["line"],
        norm_seconds=form.cleaned_data["norm_seconds"],
    )
    name, sha256 = name_of(file.name), services.digest_of(content)
    carried = ""
    if not report.problems:
        carried = carrying.packed(by=request.user, name=name, sha256=sha256, report=report)
    return Found(name, report, carried, selectors.read_before(sha256))


def _look_context(found: Found) -> dict:
    first, last = found.report.days
    known = selectors.known_hours(first, last)
    by_line: dict[str, Counts] = {}
    hours: dict[str, int] = {}
    for hour in found.report.hours.values():
        counts = by_line.setdefault(hour.line, Counts())
        counts.add({name: getattr(hour, column) for name, column in selectors.MEASURES.items()})
        hours[hour.line] = hours.get(hour.line, 0) + 1
    return {
        "found": found,
        "first": first,
        "last": last,
        "hours": len(found.report.hours),
        "replaced": sum(key in known for key in found.report.hours),
        "lines": [
            {"name": line, "hours": hours[line], "counts": counts, **_values(counts)}
            for line, counts in sorted(by_line.items())
        ],
        "crumbs": [
            {"label": _("Telephone exchange"), "url": reverse("dashboard:telephony")},
            {"label": found.name},
        ],
    }


def _values(counts: Counts) -> dict:
    told = {
        "level": figures.TELEPHONE_LEVEL.value(counts),
        "lost": figures.TELEPHONE_LOST.value(counts),
        "wait": figures.TELEPHONE_WAIT.value(counts),
    }
    return {name: {"text": text(value), "rating": value.rating} for name, value in told.items()}


@require_POST
@keepers
def read(request):
    try:
        said = carrying.unpacked(request.POST.get("report", ""), by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(request, "dashboard:telephony")
    file = services.keep_hours(by=request.user, now=timezone.now(), **said)
    messages.success(
        request,
        ngettext("%(number)d hour was read.", "%(number)d hours were read.", file.rows)
        % {"number": file.rows},
    )
    return redirect(request, "dashboard:telephony")


@require_POST
@keepers
def remove(request, public_id):
    file = TelephonyFile.objects.filter(public_id=public_id).first()
    if file is None:
        raise Http404
    number = services.remove_file(by=request.user, file=file, now=timezone.now())
    messages.success(
        request,
        ngettext("%(number)d hour was removed.", "%(number)d hours were removed.", number)
        % {"number": number},
    )
    return redirect(request, "dashboard:telephony")
