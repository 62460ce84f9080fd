"""The report as PDF: read by its tags as a screen reader does, and held against PDF/UA-1."""

import io
from datetime import date
from itertools import pairwise
from pathlib import Path

import pdfua
import pytest
from PIL import Image

from dashboard.reports.checks import colour_is_a_colour, logo_can_be_read
from kcc.lib.paper import pdf as making
from kcc.lib.paper.pdf import pdf_of
from kcc.lib.paper.pdf.content import A_PAGE, content_of
from kcc.lib.paper.pdf.letters import FONTS, UNKNOWN, known_letters, letters_of, written
from kcc.lib.paper.pdf.look import contrast
from kcc.lib.paper.shape import Document, Section
from kcc.lib.paper.tables import Cell, Column, Row, Table
from tests.lib.paper import samples
from tests.lib.paper.tagtree import opened, pages_of, tags_of

pytestmark = pytest.mark.once
DAY = date(2026, 11, 4)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
KINDS = ["department", "organisation", "hostile", "empty"]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {
        kind: pdf_of(getattr(samples, f"{kind}_report")(), made_on=DAY, draft=kind == "empty")
        for kind in KINDS
    }


# -- For everybody ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_validator_finds_nothing(files, kind, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(files[kind])
    report = pdfua.validate(path)
    assert [(each.rule_id, each.message) for each in report.findings] == []
    # It trips over a heading of one piece; test_headings_go_down_one_step_at_a_time looks itself.
    assert {each.rule_id for each in report.outcomes if each.skipped_reason} <= {"UA-14-001"}


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_what_it_is(files, kind):
    document = getattr(samples, f"{kind}_report")()
    with opened(files[kind]) as file:
        assert bool(file.Root.MarkInfo.Marked)
        assert str(file.Root.Lang) == "nl"
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        with file.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
            assert told["dc:title"] == written(f"{document.title}, {document.subtitle}")
        assert str(file.docinfo["/Author"]) == "Gemeente Lindenwaard"
        assert str(file.docinfo["/CreationDate"]).startswith("D:20261104")
        sizes = {tuple(round(float(each)) for each in page.mediabox) for page in file.pages}
    assert sizes == {(0, 0, 595, 842)}


@pytest.mark.parametrize("kind", KINDS)
def test_headings_go_down_one_step_at_a_time(files, kind):
    steps = [int(tag.name[1]) for tag in tags_of(files[kind]).all("H1", "H2", "H3", "H4")]
    assert steps[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(steps))


def test_title_comes_first_and_sections_are_headings(files):
    document, tree = samples.department_report(), tags_of(files["department"])
    assert len(tree.all("Title")) == 1
    assert [tag.title for tag in tree.all("H1")] == [each.title for each in document.sections]
    with opened(files["department"]) as file, file.open_outline() as outline:
        assert [each.title for each in outline.root] == [each.title for each in document.sections]


@pytest.mark.parametrize("kind", ["department", "organisation", "hostile"])
def test_every_cell_of_a_table_knows_its_head(files, kind):
    tables = tags_of(files[kind]).all("Table")
    shown = [t for t in getattr(samples, f"{kind}_report")().tables if t.rows]
    assert len(tables) == len(shown)
    for table in tables:
        (head, *more), heads = table.all("THead"), table.all("TH")
        assert heads
        assert {tag.attributes["Scope"] for tag in heads} == {"Column"}
        assert all(tag.attributes["Headers"] for tag in table.all("TD"))
        assert len(head.all("TH")) + sum(len(each.all("TH")) for each in more) == len(heads)


def test_a_head_of_columns_belongs_to_them(files):
    table = tags_of(files["organisation"]).all("Table")[0]
    of_groups, of_columns = table.all("THead")[0].all("TR")
    assert [tag.attributes.get("ColSpan", "1") for tag in of_groups.all("TH")] == ["1", "3", "5"]
    assert all(len(tag.attributes["Headers"]) == 1 for tag in of_columns.all("TH"))


def test_what_is_drawn_is_told(files):
    told = [tag.alt for tag in tags_of(files["department"]).all("Figure")]
    assert len(told) == 2
    assert "0–2: 17, 3–5: 11, 6–10: 7, 11–20: 4, meer dan 20: 2" in told[0]
    assert "ma: 30, di: 28, wo: 32, do: 33, vr: 23" in told[1]


def test_only_its_own_letters_are_used(files):
    for body in files.values():
        with opened(body) as file:
            fonts = {
                str(font.BaseFont).split("+")[-1]
                for page in file.pages
                for font in page.resources.get("/Font", {}).values()
            }
        assert fonts <= {"SourceSans3-Regular", "SourceSans3-SemiBold", "SourceSans3-Bold"}


# -- What it says -------------------------------------------------------------------------------


def test_everything_of_the_document_is_in_it(files):
    text = " ".join(pages_of(files["department"]))
    document = samples.department_report()
    for told in [document.title, document.subtitle, *document.lead]:
        assert told in text
    for label, fact in document.facts:
        assert label in text
        assert fact.split()[0] in text
    for tile in document.tiles:
        assert tile.label in text
        assert tile.value in text
    for table in document.tables:
        assert table.title in text


def test_every_page_has_its_number_and_the_name_of_the_report(files):
    pages = pages_of(files["organisation"])
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert page.count(f"Pagina {number} van {len(pages)}") == 1 or (
            page.count(f"Page {number} of {len(pages)}") == 1
        )
        assert "Alle afdelingen" in page
        assert "Gemeente Lindenwaard" in page


