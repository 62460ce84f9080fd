"""Notes as an agent writes them, and questions as a caller asks them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from dashboard.management.demo.names import CLUBS, PLACES, STREETS
from kcc.lib.periods import ZONE

DATA = Path(__file__).parent / "gesprekken.yaml"
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
NOT_REACHED = ("Geen gehoor.", "Voicemail ingesproken.", "In gesprek.", "Nummer niet bereikbaar.")
CALLED_AGAIN = (
    "{wie} belt opnieuw, is niet teruggebeld. Afdeling gemaild.",
    "{wie} is boos: beloofd was binnen twee werkdagen. Afdeling gemaild met hoge prioriteit.",
    "{wie} wacht nog steeds op een telefoontje. Excuses gemaakt en gevraagd om spoed.",
    "{wie} vraagt waarom niemand belt. Afdeling erop aangesproken.",
)
STILL_UNCLEAR = (
    "{wie} belt terug: het antwoord van {geleden} was niet duidelijk.",
    "{wie} kreeg bij de balie een ander antwoord dan aan de telefoon.",
    "{wie} snapt de brief nog niet. Opnieuw stap voor stap uitgelegd.",
)
STATUS_ASKED = (
    "{wie} vraagt hoe het met zaak {zaak} staat.",
    "{wie} heeft nog niets gehoord over zaak {zaak}.",
    "{wie} wil weten of er al een besluit is in zaak {zaak}.",
)
ENDINGS = {
    "callback": (
        "Terugbelverzoek gemaakt.",
        "Kan ik niet zelf beantwoorden, terugbelverzoek gemaakt.",
        "Uitgelegd dat de afdeling dit weet en terugbelt.",
    ),
    "case": ("Vastgelegd en zaaknummer genoemd.", "Melding gemaakt, termijn verteld.", ""),
    "transferred": ("Doorverbonden.", "Collega gezocht en doorverbonden."),
    "referred": ("Verwezen naar {verwijs}.", "Nummer gegeven van {verwijs}."),
    "aborted": ("Verbinding viel weg.", "Opgehangen tijdens het wachten."),
    "sent": ("Informatie gemaild.", "Folder opgestuurd."),
    "appointment": ("Afspraak gemaakt op {datum} om {tijd}.",),
}
ALREADY_SAID = (
    "",
    "",
    "Gezegd dat de afdeling binnen twee werkdagen belt.",
    "Uitgelegd wat de regels zijn, maar de vraag gaat over deze situatie.",
    "Gezegd dat het besluit nog niet genomen is.",
)


@dataclass(frozen=True)
class Talk:
    """What is said about one subject: pairs of a question and its answer."""

    weight: float
    peaks: frozenset[int]
    short: tuple[tuple[str, str], ...]
    long: tuple[tuple[str, str], ...]
    referred: tuple[str, ...]


def read_talks() -> dict[str, Talk]:
    """By the code of the subject."""
    return {
        code: Talk(
            weight=row["gewicht"],
            peaks=frozenset(row.get("pieken", ())),
            short=tuple(map(tuple, row["kort"])),
            long=tuple(map(tuple, row.get("lang", ()))),
            referred=tuple(row.get("verwijs", ("de juiste organisatie",))),
        )
        for code, row in yaml.safe_load(DATA.read_text(encoding="utf-8")).items()
    }


@dataclass(frozen=True)
class Said:
    """What was asked, what the agent wrote down, and what the department will answer."""

    asked: str
    note: str
    answer: str = ""


class Writer:
    """Fills in templates; everything chosen comes from one random generator."""

    def __init__(self, rng):
        self.rng = rng

    def fill(self, template: str, at: datetime, *, salutation="", **given) -> str:
        rng, local = self.rng, at.astimezone(ZONE)
        who = salutation or rng.choice(("Mevrouw", "Meneer", "Inwoner"))
        ahead = local + timedelta(days=rng.randrange(4, 40))
        before = local - timedelta(days=rng.randrange(9, 50))
        while ahead.weekday() > 4:
            ahead += timedelta(days=1)
        return template.format(
            wie=who,
            wie_klein=who.lower(),
            zij={"Mevrouw": "zij", "Meneer": "hij"}.get(who, "de inwoner"),
            datum=f"{ahead.day} {MONTHS[ahead.month - 1]}",
            geleden=f"{before.day} {MONTHS[before.month - 1]}",
            maand=MONTHS[rng.randrange(12)],
            tijd=f"{rng.randrange(9, 17)}.{rng.choice(('00', '20', '40'))} uur",
            leeftijd=rng.randrange(4, 17),
            leeftijd_oud=rng.randrange(72, 93),
            bedrag=rng.randrange(180, 1900),
            straat=rng.choice(STREETS),
            nummer=rng.randrange(1, 160),
            plek=rng.choice(PLACES),
            vereniging=rng.choice(CLUBS),
            **given,
        )

    def say(self, talk: Talk, kind: str, at: datetime, *, salutation: str, place: str) -> Said:
        """One question about this subject, and what the agent did with it."""
        rng, given = self.rng, {"salutation": salutation, "plaats": place}
        asked, answer = rng.choice(talk.long if kind == "callback" else talk.short)
        asked = self.fill(asked, at, **given)
        if kind == "direct":
            return Said(asked, f"{asked} {self.fill(answer, at, **given)}")
        ending = self.fill(rng.choice(ENDINGS[kind]), at, verwijs=rng.choice(talk.referred))
        if kind == "callback":
            return Said(asked, f"{salutation or 'Inwoner'} vraagt: “{asked}” {ending}", answer)
        return Said(asked, f"{asked} {ending}".strip())
