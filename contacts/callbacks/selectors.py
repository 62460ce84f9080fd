"""Reading callbacks: one condition for a number and for the rows behind it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

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

from cases.selectors import customer_name, name_to_sort
from contacts.callbacks import workflow
from contacts.models import Callback, Question, Subject
from contacts.models.callback import AnswerBy, BestTime, CallbackStatus
from contacts.models.contact import RepeatState
from kcc.lib.periods import FIRST_DAY, LAST_DAY, local_day, start_of
from kcc.organisation.access import Access
from kcc.organisation.due import Due
from kcc.organisation.standing import Standing, standings
from kcc.organisation.worklist import (
    State,
    in_place,
    name_of,
    next_working_day,
    own_department,
    person_shown,
    visible_rows,
)

# -- Which rows -------------------------------------------------------------------------------


def worklist(access: Access, user):
    """Every callback whose row this person may see in a list, open or not."""
    return visible_rows(Callback.objects.all(), access, user)


def every_callback():
    """All there are, whoever may see them: the rows of a figure."""
    return Callback.objects.all()


def due_q(now: datetime) -> Q:
    """The clock has run out, for better or worse: not those that wait for the customer, and not
    those that were no longer needed before it did."""
    in_time = Q(status=CallbackStatus.LAPSED, closed_at__lt=F("due_at"))
    return Q(due_at__lte=now, waiting_since__isnull=True) & ~in_time


def kept_q() -> Q:
    """Kept (domain.md 5.2): answered before the clock ran out, or tried twice before that."""
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


def listed(rows, access: Access, user):
    """These rows with everything a row shows: no further statement per row. `personal` says
    whether the person behind it may be shown: overseers see rows that they could not open."""
    statuses = [When(status=value, then=rank) for rank, value in enumerate(CallbackStatus.values)]
    own = Q(department_id__in=access.department_ids)
    if access.front_office:
        own |= Q(department__is_contact_centre=True)
    caller = When(~Q(caller_name=""), then=F("caller_name"))
    return (
        rows.select_related(
            "question__subject", "department", "team", "assignee", "customer", "requested_by"
        )
        .annotate(personal=person_shown(access, user, Callback))
        .annotate(
            team_name=Coalesce("team__name", models.Value("")),
            handler_name=name_of("assignee"),
            asker_name=name_of("requested_by"),
            who_name=name_to_sort(access, own, caller),
            status_rank=Case(*statuses, output_field=IntegerField()),
            repeats=_repeats(),
            # Open ones are the oldest here, so that the last closed is at one end.
            closed_or_open=Coalesce("closed_at", models.Value(start_of(FIRST_DAY))),
            waits_until=Coalesce("waiting_until", models.Value(LAST_DAY)),
        )
    )


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


# -- What a row shows -------------------------------------------------------------------------

STATUS_KINDS = {
    CallbackStatus.NEW: "info",
    CallbackStatus.REROUTED: "info",
    CallbackStatus.REOPENED: "late",
    CallbackStatus.CLAIMED: "warn",
    CallbackStatus.ATTEMPTED: "warn",
    CallbackStatus.WAITING: "",
    CallbackStatus.DONE: "ok",
    CallbackStatus.NOT_REACHED: "",
    CallbackStatus.LAPSED: "",
}


# What can be done with many at once, from the list.
BULK = frozenset(
    {workflow.Act.ASSIGN, workflow.Act.RELEASE, workflow.Act.REROUTE, workflow.Act.LAPSE}
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the list. Who called, the number and the words are empty for who only oversees
    the work: `personal` says whether they may be shown. With a `secret` person only the words."""

    public_id: UUID
    number: str
    version: int
    subject: str
    department: str
    team: str
    handler: str
    status: str
    status_label: str
    status_kind: str
    answer_by: str
    answer_label: str
    asked_by: str
    due_at: datetime
    requested_at: datetime
    due: Due
    is_open: bool
    urgent: bool
    priority: int
    priority_label: str
    serious: bool
    waiting_until: date | None
    closed_at: datetime | None
    result_label: str
    best_time: str
    attempts: int
    repeats: int
    personal: bool
    secret: bool = False
    who: str = ""
    phone: str = ""
    email: str = ""
    reply_to: str = ""
    text: str = ""
    may_claim: bool = False
    may_pick: bool = False

    @property
    def level(self) -> str:
        """late or warn: the coloured edge of the row."""
        if not self.is_open:
            return ""
        return "late" if self.due.late else "warn" if self.due.soon or self.urgent else ""


