"""Documents made by hand, with everything a report can hold: for the files made of them."""

from kcc.lib.paper.pictures import bar, columns, spark
from kcc.lib.paper.shape import (
    Ages,
    Change,
    Document,
    HeatCell,
    HeatMap,
    Picture,
    Prose,
    Section,
    Tile,
)
from kcc.lib.paper.tables import Cell, Column, Row, Table, with_bars

MONTHS = [71.0, 74, 73, 70, 76, 78, 77, 75, 79, 81, 80, 83, 86.4]


def count(number: int, kind: str = "", word: str = "") -> Cell:
    return Cell(str(number), value=number, kind=kind, word=word, empty=not number)


def share(number: float, kind: str = "", word: str = "") -> Cell:
    return Cell(f"{number} %".replace(".", ","), value=number, kind=kind, word=word)


def tile(label: str, value: str, kind: str = "", word: str = "", **more) -> Tile:
    change = more.pop("change", Change("4 minder", "arrow-down", "ok", "beter"))
    return Tile(
        slug=label.lower().replace(" ", "-"), label=label, value=value, kind=kind, word=word,
        change=change, spark=spark(MONTHS, more.pop("norm", None)), **more,
    )  # fmt: skip


def scorecard() -> list[Tile]:
    return [
        tile("Openstaand", "41", "warn", "iets meer dan gebruikelijk", note="gebruikelijk 36",
             links=[("Terugbelverzoeken", count(29)), ("Zaken", count(12))]),
        tile("Openstaand te laat", "9", "late", "te veel", unit="22 %", note="norm ≤ 5 %",
             change=Change("3 meer", "arrow-up", "late", "slechter"),
             links=[("Terugbelverzoeken", count(7)), ("Zaken", count(2))]),
        tile("Mediane ouderdom", "3,5 wd", "warn", "bijna", note="norm ≤ 3 wd · van "
             "terugbelverzoeken en schriftelijke vragen", norm=70),
        tile("Teruggebeld binnen norm", "71,3 %", "late", "onder norm", note="norm ≥ 90 %",
             part=count(104), whole=count(146), norm=90,
             change=Change("2,1 punten lager", "arrow-down", "late", "slechter")),
        tile("Direct afgehandeld", "81,0 %", "ok", "op norm", note="norm ≥ 80 %",
             part=count(334), whole=count(412), norm=80,
             change=Change("1,4 punten hoger", "arrow-up", "ok", "beter")),
        tile("Herhaalcontacten", "18,4 %", "warn", "bijna", note="norm ≤ 10 % · kostten 6 u 20 min",
             part=count(76), whole=count(412), provisional=True),
        tile("Zaken binnen servicenorm", "2 van 4", note="norm ≥ 80 %", empty=True, change=None),
        tile("Klanttevredenheid", "7,4", "warn", "bijna", note="norm ≥ 8 · 63 antwoorden",
             change=Change("gelijk", "minus")),
    ]  # fmt: skip


def ages() -> Ages:
    counts = [17, 11, 7, 4, 2]
    labels = ["0–2", "3–5", "6–10", "11–20", "meer dan 20"]
    return Ages(
        bar(counts),
        list(enumerate(labels)),
        "6 van de 41 die openstaan zijn ouder dan tien werkdagen.",
        Table(
            "ages", "Hoe oud het openstaande werk is",
            [Column("Werkdagen", numeric=False), Column("Terugbelverzoeken"), Column("Zaken"),
             Column("Samen"), Column("Aandeel")],
            [Row([Cell(label), count(each - 1), count(1), count(each),
                  share(round(100 * each / 41, 1))])
             for label, each in zip(labels, counts, strict=True)],
            note="in werkdagen", css="narrow",
        ),
    )  # fmt: skip


def weekdays() -> Picture:
    kept = [(24, 6), (19, 9), (28, 4), (21, 12), (12, 11)]
    days = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"]
    rows = [
        Row([Cell(day), count(sum(each)), count(each[0]), count(each[1]),
             share(round(100 * each[0] / sum(each), 1), *(
                 ("late", "onder norm") if each[0] / sum(each) < 0.8 else ("warn", "bijna")))])
        for day, each in zip(days, kept, strict=True)
    ]  # fmt: skip
    drawn = columns(kept)
    table = Table(
        "weekdays", "Terugbelverzoeken op tijd en te laat, per weekdag",
        [Column("Beloofd op", numeric=False), Column("Beloofd"), Column("Nagekomen"),
         Column("Niet"), Column("Teruggebeld binnen norm")],
        rows, css="narrow",
        foot=Row([Cell("Samen"), count(146), count(104), count(42),
                  share(71.3, "late", "onder norm")]),
    )  # fmt: skip
    names = list(zip(drawn.pillars, ["ma", "di", "wo", "do", "vr"], strict=True))
    sentence = "Het minst vaak nagekomen: wat op vrijdag beloofd was, 52,2 %."
    return Picture(drawn, names, sentence, table, [(0, "Nagekomen"), (1, "Niet nagekomen")])


