"""Cases that do not begin with a contact: what comes in by post or through the website, and what
was closed years ago."""

from datetime import timedelta

from cases import services
from cases.models import CaseType, ResultType, Stage
from dashboard.management.demo.names import CITY, PLACES

# Type, description, how many of a hundred.
KINDS = (
    ("omgevingsvergunning-regulier", "Dakkapel aan de achterkant van de woning", 14),
    ("omgevingsvergunning-regulier", "Uitbouw van de keuken", 10),
    ("omgevingsvergunning-regulier", "Garage verbouwen tot slaapkamer", 6),
    ("kapvergunning", "Boom in de achtertuin staat te dicht op het huis", 12),
    ("evenementenvergunning", "Buurtfeest op het plein", 6),
    ("parkeervergunning", "Bewonersvergunning aanvragen", 14),
    ("wmo-melding", "Hulp nodig in het huishouden na een operatie", 12),
    ("wmo-melding", "De badkamer is niet meer veilig", 6),
    ("bezwaarschrift", "Bezwaar tegen de weigering van een vergunning", 6),
    ("klacht", "Niet teruggebeld, drie keer beloofd", 4),
    ("handhavingsverzoek", "Schutting van de buren is te hoog", 4),
    ("bijzondere-bijstand", "Kosten van een nieuwe bril", 6),
)
RECENT, OLD = 30, 60  # one for so many contacts
WEEKS = 11
YEARS_AGO = (2.2, 3.4)


def plan_applications(town, contacts: int) -> None:
    """In the last weeks, evenly: their life goes on as that of every case."""
    types = {row.slug: row for row in CaseType.objects.offered().select_related("department")}
    minutes = WEEKS * 7 * 24 * 60
    for _number in range(contacts // RECENT):
        at = town.clock.on_a_working_day(town.end - timedelta(minutes=town.side.randrange(minutes)))
        slug, description, _ = town.side.choices(KINDS, [each[2] for each in KINDS])[0]
        if slug in types and at < town.end:
            town.events.plan(
                at, lambda now, kind=types[slug], text=description: apply(town, kind, text, now)
            )


def apply(town, case_type, description, at) -> None:
    place = f"{town.side.choice(PLACES)}, {CITY}"
    details = town.details.of(case_type, at)
    # Where it is, when that was asked.
    asked = next((each for each in details.values() if isinstance(each, dict)), None)
    if asked:
        place = f"{asked['street']} {asked['number']}, {asked['city']}"
    case = services.open_case(
        by=None,
        case_type=case_type,
        customer=town.side.choice(town.residents),
        description=f"{description}.",
        location=place,
        details=details,
        now=at,
    )
    town.case_life.begin(case, at)


def close_old_ones(town, contacts: int) -> None:
    """Their retention has passed. Made before anything else, for the numbers of those years."""
    results = list(
        ResultType.objects.filter(
            case_type__stage=Stage.CURRENT, archive=ResultType.Archive.DESTROY, retention="P1Y"
        ).select_related("case_type__department")
    )
    if not results:
        return
    for _number in range(contacts // OLD):
        result = town.side.choice(results)
        years = town.side.uniform(*YEARS_AGO)
        at = town.clock.on_a_working_day(town.end - timedelta(days=round(365 * years)))
        case = services.open_case(
            by=None, case_type=result.case_type, description="Aanvraag van toen.", now=at
        )
        workers = town.staff.handlers[case.department.slug] or town.staff.agents
        services.close_case(
            by=town.side.choice(workers), case=case, version=case.version, result=result,
            answer="Brief gestuurd.", now=at + timedelta(days=town.side.randrange(5, 40)),
        )  # fmt: skip
