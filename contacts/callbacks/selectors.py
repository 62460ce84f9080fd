"""Reading callbacks: one condition for a number and for the rows behind it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import models
from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from cases.selectors import name_to_sort
from contacts.callbacks import workflow
from contacts.callbacks.rights import acts_for
from contacts.callbacks.rows import Row
from contacts.known import known
from contacts.models import Callback, Question
from contacts.models.callback import AnswerBy, CallbackStatus
from contacts.models.contact import RepeatState
from kcc.lib.periods import FIRST_DAY, LAST_DAY, local_day, start_of
from kcc.organisation.access import Access
from kcc.organisation.directory import name_all, name_by
from kcc.organisation.worklist import (
    State,
    in_place,
    name_of,
    next_working_day,
    own_department,
    to_sort,
    visible_rows,
)

# -- Which rows -------------------------------------------------------------------------------


def worklist(access: Access, user):
    """Every callback whose row this person may see in a list, open or not."""
    return visible_rows(Callback.objects.all(), access, user)


def asked_by(user):
    """Everything somebody of the contact centre promised: theirs to see, also when it is
    confidential (`visible_to`)."""
    return Callback.objects.filter(requested_by=user)


def every_callback():
    """All there are, whoever may see them: the rows of a figure."""
    return Callback.objects.all()


def due_q(now: datetime) -> Q:
    """The clock has run out, for better or worse: not those that wait for the customer, and not
    those that were no longer needed before it did."""
    in_time = Q(status=CallbackStatus.LAPSED, closed_at__lt=F("due_at"))
    return Q(due_at__lte=now, waiting_since__isnull=True) & ~in_time


def kept_q() -> Q:
    """Kept: answered before the clock ran out, or tried twice before that."""
    answered = Q(status=CallbackStatus.DONE, closed_at__lte=F("due_at"))
    return answered | Q(tried_at__lte=F("due_at"))


ANSWERED_BY = {
    "phone": Q(answer_by=AnswerBy.PHONE),
    "email": Q(answer_by=AnswerBy.EMAIL),
    "letter": Q(answer_by=AnswerBy.LETTER),
    "social": Q(answer_by=AnswerBy.CHANNEL),
}


def finished_q() -> Q:
    """Called back, or given up after trying."""
    return Q(status__in=(CallbackStatus.DONE, CallbackStatus.NOT_REACHED))


def tries() -> models.Expression:
    """How often somebody called: the attempts that failed, and the one that did not."""
    reached = Case(When(status=CallbackStatus.DONE, then=1), default=0)
    return F("attempts") + reached


def state_q(state: str, *, now: datetime, access: Access | None = None, user=None) -> Q:
    """The rows of a state. OVERDUE: the promised moment has come. DUE_TODAY: it is still to come
    today. UNASSIGNED: nobody has it. MINE, TEAM and DEPARTMENT need the person and say whose it is,
    open or not. SERIOUS, LATE, DUE_TODAY,
    DUE_TOMORROW, DUE_LATER and WAITING are together all that is open, each once."""
    still_open = Q(closed_at__isnull=True)
    running = still_open & Q(waiting_since__isnull=True)
    if state == State.OVERDUE:
        # While it waits its clock stands still: then it is late when it was late already.
        late = Q(waiting_since__isnull=True, due_at__lte=now)
        return still_open & (late | Q(due_at__lte=F("waiting_since")))
    if state == State.SERIOUS:
        return running & Q(serious_at__lte=now)
    if state == State.LATE:
        return running & Q(due_at__lte=now, serious_at__gt=now)
    if state == State.WAITING:
        return still_open & Q(waiting_since__isnull=False)
    if state == State.DUE_TODAY:
        tomorrow = start_of(local_day(now) + timedelta(days=1))
        return running & Q(due_at__gt=now, due_at__lt=tomorrow)
    if state in (State.DUE_TOMORROW, State.DUE_LATER):
        tomorrow = start_of(local_day(now) + timedelta(days=1))
        after = start_of(next_working_day(now) + timedelta(days=1))
        if state == State.DUE_LATER:
            return running & Q(due_at__gte=after)
        return running & Q(due_at__gte=tomorrow, due_at__lt=after)
    if state == State.UNASSIGNED:
        return still_open & Q(assignee__isnull=True)
    if state == State.MINE:
        return Q(assignee=user)
    if state == State.TEAM:
        return Q(team_id__in=access.team_ids)
    if state == State.DEPARTMENT:
        return own_department(access)
    if state == State.ASKED:
        return Q(requested_by=user)
    return Q()


def open_callbacks(
    access: Access,
    user,
    *,
    department: str | None = None,
    domain: str | None = None,
    state: str = State.OPEN,
    now: datetime,
):
    """The open callbacks this person may see; `department` and `domain` are slugs.

    The list at /contacts/callbacks/?department=…&domain=…&state=… shows exactly these rows.
    """
    found = in_place(worklist(access, user).open(), department, domain)
    return found.filter(state_q(state, now=now, access=access, user=user))


# -- The views of the list --------------------------------------------------------------------

# A promise to answer is kept within days: all of them are due within a week.
VIEWS = {state: state.label for state in State if state != State.DUE_SOON}

# -- In which order: ?sort=, every column without nulls ---------------------------------------

SORTS = {
    "due": ["due_at"],
    "number": ["pk"],
    "subject": ["question__subject__name", "due_at"],
    "customer": ["who_name", "due_at"],
    "answer_by": ["answer_by", "due_at"],
    "department": ["department__name", "team_name", "due_at"],
    "handler": ["handler_name", "due_at"],
    "status": ["status_rank", "due_at"],
    "asked": ["requested_at", "pk"],
    "asked_by": ["asker_name", "due_at"],
    "attempts": ["attempts", "due_at"],
    "repeats": ["repeats", "due_at"],
    "priority": ["urgent", "priority", "due_at"],
    "result": ["result", "due_at"],
    "closed": ["closed_or_open", "due_at"],
    "waiting": ["waits_until", "due_at"],
}
PERSONAL_SORTS = {"customer"}


def sorts(access: Access) -> dict[str, list[str]]:
    """Who may not know who called, does not see it in the order either."""
    hidden = set() if access.sees_customers else PERSONAL_SORTS
    return {name: columns for name, columns in SORTS.items() if name not in hidden}


def default_sort(whose: str) -> str:
    """What somebody promised: the newest first. Otherwise what must be done first."""
    return "-asked" if whose == State.ASKED else "due"


def listed(rows, access: Access, user, *, order: Iterable[str] | None = None):
    """These rows with everything a row shows: no further statement per row. `personal` says
    whether the person behind it may be shown: overseers see rows that they could not open. With
    an `order` only what it sorts by is reckoned."""
    related = "question__subject", "department", "team", "assignee", "customer", "requested_by"
    return to_sort(rows, access, user, RECKONED, order).select_related(*related)


def _who_name(access: Access):
    own = Q(department_id__in=access.department_ids)
    if access.front_office:
        own |= Q(department__is_contact_centre=True)
    return name_to_sort(access, own, When(~Q(caller_name=""), then=F("caller_name")))


def _status_rank(_access):
    statuses = [When(status=value, then=rank) for rank, value in enumerate(CallbackStatus.values)]
    return Case(*statuses, output_field=IntegerField())


def _repeats():
    """Confirmed repeats in the chain of the question: how often the customer had to come back."""
    chain = Coalesce(OuterRef("question__chain_start_id"), OuterRef("question_id"))
    counted = (
        Question.objects.filter(chain_start_id=chain, repeat_state=RepeatState.CONFIRMED)
        .order_by()
        .values("chain_start_id")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


# What is not a column of the row itself: without nulls, so that it can be sorted by.
RECKONED = {
    "team_name": lambda _access: Coalesce("team__name", models.Value("")),
    "handler_name": lambda _access: name_of("assignee"),
    "asker_name": lambda _access: name_of("requested_by"),
    "who_name": _who_name,
    "status_rank": _status_rank,
    "repeats": lambda _access: _repeats(),
    # Open ones are the oldest here, so that the last closed is at one end.
    "closed_or_open": lambda _access: Coalesce("closed_at", models.Value(start_of(FIRST_DAY))),
    "waits_until": lambda _access: Coalesce("waiting_until", models.Value(LAST_DAY)),
}
# What a line of the list shows; the names of department, team and colleagues are kept.
SHOWN = (
    "public_id", "version", "status", "answer_by", "caller_name", "phone", "email", "reply_to",
    "best_time", "question_text", "department_id", "team_id", "assignee_id", "requested_by_id",
    "urgent", "priority", "requested_at", "due_at", "serious_at", "waiting_since", "waiting_until",
    "attempts", "closed_at", "result", "question__subject_id", "customer__kind",
    "customer__initials", "customer__given_name", "customer__prefix", "customer__family_name",
    "customer__organisation_name", "customer__confidential",
)  # fmt: skip


def lines(rows, access: Access, user, *, order: Iterable[str], columns: Iterable[str]):
    """As `listed`, with no more than the page shows in these columns: `named` fills in the rest.

    Measured for an agent at 200,000 contacts: 27 ms of the processor with ten tables joined and
    every column read, 3 ms so.
    """
    found = to_sort(rows, access, user, RECKONED, order, repeats="repeats" in columns)
    return (
        found.annotate(of_contact_centre=F("department__is_contact_centre"))
        .select_related("question", "customer")
        .only(*SHOWN)
    )


def reckoned(rows, access: Access, user, *, order: Iterable[str]):
    """These rows with who may be shown, and what they are sorted by."""
    found = to_sort(rows, access, user, RECKONED, order, repeats=False)
    return found.annotate(of_contact_centre=F("department__is_contact_centre"))


def named(callbacks: list[Callback]) -> list[Callback]:
    """Callbacks with the names that every process keeps."""
    name_all(callbacks, "department", "team", "assignee", "requested_by")
    name_by(known, [callback.question for callback in callbacks], "subject")
    return callbacks


# -- What a row shows -------------------------------------------------------------------------


def rows_of(callbacks: Iterable[Callback], *, access: Access, now) -> Iterator[Row]:
    """Rows of callbacks that came from `listed(worklist(…))`."""
    # On a page many stand alike: where they wait, how they stand, how they are answered.
    alike: dict[tuple, tuple[workflow.Act, ...]] = {}
    for callback in callbacks:
        acts = ()
        if callback.personal:
            stand = callback.department_id, callback.status, callback.answer_by
            acts = alike.get(stand)
            if acts is None:
                acts = alike[stand] = acts_for(callback, access)
        yield Row(callback, acts, access, now)
