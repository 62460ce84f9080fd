"""Asking by itself: once an hour, in opening hours, about what was closed since the hour before.

What was closed is looked for in the rows, a day further back than was looked the last time: after a
standstill, or of what was written down later than it happened, nobody is left out.
"""

import hashlib
from datetime import datetime, timedelta

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from contacts.models import SurveyPolicy
from contacts.satisfaction.matters import ROWS, to_ask
from contacts.satisfaction.services import forget_old, invite
from kcc.jobs.models import Job
from kcc.jobs.services import Progress, enqueue
from kcc.organisation.calendars import open_at

KIND = "contacts.survey"
# Not while the telephone is still warm, or the act may be taken back.
DELAY = timedelta(hours=1)
# Asked later than this, nobody knows any more how it went.
LATELY = timedelta(days=7)
OVERLAP = timedelta(days=1)


def tick(now: datetime) -> None:
    """One job an hour. Two statements when it was made, none when we are closed."""
    if not open_at(now):
        return
    # Of a time without zone: twice two o'clock, when the clocks change, is two hours.
    key = f"{KIND}:{int(now.timestamp()) // 3600}"
    # Without a policy nobody was ever asked, by mail or on paper.
    if SurveyPolicy.objects.exists() and not Job.objects.filter(key=key).exists():
        enqueue(kind=KIND, key=key, payload={}, by=None, now=now)


def run(job: Job, progress: Progress) -> dict:
    """Each person in a transaction of their own: broken off, it goes on with who was not asked."""
    now = progress.clock()
    forgotten, asked = 0, 0
    while number := forget_old(now):
        forgotten += number
        progress(0, 0)
    policy = SurveyPolicy.objects.get()
    since, until = _window(policy, now)
    chosen = _chosen(policy, since, until) if policy.active else []
    for done, (kind, pk) in enumerate(chosen, start=1):
        asked += invite(kind=kind, pk=pk, since=since, until=until, now=progress.clock())
        progress(done, len(chosen))
    return {"asked": asked, "forgotten": forgotten, "until": until.isoformat()}


run.label = gettext_lazy("Asking customers how they were helped")


def _window(policy: SurveyPolicy, now: datetime) -> tuple[datetime, datetime]:
    """From a day before where the last one got to, or before the first policy; at most a week."""
    done = Job.objects.filter(kind=KIND, state=Job.State.DONE).order_by("-finished_at")
    last = done.values_list("result", flat=True).first()
    reached = parse_datetime(last["until"]) if last else policy.changed_at or now
    return max(now - LATELY, reached - OVERLAP), now - DELAY


def _chosen(policy: SurveyPolicy, since: datetime, until: datetime) -> list[tuple[str, int]]:
    """Cases first, of which there are the fewest. One statement each."""
    found = []
    for kind in ROWS:
        if getattr(policy, f"after_{kind}s"):
            rows = to_ask(kind, since, until).prefetch_related(None).order_by("pk")
            found += [
                (kind, pk)
                for pk, public_id in rows.values_list("pk", "public_id")
                if is_drawn(public_id, policy.percentage)
            ]
    return found


def is_drawn(public_id, percentage: int) -> bool:
    """Of every hundred so many, and the same ones each time it is asked."""
    drawn = hashlib.sha256(f"survey:{public_id}".encode()).digest()
    return int.from_bytes(drawn[:4]) % 100 < percentage
