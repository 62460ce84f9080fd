"""Reports of the telephone exchange: kept, replaced, removed, added up, and who may do it."""

import re
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from dashboard import figures
from dashboard.models import TelephonyFile, TelephonyHour
from dashboard.spans import Span
from dashboard.telephony import carrying, selectors, services
from dashboard.telephony.reading import read_report
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from kcc.lib.periods import Month
from tests.factories import NOW, make_user
from tests.statements import statements

pytestmark = pytest.mark.django_db
HEAD = "datum;uur;aangeboden;beantwoord;binnen norm;afgehaakt;wachttijd\n"
MONDAY = HEAD + "2026-11-09;09:00;40;36;30;4;720\n2026-11-09;10:00;20;18;18;2;180\n"
NOVEMBER, OCTOBER = Month(2026, 11), Month(2026, 10)


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


def keep(text=MONDAY, *, by=None, name="november.csv", **given):
    report = read_report(text, today=NOW.date(), **given)
    digest = services.digest_of(text.encode())
    return services.keep_report(by=by, name=name, sha256=digest, report=report, now=NOW)


def rows():
    columns = ("day", "hour", "line", "offered", "answered", "in_time", "abandoned", "wait_seconds")
    return list(TelephonyHour.objects.order_by("day", "hour", "line").values_list(*columns))


# -- Keeping --------------------------------------------------------------------------------------


def test_a_report_is_kept_per_hour_with_its_file():
    manager = make_user("manager")
    file = keep(by=manager)
    assert rows() == [
        (date(2026, 11, 9), 9, "", 40, 36, 30, 4, 720),
        (date(2026, 11, 9), 10, "", 20, 18, 18, 2, 180),
    ]
    assert (file.name, file.rows, file.replaced, file.read_by) == ("november.csv", 2, 0, manager)
    assert (file.first_day, file.last_day) == (date(2026, 11, 9), date(2026, 11, 9))
    event = AuditEvent.objects.get(action="telephony.read")
    assert (event.actor, event.object_id) == (manager, str(file.public_id))
    assert event.detail["hours"] == 2


def test_the_same_hours_are_replaced_and_others_stay():
    keep()
    keep(HEAD + "2026-11-08;09:00;1;1;1;0;5\n", name="zondag.csv")
    file = keep(HEAD + "2026-11-09;10:00;21;19;19;2;190\n2026-11-09;11:00;3;3;3;0;9\n")
    assert (file.rows, file.replaced) == (2, 1)
    assert [(row[1], row[3]) for row in rows()] == [(9, 1), (9, 40), (10, 21), (11, 3)]


def test_reading_a_file_twice_changes_nothing_but_says_so():
    keep()
    before = rows()
    file = keep()
    assert rows() == before
    assert (file.rows, file.replaced) == (2, 2)


def test_lines_are_kept_apart():
    keep(line="14 0591")
    keep(line="balie")
    assert [row[2] for row in rows()] == ["14 0591", "balie", "14 0591", "balie"]


def test_a_report_with_a_bad_row_writes_nothing():
    report = read_report(MONDAY + "x;9;1;1;1;0;5\n", today=NOW.date())
    with pytest.raises(DomainError):
        services.keep_report(by=None, name="x", sha256="0" * 64, report=report, now=NOW)
    assert (TelephonyFile.objects.count(), TelephonyHour.objects.count()) == (0, 0)


def test_removing_a_file_removes_what_it_told_last():
    first = keep()
    keep(HEAD + "2026-11-09;10:00;21;19;19;2;190\n")
    assert services.remove_file(by=None, file=first, now=NOW) == 1
    assert [(row[1], row[3]) for row in rows()] == [(10, 21)]
    assert AuditEvent.objects.filter(action="telephony.removed").count() == 1


@pytest.mark.parametrize("number", [1, 24])
def test_keeping_costs_the_same_for_many_hours(number):
    lines = "".join(f"2026-11-09;{hour};1;1;1;0;5\n" for hour in range(number))
    with statements() as ran:
        keep(HEAD + lines)
    assert len(ran) == 4


@pytest.mark.parametrize(
    "wrong",
    [{"in_time": 5, "answered": 4}, {"offered": 5, "answered": 4, "abandoned": 2}, {"hour": 24}],
)
def test_the_database_refuses_calls_that_do_not_add_up(wrong):
    file = keep()
    values = {"offered": 10, "answered": 4, "in_time": 3, "abandoned": 1, "hour": 12} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        TelephonyHour.objects.create(day=date(2026, 11, 9), file=file, **values)


