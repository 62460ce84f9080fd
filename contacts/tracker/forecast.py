"""The tracker as its page shows it: numbers with the addresses of the rows they count."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contacts.tracker.selectors import FORECAST, GROUPS, Clock, Counted, Numbers, Scope
from kcc.lib.periods import local_day
from kcc.lib.templatetags.kcc import day
from kcc.organisation.worklist import State, next_working_day

LISTS = {"callbacks": "contacts:callbacks", "cases": "cases:list"}


@dataclass(frozen=True)
class Cell:
    """A number, what it counts, and where its rows are; no address when there are none."""

    label: str
    count: int
    url: str
    late: bool = False


@dataclass(frozen=True)
class Line:
    """One department, or all of them together."""

    name: str
    url: str
    callbacks: list[Cell]
    cases: list[Cell]


@dataclass(frozen=True)
class Group:
    """Clocks of one urgency: those shown, and how many there are of each kind."""

    state: str
    label: str
    clocks: list[Clock]
    callbacks: Cell
    cases: Cell

    @property
    def count(self) -> int:
        return self.callbacks.count + self.cases.count

    @property
    def more(self) -> int:
        return self.count - len(self.clocks)

    @property
    def level(self) -> str:
        levels = {State.SERIOUS: "late", State.LATE: "late", State.DUE_TODAY: "warn"}
        return levels.get(self.state, "")


def tomorrow(now: datetime) -> str:
    """The next working day in words: "tomorrow", or which day."""
    following = next_working_day(now)
    if following == local_day(now) + timedelta(days=1):
        return _("Tomorrow")
    return day(following).capitalize()


def labels(now: datetime) -> dict[str, str]:
    return {
        State.SERIOUS: _("Seriously late"),
        State.LATE: _("Late"),
        State.OVERDUE: _("Late already"),
        State.DUE_TODAY: _("Today"),
        State.DUE_TOMORROW: tomorrow(now),
        State.DUE_LATER: pgettext("when", "Later"),
        State.WAITING: _("Waiting for the customer"),
        State.UNASSIGNED: _("Nobody's yet"),
    }


def lines(counted: Counted, scope: Scope) -> tuple[list[Line], Line]:
    """The forecast of every department with open work, the most late first; and the total."""
    ordered = sorted(
        counted.departments.items(),
        key=lambda item: (-item[1].of(State.OVERDUE), -item[1].of(State.DUE_TODAY), item[0][1]),
    )
    names, lists, tracker = labels(scope.now), _lists(), reverse("contacts:tracker")
    found = [
        Line(
            name,
            "" if slug == scope.department else _address(tracker, department=slug),
            *_cells(numbers, names, lists, department=slug),
        )
        for (slug, name), numbers in ordered
    ]
    here = {"department": scope.department, "domain": scope.domain}
    return found, Line(_("Together"), "", *_cells(counted.total, names, lists, **here))


def _lists() -> dict[str, str]:
    """Where the rows of each kind are: asked once for all numbers of a page."""
    return {kind: reverse(name) for kind, name in LISTS.items()}


def _cells(
    numbers: Numbers, names: dict[str, str], lists: dict[str, str], **place
) -> tuple[list[Cell], list[Cell]]:
    both = [
        [_cell(getattr(numbers, kind), state, names[state], address, **place) for state in FORECAST]
        for kind, address in lists.items()
    ]
    return both[0], both[1]


def _cell(numbers: dict[str, int], state: str, label: str, address: str, **place) -> Cell:
    count = numbers.get(state, 0)
    url = _address(address, state=state, **place) if count else ""
    return Cell(label, count, url, late=state == State.OVERDUE and bool(count))


def groups(counted: Counted, clocks: dict[str, list[Clock]], scope: Scope) -> list[Group]:
    """In the order of urgency, the empty ones too."""
    names, lists, total = labels(scope.now), _lists(), counted.total
    place = {"department": scope.department, "domain": scope.domain}
    return [
        Group(
            state,
            names[state],
            clocks[state],
            *(
                _cell(getattr(total, kind), state, names[state], address, **place)
                for kind, address in lists.items()
            ),
        )
        for state in GROUPS
    ]


def _address(page: str, **asked) -> str:
    query = urlencode({key: str(value) for key, value in asked.items() if value})
    return f"{page}?{query}" if query else page
