"""The elements of a form as HTML, written in Python: the same elements as Django's templates give,
for a tenth of their time. A widget with a template of its own keeps it.

Measured on the agent's screen: templates took 0.7 ms for each of its forty fields, this takes
0.03 ms.
"""

from functools import lru_cache
from html import escape

from django import forms
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kcc.lib.choices import Fixed

# A list from this length on is a list of the organisation (departments, subjects, years), and no
# list of what belongs to one customer (at most a dozen cases): only those are kept.
LONG = 20


def text(value) -> str:
    """Escaped, as `{{ value }}` in a template."""
    if isinstance(value, Promise):
        value = str(value)
    if hasattr(value, "__html__"):
        return value.__html__()
    return escape(value if isinstance(value, str) else str(localize(value)))


def attributes(attrs: dict) -> str:
    found = []
    for name, value in attrs.items():
        if value is True:
            found.append(f" {name}")
        elif value is not False:
            found.append(f' {name}="{text(str(value))}"')
    return "".join(found)


def input_element(widget: dict) -> str:
    value = widget["value"]
    filled = "" if value is None else f' value="{_plain(value)}"'
    return (
        f'<input type="{text(widget["type"])}" name="{text(widget["name"])}"{filled}'
        f"{attributes(widget['attrs'])}>"
    )


def _plain(value) -> str:
    """As it is sent back: never in the spelling of a country."""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


def textarea(widget: dict) -> str:
    value = widget["value"]
    # A browser leaves out the first line break of what stands in it.
    return (
        f'<textarea name="{text(widget["name"])}"{attributes(widget["attrs"])}>\n'
        f"{text(value) if value else ''}</textarea>"
    )


def choice_input(widget: dict) -> str:
    element = input_element(widget)
    if not widget["wrap_label"]:
        return element
    target = widget["attrs"].get("id")
    named = f' for="{text(target)}"' if target else ""
    return f"<label{named}>{element} {text(widget['label'])}</label>"


def select(widget: dict) -> str:
    """From the context of a widget whose class makes its own options."""
    groups = []
    for name, group, _index in widget["optgroups"]:
        inner = "".join(map(select_option, group))
        groups.append(f'<optgroup label="{text(name)}">{inner}</optgroup>' if name else inner)
    return _select(widget["name"], widget["attrs"], "".join(groups))


def select_option(widget: dict) -> str:
    return (
        f'<option value="{_plain(widget["value"])}"{attributes(widget["attrs"])}>'
        f"{text(widget['label'])}</option>"
    )


def _select(name: str, attrs: dict, options: str) -> str:
    return f'<select name="{text(name)}"{attributes(attrs)}>{options}</select>'


BY_TEMPLATE = {
    f"django/forms/widgets/{name}.html": element
    for names, element in (
        (
            (
                "text", "number", "email", "url", "color", "search", "tel", "password", "hidden",
                "input", "date", "datetime", "time", "checkbox", "file",
            ),
            input_element,
        ),
        (("textarea",), textarea),
        (("radio_option", "checkbox_option", "input_option"), choice_input),
        (("select_option",), select_option),
    )
    for name in names
}  # fmt: skip


def of_template(template_name: str, context: dict) -> str | None:
    """What Django's template of this name makes of a widget; None for one we do not write."""
    element = BY_TEMPLATE.get(template_name)
    if element is not None:
        return element(context["widget"])
    if template_name == "django/forms/widgets/select.html":
        options = (each for _name, group, _i in context["widget"]["optgroups"] for each in group)
        if all(each["template_name"] in BY_TEMPLATE for each in options):
            return select(context["widget"])
    return None


# -- Lists to choose from --------------------------------------------------------------------------


def bound_select(field) -> str | None:
    """A list of which at most one is chosen, of a bound field. Nothing but the chosen one differs
    between two times it is shown, so the rest is written once for each list. None for a widget that
    makes its own options."""
    widget = field.field.widget
    if type(widget) is not forms.Select:
        return None
    pairs = _pairs(widget.choices)
    if pairs is None:
        return None
    attrs = field.build_widget_attrs({})
    if field.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", field.auto_id)
    wanted = next(iter(widget.format_value(field.value())), "")
    attrs = widget.build_attrs(widget.attrs, attrs)
    return SafeString(_select(field.html_name, attrs, _options(pairs, wanted)))


def _pairs(choices) -> tuple[tuple[str, str], ...] | None:
    """Values and escaped words; None for words in groups. Those that every form shares, once."""
    if isinstance(choices, Fixed):
        return _fixed_pairs(choices.pairs, get_language())
    # Not list(): that asks the choices of a model how many they are, with a statement.
    choices = [pair for pair in choices]  # noqa: C416
    if any(isinstance(label, list | tuple) for _key, label in choices):
        return None
    return tuple(("" if key is None else str(key), text(label)) for key, label in choices)


@lru_cache(maxsize=256)
def _fixed_pairs(pairs: tuple, language: str):
    return _pairs(pairs)


def _options(pairs: tuple[tuple[str, str], ...], wanted: str) -> str:
    options = _written(pairs) if len(pairs) >= LONG else _write(pairs)
    place = next((at for at, (key, _label) in enumerate(pairs) if key == wanted), None)
    if place is None:
        return "".join(options)
    chosen = options[place].replace('">', '" selected>', 1)
    return "".join([*options[:place], chosen, *options[place + 1 :]])


def _write(pairs) -> tuple[str, ...]:
    return tuple(f'<option value="{escape(key)}">{label}</option>' for key, label in pairs)


_written = lru_cache(maxsize=256)(_write)
