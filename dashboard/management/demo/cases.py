"""What becomes of a case: taken on, moved on status by status, closed with a result; or not."""

from collections import defaultdict

from cases import services
from cases.models import ResultType, StatusType
from dashboard.management.demo import shape
from dashboard.management.demo.casework import CaseWork

ANSWERS = (
    "Brief met het besluit gestuurd en inwoner gebeld.",
    "Opgelost. Inwoner heeft bericht gekregen.",
    "Uitgevoerd en gecontroleerd.",
    "Afgehandeld, uitleg per e-mail gestuurd.",
)


class CaseLife:
    def __init__(self, town):
        self.town, self.rng, self.clock = town, town.rng, town.clock
        self.statuses, self.results = defaultdict(list), defaultdict(list)
        for status in StatusType.objects.order_by("case_type_id", "order"):
            self.statuses[status.case_type_id].append(status)
        for result in ResultType.objects.order_by("case_type_id", "pk"):
            self.results[result.case_type_id].append(result)
        self.work = CaseWork(town)

    def begin(self, case, at) -> None:
        """Plan its life. The steps lie evenly between the day it came in and the day it ends."""
        ends_at = self.clock.on_a_working_day(at + (case.norm_due_at - at) * self.length(case, at))
        if self.rng.random() < 0.85:
            claim_at = self.clock.after(at, self.rng.choice((0, 0, 1, 1, 2, 4)))
            if claim_at < ends_at:
                self.plan(claim_at, self.claim, case)
        between = self.statuses[case.case_type_id][1:-1]
        for index, status in enumerate(between, start=1):
            step_at = self.clock.on_a_working_day(at + (ends_at - at) * index / (len(between) + 1))
            if at < step_at < ends_at:
                self.plan(step_at, self.move_on, case, status)
        self.plan(max(ends_at, self.clock.after(at, 0)), self.close, case)
        self.work.begin(case, at, ends_at)

    def plan(self, at, act, *arguments) -> None:
        self.town.events.plan(at, lambda moment: act(*arguments, moment))

    def length(self, case, at) -> float:
        """How long it takes, as a part of the service norm."""
        slug, end = case.department.slug, self.town.end
        discipline = shape.discipline(slug, at, end)
        trouble = shape.trouble(slug, at, end)
        chance = self.rng.random()
        if chance < discipline.cases_kept / trouble**0.5:
            return self.rng.uniform(0.15, 1)
        if chance > 1 - discipline.forgotten:
            # Three working days are forgotten for weeks, six weeks for months.
            short = (case.norm_due_at - at).days < 14
            return self.rng.uniform(2, 8 if short else 3)
        return self.rng.uniform(1, 2.2)

    def worker(self, case):
        return case.handler or self.rng.choice(self.town.staff.handlers[case.department.slug])

    def claim(self, case, at) -> None:
        if case.closed_at is None and case.handler is None:
            services.claim(by=self.worker(case), case=case, version=case.version, now=at)

    def move_on(self, case, status, at) -> None:
        if case.closed_at is None and case.status.order < status.order:
            services.change_status(
                by=self.worker(case), case=case, version=case.version, status=status, now=at
            )

    def close(self, case, at) -> None:
        self.work.finish_tasks(case, at)
        results = self.results[case.case_type_id]
        weights = [7, 2, 1, 1, 1][: len(results)]
        services.close_case(
            by=self.worker(case),
            case=case,
            version=case.version,
            result=self.rng.choices(results, weights)[0],
            answer=self.rng.choice(ANSWERS),
            now=at,
        )
        self.town.happened["closed cases"] += 1
