"""PDF and spreadsheet of a round: for everybody, whole, and the same twice."""

import io
import zipfile
from datetime import timedelta

import pdfua
import pytest
from django.utils import translation

from maturity.models import Assessment, ImprovementAction
from maturity.report.files import file_of, name_of
from tests.factories import NOW
from tests.lib.paper.samples import HOSTILE
from tests.lib.paper.tagtree import pages_of, tags_of
from tests.maturity import reported
from tests.maturity.town import make_manager, make_round
from tests.spreadsheets import MAIN, parse

pytestmark = [pytest.mark.once, pytest.mark.django_db]
KINDS = ["rich", "short", "bare", "hostile", "long"]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def made(kind: str) -> Assessment:
    if kind == "rich":
        return reported.with_plan(reported.rich_round())
    if kind == "short":
        return make_round("final", form="short")
    if kind == "bare":
        return make_round("final", respondents=[("agent", "kcc")])
    found = reported.with_plan(reported.rich_round(), actions=len(HOSTILE))
    words = HOSTILE if kind == "hostile" else ["Zeer lange zin met veel woorden. " * 9]
    for number, action in enumerate(found.actions.order_by("pk")):
        text = words[number % len(words)].encode("utf-8", "replace").decode().replace("\x00", "")
        ImprovementAction.objects.filter(pk=action.pk).update(
            text=text[:300], means=text[:300], result=text[:300], state="done", closed_at=NOW
        )
    found.title, found.conclusion = HOSTILE[0], "\n".join([*HOSTILE[:4], "Lang. " * 300])
    found.save(update_fields=["title", "conclusion"])
    found.answers.update(note="Lange noot. " * 80)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_validator_finds_nothing(kind, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(file_of(reported.source(made(kind)), "pdf"))
    report = pdfua.validate(path)
    assert [(each.rule_id, each.message) for each in report.findings] == []


def test_all_of_it_is_in_the_pdf():
    found = made("rich")
    document = reported.document(found)
    body = file_of(reported.source(found), "pdf")
    text = " ".join(pages_of(body))
    for told in (document.title, *document.lead):
        assert told.split(":")[0] in text
    tags = tags_of(body)
    assert [tag.title for tag in tags.all("H1")] == [each.title for each in document.sections]
    drawn = [tag.alt for tag in tags.all("Figure")]
    assert len(drawn) == 1
    assert drawn[0].startswith("Radar of 5 pillars: Leveren van prestaties phase 1")
    assert drawn[0].endswith("The table has the same numbers.")


@pytest.mark.parametrize("extension", ["pdf", "xlsx"])
def test_the_same_bytes_on_the_same_day(extension):
    found = made("rich")
    first = file_of(reported.source(found), extension)
    later = NOW + timedelta(hours=3)
    assert file_of(reported.source(found, now=later), extension) == first


def test_a_sheet_for_every_table():
    found = made("rich")
    document = reported.document(found)
    with zipfile.ZipFile(io.BytesIO(file_of(reported.source(found), "xlsx"))) as book:
        pages = parse(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        names = [each.get("name") for each in pages]
    shown = [table for table in document.tables if table.rows and table.exports]
    assert len(names) == 3 + len(shown)


def test_name_says_place_and_day():
    source = reported.source(made("bare"), make_manager())
    assert name_of(source, "pdf") == "self-assessment-organisation-2026-11-10.pdf"
