"""The norms as a manager reads them: what they say, what they hold for, and since when."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from contacts.models import Subject
from contacts.norms.holding import Holding, Span, State, holding
from kcc.lib.errors import DomainError
from kcc.organisation.calendars import Norm, Unit, best_norm
from kcc.organisation.explain import explain
from kcc.organisation.models import ServiceNorm
from kcc.organisation.worktime import Step


@dataclass(frozen=True)
class Line:
    """One norm of the list. `names` say what it holds for, the weightiest first."""

    norm: ServiceNorm
    names: tuple[str, ...]
    holding: Holding
    today: date

    @property
    def term(self) -> str:
        return term_in_words(self.norm)

    @property
    def may_end(self) -> bool:
        return self.norm.valid_until is None or self.norm.valid_until >= self.today

    @property
    def may_remove(self) -> bool:
        return self.norm.valid_from > self.today

    @property
    def in_force(self) -> bool:
        return self.holding.state == State.IN_FORCE


@dataclass(frozen=True)
class Group:
    """The norms of one kind: those in force, those to come, and those that are over."""

    kind: str
    label: str
    lines: tuple[Line, ...]
    built_in: str  # the term when no norm holds

    @property
    def leans_on_built_in(self) -> bool:
        return not any(line.in_force and not line.names for line in self.lines)

    @property
    def current(self) -> list[Line]:
        return [line for line in self.lines if line.in_force]

    @property
    def coming(self) -> list[Line]:
        states = (State.COMING, State.RESTING)
        return [line for line in self.lines if line.holding.state in states]

    @property
    def past(self) -> list[Line]:
        return [line for line in self.lines if line.holding.state == State.PAST]


def term_in_words(norm: ServiceNorm | Norm) -> str:
    """ "2 working days", "4 opening hours"."""
    if norm.unit == Unit.WORKING_DAYS:
        return explain([Step("working_days", {"count": norm.amount})])
    return explain([Step("working_hours", {"hours": norm.amount})])


def place_of(norm: ServiceNorm | Norm) -> tuple:
    """What a norm holds for, besides its kind."""
    return (norm.kind, norm.department_id, norm.channel_id, norm.subject_code)


def groups(today: date) -> list[Group]:
    """Every norm, per kind, the most specific first. Two statements."""
    rows = list(ServiceNorm.objects.select_related("department", "channel"))
    names = subject_names({row.subject_code for row in rows})
    together = defaultdict(list)
    for row in rows:
        together[place_of(row)].append(Span(row.valid_from, row.valid_until))
    lines = defaultdict(list)
    for row in sorted(rows, key=_in_order):
        own = Span(row.valid_from, row.valid_until)
        held = holding(own, together[place_of(row)], today)
        lines[row.kind].append(Line(row, place_names(row, names), held, today))
    return [
        Group(kind, str(label), tuple(lines[kind]), _built_in(kind, today))
        for kind, label in ServiceNorm.Kind.choices
    ]


def _built_in(kind, today) -> str:
    return term_in_words(best_norm((), kind=kind, day=today))


def _in_order(row):
    return (
        row.subject_code == "", row.department_id is None, row.channel_id is None,
        -row.valid_from.toordinal(), row.pk,
    )  # fmt: skip


def subject_names(codes) -> dict[str, str]:
    """Names by code, also of subjects that are no longer in use. One statement."""
    return dict(Subject.objects.filter(code__in=codes).values_list("code", "name"))


def place_names(row: ServiceNorm, subjects: dict[str, str]) -> tuple[str, ...]:
    """In words what a norm holds for; nothing for a general one. `department` and `channel` are
    loaded."""
    found = []
    if row.subject_code:
        name = subjects.get(row.subject_code, row.subject_code)
        found.append(_("subject %(name)s") % {"name": name})
    if row.department_id:
        found.append(_("department %(name)s") % {"name": row.department.name})
    if row.channel_id:
        found.append(_("channel %(name)s") % {"name": row.channel.name})
    return tuple(found)


def taken() -> DomainError:
    """What to say when there is such a norm from that day."""
    return DomainError(
        _("There is a norm for this from that day already. Choose another day."),
        field="valid_from",
        code="taken",
    )
