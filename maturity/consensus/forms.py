"""What the group settles on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from maturity.catalogue import Level, Statement
from maturity.consensus.services import NOTE_LENGTH
from maturity.scoring import Answer

NOT_APPLICABLE = "na"


class AnswerForm(forms.Form):
    """`answer` is 0 to 3 or "na"."""

    answer = forms.ChoiceField(
        label=_("The group settles on"), widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose one answer.")),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_LENGTH,
        help_text=_("Why this answer. It is read with the result, so write down no names."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": None}),
    )  # fmt: skip
    # What was settled when this was looked at (services.version_of).
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, statement: Statement, scale: tuple[Level, ...], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(str(level.value), level.label) for level in scale]
        if not statement.key:
            choices.append((NOT_APPLICABLE, _("Not applicable")))
        self.fields["answer"].choices = choices

    def clean(self):
        data = super().clean()
        if data.get("answer") == NOT_APPLICABLE and not data.get("note"):
            self.add_error("note", _("Say in the note why it does not apply."))
        return data

    @property
    def given(self) -> Answer:
        chosen = self.cleaned_data["answer"]
        without = chosen == NOT_APPLICABLE
        return Answer(None if without else int(chosen), not_applicable=without)


def initial_of(talk, seen: str) -> dict:
    """As it was settled, else nothing chosen: the group chooses."""
    if talk.final is None:
        return {"seen": seen}
    chosen = NOT_APPLICABLE if talk.final.not_applicable else str(talk.final.value)
    return {"answer": chosen, "note": talk.final.note, "seen": seen}


class FinishForm(forms.Form):
    conclusion = forms.CharField(
        label=_("What the group concludes"), max_length=2000,
        help_text=_(
            "In a few sentences: what goes well, what surprised you, where you want to begin. "
            "It is read with the result, so write down no names."
        ),
        error_messages={"required": _("Write down in a sentence or two what you conclude.")},
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": None}),
    )  # fmt: skip
