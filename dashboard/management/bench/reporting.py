"""How long the reports take: one after another here, and all of a period by the workers."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone, translation

from dashboard.models import Report
from dashboard.reports.document import compose
from dashboard.reports.files import files_of
from dashboard.reports.frozen import freeze_all, thaw
from dashboard.reports.planning import Place
from dashboard.reports.schedule import Kind, Period
from dashboard.reports.services import make_rows, publish_later
from dashboard.reports.words import Words
from kcc.jobs.services import work_waiting
from kcc.lib.periods import ZONE

State = Report.State
LANGUAGE = "nl"
PATIENCE = 300.0  # seconds without any report getting further


@dataclass(frozen=True)
class Step:
    """A part of making one report: seconds by the clock, and of the processor."""

    name: str
    clock: list[float]
    processor: list[float]


def one_by_one(places: Sequence[Place], day: date, now: datetime) -> list[Step]:
    """One report of each place, made in this process and kept nowhere."""
    names = ("figures", "document", "pdf", "xlsx")
    steps = [Step(name, [], []) for name in names]
    words = Words(published_on=now.astimezone(ZONE).date())
    given = {"made_on": words.published_on}
    with translation.override(LANGUAGE):
        # Once unmeasured: a worker has opened its fonts and templates for the first report of all.
        for place in [places[0], *places]:
            measured = [_timed(lambda at=place: freeze_all(Kind.MONTH, day, [at], now=now)[at])]
            data = measured[0][0]
            measured.append(_timed(lambda: compose(thaw(data), words)))  # noqa: B023 - at once
            document = measured[1][0]
            for form in names[2:]:
                measured.append(_timed(lambda: files_of(document, formats=[form], **given)))  # noqa: B023
            for step, (_made, clock, processor) in zip(steps, measured, strict=True):
                step.clock.append(clock)
                step.processor.append(processor)
    return [Step(each.name, each.clock[1:], each.processor[1:]) for each in steps]


def _timed(work: Callable) -> tuple[object, float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    made = work()
    return made, time.perf_counter() - clock, time.process_time() - processor


def in_short(steps: Sequence[Step]) -> dict:
    """Milliseconds: of each step, and of the whole of each report."""
    whole = [sum(each) for each in zip(*(step.clock for step in steps), strict=True)]
    busy = [sum(each) for each in zip(*(step.processor for step in steps), strict=True)]
    return {
        "reports": len(whole),
        "steps": {step.name: 1000 * statistics.median(step.clock) for step in steps},
        "median": 1000 * statistics.median(whole),
        "worst": 1000 * max(whole),
        "processor": 1000 * statistics.median(busy),
    }


# -- By the workers -------------------------------------------------------------------------------


def by_workers(months: Sequence[date], places: Sequence[Place]) -> float:
    """Seconds until the workers have made the drafts of these months, figures and files."""
    started = time.perf_counter()
    for day in months:
        chosen = dict.fromkeys(places, LANGUAGE)
        make_rows(period=Period(Kind.MONTH, day), places=chosen, by=None, now=timezone.now())
    _wait(Report.objects.filter(state__in=[State.DUE, State.BUILDING]))
    return time.perf_counter() - started


def published_by_workers(day: date) -> float:
    """Seconds until the workers have published what they made of this month."""
    started = time.perf_counter()
    drafts = Report.objects.filter(kind=Kind.MONTH, first_day=day)
    publish_later(reports=list(drafts), by=None, now=timezone.now())
    _wait(drafts.filter(state=State.BUILT))
    return time.perf_counter() - started


def _wait(unfinished) -> None:
    """Until there are none of these. Without a broker this process is the worker."""
    left, moved = None, time.monotonic()
    while count := unfinished.count():
        if count != left:
            left, moved = count, time.monotonic()
        if time.monotonic() - moved > PATIENCE:
            raise CommandError(f"{count} reports are not made; is there a worker?")
        if settings.REDIS_URL:
            time.sleep(0.1)
        else:
            work_waiting()
