"""The agent's form: one for the contact, one for each question in it.

The fields only turn text into values; rules about contacts live in contacts.logging.services.
"""

from collections.abc import Iterable
from copy import deepcopy
from functools import lru_cache

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.questions import Asked
from cases.questions_form import PREFIX as DETAIL
from cases.questions_form import fields_for
from contacts.logging.answering import usual_answer, ways_to_answer
from contacts.logging.as_input import AsInput, by_id
from contacts.logging.fields import PhoneField, SubjectField
from contacts.logging.offered import Offered, offered
from contacts.models import Direction, Outcome
from contacts.models.callback import AnswerBy, BestTime
from contacts.reference import Reference
from kcc.lib.choices import Fixed
from kcc.lib.forms import Shared
from kcc.organisation.away import name_with_absence

Category = Outcome.Category
NOTE_LENGTH = 10_000
# What each way of answering needs, and what is said when it is missing.
WHERE_TO = {
    AnswerBy.PHONE: ("callback_phone", gettext_lazy("Which number should be called?")),
    AnswerBy.EMAIL: (
        "callback_email",
        gettext_lazy("To which e-mail address should the answer go?"),
    ),
    AnswerBy.LETTER: (
        "callback_address",
        gettext_lazy("To which address should the letter go?"),
    ),
    AnswerBy.CHANNEL: (
        "callback_handle",
        gettext_lazy("Under which name or number can the customer be answered?"),
    ),
}


