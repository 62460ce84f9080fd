"""Administration of what an agent chooses from. Contacts and callbacks themselves are not here."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import CaseType
from contacts import reference
from contacts.escalation.services import look_again
from contacts.escalation.wording import EXAMPLE, PLACES, fill, unknown_places
from contacts.loading import subject_search_text
from contacts.models import ContactReason, EscalationStep, Outcome, RepeatReason, Subject
from kcc.organisation.adminsite import Admin, LinesField, refreshers, register

refreshers.append(reference.forget)


class SubjectForm(forms.ModelForm):
    keywords = LinesField(
        label=_("Keywords"),
        required=False,
        line_length=60,
        help_text=_("One per line: other words that callers use."),
    )
    call_steps = LinesField(
        label=_("Call steps"),
        required=False,
        help_text=_("One per line: a short checklist during the call."),
    )

    class Meta:
        model = Subject
        fields = (
            "code", "name", "domain", "department", "case_type", "active", "first_line", "answer",
            "kcc_does", "keywords", "call_steps", "repeat_window_days", "address_bound",
            "is_status_question",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "case_type" in self.fields:
            # One row of a type is one version: the one in use.
            self.fields["case_type"].queryset = CaseType.objects.current()


@register(Subject)
class SubjectAdmin(Admin):
    form = SubjectForm
    list_display = ("code", "name", "department", "first_line", "active", "origin")
    list_display_links = ("code", "name")
    list_filter = ("active", "origin", "domain", "department", "first_line")
    list_select_related = ("department",)
    search_fields = ("code", "name", "search_text")
    ordering = ("code",)
    fixed = ("code",)
    fieldsets = (
        (None, {"fields": ("code", "name", "domain", "department", "case_type", "active")}),
        (
            _("For the agent"),
            {"fields": ("first_line", "answer", "kcc_does", "keywords", "call_steps")},
        ),
        (
            _("Repeat contacts"),
            {"fields": ("repeat_window_days", "address_bound", "is_status_question")},
        ),
    )

    def save_model(self, request, obj, form, change):
        obj.search_text = subject_search_text(obj.name, obj.code, obj.keywords)
        super().save_model(request, obj, form, change)


@register(Outcome)
class OutcomeAdmin(Admin):
    list_display = (
        "name", "category", "counts_as_direct", "counts_as_contact", "transfer_warm", "order",
        "active",
    )  # fmt: skip
    list_filter = ("active", "category")
    prepopulated_fields = {"code": ("name",)}
    # A saved contact keeps the category it was logged with, so this one may not turn into another.
    fixed = ("code", "category")


@register(ContactReason)
class ContactReasonAdmin(Admin):
    list_display = ("name", "is_status_question", "order", "active")
    list_filter = ("active",)
    prepopulated_fields = {"code": ("name",)}
    fixed = ("code",)


@register(RepeatReason)
class RepeatReasonAdmin(Admin):
    list_display = ("name", "due_to_department", "order", "active")
    list_filter = ("active",)
    prepopulated_fields = {"code": ("name",)}
    fixed = ("code",)


class EscalationStepForm(forms.ModelForm):
    class Meta:
        model = EscalationStep
        fields = ("code", "name", "basis", "amount", "audience", "mail", "text", "active")
        widgets = {"text": forms.Textarea({"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = ", ".join(f"{{{name}}}" for name in PLACES)
        text = self.instance.text or "{number} over {subject}: {promised}."
        self.fields["text"].help_text = gettext(
            "Filled in are %(places)s. This one reads: “%(example)s”"
        ) % {"places": places, "example": fill(text, EXAMPLE)}
        self.fields["amount"].help_text = gettext(
            "Per cent of the term (1 to 100), or working days after the promise."
        )
        self.fields["active"].help_text = gettext(
            "Switched off, nobody is told; what was told before stays in the history."
        )

    def clean_text(self):
        text = " ".join(self.cleaned_data["text"].split())
        wrong = unknown_places(text)
        if wrong:
            raise forms.ValidationError(
                gettext("“%(wrong)s” cannot be filled in. Use %(places)s."),
                params={
                    "wrong": " ".join(wrong),
                    "places": ", ".join(f"{{{name}}}" for name in PLACES),
                },
            )
        if "{number}" not in text:
            raise forms.ValidationError(
                gettext("Say which callback it is: put {number} in the text.")
            )
        return text


@register(EscalationStep)
class EscalationStepAdmin(Admin):
    """A step that was taken cannot be deleted (its history points at it), but switched off."""

    form = EscalationStepForm
    list_display = ("name", "basis", "amount", "audience", "mail", "active")
    list_filter = ("active", "audience")
    prepopulated_fields = {"code": ("name",)}
    fixed = ("code",)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        look_again(now=timezone.now())

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        look_again(now=timezone.now())
