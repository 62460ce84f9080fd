"""The files of a report: kept with its row, made when there are none, dated by the report."""

import hashlib
import io
import zipfile

import pytest

from dashboard.models import Report, ReportFile
from dashboard.reports.files import file_of, made_files
from dashboard.reports.making import words_of
from tests.dashboard.reports.making import make_draft, make_october, make_published
from tests.lib.paper.tagtree import opened, pages_of, tags_of


@pytest.fixture
def people(db):
    return make_october()


def created(pdf: bytes) -> str:
    with opened(pdf) as file:
        return str(file.docinfo["/CreationDate"])


@pytest.mark.parametrize("extension", ["pdf", "xlsx"])
def test_a_missing_file_is_made_and_kept(people, extension):
    report = make_published()
    assert report.files.count() == 0
    made = file_of(report, extension)
    (kept,) = report.files.all()
    assert kept.format == extension
    assert bytes(kept.body) == made.body
    assert (kept.size, kept.digest) == (len(made.body), hashlib.sha256(made.body).hexdigest())


def test_a_kept_file_is_given_as_it_is(people, django_assert_num_queries):
    report = make_published()
    row = ReportFile.objects.create(
        report=report, format="pdf", body=b"as it was", size=9, digest="0" * 64,
        made_at=report.published_at,
    )  # fmt: skip
    with django_assert_num_queries(1):
        assert file_of(report, "pdf") == row
    assert ReportFile.objects.count() == 1


def test_made_again_it_is_the_same_to_the_byte(people):
    report = make_published()
    first = {each: bytes(file_of(report, each).body) for each in ("pdf", "xlsx")}
    report.files.all().delete()
    again = {each: bytes(file_of(report, each).body) for each in ("pdf", "xlsx")}
    assert again == first


def test_a_published_report_is_dated_on_that_day(people):
    report = make_published()
    assert created(file_of(report, "pdf").body).startswith("D:20261104")


def test_a_draft_is_dated_on_the_last_day_it_is_about(people):
    report = make_draft()
    made = file_of(report, "pdf").body
    assert created(made).startswith("D:20261031")
    assert "concept" in pages_of(made)[0].lower() or "draft" in pages_of(made)[0].lower()


def test_words_that_changed_meanwhile_are_not_kept(people, monkeypatch):
    report = make_draft()
    words = words_of(report)

    def slow(report, words, formats):
        Report.objects.filter(pk=report.pk).update(comment="Anders")
        return made_files(report, words, formats)

    monkeypatch.setattr("dashboard.reports.files.made_files", slow)
    made = file_of(report, "pdf")
    assert bytes(made.body) == made_files(report, words, ["pdf"])["pdf"]
    assert report.files.count() == 0


@pytest.mark.parametrize("slug", ["vergunningen", None])
def test_a_report_of_real_figures_is_whole(people, slug):
    files = made_files(report := make_draft(slug), words_of(report))
    tree = tags_of(files["pdf"])
    assert len(tree.all("Title")) == 1
    assert len(tree.all("H1")) > 5
    assert all(tag.alt for tag in tree.all("Figure"))
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as book:
        assert book.testzip() is None


def test_names_that_look_like_markup_are_only_names(people):
    report = make_draft()
    place = report.department
    place.name = "#set text(fill: red) $x$ *Bouwen* 🎉 שלום"
    place.save(update_fields=["name"])
    Report.objects.filter(pk=report.pk).update(comment="= Kop\n\n#panic()")
    report.refresh_from_db()
    report.figures["departments"] = [
        [pk, slug, place.name, *rest] for pk, slug, _name, *rest in report.figures["departments"]
    ]
    text = " ".join(pages_of(made_files(report, words_of(report), ["pdf"])["pdf"]))
    assert "#set text(fill: red) $x$ *Bouwen*" in text
    assert "= Kop" in text
    assert "#panic()" in text
