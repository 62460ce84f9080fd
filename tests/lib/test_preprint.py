"""A piece that is printed once, with gaps for what is typed."""

from django.template import Context, Engine
from django.utils import translation

from kcc.lib.preprint import Gap, Preprint, cut, gap

ENGINE = Engine(builtins=["kcc.lib.templatetags.kept"])


def paper(words, typed, *, key=("a",), printed=None):
    def print_with(gap):
        if printed is not None:
            printed.append(key)
        return {"words": words, "name": gap("name"), "note": gap("note")}

    return Preprint(print_with, key, typed)


def rendered(template, preprint, **more):
    with translation.override("nl"):
        return template.render(Context({"paper": preprint, **more}))


FORM = ENGINE.from_string(
    '{% preprinted paper %}<p>{{ words }}</p><input value="{{ name }}"><i>{{ note }}</i>'
    "{% anew %}{{ of_now }}{% endanew %}{{ of_now }}{% endpreprinted %}"
)


def test_gaps_are_filled_and_escaped():
    page = rendered(
        FORM, paper("<b>", {"name": 'Jan "x"', "note": "<i>&"}, key=("b",)), of_now="<1>"
    )
    assert page == (
        '<p>&lt;b&gt;</p><input value="Jan &quot;x&quot;"><i>&lt;i&gt;&amp;</i>&lt;1&gt;'
    )


def test_a_field_without_a_value_has_none():
    assert rendered(FORM, paper("w", {"name": "", "note": ""})) == "<p>w</p><input><i></i>"


def test_is_printed_once_for_each_key_and_language():
    printed = []
    for key in ("a", "b", "a"):
        rendered(FORM, paper("w", {"name": "Jan"}, key=(key, "once"), printed=printed))
    with translation.override("en"):
        FORM.render(Context({"paper": paper("w", {}, key=("a", "once"), printed=printed)}))
    assert printed == [("a", "once"), ("b", "once"), ("a", "once")]


def test_nothing_typed_is_in_the_print():
    template = ENGINE.from_string(FORM.source)
    rendered(template, paper("w", {"name": "Geheim", "note": "Geheim"}), of_now="Geheim")
    (node,) = template.nodelist
    assert "Geheim" not in "".join(str(each) for row in node.printed.values() for each in row)


def test_without_a_preprint_it_is_written_anew():
    page = rendered(FORM, None, words="w", name="Jan", note="n", of_now="1")
    assert page == '<p>w</p><input value="Jan"><i>n</i>11'


def test_what_looks_like_a_gap_is_text():
    assert cut(f"a{gap('x')}b") == ["a", Gap("x"), "b"]
    page = rendered(FORM, paper("w", {"name": gap("note"), "note": "n"}))
    assert page == f'<p>w</p><input value="{gap("note")}"><i>n</i>'