def rows_of(callbacks: Iterable[Callback], *, access: Access, now) -> Iterator[Row]:
    """Rows of callbacks that came from `listed(worklist(…))`."""
    for callback in callbacks:
        acts = acts_for(callback, access) if callback.personal else ()
        yield Row(
            public_id=callback.public_id,
            number=callback.number,
            version=callback.version,
            subject=callback.question.subject.name,
            department=callback.department.name,
            team=callback.team.name if callback.team else "",
            handler=callback.assignee.get_display_name() if callback.assignee else "",
            status=callback.status,
            status_label=callback.get_status_display(),
            status_kind=STATUS_KINDS[callback.status],
            answer_by=callback.answer_by,
            answer_label=callback.get_answer_by_display(),
            asked_by=callback.requested_by.get_display_name() if callback.requested_by else "",
            due_at=callback.due_at,
            requested_at=callback.requested_at,
            # While it waits, it is as late as it was when its clock stopped.
            due=Due.of_moment(callback.due_at, callback.waiting_since or now),
            is_open=callback.is_open,
            urgent=callback.urgent,
            priority=callback.priority,
            priority_label=callback.get_priority_display(),
            serious=callback.is_open
            and callback.waiting_since is None
            and callback.serious_at <= now,
            waiting_until=callback.waiting_until,
            closed_at=callback.closed_at,
            result_label=callback.get_result_display() if callback.result else "",
            best_time=""
            if callback.best_time == BestTime.ANY
            else callback.get_best_time_display(),
            attempts=callback.attempts,
            repeats=callback.repeats,
            personal=callback.personal,
            may_claim=workflow.Act.CLAIM in acts,
            may_pick=not BULK.isdisjoint(acts),
            **_person_of(callback, access),
        )


def _person_of(callback: Callback, access: Access) -> dict:
    """Who called and how to reach them, as far as it may be told."""
    if not callback.personal:
        return {}
    if not knows_person(callback, access):
        return {"secret": True, "text": callback.question_text}
    return {
        "who": callback.caller_name
        or customer_name(callback.customer, access, department_id=callback.department_id),
        "phone": callback.phone,
        "email": callback.email,
        "reply_to": callback.reply_to,
        "text": callback.question_text,
    }


def standings_of(callback: Callback, access: Access) -> frozenset[Standing]:
    """In which qualities this person looks at it; `department` is loaded."""
    return standings(
        access,
        department_id=callback.department_id,
        contact_centre=callback.department.is_contact_centre,
    )


def knows_person(callback: Callback, access: Access) -> bool:
    """May this person be told who is to be called back, and on which number? Not when the file of
    the customer is confidential and the work is not theirs; `department` and `customer` are
    loaded."""
    if callback.customer is None or not callback.customer.confidential:
        return True
    return not standings_of(callback, access).isdisjoint({Standing.DEPARTMENT, Standing.LEAD})


def acts_for(callback: Callback, access: Access) -> tuple[workflow.Act, ...]:
    """What this person may do with it now."""
    by_phone = callback.answer_by == AnswerBy.PHONE
    return workflow.acts(callback.status, standings_of(callback, access), by_phone=by_phone)


# -- What can be chosen -----------------------------------------------------------------------


def subjects() -> list[tuple[str, str]]:
    """Code and name of every subject, also those no longer in use. One statement."""
    return list(Subject.objects.order_by("name").values_list("code", "name"))
