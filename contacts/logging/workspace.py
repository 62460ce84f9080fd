"""What the agent's screen shows, worked out from what was typed so far.

The same object fills the whole page and the small pieces that change while somebody types.
"""

from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from cases.models import CaseType
from cases.questions import asked_of
from contacts.callbacks.promising import promise_for
from contacts.klantbeeld.selectors import Klantbeeld, klantbeeld
from contacts.logging.answering import known_of, usual_answer
from contacts.logging.drafts import MAX_RUNNING, Timing, mask_free_text, sign_start, timing_of
from contacts.logging.forms import ContactForm, QuestionForm
from contacts.logging.kept_fields import chosen_of, print_of_contact
from contacts.logging.offered import offered
from contacts.logging.panel import QuestionPanel
from contacts.logging.running_cases import RunningCases
from contacts.logging.selectors import (
    Caller,
    Earlier,
    Proposal,
    earlier_questions,
    proposals,
    repeat_found,
)
from contacts.logging.services import MAX_QUESTIONS
from contacts.logging.shown import mark_of
from contacts.models import Draft, Outcome, Question, Subject
from contacts.reference import Reference, reference
from kcc.customers import selectors as customers
from kcc.customers.identify import location_key, normalise_email, normalise_phone
from kcc.customers.models import Customer
from kcc.customers.search import find_customers
from kcc.lib.preprint import Preprint
from kcc.lib.templatetags.kcc import phone as phone_words
from kcc.lib.text import fold
from kcc.organisation.away import with_absence
from kcc.organisation.calendars import Promise
from kcc.organisation.models import DEPARTMENT_ROLES, Channel, Membership, User

Category = Outcome.Category
DEFAULT_CHANNEL = "telefoon"
# Fields that make a form worth keeping; the others have a value from the start.
KEEPERS = {"phone", "find", "customer", "caller_name", "email", "location", "call_id"}
QUESTION_KEEPERS = {"subject", "note", "category", "case"}


