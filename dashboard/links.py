"""Where each number leads: the list that holds exactly the rows it counts, and the next page.

A person who may not open a list gets the number without a link. Addresses hold slugs, public ids,
days and words of an allow-list, never a person. The period and the filters of the page go along.
"""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from dashboard.audience import READS_DEPARTMENT
from dashboard.figures import Figure
from dashboard.filters import FigureFilters
from dashboard.reports.audience import ORGANISATION, READS_ORGANISATION, READS_REPORTS
from dashboard.rows.links import PART, REST, WHOLE, rows_url
from dashboard.scopes import Scope
from kcc.organisation.access import Access

CALLBACKS, CASES = "contacts:callbacks", "cases:list"


@dataclass(frozen=True)
class Links:
    """Of a page about a department, a team or a domain, or about all that this person sees."""

    access: Access
    filters: FigureFilters | None = None
    place: Scope | None = None

    def of(self, place: Scope) -> "Links":
        return replace(self, place=place)

    # -- Rows ----------------------------------------------------------------------------------

    def rows(self, figure: Figure, side: str = PART, *, department=None, **changes) -> str:
        """The rows of a figure in the period of the page; `department` narrows a page of several.
        For `changes` see dashboard.rows.links."""
        place = self.place
        return rows_url(
            self.access,
            figure,
            self.filters,
            side,
            department=department or (place.department if place else None),
            team=place.team if place else None,
            # A department says it more precisely.
            domain=None if department or not place or place.department else place.domain,
            **changes,
        )

    def whole(self, figure: Figure, **changes) -> str:
        return self.rows(figure, WHOLE, **changes)

    def rest(self, figure: Figure, **changes) -> str:
        return self.rows(figure, REST, **changes)

    def work(
        self,
        listing: str,
        *,
        department=None,
        team=None,
        domain=None,
        state: str = "",
        since: date | None = None,
        until: date | None = None,
    ) -> str:
        """The open callbacks or cases of the place; without one those of all that the person
        sees."""
        if not self.access.has(*READS_DEPARTMENT):
            return ""
        # Always named, for a person may have another view of the list as the usual one.
        query = {"state": state or "open"} | self._place(department)
        if since:
            query["since"] = since.isoformat()
        if until:
            query["until"] = until.isoformat()
        return f"{reverse(listing)}?{urlencode(query)}"

    def _place(self, department) -> dict[str, str]:
        place = self.place
        found = department or (place.department if place else None)
        if found is None:
            return {"domain": place.domain.slug} if place and place.domain else {}
        if place and place.team:
            return {"department": found.slug, "team": str(place.team.public_id)}
        return {"department": found.slug}

    # -- Pages ---------------------------------------------------------------------------------

    def here(self, **changes) -> str:
        """This page, asked for something else (FigureFilters.here)."""
        return f"?{self.filters.here(**changes)}"

    def organisation(self) -> str:
        return self._page("dashboard:organisation")

    def domain(self, domain) -> str:
        return self._page("dashboard:domain", domain.slug)

    def department(self, department) -> str:
        if not self.access.has(*READS_DEPARTMENT):
            return ""
        return self._page("dashboard:department", department.slug)

    def reports(self, department=None) -> str:
        """What was published of a department, or of the organisation."""
        if not self.access.has(*(READS_REPORTS if department else READS_ORGANISATION)):
            return ""
        place = department.slug if department else ORGANISATION
        return f"{reverse('reports:archive')}?{urlencode({'place': place})}"

    def team(self, team, department) -> str:
        return self.team_by_id(team.public_id, department)

    def team_by_id(self, public_id: UUID, department) -> str:
        return self._page("dashboard:team", department.slug, public_id)

    def _page(self, name: str, *args) -> str:
        query = self.filters.query() if self.filters else ""
        return reverse(name, args=args) + (f"?{query}" if query else "")
