"""What the figures need beside the work: marks people gave, the exchange, alerts, every evening."""

from collections import Counter
from datetime import datetime, time, timedelta
from hashlib import sha256
from random import Random

from cases.models import Case
from contacts.models import Callback, Contact, Invitation, SurveyPolicy
from contacts.models.callback import CallbackStatus
from dashboard.alerts.services import look
from dashboard.management.demo import shape
from dashboard.models import Alert, TelephonyFile, TelephonyHour
from dashboard.stock.keeping import keep
from dashboard.tallies.keeping import settle
from kcc.lib.periods import ZONE, local_day
from kcc.organisation.models import Department, User

# How many of a hundred give a mark, and what they give when it went well and when it did not.
ANSWERS = 34
KIND, ANGRY = (7, 8, 8, 9, 9, 10), (2, 4, 5, 5, 6, 6, 7)
PRAISE = (
    "Snel geholpen, dank.", "Vriendelijk en duidelijk.", "Fijn dat er echt werd teruggebeld.",
    "Goed uitgelegd wat ik moest meenemen.", "Direct antwoord, top.",
)  # fmt: skip
COMPLAINTS = (
    "Drie keer moeten bellen voordat iemand terugbelde.",
    "Er was beloofd dat ik voor vrijdag iets zou horen. Niets gehoord.",
    "Ieder die ik sprak zei iets anders.",
    "Ik heb nog steeds geen antwoord op mijn vraag.",
    "Het duurde weken; daarna was het in vijf minuten geregeld.",
)
WITH_WORDS = 0.45
SHARE_OF_CONTACTS = 4  # every so many contacts somebody is asked
LINE = "14 0599"
# Name, figure, department, threshold (None: the norm), working days.
ALERTS = (
    ("Terugbellen zakt onder de norm", "kept", None, None, 3),
    ("Vergunningen: te veel te laat", "overdue", "vergunningen", 15, 3),
    ("Bellers haken af", "telephone-lost", None, 8, 2),
)


def keep_figures(town) -> None:
    chance = Random(f"figures {town.end.isoformat()}")  # noqa: S311 - a story, no secret
    ask_how_it_was(town, chance)
    read_exchange(town, chance)
    for name, figure, department, threshold, days in ALERTS:
        Alert.objects.create(
            name=name,
            figure=figure,
            department=Department.objects.filter(slug=department).first() if department else None,
            threshold=threshold,
            days=days,
            created_at=town.end - timedelta(days=120),
            created_by=User.objects.get(username="manager"),
        )
    # All of it: the reports are made of it, and every page of the first morning.
    while settle(town.end):
        pass
    for _ in range(shape.MONTHS // 3 + 1):
        keep(town.end)
    look(town.end)


# -- Customer satisfaction ----------------------------------------------------------------------


def ask_how_it_was(town, chance) -> None:
    """People were asked all along; who did not hear in time says so."""
    SurveyPolicy.objects.update_or_create(
        pk=1, defaults={"active": True, "percentage": 50, "changed_at": town.end}
    )
    rows = [*_after_callbacks(chance), *_after_cases(chance), *_after_contacts(chance)]
    rows = [row for row in rows if row.rated_at is None or row.rated_at <= town.end]
    Invitation.objects.bulk_create(rows, batch_size=500)
    town.happened["marks"] = sum(row.score is not None for row in rows)


def _after_callbacks(chance):
    closed = Callback.objects.filter(status=CallbackStatus.DONE)
    for callback in closed.select_related("question__contact").order_by("pk"):
        contact = callback.question.contact
        if callback.customer_id and not contact.confidential:
            yield _asked(
                chance, callback.closed_at, callback.closed_at <= callback.due_at,
                callback=callback, department_id=callback.department_id,
                subject_id=callback.question.subject_id, channel_id=contact.channel_id,
            )  # fmt: skip


def _after_cases(chance):
    closed = Case.objects.filter(closed_at__isnull=False, destroyed_at__isnull=True)
    for case in closed.filter(customer__isnull=False, confidentiality="openbaar").order_by("pk"):
        if chance.random() < 0.6:
            in_time = local_day(case.closed_at) <= case.due_on
            yield _asked(
                chance, case.closed_at, in_time, case=case, department_id=case.department_id
            )


def _after_contacts(chance):
    direct = Contact.objects.filter(questions__counts_as_direct=True, confidential=False)
    rows = direct.filter(customer__isnull=False).distinct().prefetch_related("questions")
    for number, contact in enumerate(rows.order_by("pk")):
        if number % SHARE_OF_CONTACTS == 0:
            first = contact.questions.all()[0]
            yield _asked(
                chance, contact.ended_at, chance.random() < 0.9, contact=contact,
                department_id=first.department_id, subject_id=first.subject_id,
                channel_id=contact.channel_id,
            )  # fmt: skip


def _asked(chance, at, went_well: bool, **about) -> Invitation:
    """Asked a while after it was done; every third person answers within two days."""
    asked = at + timedelta(minutes=30)
    row = Invitation(
        digest=sha256(f"{at} {chance.random()}".encode()).hexdigest(),
        way=Invitation.Way.MAIL,
        created_at=asked,
        expires_at=asked + timedelta(days=30),
        **about,
    )
    if chance.randrange(100) < ANSWERS:
        row.rated_at = asked + timedelta(
            hours=chance.randrange(1, 48), minutes=chance.randrange(60)
        )
        row.rated_on = local_day(row.rated_at)
        row.score = chance.choice(KIND if went_well else ANGRY)
        if chance.random() < WITH_WORDS:
            row.comment = row.comment_masked = chance.choice(
                PRAISE if row.score > 6 else COMPLAINTS
            )
    return row


# -- The telephone exchange ---------------------------------------------------------------------


def read_exchange(town, chance) -> None:
    """One file with every hour up to yesterday: who called, and who gave up waiting."""
    calls = Counter(
        Contact.objects.filter(channel__code="telefoon", local_day__lt=local_day(town.end))
        .exclude(direction="outbound")
        .values_list("local_day", "local_hour")
    )
    if not calls:
        return
    days = sorted({day for day, _hour in calls})
    file = TelephonyFile.objects.create(
        name="centrale-13-maanden.csv",
        sha256=sha256(LINE.encode()).hexdigest(),
        read_at=town.end,
        read_by=User.objects.get(username="manager"),
        rows=len(calls),
        first_day=days[0],
        last_day=days[-1],
    )
    TelephonyHour.objects.bulk_create(
        (_hour(chance, file, day, hour, number, town.end) for (day, hour), number in calls.items()),
        batch_size=500,
    )


def _hour(chance, file, day, hour, answered, end) -> TelephonyHour:
    at = datetime.combine(day, time(hour), tzinfo=ZONE)
    trouble = shape.trouble("kcc", at, end)
    busy = 1.5 if hour in (9, 10) else 1
    given_up = sum(chance.random() < 0.04 * trouble * busy for _ in range(answered))
    late = sum(chance.random() < 0.13 * trouble * busy for _ in range(answered))
    in_time = answered - late
    return TelephonyHour(
        day=day,
        hour=hour,
        line=LINE,
        offered=answered + given_up,
        answered=answered,
        in_time=in_time,
        abandoned=given_up,
        wait_seconds=sum(chance.randrange(4, 28) for _ in range(in_time))
        + sum(chance.randrange(31, 240) for _ in range(late)),
        file=file,
    )
