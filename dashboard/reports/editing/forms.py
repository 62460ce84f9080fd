"""What is asked of who edits a report. `seal` says what the person saw when the form was made."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 4000


class SealedForm(forms.Form):
    seal = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class CommentForm(SealedForm):
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=LONGEST,
        help_text=_(
            "What explains the figures, and what you ask of the department. Everybody who may read "
            "the report reads this; write down no names of customers."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": None}),
    )  # fmt: skip


class CaseForm(SealedForm):
    text = forms.CharField(
        label=_("Practice case"), max_length=LONGEST,
        help_text=_("Leave out everything that is not needed to understand what went wrong, or "
                    "well. An empty line begins a new paragraph."),
        error_messages={"required": _("Write what happened.")},
        widget=forms.Textarea(attrs={"rows": 12, "maxlength": None}),
    )  # fmt: skip
    nobody = forms.BooleanField(
        label=_("I read every word: nobody can be recognised in it"), required=False
    )
    # Asked when some words look like they lead to a person.
    looked = forms.BooleanField(
        label=_("I looked at the words named above: they may stay"), required=False
    )

    def __init__(self, *args, approving: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.approving = approving

    def clean(self):
        data = super().clean()
        if self.approving and not data.get("nobody"):
            self.add_error("nobody", _("Say that nobody can be recognised in it."))
        return data


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=300, error_messages={"required": _("Say why.")},
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": None}),
    )  # fmt: skip
