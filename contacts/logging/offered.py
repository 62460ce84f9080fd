"""What the lists on the agent's form offer: made once for each reading of the reference lists."""

from functools import cache, cached_property

from django.utils.translation import gettext_lazy as _

from contacts.models import Direction, Outcome
from contacts.models.callback import AnswerBy, BestTime
from contacts.reference import Reference
from kcc.lib.choices import Fixed

Category = Outcome.Category


def _named(rows: dict, empty) -> Fixed:
    return Fixed([("", empty), *((code, row.name) for code, row in rows.items())])


class Offered:
    """Of one `Reference`. Words of ours are looked up when they are shown, in the language of who
    looks."""

    def __init__(self, reference: Reference):
        self.reference = reference
        self.teams_of = cache(self._teams_of)

    @cached_property
    def channels(self) -> Fixed:
        return Fixed((code, row.name) for code, row in self.reference.channels.items())

    @cached_property
    def departments(self) -> Fixed:
        return _named(self.reference.departments, "")

    @cached_property
    def teams(self) -> Fixed:
        return self._teams(self.reference.teams)

    def _teams_of(self, department_id: int) -> Fixed:
        """Those of one department."""
        teams = self.reference.teams.items()
        return self._teams({key: t for key, t in teams if t.department_id == department_id})

    @staticmethod
    def _teams(teams: dict) -> Fixed:
        return _named(teams, _("Whole department"))

    @cached_property
    def case_types(self) -> Fixed:
        return _named(self.reference.case_types, _("As the subject says"))

    @cached_property
    def reasons(self) -> Fixed:
        return _named(self.reference.reasons, _("Not asked"))

    @cached_property
    def repeat_reasons(self) -> Fixed:
        return _named(self.reference.repeat_reasons, _("Choose"))

    @cached_property
    def outcomes(self) -> dict[str, Fixed]:
        """Those of each category."""
        return {
            category: Fixed((one.code, one.name) for one in self.reference.outcomes_in(category))
            for category in Category
        }

    @cached_property
    def categories(self) -> Fixed:
        """Those that an outcome has."""
        used = {outcome.category for outcome in self.reference.outcomes.values()}
        return Fixed(choice for choice in Category.choices if choice[0] in used)

    @cached_property
    def allowed(self) -> dict[str, frozenset[str]]:
        """What may be chosen in the fields of the form that offer a list."""
        answers = {str(value) for value in AnswerBy}
        return {
            "channel": _values(self.channels),
            "direction": frozenset(Direction.values),
            "category": _values(self.categories),
            "reason": _values(self.reasons),
            "outcome_direct": _values(self.outcomes[Category.DIRECT]),
            "outcome_aborted": _values(self.outcomes[Category.ABORTED]),
            "transfer_department": _values(self.departments),
            "transfer_warm": frozenset({"warm", "cold"}),
            "transfer_reached": frozenset({"yes", "no"}),
            "callback_department": _values(self.departments),
            "best_time": frozenset(BestTime.values),
            "answer_by": frozenset(answers),
            "answer_was": frozenset(answers),
            "case_type": _values(self.case_types),
            "repeat_answer": frozenset({"confirmed", "rejected"}),
            # A box that is ticked.
            "urgent": frozenset({"on"}),
            "confidential": frozenset({"on"}),
        }


def _values(choices: Fixed) -> frozenset[str]:
    return frozenset(str(value) for value, _words in choices)


_kept: list[Offered] = []


def offered(reference: Reference) -> Offered:
    for kept in _kept[:1]:
        if kept.reference is reference:
            return kept
    fresh = Offered(reference)
    _kept[:] = [fresh]
    return fresh
