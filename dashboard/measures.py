"""What is counted: every measure once, as a condition on the rows of a source.

The tallies count with it, a figure divides by it, and the page behind a number lists with it
(dashboard.rows): so a number and its rows cannot say two things. Every row of a source has a day, a
department, perhaps a subject and a channel, and is confidential or not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    BooleanField,
    Case,
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
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from cases import selectors as cases
from contacts.callbacks import selectors as callbacks
from contacts.history import selectors as history
from contacts.history.filters import ContactFilters
from contacts.satisfaction.selectors import every_answer
from dashboard.models.tallies import COUNTS, Facts
from dashboard.spans import Span
from kcc.lib.periods import ZONE

CONFIRMED = "confirmed"  # the value of ?repeat= in the list of contacts
# What other governments do, and the subject that says nothing (contacts/data/onderwerpen.yaml).
OTHER_GOVERNMENT, NO_SUBJECT = "andere-overheid", "AL99"


FACTS = {
    "question": Facts.QUESTIONS,
    "callback": Facts.CALLBACKS,
    "case": Facts.CASES,
    "answer": Facts.ANSWERS,
}


@dataclass(frozen=True)
class Source:
    """Where rows come from. `rows()` are all of them, whoever may see them, of which `as_of(now)`
    says which count by now; the others are columns or expressions of a row. `at` is a moment, `day`
    a local day: one of them is given."""

    name: str
    kind: str  # question, callback, case or answer: what a row of it opens
    rows: Callable[[], QuerySet]
    as_of: Callable[[datetime], Q] | None = None
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
        return self.among(self.rows(), spans, now)

    def among(self, rows: QuerySet, spans: Sequence[Span], now: datetime) -> QuerySet:
        """Of these rows of it, those of these days."""
        condition = Q(pk__in=[])
        for span in spans:
            condition |= self.days_q(span)
        if self.as_of:
            rows = rows.filter(self.as_of(now))
        return rows.filter(condition)

    def days_q(self, span: Span) -> Q:
        if self.day:
            return Q(**{f"{self.day}__gte": span.first, f"{self.day}__lte": span.last})
        return Q(**{f"{self.at}__gte": span.since, f"{self.at}__lt": span.until})

    @property
    def facts(self) -> Facts:
        return FACTS[self.kind]

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
    "confidential": Q(confidential=True),
}
IN_CASE = {
    "subject": Subquery(history.subjects_by_code(OuterRef("subject_code"))),
    "confidential": cases.confidential_q(),
}

QUESTIONS = Source(
    "questions", "question",
    lambda: history.counted_questions(ContactFilters(counted=True)),
    key="contact__local_hour", **IN_CONTACT,
)  # fmt: skip
REPEATED = Source(
    "repeated", "question",
    lambda: history.counted_questions(ContactFilters(counted=True, repeat=CONFIRMED)),
    department="repeat_department_id", key="repeat_reason_id", **IN_CONTACT,
)  # fmt: skip
TOLD = Source(
    "told", "question", lambda: history.proactive_questions(ContactFilters()), **IN_CONTACT
)
ASKED = Source(
    "asked", "callback", lambda: callbacks.every_callback(), at="requested_at", **IN_QUESTION
)
ENDED = Source(
    "ended", "callback", lambda: callbacks.every_callback(), at="closed_at", **IN_QUESTION
)
DUE = Source(
    "due", "callback", lambda: callbacks.every_callback(), as_of=callbacks.due_q, at="due_at",
    **IN_QUESTION,
)  # fmt: skip
REGISTERED = Source("registered", "case", lambda: cases.every_case(), at="registered_at", **IN_CASE)
CLOSED = Source("closed", "case", lambda: cases.closed_with_day(), at="closed_at", **IN_CASE)
ANSWERS = Source(
    "answers", "answer", lambda: every_answer(),
    channel="channel_id", confidential=Q(confidential=True), day="rated_on", key="score",
)  # fmt: skip
SOURCES = (QUESTIONS, REPEATED, TOLD, ASKED, ENDED, DUE, REGISTERED, CLOSED, ANSWERS)

# -- Measures -----------------------------------------------------------------------------------

REPEAT = Q(repeat_state=CONFIRMED)
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


# What a mean contact took is reckoned from.
TIMES = ("timed", "talk_seconds", "wrap_up_seconds")

# What a breakdown tells; the names are those of dashboard.tallies.reading.Told.
BROKEN_DOWN = {
    "subjects": ("questions", "contacts", "direct"),
    "channels": ("questions", "contacts", "direct", *TIMES),
    "weekdays": COUNTS,
    "hours": ("questions", "contacts"),
    "reasons": ("repeats",),
    "scores": ("scores", "score_sum"),
}


def measures_of(source: Source) -> list[Measure]:
    return [measure for measure in _ALL if measure.source is source]


# -- Many rows of several sources in one statement ----------------------------------------------

NOTHING = Value(0, output_field=IntegerField())
WIDEST = max(len(measures_of(source)) for source in SOURCES)


def grouped(
    source: Source, spans: Sequence[Span], now: datetime, wanted: Q, *, whole: bool = False
) -> QuerySet:
    """(source number, day, department, subject, channel, confidential, key, department and reason
    of a repeat, counts …): the columns of every source are alike, so that they can be put under
    each other. Of the rows that are `wanted`; with `whole` departments are not told apart further.

    Questions tell where they count as a confirmed repeat, and why (REPEATED): of the same rows, and
    to find those of a day is most of the work."""
    return source.among(_counted(source, whole), spans, now).filter(wanted)


def _counted(source: Source, whole: bool) -> QuerySet:
    """The same of all its rows."""
    apart = (None, None, None) if whole else (source.subject, source.channel, source.key)
    subject, channel, key = map(_column, apart)
    places = {
        "t_source": Value(SOURCES.index(source), output_field=IntegerField()),
        "t_day": source.local_day,
        "t_department": F(source.department),
        "t_subject": subject,
        "t_channel": channel,
        "t_confidential": source.is_confidential,
        "t_key": key,
        "t_repeated": _if_repeated(source, "repeat_department_id"),
        "t_repeat_reason": NOTHING if whole else _if_repeated(source, "repeat_reason_id"),
    }
    counts = {f"t_{number}": each.counted for number, each in enumerate(measures_of(source))}
    return _padded(source.rows(), places, counts)


def _if_repeated(source: Source, column: str) -> Expression:
    """Of a question that is a confirmed repeat, else 0."""
    if source is not QUESTIONS:
        return NOTHING
    return Case(When(REPEAT, then=Coalesce(column, NOTHING)), default=NOTHING)


def times(spans: Sequence[Span], now: datetime) -> QuerySet:
    """How long contacts took in the whole organisation, in the same columns: what TIMES names, by
    day only."""
    places = {
        "t_source": Value(len(SOURCES), output_field=IntegerField()),
        "t_day": QUESTIONS.local_day,
        "t_department": NOTHING,
        "t_subject": NOTHING,
        "t_channel": NOTHING,
        "t_confidential": Value(False, output_field=BooleanField()),
        "t_key": NOTHING,
        "t_repeated": NOTHING,
        "t_repeat_reason": NOTHING,
    }
    counts = {f"t_{number}": MEASURES[name].counted for number, name in enumerate(TIMES)}
    return QUESTIONS.among(_padded(QUESTIONS.rows(), places, counts), spans, now)


def _padded(rows: QuerySet, places: dict, counts: dict) -> QuerySet:
    counts = counts | {f"t_{number}": NOTHING for number in range(len(counts), WIDEST)}
    return rows.order_by().values(**places).annotate(**counts).values_list(*places, *counts)


def _column(column: str | Expression | None) -> Expression:
    if column is None:
        return NOTHING
    return F(column) if isinstance(column, str) else column
