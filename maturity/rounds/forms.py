"""Starting and changing a round, choosing people, and the steps that ask for something."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kcc.lib.periods import Month, local_day
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import Department, Domain, User
from maturity.models import Assessment, Respondent
from maturity.rounds.groups import BY_DEPARTMENT
from maturity.rounds.selectors import next_working_day
from maturity.rounds.services.starting import last_months
from maturity.rounds.sizes import MOST_INHABITANTS, limits_in_words
from maturity.rounds.words import month_name
from maturity.rounds.workflow import CHANGEABLE

WHOLE = "organisation"
# Months of figures that can be chosen, and days to fill in when nothing else is said.
MONTHS_BACK = 24
DAYS = 14


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person) -> str:
        return person.get_display_name()


class RoundForm(forms.Form):
    """`fields` are the ones that can still be changed; the others are left out."""

    title = forms.CharField(
        label=_("Name of the round"), max_length=120,
        error_messages={"required": _("Give the round a name.")},
    )  # fmt: skip
    place = forms.ChoiceField(label=_("About"))
    form = forms.ChoiceField(
        label=_("Which statements"), choices=Assessment.Form.choices, widget=forms.RadioSelect,
        initial=Assessment.Form.FULL,
    )  # fmt: skip
    inhabitants = forms.IntegerField(
        label=_("Inhabitants of the municipality"), min_value=1, max_value=MOST_INHABITANTS,
        localize=True,
    )  # fmt: skip
    figures_first = forms.ChoiceField(label=_("Figures from"))
    figures_last = forms.ChoiceField(
        label=_("Figures until"),
        help_text=_("They stand beside the statements they say something about."),
    )
    closes_on = forms.DateField(
        label=_("Fill in until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day. Who did not hand in is reminded twice before it ends."),
    )  # fmt: skip
    meeting_on = forms.DateField(
        label=_("The group meets on"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day on which you settle the answers together."),
    )  # fmt: skip
    invitation = forms.CharField(
        label=_("In your own words"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Goes into the mail: why you do this and what happens with the outcome."),
    )  # fmt: skip

    leader = PersonField(
        User.objects.none(), label=_("Who leads the round"), to_field_name="public_id",
        empty_label=None,
        help_text=_("Leads the consensus too. Only KCC managers can."),
    )  # fmt: skip

    def __init__(
        self, *args, now: datetime, places: Sequence, state: str = "draft", leaders=None, **kwargs
    ):
        """`leaders`: who can lead it, when that is chosen here."""
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places
        self.fields["inhabitants"].help_text = limits_in_words()
        months = _months(now)
        for name in ("figures_first", "figures_last"):
            self.fields[name].choices = months
        open_fields = set(CHANGEABLE[state])
        if "department" in open_fields:
            open_fields.add("place")
        if leaders is not None:
            open_fields.add("leader")
            self.fields["leader"].queryset = leaders
        for name in set(self.fields) - open_fields:
            del self.fields[name]

    def clean_figures_first(self):
        return Month.parse(self.cleaned_data["figures_first"]).first_day

    def clean_figures_last(self):
        return Month.parse(self.cleaned_data["figures_last"]).last_day

    @property
    def values(self) -> dict:
        """As the services take them; only what was asked."""
        found = dict(self.cleaned_data)
        if "place" in found:
            found |= _place_of(found.pop("place"))
        return found


def _months(now: datetime) -> list[tuple[str, str]]:
    """The whole months that can be chosen, the latest first."""
    latest = Month.of(now).previous
    found = [latest.earlier(back) for back in range(MONTHS_BACK)]
    return [(str(month), capfirst(month_name(month))) for month in found]


def place_choices(departments: Iterable[Department], domains: Iterable[Domain]) -> list:
    return [
        (WHOLE, _("The whole organisation")),
        (_("One department"), [(f"department:{each.slug}", each.name) for each in departments]),
        (
            _("All departments of a domain"),
            [(f"domain:{each.slug}", each.name) for each in domains],
        ),
    ]


def _place_of(value: str) -> dict:
    kind, _colon, slug = value.partition(":")
    return {
        "department": Department.objects.get(slug=slug) if kind == "department" else None,
        "domain": Domain.objects.get(slug=slug) if kind == "domain" else None,
    }


def place_value(assessment: Assessment) -> str:
    if assessment.department_id:
        return f"department:{assessment.department.slug}"
    return f"domain:{assessment.domain.slug}" if assessment.domain_id else WHOLE


def initial_of(assessment: Assessment) -> dict:
    names = ("title", "form", "inhabitants", "closes_on", "meeting_on", "invitation")
    return {name: getattr(assessment, name) for name in names} | {
        "place": place_value(assessment),
        "figures_first": f"{assessment.figures_first:%Y-%m}",
        "figures_last": f"{assessment.figures_last:%Y-%m}",
    }


def initial_of_new(now: datetime, last: Assessment | None, *, leader: User) -> dict:
    """Of a first round; the name and the inhabitants from the last one."""
    first_month, last_month = last_months(now)
    today = local_day(now)
    return {
        "title": _("Self-assessment %(year)s") % {"year": today.year},
        "inhabitants": last.inhabitants if last else None,
        "closes_on": next_working_day(calendar_for(), today + timedelta(days=DAYS)),
        "leader": leader.public_id,
        "figures_first": f"{first_month:%Y-%m}",
        "figures_last": f"{last_month:%Y-%m}",
    }


# -- People ---------------------------------------------------------------------------------------


class PeopleForm(forms.Form):
    """Which people to show; sent by POST, for a name does not belong in an address."""

    groups = forms.MultipleChoiceField(
        label=_("Which people"), choices=Respondent.Group.choices,
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(), label=_("Of which departments"), required=False,
        to_field_name="slug", widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name"), max_length=100, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["departments"].queryset = departments

    def clean(self):
        data = super().clean()
        groups, name = data.get("groups") or [], data.get("name", "")
        if not groups and not name:
            self.add_error("groups", _("Choose a group, or type a name."))
        # Everybody of every department is nobody's intention.
        employees = Respondent.Group.EMPLOYEES in groups
        if employees and not name and not data.get("departments"):
            self.add_error("departments", _("Choose the departments whose employees you ask."))
        return data

    @property
    def wanted(self) -> dict:
        """As `candidates` takes it."""
        groups = self.cleaned_data["groups"] or [str(group) for group in Respondent.Group]
        departments = self.cleaned_data["departments"] if set(groups) & set(BY_DEPARTMENT) else ()
        return {
            "groups": groups,
            "departments": list(departments),
            "name": self.cleaned_data["name"],
        }


# -- Steps ----------------------------------------------------------------------------------------


class CancelForm(forms.Form):
    because = forms.CharField(
        label=_("Why is the round stopped?"), max_length=300,
        error_messages={"required": _("Say why the round is stopped.")},
        help_text=_("Everybody who was asked reads this."),
    )  # fmt: skip


class LeaderForm(forms.Form):
    leader = PersonField(
        User.objects.none(), label=_("Who leads the round from now on?"),
        to_field_name="public_id", empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": _("Choose a KCC manager.")},
    )  # fmt: skip

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = people
