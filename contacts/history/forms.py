"""Forms over contacts that were saved: an answer, a correction."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.history.services import ContactValues, QuestionValues, outcomes_for
from contacts.models import Contact, Question
from contacts.reference import Reference

NOTE_LENGTH = 10_000


def _choices(rows, empty: str, keep: str = "") -> list[tuple[str, str]]:
    """Choices of active rows; a value in the address that is not among them stays as it is."""
    found = [("", empty), *((key, row.name) for key, row in rows.items())]
    if keep and keep not in rows:
        found.append((keep, keep))
    return found


class RepeatForm(forms.Form):
    """Was this the same question as before?"""

    answer = forms.ChoiceField(
        choices=[("confirmed", "confirmed"), ("rejected", "rejected")],
        error_messages={"required": gettext_lazy("Say whether this was a repeat contact.")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why did they have to contact us again?"), required=False
    )

    def __init__(self, *args, reference: Reference, **kwargs):
        super().__init__(*args, **kwargs)
        self.reference = reference
        self.fields["reason"].choices = _choices(reference.repeat_reasons, _("Choose"))

    def clean(self):
        data = super().clean()
        if data.get("answer") == "confirmed" and not data.get("reason"):
            self.add_error("reason", _("Choose why they had to contact us again."))
        return data

    @property
    def confirmed(self) -> bool:
        return self.cleaned_data["answer"] == "confirmed"

    @property
    def why(self):
        """The RepeatReason, for a confirmed repeat."""
        if not self.confirmed:
            return None
        return self.reference.repeat_reasons[self.cleaned_data["reason"]]


NOBODY = "none"
YES_NO = {"yes": True, "no": False}
ASKS = {True: "yes", False: "no", None: ""}


class CorrectionForm(forms.Form):
    """The contact itself: channel, customer, and why it is corrected."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"))
    customer = forms.ChoiceField(label=gettext_lazy("Customer"), widget=forms.RadioSelect)
    find = forms.CharField(
        label=gettext_lazy("Another customer"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Name, telephone, e-mail, or postcode and house number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
    why = forms.CharField(
        label=gettext_lazy("Why do you correct this?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write down why you correct this.")},
    )

    def __init__(
        self, *args, contact: Contact, reference: Reference, known=True, customers=(), **kwargs
    ):
        """`customers` may be chosen besides the present one and nobody; `known` says whether the
        present one may be named to this person."""
        self.channels = {contact.channel.code: contact.channel, **reference.channels}
        self.customers = {str(row.public_id): row for row in customers}
        if contact.customer:
            self.customers = {str(contact.customer.public_id): contact.customer} | self.customers
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [(c, row.name) for c, row in self.channels.items()]
        self.fields["customer"].choices = [
            *(
                (key, _described(row) if known or row != contact.customer else _("Confidential"))
                for key, row in self.customers.items()
            ),
            (NOBODY, _("Nobody: an unknown caller")),
        ]

    @staticmethod
    def initial_of(contact: Contact) -> dict:
        return {
            "version": contact.version,
            "channel": contact.channel.code,
            "customer": str(contact.customer.public_id) if contact.customer else NOBODY,
        }

    def values(self, questions: list["QuestionForm"]) -> ContactValues:
        return ContactValues(
            channel=self.channels[self.cleaned_data["channel"]],
            customer=self.customers.get(self.cleaned_data["customer"]),
            questions=tuple(form.values() for form in questions),
        )


def _described(customer) -> str:
    """Two people of one name live at two addresses; a secret address stays secret."""
    address = "" if customer.secret_address else customer.address_line
    return f"{customer.full_name} · {address}" if address else customer.full_name


class QuestionForm(forms.Form):
    """One question of the contact."""

    subject = forms.ChoiceField(label=gettext_lazy("Subject"))
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason for contact"), required=False)
    asks_status = forms.ChoiceField(
        label=gettext_lazy("Does the customer ask how it is going?"),
        required=False,
        choices=[
            ("", gettext_lazy("Not recorded")),
            ("yes", gettext_lazy("Yes")),
            ("no", gettext_lazy("No")),
        ],
    )

    def __init__(self, *args, question: Question, reference: Reference, **kwargs):
        self.question = question
        outcomes = outcomes_for(question, reference.outcomes.values())
        self.rows = {
            "subject": {question.subject.code: question.subject, **reference.subjects},
            "outcome": {row.code: row for row in [question.outcome, *outcomes]},
            "reason": dict(reference.reasons),
        }
        if question.reason:
            self.rows["reason"] = {question.reason.code: question.reason} | self.rows["reason"]
        super().__init__(*args, prefix=f"q{question.position}", **kwargs)
        for name, rows in self.rows.items():
            self.fields[name].choices = [(code, row.name) for code, row in rows.items()]
        self.fields["subject"].choices = sorted(
            self.fields["subject"].choices, key=lambda choice: choice[1].casefold()
        )
        self.fields["reason"].choices = [("", _("Not asked")), *self.fields["reason"].choices]

    @staticmethod
    def initial_of(question: Question) -> dict:
        return {
            "subject": question.subject.code,
            "note": question.note,
            "outcome": question.outcome.code,
            "reason": question.reason.code if question.reason else "",
            "asks_status": ASKS[question.asks_status],
        }

    def values(self) -> QuestionValues:
        data = self.cleaned_data
        return QuestionValues(
            position=self.question.position,
            subject=self.rows["subject"][data["subject"]],
            note=data["note"],
            outcome=self.rows["outcome"][data["outcome"]],
            reason=self.rows["reason"].get(data["reason"]),
            asks_status=YES_NO.get(data["asks_status"]),
        )


def show_both(form: forms.Form, now_saved: dict) -> bool:
    """Under every field that differs from what is saved now, say what is saved: nothing that
    somebody typed is lost, and nothing is overwritten unseen. True when something differs."""
    differs = False
    for name, saved in now_saved.items():
        field = form[name]
        typed = str(field.value() if field.value() is not None else "")
        # A browser sends line ends as CR LF.
        if name != "version" and typed.replace("\r\n", "\n").strip() != str(saved).strip():
            differs = True
            words = dict(getattr(form.fields[name], "choices", ())).get(saved, saved)
            # The bound field: it has copied the text of the field already.
            field.help_text = _("Saved meanwhile: “%(value)s”") % {"value": words or "–"}
    return differs
