"""The audit log in words. Every action that a service records has its sentence here; a test reads
the source to see that none is missing."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ACTIONS = {
    "absence.handed_back": gettext_lazy("gave work back after an absence"),
    "absence.handed_over": gettext_lazy("handed over the work of somebody absent"),
    "absence.undone": gettext_lazy("took back a hand-over for an absence"),
    "account.backup_codes": gettext_lazy("made new backup codes"),
    "account.password": gettext_lazy("changed the own password"),
    "account.preferences": gettext_lazy("changed the own preferences"),
    "account.second_factor": gettext_lazy("set up a second factor"),
    "account.second_factor_reset": gettext_lazy("removed somebody's second factor"),
    "audit.exported": gettext_lazy("exported the audit log"),
    "audit.viewed": gettext_lazy("looked at the audit log"),
    "call.announced": gettext_lazy("announced a call to an agent"),
    "callback.assign": gettext_lazy("gave a callback to a colleague"),
    "callback.attempt": gettext_lazy("called and did not reach the customer"),
    "callback.claim": gettext_lazy("took on a callback"),
    "callback.close": gettext_lazy("closed a callback with an answer"),
    "callback.exported": gettext_lazy("exported a list of callbacks"),
    "callback.give-up": gettext_lazy("closed a callback as not reached"),
    "callback.lapse": gettext_lazy("closed a callback as no longer needed"),
    "callback.note": gettext_lazy("wrote a note at a callback"),
    "callback.release": gettext_lazy("released a callback"),
    "callback.reopen": gettext_lazy("opened a callback again"),
    "callback.repeated": gettext_lazy("logged a new contact about an open callback"),
    "callback.requested": gettext_lazy("requested a callback"),
    "callback.reroute": gettext_lazy("passed a callback on"),
    "callback.resume": gettext_lazy("let the clock of a callback run again"),
    "callback.undone": gettext_lazy("took an act on a callback back"),
    "callback.viewed": gettext_lazy("looked at a callback"),
    "callback.wait": gettext_lazy("let a callback wait for the customer"),
    "case.asked": gettext_lazy("arrived as a question on the page of a case"),
    "case.claim": gettext_lazy("took on a case"),
    "case.close": gettext_lazy("closed a case"),
    "case.destroyed": gettext_lazy("destroyed a case"),
    "case.document": gettext_lazy("added a document to a case"),
    "case.document-removed": gettext_lazy("removed a document from a case"),
    "case.edit": gettext_lazy("changed what a case holds"),
    "case.default-notice": gettext_lazy("wrote a notice of default down at a case"),
    "case.exported": gettext_lazy("exported a list of cases"),
    "case.follow-code": gettext_lazy("made a code to follow a case with"),
    "case.followed": gettext_lazy("opened the page of a case with its code"),
    "case.extend": gettext_lazy("extended the term of a case"),
    "case.hand-over": gettext_lazy("handed a case over"),
    "case.link": gettext_lazy("linked a case with another one, or made it part of one"),
    "case.note": gettext_lazy("wrote a note at a case"),
    "case.opened": gettext_lazy("registered a case"),
    "case.release": gettext_lazy("released a case"),
    "case.reopen": gettext_lazy("opened a case again"),
    "case.role": gettext_lazy("changed who has to do with a case"),
    "case.resume": gettext_lazy("let the clock of a case run again"),
    "case.status": gettext_lazy("changed the status of a case"),
    "case.suspend": gettext_lazy("suspended the term of a case"),
    "case.take-over": gettext_lazy("took a case over from a colleague"),
    "case.task": gettext_lazy("changed the tasks of a case"),
    "case.undone": gettext_lazy("took an act on a case back"),
    "case.viewed": gettext_lazy("looked at a case"),
    "case_type.drafted": gettext_lazy("began a new version of a case type"),
    "case_type.published": gettext_lazy("put a version of a case type to use"),
    "cases.searched": gettext_lazy("searched for a case"),
    "contact.corrected": gettext_lazy("corrected a contact"),
    "contact.logged": gettext_lazy("logged a contact"),
    "contact.viewed": gettext_lazy("looked at a contact"),
    "contacts.exported": gettext_lazy("exported a list of contacts"),
    "customer.address_revealed": gettext_lazy("revealed a secret address"),
    "customer.bsn_revealed": gettext_lazy("revealed a BSN"),
    "customer.changed": gettext_lazy("changed a customer"),
    "customer.contact_point_added": gettext_lazy("added a number or address to a customer"),
    "customer.contact_point_preferred": gettext_lazy("chose how to reach a customer"),
    "customer.contact_point_removed": gettext_lazy("removed a number or address of a customer"),
    "customer.created": gettext_lazy("added a customer"),
    "customer.merge_undone": gettext_lazy("undid a merge of customers"),
    "customer.merged": gettext_lazy("merged two customers"),
    "customer.searched": gettext_lazy("looked for customers"),
    "customer.viewed": gettext_lazy("looked at a customer"),
    "customers.searched": gettext_lazy("searched for a customer, contact, callback or case"),
    "destruction.approved": gettext_lazy("approved a destruction list"),
    "destruction.carried_out": gettext_lazy("finished the destruction of a list"),
    "destruction.drawn_up": gettext_lazy("drew up a destruction list"),
    "destruction.exported": gettext_lazy("exported a destruction list"),
    "destruction.left_out": gettext_lazy("left a case out of a destruction list"),
    "destruction.proposed": gettext_lazy("asked for approval of a destruction list"),
    "destruction.put_back": gettext_lazy("put a case back on a destruction list"),
    "destruction.sent_back": gettext_lazy("sent a destruction list back"),
    "destruction.thrown_away": gettext_lazy("threw a destruction list away"),
    "document.downloaded": gettext_lazy("fetched a document"),
    "document.infected": gettext_lazy("sent a file in which a virus was found"),
    "document.viewed": gettext_lazy("looked at a document"),
    "draft.discarded": gettext_lazy("discarded a contact that was not saved"),
    "import.case_type": gettext_lazy("added a case type from an import"),
    "import.contacts": gettext_lazy("imported contacts"),
    "import.department": gettext_lazy("added a department from an import"),
    "import.discarded": gettext_lazy("removed the file of an import"),
    "import.finished": gettext_lazy("finished an import"),
    "import.report": gettext_lazy("fetched the list of errors of an import"),
    "import.started": gettext_lazy("started an import"),
    "import.subject": gettext_lazy("added a subject from an import"),
    "import.uploaded": gettext_lazy("uploaded a file to import"),
    "job.retried": gettext_lazy("started a failed job again"),
    "login": gettext_lazy("logged in"),
    "login.second_step": gettext_lazy("gave the second factor"),
    "logout": gettext_lazy("logged out"),
    "mail.retried": gettext_lazy("let mail that failed be sent again"),
    "norm.added": gettext_lazy("made a service norm"),
    "norm.ended": gettext_lazy("ended a service norm"),
    "norm.removed": gettext_lazy("removed a service norm that had not begun"),
    "reference_data.loaded": gettext_lazy("loaded the start data"),
    "repeat.confirmed": gettext_lazy("confirmed a repeat contact"),
    "repeat.rejected": gettext_lazy("said that it was no repeat contact"),
    "settings.added": gettext_lazy("added a setting"),
    "settings.changed": gettext_lazy("changed a setting"),
    "settings.deleted": gettext_lazy("deleted a setting"),
    "telephony.read": gettext_lazy("read a report of the telephone exchange"),
    "telephony.removed": gettext_lazy("removed a report of the telephone exchange"),
    "token.created": gettext_lazy("made an access key for the API"),
    "token.revoked": gettext_lazy("revoked an access key for the API"),
    "user.created": gettext_lazy("added a user"),
    "view.shared": gettext_lazy("shared a view of a list"),
    "view.unshared": gettext_lazy("stopped sharing a view of a list"),
    "wallboard.key_made": gettext_lazy("made a key for a screen on the floor"),
    "wallboard.key_withdrawn": gettext_lazy("withdrew the key of a screen on the floor"),
    "wallboard.opened": gettext_lazy("typed a key on a screen on the floor"),
}

OBJECTS = {
    "audit.auditevent": gettext_lazy("Audit log"),
    "cases.case": gettext_lazy("Case"),
    "cases.casedocument": gettext_lazy("Document"),
    "cases.casemessage": gettext_lazy("Message to the customer"),
    "cases.casetype": gettext_lazy("Case type"),
    "cases.destructionlist": gettext_lazy("Destruction list"),
    "cases.penaltyrate": gettext_lazy("Penalty rate"),
    "contacts.callback": gettext_lazy("Callback"),
    "contacts.contact": gettext_lazy("Contact"),
    "contacts.contactreason": gettext_lazy("Reason for contact"),
    "contacts.escalationstep": gettext_lazy("Escalation step"),
    "contacts.importrun": gettext_lazy("Import"),
    "contacts.outcome": gettext_lazy("Outcome"),
    "contacts.repeatreason": gettext_lazy("Reason for a repeat contact"),
    "contacts.subject": gettext_lazy("Subject"),
    "customers.customer": gettext_lazy("Customer"),
    "customers.merge": gettext_lazy("Merge of customers"),
    "dashboard.telephonyfile": gettext_lazy("Report of the telephone exchange"),
    "dashboard.wallboardkey": gettext_lazy("Screen on the floor"),
    "jobs.job": gettext_lazy("Job"),
    "jobs.outboxmessage": gettext_lazy("Outgoing mail"),
    "organisation.apitoken": gettext_lazy("Access key"),
    "organisation.department": gettext_lazy("Department"),
    "organisation.membership": gettext_lazy("Role of a user"),
    "organisation.savedview": gettext_lazy("View of a list"),
    "organisation.servicenorm": gettext_lazy("Service norm"),
    "organisation.user": gettext_lazy("User"),
}


def action_in_words(action: str) -> str:
    return str(ACTIONS.get(action, action))


def object_in_words(object_type: str) -> str:
    return str(OBJECTS.get(object_type, object_type))


# What the parts of a detail are called; others are shown as they are written.
PARTS = {
    "callbacks": gettext_lazy("callbacks"),
    "cases": gettext_lazy("cases"),
    "channel": gettext_lazy("channel"),
    "columns": gettext_lazy("columns"),
    "customer": gettext_lazy("customer"),
    "department": gettext_lazy("department"),
    "fields": gettext_lazy("fields"),
    "filters": gettext_lazy("filters"),
    "first_day": gettext_lazy("first day"),
    "format": gettext_lazy("kind of file"),
    "found": gettext_lazy("found"),
    "key": gettext_lazy("key"),
    "kind": gettext_lazy("kind"),
    "last_day": gettext_lazy("last day"),
    "question": gettext_lazy("question"),
    "questions": gettext_lazy("outcomes"),
    "reason": gettext_lazy("reason"),
    "scope": gettext_lazy("scope"),
    "shared": gettext_lazy("shared with"),
    "state": gettext_lazy("view"),
    "subject": gettext_lazy("subject"),
    "term": gettext_lazy("term"),
    "user": gettext_lazy("user"),
    "why": gettext_lazy("why"),
}


def detail_in_words(detail: dict) -> str:
    """'fields: note, subject; rows: 3': references and names, which is all a detail holds."""
    return "; ".join(
        f"{PARTS.get(key, key.replace('_', ' '))}: {_plain(value)}"
        for key, value in detail.items()
        if value not in (None, "", [], {})
    )


def _plain(value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(each) for each in value)
    return str(value)
