"""What becomes of a callback: some departments call, some do not."""

from contacts.callbacks import services
from contacts.callbacks.timeline import missing_before_giving_up
from contacts.models.callback import AnswerBy, Result
from dashboard.management.demo import shape
from dashboard.management.demo.texts import NOT_REACHED

WRONG_PLACE = (
    "Dit gaat over het omgevingsplan en niet over een vergunning.",
    "Hoort bij een andere afdeling, daar ligt de zaak.",
    "Inwoner bedoelt iets anders dan eerst gedacht.",
)
WAITS_FOR = (
    "Inwoner stuurt de tekening nog na.",
    "Wacht op het aanslagnummer van de inwoner.",
    "Inwoner overlegt eerst met de buren en laat het weten.",
    "Medische verklaring ontbreekt nog; inwoner vraagt die op.",
)
NOT_NEEDED = (
    "Inwoner heeft het antwoord op de website gevonden.",
    "Dubbel: staat ook als ander verzoek.",
    "Inwoner kwam aan de balie en is daar geholpen.",
)
NOT_ANSWERED = (
    "Inwoner belt: het antwoord ging over het verkeerde adres.",
    "De toegezegde brief is niet gekomen.",
    "Inwoner begrijpt het antwoord niet en heeft een nieuwe vraag hierover.",
)
RESULTS = {
    Result.ANSWERED: 70, Result.SENT: 10, Result.APPOINTMENT: 8, Result.CASE: 6,
    Result.REFERRED: 4, Result.REFUSED: 2,
}  # fmt: skip
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
        self.town.events.plan(answer_at, lambda moment: self.answer(callback, answer, moment))
        return answer_at > callback.promised_at

    def days_until_answer(self, slug, at) -> int:
        discipline = shape.discipline(slug, at, self.town.end)
        trouble = shape.trouble(slug, at, self.town.end)
        chance = self.rng.random()
        if chance < discipline.forgotten * trouble:
            return 25 + round(self.rng.expovariate(1 / 25))
        if chance < discipline.forgotten * trouble + discipline.kept / trouble:
            return self.rng.choices((0, 1, 2), (35, 45, 20))[0]
        return 3 + round(self.rng.expovariate(1 / (discipline.later * trouble)))

    def worker(self, callback):
        there = self.town.staff.handlers[callback.department.slug]
        return callback.assignee or self.rng.choice(there)

    def claim(self, callback, at) -> None:
        if callback.closed_at is None and callback.assignee is None:
            by = self.worker(callback)
            services.claim(by=by, callback=callback, version=callback.version, now=at)

    def pass_on(self, callback, at) -> None:
        if callback.closed_at is not None or callback.waiting_since is not None:
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

    def answer(self, callback, answer, at) -> None:
        """A letter or mail is written; by telephone seven of ten are reached, the others are tried
        again at another time of the day. Now and then the customer first has to send something."""
        if callback.closed_at is not None or callback.waiting_since is not None:
            return
        by, version = self.worker(callback), callback.version
        known = {"by": by, "callback": callback, "version": version, "now": at}
        chance = self.rng.random()
        if chance < 0.05:
            until = self.clock.after(at, self.rng.randrange(3, 9))
            services.wait(**known, until=until.date(), reason=self.rng.choice(WAITS_FOR))
            self.town.events.plan(until, lambda moment: self.go_on(callback, answer, moment))
        elif chance < 0.07:
            services.lapse(**known, reason=self.rng.choice(NOT_NEEDED))
        elif chance < 0.75 or callback.answer_by != AnswerBy.PHONE:
            services.close_with_answer(
                **known,
                answer=self.town.writer.fill(answer, at),
                result=self.rng.choices(list(RESULTS), RESULTS.values())[0],
            )
            self.town.happened["answered"] += 1
            if self.rng.random() < 0.02:
                again_at = self.clock.after(at, self.rng.randrange(1, 6))
                self.town.events.plan(
                    again_at, lambda moment: self.reopen(callback, answer, moment)
                )
        elif callback.attempts >= 3 and not missing_before_giving_up(callback):
            services.close_not_reached(**known, text="Brief gestuurd.")
        else:
            services.record_attempt(**known, text=self.rng.choice(NOT_REACHED))
            again_at = self.clock.after(at, self.rng.choice((0, 1, 1, 2)))
            self.town.events.plan(again_at, lambda moment: self.answer(callback, answer, moment))

    def go_on(self, callback, answer, at) -> None:
        if callback.waiting_since is not None:
            by = self.worker(callback)
            services.resume(by=by, callback=callback, version=callback.version, now=at)
            later = self.clock.after(at, self.rng.choice((0, 0, 1)))
            self.town.events.plan(later, lambda moment: self.answer(callback, answer, moment))

    def reopen(self, callback, answer, at) -> None:
        """The customer tells an agent that it was not what was asked."""
        services.reopen(
            by=self.rng.choice(self.town.staff.agents),
            callback=callback,
            version=callback.version,
            reason=self.rng.choice(NOT_ANSWERED),
            now=at,
        )
        later = self.clock.after(at, self.rng.randrange(1, 4))
        self.town.events.plan(later, lambda moment: self.answer(callback, answer, moment))