class Workspace:
    """The screen for one running contact. Reads lazily; each thing is read once."""

    def __init__(
        self,
        *,
        user,
        access,
        key: UUID,
        data: dict,
        now: datetime,
        started_at: datetime | None,
        draft: Draft | None = None,
        running: list[Draft] | None = None,
        bound: bool = False,
    ):
        self.user, self.access, self.key, self.now = user, access, key, now
        self.data, self.draft, self.running = data, draft, running or []
        # None: the form is open, but nobody is on the line yet.
        self.started_at = started_at
        self.bound = bound
        self.reference: Reference = reference()
        self.cases = RunningCases(self)

    # -- Who -----------------------------------------------------------------------------------

    @cached_property
    def customer(self) -> Customer | None:
        """The linked customer, when this person may see it."""
        text = self.data.get("customer", "")
        try:
            public_id = UUID(text) if text else None
        except ValueError:
            return None
        if public_id is None:
            return None
        try:
            return customers.customer_for(
                public_id=public_id,
                access=self.access,
                user=self.user,
                # What is saved asks for them only when it is answered later (`known`).
                reached=not self.bound,
            )
        except Customer.DoesNotExist:
            return None

    @cached_property
    def phone(self) -> str:
        return normalise_phone(self.data.get("phone", ""))

    @cached_property
    def caller(self) -> Caller:
        place = location_key(self.data.get("location", ""))
        if not place and self.customer is not None:
            place = self.customer.known_address_key
        return Caller(
            customer_id=self.customer.pk if self.customer else None,
            phone=self.phone,
            email=normalise_email(self.data.get("email", "")),
            place=place,
        )

    @cached_property
    def matches(self) -> list[Customer]:
        """Customers who may be meant: by what is typed in the search field, else by the number and
        by the cases this is about."""
        typed = self.data.get("find", "").strip()
        if typed and len(typed) > 1:
            return find_customers(typed, access=self.access, user=self.user, limit=6)
        if self.customer is not None:
            return []
        found = customers.reached_by(
            phone=self.phone, email=self.caller.email, access=self.access, user=self.user
        )
        return [*found, *(row for row in self._customers_of_cases if row not in found)]

    @property
    def _customers_of_cases(self) -> list[Customer]:
        """Whose the cases are that this is about: the likeliest to ask."""
        ids = {case.customer_id for case in self.cases.chosen.values()} - {None}
        if not ids:
            return []
        seen = customers.visible_customers(access=self.access, user=self.user)
        return list(seen.filter(pk__in=ids).order_by("pk"))

    @cached_property
    def klantbeeld(self) -> Klantbeeld:
        return klantbeeld(
            customer=self.customer,
            phone=self.caller.phone,
            email=self.caller.email,
            location_key="" if self.customer else self.caller.place,
            access=self.access,
            user=self.user,
            now=self.now,
        )

    @cached_property
    def title(self) -> str:
        """What the tab says: the customer, the name given, the subject, the number."""
        if self.customer is not None:
            return self.customer.formal_name
        name = self.data.get("caller_name", "").strip()
        if name:
            return name
        first = self._subject(0)
        if first is not None:
            return first.name
        return phone_words(self.phone) or _("New contact")

    @cached_property
    def masked_data(self) -> dict:
        return mask_free_text(self.data)[0]

    # -- The forms -----------------------------------------------------------------------------

    @cached_property
    def initial(self) -> dict:
        """What the fields show that say with whom the contact is."""
        return {"channel": DEFAULT_CHANNEL, "direction": "inbound"} | self.data

    @cached_property
    def contact_form(self) -> ContactForm:
        kwargs = {"data": self.data} if self.bound else {"initial": self.initial}
        return ContactForm(reference=self.reference, **kwargs)

    @property
    def print_of_contact(self) -> Preprint | None:
        return print_of_contact(self)

    @property
    def question_count(self) -> int:
        try:
            wanted = int(self.data.get("questions", 1))
        except ValueError:
            wanted = 1
        return max(1, min(MAX_QUESTIONS, wanted))

    def value(self, index: int, name: str) -> str:
        value = self.data.get(f"q{index}-{name}", "")
        return value if isinstance(value, str) else ""

    def _subject(self, index: int) -> Subject | None:
        return self.reference.subject_by_name.get(fold(self.value(index, "subject")))

    @cached_property
    def people(self) -> dict[int, list[User]]:
        """Who works in the departments that are asked to call back, per department id."""
        wanted = {
            department.pk
            for index in range(self.question_count)
            if (department := self._callback_department(index)) is not None
        }
        if not wanted:
            return {}
        found: dict[int, list[User]] = {}
        rows = (
            with_absence(Membership.objects.all(), now=self.now, person="user_id")
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

    def _callback_department(self, index: int):
        if self.value(index, "category") != Category.CALLBACK:
            return None
        chosen = self.reference.departments.get(self.value(index, "callback_department"))
        subject = self._subject(index)
        return chosen or (subject.department if subject else None)

    @cached_property
    def _earlier(self) -> list[Earlier]:
        subjects = [s for i in range(self.question_count) if (s := self._subject(i)) is not None]
        inbound = self.data.get("direction", "inbound") == "inbound"
        if not subjects or not inbound:
            return []
        return earlier_questions(
            self.caller,
            subjects=subjects,
            cases=[case.pk for case in self.cases.chosen.values()],
            before=self.now,
            among=(self.access, self.user),
        )

    @cached_property
    def channel(self) -> Channel | None:
        return self.reference.channels.get(self.data.get("channel", DEFAULT_CHANNEL))

    @cached_property
    def known(self) -> dict[str, str]:
        """Where an answer to this customer can go, as the fields of a follow-up name it."""
        if self.customer is not None:
            customers.give_points(self.customer)
        return known_of(self.data, self.customer)

    def _answer(self, index: int) -> dict[str, str]:
        """How question `index` is answered. What nobody chose follows the channel; when it is
        saved, what was on the screen counts."""
        usual, chosen = usual_answer(self.channel).value, self.value(index, "answer_by")
        untouched = not self.bound and chosen == self.value(index, "answer_was")
        return {"answer_by": usual if untouched or not chosen else chosen, "answer_was": usual}

    @cached_property
    def blank(self) -> tuple | None:
        """What a screen on which nothing was filled in depends on besides the lists to choose from;
        None when something was, or somebody is known. Most screens are opened so."""
        usual = {"channel", "direction", "questions"}
        filled = any(
            value
            for name, value in self.data.items()
            if name not in usual and name.rpartition("-")[2] != "answer_was"
        )
        if filled or self.bound or self.question_count > 1:
            return None
        chosen = chosen_of(self.initial, ("channel", "direction"), self.reference)
        return chosen and (self.reference.read_at, *chosen)

    @cached_property
    def panels(self) -> list[QuestionPanel]:
        return [self._panel(index) for index in range(self.question_count)]

    def _panel(self, index: int) -> QuestionPanel:
        prefix = f"q{index}"
        subject = self._subject(index)
        department = self._callback_department(index)
        initial = {
            name.removeprefix(f"{prefix}-"): value
            for name, value in self.data.items()
            if name.startswith(f"{prefix}-")
        }
        if subject is not None:
            initial.setdefault("callback_department", subject.department.slug)
            initial["callback_department"] = (
                initial["callback_department"] or subject.department.slug
            )
        if not self.bound or self.value(index, "category") == Category.CALLBACK:
            self._fill_known(initial)
        initial |= self._answer(index)
        case, case_type = self.cases.of(index), self._case_type(index)
        data = {f"{prefix}-{name}": value for name, value in initial.items()}
        return QuestionPanel(
            index=index,
            reference=self.reference,
            make_form=lambda: self._question_form(index, initial, data),
            subject=subject,
            answer_by=initial["answer_by"],
            find_proposal=lambda: self._proposals.get(index),
            promise_now=lambda: self._promise(index, department),
            look_for_bsn=lambda: (
                self.masked_data.get(f"{prefix}-note") != self.data.get(f"{prefix}-note")
            ),
            case=case,
            case_type=case_type,
            propose_case=lambda: self.cases.proposed(index, subject),
            received=self.started_at or self.now,
            now=self.now,
            typed=data,
            channel=self.channel,
            department=department,
            offers_case=lambda: bool(self.cases.open),
            bound=self.bound,
            removable=self.question_count > 1,
        )

    def _question_form(self, index: int, initial: dict, data: dict) -> QuestionForm:
        subject, department = self._subject(index), self._callback_department(index)
        case_type = self._case_type(index)
        form = QuestionForm(
            prefix=f"q{index}",
            reference=self.reference,
            people=lambda: self.people.get(department.pk, []) if department else [],
            cases=lambda: self.cases.choices(index),
            channel=self.channel,
            secret_address=self.customer is not None and self.customer.secret_address,
            asked=asked_of(case_type) if case_type else (),
            **({"data": data} if self.bound else {"initial": initial}),
        )
        if subject is not None:
            form.fields["steps"].choices = [(step, step) for step in subject.call_steps]
        if department is not None:
            teams = offered(self.reference).teams_of(department.pk)
            form.fields["callback_team"].choices = teams
        return form

    def _fill_known(self, typed: dict, prefix: str = "") -> None:
        """Where an answer can go, where nothing was typed."""
        for name, value in self.known.items():
            typed[prefix + name] = typed.get(prefix + name) or value

    def _case_type(self, index: int) -> CaseType | None:
        """What a new case would be: as chosen, else as the subject says."""
        chosen = self.reference.case_types.get(self.value(index, "case_type"))
        subject = self._subject(index)
        return chosen or (subject.case_type if subject else None)

    @cached_property
    def _proposals(self) -> dict[int, Proposal]:
        """The repeats that the questions would be, by the number of the panel."""
        found = {}
        for index in range(self.question_count):
            subject, case = self._subject(index), self.cases.of(index)
            repeat = subject and repeat_found(
                self._earlier,
                self.caller,
                subject=subject,
                started_at=self.now,
                case_id=case.pk if case else None,
            )
            if repeat is not None:
                found[index] = repeat
        return proposals(found, now=self.now)

    def _promise(self, index: int, department) -> Promise | None:
        """What may be said now of an answer by this department; DomainError without hours."""
        if self.channel is None or department is None:
            return None
        return promise_for(
            answer_by=self._answer(index)["answer_by"],
            urgent=bool(self.value(index, "urgent")),
            department=department,
            channel=self.channel,
            subject=self._subject(index),
            received=self.started_at or self.now,
        )

    # -- The clock -----------------------------------------------------------------------------

    @property
    def timing(self) -> Timing:
        if self.draft is not None:
            return timing_of(self.draft, self.now)
        began = self.started_at or self.now
        return Timing(began, self.now, max(0, int((self.now - began).total_seconds())), 0)

    @property
    def shown(self) -> str:
        """The mark of what is on this screen; none of what is not kept."""
        if self.draft is None or self.bound:
            return ""
        return mark_of(self.data, user=self.user, key=self.key, now=self.now)

    @property
    def phase(self) -> str:
        """waiting (nothing typed, no call), talking, paused or wrap_up."""
        if self.draft is None and self.started_at is None:
            return "waiting"
        if self.draft is not None and self.draft.talk_ended_at is not None:
            return "wrap_up"
        if self.draft is not None and self.draft.paused_at is not None:
            return "paused"
        return "talking"

    @property
    def signed_start(self) -> str:
        return sign_start(self.started_at) if self.started_at else ""

    @property
    def revision(self) -> int:
        return self.draft.revision if self.draft else 0

    @property
    def find(self) -> str:
        return self.data.get("find", "")

    @property
    def searched(self) -> bool:
        """Something was looked for, so an empty answer deserves a sentence."""
        return len(self.find.strip()) > 1

    @property
    def shows_more(self) -> bool:
        """The folded part holds something, or something is wrong in it."""
        names = ("caller_name", "email", "location", "confidential")
        return any(
            self.data.get(name) or (self.bound and self.contact_form[name].errors) for name in names
        )

    @property
    def is_running(self) -> bool:
        return any(draft.key == self.key for draft in self.running)

    @property
    def is_empty(self) -> bool:
        """Nothing was typed or chosen yet: not worth keeping."""
        return not any(
            value
            for name, value in self.data.items()
            if name in KEEPERS or name.rpartition("-")[2] in QUESTION_KEEPERS
        )

    @property
    def may_start_another(self) -> bool:
        others = sum(1 for draft in self.running if draft.key != self.key)
        return others + 1 < MAX_RUNNING

    @property
    def may_add_question(self) -> bool:
        return self.question_count < MAX_QUESTIONS

    # -- Validation ----------------------------------------------------------------------------

    @property
    def forms(self) -> list:
        return [self.contact_form, *(panel.form for panel in self.panels)]

    def is_valid(self) -> bool:
        """Checks every form, so that all errors are shown at once."""
        valid = all([form.is_valid() for form in self.forms])  # noqa: C419 - all of them
        if not valid:
            # What is shown again offers all that is known; what is saved needs it of a follow-up.
            for panel in self.panels:
                self._fill_known(panel.form.data, f"{panel.prefix}-")
        return valid

    def previous_question(self, panel: QuestionPanel) -> Question | None:
        """The question a repeat was answered for: only one that is really proposed now."""
        if not panel.form.cleaned_data["repeat_answer"]:
            return None
        return panel.proposal.previous if panel.proposal else None
