"""The cases on the agent's screen: those the contact is about, and those it may be about."""

from functools import cached_property
from uuid import UUID

from cases.models import Case
from cases.search import by_number
from contacts.models import Subject
from kcc.customers.identify import Kind, recognise

SHOWN = ("case_type", "status", "department", "handler")


class RunningCases:
    """Of one workspace. Reads lazily; each thing is read once."""

    def __init__(self, space):
        self.space = space

    @cached_property
    def chosen(self) -> dict[str, Case]:
        """Those that a question is about, by public id, as far as this person may see them. One
        statement, none when they are in the klantbeeld on screen."""
        wanted = set(filter(None, map(self._id, range(self.space.questions.count))))
        if not wanted:
            return {}
        known = {} if self.space.bound else {str(case.public_id): case for case in self.open}
        found = {key: known[key] for key in wanted & known.keys()}
        if missing := wanted - found.keys():
            rows = Case.objects.visible_to(self.space.access, self.space.user)
            rows = rows.filter(public_id__in=missing).select_related(*SHOWN)
            found |= {str(case.public_id): case for case in rows}
        return found

    def _id(self, index: int) -> str:
        try:
            return str(UUID(self.space.questions.value(index, "case")))
        except ValueError:
            return ""

    def of(self, index: int) -> Case | None:
        """The case that question `index` is about."""
        return self.chosen.get(self._id(index))

    @cached_property
    def about(self) -> set[UUID]:
        return {case.public_id for case in self.chosen.values()}

    @cached_property
    def open(self) -> list[Case]:
        """The open cases of the caller, most pressing first: those of the klantbeeld."""
        return [row.case for row in self.space.klantbeeld.cases]

    def choices(self, index: int) -> list[Case]:
        """What question `index` may be about. When it is saved only what was chosen counts."""
        case = self.of(index)
        if self.space.bound and self._id(index):
            return [case] if case else []
        return [*([case] if case and case not in self.open else []), *self.open]

    def proposed(self, index: int, subject: Subject | None) -> Case | None:
        """The open case of this caller that the subject is about, when no question is yet."""
        if subject is None or self.of(index) is not None:
            return None
        free = (case for case in self.open if case.public_id not in self.about)
        return next((case for case in free if _fits(case, subject)), None)

    @cached_property
    def found(self) -> list[Case]:
        """By the number that is typed in the search field. One statement."""
        for guess in recognise(self.space.find):
            if guess.kind == Kind.CASE:
                access, user = self.space.access, self.space.user
                return by_number(guess.value, access=access, user=user)
        return []

    def subject_of(self, case: Case) -> Subject | None:
        """What a question about this case is about, when that is clear."""
        subjects = self.space.reference.subjects
        if case.subject_code in subjects:
            return subjects[case.subject_code]
        slug = case.case_type.slug
        same = [s for s in subjects.values() if s.case_type and s.case_type.slug == slug]
        return same[0] if len(same) == 1 else None


def _fits(case: Case, subject: Subject) -> bool:
    """Whoever asks how it is going, asks about what is most pressing."""
    if subject.is_status_question or (case.subject_code and case.subject_code == subject.code):
        return True
    return subject.case_type is not None and subject.case_type.slug == case.case_type.slug
