"""Of the case types what every process keeps (kcc.lib.kept)."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseQuestion, CaseType, ResultType, Stage, StatusType
from kcc.lib.kept import Kept
from kcc.lib.options import Options
from kcc.lib.ready import give

# -- Versions -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    """A version of a case type with what belongs to it, in order: what is in use is not changed any
    more, so what a process keeps of it is what every case of it goes by. Its questions are loaded.
    """

    case_type: CaseType
    statuses: tuple[StatusType, ...]
    results: tuple[ResultType, ...]


def _read_versions() -> dict[int, Version]:
    """Four statements."""
    types = list(CaseType.objects.order_by())
    give(types, "questions", CaseQuestion.objects.order_by("order"), "case_type_id")
    statuses, results = defaultdict(list), defaultdict(list)
    for row in StatusType.objects.order_by("order"):
        statuses[row.case_type_id].append(row)
    for row in ResultType.objects.order_by("pk"):
        results[row.case_type_id].append(row)
    return {row.pk: Version(row, tuple(statuses[row.pk]), tuple(results[row.pk])) for row in types}


versions = Kept(_read_versions)


def version_of(case: Case) -> Version:
    """Of its type; read at once when this process does not know it yet."""
    if case.case_type_id not in versions():
        versions.forget()
    return versions()[case.case_type_id]


# -- Names --------------------------------------------------------------------------------------


def _name() -> dict[str, dict]:
    known = versions().values()
    return {
        "case_type": {each.case_type.pk: each.case_type for each in known},
        "status": {row.pk: row for each in known for row in each.statuses},
        "result": {None: None} | {row.pk: row for each in known for row in each.results},
    }


names = Kept(_name, of=versions)

# -- What can be chosen in a list ---------------------------------------------------------------

# The status that stands for all that end a case.
CLOSED = "closed"


@dataclass(frozen=True)
class Kinds:
    """Case types by slug, and the names their statuses have."""

    types: list[tuple[str, str]]
    statuses: list[tuple[str, str]]

    @cached_property
    def type_options(self) -> Options:
        return Options(self.types)

    @cached_property
    def status_options(self) -> Options:
        return Options([*self.statuses, (CLOSED, _("Closed"))])


def _read_kinds() -> Kinds:
    """One statement. Of a type with several versions the newest gives the name; drafts have no
    cases yet. Statuses of different types that have one name are one choice."""
    rows = (
        StatusType.objects.exclude(case_type__stage=Stage.DRAFT)
        .order_by("case_type__version", "order")
        .values_list("case_type__slug", "case_type__name", "name", "is_final")
    )
    types, statuses = {}, {}
    for slug, case_type, name, is_final in rows:
        types[slug] = case_type
        if not is_final:
            statuses[name] = name
    by_name = sorted(types.items(), key=lambda choice: choice[1].casefold())
    return Kinds(by_name, sorted(statuses.items()))


kinds = Kept(_read_kinds)
