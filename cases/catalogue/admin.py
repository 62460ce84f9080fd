"""The administration of case types: a version in use is shown, a draft is changed and put to use.

Cases themselves are not here.
"""

from django.contrib import admin, messages
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cases.catalogue import selectors
from cases.catalogue.contents import TABLES, contents_of, duration_in_words
from cases.catalogue.differences import differences
from cases.catalogue.finishing import advice_of, problems_of
from cases.catalogue.forms import (
    CaseTypeForm,
    PublishForm,
    QuestionForm,
    QuestionFormSet,
    ResultForm,
    ResultFormSet,
    StatusForm,
    StatusFormSet,
)
from cases.catalogue.services import make_draft, publish, put_rows
from cases.models import CaseQuestion, CaseType, ResultType, Stage, StatusType, TermUnit
from kcc.lib.errors import DomainError
from kcc.organisation.adminsite import Admin, ByRole, refreshers, register

# What may change of a version in use: see CaseType.
FREE = ("active", "keywords", "remark")


class Rows(ByRole, admin.StackedInline):
    """A table of a type: to be changed as long as that is a draft."""

    extra = 0

    def has_add_permission(self, request, obj=None) -> bool:
        return super().has_add_permission(request, obj) and _is_draft(obj)

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and _is_draft(obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and _is_draft(obj)


def _is_draft(obj) -> bool:
    return obj is None or obj.stage == Stage.DRAFT


class StatusInline(Rows):
    model = StatusType
    form = StatusForm
    formset = StatusFormSet
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("order", "name"),
                    ("is_decision", "is_final", "tells_customer"),
                    ("public_name", "public_name_en"),
                    ("public_text", "public_text_en"),
                )
            },
        ),
    )


class ResultInline(Rows):
    model = ResultType
    form = ResultForm
    formset = ResultFormSet
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "selection_list"),
                    ("archive", "retention", "counts_from"),
                    ("public_text", "public_text_en"),
                )
            },
        ),
    )

    def get_fieldsets(self, request, obj=None):
        if _is_draft(obj):
            return super().get_fieldsets(request, obj)
        shown = (
            ("name", "selection_list"),
            ("archive", "retention_words", "counts_from"),
            ("public_text", "public_text_en"),
        )
        return ((None, {"fields": shown}),)

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return fixed if _is_draft(obj) else (*fixed, "retention_words")

    @admin.display(description=gettext_lazy("retention"))
    def retention_words(self, obj):
        return duration_in_words(obj.retention) if obj.retention else "–"


class QuestionInline(Rows):
    model = CaseQuestion
    verbose_name = gettext_lazy("question")
    verbose_name_plural = gettext_lazy("questions")
    form = QuestionForm
    formset = QuestionFormSet
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("order", "label"),
                    ("kind", "required"),
                    ("choices", "help"),
                    ("lowest", "highest", "unit"),
                    "key",
                )
            },
        ),
    )


class StageFilter(admin.SimpleListFilter):
    """Without a choice: what is in use, and what is being made."""

    title = gettext_lazy("stage")
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return [*Stage.choices, ("all", _("All versions"))]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        yield first | {"display": _("In use and drafts")}
        yield from others

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset.exclude(stage=Stage.PAST)
        return queryset if self.value() == "all" else queryset.filter(stage=self.value())


