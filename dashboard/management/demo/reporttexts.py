"""What people in Lindenwaard write about their reports. Keys are a department (empty is the whole
organisation) and how many months before the end of the story; no figure stands in a text, for the
figures differ from town to town."""

from dataclasses import dataclass
from datetime import timedelta

CONTACT = "Esther Hoekstra, KCC-manager, toestel 2210"
# Who finds the last report unread, to open it.
UNREAD = frozenset({"head", "head2"})
# Of the last month these wait for the KCC manager.
DRAFTS = frozenset({"economie", "jeugd", "juridisch", "sport-cultuur", "werk-inkomen", "zorg"})

COMMENTS = {
    ("", 1): (
        "De afdelingen liepen deze maand ver uiteen. Openbare ruimte laat zien dat een vaste "
        "belronde in de ochtend werkt; bij Vergunningen staat nog veel werk dat al lang wacht.\n\n"
        "In het overleg van de afdelingshoofden bespreken wij hoe de belronde ook elders kan."
    ),
    ("", 3): (
        "Een moeilijke maand: een nieuw systeem en veel zieken tegelijk. Terugbellen bleef bijna "
        "overal liggen. De maand erna trekt het bij."
    ),
    ("vergunningen", 1): (
        "Bewoners bellen vaak opnieuw omdat zij niet zijn teruggebeld. De oudste verzoeken eerst "
        "oppakken helpt hen het meest."
    ),
    ("vergunningen", 2): (
        "De vragen over dakkapellen en aanbouwen kunnen vaker meteen beantwoord worden. Het KCC "
        "heeft daarvoor een korte lijst met antwoorden nodig."
    ),
    ("vergunningen", 3): (
        "Door het nieuwe systeem konden aanvragen twee weken niet worden ingezien. Dat is in bijna "
        "alle cijfers te zien."
    ),
    ("openbare-ruimte", 4): (
        "Sinds deze maand belt iedere ochtend iemand de vragen van de vorige dag terug. Het "
        "verschil is meteen te zien. Dank aan de collega's van de wijkteams."
    ),
    ("openbare-ruimte", 1): (
        "De belronde houdt stand, ook in een drukke maand. Andere afdelingen komen bij u kijken."
    ),
    ("burgerzaken", 1): (
        "Afspraken en paspoorten gaan bijna altijd in één keer goed. Zo willen wij het overal."
    ),
    ("zorg", 1): (
        "De vragen over huishoudelijke hulp nemen toe. Wilt u laten weten wie die in november "
        "terugbelt?"
    ),
    ("zorg", 3): (
        "Veel zieken tegelijk, en geen vervanging voor het terugbellen. Laten wij afspreken wie "
        "dat overneemt als het weer gebeurt."
    ),
    ("belastingen", 2): (
        "Na de aanslagen belde men vooral over de betaling in termijnen. Een zin daarover in de "
        "brief scheelt veel telefoon."
    ),
}  # fmt: skip
# Of whose contacts a practice case is told, in the words of the KCC manager; "" as it was found, in
# a draft in which it still waits for approval.
CASES = {
    ("vergunningen", 3): (
        "Een ondernemer wilde weten of er voor zijn terras een vergunning nodig is. Wij beloofden "
        "dat de afdeling binnen twee werkdagen zou bellen.\n\n"
        "Dat gebeurde niet. Een week later belde hij opnieuw, en vier dagen daarna nog eens. Pas "
        "toen kreeg hij antwoord. Het antwoord zelf kostte vijf minuten."
    ),
    ("vergunningen", 1): (
        "Een inwoner belde drie keer over dezelfde aanvraag voor een dakkapel. Iedere keer was de "
        "vraag of alle tekeningen binnen waren.\n\n"
        "De tekeningen waren er al die tijd. Eén bericht na de eerste week had twee telefoontjes "
        "gescheeld, en veel onrust bij iemand die de aannemer al had besteld."
    ),
    ("openbare-ruimte", 2): (
        "Iemand meldde een losse stoeptegel voor een school. De wijkteamleider belde dezelfde "
        "middag terug: de tegel ligt vast, en de hele stoep is nagelopen.\n\n"
        "De melder gaf achteraf een negen. Zo kort kan het zijn."
    ),
    ("zorg", 1): "",
}


@dataclass(frozen=True)
class Agreed:
    """An action: ready within so many days of the report, and what came of it. `state` is that of
    ReportAction; what stays open has no result."""

    text: str
    days: int
    state: str = "open"
    result: str = ""
    # So many months after it was agreed.
    closed: int = 1


ACTIONS = {
    ("openbare-ruimte", 6): (
        Agreed(
            "Iedere ochtend van negen tot half tien bellen wij de vragen van de vorige dag terug.",
            30, "done", "Ingevoerd in beide wijkteams; bijna alles is nu op tijd.", 2,
        ),
    ),
    ("openbare-ruimte", 3): (
        Agreed(
            "De wijkteams krijgen dezelfde antwoorden als het KCC over parkeren en groen.",
            45, "done", "De lijst staat klaar en wordt elke maand nagelopen.", 2,
        ),
    ),
    ("vergunningen", 9): (
        Agreed(
            "Een vaste collega verdeelt elke dag de terugbelverzoeken.",
            21, "dropped", "Gestopt: er was niemand om haar te vervangen.", 2,
        ),
    ),
    ("vergunningen", 4): (
        Agreed(
            "Wie een aanvraag behandelt, belt zelf terug, ook als iemand anders gebeld is.",
            30, "done", "Afgesproken in het werkoverleg; helpt bij nieuwe aanvragen.", 1,
        ),
        Agreed("De tien oudste verzoeken afhandelen voordat er nieuwe bij komen.", 60),
    ),
    ("vergunningen", 2): (
        Agreed("Met het KCC een lijst met antwoorden over dakkapellen maken.", 20),
        Agreed("Twee dagen per week een extra collega voor het terugbellen.", 75),
    ),
    ("zorg", 3): (
        Agreed("Vervanging regelen voor het terugbellen bij ziekte.", 30, "done",
               "De teams nemen het van elkaar over.", 1),
    ),
    ("belastingen", 2): (
        Agreed("In de aanslagbrief zetten hoe betalen in termijnen gaat.", 90),
    ),
    ("burgerzaken", 5): (
        Agreed("Op vrijdag een extra balie open voor wie geen afspraak heeft.", 40, "done",
               "Blijft zo: er wordt minder gebeld over wachttijden.", 2),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Later:
    """What happened to one report after it was published."""

    key: tuple[str, int]
    after: timedelta
    reason: str


VERSION = Later(
    ("belastingen", 4), timedelta(days=9),
    "Een dag aan terugbelverzoeken stond bij een andere afdeling en is teruggezet.",
)  # fmt: skip
WITHDRAWN = Later(
    ("economie", 5), timedelta(days=6),
    "De vragen van een ander loket zijn meegeteld. Een goede versie volgt.",
)  # fmt: skip
# In these reports somebody looked at repeats again after they were published.
RECOUNTED = (("belastingen", 2), ("vergunningen", 2))
