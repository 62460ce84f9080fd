"""What of the agent's screen is the same for everybody, and is written once by each process: a form
with gaps for what is typed (`{% preprinted %}`), and pieces in which nothing of a customer stands
(`{% kept_for %}`)."""

from functools import partial

from django.utils import timezone

from cases.questions_form import PREFIX as DETAIL
from contacts.logging.forms import ContactForm, QuestionForm
from contacts.logging.offered import offered
from contacts.reference import Reference
from kcc.lib.periods import local_day
from kcc.lib.preprint import Preprint

# Fields of which the value is one of a list: what they are is printed too.
CHOSEN = (
    "category", "reason", "outcome_direct", "outcome_aborted", "transfer_department",
    "transfer_warm", "transfer_reached", "best_time", "urgent",
)  # fmt: skip
# Fields of which the value can be anything.
TYPED = (
    "subject", "note", "transfer_to", "transfer_wait_seconds", "referred_to", "already_said",
    "callback_phone", "callback_email", "callback_address", "callback_handle",
)  # fmt: skip
WHO_CHOSEN = ("channel", "direction", "confidential")
WHO_TYPED = ("phone", "find", "caller_name", "email", "location", "customer", "call_id")
FOLDED = ("caller_name", "email", "location", "confidential")


def chosen_of(data: dict, names, reference: Reference, prefix: str = "") -> tuple | None:
    """The values of these fields; None when one is not in its list, for then it can be anything,
    and of such things there is no end."""
    allowed = offered(reference).allowed
    values = tuple(data.get(prefix + name) or "" for name in names)
    listed = (
        isinstance(value, str) and (value == "" or value in allowed[name])
        for name, value in zip(names, values, strict=True)
    )
    return values if all(listed) else None


def all_text(data: dict, names, prefix: str = "") -> bool:
    return all(isinstance(data.get(prefix + name, ""), str) for name in names)


# -- Who -------------------------------------------------------------------------------------------


def print_of_contact(space) -> Preprint | None:
    """The part of the form that says with whom the contact is."""
    data, reference = space.initial, space.reference
    chosen = chosen_of(data, WHO_CHOSEN, reference)
    if space.bound or chosen is None or not all_text(data, WHO_TYPED):
        return None
    key = chosen, any(data.get(name) for name in FOLDED)
    return Preprint(partial(_contact, reference, *key), (reference.read_at, *key), data)


def _contact(reference, chosen, unfolded, gap) -> dict:
    initial = dict(zip(WHO_CHOSEN, chosen, strict=True))
    initial |= {name: gap(name) for name in WHO_TYPED}
    form = ContactForm(reference=reference, initial=initial)
    return {"space": {"contact_form": form, "find": gap("find"), "shows_more": unfolded}}


# -- A question ------------------------------------------------------------------------------------


class KeptFields:
    """Of one question. Each piece is None when it is to be written anew: what it depends on can be
    anything, or is wrong and has to be said."""

    def __init__(self, panel):
        self._panel, self._reference = panel, panel.reference
        self._key = (panel.reference.read_at, panel.prefix)

    @property
    def whole(self) -> Preprint | None:
        """All fields of which neither lists nor words depend on who it is with."""
        panel, prefix = self._panel, f"{self._panel.prefix}-"
        chosen = chosen_of(panel.typed, CHOSEN, self._reference, prefix)
        if panel.bound or chosen is None or not all_text(panel.typed, TYPED, prefix):
            return None
        key = panel.index, panel.removable, panel.begun, chosen
        return Preprint(partial(_question, self._reference, *key), (*self._key, *key), panel.typed)

    @property
    def people(self) -> Preprint | None:
        """To whom it goes, as long as no department was asked to answer."""
        panel, prefix = self._panel, f"{self._panel.prefix}-"
        names = ("callback_team", "callback_assignee")
        if panel.bound or panel.department or any(panel.value(name) for name in names):
            return None
        if not all_text(panel.typed, ("callback_name",), prefix):
            return None
        by_phone = panel.by_phone
        return Preprint(
            partial(_people, self._reference, panel.index, by_phone),
            (*self._key, by_phone),
            panel.typed,
        )

    @property
    def callback_department(self) -> tuple | None:
        return self._chosen("callback_department")

    @property
    def about(self) -> tuple | None:
        """What is known of the subject."""
        subject = self._panel.subject
        if self._panel.bound or self._panel.steps_done:
            return None
        return (*self._key, subject.pk if subject else None)

    @property
    def answer(self) -> tuple | None:
        """The ways to answer, of this channel."""
        chosen = self._chosen("answer_by", "answer_was")
        return chosen and (*chosen, self._panel.channel and self._panel.channel.code)

    @property
    def repeat(self) -> tuple | None:
        """Mostly it is none."""
        return None if self._panel.proposal else self._chosen("repeat_answer")

    @property
    def promise(self) -> tuple | None:
        return None if self._panel.bound or self._panel.department else self._key

    @property
    def new_case(self) -> tuple | None:
        """Which type a new case would be, when there is no other to choose."""
        return None if self._panel.case_offered else self._chosen("case_type")

    @property
    def details(self) -> tuple | None:
        """The questions of the case type as long as nobody answered one, and its terms."""
        panel, start = self._panel, f"{self._panel.prefix}-{DETAIL}"
        if panel.bound or any(name.startswith(start) and panel.typed[name] for name in panel.typed):
            return None
        if panel.case is not None or panel.case_type is None:
            return (*self._key, panel.case is not None)
        if panel.case_type.slug not in self._reference.case_types:
            # No longer offered: its questions are not among the lists.
            return None
        terms = panel.deadlines
        days = terms and (local_day(terms.norm_due_at), terms.due_on)
        # A day is written without its year when that is this one.
        today = timezone.localdate()
        return (*self._key, panel.case_type.pk, panel.type_chosen, days, today)

    def _chosen(self, *names) -> tuple | None:
        """Nothing but what is chosen in these."""
        panel = self._panel
        values = chosen_of(panel.typed, names, self._reference, f"{panel.prefix}-")
        return None if panel.bound or values is None else (*self._key, *values)


def _question(reference, index, removable, begun, chosen, gap) -> dict:
    prefix = f"q{index}"
    initial = dict(zip(CHOSEN, chosen, strict=True))
    initial |= {name: gap(f"{prefix}-{name}") for name in TYPED}
    form = QuestionForm(prefix=prefix, reference=reference, initial=initial)
    panel = {
        "index": index, "number": index + 1, "prefix": prefix, "form": form,
        "removable": removable, "begun": begun,
    }  # fmt: skip
    return {"panel": panel}


def _people(reference, index, by_phone, gap) -> dict:
    prefix = f"q{index}"
    initial = {"callback_name": gap(f"{prefix}-callback_name")}
    form = QuestionForm(prefix=prefix, reference=reference, initial=initial)
    return {"panel": {"prefix": prefix, "form": form, "by_phone": by_phone}}
