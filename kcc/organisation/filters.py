"""The filters that every worklist has: where the work waits, and since when.

Addresses carry slugs, public ids, days and words of an allow-list, never a person.

A plain form: django-filter makes a form class, its fields and every option of them anew in each
request (measured: 3.4 ms of the processor to bind it and 18 ms to write it; this 0.4 and 0.3 ms).
"""

from datetime import timedelta
from functools import cached_property

from django import forms
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kcc.lib import validators
from kcc.lib.kept import Kept
from kcc.lib.markup import Markup, together
from kcc.lib.options import Options
from kcc.lib.periods import start_of
from kcc.lib.templatetags.kcc import icon
from kcc.organisation.places import Places


class Choice(forms.Field):
    """One of `options`, or nothing; `must` leaves out the choice of everything."""

    default_error_messages = forms.ChoiceField.default_error_messages

    def __init__(self, label, pairs=(), *, must=False, attrs=""):
        super().__init__(label=label, required=False)
        self.options, self.must, self.attrs = Options(pairs), must, attrs

    def to_python(self, value) -> str:
        return "" if value is None else str(value)

    def validate(self, value):
        if value and value not in self.options:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": value},
            )


def day(label) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, validators=validators.DAYS)


class WorklistForm(forms.Form):
    """The fields of every worklist; a list adds its own."""

    department = Choice(_("Department"))
    team = Choice(_("Team"))
    domain = Choice(_("Domain"))
    since = day(_("Received from"))
    until = day(_("Received until"))
    # Never by name: a person does not belong in an address.
    handler = Choice(
        _("Handler"), [("nobody", _("Nobody")), ("me", _("Me")), ("colleagues", _("Colleagues"))]
    )


