"""Real rows for tests: plain functions with fixed, readable values; nothing is drawn by chance.

`reference()` lays down the small town the tests live in (tests/town.py); everything else stands on
it.
"""

from datetime import datetime, timedelta
from functools import cached_property
from uuid import uuid4
from zoneinfo import ZoneInfo

from cases.models import Case, CaseType
from cases.services import close_case, open_case
from contacts.loading import escalation_steps
from contacts.logging.inputs import CallbackInput, QuestionInput, RepeatInput
from contacts.logging.services import log_contact
from contacts.models import (
    Callback,
    Contact,
    ContactReason,
    EscalationStep,
    Outcome,
    RepeatReason,
    Subject,
)
from kcc.customers.services import create_customer
from kcc.organisation.models import (
    Channel,
    Department,
    Membership,
    Team,
    User,
)
from kcc.organisation.reach import reachable
from tests.town import lay_down, make_department

# Tuesday 10 November 2026, ten o'clock in the morning; an ordinary working day.
NOW = datetime(2026, 11, 10, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
PASSWORD = "een-lang-wachtwoord-1"
PHONE = "+31612345678"


def make_team(department=None, slug="bouwen") -> Team:
    department = department or make_department()
    return Team.objects.get_or_create(
        department=department, slug=slug, defaults={"name": slug.capitalize()}
    )[0]


def make_user(role=None, department=None, team=None, **values) -> User:
    """A person with one role: user names are "agent", "agent-2" and so on.

    A handler or head without a department works at vergunningen.
    """
    base = values.pop("username", None) or role or "iemand"
    taken = User.objects.filter(username__startswith=base).count()
    username = f"{base}-{taken + 1}" if taken else base
    values = {"first_name": "Robin", "last_name": username.capitalize()} | values
    user = User(username=username, **values)
    user.set_password(PASSWORD)
    user.save()
    if role in ("handler", "head"):
        department = department or make_department()
    if role:
        Membership.objects.create(user=user, role=role, department=department, team=team)
    return user


class Reference:
    """Rows by slug or code, each list read when it is first asked for."""

    department = cached_property(lambda self: by("slug", Department.objects.all()))
    channel = cached_property(lambda self: by("code", Channel.objects.all()))
    outcome = cached_property(lambda self: by("code", Outcome.objects.all()))
    reason = cached_property(lambda self: by("code", ContactReason.objects.all()))
    repeat_reason = cached_property(lambda self: by("code", RepeatReason.objects.all()))
    subject = cached_property(lambda self: by("code", Subject.objects.select_related("department")))
    case_type = cached_property(
        lambda self: by("slug", CaseType.objects.current().select_related("department"))
    )


def by(name: str, rows) -> dict:
    return {getattr(row, name): row for row in rows}


def reference() -> Reference:
    """The lists a contact stands on. Call it as often as you like: the rows are made once.

    `.department["vergunningen"]`, `.channel["telefoon"]`, `.outcome["terugbelverzoek"]`,
    `.subject["VG01"]`, `.reason[...]`, `.repeat_reason[...]`, `.case_type["omgevingsvergunning"]`.
    """
    lay_down()
    return Reference()


# -- People who contact us --------------------------------------------------------------------


def make_customer(*, family_name="Wit", given_name="Hanna", phones=(PHONE,), emails=(), **values):
    """Hanna de Wit, Noorderstraat 12a; `kind="organisation"` with `organisation_name=` as well."""
    kind = values.pop("kind", "person")
    person = kind == "person"
    names = {"given_name": given_name, "prefix": "de", "family_name": family_name} if person else {}
    address = {
        "street": "Noorderstraat",
        "house_number": 12,
        "house_suffix": "a",
        "postcode": "7801AB",
        "city": "Lindenwaard",
    }
    reach = {"phones": phones, "emails": emails, "bsn": values.pop("bsn", "")}
    details = address | names | values
    return create_customer(by=None, now=NOW, kind=kind, **reach, **details)


# -- What they ask ----------------------------------------------------------------------------


def make_contact(
    *,
    by=None,
    subject="BZ01",
    outcome="direct_afgehandeld",
    channel="telefoon",
    direction="inbound",
    note="Vraagt wat zij moet meenemen.",
    at=NOW,
    repeat_of=None,
    repeat_state="confirmed",
    repeat_reason=None,
    talk_seconds=180,
    wrap_up_seconds=60,
    department=None,
    callback=None,
    new_case=None,
    **values,
) -> Contact:
    """One inbound call of four minutes with one question, answered at once.

    `subject`, `outcome`, `channel` and `repeat_reason` are codes of `reference()`. `repeat_of` is
    an earlier question, `repeat_state` what the agent said about it: confirmed or rejected. A
    proposed repeat comes about by itself: same phone, same subject. Further values (customer,
    phone, email, location_key, confidential, …) are those of the contact.
    """
    # Only the rows that are needed: this is done some ten thousand times in a run.
    lay_down()
    repeat = repeat_of and RepeatInput(
        previous=repeat_of,
        confirmed=repeat_state == "confirmed",
        reason=RepeatReason.objects.filter(code=repeat_reason).first() if repeat_reason else None,
    )
    question = QuestionInput(
        subject=Subject.objects.select_related("department").get(code=subject),
        outcome=Outcome.objects.get(code=outcome),
        note=note,
        reason=ContactReason.objects.get(code="nieuwe_vraag"),
        department=department,
        repeat=repeat,
        callback=callback,
        new_case=new_case,
    )
    return log_contact(
        **{
            "by": by,
            "key": uuid4(),
            "channel": Channel.objects.get(code=channel),
            "direction": direction,
            "questions": [question],
            "started_at": at,
            "ended_at": at + timedelta(seconds=talk_seconds + wrap_up_seconds),
            "now": at,
            "talk_seconds": talk_seconds,
            "wrap_up_seconds": wrap_up_seconds,
        }
        | values
    )


def make_reachable(department) -> None:
    """Somebody works there, so that a callback may be promised."""
    if not reachable(department).exists():
        make_user("handler", department, username=f"collega-{department.slug}")


def make_steps() -> dict[str, EscalationStep]:
    """The steps of the start data, by code: zichtbaar, behandelaar, teamleider, afdelingshoofd."""
    escalation_steps()
    return {step.code: step for step in EscalationStep.objects.all()}


def make_callback(
    *,
    department=None,
    team=None,
    assignee=None,
    due=None,
    at=NOW,
    urgent=False,
    answer_by="phone",
    phone=PHONE,
    email="",
    reply_to="",
    question_text="Wanneer komt de controleur langs?",
    caller_name="mevrouw De Wit",
    **values,
) -> Callback:
    """An open callback of vergunningen about a dormer, promised within two working days; answered
    in writing with `answer_by` and `email` or `reply_to`.

    `due` moves the promise, for a callback that is late or due today. Further values are those of
    the contact (customer, confidential, by, subject, …).
    """
    lay_down()
    department = department or Department.objects.get(slug="vergunningen")
    make_reachable(department)
    by_phone = answer_by == "phone"
    asked = CallbackInput(
        answer_by=answer_by,
        phone=phone if by_phone else "",
        email=email,
        reply_to=reply_to,
        question_text=question_text,
        department=department,
        team=team,
        assignee=assignee,
        urgent=urgent,
        caller_name=caller_name,
    )
    reach = {"phone": phone} if by_phone else {"email": email}
    given = {"subject": "VG01", "note": question_text} | reach | values
    outcome = "terugbelverzoek" if by_phone else "taak_uitgezet"
    contact = make_contact(**given, outcome=outcome, at=at, callback=asked)
    callback = contact.made_callbacks[0]
    if due:
        callback.promised_at = callback.due_at = due
        callback.serious_at = max(due, callback.serious_at)
        callback.save(update_fields=["promised_at", "due_at", "serious_at"])
    return callback


def make_case(
    *,
    case_type="omgevingsvergunning",
    description="Dakkapel aan de voorkant van de woning",
    by=None,
    customer=None,
    department=None,
    handler=None,
    at=NOW,
    due_on=None,
    **values,
) -> Case:
    """An open case "omgevingsvergunning" of vergunningen, in its first status.

    `due_on` moves the last day of its term, for a case that is late or due today.
    """
    lay_down()
    case = open_case(
        by=by,
        case_type=CaseType.objects.current().select_related("department").get(slug=case_type),
        description=description,
        customer=customer,
        department=department,
        now=at,
        **values,
    )
    if due_on or handler:
        case.due_on, case.handler = due_on or case.due_on, handler
        case.save(update_fields=["due_on", "handler"])
    return case


def make_closed_case(*, by=None, at=NOW, result="Verleend", answer="Ja", **values) -> Case:
    """A case registered at that moment and closed at once: may be destroyed a year later."""
    case = make_case(by=by, at=at, **values)
    found = case.case_type.result_types.get(name=result)
    return close_case(by=None, case=case, version=case.version, result=found, answer=answer, now=at)