def test_a_long_table_repeats_its_head(files):
    pages = pages_of(files["organisation"])
    rows = [page for page in pages if "Toezicht en Handhaving" in page]
    assert len(rows) == 2
    assert all("Open werk" in page and "Ernstig te laat" in page for page in rows)


def test_a_draft_says_so(files):
    document = samples.department_report()
    draft = pages_of(pdf_of(document, made_on=DAY, draft=True))
    final = pages_of(files["department"])
    with_mark = [page for page in draft if "Concept" in page or "Draft" in page]
    assert with_mark == draft
    assert not [page for page in final if "Concept" in page or "Draft" in page]


def test_nothing_is_read_as_markup(files):
    text = " ".join(pages_of(files["hostile"]))
    for told in ("#set page(fill: red)", "$ x^2 $ en #panic()", "*sterk* _schuin_", "= Kop",
                 "=1+1", "//[]{}", "@SUM(A1)", "omgekeerd"):  # fmt: skip
        assert told in text


def test_the_same_twice(files):
    making._compiler.cache_clear()
    for kind in ("department", "hostile"):
        document = getattr(samples, f"{kind}_report")()
        assert pdf_of(document, made_on=DAY) == files[kind]


# -- Letters ------------------------------------------------------------------------------------


def test_all_weights_have_the_same_letters():
    known = {path.name: letters_of(path.read_bytes()) for path in FONTS.glob("*.ttf")}
    assert len(known) == 3
    assert set(known.values()) == {known_letters()}
    assert (FONTS / "OFL.txt").read_text(encoding="utf-8").count("SIL Open Font License") > 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café Überzicht ≥ 90 %", "Café Überzicht ≥ 90 %"),
        ("e\u0301", "é"),
        ("שלום", UNKNOWN * 4),
        ("\u202eom\u200d", "om"),
        ("👩‍👧🎉", UNKNOWN * 3),
        ("a\x00b\tc", "a b c"),
        ("\ud800", ""),
        ("twee\nregels", "twee\nregels"),
        ("x" * 30, "x" * 12 + "\u200b" + "x" * 12 + "\u200b" + "x" * 6),
        ("", ""),
    ],
)
def test_what_cannot_be_written_becomes_a_box(text, expected):
    assert written(text) == expected


# -- The look of the house ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_logo_stands_on_the_first_page(settings, tmp_path, kind):
    path = tmp_path / f"logo.{kind}"
    path.write_bytes(SVG.encode() if kind == "svg" else png())
    settings.REPORT_LOGO, settings.REPORT_COLOUR = str(path), "#ffd200"
    assert logo_can_be_read(None) == []
    found = pdf_of(samples.empty_report(), made_on=DAY)
    assert tags_of(found).all("Figure")[0].alt == "Gemeente Lindenwaard"


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(file, "png")
    return file.getvalue()


def test_contrast_is_that_of_wcag():
    assert contrast("#ffffff", "#000000") == 21
    assert contrast("#154273", "#154273") == 1
    assert round(contrast("#154273", "#ffffff"), 1) == 10.2
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [
        ("logo.gif", b"GIF89a", "is not an SVG or PNG file."),
        ("logo.png", SVG.encode(), "is not what its name says."),
        ("logo.svg", b"nothing", "is not what its name says."),
        ("logo.svg", b"<svg>" + b" " * 300_000, "is larger than 300 kB."),
        ("gone.svg", None, "cannot be read (No such file or directory)."),
    ],
)
def test_a_wrong_logo_is_told_at_the_start(settings, tmp_path, name, body, problem):
    path: Path = tmp_path / name
    if body is not None:
        path.write_bytes(body)
    settings.REPORT_LOGO = str(path)
    (error,) = logo_can_be_read(None)
    assert error.msg == f"REPORT_LOGO: “{name}” {problem}"


@pytest.mark.parametrize(
    ("colour", "ids"), [("#154273", []), ("blue", ["kcc.E005"]), ("#12345", ["kcc.E005"])]
)
def test_a_wrong_colour_is_told_at_the_start(settings, colour, ids):
    settings.REPORT_COLOUR = colour
    assert [each.id for each in colour_is_a_colour(None)] == ids


# -- Long texts ---------------------------------------------------------------------------------


def told(*texts: str, rows: int) -> dict:
    """A table of rows of these texts, as the template gets it."""
    columns = [Column(f"Kolom {at}", numeric=False) for at in range(len(texts))]
    table = Table("long", "Lang", columns, [Row([Cell(each) for each in texts])] * rows)
    document = Document("Lang", "", [], [], [Section("long", "Lang", blocks=[table])])
    (block,) = content_of(document, draft=False)["sections"][0]["blocks"]
    return block


def test_few_rows_that_fill_more_than_a_page_are_split():
    assert told("Kort", "Ook kort", rows=10)["type"] == "pair"
    assert told("Lang. " * 20, "Lang. " * 20, rows=10)["together"] is True
    assert told("Lang. " * 60, "Lang. " * 60, "Lang. " * 60, rows=10)["together"] is False


def test_a_short_column_beside_sentences_keeps_room_for_its_words():
    block = told("Lang. " * 50, "december 2026", "Lang. " * 50, "Lang. " * 50, rows=3)
    shares = [each["share"] for each in block["columns"]]
    assert sum(shares) == pytest.approx(A_PAGE)
    assert shares[1] >= len("december")
