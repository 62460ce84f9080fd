"""Forms of a plan: targets, an action, how it goes, and to whom it passes."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kcc.lib import validators
from maturity.asked import Asked
from maturity.models import ImprovementAction
from maturity.plan.services import Agreed, Wanted
from maturity.plan.workflow import moves_from
from maturity.scoring import Outcome

NO_CUSTOMERS = _("Write down no names of customers.")


def day_field(**kwargs) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(validators=validators.DAYS, widget=widget, **kwargs)


class PersonField(forms.ModelChoiceField):
    def __init__(self, queryset, **kwargs):
        super().__init__(
            queryset, to_field_name="public_id", empty_label=_("Choose somebody"),
            error_messages={"required": _("Choose who does it.")}, **kwargs,
        )  # fmt: skip

    def label_from_instance(self, person):
        return person.get_display_name()


class TargetsForm(forms.Form):
    """A phase and a day for each pillar; without a phase it has no target."""

    # What was on the screen (maturity.plan.services.seal_of_targets).
    seal = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, asked: Asked, outcome: Outcome, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked, self.outcome = asked, outcome
        for pillar in outcome.pillars:
            if pillar.next_cell is None:
                continue
            phases = [each for each in asked.catalogue.phases if each.number > pillar.phase]
            choices = [("", _("No target"))]
            choices += [(each.number, f"{each.number}. {each.name}") for each in phases]
            self.fields[f"{pillar.slug}-phase"] = forms.TypedChoiceField(
                label=_("Target phase"), choices=choices, coerce=int, empty_value=None,
                required=False,
            )  # fmt: skip
            self.fields[f"{pillar.slug}-due_on"] = day_field(label=_("Reached on"), required=False)

    @property
    def rows(self):
        """(pillar of the catalogue, its outcome, the two fields; None at the top)."""
        for pillar in self.outcome.pillars:
            fields = None
            if pillar.next_cell is not None:
                fields = self[f"{pillar.slug}-phase"], self[f"{pillar.slug}-due_on"]
            yield self.asked.catalogue.pillar(pillar.slug), pillar, fields

    def clean(self):
        data = super().clean()
        for pillar in self.outcome.pillars:
            day = f"{pillar.slug}-due_on"
            if data.get(f"{pillar.slug}-phase") and not data.get(day) and day not in self.errors:
                self.add_error(day, _("Choose a date."))
        return data

    @property
    def targets(self) -> dict[str, Wanted | None]:
        found = {}
        for pillar in self.outcome.pillars:
            if pillar.next_cell is None:
                continue
            phase = self.cleaned_data[f"{pillar.slug}-phase"]
            day = self.cleaned_data[f"{pillar.slug}-due_on"]
            found[pillar.slug] = Wanted(phase, day) if phase else None
        return found


class ActionForm(forms.Form):
    text = forms.CharField(
        label=_("What will be done"), max_length=300, help_text=NO_CUSTOMERS,
        error_messages={"required": _("Say what will be done.")},
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": None}),
    )  # fmt: skip
    owner = PersonField(None, label=_("By whom"))
    due_on = day_field(label=_("Ready on"), error_messages={"required": _("Choose a date.")})
    means = forms.CharField(
        label=_("What it takes"), max_length=300, required=False,
        help_text=_("Hours, money, people. Without means a plan stays paper."),
    )  # fmt: skip
    kpi = forms.ChoiceField(label=_("Which figure should show it"), required=False)
    expected = forms.FloatField(
        label=_("Expected value"), required=False, localize=True, min_value=0, max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip

    def __init__(self, *args, owners, asked: Asked, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners
        units = {
            "procent": _("in %"), "aantal": _("how many"), "werkdagen": _("working days"),
            "werkdag": _("working day"), "seconden": _("seconds"), "rapportcijfer": _("mark"),
            "getal": _("how many"),
        }  # fmt: skip
        self.fields["kpi"].choices = [
            ("", _("No figure")),
            *(
                (each.slug, f"{each.name} ({units.get(each.unit, each.unit)})")
                for each in sorted(asked.catalogue.figures.values(), key=lambda each: each.name)
                if each.wanted != "neutraal"
            ),
        ]

    def clean(self):
        data = super().clean()
        if data.get("expected") is not None and not data.get("kpi"):
            self.add_error("kpi", _("Choose the figure you expect this value of."))
        return data

    def agreed(self, department) -> Agreed:
        names = ("text", "owner", "due_on", "means", "kpi", "expected")
        return Agreed(department=department, **{name: self.cleaned_data[name] for name in names})


class NewForm(ActionForm):
    # Made with the form: sent twice it is one action.
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class OwnForm(NewForm):
    """Of a pillar and a phase, without a statement it comes from."""

    pillar = forms.ChoiceField(label=_("Pillar"))
    phase = forms.TypedChoiceField(
        label=_("Towards which phase"), coerce=int, choices=[(each, each) for each in range(1, 6)]
    )

    def __init__(self, *args, asked: Asked, **kwargs):
        super().__init__(*args, asked=asked, **kwargs)
        self.fields["pillar"].choices = [(each.slug, each.name) for each in asked.pillars]


class ChangeForm(ActionForm):
    # What was on the screen (maturity.plan.services.seal_of).
    seal = forms.CharField(max_length=64, widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """How it goes: another state, or only a few words in the same one."""

    to = forms.ChoiceField(label=_("How it stands"), widget=forms.RadioSelect)
    said = forms.CharField(
        label=_("What came of it, or how it goes"), max_length=300, required=False,
        help_text=_("Needed when it is done or given up, and when it goes back."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": None}),
    )  # fmt: skip
    seen = forms.ChoiceField(choices=ImprovementAction.State, widget=forms.HiddenInput)

    def __init__(self, *args, state: str, **kwargs):
        super().__init__(*args, **kwargs)
        names = dict(ImprovementAction.State.choices)
        can = [state, *(move.to for move in moves_from(state))]
        # In the order in which an action goes.
        self.fields["to"].choices = [(each, names[each]) for each in names if each in can]


class HandOverForm(forms.Form):
    to = PersonField(None, label=_("To whom"))

    def __init__(self, *args, takers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = takers
