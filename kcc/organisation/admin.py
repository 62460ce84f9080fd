"""Administration of departments, channels, hours, norms and users."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kcc.lib.kept import forget_all
from kcc.organisation import calendars
from kcc.organisation.administration import reset_second_factor
from kcc.organisation.adminsite import Admin, Inline, refreshers, register
from kcc.organisation.models import (
    Channel,
    ClosingDay,
    Department,
    Domain,
    Membership,
    OpeningException,
    OpeningHours,
    ServiceNorm,
    Team,
    User,
)

refreshers += [calendars.forget, forget_all]


# --- Departments ----------------------------------------------------------------------------------


@register(Domain)
class DomainAdmin(Admin):
    list_display = ("name", "slug", "order")
    prepopulated_fields = {"slug": ("name",)}
    fixed = ("slug",)


class TeamInline(Inline):
    model = Team
    fields = ("name", "slug", "active")
    prepopulated_fields = {"slug": ("name",)}


@register(Department)
class DepartmentAdmin(Admin):
    list_display = ("name", "domain", "is_contact_centre", "active", "origin")
    list_filter = ("active", "origin", "domain")
    list_select_related = ("domain",)
    search_fields = ("name",)
    fields = ("name", "slug", "domain", "is_contact_centre", "active")
    prepopulated_fields = {"slug": ("name",)}
    fixed = ("slug",)
    inlines = (TeamInline,)


# --- Channels and opening hours -------------------------------------------------------------------


class OpeningHoursForm(forms.ModelForm):
    class Meta:
        model = OpeningHours
        fields = ("channel", "weekday", "opens", "closes")

    def clean(self):
        """Two rows of one day may not overlap: then one of them is a mistake."""
        values = super().clean()
        if {"weekday", "opens", "closes"} <= values.keys():
            overlapping = OpeningHours.objects.filter(
                channel=values.get("channel"),
                weekday=values["weekday"],
                opens__lt=values["closes"],
                closes__gt=values["opens"],
            ).exclude(pk=self.instance.pk)
            if overlapping.exists():
                raise ValidationError(_("These hours overlap other hours of that day."))
        return values


class OpeningHoursInline(Inline):
    model = OpeningHours
    fields = ("weekday", "opens", "closes")


@register(Channel)
class ChannelAdmin(Admin):
    list_display = ("name", "kind", "follow_up", "order", "active")
    list_filter = ("active", "kind")
    prepopulated_fields = {"code": ("name",)}
    fixed = ("code",)
    inlines = (OpeningHoursInline,)


@register(OpeningHours)
class OpeningHoursAdmin(Admin):
    form = OpeningHoursForm
    list_display = ("weekday", "opens", "closes", "of_channel")
    list_filter = ("channel",)
    list_select_related = ("channel",)

    @admin.display(description=_("channel"), empty_value=_("the whole organisation"))
    def of_channel(self, row):
        return row.channel

    def formfield_for_foreignkey(self, field, request, **kwargs):
        return with_empty(super().formfield_for_foreignkey(field, request, **kwargs))


@register(OpeningException)
class OpeningExceptionAdmin(Admin):
    list_display = ("date", "name", "opens", "closes", "of_channel")
    list_filter = ("channel",)
    list_select_related = ("channel",)
    ordering = ("-date",)

    @admin.display(description=_("channel"), empty_value=_("the whole organisation"))
    def of_channel(self, row):
        return row.channel

    def formfield_for_foreignkey(self, field, request, **kwargs):
        return with_empty(super().formfield_for_foreignkey(field, request, **kwargs))


@register(ClosingDay)
class ClosingDayAdmin(Admin):
    list_display = ("date", "name", "kind", "closed")
    list_filter = ("kind", "closed")
    ordering = ("-date",)


@register(ServiceNorm)
class ServiceNormAdmin(Admin):
    """Once made, a norm only gets a last day: another term is another norm, from a day on. A norm
    of one subject is made at "Service norms", which knows the subjects."""

    list_display = (
        "kind", "amount", "unit", "target_percentage", "valid_from", "valid_until", "department",
        "channel", "subject_code",
    )  # fmt: skip
    list_filter = ("kind",)
    list_select_related = ("department", "channel")
    fields = (
        "kind", "department", "channel", "subject_code", "amount", "unit", "target_percentage",
        "valid_from", "valid_until", "source",
    )  # fmt: skip
    fixed = ("kind", "department", "channel", "amount", "unit", "valid_from")

    def formfield_for_dbfield(self, field, request, **kwargs):
        """Shown, not typed. Left out of the form, it would be left out of its constraint too."""
        made = super().formfield_for_dbfield(field, request, **kwargs)
        if field.name == "subject_code":
            made.disabled = True
        return made

    def formfield_for_foreignkey(self, field, request, **kwargs):
        return with_empty(super().formfield_for_foreignkey(field, request, **kwargs))


def with_empty(field):
    """No channel means every channel; say so in the list of choices."""
    if field is not None and not field.required:
        field.empty_label = _("the whole organisation")
    return field


# --- People ---------------------------------------------------------------------------------------


class TeamChoice(forms.ModelChoiceField):
    def label_from_instance(self, team):
        return f"{team.department.name} – {team.name}"


class MembershipForm(forms.ModelForm):
    team = TeamChoice(
        Team.objects.filter(active=True)
        .select_related("department")
        .order_by("department__name", "name"),
        required=False,
        label=_("Team"),
        widget=forms.Select(attrs={"aria-label": _("Team")}),
    )

    class Meta:
        model = Membership
        fields = ("role", "department", "team", "leads")

    def clean(self):
        values = super().clean()
        team = values.get("team")
        if team and values.get("department") not in (None, team.department):
            self.add_error("team", _("This team belongs to another department."))
        return values


class MembershipInline(Inline):
    """Nobody changes their own roles: another administrator does."""

    model = Membership
    form = MembershipForm

    def has_add_permission(self, request, obj=None) -> bool:
        return super().has_add_permission(request, obj) and obj != request.user

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and obj != request.user

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and obj != request.user


@register(User)
class UserAdmin(Admin, DjangoUserAdmin):
    """Users are switched off, never deleted: what they did stays theirs.

    No search box: it would put names in the address. Filter by department and role instead.
    """

    list_display = ("username", "last_name", "first_name", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role", "memberships__department")
    search_fields = ()
    ordering = ("last_name", "first_name", "username")
    filter_horizontal = ()
    actions = ["reset_second_factor"]
    inlines = (MembershipInline,)
    readonly_fields = ("last_login",)
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active", "last_login")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "phone", "language")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "phone", "language")}),
    )

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_readonly_fields(self, request, obj=None):
        names = super().get_readonly_fields(request, obj)
        return (*names, "is_active") if obj == request.user else names

    def user_change_password(self, request, id, form_url=""):
        """One's own password takes the old one: at "My account"."""
        if str(id) == str(request.user.pk):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    @admin.action(description=_("Forget the second factor of the chosen users"))
    def reset_second_factor(self, request, queryset):
        users = list(queryset)
        for user in users:
            reset_second_factor(by=request.user, user=user)
        messages.success(
            request,
            ngettext(
                "%(count)d user sets up a new second factor at the next log-in.",
                "%(count)d users set up a new second factor at the next log-in.",
                len(users),
            )
            % {"count": len(users)},
        )
