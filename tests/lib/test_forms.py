"""Fields that many forms share."""

from django import forms

from kcc.lib.forms import Shared


class Form(forms.Form):
    name = forms.CharField(max_length=3)
    kind = forms.ChoiceField(choices=[("a", "A")])

    def __init__(self, *args, **kwargs):
        self.base_fields = SHARED
        super().__init__(*args, **kwargs)


SHARED = Shared(Form.declared_fields, own=["kind"])


def test_a_form_has_its_own_copy_of_what_it_may_change():
    one, other = Form({"name": "abcd", "kind": "b"}), Form({"name": "abc", "kind": "a"})
    one.fields["kind"].choices = [("b", "B")]
    assert (one.errors.keys(), other.errors) == ({"name"}, {})
    assert one.fields["name"] is other.fields["name"]
    assert Form.declared_fields["kind"].choices == [("a", "A")]


def test_what_is_taken_away_or_added_is_of_one_form():
    one = Form()
    del one.fields["name"]
    one.fields["more"] = forms.CharField()
    assert list(Form().fields) == ["name", "kind"]
