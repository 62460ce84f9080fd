"""What else happens with cases: papers asked for, terms extended, tasks, people, notices of
default; and at the end papers in the file, a code to try, a destruction list that waits."""

from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.db.models import Q
from PIL import Image, ImageDraw

from cases import services
from cases.documents.services import add_document
from cases.following.codes import digest, same_code
from cases.models import Case, CaseDocument, CaseLink, CaseRole, FollowCode, Suspension
from cases.overdue import overdue_q
from cases.retention.selectors import destroyable
from cases.retention.services import draw_up, leave_out, propose
from cases.terms.services import extend, receive_notice, resume, suspend
from dashboard.management.demo.clock import Clock
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day
from kcc.organisation.demo import FOLLOW_CODE
from kcc.organisation.models import User

PAPERS_WANTED = (
    "Een plattegrond met maten.", "Een kopie van de huurovereenkomst.",
    "Het ontbrekende aanvraagformulier.", "Twee recente bankafschriften.",
)  # fmt: skip
WHY_LONGER = (
    "Het advies van de commissie is nog niet binnen.",
    "Er is een extra onderzoek nodig.",
    "Wij wachten op een reactie van een ander bestuursorgaan.",
)
TASKS = (
    "Advies vragen aan de welstandscommissie", "Bellen over de ontbrekende gegevens",
    "Ter plaatse kijken", "Besluit laten nalezen", "Afspraak maken voor een gesprek",
)  # fmt: skip
NOTES = (
    "Situatie bekeken, foto's in het dossier.", "Aanvrager gesproken, wil snel duidelijkheid.",
    "Advies ontvangen: positief.", "Buren hebben geen bezwaar.",
)  # fmt: skip
SUSPENDED, EXTENDED, NOTED, TASKED, INVOLVED = 0.35, 0.15, 0.3, 0.2, 0.06
NOTICES = 3
PAPERS = 8


