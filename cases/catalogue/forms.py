"""What an administrator fills in about a case type. A term is a number and a unit, never a code."""

import re
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from cases.catalogue.contents import contents_of
from cases.models import CaseQuestion, CaseType, ResultType, StatusType, TermUnit
from kcc.organisation.adminsite import LinesField, NamedFormSet

DURATION = re.compile(r"P([0-9]{1,4})([DWMY])")
WORKING = "B"
CALENDAR_UNITS = (
    ("D", _("calendar days")),
    ("W", _("weeks")),
    ("M", _("months")),
    ("Y", _("years")),
)
MOST = 9999


@dataclass(frozen=True)
class Duration:
    """As it is stored: 'P56D' and whether its days are working days."""

    text: str
    unit: str = TermUnit.CALENDAR_DAYS


class DurationWidget(forms.MultiWidget):
    def __init__(self, units, attrs=None):
        number = {"min": 1, "max": MOST, "aria-label": _("Number"), "class": "vIntegerField"}
        parts = (
            forms.NumberInput(number),
            forms.Select({"aria-label": _("Unit")}, choices=units),
        )
        super().__init__(parts, attrs)

    def decompress(self, value) -> list:
        duration = value if isinstance(value, Duration) else Duration(value or "")
        found = DURATION.fullmatch(duration.text)
        if not found:
            return [None, "D"]
        working = duration.unit == TermUnit.WORKING_DAYS
        return [int(found[1]), WORKING if working else found[2]]


class DurationField(forms.MultiValueField):
    """A number and a unit; gives a Duration, None when it is empty."""

    def __init__(self, *, working_days: bool = False, **kwargs):
        units = [*CALENDAR_UNITS, (WORKING, _("working days"))] if working_days else CALENDAR_UNITS
        parts = (
            forms.IntegerField(min_value=1, max_value=MOST, required=False),
            forms.ChoiceField(choices=units, required=False),
        )
        super().__init__(
            fields=parts, widget=DurationWidget(units), require_all_fields=False, **kwargs
        )

    def compress(self, values) -> Duration | None:
        amount, letter = [*values, None, None][:2]
        if not amount:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        unit = TermUnit.WORKING_DAYS if letter == WORKING else TermUnit.CALENDAR_DAYS
        return Duration(f"P{amount}{'D' if letter == WORKING else letter or 'D'}", unit)

    def clean(self, value):
        """A unit alone is nothing."""
        amount, letter = [*(value or []), None, None][:2]
        return super().clean([amount, letter] if amount not in (None, "") else [])

    def has_changed(self, initial, data) -> bool:
        amount, _letter = [*(data or []), None, None][:2]
        return bool(initial) if amount in (None, "") else super().has_changed(initial, data)


