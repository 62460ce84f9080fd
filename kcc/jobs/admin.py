"""Outgoing mail for the administrator: whether it goes out, not what stands in it or to whom."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kcc.jobs.models import OutboxMessage
from kcc.jobs.outbox import try_again
from kcc.organisation.adminsite import Admin, register

# What a message is about, by the kind that its maker gave it.
KINDS = {
    "digest": _("Gathered messages"),
    "weekly": _("Weekly list"),
    "report": _("Report"),
    "report.reminder": _("Reminder of a report"),
    "callback.message": _("Message to a customer"),
    "case.received": _("Case: confirmation of receipt"),
    "case.status": _("Case: new status"),
    "case.suspended": _("Case: suspended"),
    "case.extended": _("Case: extended"),
    "case.closed": _("Case: closed"),
}


@register(OutboxMessage)
class OutboxMessageAdmin(Admin):
    list_display = ("created_at", "what", "state", "attempts", "available_at", "error")
    list_display_links = None
    list_filter = ("state", "kind")
    # By key: no index orders messages by their moment, and ids follow it.
    ordering = ("-pk",)
    actions = ("send_again",)

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, message):
        return KINDS.get(message.kind, message.kind)

    def get_urls(self):
        """The list alone: a page of one message would show it."""
        return [path for path in super().get_urls() if str(path.name).endswith("_changelist")]

    def lookup_allowed(self, lookup, value, request=None) -> bool:
        """Only what stands on screen: ?body__contains=… would tell, letter by letter, what was
        written to whom."""
        return lookup.partition("__")[0] in self.list_filter

    def get_queryset(self, request):
        return super().get_queryset(request).defer("to", "subject", "body")

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    @admin.action(description=_("Try the failed ones again"))
    def send_again(self, request, queryset):
        count = try_again(by=request.user, messages=queryset, now=timezone.now())
        said = ngettext(
            "%(count)d message is tried again.", "%(count)d messages are tried again.", count
        )
        messages.success(request, said % {"count": count})
        if count < queryset.count():
            messages.info(
                request, _("Only failed mail whose address is still known can be tried again.")
            )
