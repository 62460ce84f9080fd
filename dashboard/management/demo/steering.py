"""What keeps the work moving: steps, weekly lists, somebody away, views people made for themselves.

Only the last weeks: what was told about older work has been read long ago.
"""

from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from contacts.absence.selectors import receivers, work_of
from contacts.absence.services import hand_over
from contacts.callbacks.services import claim, record_attempt
from contacts.escalation.services import CHUNK, take_steps
from contacts.models import Callback
from contacts.models.callback import AnswerBy
from contacts.weekly.services import make_lists
from dashboard.management.demo.casework import finish_cases
from dashboard.management.demo.clock import working_days
from kcc.jobs.models import Notification, OutboxMessage
from kcc.jobs.notifications import KEPT
from kcc.lib.periods import ZONE, local_day
from kcc.organisation.access import access_of
from kcc.organisation.models import Batch, SavedView, User, Worklist

WEEKS = 3
MORNING = 8  # callbacks
UNREAD = timedelta(hours=20)
AT = (time(8, 45), time(11, 15), time(14, 45))
# User name, list, name, query, shared with whom.
VIEWS = (
    ("kcc-lead", Worklist.CALLBACKS, "Te laat en van niemand",
     {"state": "overdue", "handler": "nobody"}, SavedView.Sharing.EVERYBODY),
    ("handler", Worklist.CALLBACKS, "Mijn belronde", {"state": "mine", "answer_by": "phone"},
     SavedView.Sharing.MINE),
    ("agent", Worklist.CALLBACKS, "Wat ik heb beloofd", {"state": "asked"},
     SavedView.Sharing.MINE),
    ("manager", Worklist.CALLBACKS, "Ernstig te laat", {"state": "serious"},
     SavedView.Sharing.EVERYBODY),
)  # fmt: skip


def plan_steps(town) -> None:
    """The steps of the last weeks, at the moments somebody looks."""
    end = town.end
    for day in working_days(local_day(end) - timedelta(weeks=WEEKS), local_day(end)):
        for at in AT:
            moment = datetime.combine(day, at, tzinfo=ZONE)
            if moment <= end:
                town.events.plan(moment, lambda now: steer(town, now))


def steer(town, now) -> None:
    make_lists(now=now)
    while take_steps(now=now) == CHUNK:
        pass


def finish(town) -> None:
    """The state of things at the end: one colleague ill, the older lines read, the mail sent."""
    people = {user.username: user for user in User.objects.filter(is_active=True)}
    send_home(town, people)
    take_on(people["handler"], town.end)
    finish_cases(town, people)
    for name, worklist, title, query, sharing in VIEWS:
        SavedView.objects.create(
            owner=people[name], worklist=worklist, name=title,
            query=urlencode(sorted(query.items())), sharing=sharing,
        )  # fmt: skip
    read = town.end - UNREAD
    Notification.objects.filter(at__lt=read).update(read_at=town.end)
    Notification.objects.update(for_digest=False)
    OutboxMessage.objects.filter(created_at__lt=read).update(
        state=OutboxMessage.State.SENT, finished_at=town.end
    )
    count_unseen()
    # Nothing can be taken back any more but what somebody away gets back.
    Batch.objects.filter(absent__isnull=True).delete()


def forget_lines(town) -> None:
    """As the page of messages says; the tick finds the oldest by their ids, and here those do not
    follow time."""
    Notification.objects.filter(at__lt=town.end - KEPT).delete()


def count_unseen() -> None:
    unread = Notification.objects.filter(user=OuterRef("pk"), read_at__isnull=True).order_by()
    number = unread.values("user").annotate(number=Count("pk")).values("number")
    User.objects.update(unseen=Coalesce(Subquery(number), 0))


def take_on(handler, now) -> None:
    """A morning's work for the account "handler": the longest waiting of the department."""
    free = Callback.objects.for_acts().filter(
        closed_at__isnull=True, assignee__isnull=True, department__slug="vergunningen"
    )
    for number, callback in enumerate(free.order_by("due_at", "pk")[:MORNING]):
        callback = claim(by=handler, callback=callback, version=callback.version, now=now)
        if number % 3 == 0 and callback.answer_by == AnswerBy.PHONE:
            record_attempt(
                by=handler, callback=callback, version=callback.version, text="Voicemail.", now=now
            )


def send_home(town, people) -> None:
    """The busiest colleague of the account "handler" is ill; the team lead divides the work."""
    lead = people["team-lead"]
    colleagues = User.objects.filter(
        memberships__department__slug="vergunningen", memberships__role="handler"
    ).exclude(username__in=("handler", "team-lead"))
    open_work = Count("callbacks", filter=Q(callbacks__closed_at__isnull=True))
    ill = colleagues.annotate(number=open_work).order_by("-number", "pk").first()
    if ill is None:
        return
    rows = work_of(ill, access=access_of(lead), user=lead)
    others = [one for one in receivers(ill, rows, now=town.end) if one.user != lead]
    hand_over(
        by=lead,
        person=ill,
        to=others,
        until=local_day(town.end) + timedelta(days=10),
        reason="Ziek gemeld",
        now=town.end,
    )
    town.happened["handed over"] = len(rows)
