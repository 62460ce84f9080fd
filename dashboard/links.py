"""Where each number leads: the list that holds exactly the rows it counts, and the next page.

A person who may not open a list gets the number without a link. Addresses hold slugs, public ids,
days and words of an allow-list, never a person. The period and the filters of the page go along.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from dashboard.address import written
from dashboard.asked import FigureFilters
from dashboard.audience import READS_DEPARTMENT
from dashboard.figures import Figure
from dashboard.reports.audience import ORGANISATION, READS_ORGANISATION, READS_REPORTS
from dashboard.rows.links import PART, REST, WHOLE, has_side, may_open, path, rows_query
from dashboard.scopes import Scope
from kcc.organisation.access import Access

CALLBACKS, CASES = "contacts:callbacks", "cases:list"


@dataclass(frozen=True)
class Links:
    """Of a page about a department, a team or a domain, or about all that this person sees."""

    access: Access
    filters: FigureFilters | None = None
    place: Scope | None = None
    # The same for every place.
    lists: dict = field(default_factory=dict, repr=False, compare=False)
    _queries: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, place: Scope) -> "Links":
        return replace(self, place=place)

    # -- Rows ----------------------------------------------------------------------------------

    def rows(self, figure: Figure, side: str = PART, *, department=None, **changes) -> str:
        """The rows of one side of a figure in the period of the page; `department` narrows a page
        of several. Empty for who may not open them, and for what has no rows of its own (what is
        open now leads to the worklists). For `changes` see rows_query."""
        address = self._list(figure, side)
        query = self._query(department, changes) if address else ""
        return f"{address}?{query}" if query else address

    def _list(self, figure: Figure, side: str) -> str:
        """A page asks for the same few lists, hundreds of times."""
        key = figure.slug, side
        if key not in self.lists:
            opens = has_side(figure, side) and may_open(self.access, figure)
            self.lists[key] = path("dashboard:rows", *key) if opens else ""
        return self.lists[key]

    def _query(self, department, changes: dict) -> str:
        """One point of a line, or one subject, has a link for every figure: written once."""
        key = department, *changes.items()
        if key not in self._queries:
            place = self.place
            self._queries[key] = rows_query(
                self.filters,
                department=department or (place.department if place else None),
                team=place.team if place else None,
                # A department says it more precisely.
                domain=None if department or not place or place.department else place.domain,
                **changes,
            )
        return self._queries[key]

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
        address = self._to(listing)
        if not address:
            return ""
        # Always named, for a person may have another view of the list as the usual one.
        query = {"state": state or "open"} | self._place(department)
        if since:
            query["since"] = since.isoformat()
        if until:
            query["until"] = until.isoformat()
        return f"{address}?{written(query)}"

    def _to(self, name: str) -> str:
        """A worklist, for who reads departments; empty for others."""
        if name not in self.lists:
            self.lists[name] = path(name) if self.access.has(*READS_DEPARTMENT) else ""
        return self.lists[name]

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
        return f"{path('reports:archive')}?{written({'place': place})}"

    def team(self, team, department) -> str:
        return self.team_by_id(team.public_id, department)

    def team_by_id(self, public_id: UUID, department) -> str:
        return self._page("dashboard:team", department.slug, str(public_id))

    def _page(self, name: str, *args: str) -> str:
        query = self.filters.query() if self.filters else ""
        return path(name, *args) + (f"?{query}" if query else "")
