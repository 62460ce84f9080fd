"""What becomes of a callback: some departments call, some do not."""

from contacts.callbacks import services
from contacts.callbacks.timeline import missing_before_giving_up
from dashboard.management.demo import shape
from dashboard.management.demo.texts import NOT_REACHED

WRONG_PLACE = (
    "Dit gaat over het omgevingsplan en niet over een vergunning.",
    "Hoort bij een andere afdeling, daar ligt de zaak.",
    "Inwoner bedoelt iets anders dan eerst gedacht.",
)
NEIGHBOURS = {"vergunningen": "ruimte-wonen", "ruimte-wonen": "vergunningen", "zorg": "jeugd"}


class CallbackLife:
    def __init__(self, town):
        self.town, self.rng, self.clock = town, town.rng, town.clock

    def begin(self, callback, at, answer) -> bool:
        """Plan its life; tells whether it will be late."""
        slug = callback.department.slug
        if slug in NEIGHBOURS and self.rng.random() < 0.06:
            self.town.events.plan(
                self.clock.after(at, 1), lambda moment: self.pass_on(callback, moment)
            )
        days = self.days_until_answer(slug, at)
        answer_at = self.clock.after(at, days)
        if self.rng.random() < (0.75 if days <= 2 else 0.35):
            claim_at = self.clock.after(at, self.rng.randrange(0, max(days, 1)))
            if claim_at < answer_at:
                self.town.events.plan(claim_at, lambda moment: self.claim(callback, moment))
        self.town.events.plan(answer_at, lambda moment: self.call(callback, answer, moment))
        return answer_at > callback.promised_at

    def days_until_answer(self, slug, at) -> int:
        discipline = shape.DISCIPLINE[slug]
        trouble = shape.trouble(at, self.town.end)
        chance = self.rng.random()
        if chance < discipline.forgotten * trouble:
            return 25 + round(self.rng.expovariate(1 / 25))
        if chance < discipline.forgotten * trouble + discipline.kept / trouble:
            return self.rng.choices((0, 1, 2), (12, 38, 50))[0]
        return 3 + round(self.rng.expovariate(1 / (discipline.later * trouble)))

    def worker(self, callback):
        there = self.town.staff.handlers[callback.department.slug]
        return callback.assignee or self.rng.choice(there)

    def claim(self, callback, at) -> None:
        if callback.closed_at is None and callback.assignee is None:
            by = self.worker(callback)
            services.claim(by=by, callback=callback, version=callback.version, now=at)

    def pass_on(self, callback, at) -> None:
        if callback.closed_at is not None:
            return
        other = self.town.lists.departments[NEIGHBOURS[callback.department.slug]]
        services.reroute(
            by=self.worker(callback),
            callback=callback,
            version=callback.version,
            department=other,
            reason=self.rng.choice(WRONG_PLACE),
            now=at,
        )

    def call(self, callback, answer, at) -> None:
        """Reached seven times of ten; otherwise tried again, at another time of the day."""
        if callback.closed_at is not None:
            return
        by, version = self.worker(callback), callback.version
        if self.rng.random() < 0.72:
            services.close_with_answer(
                by=by,
                callback=callback,
                version=version,
                answer=self.town.writer.fill(answer, at),
                now=at,
            )
            self.town.happened["answered"] += 1
            return
        if callback.attempts >= 3 and not missing_before_giving_up(callback):
            services.close_not_reached(
                by=by, callback=callback, version=version, text="Brief gestuurd.", now=at
            )
            return
        text = self.rng.choice(NOT_REACHED)
        services.record_attempt(by=by, callback=callback, version=version, text=text, now=at)
        again_at = self.clock.after(at, self.rng.choice((0, 1, 1, 2)))
        self.town.events.plan(again_at, lambda moment: self.call(callback, answer, moment))

    def called_again(self, callback, agent, at) -> None:
        """The agent writes on the open callback that the caller still waits."""
        if callback.closed_at is None:
            services.add_note(
                by=agent,
                callback=callback,
                text="Inwoner belt opnieuw en wacht op antwoord.",
                now=at,
            )