YES_OR_NO = Fixed([("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))])


class ContactForm(forms.Form):
    """Who, and over which channel."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"))
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), choices=Fixed(Direction.choices))
    caller_name = forms.CharField(
        label=gettext_lazy("Name given"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    phone = PhoneField(label=gettext_lazy("Telephone"), required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    location = forms.CharField(
        label=gettext_lazy("Address or place"), max_length=200, required=False,
        help_text=gettext_lazy("Postcode and house number, or where it is."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    confidential = forms.BooleanField(
        label=gettext_lazy("Confidential: only the department may read this"), required=False
    )
    customer = forms.UUIDField(required=False, widget=forms.HiddenInput)
    call_id = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, reference: Reference, **kwargs):
        self.base_fields = _contact_fields(offered(reference))
        super().__init__(*args, **kwargs)
        self.reference = reference

    def clean_channel(self):
        return self.reference.channels[self.cleaned_data["channel"]]

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class QuestionForm(AsInput, forms.Form):
    """One question: what it is about, what is asked, how it ended, and what follows. The questions
    of the case type are fields too, as `cases.questions_form` names them."""

    subject = SubjectField(
        label=gettext_lazy("Subject"), max_length=200,
        error_messages={"required": gettext_lazy("Choose a subject.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("What does the customer ask?"), required=False, max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    category = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how the question ended.")},
    )
    outcome_direct = forms.ChoiceField(label=gettext_lazy("More precisely"), required=False)
    outcome_aborted = forms.ChoiceField(label=gettext_lazy("More precisely"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Reason for contact"), required=False)
    steps = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    transfer_department = forms.ChoiceField(
        label=gettext_lazy("Put through to department"), required=False
    )
    transfer_to = forms.CharField(
        label=gettext_lazy("Person or number"), max_length=120, required=False
    )
    transfer_warm = forms.ChoiceField(
        label=gettext_lazy("How"), required=False, widget=forms.RadioSelect,
        choices=Fixed(
            [("warm", gettext_lazy("Warm: I told who it is")), ("cold", gettext_lazy("Cold"))]
        ),
    )  # fmt: skip
    transfer_wait_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds waited"), required=False, min_value=0, max_value=7200
    )
    transfer_reached = forms.ChoiceField(
        label=gettext_lazy("Did somebody answer?"), required=False, widget=forms.RadioSelect,
        choices=YES_OR_NO,
    )  # fmt: skip
    referred_to = forms.CharField(
        label=gettext_lazy("Referred to"), max_length=120, required=False,
        help_text=gettext_lazy("For instance the tax office or the water board."),
    )  # fmt: skip

    callback_department = forms.ChoiceField(label=gettext_lazy("Department"), required=False)
    callback_team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    callback_assignee = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    answer_by = forms.ChoiceField(
        label=gettext_lazy("How does the customer get the answer?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose how the customer gets the answer.")},
    )
    # What `answer_by` was by itself: as long as nobody chose otherwise, it follows the channel.
    answer_was = forms.CharField(required=False, widget=forms.HiddenInput)
    callback_phone = PhoneField(label=gettext_lazy("Number to call"), required=False)
    callback_email = forms.EmailField(
        label=gettext_lazy("E-mail address"), required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    callback_address = forms.CharField(
        label=gettext_lazy("Postal address"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    callback_handle = forms.CharField(
        label=gettext_lazy("Name or number on the channel"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    callback_name = forms.CharField(
        label=gettext_lazy("Ask for"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    best_time = forms.ChoiceField(
        label=gettext_lazy("Best time"), required=False, choices=Fixed(BestTime.choices)
    )
    already_said = forms.CharField(
        label=gettext_lazy("What was already said"), required=False, max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    urgent = forms.BooleanField(label=gettext_lazy("Urgent"), required=False)

    case = forms.ChoiceField(
        label=gettext_lazy("Which case"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("This case cannot be chosen.")},
    )
    asks_status = forms.ChoiceField(
        label=gettext_lazy("Does the customer ask how it is going?"),
        required=False,
        choices=YES_OR_NO,
        widget=forms.RadioSelect,
    )
    case_type = forms.ChoiceField(label=gettext_lazy("Case type"), required=False)

    repeat_answer = forms.ChoiceField(
        required=False,
        choices=Fixed([("", ""), ("confirmed", "confirmed"), ("rejected", "rejected")]),
        widget=forms.HiddenInput,
    )
    repeat_reason = forms.ChoiceField(
        label=gettext_lazy("Why did they have to contact us again?"), required=False
    )
    repeat_add = forms.BooleanField(required=False)

    def __init__(
        self, *args, reference: Reference, people=list, cases=list, channel=None,
        secret_address=False, asked: Iterable[Asked] = (), **kwargs,
    ):  # fmt: skip
        """`people` gives users who may be asked, `cases` those that may be chosen; with a
        `secret_address` a letter may be promised without writing the address down. `asked` are the
        questions of the case type.

        The first two are functions, called when the list is shown or when somebody was chosen:
        saving a callback to a whole department asks the database for neither.
        """
        lists = offered(reference)
        self.base_fields = _question_fields(lists)
        super().__init__(*args, **kwargs)
        self.reference = reference
        self.people, self.cases = people, cases
        self.channel, self.secret_address = channel, secret_address
        self.fields["answer_by"].choices = ways_to_answer(channel)
        self._ask(asked)
        self.fields["callback_team"].choices = lists.teams
        self.fields["callback_assignee"].choices = lambda: [
            ("", _("Anybody")),
            *(
                (str(one.public_id), name_with_absence(one, away=one.away, until=one.away_until))
                for one in people()
            ),
        ]
        self.fields["case"].choices = lambda: [
            ("", _("A new case")),
            *((str(case.public_id), f"{case.number} · {case.case_type.name}") for case in cases()),
        ]

    def _ask(self, asked):
        """The questions of the type; what is kept of a draft is what the browser sent."""
        for name, field in fields_for(asked).items():
            self.fields[name] = field
            if not self.is_bound:
                self.initial[name] = field.widget.value_from_datadict(self.initial, {}, name)

    def clean_steps(self):
        return tuple(self.cleaned_data["steps"])

    def clean(self):
        data = super().clean()
        subject = data.get("subject")
        if subject is not None:
            allowed = set(subject.call_steps)
            data["steps"] = tuple(step for step in data.get("steps", ()) if step in allowed)
        self._forget_faults(data)
        check = {
            Category.CALLBACK: self._clean_callback,
            Category.CASE: self._clean_case,
            Category.TRANSFERRED: self._clean_transfer,
            Category.REFERRED: self._clean_referred,
        }.get(data.get("category"))
        if check is not None:
            check(data)
        if data.get("repeat_answer") == "confirmed" and not data.get("repeat_reason"):
            self.add_error("repeat_reason", _("Choose why they had to contact us again."))
        return data

    def _forget_faults(self, data):
        """Of fields that are not on screen: they may be filled in by themselves, and whatever is
        in them is not used."""
        if data.get("category") == Category.CALLBACK:
            data["answer_by"] = data.get("answer_by") or usual_answer(self.channel)
            asked = WHERE_TO[data["answer_by"]][0]
        else:
            self.errors.pop("answer_by", None)
            asked = ""
        for name, _words in WHERE_TO.values():
            if name != asked:
                self.errors.pop(name, None)
        if not self.registers(data):
            for name in [name for name in self.errors if name.startswith(DETAIL)]:
                del self.errors[name]

    @staticmethod
    def where_to(answer_by) -> str:
        """The field that says where an answer in this way goes."""
        return WHERE_TO[answer_by][0]

    def _clean_callback(self, data):
        if not data.get("callback_department") and data.get("subject") is not None:
            data["callback_department"] = data["subject"].department.slug
        name, missing = WHERE_TO[data["answer_by"]]
        secret = name == "callback_address" and self.secret_address
        if not data.get(name) and name not in self.errors and not secret:
            self.add_error(name, missing)
        if not data.get("note"):
            self.add_error(
                "note", _("Write down the question, so that the department knows what to answer.")
            )
        department = self.reference.departments.get(data.get("callback_department", ""))
        team = self.reference.teams.get(data.get("callback_team", ""))
        if team is not None and department is not None and team.department_id != department.pk:
            self.add_error("callback_team", _("This team belongs to another department."))

    def _clean_case(self, data):
        subject = data.get("subject")
        if not data.get("case") and not data.get("case_type"):
            if subject is not None and subject.case_type is not None:
                data["case_type"] = subject.case_type.slug
            elif subject is not None:
                self.add_error("case_type", _("This subject has no case type. Choose one."))
        if not data.get("case") and not data.get("note"):
            self.add_error("note", _("Describe the case in a sentence."))
        case = by_id(self.cases, data.get("case"))
        if case is not None and not case.is_open:
            self.add_error(
                "case", _("This case is closed: nothing can be added to it. Register a new one.")
            )

    def _clean_transfer(self, data):
        if not data.get("transfer_department") and not data.get("transfer_to"):
            self.add_error("transfer_department", _("To whom was the caller put through?"))
        if not data.get("transfer_warm"):
            self.add_error("transfer_warm", _("Choose warm or cold."))

    def _clean_referred(self, data):
        if not data.get("referred_to"):
            self.add_error("referred_to", _("To which organisation?"))


# -- Fields with their lists, once for each reading of the reference lists ---------------------


@lru_cache(maxsize=2)
def _contact_fields(lists: Offered) -> Shared:
    fields = deepcopy(ContactForm.declared_fields)
    fields["channel"].choices = lists.channels
    return Shared(fields)


@lru_cache(maxsize=2)
def _question_fields(lists: Offered) -> Shared:
    fields = deepcopy(QuestionForm.declared_fields)
    fields["subject"].reference = lists.reference
    for name in ("transfer_department", "callback_department"):
        fields[name].choices = lists.departments
    fields["case_type"].choices = lists.case_types
    fields["reason"].choices = lists.reasons
    fields["repeat_reason"].choices = lists.repeat_reasons
    for name in ("direct", "aborted"):
        fields[f"outcome_{name}"].choices = lists.outcomes[name]
    fields["category"].choices = lists.categories
    return Shared(fields, own=("answer_by", "callback_team", "callback_assignee", "case", "steps"))
