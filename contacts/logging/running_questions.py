"""The questions on the agent's screen: what each is about, who may answer it and by when, and the
repeat it may be."""

from functools import cached_property

from cases.models import CaseType
from cases.questions import asked_of
from contacts.callbacks.promising import promise_for
from contacts.logging.answering import usual_answer
from contacts.logging.forms import QuestionForm
from contacts.logging.offered import offered
from contacts.logging.panel import QuestionPanel
from contacts.logging.selectors import Earlier, Proposal, earlier_questions, proposals, repeat_found
from contacts.logging.services import MAX_QUESTIONS
from contacts.models import Outcome, Question, Subject
from kcc.lib.text import fold
from kcc.organisation.away import with_absence
from kcc.organisation.calendars import Promise
from kcc.organisation.models import DEPARTMENT_ROLES, Membership, User

Category = Outcome.Category


class RunningQuestions:
    """Of one workspace. Reads lazily; each thing is read once."""

    def __init__(self, space):
        self.space = space

    @property
    def count(self) -> int:
        try:
            wanted = int(self.space.data.get("questions", 1))
        except ValueError:
            wanted = 1
        return max(1, min(MAX_QUESTIONS, wanted))

    @property
    def may_add(self) -> bool:
        return self.count < MAX_QUESTIONS

    def value(self, index: int, name: str) -> str:
        value = self.space.data.get(f"q{index}-{name}", "")
        return value if isinstance(value, str) else ""

    def subject(self, index: int) -> Subject | None:
        return self.space.reference.subject_by_name.get(fold(self.value(index, "subject")))

    @cached_property
    def people(self) -> dict[int, list[User]]:
        """Who works in the departments that are asked to call back, per department id."""
        wanted = {
            department.pk
            for index in range(self.count)
            if (department := self._department(index)) is not None
        }
        if not wanted:
            return {}
        found: dict[int, list[User]] = {}
        rows = (
            with_absence(Membership.objects.all(), now=self.space.now, person="user_id")
            .filter(department__in=wanted, role__in=DEPARTMENT_ROLES, user__is_active=True)
            .select_related("user")
            .order_by("user__last_name", "user__first_name")
        )
        for row in rows:
            people = found.setdefault(row.department_id, [])
            if row.user not in people:
                row.user.away, row.user.away_until = row.away, row.away_until
                people.append(row.user)
        return found

    def _department(self, index: int):
        if self.value(index, "category") != Category.CALLBACK:
            return None
        chosen = self.space.reference.departments.get(self.value(index, "callback_department"))
        subject = self.subject(index)
        return chosen or (subject.department if subject else None)

    @cached_property
    def _earlier(self) -> list[Earlier]:
        subjects = [s for i in range(self.count) if (s := self.subject(i)) is not None]
        inbound = self.space.data.get("direction", "inbound") == "inbound"
        if not subjects or not inbound:
            return []
        return earlier_questions(
            self.space.caller,
            subjects=subjects,
            cases=[case.pk for case in self.space.cases.chosen.values()],
            before=self.space.now,
            among=(self.space.access, self.space.user),
        )

    @cached_property
    def panels(self) -> list[QuestionPanel]:
        return [self._panel(index) for index in range(self.count)]

    def _panel(self, index: int) -> QuestionPanel:
        prefix, space = f"q{index}", self.space
        subject = self.subject(index)
        department = self._department(index)
        initial = {
            name.removeprefix(f"{prefix}-"): value
            for name, value in space.data.items()
            if name.startswith(f"{prefix}-")
        }
        if subject is not None:
            initial.setdefault("callback_department", subject.department.slug)
            initial["callback_department"] = (
                initial["callback_department"] or subject.department.slug
            )
        if not space.bound or self.value(index, "category") == Category.CALLBACK:
            self._fill_known(initial)
        initial |= self._answer(index)
        case, case_type = space.cases.of(index), self._case_type(index)
        data = {f"{prefix}-{name}": value for name, value in initial.items()}
        return QuestionPanel(
            index=index,
            reference=space.reference,
            make_form=lambda: self._question_form(index, initial, data),
            subject=subject,
            answer_by=initial["answer_by"],
            find_proposal=lambda: self._proposals.get(index),
            promise_now=lambda: self._promise(index, department),
            look_for_bsn=lambda: (
                space.masked_data.get(f"{prefix}-note") != space.data.get(f"{prefix}-note")
            ),
            case=case,
            case_type=case_type,
            propose_case=lambda: space.cases.proposed(index, subject),
            received=space.started_at or space.now,
            now=space.now,
            typed=data,
            channel=space.channel,
            department=department,
            offers_case=lambda: bool(space.cases.open),
            bound=space.bound,
            removable=self.count > 1,
        )

    def _question_form(self, index: int, initial: dict, data: dict) -> QuestionForm:
        subject, department = self.subject(index), self._department(index)
        case_type, space = self._case_type(index), self.space
        form = QuestionForm(
            prefix=f"q{index}",
            reference=space.reference,
            people=lambda: self.people.get(department.pk, []) if department else [],
            cases=lambda: space.cases.choices(index),
            channel=space.channel,
            secret_address=space.customer is not None and space.customer.secret_address,
            asked=asked_of(case_type) if case_type else (),
            **({"data": data} if space.bound else {"initial": initial}),
        )
        if subject is not None:
            form.fields["steps"].choices = [(step, step) for step in subject.call_steps]
        if department is not None:
            teams = offered(space.reference).teams_of(department.pk)
            form.fields["callback_team"].choices = teams
        return form

    def _answer(self, index: int) -> dict[str, str]:
        """How question `index` is answered. What nobody chose follows the channel; when it is
        saved, what was on the screen counts."""
        usual, chosen = usual_answer(self.space.channel).value, self.value(index, "answer_by")
        untouched = not self.space.bound and chosen == self.value(index, "answer_was")
        return {"answer_by": usual if untouched or not chosen else chosen, "answer_was": usual}

    def _fill_known(self, typed: dict, prefix: str = "") -> None:
        """Where an answer can go, where nothing was typed."""
        for name, value in self.space.known.items():
            typed[prefix + name] = typed.get(prefix + name) or value

    def _case_type(self, index: int) -> CaseType | None:
        """What a new case would be: as chosen, else as the subject says."""
        chosen = self.space.reference.case_types.get(self.value(index, "case_type"))
        subject = self.subject(index)
        return chosen or (subject.case_type if subject else None)

    @cached_property
    def _proposals(self) -> dict[int, Proposal]:
        """The repeats that the questions would be, by the number of the panel."""
        found = {}
        for index in range(self.count):
            subject, case = self.subject(index), self.space.cases.of(index)
            repeat = subject and repeat_found(
                self._earlier,
                self.space.caller,
                subject=subject,
                started_at=self.space.now,
                case_id=case.pk if case else None,
            )
            if repeat is not None:
                found[index] = repeat
        return proposals(found, now=self.space.now)

    def _promise(self, index: int, department) -> Promise | None:
        """What may be said now of an answer by this department; DomainError without hours."""
        if self.space.channel is None or department is None:
            return None
        return promise_for(
            answer_by=self._answer(index)["answer_by"],
            urgent=bool(self.value(index, "urgent")),
            department=department,
            channel=self.space.channel,
            subject=self.subject(index),
            received=self.space.started_at or self.space.now,
        )

    # -- When it is saved ----------------------------------------------------------------------

    def fill_known(self) -> None:
        """What is shown again offers all that is known; what is saved needs it of a follow-up."""
        for panel in self.panels:
            self._fill_known(panel.form.data, f"{panel.prefix}-")

    def previous(self, panel: QuestionPanel) -> Question | None:
        """The question a repeat was answered for: only one that is really proposed now."""
        if not panel.form.cleaned_data["repeat_answer"]:
            return None
        return panel.proposal.previous if panel.proposal else None
