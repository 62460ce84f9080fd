"""The small town that the tests live in: its departments, channels, subjects and calendar."""

from datetime import date, time

from cases.models import CaseType, ResultType, StatusType
from contacts import reference as lists
from contacts.models import (
    ContactReason,
    Outcome,
    RepeatReason,
    Subject,
)
from kcc.lib.text import fold
from kcc.organisation import calendars
from kcc.organisation.models import (
    Channel,
    ClosingDay,
    Department,
    Domain,
    OpeningHours,
    ServiceNorm,
)
from tests.again import Again

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


def lay_down() -> None:
    """Its rows, made once."""
    if not Channel.objects.exists():
        _reference()
        calendars.forget()
        lists.forget()
