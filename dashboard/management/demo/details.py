"""What people answered to the questions of a case type."""

from collections import defaultdict
from datetime import timedelta

from cases.models import CaseQuestion
from dashboard.management.demo.names import CITY
from kcc.lib.periods import local_day

Kind = CaseQuestion.Kind
# By key: answers in words. What is not here stays open, unless it must be answered.
TEXTS = {
    "aanwijzing": ("Naast de lantaarnpaal.", "Bij de ingang van het park.", "Voor de voordeur."),
    "aanslag": ("20261100473", "20261101982", "20261102315"),
    "activiteit": ("Buurtfeest met muziek", "Verbouwing van de schuur", "Jubileum van de club"),
    "doel": ("Voor de notaris.", "Om te trouwen.", "Voor het werk."),
    "gronden": ("Het bedrag klopt niet.", "Er is niet naar de situatie gekeken."),
    "kenmerk": ("VG/2026/0412", "SZ/2026/0087", "HH/2026/0023"),
    "kenteken": ("TX-481-K", "H-912-ZR", "8-KRT-40"),
    "naam": ("Zomerfeest Lindeplein", "Avondvierdaagse", "Braderie Dorpsstraat"),
    "loket": ("2026110400231", "2026102800917"),
    "onderwerp": ("Besluiten over het bestemmingsplan", "Afspraken met de aannemer"),
    "oplossing": ("Excuses en een telefoontje.", "Dat het niet nog eens gebeurt."),
    "overtreding": ("Werken zonder vergunning", "Een schutting die te hoog is"),
    "regeling": ("Cultuur dichtbij", "Groen in de wijk"),
    "school": ("Basisschool De Linde", "Het Waardcollege"),
    "soort_boom": ("Berk", "Esdoorn", "Kastanje"),
    "voorkeur": ("Liever in de ochtend.", "Na drie uur, met mijn dochter erbij."),
    "waarvoor": ("Een nieuwe wasmachine", "De eigen bijdrage van de advocaat"),
    "welke": ("Alles over de aanvraag van vorig jaar.",),
}
OTHERWISE = ("Zie de toelichting.",)
# Of a number without a highest: about how much.
ABOUT = {"kosten": 24_000, "bedrag": 650, "schuld": 14_000, "waarde": 312_000, "bezoekers": 400}
COMING = {"nodig_op", "start", "begin", "einde", "ingang", "verhuisdatum", "tot", "geldig_tot"}
LEFT_OPEN = 0.35


class Details:
    def __init__(self, rng, writer):
        self.rng, self.writer = rng, writer
        self.questions = defaultdict(list)
        for row in CaseQuestion.objects.order_by("case_type_id", "order"):
            self.questions[row.case_type_id].append(row)

    def of(self, case_type, at) -> dict:
        """The answers for a new case of this type: all that must be given, most of the others."""
        return {
            row.key: self.answer(row, at)
            for row in self.questions[case_type.pk]
            if row.required or self.rng.random() > LEFT_OPEN
        }

    def answer(self, row, at):
        rng = self.rng
        if row.kind == Kind.YES_NO:
            return rng.random() < 0.3
        if row.kind == Kind.CHOICE:
            return rng.choice(row.choices)
        if row.kind == Kind.NUMBER:
            return str(self.number(row))
        if row.kind == Kind.DATE:
            days = rng.randrange(5, 60) if row.key in COMING else -rng.randrange(1, 30)
            return (local_day(at) + timedelta(days=days)).isoformat()
        if row.kind == Kind.ADDRESS:
            street, _, number = self.writer.fill("{straat} {nummer}", at).rpartition(" ")
            return {"number": number, "street": street, "city": CITY}
        return rng.choice(TEXTS.get(row.key, OTHERWISE))

    def number(self, row) -> int:
        lowest = int(row.lowest or 0)
        if row.key in ABOUT:
            return int(round(ABOUT[row.key] * self.rng.uniform(0.4, 1.8), -1))
        highest = min(int(row.highest or lowest + 5), lowest + 8)
        return self.rng.randint(lowest, highest)
