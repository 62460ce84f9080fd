"""What people in Lindenwaard say in their self-assessments and agree in their plans. No figure
stands in a text, for the figures differ from town to town."""

from dataclasses import dataclass

INHABITANTS = 48_300

# Where the pillars are, in phases, as who knows everything would say it.
BASELINE = {
    "prestaties": 3.0, "producten-kanalen": 3.2, "processen-besturing": 2.9,
    "systemen-informatie": 3.1, "leiderschap-medewerkers": 2.6,
}  # fmt: skip
WHOLE = {
    "prestaties": 2.2, "producten-kanalen": 3.1, "processen-besturing": 2.4,
    "systemen-informatie": 3.0, "leiderschap-medewerkers": 1.4,
}  # fmt: skip
NOW = {
    "prestaties": 2.6, "producten-kanalen": 3.3, "processen-besturing": 2.9,
    "systemen-informatie": 3.3, "leiderschap-medewerkers": 2.1,
}  # fmt: skip
PUBLIC_SPACE = {
    "prestaties": 3.1, "producten-kanalen": 2.4, "processen-besturing": 2.6,
    "systemen-informatie": 3.1, "leiderschap-medewerkers": 2.9,
}  # fmt: skip
PERMITS = {
    "prestaties": 1.4, "producten-kanalen": 2.3, "processen-besturing": 1.6,
    "systemen-informatie": 2.4, "leiderschap-medewerkers": 1.9,
}  # fmt: skip

# How much more favourably a group sees it, in phases.
LEAN = {"kcc": -0.4, "heads": 0.4, "management": 0.7, "employees": -0.1}

INVITATION = (
    "Vorig jaar stonden wij stil bij waar wij staan. Dit jaar kijken wij wat er is veranderd. Vul "
    "in wat u zelf ziet, ook als dat minder mooi is: pas dan weten wij wat er beter kan."
)
CONCLUSIONS = {
    "baseline": (
        "Wij denken dat wij verder zijn dan de inwoner merkt. Cijfers om dat na te gaan waren er "
        "nog niet. Volgend jaar vullen wij alle stellingen in, met de cijfers ernaast."
    ),
    "whole": (
        "Met alle stellingen en de cijfers ernaast komen wij lager uit dan bij de nulmeting. Dat "
        "is eerlijker, geen achteruitgang. De kanalen en systemen staan; leiderschap en afspraken "
        "tussen KCC en afdelingen blijven achter. Daar beginnen wij."
    ),
    "public-space": (
        "De belronde in de ochtend werkt. Nu de rest nog: wie doet wat, en wat staat op de website."
    ),
}

# Own statements: code is given in this order.
OWN = (
    {
        "pillar": "producten-kanalen", "phase": 2, "kpi": "", "operator": "", "value": None,
        "text": "In elk dorp is er minstens eens per week iemand van de gemeente te spreken.",
        "evidence": "Rooster van de spreekuren in de dorpshuizen.",
        "action": "Begin met één dorpshuis en tel hoeveel mensen komen.",
    },
    {
        "pillar": "processen-besturing", "phase": 2, "kpi": "doorverbonden_pct",
        "operator": "<=", "value": 15.0,
        "text": "Hoogstens 15 procent van de gesprekken wordt doorverbonden.",
        "evidence": "Percentage doorverbonden gesprekken.",
        "action": "Zet voor drie onderwerpen die vaak worden doorverbonden het antwoord klaar.",
    },
)  # fmt: skip

# What some say with an answer: statement -> texts, one for each of the first respondents.
COMMENTS = {
    "P1F2S4": ("Bij ons lukt dat, maar ik hoor van inwoners iets anders.",
               "Hangt erg af van wie er ziek is."),
    "P1F3S1": ("De lijst met antwoorden helpt.",),
    "P2F1S1": ("Op de website staat nog een oud nummer.",),
    "P3F2S3": ("Die afspraken ken ik niet.", "Op papier staan ze, maar wie leest ze?"),
    "P3F3S2": ("Soms blijft iets in een groepsmailbox hangen.",),
    "P4F2S3": ("Er liggen nog briefjes.",),
    "P5F1S3": ("Niemand heeft mij dat ooit verteld.", "Staat in het werkoverleg.",),
    "P5F2S1": ("Wij hebben lang zonder teamleider gezeten.",),
}  # fmt: skip
NOTES = {
    "P1F2S4": "De cijfers wijzen iets anders uit dan wij dachten; wij volgen de cijfers.",
    "P3F2S3": "De afspraken zijn er, maar niet iedereen kent ze.",
    "P5F2S1": "De telefoon heeft nu een leidinggevende; de balie nog niet.",
}
NOT_OURS = ("P5F5S2", "Wij werken nog met geen ketenpartner zo samen dat dit speelt.")


@dataclass(frozen=True)
class Move:
    """To another state, so many days before the end of the story."""

    days: int
    to: str
    said: str = ""


@dataclass(frozen=True)
class Planned:
    """An improvement action. `added` is so many days after the plan was made; `due` so many days
    from the end of the story, before it when negative. `owner` is an account, or the number of a
    colleague of the department, or "head"."""

    department: str
    owner: str | int
    pillar: str
    phase: int
    code: str
    text: str
    due: int
    means: str = ""
    kpi: str = ""
    expected: float | None = None
    moves: tuple[Move, ...] = ()
    added: int = 0


