"""What the rooms do for each other without an import: names of their functions, models, kinds
of job and kinds of mail. Part of kcc.settings.
"""

# -- Work (kcc.jobs) -------------------------------------------------------------------------
# Dotted functions (now) -> None, called every half minute; each finds what is due and not done.
JOB_TICKS: tuple[str, ...] = (
    "contacts.callbacks.jobs.tick",
    "contacts.escalation.jobs.tick",
    "contacts.weekly.jobs.tick",
    "cases.terms.jobs.tick",
    "cases.documents.jobs.tick",
    "cases.following.limits.forget_attempts",
    "contacts.satisfaction.jobs.tick",
    "dashboard.tallies.jobs.tick",
    "dashboard.stock.jobs.tick",
    "dashboard.alerts.jobs.tick",
    "dashboard.reports.changed.jobs.tick",
    "dashboard.reports.jobs.tick",
    "dashboard.reports.delivery.jobs.tick",
    "maturity.rounds.jobs.tick",
    "maturity.plan.jobs.tick",
    # After whatever tells people: gathered at once, and mailed at once.
    "kcc.jobs.digest.make_digests",
    "kcc.jobs.outbox.tell_of_waiting_mail",
    "kcc.jobs.outbox.forget_words",
    "kcc.jobs.notifications.remove_old",
)
# kind of job -> dotted path of a function (job, progress) -> result dict
JOB_HANDLERS = {
    "contacts.import": "contacts.importing.jobs.run_import",
    "contacts.import_cleanup": "contacts.importing.jobs.clean_up",
    "contacts.escalation": "contacts.escalation.jobs.run_steps",
    "contacts.survey": "contacts.satisfaction.jobs.run",
    "cases.terms": "cases.terms.jobs.run_warnings",
    "cases.documents_clean_up": "cases.documents.jobs.clean_up",
    "cases.destruction": "cases.retention.jobs.run_destruction",
    "dashboard.settle": "dashboard.tallies.jobs.run",
    "dashboard.stock": "dashboard.stock.jobs.run",
    "dashboard.reports_freeze": "dashboard.reports.jobs.run_freeze",
    "dashboard.report": "dashboard.reports.jobs.run_report",
}
# What follows on a job that is done, in the transaction that says so: kind of job -> dotted paths
# of functions (job, now=).
JOBS_FOLLOWED = {"contacts.import": ("dashboard.tallies.jobs.follow",)}
# Kinds of job that read, write or remove files under MEDIA_ROOT.
JOBS_WITH_FILES = frozenset(
    {
        "contacts.import",
        "contacts.import_cleanup",
        "cases.documents_clean_up",
        "cases.destruction",
    }
)
# What departments do besides what they agreed on their reports: dotted paths of functions
# (department, since=, until=) -> dicts of dashboard.reports.words.Action.
REPORT_ACTIONS = ("maturity.plan.reporting.actions_for",)
# Kinds of job during which no mail is gathered yet.
JOBS_THAT_TELL = ("contacts.escalation", "cases.terms")

# -- Mail (kcc.jobs.delivery) ----------------------------------------------------------------
# Kinds of mail that hold a code of a customer: removed as soon as they are sent.
MAIL_WITH_CODES = ("case.received", "survey.invited")
# kind of mail -> dotted function (message) -> [(name, bytes, kind of file)] that go along with it.
MAIL_ATTACHMENTS = {"report": "dashboard.reports.delivery.attachments.of_mail"}

# -- Customers: which rows belong to one -----------------------------------------------------
# (model, its field that points at the customer, path to the department that works on it).
# Merging doubles moves these rows; a department sees the customers it has such rows for.
CUSTOMER_RELATIONS = [
    ("cases.Case", "customer", "department"),
    ("cases.CaseRole", "customer", "case__department"),
    ("contacts.Callback", "customer", "department"),
    ("contacts.Contact", "customer", "questions__department"),
]

# (ids of destroyed cases) -> Counter of what was cleared in rooms to the right of them.
CASE_DESTROYED = (
    "contacts.retention.forget_cases",
    "contacts.satisfaction.services.forget_cases",
)

# -- API: what choices are called in its description -----------------------------------------
CHOICES_IN_API = {
    "Archive": "cases.models.catalogue.ResultType.Archive",
    "AssessmentState": "maturity.models.assessments.Assessment.State",
    "CaseAct": "cases.workflow.Act",
    "Priority": "cases.models.case.Priority",
    "TermUnit": "cases.models.catalogue.TermUnit",
    "BestTime": "contacts.models.callback.BestTime",
    "CallbackStatus": "contacts.models.callback.CallbackStatus",
    "ChannelKind": "kcc.organisation.models.Channel.Kind",
    "Direction": "contacts.models.contact.Direction",
    "DocumentDirection": "cases.models.work.CaseDocument.Direction",
    "CustomerKind": "kcc.customers.models.Customer.Kind",
    "ImprovementActionState": "maturity.models.plan.ImprovementAction.State",
    "OutcomeCategory": "contacts.models.catalogue.Outcome.Category",
    "RepeatState": "contacts.models.contact.RepeatState",
    "ReportActionState": "dashboard.models.reports.ReportAction.State",
    "ReportKind": "dashboard.models.reports.Report.Kind",
    "ReportState": "dashboard.models.reports.Report.State",
}
