"""A small catalogue to reckon with by hand: in every cell three statements, the first the key one.

Answers are written per pillar as five groups of three signs, phase by phase: a score, "-" for not
applicable, "?" for not known, "." for not answered.
"""

from maturity.asked import Asked
from maturity.catalogue import Catalogue, read_catalogue
from maturity.scoring import Answer

PILLARS = ("prestaties", "producten", "processen", "systemen", "leiderschap")
# Code -> (figure, operator, threshold).
MEASURED = {
    "P1F3S1": ("direct", ">=", 60),
    "P1F3S2": ("teruggebeld", ">=", 80),
    "P1F3S3": ("herhaald", "<=", 20),
    "P1F4S1": ("direct", ">=", 80),
    "P3F2S2": ("teruggebeld", ">=", 70),
}


def small() -> Catalogue:
    return read_catalogue(
        {
            "meta": {
                "versie": "test",
                "faseregel": {"drempel_gemiddelde": 2.0, "drempel_kern": 2},
            },
            "schaal": [
                {"waarde": value, "slug": label, "label": label.capitalize()}
                for value, label in enumerate(("niet", "deels", "grotendeels", "volledig"))
            ],
            "pijlers": [
                {"slug": slug, "nummer": at, "naam": slug.capitalize(), "vraag": f"{slug}?"}
                for at, slug in enumerate(PILLARS, 1)
            ],
            "fasen": [
                {"nummer": number, "naam": f"Fase {number}", "kern": f"Kern {number}."}
                for number in range(1, 6)
            ],
            "kpis": [
                _kpi("direct", "hoger"),
                _kpi("teruggebeld", "hoger"),
                _kpi("herhaald", "lager"),
            ],
            "vragen": [
                _statement(at, slug, phase, number)
                for at, slug in enumerate(PILLARS, 1)
                for phase in range(1, 6)
                for number in range(1, 4)
            ],
        }
    )


def _kpi(slug: str, wanted: str) -> dict:
    return {
        "slug": slug, "naam": slug, "eenheid": "procent", "gewenst": wanted, "bron": "app",
        "definitie": f"Wat {slug} is.",
    }  # fmt: skip


def _statement(at: int, slug: str, phase: int, number: int) -> dict:
    code = f"P{at}F{phase}S{number}"
    figure, operator, limit = MEASURED.get(code, (None, None, None))
    return {
        "code": code, "pijler": slug, "fase": phase, "kern": number == 1,
        "text": f"Dit is stelling {number} van pijler {at} in fase {phase}.",
        "evidence": f"Bewijs bij {code}.", "action": f"Actie bij {code}.", "kpi": figure,
        "drempel": figure and {"op": operator, "waarde": limit}, "herkomst": "eigen",
    }  # fmt: skip


def asked(*, short: bool = False) -> Asked:
    return Asked(small(), short)


def answers(*pillars: str) -> dict[str, Answer]:
    """Of the five pillars in order: "333 322 210 000 000"."""
    found = {}
    for at, groups in enumerate(pillars, 1):
        for phase, group in enumerate(groups.split(), 1):
            for number, sign in enumerate(group, 1):
                if sign != ".":
                    found[f"P{at}F{phase}S{number}"] = answer_of(sign)
    return found


def answer_of(sign: str) -> Answer:
    if sign == "-":
        return Answer(None, not_applicable=True)
    return Answer(None, unknown=True) if sign == "?" else Answer(int(sign))
