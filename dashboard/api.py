"""The figures over the API: what they mean, and what they say of a place and a period."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from dashboard import scopes
from dashboard.answers import answer, knows_filters, knows_place
from dashboard.asked import FigureFilters, read_asked
from dashboard.audience import READS_FIGURES
from dashboard.figures import BY_SLUG, FIGURES, Figure
from dashboard.filters import NONE, PREVIOUS, YEAR
from dashboard.periods import PRESETS
from dashboard.rest import FigureAnswerData, FigureList
from kcc.lib.rest import SlugData
from kcc.organisation.rest import ApiView

ASKED = [
    OpenApiParameter("period", str, description=f"2026-11, or one of {', '.join(PRESETS)}."),
    OpenApiParameter("from", str, description="The first day: 2026-11-01."),
    OpenApiParameter("to", str, description="The last day, included."),
    OpenApiParameter("compare", str, enum=[PREVIOUS, YEAR, NONE]),
    OpenApiParameter("department", str, description="Slug of a department."),
    OpenApiParameter("domain", str, description="Slugs of domains, with a comma between."),
    OpenApiParameter("channel", str, description="Codes of channels, with a comma between."),
    OpenApiParameter("subject", str, description="Codes of subjects, with a comma between."),
]


class Figures(ApiView):
    roles = {"GET": READS_FIGURES}

    @extend_schema(
        operation_id="figures_list", summary="What the figures mean", responses=FigureList
    )
    def get(self, request):
        """All figures there are, in the order of docs/figures.md."""
        return Response(FigureList({"results": FIGURES}).data)


class FigureDetail(ApiView):
    roles = {"GET": READS_FIGURES}

    @extend_schema(
        operation_id="figures_read",
        summary="What a figure says of a place and a period",
        parameters=ASKED,
        responses=FigureAnswerData,
    )
    def get(self, request, id):
        """Of everything this person sees the figures of, unless `department` or `domain` narrows
        it; this month, unless another period is asked for. By month and by department too."""
        figure, now = BY_SLUG.get(id), timezone.now()
        if figure is None:
            raise Http404
        asked, filters = read_asked(request.GET, now)
        if errors := _errors(figure, asked, filters):
            raise ValidationError(errors)
        scope = self.scope(request.GET.get("department", ""), filters)
        if scope is None or not knows_place(figure, scope):
            raise Http404
        told = answer(figure, scope, asked=asked, now=now, **self.person)
        place = SlugData(scope.department).data if scope.department else None
        return Response(FigureAnswerData(told).data | {"department": place})

    def scope(self, slug: str, filters: FigureFilters) -> scopes.Scope | None:
        departments = scopes.departments_for(self.access)
        if slug:
            found = scopes.department(self.access, departments, slug)
        else:
            found = scopes.organisation(self.access, departments)
        return filters.within(found) if found else None


def _errors(figure: Figure, asked, filters: FigureFilters) -> dict[str, list[str]]:
    """A filter that cannot be read or does not fit is an error, never an empty filter."""
    errors = dict(filters.errors)
    if asked.is_narrow and not knows_filters(figure):
        sentence = _("This figure is not known by channel or subject.")
        errors |= {name: [sentence] for name in ("channel", "subject") if filters.codes[name]}
    return errors
