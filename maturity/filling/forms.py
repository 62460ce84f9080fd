"""What is filled in, as it comes from the browser."""

from django import forms
from django.utils.translation import gettext_lazy as _

from maturity.asked import Asked
from maturity.catalogue import Level, Statement
from maturity.filling.given import NOTHING, Given

NOT_APPLICABLE = "na"
UNKNOWN = "unknown"
# By which key a choice is made (static/js/filling.js); "n" is a new contact on every page.
KEYS = {NOT_APPLICABLE: "x", UNKNOWN: "w"}


class EstimatesForm(forms.Form):
    """One choice per pillar, all of them asked."""

    def __init__(self, data=None, *, asked: Asked, estimates: dict[str, int]):
        super().__init__(data, initial={slug: str(phase) for slug, phase in estimates.items()})
        phases = [("0", _("Not yet in phase 1"))]
        phases += [(str(each.number), each.name) for each in asked.catalogue.phases]
        for pillar in asked.pillars:
            self.fields[pillar.slug] = forms.ChoiceField(
                label=pillar.name, choices=phases, widget=forms.RadioSelect,
                error_messages={"required": _("Choose a phase.")},
            )  # fmt: skip

    def given(self) -> dict[str, int]:
        """What was chosen, also when something else is still missing."""
        return {slug: int(phase) for slug, phase in self.cleaned_data.items() if phase}


class AnswerForm(forms.Form):
    """What somebody says about one statement; nothing of it has to be there."""

    choice = forms.ChoiceField(label=_("Answer"), required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why does this not apply?"), required=False, max_length=300,
        help_text=_("A few words are enough."),
    )  # fmt: skip
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("What shows it"), required=False, max_length=1000,
        help_text=_("A document, a page or a figure that others can look up."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    # Which version of the answer was looked at.
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self,
        data=None,
        *,
        statement: Statement,
        scale: tuple[Level, ...],
        given: Given = NOTHING,
        seen: str = "",
    ):
        known = {name: getattr(given, name) for name in ("reason", "comment", "evidence")}
        initial = {"choice": choice_of(given), "seen": seen, **known}
        super().__init__(data, prefix=statement.code, initial=initial)
        self.fields["choice"].choices = choices_for(statement, scale)

    def given(self) -> Given:
        answer = self.cleaned_data
        choice = answer["choice"]
        return Given(
            value=int(choice) if choice.isdigit() else None,
            not_applicable=choice == NOT_APPLICABLE,
            unknown=choice == UNKNOWN,
            # Why something does not apply is of no use beside another answer.
            reason=_lines(answer["reason"]) if choice == NOT_APPLICABLE else "",
            comment=_lines(answer["comment"]),
            evidence=_lines(answer["evidence"]),
        )


def _lines(text: str) -> str:
    """A form that a browser sends ends its lines otherwise than a script does."""
    return text.replace("\r\n", "\n")


def choices_for(statement: Statement, scale: tuple[Level, ...]) -> list[tuple[str, str]]:
    """A key statement always applies."""
    found = [(str(level.value), level.label) for level in scale]
    if not statement.key:
        found.append((NOT_APPLICABLE, _("Not applicable")))
    return [*found, (UNKNOWN, _("I do not know"))]


def choice_of(given: Given) -> str:
    if given.not_applicable:
        return NOT_APPLICABLE
    if given.unknown:
        return UNKNOWN
    return "" if given.value is None else str(given.value)
