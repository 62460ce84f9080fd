"""One field of a form with all that belongs to it: label, hint, error. What the template
components/field.html shows; in Python, for most pages have several and the agent's screen forty."""

from functools import cache

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kcc.lib import widgets
from kcc.lib.widgets import text

CHOICES = ("radioselect", "checkboxselectmultiple")


@cache
def _kind(widget: type) -> str:
    """As `BoundField.widget_type`."""
    name = widget.__name__.lower()
    return name.removesuffix("widget").removesuffix("input") or name


class Shown:
    """A bound field and how a page wants it: see docs/components.md."""

    def __init__(self, field, *, label="", hint="", choices="", keys=False, css="", needed=False):
        self.field, self.hint = field, hint or field.help_text
        self.label, self.css = label or field.label, css
        self.choices, self.keys, self.needed = choices, keys, needed
        self.errors, self.auto_id = field.errors, field.auto_id
        self.kind = _kind(type(field.field.widget))

    def html(self) -> SafeString:
        if self.field.is_hidden:
            return SafeString(self.field)
        if self.kind == "checkbox":
            label = f'<label class="check">{self.field}<span>{text(self.label)}</span></label>'
            inside = self._group("div", label)
        elif self.kind in CHOICES:
            inside = self._fieldset(self._choices())
        elif self.kind == "address":
            inside = self._fieldset(f'<div class="parts">{self.field}</div>', "address")
        else:
            target, label = self.field.id_for_label, text(self.label)
            element = widgets.bound_select(self.field) or self.field
            inside = self._group(
                "div", f'<label for="{text(target)}">{label}{self._optional}</label>\n  {element}'
            )
        return SafeString(inside)

    def _group(self, tag: str, inside: str, more: str = "", described: str = "") -> str:
        css = "".join(f" {each}" for each in (more, self.errors and "invalid", self.css) if each)
        return (
            f'<{tag} class="field{text(css)}" id="{text(self.auto_id)}_field"{described}>\n'
            f"  {inside}\n  {notes(self.field, self.hint)}</{tag}>"
        )

    def _fieldset(self, inside: str, more: str = "") -> str:
        described = self.field.aria_describedby
        described = f' aria-describedby="{text(described)}"' if described else ""
        legend = f"<legend>{text(self.label)}{self._optional}</legend>\n  {inside}"
        return self._group("fieldset", legend, more, described)

    @property
    def _optional(self) -> str:
        if self.field.field.required or self.needed:
            return ""
        return f' <span class="quiet">({text(_("optional"))})</span>'

    def _choices(self) -> str:
        many = self.kind == "checkboxselectmultiple"
        if self.choices == "list" or (many and self.choices != "buttons"):
            return "".join(
                f'<label class="check">{option.tag()}'
                f"<span>{text(option.choice_label)}</span></label>"
                for option in self.field.subwidgets
            )
        buttons = (
            self._button(number, option) for number, option in enumerate(self.field.subwidgets, 1)
        )
        return f'<div class="choices">{"".join(buttons)}</div>'

    def _button(self, number: int, option) -> str:
        if not option.choice_label or option.data["value"] == "":
            return ""
        name = f"{option.tag()}{text(option.choice_label)}"
        if not self.keys or number > 9:
            return f"<label>{name}</label>"
        return f'<label data-key="{number}">{name} <kbd aria-hidden="true">{number}</kbd></label>'


def notes(field, hint="") -> SafeString:
    """What stands under a field: its errors and its hint."""
    found = ""
    if errors := field.errors:
        # Imported here: the tags need the fields.
        from kcc.lib.templatetags.kcc import icon  # noqa: PLC0415

        words = " ".join(map(text, errors))
        found = (
            f'<p class="error" id="{text(field.auto_id)}_error">{icon("alert-circle")}'
            f'<span><span class="hide">{text(_("Error:"))}</span> {words}</span></p>'
        )
    if hint:
        named = f' id="{text(field.auto_id)}_helptext"' if field.auto_id else ""
        found += f'\n<p class="hint"{named}>{text(hint)}</p>'
    return SafeString(found)
