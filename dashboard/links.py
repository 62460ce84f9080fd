"""Where each number leads: the list that holds exactly the rows it counts.

A person who may not open a list gets the number without a link. Addresses hold slugs, days and
words of an allow-list, never a person.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from contacts.history.filters import ContactFilters
from dashboard.selectors import CONFIRMED, READS_CONTACTS, READS_DEPARTMENT, READS_WORK
from kcc.lib.periods import Month
from kcc.organisation.access import Access

CALLBACKS, CASES = "contacts:callbacks", "cases:list"


@dataclass(frozen=True)
class Links:
    access: Access

    def work(
        self,
        listing: str,
        *,
        department=None,
        state: str = "",
        since: date | None = None,
        until: date | None = None,
    ) -> str:
        """The open callbacks or cases; without a department those of all that the person sees."""
        if not self.access.has(*READS_WORK):
            return ""
        # Always named, for a person may have another view of the list as the usual one.
        query = {"state": state or "open"}
        if department is not None:
            query["department"] = department.slug
        if since:
            query["since"] = since.isoformat()
        if until:
            query["until"] = until.isoformat()
        return f"{reverse(listing)}?{urlencode(query)}"

    def repeats(self, month: Month, department=None) -> str:
        return self._contacts(month, department, repeat=CONFIRMED)

    def direct(self, month: Month, department=None) -> str:
        return self._contacts(month, department, direct=True)

    def questions(self, month: Month, department=None) -> str:
        return self._contacts(month, department, counted=True)

    def department(self, department) -> str:
        if not self.access.has(*READS_DEPARTMENT):
            return ""
        return reverse("dashboard:department", args=[department.slug])

    def _contacts(self, month, department, **asked) -> str:
        if not self.access.has(*READS_CONTACTS):
            return ""
        slug = department.slug if department is not None else ""
        filters = ContactFilters(month=month, department=slug, **asked)
        return f"{reverse('contacts:list')}?{filters.query()}"
