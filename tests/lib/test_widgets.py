"""Elements of forms that are written in Python are those that Django's templates write."""

import datetime
import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext_lazy

from kcc.lib.choices import Fixed
from kcc.lib.forms import Renderer
from kcc.lib.widgets import bound_select


class Odd(forms.Form):
    text = forms.CharField(label='A <b>&"', help_text="hint <i>", max_length=9)
    area = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
    groups = forms.ChoiceField(
        choices=[("", "–"), ("g<", [("1", "één"), ("2", "<two>")]), (3, "three")], required=False
    )
    many = forms.MultipleChoiceField(
        choices=[("1", "a"), ("2", 'b"')], widget=forms.CheckboxSelectMultiple, help_text="h"
    )
    select_many = forms.MultipleChoiceField(choices=[("1", "a"), ("2", "b")])
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    number = forms.IntegerField(max_value=30_000, min_value=1)
    decimal = forms.DecimalField(localize=True)
    check = forms.BooleanField()
    file = forms.FileField()
    password = forms.CharField(widget=forms.PasswordInput)
    unsure = forms.NullBooleanField()
    years = forms.ChoiceField(choices=[(year, year) for year in range(2015, 2030)])
    short = forms.ChoiceField(choices=[("a", "A <"), ('"', "quote")], required=False)
    shared = forms.ChoiceField(choices=Fixed([("", gettext_lazy("Close")), ("x", "X")]))
    radio = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    hidden = forms.UUIDField(widget=forms.HiddenInput)
    moment = forms.SplitDateTimeField()
    marked = forms.CharField(
        disabled=True,
        widget=forms.TextInput(attrs={"data-x": '"<>', "autofocus": True, "x": False}),
    )


FILLED = {
    "text": '<x>&"', "area": "\n<a>\r\nb", "groups": "2", "many": ["2"], "select_many": ["1", "2"],
    "day": "2026-01-02", "number": "12345", "decimal": "1.5", "check": "on", "unsure": "true",
    "years": "2020", "short": '"', "shared": "x", "radio": "b", "marked": "y",
}  # fmt: skip
INITIAL = FILLED | {
    "day": datetime.date(2026, 3, 4), "number": 12345, "check": True, "unsure": None,
    "years": 2026, "moment": datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC),
}  # fmt: skip


def made(renderer, way):
    values = {"empty": {}, "initial": {"initial": INITIAL}, "wrong": {"data": {}}}
    values["filled"] = {"data": FILLED, "prefix": None}
    return Odd(renderer=renderer, **values[way])


def plain(html):
    """Without the space between elements, which says nothing here."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", html).strip()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("way", ["empty", "initial", "wrong", "filled"])
def test_every_element_is_what_the_template_writes(way, language):
    with translation.override(language):
        ours, theirs = made(Renderer(), way), made(TemplatesSetting(), way)
        for field, expected in zip(ours, theirs, strict=True):
            assert plain(str(field)) == plain(str(expected)), field.name
            for option, same in zip(field.subwidgets, expected.subwidgets, strict=True):
                assert plain(str(option)) == plain(str(same)), field.name
                assert plain(option.tag()) == plain(same.tag()), field.name


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("way", ["empty", "initial", "wrong", "filled"])
def test_a_list_that_is_written_once_is_what_the_template_writes(way, language):
    with translation.override(language):
        ours, theirs = made(Renderer(), way), made(TemplatesSetting(), way)
        for name in ("years", "short", "shared"):
            assert plain(bound_select(ours[name])) == plain(str(theirs[name])), name
        for name in ("groups", "select_many", "radio", "unsure"):
            assert bound_select(ours[name]) is None, name


def test_what_was_typed_is_no_markup():
    field = engines["django"].get_template("components/field.html")
    form = Odd({"text": '"><script>', "short": '"><script>', "area": "</textarea><script>"})
    for name in ("text", "short", "area"):
        shown = field.render({"field": form[name], "label": "<u>", "hint": "<s>", "class": '"<i>'})
        assert not re.search("<(script|u|s|i)>", shown), name
