"""Administration of case types, with their statuses and results. Cases themselves are not here."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.models import CaseType, ResultType, StatusType, TermUnit
from kcc.organisation.adminsite import Admin, Inline, LinesField, NamedFormSet, register
from kcc.organisation.statutory import parse_term


def check_duration(text: str, *, working_days: bool = False) -> None:
    try:
        parse_term(text, working_days=working_days)
    except ValueError as error:
        raise ValidationError(
            _("Write a duration as P56D (days), P8W (weeks), P1M (months) or P1Y (years).")
        ) from error


class CaseTypeForm(forms.ModelForm):
    keywords = LinesField(label=_("Keywords"), required=False, help_text=_("One per line."))

    class Meta:
        model = CaseType
        fields = (
            "name", "slug", "domain", "department", "active", "term", "term_unit", "shifts",
            "norm", "norm_unit", "extension", "suspendable", "penalty", "legal_basis",
            "confidentiality", "keywords", "remark",
        )  # fmt: skip

    def clean_extension(self):
        if self.cleaned_data["extension"]:
            check_duration(self.cleaned_data["extension"])
        return self.cleaned_data["extension"]

    def clean(self):
        values = super().clean()
        for name in ("term", "norm"):
            unit = values.get(f"{name}_unit")
            if values.get(name) and unit:
                try:
                    check_duration(values[name], working_days=unit == TermUnit.WORKING_DAYS)
                except ValidationError as error:
                    self.add_error(name, error)
        return values


class ResultTypeForm(forms.ModelForm):
    class Meta:
        model = ResultType
        fields = ("name", "archive", "retention", "selection_list")

    def clean_retention(self):
        if self.cleaned_data["retention"]:
            check_duration(self.cleaned_data["retention"])
        return self.cleaned_data["retention"]


class StatusFormSet(NamedFormSet):
    def clean(self):
        super().clean()
        rows = [
            form.cleaned_data
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]
        if any(self.errors):
            return
        finals = [row for row in rows if row.get("is_final")]
        if len(rows) < 2 or len(finals) != 1:
            raise ValidationError(
                _("A case type has at least two statuses, and exactly one of them is final.")
            )
        if finals[0]["order"] != max(row["order"] for row in rows):
            raise ValidationError(_("The final status comes last."))


class StatusInline(Inline):
    model = StatusType
    formset = StatusFormSet
    fields = ("order", "name", "is_final")


class ResultInline(Inline):
    model = ResultType
    form = ResultTypeForm


@register(CaseType)
class CaseTypeAdmin(Admin):
    form = CaseTypeForm
    list_display = ("name", "department", "term", "term_unit", "norm", "norm_unit", "active")
    list_filter = ("active", "department", "domain")
    list_select_related = ("department",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fixed = ("slug",)
    inlines = (StatusInline, ResultInline)
    fieldsets = (
        (None, {"fields": ("name", "slug", "domain", "department", "active")}),
        (
            _("Terms"),
            {
                "fields": (
                    ("term", "term_unit"),
                    "shifts",
                    ("norm", "norm_unit"),
                    "extension",
                    "suspendable",
                    "penalty",
                    "legal_basis",
                )
            },
        ),
        (_("Rules"), {"fields": ("confidentiality", "keywords", "remark")}),
    )