def heat() -> HeatMap:
    heads = ["ma", "di", "wo", "do", "vr"]
    rows = [
        (f"{hour}–{hour + 1}",
         [HeatCell(str(hour + at), f"h{(hour + at) % 5}") if (hour + at) % 7 else HeatCell("")
          for at in range(5)])
        for hour in range(8, 18)
    ]  # fmt: skip
    table = Table(
        "load", "Wanneer mensen contact opnemen",
        [Column("Uur", numeric=False), *(Column(head) for head in heads)],
        [Row([Cell(name), *(Cell(each.text, value=int(each.text or 0)) for each in cells)])
         for name, cells in rows],
    )  # fmt: skip
    return HeatMap(table.title, "Uur", heads, rows, table)


def subjects(rows: int = 10) -> Table:
    names = ["Parkeervergunning bewoners", "Dakkapel", "Paspoort of identiteitskaart aanvragen",
             "Afspraak verzetten", "Rijbewijs", "Verhuizing doorgeven", "Grofvuil", "Kapvergunning",
             "Evenement melden", "Terrasvergunning"]  # fmt: skip
    counts = with_bars([count(60 - at * 5 if at < 11 else 3) for at in range(rows)])
    return Table(
        "subjects", "Onderwerpen",
        [Column("Onderwerp", numeric=False), Column("Vragen"), Column("Verschil"),
         Column("Direct afgehandeld"), Column("Verschil van dat aandeel")],
        [Row([Cell(names[at % 10]), counts[at], Cell(f"+{at}", value=at),
              share(80.5, "ok", "op norm") if at % 3 else share(55.0, "late", "onder norm"),
              Cell("−2,1 pt", value=-2.1)]) for at in range(rows)],
        note="waar het vaakst naar gevraagd wordt",
        nothing="In deze periode heeft niemand iets gevraagd.",
    )  # fmt: skip


def oldest() -> Table:
    return Table(
        "oldest", "De tien oudste",
        [Column("Nummer", numeric=False), Column("Onderwerp", numeric=False),
         Column("Ontvangen", numeric=False), Column("Ouderdom"), Column("Belofte", numeric=False)],
        [Row([Cell(f"T-2026-00{4051 + at}"), Cell("Parkeervergunning bewoners"),
              Cell("di 1 sep 2026"), count(31 - at),
              Cell("te laat", kind="late") if at < 6 else Cell("op tijd", kind="ok")],
             kind="late" if at < 6 else "") for at in range(10)],
    )  # fmt: skip


def departments(rows: int = 30) -> Table:
    return Table(
        "departments", "Afdelingen naast elkaar",
        [Column("Afdeling", numeric=False),
         Column("Nu open", group="Open werk"), Column("Te laat", group="Open werk"),
         Column("Ernstig te laat", group="Open werk"),
         Column("Vragen", group="In de maand"), Column("Direct afgehandeld", group="In de maand"),
         Column("Teruggebeld binnen norm", group="In de maand"),
         Column("Herhaalcontacten", group="In de maand"),
         Column("Klanttevredenheid", group="In de maand")],
        [Row([Cell(f"Vergunningen, Toezicht en Handhaving {at + 1}"), count(41 + at),
              count(at % 7, "late" if at % 7 > 4 else "ok", "te veel" if at % 7 > 4 else "op norm"),
              count(at % 2), count(400 - at), share(81.2, "ok", "op norm"),
              share(88.0, "warn", "bijna"), share(18.4), Cell("7,4", value=7.4)])
         for at in range(rows)],
        foot=Row([Cell("Samen"), *(count(100 + at) for at in range(8))]),
    )  # fmt: skip


def actions() -> Table:
    return Table(
        "actions", "Acties van eerdere rapporten",
        [Column("Wat er gebeurt", numeric=False), Column("Door wie", numeric=False),
         Column("Klaar op", numeric=False), Column("Stand", numeric=False),
         Column("Resultaat", numeric=False)],
        [Row([Cell("Elke ochtend van 9 tot 10 een vaste terugbeldienst voor parkeren"),
              Cell("R. Smit"), Cell("2 nov 2026"), Cell("Gedaan", kind="ok"),
              Cell("Drie op de vier beloften wordt nu gehaald")]),
         Row([Cell("Standaardbericht na vijf werkdagen"), Cell("L. Mulder"), Cell("1 dec 2026"),
              Cell("Te doen", kind="info"), Cell("–", empty=True)])],
    )  # fmt: skip


