"""The question set of a case type as fields of a form, named `detail_<key>`.

A field checks with `cases.questions`, so that a form and the API hold answers to the same rules;
its cleaned value is the answer as it is kept.
"""

import re
from collections.abc import Iterable, Mapping

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from cases import questions
from cases.questions import ADDRESS_PARTS, Asked
from kcc.lib.errors import DomainError

PREFIX = "detail_"
YES, NO, UNKNOWN = "yes", "no", "unknown"
# Never offered by the browser from what was typed for somebody else.
QUIET = {"autocomplete": "off"}
ADDRESS_LABELS = {
    "postcode": _("Postcode"),
    "number": _("House number"),
    "suffix": _("Addition"),
    "street": _("Street"),
    "city": _("Town"),
}
INPUT_MODES = {"number": "numeric"}
# 1250.5: not 1.250, which was typed, is refused, and has to come back as it was.
KEPT_NUMBER = re.compile(r"-?[0-9]+\.[0-9]{1,2}")


def fields_for(asked: Iterable[Asked]) -> dict[str, forms.Field]:
    """The fields to put into a form, by name, in order."""
    return {PREFIX + one.key: AnswerField(one) for one in asked}


def details_in(cleaned_data: Mapping) -> dict:
    """The answers among the cleaned values of a form, as `Case.details`."""
    return {
        name.removeprefix(PREFIX): value
        for name, value in cleaned_data.items()
        if name.startswith(PREFIX) and value is not None
    }


def field_name(error_field: str) -> str:
    """The name in the form for the field of a DomainError: "details.x" is "detail_x"."""
    head, dot, key = error_field.partition(".")
    return PREFIX + key if head == "details" and dot else error_field


class AddressWidget(forms.MultiWidget):
    """The parts of an address, each with its own label, in a group named by the question."""

    template_name = "cases/_address_widget.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__(
            {
                name: forms.TextInput(
                    QUIET | {"maxlength": length, "inputmode": INPUT_MODES.get(name, "text")}
                )
                for name, length in ADDRESS_PARTS.items()
            },
            attrs,
        )  # fmt: skip

    def decompress(self, value) -> list:
        return [(value or {}).get(name, "") for name in ADDRESS_PARTS]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        parts = context["widget"]["subwidgets"]
        for part, (key, label) in zip(parts, ADDRESS_LABELS.items(), strict=True):
            part["label"], part["part"] = label, key
        return context

    def value_from_datadict(self, data, files, name) -> dict:
        typed = super().value_from_datadict(data, files, name)
        return {key: text for key, text in zip(ADDRESS_PARTS, typed, strict=True) if text}


def _widget(asked: Asked) -> forms.Widget:
    if asked.kind == questions.ADDRESS:
        return AddressWidget()
    if asked.kind == questions.YES_NO:
        answers = [(YES, _("Yes")), (NO, _("No"))]
        # A radio button that was chosen cannot be chosen away.
        return forms.RadioSelect(
            choices=answers if asked.required else [*answers, (UNKNOWN, _("Not known"))]
        )
    if asked.kind == questions.CHOICE:
        return forms.Select(choices=[("", _("Choose")), *((text, text) for text in asked.choices)])
    if asked.kind == questions.DATE:
        return forms.DateInput(attrs=QUIET | {"type": "date"}, format="%Y-%m-%d")
    if asked.kind == questions.NUMBER:
        return forms.TextInput(attrs=QUIET | {"inputmode": "decimal", "maxlength": 20})
    return forms.TextInput(attrs=QUIET | {"maxlength": questions.MAX_TEXT})


class AnswerField(forms.Field):
    """One question."""

    def __init__(self, asked: Asked):
        label = f"{asked.label} ({asked.unit})" if asked.unit else asked.label
        super().__init__(
            label=label, required=asked.required, help_text=asked.help, widget=_widget(asked)
        )
        self.asked = asked

    def prepare_value(self, value):
        """A kept answer, or what was typed when the form comes back."""
        if self.asked.kind == questions.YES_NO and isinstance(value, bool):
            return YES if value else NO
        if self.asked.kind == questions.NUMBER and KEPT_NUMBER.fullmatch(str(value)):
            return value.replace(".", formats.get_format("DECIMAL_SEPARATOR", use_l10n=True))
        return value

    def clean(self, value):
        try:
            return questions.clean_answer(self.asked, self.to_python(value))
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from error

    def to_python(self, value):
        if self.asked.kind == questions.YES_NO:
            return {YES: True, NO: False}.get(value)
        return value

    def has_changed(self, initial, data) -> bool:
        try:
            return (None if initial in ("", {}) else initial) != self.clean(data)
        except forms.ValidationError:
            return True