@register(CaseType)
class CaseTypeAdmin(Admin):
    form = CaseTypeForm
    list_display = (
        "name", "version", "stage", "department", "term_words", "norm_words", "active",
    )  # fmt: skip
    list_filter = (StageFilter, "active", "department", "domain")
    list_select_related = ("department",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fixed = ("slug",)
    inlines = (StatusInline, ResultInline, QuestionInline)

    # -- What is shown, and what may be changed ----------------------------------------------------

    def get_object(self, request, object_id, from_field=None):
        """Kept still while it is saved or thrown away: somebody may put it to use."""
        if request.method == "POST":
            CaseType.objects.select_for_update().filter(pk=object_id).first()
        return super().get_object(request, object_id, from_field)

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or obj.stage != Stage.PAST
        )

    def has_delete_permission(self, request, obj=None) -> bool:
        """A draft is thrown away. A version that was in use is what cases run by."""
        return super().has_delete_permission(request, obj) and obj is not None and _is_draft(obj)

    def get_fieldsets(self, request, obj=None):
        term, norm, extension = ("term", "norm", "extension")
        if not _is_draft(obj):
            term, norm, extension = ("term_words", "norm_words", "extension_words")
        names = ("name", "slug", ("public_name", "public_name_en"), "followable")
        general = (*names, ("domain", "department"), "confidentiality", "active")
        return (
            (None, {"fields": (*general, "seen") if obj else general}),
            (
                gettext_lazy("Terms"),
                {
                    "fields": (
                        term, "shifts", norm, ("extendable", extension), "suspendable",
                        "penalty", "legal_basis",
                    )
                },
            ),
            (gettext_lazy("Finding it"), {"fields": ("keywords", "remark")}),
        )  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        if _is_draft(obj):
            return fixed
        shown = [name for name in CaseTypeForm.Meta.fields if name not in FREE]
        return (*fixed, *shown, "term_words", "norm_words", "extension_words")

    @admin.display(description=gettext_lazy("term"), ordering="term")
    def term_words(self, obj):
        return duration_in_words(obj.term, working_days=obj.term_unit == TermUnit.WORKING_DAYS)

    @admin.display(description=gettext_lazy("service norm"), ordering="norm")
    def norm_words(self, obj):
        return duration_in_words(obj.norm, working_days=obj.norm_unit == TermUnit.WORKING_DAYS)

    @admin.display(description=gettext_lazy("extension"))
    def extension_words(self, obj):
        return duration_in_words(obj.extension) if obj.extension else "–"

    # -- Saving a draft ----------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        if not change:
            obj.version, obj.stage = 1, Stage.DRAFT
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)  # what the audit log says of it
        if not _is_draft(form.instance):
            return
        relation, _model, names, _called = next(
            table for table in TABLES if table[1] is formset.model
        )
        kept = [
            row.instance
            for row in formset.forms
            if row not in formset.deleted_forms and (row.instance.pk or row.has_changed())
        ]
        put_rows(
            form.instance,
            relation,
            [{name: getattr(row, name) for name in names} for row in kept],
        )

    def response_post_save_add(self, request, obj):
        return redirect("admin:cases_casetype_change", obj.pk)

    def response_post_save_change(self, request, obj):
        if _is_draft(obj):
            return redirect("admin:cases_casetype_change", obj.pk)
        return super().response_post_save_change(request, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        extra = {"show_save_and_add_another": False} | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, extra)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= self._standing(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _standing(self, obj) -> dict:
        """What stands above the form: the versions, and whether a draft can be put to use."""
        versions = list(selectors.versions_of(obj.slug))
        drafted = next((row for row in versions if row.stage == Stage.DRAFT), None)
        found = {"versions": versions, "draft": drafted, "is_draft": _is_draft(obj)}
        if _is_draft(obj):
            contents, before = self._contents(obj)
            found |= {"problems": problems_of(contents, before), "advice": advice_of(contents)}
        return found

    def _contents(self, obj):
        # As it is stored: the form may have put other values into `obj`.
        stored = CaseType.objects.get(pk=obj.pk)
        current = selectors.in_use(obj.slug)
        return contents_of(stored), contents_of(current) if current else None

    # -- A new version, and putting it to use ------------------------------------------------------

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                "<int:object_id>/revise/",
                view(require_POST(self.revise)),
                name="cases_casetype_revise",
            ),
            path("<int:object_id>/publish/", view(self.publish), name="cases_casetype_publish"),
            *super().get_urls(),
        ]

    def revise(self, request, object_id):
        case_type = CaseType.objects.filter(pk=object_id).first()
        if case_type is None:
            return redirect("admin:cases_casetype_changelist")
        try:
            draft = make_draft(by=request.user, case_type=case_type, now=timezone.now())
        except DomainError as error:
            self.message_user(request, error.message, messages.WARNING)
            draft = selectors.draft_of(case_type.slug) or case_type
        return redirect("admin:cases_casetype_change", draft.pk)

    def publish(self, request, object_id):
        draft = CaseType.objects.filter(pk=object_id, stage=Stage.DRAFT).first()
        if draft is None:
            self.message_user(request, _("This version is no draft (any more)."), messages.WARNING)
            return redirect("admin:cases_casetype_changelist")
        contents, before = self._contents(draft)
        form = PublishForm(request.POST or None, first=before is None)
        if request.method == "POST" and form.is_valid():
            note = form.cleaned_data["note"]
            try:
                publish(by=request.user, draft=draft, note=note, now=timezone.now())
            except DomainError as error:
                form.add_error(error.field or None, error.message)
            else:
                for refresh in refreshers:
                    transaction.on_commit(refresh)
                self.message_user(request, _("Version %d is in use now.") % draft.version)
                return redirect("admin:cases_casetype_change", draft.pk)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Put version %d to use") % draft.version,
            "draft": draft,
            "form": form,
            "contents": contents,
            "problems": problems_of(contents, before),
            "advice": advice_of(contents),
            "changes": differences(before, contents) if before else [],
            "first": before is None,
            "running": sum(row.running for row in selectors.versions_of(draft.slug)),
            "back": reverse("admin:cases_casetype_change", args=[draft.pk]),
        }
        return TemplateResponse(request, "admin/cases/casetype/publish.html", context)
