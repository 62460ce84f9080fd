"""The administration of lists and users, for the functional administrator only.

It asks for the role, not for `is_staff`; every change is an audit row in the same transaction; and
it holds no customers, contacts, callbacks or cases. Register with `@register(Model)`.
"""

from collections.abc import Callable, Iterator
from functools import update_wrapper

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import PROTECT, RESTRICT, Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kcc.audit.services import record
from kcc.organisation.access import has_role
from kcc.organisation.models import Role

# What a process keeps in memory of these lists; called when a change has been committed. A room to
# the right adds its own, since this one may not know it.
refreshers: list[Callable[[], None]] = []

# Texts of Django's own pages that its Dutch catalogue lacks, so that they come into ours.
OF_DJANGO = (
    _("Add link"),
    _("Change or view list link"),
    _("Model name"),
    _("After you’ve created a user, you’ll be able to edit more user options."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)


class Site(admin.AdminSite):
    site_header = _("KCC settings")
    site_title = _("KCC settings")
    index_title = _("Lists and users")
    empty_value_display = "–"

    def has_permission(self, request) -> bool:
        return has_role(request.user, Role.ADMINISTRATOR)

    def admin_view(self, view, cacheable=False):
        """Refuse a logged-in person without the role (Django would send them to log in again)."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def get_urls(self):
        """Without Django's own pages to log out and change a password: the application has those.
        Who is not logged in goes to the log-in page of the application."""
        left_out = {"logout", "password_change", "password_change_done"}
        patterns = [p for p in super().get_urls() if getattr(p, "name", "") not in left_out]
        for view in views_in(patterns):
            if getattr(view, "login_required", True):
                view.login_url = None
                view.allowed_roles = frozenset({Role.ADMINISTRATOR})
        return patterns

    @login_not_required
    def login(self, request, extra_context=None):
        """There is one log-in page for the whole application."""
        return redirect_to_login(request.GET.get("next") or request.path)


def views_in(patterns) -> Iterator[Callable]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views_in(pattern.url_patterns)
        else:
            yield pattern.callback


site = Site(name="admin")


def register(model):
    """As `admin.register`, on our own site."""
    return admin.register(model, site=site)


# --- What every page of it does -------------------------------------------------------------------


class ByRole:
    """Permission by role; for pages and for the tables inside them."""

    def has_view_permission(self, request, obj=None) -> bool:
        return has_role(request.user, Role.ADMINISTRATOR)

    def has_add_permission(self, request, obj=None) -> bool:
        return has_role(request.user, Role.ADMINISTRATOR)

    def has_change_permission(self, request, obj=None) -> bool:
        return has_role(request.user, Role.ADMINISTRATOR)

    def has_delete_permission(self, request, obj=None) -> bool:
        return has_role(request.user, Role.ADMINISTRATOR)


class NamedFormSet(forms.BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete")


class Inline(ByRole, admin.TabularInline):
    """A table inside a page. Its inputs have no label of their own, so each gets a name."""

    extra = 0
    formset = NamedFormSet
    template = "admin/edit_inline/named_tabular.html"

    def formfield_for_dbfield(self, field, request, **kwargs):
        made = super().formfield_for_dbfield(field, request, **kwargs)
        if made is not None:
            made.widget.attrs.setdefault("aria-label", capfirst(field.verbose_name))
        return made


class Admin(ByRole, admin.ModelAdmin):
    """A page for one list. `fixed` names the fields that may be chosen once, such as a code."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    delete_confirmation_template = "admin/delete_or_in_use.html"
    fixed: tuple[str, ...] = ()

    def has_module_permission(self, request) -> bool:
        return has_role(request.user, Role.ADMINISTRATOR)

    def formfield_for_dbfield(self, field, request, **kwargs):
        """A plain choice: without the four pictures that open other lists in a window."""
        made = super().formfield_for_dbfield(field, request, **kwargs)
        for what in ("add", "change", "delete", "view"):
            if made is not None and hasattr(made.widget, f"can_{what}_related"):
                setattr(made.widget, f"can_{what}_related", False)
        return made

    def get_readonly_fields(self, request, obj=None):
        names = super().get_readonly_fields(request, obj)
        return (*names, *self.fixed) if obj else names

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_deleted_objects(self, objs, request):
        """What stands in the way of a deletion, in names of lists: never the rows themselves."""
        in_use = list(dict.fromkeys(name for obj in objs for name in lists_using(obj)))
        return [str(obj) for obj in objs], {}, set(), in_use

    def log_addition(self, request, obj, message):
        self._record(request, "added", obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        self._record(request, "changed", obj, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            self._record(request, "deleted", obj, [])
        return super().log_deletions(request, queryset)

    def _record(self, request, what, obj, message):
        record(by=request.user, action=f"settings.{what}", obj=obj, detail=changes(message))
        for refresh in refreshers:
            transaction.on_commit(refresh)


def changes(message) -> dict[str, list[str]]:
    """Names of fields, and of rows of the tables in the page, from Django's change message."""
    found: dict[str, list[str]] = {}
    for part in message if isinstance(message, list) else []:
        for what, values in part.items():
            if "object" in values:
                found.setdefault(what, []).append(f"{values['name']}: {values['object']}")
            found.setdefault("fields", []).extend(values.get("fields", []))
    return {name: values for name, values in found.items() if values}


def lists_using(obj: Model) -> Iterator[str]:
    """Names of the lists whose rows point at this row (or at what goes with it) and keep it."""
    for relation in obj._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: obj})
        if relation.on_delete in (PROTECT, RESTRICT):
            if rows.exists():
                yield capfirst(relation.related_model._meta.verbose_name_plural)
        elif relation.on_delete.__name__ == "CASCADE":
            for row in rows:
                yield from lists_using(row)


# --- A list of words or sentences in one field ----------------------------------------------------


class LinesField(forms.CharField):
    """A list of texts (a JSON column), shown as one line each of at most `line_length`."""

    widget = forms.Textarea

    def __init__(self, *, line_length: int = 120, **kwargs):
        super().__init__(**kwargs)
        self.line_length = line_length

    def widget_attrs(self, widget) -> dict:
        return super().widget_attrs(widget) | {"rows": 6}

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value) -> list[str]:
        if isinstance(value, list):
            return value
        lines = (" ".join(line.split()) for line in (value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, value):
        super().validate(value)
        for line in value:
            if len(line) > self.line_length:
                raise ValidationError(
                    _("“%(line)s” is longer than %(length)d characters."),
                    params={"line": line, "length": self.line_length},
                )

    def has_changed(self, initial, data) -> bool:
        return not self.disabled and (initial or []) != self.to_python(data)
