"""Taking the steps that have come (drammen), and looking again when they were changed.

When the next step comes is not scheduled anywhere but on the row itself, in `next_step_at`; see
docs/decisions/015. Whoever finds it passed looks, and who sets it first has taken the step.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.dateformat import format as format_date

from contacts.escalation.audience import told
from contacts.escalation.selectors import chunk_to_look_at, every_step, people_behind, taken_of
from contacts.escalation.steps import Look, Step, look
from contacts.escalation.wording import fill
from contacts.models import Callback, CallbackEvent, Escalation, EscalationStep
from kcc.jobs.notifications import Line, notify_many
from kcc.lib.faults import in_short
from kcc.lib.periods import ZONE
from kcc.organisation.calendars import calendar_of, open_at
from kcc.organisation.models import User

logger = logging.getLogger(__name__)

CHUNK = 100  # callbacks
AGAIN = timedelta(minutes=10)  # when one could not be worked
KIND = "callback.escalated"


@dataclass(frozen=True)
class Looked:
    """How many were looked at, and where the next chunk begins; None when there is no more."""

    number: int
    after: tuple[datetime, int] | None = None


def take_steps(*, now: datetime, limit: int = CHUNK) -> int:
    """Look at up to so many callbacks whose next step may have come; how many those were."""
    return take_chunk(now=now, limit=limit).number


def take_chunk(
    *, now: datetime, limit: int = CHUNK, after: tuple[datetime, int] | None = None
) -> Looked:
    """One chunk: four statements, and a transaction for each callback.

    A callback that cannot be worked is written down without what was in it and tried again later;
    it never keeps the others waiting.
    """
    # Outside opening hours of the organisation nobody is told anything.
    if not open_at(now):
        return Looked(0)
    callbacks = chunk_to_look_at(now, limit=limit, after=after)
    if not callbacks:
        return Looked(0)
    taking = Taking(callbacks, now)
    for callback in callbacks:
        try:
            taking.take(callback)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            _look_at_it_later(callback, now, error)
    more = len(callbacks) == limit
    last = callbacks[-1]
    return Looked(len(callbacks), (last.next_step_at, last.pk) if more else None)


def _look_at_it_later(callback: Callback, now: datetime, error: Exception) -> None:
    logger.error("Steps of %s: %s", callback.number, in_short(error))
    Callback.objects.filter(pk=callback.pk, next_step_at=callback.next_step_at).update(
        next_step_at=now + AGAIN
    )


class Taking:
    """The steps of a chunk of callbacks, with everything they need loaded."""

    def __init__(self, callbacks: Sequence[Callback], now: datetime):
        self.now = now
        self.steps = every_step()
        self.taken = taken_of(callbacks)
        self.people = people_behind(callbacks)

    def take(self, callback: Callback) -> None:
        """Set when to look next, and take what has come. Of two at once one wins, and a callback
        that somebody changed since it was read is left to the next look."""
        found = self._look(callback)
        with transaction.atomic():
            mine = Callback.objects.filter(
                pk=callback.pk,
                version=callback.version,
                next_step_at=callback.next_step_at,
            ).update(next_step_at=found.next_at)
            if mine and found.reached:
                self._record(callback, found)

    def _look(self, callback: Callback) -> Look:
        return look(
            [step for _, step in self.steps.values()],
            calendar_of(callback.norm_kind, callback.question.contact.channel.code),
            due_at=callback.due_at,
            term_seconds=callback.term_seconds,
            taken=self.taken[callback.pk],
            now=self.now,
        )

    def _record(self, callback: Callback, found: Look) -> None:
        """The rows, the lines of the timeline, and whoever is to be told."""
        told = {step: self._told(callback, step) for step in found.telling}
        Escalation.objects.bulk_create(
            Escalation(
                callback=callback,
                step_id=step.pk,
                round=callback.reopenings,
                at=self.now,
                told=len(told.get(step, ())),
                passed_over=step in found.passed_over,
            )
            for step in found.reached
        )
        CallbackEvent.objects.bulk_create(
            CallbackEvent(
                callback=callback,
                kind=CallbackEvent.Kind.ESCALATED,
                at=self.now,
                detail={"step": row.code, "name": row.name, "told": len(told.get(step, ()))},
            )
            for row, step in self._shown(found)
        )
        for step, people in told.items():
            self._tell(people, callback, self.steps[step.pk][0])

    def _shown(self, found: Look) -> list[tuple[EscalationStep, Step]]:
        """What the timeline names: the steps that tell, or else the highest that only shows."""
        shown = found.telling or [s for s in found.reached if self.steps[s.pk][0].active][-1:]
        return [self.steps[step.pk] for step in shown if step not in found.passed_over]

    def _told(self, callback: Callback, step: Step) -> list[User]:
        return told(self.people, self.steps[step.pk][0].audience, callback)

    def _tell(self, people: Sequence[User], callback: Callback, row: EscalationStep) -> None:
        """Three statements, however many they are."""
        lines = []
        for person in people:
            with translation.override(person.language):
                text = text_of(row.text, callback)
            key = f"escalation:{callback.pk}:{callback.reopenings}:{row.code}"
            lines.append(Line(person, key, text, self._url(person, callback)))
        notify_many(lines=lines, kind=KIND, now=self.now, mail=row.mail)

    def _url(self, person: User, callback: Callback) -> str:
        """The callback itself; for who oversees the work without opening it, the list it is in."""
        if person.pk in self.people.openers:
            return reverse("contacts:callback", args=[callback.public_id])
        query = {"state": "overdue", "department": callback.department.slug}
        return f"{reverse('contacts:callbacks')}?{urlencode(query)}"


def text_of(text: str, callback: Callback) -> str:
    """The text of a step for this callback, with the moment as the present language writes it.

    {promised} is the moment the answer is due now: waiting for the customer may have moved it.
    """
    style = "D j M H:i" if translation.get_language() == "en" else "D j b H:i"
    return fill(
        text,
        {
            "number": callback.number,
            "subject": callback.question.subject.name,
            "department": callback.department.name,
            "promised": format_date(callback.due_at.astimezone(ZONE), style),
        },
    )


@transaction.atomic(savepoint=False)
def look_again(*, now: datetime) -> int:
    """The steps were changed: every running clock is looked at anew. One statement; joins the
    caller's transaction, whose audit row says what was changed."""
    return Callback.objects.filter(closed_at__isnull=True, waiting_since__isnull=True).update(
        next_step_at=now
    )
