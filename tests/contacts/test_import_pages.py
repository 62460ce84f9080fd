"""The import on screen: who may, what is seen before anything is written, and what became of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from contacts.importing import preview, services
from contacts.importing.mappingfile import load
from contacts.models import Contact, ImportRun, Subject
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Job
from kcc.jobs.services import work_waiting
from tests.contacts.test_import_command import BAD, GOOD, HEAD
from tests.factories import reference

LIST = "eenvoudige-lijst"
PASS = {"agent", "kcc_lead", "handler", "head", "manager", "board", "privacy_officer"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def town(db):
    """The small town of the factories, with the channels and outcomes that the mapping names."""
    town = reference()
    for code in ("webformulier", "post", "whatsapp", "live-chat", "sociale-media", "huisbezoek"):
        make_like(town.channel["e-mail"], code=code, name=code.capitalize())
    for code in ("informatie_verzonden", "afspraak_gemaakt"):
        make_like(town.outcome["direct_afgehandeld"], code=code, name=code.capitalize())
    return town


def make_like(row, **values):
    row.pk = None
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=True)


@pytest.fixture
def admin(client_of, town):
    return client_of("administrator")


def a_file(*lines, name="balie.csv"):
    return SimpleUploadedFile(name, "\n".join([HEAD, *lines]).encode())


def upload(client, *lines):
    answer = client.post(reverse("contacts:import"), {"file": a_file(*lines), "mapping": LIST})
    assert answer.status_code == 302
    return ImportRun.objects.order_by("-pk")[0]


def url(run, name="run"):
    return reverse(f"contacts:import-{name}", args=[run.public_id])


def start(client, run):
    assert client.post(url(run, "start")).status_code == 302
    work_waiting()
    run.refresh_from_db()


# -- Who --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(PASS))
def test_only_administrators_import(client_of, admin, role):
    run = upload(admin, GOOD)
    other = client_of(role)
    answers = [
        other.get(reverse("contacts:import")),
        other.post(reverse("contacts:import"), {"file": a_file(GOOD), "mapping": LIST}),
        other.get(url(run)),
        other.post(url(run, "start")),
        other.post(url(run, "discard")),
        other.get(url(run, "errors")),
    ]
    assert [answer.status_code for answer in answers] == [403] * 6
    assert (ImportRun.objects.count(), run.file.storage.exists(run.file.name)) == (1, True)


def test_nobody_gets_in_without_logging_in(client, admin):
    run = upload(admin, GOOD)
    addresses = [reverse("contacts:import"), url(run), url(run, "errors")]
    assert [client.get(address).status_code for address in addresses] == [302, 302, 302]


@pytest.mark.parametrize("name", ["start", "discard"])
def test_looking_never_does_anything(admin, name):
    run = upload(admin, GOOD)
    assert admin.get(url(run, name)).status_code == 405
    run.refresh_from_db()
    assert (run.job, bool(run.file)) == (None, True)


# -- Uploading --------------------------------------------------------------------------------


def test_the_empty_page_says_what_will_be_there(admin):
    page = admin.get(reverse("contacts:import")).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert [f'value="{name}"' in page for name in (LIST, "nyc311")] == [True, True]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "file"),
        ({"mapping": LIST}, "file"),
        ({"file": SimpleUploadedFile("a.csv", b""), "mapping": LIST}, "file"),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04\x00"), "mapping": LIST}, "file"),
        ({"file": SimpleUploadedFile("a.csv", b"a;b\n1;2"), "mapping": LIST}, "file"),
        ({"file": a_file(GOOD)}, "mapping"),
        ({"file": a_file(GOOD), "mapping": "../settings"}, "mapping"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(admin, data, field):
    for value in data.values():
        if hasattr(value, "seek"):
            value.seek(0)
    answer = admin.post(reverse("contacts:import"), data)
    assert (answer.status_code, ImportRun.objects.count()) == (422, 0)
    assert field in answer.context["form"].errors
    assert 'class="error-summary"' in answer.content.decode()


# -- Looking ----------------------------------------------------------------------------------


def test_the_first_rows_are_seen_as_they_will_land(admin):
    run = upload(admin, GOOD, *BAD[:2])
    found = admin.get(url(run)).context["found"]
    (line,) = found.lines
    assert (line.channel, line.department, line.subject, line.outcome, line.note) == (
        "Balie", "Burgerzaken", "Paspoort of identiteitskaart", "Direct afgehandeld", "x",
    )  # fmt: skip
    assert (found.read, found.bad, found.complete) == (3, 2, True)
    assert [record.line for record, _ in found.problems] == [3, 4]
    assert (found.layout.encoding_name, found.layout.delimiter) == ("UTF-8", ";")
    assert found.used == HEAD.split(";")
    assert Contact.objects.count() == 0


def test_what_would_be_made_is_named(admin):
    row = "1;02-11-2026;Balie;Vliegtuiglawaai;Luchtvaart;;;"
    found = admin.get(url(upload(admin, row))).context["found"]
    assert (found.new_departments, found.new_subjects) == (["Luchtvaart"], ["Vliegtuiglawaai"])
    assert not Subject.objects.filter(origin="import").exists()


def test_a_long_file_is_looked_at_in_part(admin, monkeypatch):
    monkeypatch.setattr(preview, "LOOKED_AT", 3)
    rows = [GOOD.replace("1;", f"{number};", 1) for number in range(1, 6)]
    assert [
        (found.read, found.complete)
        for count in (2, 3, 4)
        for found in [admin.get(url(upload(admin, *rows[:count]))).context["found"]]
    ] == [(2, True), (3, True), (3, False)]


def test_a_file_without_a_good_row_cannot_be_started(admin):
    page = admin.get(url(upload(admin, BAD[0]))).content.decode()
    assert '<button class="btn primary" disabled>' in page


def test_the_same_file_again_is_noticed(admin):
    start(admin, upload(admin, GOOD))
    again = admin.get(url(upload(admin, GOOD)))
    assert again.context["before"] == ImportRun.objects.order_by("pk").first()
    assert admin.get(url(upload(admin, GOOD, BAD[0]))).context["before"] is None


def test_a_mapping_that_is_gone_is_said(admin):
    run = upload(admin, GOOD)
    ImportRun.objects.update(mapping="gone")
    assert "gone" in admin.get(url(run)).content.decode()


# -- Working and after ------------------------------------------------------------------------


def test_twice_start_is_one_import(admin):
    run = upload(admin, GOOD)
    for _ in range(2):
        assert admin.post(url(run, "start")).headers["Location"] == url(run)
    assert Job.objects.filter(kind="contacts.import").count() == 1
    page = admin.get(url(run)).content.decode()
    assert 'hx-trigger="every 1s"' in page


def test_the_result_counts_and_links_to_the_bad_rows(admin):
    run = upload(admin, GOOD, GOOD, *BAD[:2])
    start(admin, run)
    page = admin.get(url(run)).content.decode()
    assert (Contact.objects.count(), bool(run.file)) == (1, False)
    assert url(run, "errors") in page
    answer = admin.get(url(run, "errors"))
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert [line.split(";")[:2] for line in body.splitlines()[1:]] == [
        ["4", "Datum"],
        ["5", "Kanaal"],
    ]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Wit" not in body
    assert AuditEvent.objects.filter(action="import.report", actor=admin.user).count() == 1


def test_the_list_of_bad_rows_can_be_removed(admin, django_capture_on_commit_callbacks):
    run = upload(admin, GOOD, BAD[0])
    start(admin, run)
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(url(run, "discard"))
    assert admin.get(url(run, "errors")).status_code == 404
    assert url(run, "errors") not in admin.get(url(run)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_not_wanted_can_be_removed(client_of):
    admin = client_of("administrator")
    run = services.upload(by=admin.user, file=a_file(GOOD), mapping=load(LIST), now=timezone.now())
    path = run.file.path
    assert admin.post(url(run, "discard")).headers["Location"] == reverse("contacts:import")
    run.refresh_from_db()
    assert (bool(run.file), run.file.storage.exists(path)) == (False, False)
    admin.post(url(run, "start"))
    assert Job.objects.filter(kind="contacts.import").count() == 0


def test_there_are_no_errors_to_fetch_before_there_are(admin):
    run = upload(admin, GOOD)
    assert admin.get(url(run, "errors")).status_code == 404
    start(admin, run)
    assert admin.get(url(run, "errors")).status_code == 404


def test_the_list_costs_the_same_with_more_imports(admin, django_assert_num_queries):
    runs = []
    for count in (1, 3):
        while len(runs) < count:
            runs.append(upload(admin, GOOD))
            start(admin, runs[-1])
        with django_assert_num_queries(4):  # session, person, roles, imports
            admin.get(reverse("contacts:import"))
        with django_assert_num_queries(4):
            admin.get(url(runs[0]))
