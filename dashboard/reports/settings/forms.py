"""What the KCC manager chooses about reports of one kind."""

from datetime import date

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dashboard.models import ReportSchedule
from dashboard.periods import FIRST_DAY
from dashboard.reports.delivery.recipients import CHOICES
from dashboard.reports.planning import period_kind
from dashboard.reports.schedule import Period
from kcc.organisation.models import Role

Kind = ReportSchedule.Kind
NAMES = (
    "active", "working_day", "hour", "review", "language", "attach", "roles", "remind_after",
    "contact", "since",
)  # fmt: skip


class ScheduleForm(forms.Form):
    active = forms.BooleanField(
        label=_("Make these reports"), required=False,
        help_text=_("Switched off, none are made. What is there stays."),
    )  # fmt: skip
    working_day = forms.IntegerField(
        label=_("On which working day"), min_value=1, max_value=20,
        help_text=_("Counted from the end of the period; closing days do not count."),
        error_messages=dict.fromkeys(
            ("min_value", "max_value"), _("Choose a working day from 1 to 20.")
        ),
    )  # fmt: skip
    hour = forms.TimeField(
        label=_("At what time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    review = forms.BooleanField(
        label=_("I read them first"), required=False,
        help_text=_(
            "A draft is made on the first working day. Nothing is published before you do so."
        ),
    )  # fmt: skip
    since = forms.CharField(label=_("From"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    roles = forms.MultipleChoiceField(
        label=_("Also to"), required=False, widget=forms.CheckboxSelectMultiple
    )
    attach = forms.ChoiceField(
        label=_("In the mail"), choices=ReportSchedule.Attach.choices, widget=forms.RadioSelect
    )
    remind_after = forms.IntegerField(
        label=_("Remind after working days"), min_value=0, max_value=20,
        help_text=_("Who did not open the report gets one reminder. 0 is never."),
        error_messages=dict.fromkeys(
            ("min_value", "max_value"), _("Choose a number of working days from 0 to 20.")
        ),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Contact person"), required=False, max_length=200,
        help_text=_("Whom readers can ask, as it stands on the report: a name, a number."),
    )  # fmt: skip
    # When the schedule that is on the screen was changed; empty when nobody did yet.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, kind: str, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.today = kind, today
        self.fields["roles"].choices = [(role, Role(role).label) for role in CHOICES[kind]]
        if kind == Kind.DEPARTMENTS:
            self.fields["roles"].help_text = _("The heads of the department always get theirs.")
        since = self.fields["since"]
        if kind == Kind.YEAR:
            since.label = _("From the year")
            since.help_text = _("Years that are over since then are made too.")
            since.widget.attrs |= {"inputmode": "numeric"}
        else:
            since.label = _("From the month")
            since.help_text = _(
                "As 2026-10. Months that are over since then are made too, of at most a year back."
            )
            since.widget.input_type = "month"

    def clean_since(self) -> date:
        try:
            period = Period.parse(self.cleaned_data["since"].strip())
        except ValueError:
            period = None
        if period is None or period.kind != period_kind(self.kind):
            raise forms.ValidationError(
                _("Write a year, as 2026.") if self.kind == Kind.YEAR
                else _("Write a month, as 2026-10.")
            )  # fmt: skip
        if not FIRST_DAY <= period.first_day <= self.today.replace(year=self.today.year + 2, day=1):
            raise forms.ValidationError(_("Choose a period from 2000 to two years from now."))
        return period.first_day

    def clean_contact(self) -> str:
        return " ".join(self.cleaned_data["contact"].split())

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in NAMES}

    @staticmethod
    def initial_of(schedule: ReportSchedule) -> dict:
        values = {name: getattr(schedule, name) for name in NAMES}
        since = Period(period_kind(schedule.kind), schedule.since)
        return values | {"since": str(since), "seen": seen(schedule)}


def seen(schedule: ReportSchedule) -> str:
    return schedule.changed_at.isoformat() if schedule.changed_at else ""