# -- Adding up ------------------------------------------------------------------------------------


def test_figures_of_the_exchange():
    keep()
    told = selectors.exchange(Span(date(2026, 11, 1), date(2026, 11, 30)))
    level = figures.TELEPHONE_LEVEL.value(told.now)
    lost = figures.TELEPHONE_LOST.value(told.now)
    wait = figures.TELEPHONE_WAIT.value(told.now)
    assert (level.part, level.whole, level.number) == (48, 60, 0.8)
    assert (lost.part, lost.whole, lost.number) == (6, 60, 0.1)
    assert (wait.part, wait.whole) == (900, 54)
    assert told.is_known


def test_without_a_report_there_is_no_data():
    told = selectors.exchange(Span.of_month(NOVEMBER), months=[OCTOBER, NOVEMBER])
    assert figures.TELEPHONE_LEVEL.value(told.now).number is None
    assert not told.is_known
    assert selectors.known_days() is None


def test_months_and_what_it_is_compared_with_and_hours_and_lines():
    keep(line="14 0591")
    keep(HEAD + "2026-10-31;09:00;10;10;10;0;5\n2026-09-30;9;99;99;99;0;5\n")
    november = Span.of_month(NOVEMBER)
    told = selectors.exchange(
        november, compare=november.previous, months=[OCTOBER, NOVEMBER], hours=True
    )
    offered = "exchange_offered"
    assert (told.now[offered], told.before[offered]) == (60, 10)
    assert [told.months[each][offered] for each in (OCTOBER, NOVEMBER)] == [10, 60]
    assert {line: counts[offered] for line, counts in told.lines.items()} == {"14 0591": 60}
    assert {key: counts[offered] for key, counts in told.hours.items()} == {(1, 9): 40, (1, 10): 20}


def test_adding_up_costs_one_statement_and_with_hours_two():
    for number in (1, 3):
        keep("".join([HEAD, *(f"2026-11-0{day};9;1;1;1;0;5\n" for day in range(1, number + 1))]))
        with statements() as ran:
            selectors.exchange(Span.of_month(NOVEMBER), months=[OCTOBER, NOVEMBER])
        assert len(ran) == 1
        with statements() as ran:
            selectors.exchange(Span.of_month(NOVEMBER), hours=True)
        assert len(ran) == 2


@pytest.mark.parametrize(
    "figure", [figures.TELEPHONE_LEVEL, figures.TELEPHONE_LOST, figures.TELEPHONE_WAIT]
)
def test_the_rows_behind_a_figure_add_up_to_it(figure):
    keep(MONDAY + "2026-11-09;11:00;0;0;0;0;0\n")
    keep(HEAD + "2026-10-31;09:00;10;10;10;0;5\n")
    span = Span.of_month(NOVEMBER)
    value = figure.value(selectors.exchange(span).now)
    for number, part in ((value.part, True), (value.whole, False)):
        assert sum(row.counted for row in selectors.hours_of(span, figure, part=part)) == number
    assert selectors.hours_of(span).count() == 3


# -- The command ----------------------------------------------------------------------------------


def command(path, **given):
    out, err = StringIO(), StringIO()
    call_command("import_telephony", str(path), stdout=out, stderr=err, **given)
    return out.getvalue()


def test_the_command_reads_a_file(tmp_path):
    path = tmp_path / "november.csv"
    path.write_text(MONDAY)
    assert command(path, line="14 0591", norm_seconds=20) == (
        "2026-11-09 to 2026-11-09: 2 hours, 60 calls offered.\n"
        "2 hours read, 0 of them known already.\n"
    )
    hour = TelephonyHour.objects.first()
    assert (hour.line, hour.norm_seconds) == ("14 0591", 20)
    assert TelephonyFile.objects.get().name == "november.csv"
    assert AuditEvent.objects.get(action="telephony.read").origin == "import_telephony"


def test_a_dry_run_writes_nothing(tmp_path):
    path = tmp_path / "november.csv"
    path.write_text(MONDAY)
    assert command(path, dry_run=True).endswith("A dry run: nothing was written.\n")
    assert TelephonyFile.objects.count() == 0


