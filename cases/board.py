"""The board: the open cases of one type in the columns of their statuses, and where each can go."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from cases import selectors, workflow
from cases.catalogue.kept import Kinds
from cases.models import Case, Stage, StatusType
from cases.rights import acts_for
from cases.rows import Row
from kcc.organisation.access import Access

# Cards in one column; the list holds the rest.
MOST = 40


@dataclass(frozen=True)
class Step:
    """A status of one version of a type."""

    order: int
    name: str
    is_final: bool


@dataclass(frozen=True)
class Catalogue:
    """The statuses of every version of every type: slug → id of the version → steps in their order,
    the newest version first."""

    kinds: Kinds
    versions: dict[str, dict[int, list[Step]]]

    def lanes(self, slug: str) -> list[str]:
        """The names of the statuses before the end, in the order of the newest version; what only
        an older one has stands after what went before it there."""
        names: list[str] = []
        for steps in self.versions.get(slug, {}).values():
            place = 0
            for step in steps:
                if step.is_final:
                    continue
                if step.name in names:
                    place = names.index(step.name) + 1
                else:
                    names.insert(place, step.name)
                    place += 1
        return names

    def newest(self, slug: str) -> list[str]:
        steps = next(iter(self.versions.get(slug, {}).values()), [])
        return [step.name for step in steps if not step.is_final]


def catalogue() -> Catalogue:
    """One statement."""
    rows = (
        StatusType.objects.exclude(case_type__stage=Stage.DRAFT)
        .order_by("-case_type__version", "order")
        .values_list(
            "case_type__slug", "case_type__name", "case_type_id", "order", "name", "is_final"
        )
    )
    names: dict[str, str] = {}
    versions: dict[str, dict[int, list[Step]]] = {}
    for slug, case_type, version, order, name, is_final in rows:
        names.setdefault(slug, case_type)
        steps = versions.setdefault(slug, {}).setdefault(version, [])
        steps.append(Step(order, name, is_final))
    types = sorted(names.items(), key=lambda choice: choice[1].casefold())
    return Catalogue(Kinds(types, []), versions)


def busiest(rows: QuerySet) -> str:
    """The type with the most open cases among these; empty when there are none. One statement."""
    counted = (
        rows.open()
        .order_by()
        .values("case_type__slug")
        .annotate(number=Count("pk"))
        .order_by("-number", "case_type__slug")
    )
    return counted.values_list("case_type__slug", flat=True).first() or ""


@dataclass(frozen=True)
class Card:
    """A case on the board. `back` and `forward` are the steps it can go to, None when there is none
    or this person may not move it; at `last` it can only be closed, on its own page."""

    row: Row
    back: Step | None = None
    forward: Step | None = None
    last: bool = False


@dataclass
class Lane:
    """A column: its cards (at most MOST), and how many cases are in it."""

    name: str
    cards: list[Card] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


def lanes_of(
    rows: QuerySet, slug: str, known: Catalogue, *, access: Access, user, now: datetime
) -> list[Lane]:
    """These (open) cases of a type by status, what is due first on top. Two statements."""
    numbered = rows.annotate(
        place=Window(
            RowNumber(),
            partition_by=F("status__name"),
            order_by=[F("priority").desc(), F("due_on").asc(), F("pk").asc()],
        ),
        of=Window(Count("pk"), partition_by=F("status__name")),
    ).filter(place__lte=MOST)
    counts = dict(numbered.values_list("pk", "of"))
    lanes = {name: Lane(name) for name in known.lanes(slug)}
    found = Case.objects.filter(pk__in=counts)
    cases = list(selectors.listed(found, access, user).order_by("-priority", "due_on", "pk"))
    for case, row in zip(cases, selectors.rows_of(cases, access=access, now=now), strict=True):
        lane = lanes.setdefault(case.status.name, Lane(case.status.name))
        steps = known.versions.get(slug, {}).get(case.case_type_id, [])
        lane.cards.append(_card(case, row, steps, access))
        lane.count = counts[case.pk]
    # A status that only an older version has is there as long as a case is.
    usual = set(known.newest(slug))
    return [lane for lane in lanes.values() if lane.cards or lane.name in usual]


def _card(case: Case, row: Row, steps: Iterable[Step], access: Access) -> Card:
    if not case.personal or workflow.Act.STATUS not in acts_for(case, access):
        return Card(row)
    steps = {step.order: step for step in steps}
    places = [workflow.Place(step.order, step.is_final) for step in steps.values()]
    back, ahead = None, []
    for order, step in workflow.steps(case.status.order, places).items():
        if step == workflow.Step.BACK:
            back = steps[order]
        else:
            ahead.append(order)
    return Card(row, back, steps[min(ahead)] if ahead else None, last=not ahead)
