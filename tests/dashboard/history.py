"""A fixed history for the figures: three departments, some of everything."""

from datetime import timedelta
from uuid import uuid4

from contacts.logging.inputs import QuestionInput
from contacts.logging.services import log_contact
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_contact,
    make_reachable,
    make_user,
    reference,
)

# (days ago it came in, hours until it is due, somebody has it)
CALLBACKS = {
    "vergunningen": [
        (0, 30, False), (1, 7, True), (1, 6, False), (5, -60, True), (8, -120, False),
        (15, -200, False), (40, -800, True),
    ],
    "burgerzaken": [(0, 20, False), (4, -10, True)],
}  # fmt: skip
# (days ago it came in, days until its term ends, somebody handles it)
CASES = {
    "vergunningen": [
        (0, 56, False), (10, 0, True), (12, 5, True), (30, -1, False), (70, -14, True),
    ],
    "burgerzaken": [(3, 0, False)],
}  # fmt: skip


def make_open_work() -> None:
    ref = reference()
    for slug, rows in CALLBACKS.items():
        department = ref.department[slug]
        make_reachable(department)
        somebody = department.memberships.first().user
        for days, hours, taken in rows:
            make_callback(
                department=department,
                at=NOW - timedelta(days=days, hours=1),
                due=NOW + timedelta(hours=hours),
                assignee=somebody if taken else None,
                phone=f"+3166000{days:02d}{abs(hours):03d}",
            )
    for slug, rows in CASES.items():
        department = ref.department[slug]
        somebody = department.memberships.first().user
        for days, left, taken in rows:
            make_case(
                department=department,
                at=NOW - timedelta(days=days, hours=1),
                due_on=(NOW + timedelta(days=left)).date(),
                handler=somebody if taken else None,
            )


def make_confidential_work() -> None:
    """What only the department itself (and who logged it) may open."""
    vergunningen = reference().department["vergunningen"]
    make_callback(at=NOW - timedelta(days=2), due=NOW + timedelta(hours=3), confidential=True)
    case = make_case(department=vergunningen, at=NOW - timedelta(days=6))
    case.confidentiality = "vertrouwelijk"
    case.save(update_fields=["confidentiality"])


def make_month(at=NOW) -> None:
    """Nine answered at once, two put through, three repeats; and what no figure counts."""
    agent = make_user("agent", username="wie-registreert")
    first = [
        make_contact(by=agent, subject="BZ01", at=at - timedelta(hours=hour))
        for hour in range(20, 26)
    ]
    for contact in first[:2]:
        make_contact(
            by=agent, subject="BZ01", at=at - timedelta(hours=3), outcome="doorverbonden_koud",
            repeat_of=contact.questions.get(), repeat_reason="niet_teruggebeld",
        )  # fmt: skip
    # Another department answers, but the first one caused it.
    make_contact(
        by=agent, subject="VG02", at=at - timedelta(hours=2),
        repeat_of=first[2].questions.get(), repeat_reason="antwoord_onduidelijk",
    )  # fmt: skip
    make_contact(subject="VG01", at=at - timedelta(hours=4), confidential=True)
    make_contact(subject="BZ01", at=at - timedelta(hours=5), outcome="verkeerd_verbonden")
    make_contact(subject="BZ01", at=at - timedelta(hours=6), direction="outbound")
    make_two_questions(agent, at - timedelta(hours=7))


def make_two_questions(by, at) -> None:
    """One contact about two departments."""
    ref = reference()
    log_contact(
        by=by,
        key=uuid4(),
        channel=ref.channel["balie"],
        direction="inbound",
        questions=[
            QuestionInput(subject=ref.subject[code], outcome=ref.outcome["direct_afgehandeld"])
            for code in ("BZ02", "VG01")
        ],
        started_at=at,
        ended_at=at + timedelta(minutes=8),
        now=at,
        talk_seconds=400,
        wrap_up_seconds=80,
    )


def make_history() -> None:
    make_open_work()
    make_confidential_work()
    make_month()
    make_month(NOW - timedelta(days=31))