def test_the_command_names_the_bad_rows(tmp_path, capsys):
    path = tmp_path / "november.csv"
    path.write_text(MONDAY + "gisteren;9;1;1;1;0;5\n")
    err = StringIO()
    with pytest.raises(CommandError, match="Nothing was read"):
        call_command("import_telephony", str(path), stdout=StringIO(), stderr=err)
    assert err.getvalue().startswith("line 4: day and hour: Write the day")
    assert TelephonyFile.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({"norm_seconds": 0}, "1 to 3600"), ({"line": "x" * 61}, "at most 60"), ({}, "no file")],
)
def test_the_command_says_what_is_wrong_with_the_question(tmp_path, given, sentence):
    with pytest.raises(CommandError, match=sentence):
        command(tmp_path / "weg.csv", **given)


# -- The pages ------------------------------------------------------------------------------------

URL = "/dashboard/telephony/"


def upload(client, text=MONDAY, name="november.csv", **values):
    file = SimpleUploadedFile(name, text.encode())
    return client.post(URL, {"file": file, "line": "", "norm_seconds": 30} | values)


def carried(response) -> str:
    return re.search(r'name="report" value="([^"]+)"', response.content.decode())[1]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("manager", 200), ("kcc_lead", 200), ("agent", 403), ("handler", 403), ("head", 403),
        ("board", 403), ("administrator", 403), ("privacy_officer", 403),
    ],
)  # fmt: skip
def test_who_opens_the_page(client_of, role, status):
    assert client_of(role).get(URL).status_code == status


def test_upload_look_and_read(client_of):
    client = client_of("manager")
    looked = upload(client)
    assert looked.status_code == 200
    assert TelephonyHour.objects.count() == 0
    assert "november.csv" in looked.content.decode()
    answer = client.post(reverse("dashboard:telephony-read"), {"report": carried(looked)})
    assert (answer.status_code, answer.url) == (302, URL)
    assert [(row[1], row[3]) for row in rows()] == [(9, 40), (10, 20)]
    page = client.get(URL).content.decode()
    assert "november.csv" in page
    again = upload(client).content.decode()
    assert again.count('class="notice') == 2  # this very file, and hours that are known


def test_a_bad_row_is_shown_with_its_line(client_of):
    response = upload(client_of("manager"), MONDAY + "gisteren;9;1;1;1;0;5\n")
    assert response.status_code == 422
    assert [problem.line for problem in response.context["problems"]] == [4]
    assert TelephonyFile.objects.count() == 0


@pytest.mark.parametrize("text", ["naam;adres\n", "\0\0", HEAD])
def test_what_is_no_report_is_refused_at_the_field(client_of, text):
    response = upload(client_of("manager"), text)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["file"]


def test_what_was_looked_at_is_of_one_person_and_of_today(client_of):
    mine = carried(upload(client_of("manager")))
    for text in (mine + "x", "", signing.dumps({"by": "?"}, salt=carrying.SALT)):
        response = client_of("manager").post(reverse("dashboard:telephony-read"), {"report": text})
        assert response.status_code == 302
    other = client_of("kcc_lead")
    other.post(reverse("dashboard:telephony-read"), {"report": mine})
    with time_machine.travel(NOW + carrying.HOLDS * 2, tick=False):
        other.post(reverse("dashboard:telephony-read"), {"report": mine})
    assert TelephonyHour.objects.count() == 0


def test_too_many_hours_for_a_form_are_read_on_the_server(client_of, monkeypatch):
    monkeypatch.setattr(carrying, "MOST", 100)
    response = upload(client_of("manager"))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["file"]


def test_removing_a_file(client_of):
    client, file = client_of("kcc_lead"), keep()
    answer = client.post(reverse("dashboard:telephony-remove", args=[file.public_id]))
    assert (answer.status_code, TelephonyHour.objects.count()) == (302, 0)
    gone = client.post(reverse("dashboard:telephony-remove", args=[file.public_id]))
    assert gone.status_code == 404


@pytest.mark.parametrize("name", ["telephony-read", "telephony-remove"])
def test_only_post_writes(client_of, name):
    given = [keep().public_id] if name.endswith("remove") else []
    assert client_of("manager").get(reverse(f"dashboard:{name}", args=given)).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_many_files(client_of, number):
    client = client_of("manager")
    for _each in range(number):
        keep(by=client.user)
    with statements() as ran:
        client.get(URL)
    assert len(ran) == 5