class WorklistFilter:
    """Narrows rows with a `department` by what the address says; `received` names the column of
    the moment the work came in. What the address asks for but is not a choice gives no rows at
    all and an error at the field: never more rows than were asked for."""

    form_class = WorklistForm
    received = "requested_at"
    # The column of who does the work, and who asks (set by Asked).
    worker = "assignee"
    user = None
    # Seldom needed: they wait behind a button.
    FOLDED = ("since", "until", "handler")

    def __init__(self, data, rows, *, places: Places, **choices: Options):
        self.queryset, self.form, self.places = rows, self.form_class(data), places
        for name, options in (choices | places.options).items():
            self.form.fields[name].options = options

    # -- Which rows ---------------------------------------------------------------------------

    @property
    def rows(self):
        return self.narrowed(self.queryset) if self.form.is_valid() else self.queryset.none()

    def narrowed(self, rows):
        """What the address asks for among these; only of an address that can be read."""
        for name, value in self.form.cleaned_data.items():
            if value:
                rows = self.narrow(rows, name, value)
        return rows

    def narrow(self, rows, name: str, value):
        """These rows with what one field asks for."""
        if name == "since":
            return rows.filter(**{f"{self.received}__gte": start_of(value)})
        if name == "until":
            return rows.filter(**{f"{self.received}__lt": start_of(value + timedelta(days=1))})
        if name == "handler":
            nobody, me = Q(**{f"{self.worker}__isnull": True}), Q(**{self.worker: self.user})
            return rows.filter({"nobody": nobody, "me": me}.get(value, ~nobody & ~me))
        if name == "domain":
            return rows.filter(department__domain__slug=value)
        # By its key: an index of the work of a department is in the order of the list.
        return rows.filter(**{f"{name}_id": self.places.keys[value]})

    @property
    def asked(self) -> tuple:
        """What is asked for, and the keys that stand for it in a statement."""
        values = self.form.cleaned_data.items()
        return tuple((name, value, self.key_of(name, value)) for name, value in values)

    def key_of(self, name: str, value) -> int | None:
        """Of the row that was chosen, where it is looked for by its key."""
        return self.places.keys.get(value) if name in ("department", "team") else None

    @property
    def closed(self) -> bool:
        """Asks for what is closed; otherwise only open work is asked for."""
        return False

    @property
    def is_bounded(self) -> bool:
        """Asks for days: then there are not too many rows to count."""
        return bool(self.form.cleaned_data.get("since"))

    def openness(self, *, every: bool) -> Q:
        """Only open work, unless a status says otherwise or `every` row is meant."""
        raise NotImplementedError

    @property
    def clearable(self) -> list[str]:
        """The fields that can be left out of the address."""
        return list(self.form.fields)

    @property
    def is_narrowed(self) -> bool:
        return any(self.form.data.get(name) for name in self.clearable)

    @property
    def chosen(self) -> dict[str, str]:
        """What was asked for, for the audit log."""
        return {name: str(value) for name, value in self.form.cleaned_data.items() if value}

    # -- On screen ----------------------------------------------------------------------------

    @property
    def shown(self) -> SafeString:
        """The fields that leave something to choose, and those in use."""
        return self._html[0]

    @property
    def folded(self) -> SafeString:
        """What is behind the button; the days last."""
        return self._html[1]

    @cached_property
    def _html(self) -> tuple[SafeString, SafeString]:
        """Shown and folded. As long as nothing is asked for they are the same for everybody with
        the same choices: then written once."""
        if any(map(self._value, self.form.fields)):
            return self._write_shown(), self._write_folded()
        offered = tuple(getattr(field, "options", None) for field in self.form.fields.values())
        key = type(self), get_language(), offered
        kept = _written_forms()
        if key not in kept:
            kept[key] = self._write_shown(), self._write_folded()
        return kept[key]

    def _write_shown(self) -> SafeString:
        return together(self._written(name) for name in self._useful() if not self._folded(name))

    def _write_folded(self) -> SafeString:
        folded = [name for name in self._useful() if self._folded(name)]
        folded.sort(key=lambda name: name in ("since", "until"))
        return together(map(self._written, folded))

    def _value(self, name: str) -> str:
        return self.form.data.get(name) or ""

    def _useful(self):
        """The domain is left to who comes from a figure of one: departments say it more
        precisely."""
        for name, field in self.form.fields.items():
            useful = name != "domain" and (
                not isinstance(field, Choice) or len(field.options) + (not field.must) > 2
            )
            if useful or self._value(name):
                yield name

    def _folded(self, name: str) -> bool:
        return name in self.FOLDED and not self._value(name)

    def _written(self, name: str):
        """As components/_filter.html writes any field."""
        field, errors = self.form.fields[name], self.form.errors.get(name)
        key, value, wrong = f"id_{name}", self._value(name), ""
        if errors:
            wrong = WRONG(key)
        if isinstance(field, Choice):
            empty = "" if field.must else ALL("" if value else SELECTED, _("All"))
            filled = SELECT(name, key, field.attrs, wrong, empty, field.options.html(value))
        else:
            filled = DATE(name, VALUE(value) if value else "", key, wrong)
        notes = NOTE(key, icon("alert-circle"), _("Error:"), " ".join(errors)) if errors else ""
        return FIELD(INVALID if errors else "", key, field.label, filled, notes)


# By the class, the language and the choices.
_written_forms: Kept[dict] = Kept(dict)

FIELD = Markup('<div class="field{}"><label for="{}">{}</label>{}{}</div>')
INVALID = " invalid"
SELECT = Markup('<select name="{}" id="{}"{}{}>{}{}</select>')
ALL = Markup('<option value=""{}>{}</option>')
SELECTED = " selected"
DATE = Markup('<input type="date" name="{}"{} id="{}"{}>')
VALUE = Markup(' value="{}"')
WRONG = Markup(' aria-invalid="true" aria-describedby="{}_error"')
NOTE = Markup('<p class="error" id="{}_error">{}<span><span class="hide">{}</span> {}</span></p>')
