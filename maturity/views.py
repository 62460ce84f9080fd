"""Pages of the maturity model."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kcc.lib.sheets import Sheet, asked_format, sheet_response
from kcc.organisation.access import access_of, role_required
from maturity.audience import OPENS_CATALOGUE, may_run
from maturity.models import Respondent
from maturity.reading import Reading, head, reading, rows

Group = Respondent.Group


@require_safe
@role_required(*OPENS_CATALOGUE)
def show_catalogue(request):
    """The five phases and five pillars with their statements; ?pillar= of one of them, ?version= of
    an older edition."""
    read = _asked(request)
    pillar = request.GET.get("pillar", "")
    if pillar and read.catalogue.pillar(pillar) is None:
        raise Http404
    context = {
        "read": read,
        "catalogue": read.catalogue,
        "shelves": read.of_pillar(pillar),
        "whole": not pillar,
        "tabs": _tabs(read, pillar),
        "groups": _groups(),
        "may_run": may_run(access_of(request.user)),
        "crumbs": [
            {"label": _("Maturity"), "url": reverse("maturity:home")},
            {"label": _("Statements")},
        ],
        "export_url": reverse("maturity:catalogue-export"),
    }
    return render(request, "maturity/catalogue.html", context)


@require_safe
@role_required(*OPENS_CATALOGUE)
def export_catalogue(request):
    """All statements of one version in a file."""
    read = _asked(request)
    sheet = Sheet(_("statements"), head(), list(rows(read)))
    return sheet_response(sheet, asked_format(request.GET))


def _asked(request) -> Reading:
    read = reading(request.GET.get("version", ""))
    if read is None:
        raise Http404
    return read


def _tabs(read: Reading, chosen: str) -> list[dict]:
    page = reverse("maturity:catalogue")
    version = "" if read.current else f"&version={read.catalogue.version}"
    everything = {
        "label": _("All pillars"),
        "url": f"{page}?{version[1:]}" if version else page,
        "current": not chosen,
        "count": len(read.catalogue.statements),
    }
    return [
        everything,
        *(
            {
                "label": pillar.name,
                "url": f"{page}?pillar={pillar.slug}{version}",
                "current": pillar.slug == chosen,
                "count": pillar.count,
            }
            for pillar in read.catalogue.pillars
        ),
    ]


def _groups() -> list[tuple[str, str]]:
    """Who answers, and what each of them sees best."""
    return [
        (Group.CONTACT_CENTRE.label, _("hear every day what people ask and what goes wrong")),
        (Group.HEADS.label, _("answer for the work behind the counter")),
        (Group.MANAGEMENT.label, _("decide on goals and means")),
        (Group.EMPLOYEES.label, _("handle what the contact centre passes on")),
    ]
