"""The self-assessments of Lindenwaard: a short one long ago that turned out too favourable, a whole
one with a plan, one of a department that is settled, one in consensus, and one to fill in today.

Everything happens through the services, each at its own moment.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from math import floor
from random import Random
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils import translation
from django.utils.dateformat import format as written_as

from dashboard.management.demo import maturitytexts as texts
from dashboard.management.demo import shape
from dashboard.management.demo.steering import count_unseen
from kcc.jobs.models import Notification, OutboxMessage
from kcc.lib.periods import ZONE, Month, local_day
from kcc.organisation.models import Department, User
from maturity.asked import asked_of
from maturity.catalogue import Statement
from maturity.consensus.services import finish, set_answer, show, take_over
from maturity.filling.given import Given
from maturity.filling.services import answer_many, hand_in, save_estimates
from maturity.models import Assessment, Respondent
from maturity.outcome.selectors import result_of
from maturity.outcome.services import forget_answers
from maturity.own.services import add_statement
from maturity.plan.services import Agreed, Wanted, add_action, move_action, set_targets
from maturity.rounds.services import begin_consensus, create_round, invite, open_round
from maturity.sharing import exchange
from maturity.sharing.services import import_result

FRESH = timedelta(days=5)  # what stands under the bell as new
SENT = timedelta(hours=20)
AMBITIOUS = 4  # a phase beyond which nobody aims
WHOLE, HALF, NOTHING = "whole", "half", "nothing"
# In the round of today: who handed in, who is half-way; the others have not begun.
HANDED_IN = {"kcc-lead", "manager", "head2"}
HALF_WAY = {"handler", "agent", "team-lead"}


def assess(town) -> None:
    """All of it; the town tells how many actions and rounds there are."""
    with translation.override("nl"):
        story = Story(town)
        story.tell()
    town.happened["rounds"] = Assessment.objects.count()


class Story:
    def __init__(self, town):
        self.town, self.end = town, town.end
        self.chance = Random(f"maturity {self.end.isoformat()}")  # noqa: S311 - a story, no secret
        self.people = {user.username: user for user in User.objects.filter(is_active=True)}
        self.manager = self.people["manager"]
        self.departments = {row.slug: row for row in Department.objects.all()}
        # When the whole one opened: in the second month of the story, so that there are figures of
        # the first.
        self.first = shape.months_until(self.end)[0]
        self.began = self._at(self.first.next.first_day, 2)

    def tell(self) -> None:
        self._baseline()
        for values in texts.OWN:
            add_statement(by=self.manager, now=self.began - timedelta(days=20), **values)
        self._whole()
        self._others()
        self._department("openbare-ruimte", texts.PUBLIC_SPACE, self._days_ago(100))
        self._in_consensus()
        self._today()
        forget_answers(now=self.end)
        self._tidy_up()

    # -- Rounds ------------------------------------------------------------------------------------

    def _baseline(self) -> None:
        opened = self._at(local_day(self.began) - timedelta(days=395))
        round_ = self._round("Nulmeting", opened, self._some(6), form=Assessment.Form.SHORT)
        self._settle(round_, texts.BASELINE, opened, texts.CONCLUSIONS["baseline"])

    def _whole(self) -> None:
        opened = self.began
        figures = {"figures_first": self.first.first_day, "figures_last": self.first.last_day}
        round_ = self._round("Zelfevaluatie", opened, self._some(11), **figures)
        settled = self._settle(round_, texts.WHOLE, opened, texts.CONCLUSIONS["whole"])
        at = self._at(local_day(settled.final_at), 4)
        self._aim(settled, at)
        for number, planned in enumerate(texts.PLAN):
            self._plan(settled, number, planned, at + timedelta(minutes=7 * number))

    def _department(self, slug: str, profile: Mapping[str, float], opened: datetime) -> None:
        department = self.departments[slug]
        people = self._of_department(slug)
        round_ = self._round(f"Zelfevaluatie {department.name}", opened, people, of=department)
        settled = self._settle(round_, profile, opened, texts.CONCLUSIONS["public-space"])
        at = self._at(local_day(settled.final_at), 3)
        for number, planned in enumerate(texts.PLAN_OF_PUBLIC_SPACE):
            self._plan(settled, 100 + number, planned, at)

    def _in_consensus(self) -> None:
        """Permits: one pillar is settled, and the group talks about the next one."""
        department, opened = self.departments["vergunningen"], self._days_ago(19)
        round_ = self._round(
            f"Zelfevaluatie {department.name}",
            opened,
            self._of_department("vergunningen"),
            of=department,
        )
        self._fill_all(round_, texts.PERMITS, opened, but_one=True)
        at = self._days_ago(3)
        round_ = begin_consensus(by=self.manager, assessment=round_, now=at)
        asked = asked_of(round_)
        first, second = asked.pillars[:2]
        self._agree(round_, asked.of_pillar(first.slug), texts.PERMITS, at + timedelta(hours=1))
        code = second.cells[0].key_statement.code
        show(by=self.manager, assessment=round_, code=code)

    def _today(self) -> None:
        """The one to fill in: some handed in, some are half-way, some have not begun."""
        opened = self._days_ago(6)
        round_ = self._round(
            "Zelfevaluatie", opened, self._some(14), invitation=texts.INVITATION,
            closes_on=self._working_day(8), meeting_on=self._working_day(20),
        )  # fmt: skip
        for number, row in enumerate(self._respondents(round_)):
            name, at = row.user.username, min(opened + timedelta(days=1 + number % 4), self.end)
            how = WHOLE if name in HANDED_IN or number % 2 else NOTHING
            if name in HALF_WAY:
                how = HALF
            elif name in self._accounts - HANDED_IN:
                how = NOTHING
            self._fill(row, number, texts.NOW, how, at)

    # -- One round ---------------------------------------------------------------------------------

    def _round(
        self, title: str, opened: datetime, people, *, of: Department | None = None,
        closes_on=None, **values,
    ) -> Assessment:  # fmt: skip
        """Opened, with everybody asked."""
        made = opened - timedelta(days=1)
        day = local_day(opened)
        round_ = create_round(
            by=self.manager, now=made, title=f"{title} {written_as(day, 'F Y')}",
            department=of, inhabitants=texts.INHABITANTS,
            closes_on=closes_on or day + timedelta(days=11), **values,
        )  # fmt: skip
        invite(by=self.manager, assessment=round_, people=people, now=made)
        return open_round(by=self.manager, assessment=round_, now=opened)

    def _settle(
        self, round_: Assessment, profile: Mapping[str, float], opened: datetime, conclusion: str
    ) -> Assessment:
        self._fill_all(round_, profile, opened)
        at = self._at(local_day(opened), 14)
        round_ = begin_consensus(by=self.manager, assessment=round_, now=at)
        met = at + timedelta(days=1)
        self._agree(round_, asked_of(round_).catalogue.statements, profile, met)
        return finish(
            by=self.manager, assessment=round_, conclusion=conclusion, now=met + timedelta(hours=3)
        )

    def _agree(self, round_, statements, profile, at: datetime) -> None:
        """What everybody says is taken over, the rest is talked about."""
        kept = {"by": self.manager, "assessment": round_}
        agreed = take_over(codes=[each.code for each in statements], now=at, **kept)
        left = {each.code for each in statements} - {each.code for each in agreed}
        for number, each in enumerate(each for each in statements if each.code in left):
            moment = at + timedelta(minutes=number + 1)
            if each.code == texts.NOT_OURS[0]:
                set_answer(
                    code=each.code, value=None, not_applicable=True, note=texts.NOT_OURS[1],
                    now=moment, **kept,
                )  # fmt: skip
                continue
            note = texts.NOTES.get(each.code, "")
            value = _on_the_scale(_level(each, profile))
            set_answer(code=each.code, value=value, note=note, now=moment, **kept)

    # -- Filling in --------------------------------------------------------------------------------

    def _fill_all(self, round_, profile, opened: datetime, *, but_one: bool = False) -> None:
        rows = self._respondents(round_)
        for number, row in enumerate(rows):
            how = HALF if but_one and row == rows[-1] else WHOLE
            self._fill(row, number, profile, how, opened + timedelta(days=1 + number % 7))

    def _fill(self, row: Respondent, number: int, profile, how: str, at: datetime) -> None:
        if how == NOTHING:
            return
        asked, acting = asked_of(row.assessment), {"respondent": row, "by": row.user}
        lean = texts.LEAN[row.group]
        estimates = {
            pillar.slug: min(5, max(0, round(profile[pillar.slug] + lean + 0.4)))
            for pillar in asked.pillars
        }
        save_estimates(estimates=estimates, now=at, **acting)
        statements = asked.catalogue.statements
        if how == HALF:
            statements = statements[: len(statements) * 2 // 5]
        said = self._says(number, lean, profile)
        answers = {each.code: said(each) for each in statements}
        answer_many(answers=answers, now=at + timedelta(minutes=24), **acting)
        if how == WHOLE:
            hand_in(now=at + timedelta(minutes=26), **acting)

    def _says(self, number: int, lean: float, profile) -> Callable[[Statement], Given]:
        def said(statement: Statement) -> Given:
            drawn = self.chance.random()
            comment = _comment(statement.code, number)
            if drawn < 0.04 and statement.phase > 2:
                return Given(unknown=True, comment=comment)
            if drawn > 0.985 and not statement.key:
                return Given(not_applicable=True, reason="Dat komt bij ons niet voor.")
            wobble = self.chance.choice((-0.9, -0.3, 0, 0, 0.3, 0.9))
            return Given(
                value=_on_the_scale(_level(statement, profile) + lean + wobble), comment=comment
            )

        return said

    @staticmethod
    def _respondents(round_: Assessment) -> list[Respondent]:
        rows = round_.respondents.select_related("user", "assessment__edition")
        return list(rows.order_by("pk"))

    # -- The plan ----------------------------------------------------------------------------------

    def _aim(self, settled: Assessment, at: datetime) -> None:
        """One phase further in a year; where it is lowest first."""
        due = local_day(at) + timedelta(days=365)
        targets = {
            each.slug: Wanted(each.phase + 1, due)
            for each in result_of(settled).outcome.pillars
            if each.phase < AMBITIOUS
        }
        set_targets(by=self.manager, assessment=settled, targets=targets, now=at)

    def _plan(self, settled, number: int, planned: texts.Planned, at: datetime) -> None:
        owner = self._owner(planned)
        action = add_action(
            by=self.manager, assessment=settled, now=at,
            key=uuid5(NAMESPACE_URL, f"lindenwaard:{self.end.isoformat()}:maturity:{number}"),
            pillar=planned.pillar, phase=planned.phase, code=planned.code,
            agreed=Agreed(
                text=planned.text, owner=owner, department=self.departments[planned.department],
                due_on=self._working_day(planned.due), means=planned.means,
                kpi=planned.kpi, expected=planned.expected,
            ),
        )  # fmt: skip
        for move in planned.moves:
            closes = move.to in ("done", "dropped")
            said = {"result" if closes else "note": move.said}
            action = move_action(
                by=owner, action=action, to=move.to, now=self._days_ago(move.days), **said
            )

    def _owner(self, planned: texts.Planned) -> User:
        colleagues = self.town.staff.handlers[planned.department]
        if planned.owner == "head":
            return self.town.staff.heads[planned.department]
        if isinstance(planned.owner, int):
            return colleagues[planned.owner % len(colleagues)]
        return self.people[planned.owner]

    # -- Others, and what was told -----------------------------------------------------------------

    def _others(self) -> None:
        """Municipalities that gave their outcome away, without their name."""
        slugs = list(texts.WHOLE)
        for number, (size, form, back, *rows) in enumerate(texts.SHARED):
            month = Month.of(self.end).earlier(back)
            shared = exchange.Shared(
                share_id=uuid5(NAMESPACE_URL, f"lindenwaard:shared:{number}"),
                month=month.first_day, size=size, form=form, edition="2.0",
                phase=min(phase for phase, _done in rows),
                pillars={
                    slug: exchange.Standing(*row) for slug, row in zip(slugs, rows, strict=True)
                },
            )  # fmt: skip
            content = exchange.written(shared).encode()
            import_result(by=self.manager, content=content, now=self._days_ago(40 - number))

    def _tidy_up(self) -> None:
        """What was told has been read and sent long ago, but for the last days."""
        lines = Notification.objects.filter(kind__startswith="maturity")
        lines.filter(at__lt=self.end - FRESH).update(read_at=self.end)
        lines.update(for_digest=False)
        mail = OutboxMessage.objects.filter(kind__startswith="maturity")
        kept = timedelta(days=settings.MAIL_KEPT_DAYS)
        mail.filter(created_at__lt=self.end - kept).delete()
        mail.filter(created_at__lt=self.end - SENT).update(
            state=OutboxMessage.State.SENT, finished_at=self.end
        )
        count_unseen()

    # -- Who and when ------------------------------------------------------------------------------

    @property
    def _accounts(self) -> set[str]:
        return {"agent", "head", "board", *HANDED_IN, *HALF_WAY}

    def _some(self, number: int) -> list[tuple[User, str]]:
        """The accounts of the demo, and colleagues of every department until there are enough."""
        Group, staff = Respondent.Group, self.town.staff
        named = [
            ("agent", Group.CONTACT_CENTRE), ("kcc-lead", Group.CONTACT_CENTRE),
            ("manager", Group.CONTACT_CENTRE), ("head", Group.HEADS), ("head2", Group.HEADS),
            ("board", Group.MANAGEMENT), ("handler", Group.EMPLOYEES),
            ("team-lead", Group.EMPLOYEES),
        ]  # fmt: skip
        people = [(self.people[name], group) for name, group in named]
        agents = [(user, Group.CONTACT_CENTRE) for user in staff.agents]
        heads = [(staff.heads[slug], Group.HEADS) for slug in ("zorg", "openbare-ruimte", "afval")]
        handlers = [
            (staff.handlers[slug][0], Group.EMPLOYEES)
            for slug in ("burgerzaken", "zorg", "belastingen")
        ]
        for more in zip(handlers, heads, agents[-3:], strict=True):
            people += more
        return people[:number]

    def _of_department(self, slug: str) -> list[tuple[User, str]]:
        Group, staff = Respondent.Group, self.town.staff
        return [
            (staff.heads[slug], Group.HEADS),
            (self.people["kcc-lead"], Group.CONTACT_CENTRE),
            *((user, Group.EMPLOYEES) for user in staff.handlers[slug]),
        ]

    def _working_day(self, days: int):
        """So many days after the end of the story, or before it; that day or the next working
        day."""
        return local_day(self._days_ago(-days))

    def _days_ago(self, days: int) -> datetime:
        return self._at(local_day(self.end) - timedelta(days=days))

    def _at(self, day, later: int = 0) -> datetime:
        """A moment in the morning of that day, or so many days later; on a working day."""
        moment = datetime.combine(day + timedelta(days=later), time(10), tzinfo=ZONE)
        return self.town.clock.on_a_working_day(moment)


def _level(statement: Statement, profile: Mapping[str, float]) -> float:
    """How far it holds: fully below the phase of the pillar, not two above it. What is no key
    statement is somewhat further, or somewhat less far."""
    level = profile[statement.pillar] + 2 - statement.phase
    if statement.key:
        return level
    drawn = Random(statement.code).random()  # noqa: S311 - a story, no secret
    return level + 1.2 * drawn - 0.4


def _comment(code: str, number: int) -> str:
    """Every second respondent has something to say, as far as there are texts."""
    said = texts.COMMENTS.get(code, ())
    return said[number // 2] if number % 2 == 0 and number // 2 < len(said) else ""


def _on_the_scale(level: float) -> int:
    return min(3, max(0, floor(level + 0.5)))
