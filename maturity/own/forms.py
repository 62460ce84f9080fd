"""A statement of the municipality itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from maturity.catalogue import LONGEST_TEXT, Catalogue
from maturity.models import OwnStatement
from maturity.own.selectors import measured

SENTENCE_ENDS = (".", "!", "?")


class OwnStatementForm(forms.Form):
    pillar = forms.ChoiceField(label=_("Pillar"))
    phase = forms.TypedChoiceField(label=_("Phase"), coerce=int)
    text = forms.CharField(
        label=_("Statement"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "One thing, as it is when all goes well. It is answered with not, partly, largely or "
            "fully."
        ),
        error_messages={"required": _("Write the statement.")},
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=300,
        required=False,
        help_text=_("Something anybody can look up: a document, a list, a sample."),
    )
    action = forms.CharField(
        label=_("Next step"),
        max_length=300,
        required=False,
        help_text=_("One step that can be done. It is offered in the plan of action."),
    )
    kpi = forms.ChoiceField(
        label=_("Figure"),
        required=False,
        help_text=_("Its value stands beside the statement while it is filled in."),
    )
    operator = forms.ChoiceField(
        label=_("Threshold"),
        required=False,
        choices=[("", _("no threshold")), (">=", _("at least")), ("<=", _("at most"))],
    )
    value = forms.FloatField(
        label=_("Value"),
        required=False,
        min_value=0,
        localize=True,
        help_text=_(
            "In the unit of the figure: per cent, a number, working days, seconds, a mark."
        ),
    )

    def __init__(self, *args, catalogue: Catalogue, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pillar"].choices = [(each.slug, each.name) for each in catalogue.pillars]
        self.fields["phase"].choices = [
            (each.number, f"{each.number}. {each.name}") for each in catalogue.phases
        ]
        figures = [(each.slug, f"{each.name} ({each.unit})") for each in measured(catalogue)]
        self.fields["kpi"].choices = [("", _("no figure")), *figures]

    def clean_text(self) -> str:
        """A sentence on one line."""
        text = " ".join(self.cleaned_data["text"].split())
        return text if text.endswith(SENTENCE_ENDS) else f"{text}."

    @staticmethod
    def initial_of(row: OwnStatement) -> dict:
        names = ("pillar", "phase", "text", "evidence", "action", "kpi", "operator", "value")
        return {name: getattr(row, name) for name in names}
