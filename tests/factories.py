"""Real rows for tests: plain functions with fixed, readable values; nothing is drawn by chance.

`reference()` lays down the small town the tests live in; everything else stands on it.
"""

from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import uuid4
from zoneinfo import ZoneInfo

from cases.models import Case, CaseType, ResultType, StatusType
from cases.services import close_case, open_case
from contacts import reference as lists
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
from kcc.lib.text import fold
from kcc.organisation import calendars
from kcc.organisation.models import (
    Channel,
    ClosingDay,
    Department,
    Domain,
    Membership,
    OpeningHours,
    ServiceNorm,
    Team,
    User,
)
from kcc.organisation.reach import reachable
from tests.again import Again

# Tuesday 10 November 2026, ten o'clock in the morning; an ordinary working day.
NOW = datetime(2026, 11, 10, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
PASSWORD = "een-lang-wachtwoord-1"
PHONE = "+31612345678"

DOMAINS = {
    "algemeen": "Algemeen",
    "burgerzaken": "Burgerzaken",
    "vergunningen": "Vergunningen, bouwen en wonen",
}
DEPARTMENTS = {
    "kcc": ("Klantcontactcentrum", "algemeen"),
    "burgerzaken": ("Burgerzaken", "burgerzaken"),
    "vergunningen": ("Vergunningen, Toezicht en Handhaving", "vergunningen"),
}
CHANNELS = [
    ("telefoon", "Telefoon", Channel.Kind.VOICE),
    ("balie", "Balie", Channel.Kind.COUNTER),
    ("e-mail", "E-mail", Channel.Kind.WRITTEN),
]
# Which norm a later answer over a channel follows.
FOLLOW_UPS = {"e-mail": "email"}
# code: (name, category, counts as direct, counts as contact, warm)
OUTCOMES = {
    "direct_afgehandeld": ("Direct afgehandeld", "direct", True, True, None),
    "doorverbonden_warm": ("Doorverbonden, warm", "transferred", False, True, True),
    "doorverbonden_koud": ("Doorverbonden, koud", "transferred", False, True, False),
    "terugbelverzoek": ("Terugbelverzoek", "callback", False, True, None),
    "zaak_aangemaakt": ("Zaak aangemaakt", "case", True, True, None),
    "verwezen_extern": ("Verwezen naar een andere organisatie", "referred", False, True, None),
    "afgebroken": ("Afgebroken", "aborted", False, True, None),
    "verkeerd_verbonden": ("Verkeerd verbonden", "aborted", False, False, None),
    "taak_uitgezet": ("Vraag uitgezet bij afdeling", "callback", False, True, None),
}
# What is answered later: by telephone, or in writing.
CALLS_BACK = {"terugbelverzoek": True, "taak_uitgezet": False}
REASONS = {
    "nieuwe_vraag": ("Nieuwe vraag", False),
    "status_lopende_zaak": ("Status lopende zaak", True),
    "geen_reactie": ("Geen reactie gekregen", True),
}
REPEAT_REASONS = {
    "niet_teruggebeld": ("Niet teruggebeld", True),
    "antwoord_onduidelijk": ("Antwoord onduidelijk", False),
}
# code: (name, department, domain, first line, case type, address-bound, answer, keywords)
SUBJECTS = {
    "BZ01": (
        "Paspoort of identiteitskaart", "burgerzaken", "volledig", None, False,
        "Maak een afspraak en neem uw oude paspoort mee.", ["paspoort", "id-kaart"],
    ),
    "BZ02": (
        "Verhuizing doorgeven", "burgerzaken", "volledig", None, False,
        "Geef uw verhuizing binnen vijf dagen door.", ["verhuizen", "adres"],
    ),
    "VG01": (
        "Dakkapel", "vergunningen", "deels", "omgevingsvergunning", False,
        "Doe eerst de vergunningcheck.", ["dakkapel", "bouwen"],
    ),
    "VG02": (
        "Geluidsoverlast", "vergunningen", "deels", None, True,
        "Wij nemen uw melding op.", ["lawaai", "herrie", "overlast"],
    ),
}  # fmt: skip
# Days the town is closed in 2026; an open Good Friday, as many municipalities have.
CLOSING_DAYS = [
    (date(2026, 1, 1), "Nieuwjaarsdag", "holiday", True),
    (date(2026, 1, 2), "Gelijkgestelde dag", "equated", False),
    (date(2026, 4, 3), "Goede vrijdag", "holiday", False),
    (date(2026, 4, 6), "Tweede paasdag", "holiday", True),
    (date(2026, 4, 27), "Koningsdag", "holiday", True),
    (date(2026, 5, 5), "Bevrijdingsdag", "holiday", True),
    (date(2026, 5, 14), "Hemelvaartsdag", "holiday", True),
    (date(2026, 5, 15), "Gelijkgestelde dag", "equated", True),
    (date(2026, 5, 25), "Tweede pinksterdag", "holiday", True),
    (date(2026, 12, 25), "Eerste kerstdag", "holiday", True),
]


# -- The town ---------------------------------------------------------------------------------


def make_domain(slug="algemeen") -> Domain:
    name = DOMAINS.get(slug, slug.capitalize())
    return Domain.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def make_department(slug="vergunningen", **values) -> Department:
    """The department with this slug; made when it is not there yet."""
    name, domain = DEPARTMENTS.get(slug, (slug.capitalize(), "algemeen"))
    found = Department.objects.filter(slug=slug).first()
    return found or Department.objects.create(
        **{
            "slug": slug,
            "name": name,
            "domain": make_domain(domain),
            "is_contact_centre": slug == "kcc",
        }
        | values
    )


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
    _lay_down()
    return Reference()


def _lay_down() -> None:
    if not Channel.objects.exists():
        _reference()
        calendars.forget()
        lists.forget()


def _make_reference() -> None:
    departments = {slug: make_department(slug) for slug in DEPARTMENTS}
    Channel.objects.bulk_create(
        Channel(
            code=code,
            name=name,
            kind=kind,
            order=order,
            follow_up=FOLLOW_UPS.get(code, "question"),
        )
        for order, (code, name, kind) in enumerate(CHANNELS)
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=weekday, opens=time(8, 30), closes=time(17)) for weekday in range(5)
    )
    ClosingDay.objects.bulk_create(
        ClosingDay(date=day, name=name, kind=kind, closed=closed)
        for day, name, kind, closed in CLOSING_DAYS
    )
    ServiceNorm.objects.create(
        kind="callback", amount=2, unit="working_days", valid_from=date(2025, 1, 1)
    )
    Outcome.objects.bulk_create(
        Outcome(
            code=code,
            name=name,
            category=category,
            counts_as_direct=direct,
            counts_as_contact=counts,
            transfer_warm=warm,
            calls_back=CALLS_BACK.get(code),
            order=order,
        )
        for order, (code, (name, category, direct, counts, warm)) in enumerate(OUTCOMES.items())
    )
    ContactReason.objects.bulk_create(
        ContactReason(code=code, name=name, is_status_question=status)
        for code, (name, status) in REASONS.items()
    )
    RepeatReason.objects.bulk_create(
        RepeatReason(code=code, name=name, due_to_department=due)
        for code, (name, due) in REPEAT_REASONS.items()
    )
    case_types = {"omgevingsvergunning": _make_case_type(departments["vergunningen"])}
    for code, (name, slug, line, case_type, bound, answer, words) in SUBJECTS.items():
        Subject.objects.create(
            code=code,
            name=name,
            department=departments[slug],
            domain=departments[slug].domain,
            case_type=case_types.get(case_type),
            first_line=line,
            answer=answer,
            keywords=words,
            address_bound=bound,
            search_text=fold(" ".join([name, *words])),
        )


def _make_case_type(department) -> CaseType:
    case_type = CaseType.objects.create(
        slug="omgevingsvergunning",
        name="Omgevingsvergunning",
        domain=department.domain,
        department=department,
        term="P56D",
        term_unit="kalenderdagen",
        shifts=True,
        norm="P42D",
        norm_unit="kalenderdagen",
    )
    names = ["Ontvangen", "In behandeling", "Afgehandeld"]
    StatusType.objects.bulk_create(
        StatusType(case_type=case_type, order=order, name=name, is_final=order == len(names))
        for order, name in enumerate(names, start=1)
    )
    ResultType.objects.bulk_create(
        ResultType(case_type=case_type, name=name, archive="vernietigen", retention="P1Y")
        for name in ("Verleend", "Geweigerd")
    )
    return case_type


_reference = Again(
    (
        Domain, Department, Channel, OpeningHours, ClosingDay, ServiceNorm, Outcome, ContactReason,
        RepeatReason, CaseType, StatusType, ResultType, Subject,
    ),
    _make_reference,
)  # fmt: skip


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
    _lay_down()
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
    _lay_down()
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
    _lay_down()
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