class CaseWork:
    """Beside the life of a case: things that happen while it is carried."""

    def __init__(self, town):
        self.town, self.rng, self.clock = town, town.side, Clock(town.side)

    def begin(self, case, at, ends_at) -> None:
        rng, kind = self.rng, case.case_type
        half = self.clock.on_a_working_day(at + (ends_at - at) * 0.35)
        if rng.random() < NOTED:
            self.plan(half, self.note, case)
        if rng.random() < TASKED:
            self.plan(half, self.task, case)
        if kind.suspendable and rng.random() < SUSPENDED:
            self.plan(half, self.suspend, case)
        elif (kind.extension or kind.extendable) and rng.random() < EXTENDED:
            late = self.clock.on_a_working_day(at + (case.norm_due_at - at) * 0.9)
            self.plan(late, self.extend, case)
        if case.customer_id and rng.random() < INVOLVED:
            self.plan(half, self.involve, case)

    def plan(self, at, act, case) -> None:
        self.town.events.plan(at, lambda moment: case.is_open and self.attempt(act, case, moment))

    def attempt(self, act, case, at) -> None:
        """Sometimes the law says no, as in a real town: then nothing happens."""
        try:
            act(case, at)
        except DomainError:
            return

    def worker(self, case):
        return case.handler or self.rng.choice(self.town.staff.handlers[case.department.slug])

    def note(self, case, at) -> None:
        services.add_note(by=self.worker(case), case=case, text=self.rng.choice(NOTES), now=at)

    def task(self, case, at) -> None:
        by = self.worker(case)
        task = services.add_task(
            by=by, case=case, title=self.rng.choice(TASKS),
            due_on=local_day(at) + timedelta(days=self.rng.randrange(4, 15)), now=at,
        )  # fmt: skip
        done_at = self.clock.after(at, self.rng.randrange(1, 12))
        self.plan(done_at, lambda _case, now: services.finish_task(by=by, task=task, now=now), case)

    def finish_tasks(self, case, at) -> None:
        """Before it is closed, whoever closes it sees to what is left."""
        for task in case.tasks.filter(done_at__isnull=True).select_related("case__department"):
            services.finish_task(by=self.worker(case), task=task, now=at)

    def suspend(self, case, at) -> None:
        day = local_day(at)
        until = day + timedelta(days=self.rng.choice((14, 21, 28)))
        suspend(
            by=self.worker(case), case=case, version=case.version,
            reason=Suspension.Reason.INCOMPLETE, text=self.rng.choice(PAPERS_WANTED),
            letter_on=day, until=until, now=at,
        )  # fmt: skip
        days = self.rng.randrange(4, (until - day).days)
        self.plan(self.clock.after(at, days * 5 // 7), self.resume, case)

    def resume(self, case, at) -> None:
        resume(
            by=self.worker(case), case=case, version=case.version,
            received_on=local_day(at), text="De gegevens zijn binnen.", now=at,
        )  # fmt: skip

    def extend(self, case, at) -> None:
        extend(
            by=self.worker(case), case=case, version=case.version,
            reason=self.rng.choice(WHY_LONGER), letter_on=local_day(at),
            until=None if case.case_type.extension else case.due_on + timedelta(days=28), now=at,
        )  # fmt: skip

    def involve(self, case, at) -> None:
        customer = self.rng.choice(self.town.residents)
        if customer.pk != case.customer_id:
            kind = self.rng.choice((CaseRole.Kind.AUTHORISED, CaseRole.Kind.INTERESTED))
            services.add_role(by=self.worker(case), case=case, customer=customer, kind=kind, now=at)


def finish_cases(town, people: dict[str, User]) -> None:
    """What shows the rest: at the end, so that it is there whatever the year was like."""
    claim_some(people["handler"], town.end)
    claim_code(town)
    give_notice(town)
    file_papers(town, people["handler"])
    link_two(town, people["handler"])
    await_destruction(town, people["privacy-officer-2"])


def open_cases():
    return Case.objects.for_acts().filter(closed_at__isnull=True)


def claim_some(handler, now) -> None:
    """The account "handler" carries some cases of the own department, due soon or late."""
    others = open_cases().filter(department__slug="vergunningen").exclude(handler=handler)
    for case in others.order_by("due_on", "pk")[:6]:
        act = services.claim if case.handler_id is None else services.take_over
        act(by=handler, case=case, version=case.version, now=now)


def claim_code(town) -> None:
    """One case that everybody can follow with the code on the page."""
    rows = open_cases().filter(case_type__followable=True, confidentiality="openbaar")
    case = rows.order_by("-status__order", "-registered_at", "pk").first() or open_cases().first()
    if case is None:
        return
    FollowCode.objects.update_or_create(
        case=case,
        defaults={"digest": digest(same_code(FOLLOW_CODE)), "made_at": case.registered_at},
    )


def give_notice(town) -> None:
    """The customers of a few late cases want their decision now."""
    day = local_day(town.end)
    late = open_cases().filter(overdue_q(day), case_type__penalty=True)
    for number, case in enumerate(late.order_by("due_on", "pk")[:NOTICES]):
        received_on = max(case.due_on + timedelta(days=1), day - timedelta(days=10 + 12 * number))
        if received_on <= day:
            receive_notice(
                by=town.staff.agents[0], case=case, version=case.version,
                received_on=received_on, now=town.end,
            )  # fmt: skip
            town.happened["notices of default"] += 1


def file_papers(town, handler) -> None:
    """Forms, photos and a mail in the files of cases that are being carried."""
    mine = Q(handler=handler) | Q(handler__isnull=False, department__slug="openbare-ruimte")
    for number, case in enumerate(open_cases().filter(mine).order_by("due_on", "pk")[:PAPERS]):
        for name, content, text in (
            ("aanvraagformulier.pdf", _form(case, number), "Ingevuld formulier"),
            ("situatie.jpg", _photo(number), "Foto van de aanvrager"),
        )[: 1 + number % 2]:
            add_document(
                by=case.handler, case=case, file=ContentFile(content, name=name),
                description=text, direction=CaseDocument.Direction.IN, now=town.end,
            )  # fmt: skip
            town.happened["documents"] += 1


def _form(case, number: int) -> bytes:
    """A page with lines, as a form is."""
    page = Image.new("RGB", (826, 1168), "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((60, 60, 766, 130), fill=(21, 66, 115))
    draw.text((80, 85), "Gemeente Lindenwaard: aanvraagformulier", fill="white", font_size=26)
    draw.text((60, 160), f"Kenmerk {case.number}", fill="black", font_size=20)
    for line in range(14):
        top = 220 + line * 60
        draw.line((60, top, 766, top), fill=(160, 160, 160), width=2)
        if (line + number) % 3:
            draw.line((80, top - 18, 300 + 40 * (line % 5), top - 18), fill=(40, 40, 120), width=3)
    return _saved(page, "PDF")


def _photo(number: int) -> bytes:
    """A street with a tree, more or less."""
    picture = Image.new("RGB", (800, 600), (150, 190 + number * 5, 225))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 400, 800, 600), fill=(110, 110, 105))
    draw.rectangle((80 + number * 20, 180, 330, 400), fill=(168, 90, 70))
    draw.polygon([(60, 180), (205, 80), (350, 180)], fill=(90, 50, 45))
    draw.rectangle((560, 260, 590, 420), fill=(90, 65, 40))
    draw.ellipse((480, 110, 670, 300), fill=(60, 120 - number * 4, 60))
    return _saved(picture, "JPEG")


def _saved(picture, kind: str) -> bytes:
    out = BytesIO()
    picture.save(out, kind, quality=80)
    return out.getvalue()


def link_two(town, handler) -> None:
    mine = list(open_cases().filter(handler=handler).order_by("pk")[:2])
    if len(mine) == 2:
        services.add_link(
            by=handler, case=mine[0], other=mine[1], kind=CaseLink.Kind.ABOUT, now=town.end
        )


def await_destruction(town, officer) -> None:
    """Drawn up by the second officer; the account "privacy-officer" decides."""
    day = local_day(town.end)
    if not destroyable(day).exists():
        return
    made = draw_up(by=officer, until=day, now=town.end)
    first = made.items.select_related("list", "case").order_by("pk").first()
    if made.items.count() > 1:
        leave_out(
            by=officer, item=first, reason="Er loopt nog een beroep bij de rechter.",
            keep_until=day + timedelta(days=365), now=town.end,
        )  # fmt: skip
        made.refresh_from_db()
    propose(by=officer, destruction=made, version=made.version, now=town.end)
