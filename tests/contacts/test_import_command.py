"""`manage.py import_contacts`: a night of New York, literally, on both databases."""

import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from cases.models import Case
from contacts.importing import running
from contacts.importing.catalogue import stable_code
from contacts.models import Contact, Question, Subject
from kcc.audit.models import AuditEvent
from kcc.organisation.models import Department
from tests.contacts import nyc

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    call_command("load_reference_data", stdout=io.StringIO())


def run(path, *arguments, mapping="nyc311"):
    """The last line, and everything that was said on the way."""
    out, err = io.StringIO(), io.StringIO()
    call_command("import_contacts", path, "--mapping", mapping, *arguments, stdout=out, stderr=err)
    return out.getvalue().splitlines()[-1], out.getvalue() + err.getvalue()


def told():
    """What landed, without numbers of our own and of the row."""
    return set(
        Question.objects.values_list(
            "contact__external_id",
            "contact__started_at",
            "contact__channel__code",
            "contact__location",
            "contact__location_key",
            "subject__code",
            "department__name",
            "note",
            "last_activity_at",
            "repeat_state",
            "repeat_of__contact__external_id",
            "chain_start__contact__external_id",
            "case__status__name",
            "case__closed_at",
            "case__description",
        )
    )


# -- The numbers ------------------------------------------------------------------------------


def test_the_first_and_the_second_time(town):
    assert run(nyc.FILE)[0] == nyc.FIRST_LINE
    assert run(nyc.FILE)[0] == nyc.SECOND_LINE
    assert (Contact.objects.count(), Question.objects.count(), Case.objects.count()) == (1000,) * 3


def test_a_dry_run_says_the_same_and_writes_nothing(town):
    before = AuditEvent.objects.count()
    assert run(nyc.FILE, "--dry-run")[0] == nyc.FIRST_LINE
    assert (Contact.objects.count(), Subject.objects.filter(origin="import").count()) == (0, 0)
    assert AuditEvent.objects.count() == before
    run(nyc.FILE)
    assert run(nyc.FILE, "--dry-run")[0] == nyc.SECOND_LINE


@pytest.mark.parametrize("size", [7, 100])
def test_the_numbers_do_not_depend_on_the_size_of_a_batch(town, monkeypatch, size):
    monkeypatch.setattr(running, "BATCH", size)
    assert run(nyc.FILE, "--dry-run")[0] == nyc.FIRST_LINE
    assert run(nyc.FILE)[0] == nyc.FIRST_LINE


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1"])
def test_other_exports_of_the_city_become_the_same(town, tmp_path, encoding):
    head, rows = nyc.table()
    # A letter that the encodings write differently.
    rows[0][head.index("resolution_description")] = "Café à côté"
    path = tmp_path / "website.csv"
    path.write_bytes(nyc.as_website(head, rows).encode(encoding))
    assert run(path)[0] == nyc.FIRST_LINE
    website = told()
    assert any("Café à côté" in row for row in website)
    Question.objects.update(repeat_of=None, chain_start=None, repeat_state="none")
    Contact.objects.all().delete()
    Case.objects.all().delete()
    run(nyc.FILE)
    changed = website ^ told()
    assert {row[0] for row in changed} == {rows[0][head.index("unique_key")]}


def test_what_an_administrator_renamed_is_found_again(town):
    run(nyc.FILE)
    Department.objects.filter(slug="nyc311-nypd").update(name="Politie")
    Contact.objects.filter(external_id="61279591").update(external_id="elsewhere")
    Case.objects.filter(external_id="61279591").update(external_id="elsewhere")
    Contact.objects.filter(external_id="elsewhere").update(idempotency_key="0" * 32)
    assert run(nyc.FILE)[0].startswith("1000 read, 1 imported, 999 already present, 0 errors")
    assert Contact.objects.get(external_id="61279591").questions.get().department.name == "Politie"


def test_every_batch_has_a_line_in_the_audit_log(town, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 400)
    run(nyc.FILE)
    lines = AuditEvent.objects.filter(origin="import_contacts").order_by("pk")
    actions = lines.values_list("action", "detail")
    assert Counter(action for action, _ in actions) == {
        "import.department": 10, "import.subject": 76, "import.case_type": 1, "import.contacts": 3,
    }  # fmt: skip
    assert [detail for action, detail in actions if action == "import.contacts"][-1] == {
        "source": "nyc311", "mapping": "nyc311", "contacts": 200,
    }  # fmt: skip


# -- Bad rows ---------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path):
    """`small(head, row, …)`: a file with those lines."""

    def small(*lines):
        path = tmp_path / "small.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return small


HEAD = "Nummer;Datum;Kanaal;Onderwerp;Afdeling;Resultaat;Telefoon;Notitie"
GOOD = "1;02-11-2026 09:15;Balie;Paspoort of identiteitskaart;Burgerzaken;Afgehandeld;06-12345678;x"
BAD = [
    "2;morgen;Balie;Paspoort;Burgerzaken;;0687654321;Mevrouw De Wit",
    "3;02-11-2026;Postduif;Paspoort;Burgerzaken;;0687654321;Mevrouw De Wit",
    '4;02-11-2026;Balie;"Paspoort;Burgerzaken;;0687654321;Mevrouw De Wit',
    ";02-11-2026;Balie;Paspoort;Burgerzaken;;0687654321;Mevrouw De Wit",
    "1;03-11-2026;Balie;Paspoort;Burgerzaken;;0687654321;Mevrouw De Wit",
]
LIST = "eenvoudige-lijst"