class CaseTypeForm(forms.ModelForm):
    # What the type was when this page was opened; see `clean`.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    term = DurationField(
        label=_("Term"), working_days=True,
        help_text=_("The last day on which it may be finished, by law or by our own rules."),
    )  # fmt: skip
    norm = DurationField(
        label=_("Service norm"), working_days=True, help_text=_("What we promise to aim at.")
    )
    extension = DurationField(label=_("Extension"), required=False)
    keywords = LinesField(label=_("Keywords"), required=False, help_text=_("One per line."))

    class Meta:
        model = CaseType
        fields = (
            "name", "slug", "public_name", "public_name_en", "followable", "domain", "department",
            "active", "term", "shifts", "norm", "extension", "extendable", "suspendable",
            "penalty", "legal_basis", "confidentiality", "keywords", "remark",
        )  # fmt: skip
        widgets = {
            "legal_basis": forms.Textarea({"rows": 3}),
            "remark": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("term", "norm"):
                unit = getattr(self.instance, f"{name}_unit")
                self.initial[name] = Duration(getattr(self.instance, name), unit)
            self.stands = f"{self.instance.stage} {contents_of(self.instance).fingerprint}"
            self.initial["seen"] = self.stands

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if self.instance.pk is None and CaseType.objects.filter(slug=slug).exists():
            raise ValidationError(_("There is a case type with this code already."))
        return slug

    def clean_term(self):
        return self._with_unit("term")

    def clean_norm(self):
        return self._with_unit("norm")

    def _with_unit(self, name) -> str:
        duration = self.cleaned_data[name]
        setattr(self.instance, f"{name}_unit", duration.unit)
        return duration.text

    def clean_extension(self) -> str:
        duration = self.cleaned_data["extension"]
        return duration.text if duration else ""

    def clean(self):
        """Nothing is saved over what somebody else changed or put to use in the meantime."""
        values = super().clean()
        if self.instance.pk and values.get("seen") != self.stands:
            raise ValidationError(
                _(
                    "Somebody changed this case type, or put it to use, after you opened it. "
                    "Nothing was saved. Open it again."
                )
            )
        return values


# -- The tables of a type ------------------------------------------------------------------------


class RowForm(forms.ModelForm):
    def _get_validation_exclusions(self):
        """Not compared with what is stored: the whole table is put in its place."""
        return super()._get_validation_exclusions() | {"case_type"}


class RowFormSet(NamedFormSet):
    """Rows of one type, each with a place and a name of its own."""

    alone = (("order", _("Two rows have the place %(value)s.")),)

    def clean(self):
        super().clean()
        rows = [
            form.cleaned_data
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]
        for name, sentence in self.alone:
            seen = set()
            for value in filter(None, (row.get(name) for row in rows)):
                if value in seen:
                    raise ValidationError(sentence, params={"value": value})
                seen.add(value)


class StatusForm(RowForm):
    order = forms.IntegerField(label=_("Order"), min_value=1, max_value=999)

    class Meta:
        model = StatusType
        fields = (
            "order", "name", "is_final", "is_decision", "tells_customer", "public_name",
            "public_name_en", "public_text", "public_text_en",
        )  # fmt: skip
        widgets = {
            "public_text": forms.Textarea({"rows": 2}),
            "public_text_en": forms.Textarea({"rows": 2}),
        }


class StatusFormSet(RowFormSet):
    alone = (*RowFormSet.alone, ("name", _("Two statuses have the name “%(value)s”.")))


class ResultForm(RowForm):
    retention = DurationField(label=_("Retention"), required=False)

    class Meta:
        model = ResultType
        fields = (
            "name", "archive", "retention", "counts_from", "selection_list", "public_text",
            "public_text_en",
        )  # fmt: skip
        widgets = StatusForm.Meta.widgets

    def clean_retention(self) -> str:
        duration = self.cleaned_data["retention"]
        return duration.text if duration else ""


class ResultFormSet(RowFormSet):
    alone = (("name", _("Two results have the name “%(value)s”.")),)


class QuestionForm(RowForm):
    order = forms.IntegerField(label=_("Order"), min_value=1, max_value=999)
    key = forms.SlugField(
        label=_("Key"), required=False, max_length=40,
        help_text=_("Empty: made from the question. It stays the same over the versions."),
    )  # fmt: skip
    choices = LinesField(
        label=_("Answers to choose from"), required=False, line_length=80,
        help_text=_("One per line, for a choice only."),
    )  # fmt: skip

    class Meta:
        model = CaseQuestion
        fields = (
            "order", "label", "kind", "required", "help", "choices", "lowest", "highest", "unit",
            "key",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["choices"].widget.attrs["rows"] = 4

    def clean(self):
        values = super().clean()
        if not values.get("key") and values.get("label"):
            values["key"] = slugify(values["label"]).replace("-", "_")[:40]
        return values


class QuestionFormSet(RowFormSet):
    alone = (*RowFormSet.alone, ("key", _("Two questions have the key “%(value)s”.")))


class PublishForm(forms.Form):
    """`first`: there is nothing yet that it could differ from."""

    note = forms.CharField(
        label=_("What changed?"), max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=_("One or two sentences, for who looks back later."),
    )  # fmt: skip

    def __init__(self, *args, first: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = not first