def department_report() -> Document:
    return Document(
        title="Vergunningen, Toezicht en Handhaving",
        subtitle="Maandrapport oktober 2026",
        lead=[
            "Er staan 41 terugbelverzoeken en zaken open, 9 daarvan te laat; dat zijn er 3 meer "
            "dan vorige maand.",
            "Van de 146 beloften om terug te bellen zijn er 104 nagekomen, 71,3 %.",
            "76 mensen moesten opnieuw contact opnemen. Dat kostte het KCC 6 uur en 20 minuten.",
        ],
        facts=[
            ("Periode", "1 tot en met 31 oktober 2026"),
            ("Gepubliceerd op", "4 november 2026"),
            ("Versie", "2, herzien: telefoonnummers hersteld"),
            ("Vragen over dit rapport", "A. de Vries, 14 0123"),
        ],
        sections=[
            Section("scorecard", "In één oogopslag", "Stand op 31 oktober 2026, vergeleken met een "
                    "maand eerder.", scorecard()),
            Section("good", "Wat goed ging", blocks=[Prose(
                ["Direct afgehandeld haalde de norm en ging 1,4 punten vooruit.",
                 "Bij ‘Rijbewijs’ kreeg 94 % meteen antwoord: het beste van alle onderwerpen."],
                "good")]),
            Section("comment", "Van de KCC-manager", blocks=[Prose(
                ["De verhuizing naar het nieuwe systeem kostte in de eerste helft van oktober "
                 "veel tijd. Vanaf de 20e zien we de achterstand weer kleiner worden.",
                 "Dank aan het team Bouwen voor de extra terugbeluren."], "quote")]),
            Section("open", "Openstaand werk", "In oktober kwamen er 188 bij en werden er 184 "
                    "afgehandeld.", blocks=[ages(), oldest()]),
            Section("callbacks", "Terugbelverzoeken", blocks=[weekdays()]),
            Section("subjects", "Waar mensen over bellen", blocks=[subjects(), heat()]),
            Section("actions", "Acties", blocks=[actions()]),
            Section("definitions", "Wat de cijfers betekenen", blocks=[Table(
                "definitions", "Begrippen",
                [Column("Cijfer", numeric=False), Column("Wat het is", numeric=False)],
                [Row([Cell(name), Cell("Het aandeel van de terugbelverzoeken waarvan de termijn in "
                     "de periode viel en waarbij voor dat moment met de klant is gesproken, of "
                     "minstens twee keer is geprobeerd.")])
                 for name in ("Teruggebeld binnen norm", "Openstaand", "Herhaalcontacten")])]),
        ],
    )  # fmt: skip


def organisation_report() -> Document:
    return Document(
        "Alle afdelingen", "Maandrapport oktober 2026", ["Drie afdelingen halen alle normen."],
        [("Gepubliceerd op", "5 november 2026")],
        [Section("scorecard", "In één oogopslag", "", scorecard()),
         Section("departments", "Afdelingen naast elkaar",
                 blocks=[departments(), subjects(40)])],
    )  # fmt: skip


HOSTILE = [
    "#set page(fill: red)", "$ x^2 $ en #panic()", "\\ @label <label> *sterk* _schuin_ `raw`",
    "= Kop", "שלום עולם \u202eomgekeerd", "Zaken 👩‍👩‍👧 & 🎉 plezier", "\x00\x07\ud800 tab\there",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3,
    "日本語 العربية", "=1+1", "//[]{}", "@SUM(A1)", "\"quotes\" 'and' \u2028 lines\nnext",
]  # fmt: skip


def hostile_report() -> Document:
    """Names that would do something if they were ever read as markup, or cannot be written."""
    rows = [Row([Cell(name, note=name), count(3), Cell(name)]) for name in HOSTILE]
    table = Table(
        "hostile", HOSTILE[0], [Column(HOSTILE[1], numeric=False), Column(HOSTILE[2]),
                                Column(HOSTILE[7], numeric=False)], rows, note=HOSTILE[3],
    )  # fmt: skip
    return Document(
        " ".join(HOSTILE[:5]), HOSTILE[5], HOSTILE, [(name, name) for name in HOSTILE[:3]],
        [Section("hostile", name, name, [tile(name, name, "ok", name, note=name)],
                 [Prose([name], "quote", name), table]) for name in HOSTILE],
    )  # fmt: skip


def empty_report() -> Document:
    nothing = Table("nothing", "Onderwerpen", [Column("Onderwerp", numeric=False)], [],
                    nothing="In deze periode heeft niemand iets gevraagd.")  # fmt: skip
    no_ages = Ages([], [], "", Table("ages", "Hoe oud het openstaande werk is", [], [],
                                     nothing="Er staat niets open."))  # fmt: skip
    no_picture = Picture(None, [], "", Table("weekdays", "Per weekdag", [], [],
                                             nothing="Er was niets beloofd."))  # fmt: skip
    return Document(
        "Nieuwe afdeling", "Maandrapport oktober 2026", ["Er gebeurde niets in oktober."], [],
        [Section("scorecard", "In één oogopslag", "", [
            tile("Openstaand", "0", "ok", "als gebruikelijk of minder", change=None),
            Tile("kept", "Teruggebeld binnen norm", "geen gegevens", empty=True)]),
         Section("open", "Openstaand werk", "", blocks=[no_ages, no_picture, nothing]),
         Section("actions", "Acties", "Er zijn geen acties afgesproken.")],
    )  # fmt: skip