def test_good_rows_land_and_bad_ones_are_told_with_line_and_reason(town, small):
    line, said = run(small(HEAD, BAD[0], GOOD, *BAD[1:], GOOD), mapping=LIST)
    assert line == "7 read, 1 imported, 1 already present, 5 errors, 0 proposed repeats"
    assert said.splitlines()[1:] == [
        "line 2: Datum: This is no date and time as the mapping describes.",
        "line 4: Kanaal: The mapping does not know this value.",
        "line 5: The quotes in this row do not add up.",
        "line 6: Nummer: This cell is empty.",
        "line 7: Nummer: Another row in this file has the same number.",
    ]


def test_nothing_of_what_was_in_a_row_is_said(town, small, caplog):
    _, said = run(small(HEAD, GOOD, *BAD), mapping=LIST)
    for word in ("Wit", "687654321", "Postduif", "morgen", "12345678"):
        assert word not in said + caplog.text


def test_the_rows_themselves_are_in_the_file_that_was_asked_for(town, small, tmp_path):
    path = tmp_path / "errors.csv"
    run(small(HEAD, GOOD, *BAD), "--errors", path, mapping=LIST)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "line;column;reason;row"
    assert lines[1] == f"3;Datum;This is no date and time as the mapping describes.;{BAD[0]}"
    assert (len(lines), path.stat().st_mode & 0o777) == (6, 0o600)


def test_many_bad_rows_are_told_in_short(town, small):
    _, said = run(small(HEAD, *[BAD[0]] * 15), mapping=LIST)
    assert "… and 5 more bad rows; --errors FILE writes all of them." in said


def test_a_formula_in_a_bad_row_stays_text(town, small, tmp_path):
    path = tmp_path / "errors.csv"
    run(small(HEAD, "=1+1;morgen;;;;;;"), "--errors", path, mapping=LIST)
    assert "'=1+1;morgen" in path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Noise - Street/Sidewalk", "x-noise-street-sidewalk"),
        ("NOISE  street sidewalk", "x-noise-street-sidewalk"),
        ("Café", "x-cafe"),
        ("a" * 60, "x-aaaaaaaaaaaaaaaaaaaaaaaaaaaaa-"),
        ("Шум", "x-"),
    ],
)
def test_a_code_is_the_same_in_every_run(text, code):
    assert stable_code("x", text, 40).startswith(code)
    assert len(stable_code("x", text, 40)) <= 40


def test_words_in_other_letters_have_codes_of_their_own():
    assert stable_code("x", "Шум", 40) != stable_code("x", "Шут", 40)


# -- Not at all -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "mapping", "says"),
    [
        (HEAD, "nope", "There is no mapping “nope”"),
        ("a;b;c", LIST, "These columns are missing in the file: nummer, datum, kanaal, onderwerp"),
        (HEAD + ";Tel", LIST, "The column “telefoon” is in the file twice"),
        ("", LIST, "The file is empty."),
    ],
)
def test_what_cannot_be_imported_at_all_is_said_in_a_sentence(town, small, head, mapping, says):
    with pytest.raises(CommandError, match=says):
        run(small(head, ""), mapping=mapping)


def test_what_the_database_refuses_is_said_without_what_was_in_the_row(town, small):
    path = small(HEAD, GOOD)
    run(path, mapping=LIST)
    # The same key under another number: as when two imports of one file run at once.
    Contact.objects.update(external_id="9")
    with pytest.raises(CommandError) as caught:
        run(path, mapping=LIST)
    assert str(caught.value).startswith("The database refused a batch (IntegrityError)")
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)


def test_a_file_that_is_not_there(town, tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "nope.csv")


def test_the_file_itself_is_never_overwritten(town, small):
    path = small(HEAD, GOOD)
    with pytest.raises(CommandError, match="would overwrite"):
        run(path, "--errors", path, mapping=LIST)
    assert path.read_text(encoding="utf-8").startswith(HEAD)


def test_a_column_of_free_text_as_subject_is_stopped(town, small):
    rows = [f"{n};02-11-2026;Balie;Vraag {n};Burgerzaken;;;" for n in range(600)]
    with pytest.raises(CommandError, match="More than 500 new departments and subjects"):
        run(small(HEAD, *rows), mapping=LIST)
    assert (Contact.objects.count(), Subject.objects.filter(origin="import").count()) == (0, 0)


def test_without_start_data_the_mapping_says_what_is_missing(small):
    with pytest.raises(CommandError, match="names channels that are not there: telefoon"):
        run(nyc.FILE)


# -- A list without cases ---------------------------------------------------------------------


def test_a_simple_list_finds_our_own_departments_and_subjects(town, small):
    again = GOOD.replace("1;02", "2;05", 1).replace("06-12345678", "+31 6 12 34 56 78")
    line, _ = run(small(HEAD, again, GOOD), mapping=LIST)
    assert line == "2 read, 2 imported, 0 already present, 0 errors, 1 proposed repeats"
    first, second = Question.objects.order_by("contact__started_at").select_related("subject")
    assert (first.subject.origin, first.department.slug) == ("reference", "burgerzaken")
    assert (second.repeat_of, second.case, first.contact.phone) == (first, None, "+31612345678")
    assert Department.objects.filter(origin="import").count() == 0