PLAN = (
    Planned(
        "kcc", "kcc-lead", "leiderschap-medewerkers", 2, "P5F2S4",
        "Elke KCC-medewerker krijgt elke maand een coachgesprek over twee eigen gesprekken.",
        -210, "Twee uur per medewerker per maand.",
        moves=(
            Move(290, "doing"),
            Move(215, "done", "Iedereen heeft elke maand een gesprek. Het blijft op het rooster."),
        ),
    ),
    Planned(
        "vergunningen", "team-lead", "processen-besturing", 3, "P3F3S3",
        "Elke maandag verdeelt de teamleider wat bijna over de termijn is.",
        -20, "Een uur per week van de teamleider.", "open_te_laat_pct", 15.0,
        moves=(Move(120, "doing"),),
    ),
    Planned(
        "openbare-ruimte", 0, "prestaties", 3, "P1F3S3",
        "De wijkteams bellen elke ochtend van negen tot half tien terug.",
        -60, "Een half uur per dag in elk wijkteam.", "terugbel_binnen_norm_pct", 80.0,
        moves=(
            Move(200, "doing"),
            Move(70, "done", "Ingevoerd in beide wijkteams; bijna alles is nu op tijd."),
        ),
    ),
    Planned(
        "zorg", "head", "prestaties", 2, "P1F2S4",
        "Voor elke week staat vast wie terugbelt als een collega ziek is.",
        30, "Geen extra middelen: onderling ruilen.", "terugbel_binnen_norm_pct", 70.0,
        moves=(Move(60, "doing"),),
    ),
    Planned(
        "burgerzaken", "head2", "leiderschap-medewerkers", 3, "P5F3S3",
        "Twee collega's van Burgerzaken draaien elke maand een dagdeel mee in het KCC.",
        -100, "Twee dagdelen per maand.",
        moves=(
            Move(180, "doing"),
            Move(105, "done", "Acht collega's zijn geweest; vragen over paspoorten gaan nu goed."),
        ),
    ),
    Planned(
        "kcc", "kcc-lead", "leiderschap-medewerkers", 2, "P5F2S3",
        "De visie op dienstverlening wordt vier beloften, en elk team bespreekt ze.",
        -45, "Twee middagen met directie en teamleiders.",
    ),
    Planned(
        "belastingen", "head", "prestaties", 3, "P1F3S4",
        "In de brief bij de aanslag staat hoe betalen in termijnen gaat.",
        60, "Een dag van communicatie.", "herhaal_pct", 10.0,
        moves=(Move(40, "doing"),),
    ),
    Planned(
        "burgerzaken", 0, "producten-kanalen", 4, "P2F4S2",
        "De stand van een aanvraag bij Burgerzaken staat online in gewone taal.",
        120, "Veertig uur van ICT en 8.000 euro.", "statusvraag_pct", 10.0,
    ),
    Planned(
        "vergunningen", "handler", "processen-besturing", 3, "P3F3S1",
        "Voor vijf onderwerpen beschrijven wat het KCC doet en wat Vergunningen doet.",
        -150, "Drie ochtenden.",
        moves=(
            Move(240, "doing"),
            Move(160, "dropped", "Gestopt: met het nieuwe systeem verandert de verdeling."),
        ),
    ),
    Planned(
        "burgerzaken", "head2", "producten-kanalen", 2, "E1",
        "Elke dinsdagochtend is er een spreekuur in twee dorpshuizen.",
        25, "Een medewerker, een ochtend per week.",
        moves=(Move(35, "doing"),),
    ),
    Planned(
        "kcc", "agent", "systemen-informatie", 4, "P4F4S4",
        "Elk afdelingshoofd loopt één keer met het KCC door het dashboard.",
        -130, "Een half uur per afdelingshoofd.",
        moves=(Move(150, "done", "Alle hoofden zijn geweest; de meesten kijken nu elke week."),),
    ),
)  # fmt: skip
PLAN_OF_PUBLIC_SPACE = (
    Planned(
        "openbare-ruimte", "head", "producten-kanalen", 2, "P2F2S3",
        "In alle brieven en mails van de wijkteams staat het algemene nummer bovenaan.",
        15, "Een dag van communicatie.", moves=(Move(30, "doing"),),
    ),
    Planned(
        "openbare-ruimte", 1, "prestaties", 4, "P1F4S5",
        "Wie iets meldt, krijgt bericht als het klaar is of langer duurt.",
        75, "", "proactief_aantal", 40.0,
    ),
)  # fmt: skip

# Of others: size, form, how many months before the end, per pillar the phase and what is done of
# the next one.
SHARED = (
    ("small", "full", 3, (2, .5), (2, .25), (1, .8), (2, .5), (2, .6)),
    ("small", "full", 8, (3, .2), (2, .8), (3, .4), (2, .25), (3, .2)),
    ("medium", "full", 2, (2, .75), (3, .2), (2, .4), (3, .25), (2, .4)),
    ("medium", "full", 4, (1, .6), (2, .6), (2, .2), (2, .75), (1, .8)),
    ("medium", "full", 5, (2, .25), (2, .8), (1, .8), (2, .5), (2, .2)),
    ("medium", "full", 7, (3, .4), (3, .6), (2, .8), (3, .5), (2, .6)),
    ("medium", "full", 9, (2, .5), (3, .4), (3, .2), (2, .25), (3, .2)),
    ("medium", "short", 6, (2, 0), (3, 0), (2, 1), (3, 0), (2, 0)),
    ("large", "full", 3, (3, .6), (4, .3), (3, .4), (3, .75), (3, .4)),
    ("large", "full", 10, (3, .2), (3, .8), (3, .6), (4, .3), (2, .8)),
)  # fmt: skip
