"""What is counted: every measure once, as a condition on the rows of a source.

The tallies count with it, a figure divides by it, and the page behind a number lists with it
(dashboard.rows): so a number and its rows cannot say two things. Every row of a source has a day, a
department, perhaps a subject and a channel, and is confidential or not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    BooleanField,
    Count,
    Expression,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, TruncDate

from cases import selectors as cases
from contacts.callbacks import selectors as callbacks
from contacts.history import selectors as history
from contacts.history.filters import ContactFilters
from contacts.satisfaction.selectors import every_answer
from dashboard.models.tallies import COUNTS
from dashboard.spans import Span
from kcc.lib.periods import ZONE, start_of

CONFIRMED = "confirmed"  # the value of ?repeat= in the list of contacts
# What other governments do, and the subject that says nothing (contacts/data/onderwerpen.yaml).
OTHER_GOVERNMENT, NO_SUBJECT = "andere-overheid", "AL99"


@dataclass(frozen=True)
class Source:
    """Where rows come from. `rows(now)` are all of them, whoever may see them; the others are
    columns or expressions of a row. `at` is a moment, `day` a local day: one of them is given."""

    name: str
    kind: str  # question, callback, case or answer: what a row of it opens
    rows: Callable[[datetime], QuerySet]
    department: str = "department_id"
    subject: str | Expression | None = "subject_id"
    channel: str | None = None
    confidential: Q | None = None
    day: str = ""
    at: str = ""
    # What more its rows are told apart by, see models.tallies.Level.
    key: str | None = None

    def on(self, spans: Sequence[Span], now: datetime) -> QuerySet:
        """The rows of these days."""
        condition = Q(pk__in=[])
        for span in spans:
            condition |= self.days_q(span)
        return self.rows(now).filter(condition)

    def days_q(self, span: Span) -> Q:
        if self.day:
            return Q(**{f"{self.day}__gte": span.first, f"{self.day}__lte": span.last})
        after = start_of(span.last + timedelta(days=1))
        return Q(**{f"{self.at}__gte": start_of(span.first), f"{self.at}__lt": after})

    @property
    def local_day(self) -> Expression:
        return F(self.day) if self.day else TruncDate(self.at, tzinfo=ZONE)

    @property
    def is_confidential(self) -> Expression:
        if self.confidential is None:
            return Value(False, output_field=BooleanField())
        return ExpressionWrapper(self.confidential, output_field=BooleanField())


@dataclass(frozen=True)
class Measure:
    """A count of the rows that meet the condition; with `sums` the sum of that over them."""

    name: str
    source: Source
    condition: Q | None = None
    sums: str | Expression | None = None

    @property
    def counted(self) -> Expression:
        condition = self.condition or Q(pk__isnull=False)
        if self.sums is None:
            return Count("pk", filter=condition)
        return Coalesce(Sum(self.sums, filter=condition), Value(0), output_field=IntegerField())

    def rows(self, spans: Sequence[Span], now: datetime) -> QuerySet:
        """The rows it counts, or sums over."""
        return self.source.on(spans, now).filter(self.condition or Q())


# -- Sources ------------------------------------------------------------------------------------

IN_CONTACT = {
    "channel": "contact__channel_id",
    "confidential": Q(contact__confidential=True),
    "day": "contact__local_day",
}
IN_QUESTION = {
    "subject": "question__subject_id",
    "channel": "question__contact__channel_id",
    "confidential": Q(question__contact__confidential=True),
}
IN_CASE = {
    "subject": Subquery(history.subjects_by_code(OuterRef("subject_code"))),
    "confidential": cases.confidential_q(),
}

QUESTIONS = Source(
    "questions", "question",
    lambda now: history.counted_questions(ContactFilters(counted=True)),
    key="contact__local_hour", **IN_CONTACT,
)  # fmt: skip
REPEATED = Source(
    "repeated", "question",
    lambda now: history.counted_questions(ContactFilters(counted=True, repeat=CONFIRMED)),
    department="repeat_department_id", key="repeat_reason_id", **IN_CONTACT,
)  # fmt: skip
TOLD = Source(
    "told", "question", lambda now: history.proactive_questions(ContactFilters()), **IN_CONTACT
)
ASKED = Source(
    "asked", "callback", lambda now: callbacks.every_callback(), at="requested_at", **IN_QUESTION
)
ENDED = Source(
    "ended", "callback", lambda now: callbacks.every_callback(), at="closed_at", **IN_QUESTION
)
DUE = Source(
    "due", "callback", lambda now: callbacks.every_callback().filter(callbacks.due_q(now)),
    at="due_at", **IN_QUESTION,
)  # fmt: skip
REGISTERED = Source(
    "registered", "case", lambda now: cases.every_case(), at="registered_at", **IN_CASE
)
CLOSED = Source("closed", "case", lambda now: cases.closed_with_day(), at="closed_at", **IN_CASE)
ANSWERS = Source(
    "answers", "answer", lambda now: every_answer(),
    channel="channel_id", confidential=Q(confidential=True), day="rated_on", key="score",
)  # fmt: skip
SOURCES = (QUESTIONS, REPEATED, TOLD, ASKED, ENDED, DUE, REGISTERED, CLOSED, ANSWERS)

# -- Measures -----------------------------------------------------------------------------------

FIRST = Q(position=1)  # of a contact with several questions: the contact counts once
VOICE = Q(contact__channel__kind="voice")
TRANSFERRED = VOICE & Q(outcome_category="transferred")
GOVERNMENT = Q(subject__domain__slug=OTHER_GOVERNMENT)
HANDED_ON_WARMLY = Q(outcome_category="transferred", transfer_warm=True)
TIMED = FIRST & (Q(contact__talk_seconds__gt=0) | Q(contact__wrap_up_seconds__gt=0))
BY = callbacks.ANSWERED_BY

_ALL = (
    Measure("questions", QUESTIONS),
    Measure("contacts", QUESTIONS, FIRST),
    Measure("direct", QUESTIONS, Q(counts_as_direct=True)),
    Measure("direct_net", QUESTIONS, history.answered_for_good()),
    Measure("repeats", REPEATED),
    Measure("status", QUESTIONS, history.asks_status()),
    Measure("status_linked", QUESTIONS, history.asks_status() & Q(case__isnull=False)),
    Measure("calls", QUESTIONS, VOICE),
    Measure("transferred", QUESTIONS, TRANSFERRED),
    Measure("warm", QUESTIONS, TRANSFERRED & Q(transfer_warm=True)),
    Measure("transfer_reached", QUESTIONS, TRANSFERRED & Q(transfer_reached=True)),
    Measure("transfer_waits", QUESTIONS, TRANSFERRED & Q(transfer_wait_seconds__isnull=False)),
    Measure("transfer_wait_seconds", QUESTIONS, TRANSFERRED, "transfer_wait_seconds"),
    Measure("complete", QUESTIONS, ~Q(subject__code=NO_SUBJECT)),
    Measure("linked", QUESTIONS, FIRST & Q(contact__customer__isnull=False)),
    Measure("government", QUESTIONS, GOVERNMENT),
    Measure(
        "government_done", QUESTIONS, GOVERNMENT & (Q(counts_as_direct=True) | HANDED_ON_WARMLY)
    ),
    Measure("proactive", TOLD),
    Measure("timed", QUESTIONS, TIMED),
    Measure("talk_seconds", QUESTIONS, TIMED, "contact__talk_seconds"),
    Measure("wrap_up_seconds", QUESTIONS, TIMED, "contact__wrap_up_seconds"),
    Measure("asked", ASKED),
    Measure("misrouted", ASKED, Q(reroutes__gte=1)),
    Measure("answered", ENDED, BY["phone"] & callbacks.finished_q()),
    Measure("attempts", ENDED, BY["phone"] & callbacks.finished_q(), callbacks.tries()),
    *(
        measure
        for how in BY
        for measure in (
            Measure(f"{how}_due", DUE, BY[how]),
            Measure(f"{how}_kept", DUE, BY[how] & callbacks.kept_q()),
        )
    ),
    Measure("cases_registered", REGISTERED),
    Measure("cases_closed", CLOSED),
    Measure("cases_on_time", CLOSED, cases.in_term_q()),
    Measure("cases_in_norm", CLOSED, Q(closed_at__lte=F("norm_due_at"))),
    Measure("scores", ANSWERS),
    Measure("score_sum", ANSWERS, sums="score"),
)
MEASURES = {measure.name: measure for measure in _ALL}
if tuple(MEASURES) != COUNTS:
    raise RuntimeError("dashboard.models.tallies.COUNTS names the measures, in their order")


def measures_of(source: Source) -> list[Measure]:
    return [measure for measure in _ALL if measure.source is source]


# -- Many rows of several sources in one statement ----------------------------------------------

NOTHING = Value(0, output_field=IntegerField())
WIDEST = max(len(measures_of(source)) for source in SOURCES)


def grouped(source: Source, spans: Sequence[Span], now: datetime, wanted: Q) -> QuerySet:
    """(source number, day, department, subject, channel, confidential, key, counts …): the columns
    of every source are alike, so that they can be put under each other. Of the rows that are
    `wanted`."""
    places = {
        "t_source": Value(SOURCES.index(source), output_field=IntegerField()),
        "t_day": source.local_day,
        "t_department": F(source.department),
        "t_subject": _column(source.subject),
        "t_channel": _column(source.channel),
        "t_confidential": source.is_confidential,
        "t_key": _column(source.key),
    }
    counts = {f"t_{number}": each.counted for number, each in enumerate(measures_of(source))}
    for number in range(len(counts), WIDEST):
        counts[f"t_{number}"] = NOTHING
    rows = source.on(spans, now).filter(wanted).order_by().values(**places).annotate(**counts)
    return rows.values_list(*places, *counts)


def _column(column: str | Expression | None) -> Expression:
    if column is None:
        return NOTHING
    return F(column) if isinstance(column, str) else column
