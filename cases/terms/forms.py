"""What can be filled in when the term of a case is moved, or found too long."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import ActForm
from cases.models import Suspension
from kcc.lib import validators


def day_field(label, **more) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=validators.DAYS,
        **more,
    )


class SuspendForm(ActForm):
    reason = forms.ChoiceField(
        label=_("Why does the clock stand still?"),
        choices=Suspension.Reason,
        widget=forms.RadioSelect,
    )
    letter_on = day_field(
        _("Date of the letter"),
        help_text=_("The clock stands still from the day after this one."),
    )
    until = day_field(
        _("Last day to answer"),
        required=False,
        help_text=_(
            "The day after it, the clock runs again by itself. Needed when the customer was given a"
            " term or agreed to one."
        ),
    )
    text = forms.CharField(
        label=_("What is needed?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For colleagues. The letter tells the customer."),
    )


class ResumeForm(ActForm):
    received_on = day_field(
        _("Received on"),
        help_text=_("The day on which what was needed came, or what kept us was over."),
    )
    text = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ExtendForm(ActForm):
    """`by_hand`: the type has no duration of its own."""

    reason = forms.CharField(
        label=_("Why is more time needed?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    letter_on = day_field(
        _("Date of the letter"),
        help_text=_("In which the customer was told. Before the term ends."),
    )
    until = day_field(
        _("New last day"), help_text=_("A reasonable one: the law names no fixed duration here.")
    )

    def __init__(self, *args, by_hand: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not by_hand:
            del self.fields["until"]


class NoticeForm(ActForm):
    received_on = day_field(
        _("Received on"),
        help_text=_("The day on which the letter or message came in, whoever opened it later."),
    )
    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class WithdrawForm(ActForm):
    withdrawn_on = day_field(_("Withdrawn on"))
    remark = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The customer took it back, or it was written down by mistake."),
    )
