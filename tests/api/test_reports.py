"""Reports over the API: as on screen, the same words and the same files."""

from datetime import date
from uuid import uuid4

import pytest

from dashboard.figures import DIRECT, DUE_TODAY, FIGURES
from dashboard.kinds import Basis
from dashboard.models import ReportAction, ReportReader
from dashboard.reports.actions.services import add_action
from dashboard.reports.changed.services import check
from dashboard.reports.delivery.attachments import name_of
from dashboard.reports.making import document_to_file
from tests.dashboard.history import make_history, make_month
from tests.dashboard.reports.kept import OCTOBER, keep_report
from tests.factories import NOW, make_contact, make_department, make_user, reference
from tests.statements import statements

V1 = "/api/v1/reports"
SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def places(town):
    return town.department


def found(program, query=""):
    told = program.get(V1 + query).json()["results"]
    return [(each["period"], (each["department"] or {}).get("slug"), each["version"])
            for each in told]  # fmt: skip


# -- The list -----------------------------------------------------------------------------------


def test_a_line_in_the_list(program_of, places):
    report = keep_report(places["burgerzaken"])
    told = program_of("manager").get(V1).json()
    assert told == {
        "next": None,
        "previous": None,
        "results": [
            {
                "id": str(report.public_id),
                "kind": "month",
                "period": "2026-10",
                "department": {"slug": "burgerzaken", "name": "Burgerzaken"},
                "version": 1,
                "reason": "",
                "state": "published",
                "replaced": False,
                "unread": False,
                "language": "nl",
                "frozenAt": "2026-11-10T07:00:00Z",
                "figuresVersion": 1,
                "digest": report.digest,
                "publishedAt": "2026-11-10T09:00:00Z",
                "withdrawnAt": None,
                "withdrawnBecause": "",
                "changed": [],
            }
        ],
    }


@pytest.fixture
def archive(places):
    """A year, a month with two versions, a withdrawn one, a draft and the organisation."""
    keep_report(None, date(2025, 1, 1), kind="year")
    keep_report(None)
    keep_report(places["burgerzaken"])
    keep_report(places["vergunningen"])
    keep_report(places["vergunningen"], version=2)
    keep_report(places["burgerzaken"], SEPTEMBER, state="withdrawn")
    keep_report(places["vergunningen"], SEPTEMBER, state="built")


EVERYTHING = [
    ("2026-10", None, 1), ("2026-10", "burgerzaken", 1), ("2026-10", "vergunningen", 2),
    ("2025", None, 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", EVERYTHING),
        ("?state=current", EVERYTHING),
        ("?kind=year", [("2025", None, 1)]),
        ("?period=2025", [("2025", None, 1)]),
        ("?period=2026-10&about=departments", EVERYTHING[1:3]),
        ("?about=organisation", [EVERYTHING[0], EVERYTHING[3]]),
        ("?department=burgerzaken", [EVERYTHING[1]]),
        ("?domain=vergunningen", [EVERYTHING[2]]),
        ("?state=older", [("2026-10", "vergunningen", 1)]),
        ("?state=withdrawn", [("2026-09", "burgerzaken", 1)]),
        ("?state=draft", [("2026-09", "vergunningen", 1)]),
        ("?period=2026-08", []),
    ],
)
def test_the_list_is_narrowed(program_of, archive, query, expected):
    assert found(program_of("manager"), query) == expected


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?state=x&kind=x&about=x", ["about", "kind", "state"]),
        ("?period=october", ["period"]),
        ("?period=2026-13", ["period"]),
        ("?pageSize=0", ["pageSize"]),
    ],
)
def test_what_cannot_be_read_is_named(program_of, query, names):
    answer = program_of("manager").get(V1 + query)
    assert answer.status_code == 400
    assert sorted(each["name"] for each in answer.json()["invalidParams"]) == names


def test_everybody_finds_their_own(program_of, archive, places):
    mine = places["vergunningen"]
    assert found(program_of("head", mine)) == [EVERYTHING[0], EVERYTHING[2], EVERYTHING[3]]
    assert found(program_of("handler", mine)) == [EVERYTHING[2]]
    assert found(program_of("board")) == [EVERYTHING[0], EVERYTHING[3]]
    assert found(program_of("kcc_lead")) == EVERYTHING
    assert found(program_of("kcc_lead"), "?state=draft") == []
    assert program_of("agent").get(V1).status_code == 403


def test_pages_follow_each_other(program_of, archive):
    program = program_of("manager")
    first = program.get(V1 + "?pageSize=3").json()
    second = program.get(first["next"]).json()
    assert [len(first["results"]), len(second["results"])] == [3, 1]
    assert (second["next"], first["previous"]) == (None, None)


# -- One report ---------------------------------------------------------------------------------


@pytest.fixture
def report(places):
    make_history()
    return keep_report(places["burgerzaken"])


def contents(program, report):
    answer = program.get(f"{V1}/{report.public_id}")
    assert answer.status_code == 200
    return answer.json()["contents"]


def test_it_says_what_its_document_says(program_of, report):
    told, document = contents(program_of("manager"), report), document_to_file(report)
    assert (told["title"], told["subtitle"]) == (document.title, document.subtitle)
    assert told["lead"] == [str(each) for each in document.lead]
    assert told["facts"] == [
        {"label": str(label), "text": str(text)} for label, text in document.facts
    ]
    assert [each["slug"] for each in told["sections"]] == [s.slug for s in document.sections]
    tables = {table["slug"]: table for section in told["sections"] for table in section["tables"]}
    assert list(tables) == [table.slug for table in document.tables]
    assert tables["subjects"]["columns"] == document.table("subjects").head
    assert tables["subjects"]["rows"] == document.table("subjects").lines()
    tiles = [tile for section in told["sections"] for tile in section["tiles"]]
    assert [tile["value"] for tile in tiles] == [tile.value for tile in document.tiles]
    assert {tile["figure"] for tile in tiles} <= {figure.slug for figure in FIGURES} | {None}


def test_its_figures_are_those_of_the_period(program_of, report):
    """The same as the resource figures told when it was made."""
    program = program_of("manager")
    told = {each["slug"]: each for each in contents(program, report)["figures"]}
    imported = {figure for figure in FIGURES if figure.basis == Basis.IMPORTED}
    assert [*told] == [f.slug for f in FIGURES if f not in {DUE_TODAY, *imported}]
    live = program.get("/api/v1/figures/direct?period=2026-10&department=burgerzaken").json()
    same = ("value", "months", "departments", "department", "period", "unit", "norm")
    assert {name: told["direct"][name] for name in same} == {name: live[name] for name in same}
    assert told["direct"]["before"]["period"] == {"first": "2026-09-01", "last": "2026-09-30"}
    assert told["open"]["period"] is None
    assert told["open"]["before"] is None  # nothing was kept of the evening before


def test_the_organisation_tells_the_exchange_too_when_it_is_known(program_of, places):
    make_history()
    told = contents(program_of("board"), keep_report(None))
    assert [each["department"] for each in told["figures"]][:2] == [None, None]
    departments = next(each for each in told["figures"] if each["slug"] == DIRECT.slug)
    assert [each["department"]["slug"] for each in departments["departments"]] == [
        "burgerzaken", "kcc", "vergunningen",
    ]  # fmt: skip


def test_a_later_correction_is_told_beside_it(program_of, report):
    before = contents(program_of("manager"), report)
    make_month(NOW.replace(month=10, day=20))
    check(kind="month", first_day=OCTOBER, now=NOW)
    program = program_of("manager")
    told = contents(program, report)
    (line,) = program.get(V1).json()["results"]
    assert [each["figure"] for each in told["differences"]] == line["changed"]
    assert "questions" in line["changed"]
    questions = next(each for each in told["differences"] if each["figure"] == "questions")
    assert questions["then"]["part"] < questions["now"]["part"]
    assert told | {"differences": []} == before


def test_actions_are_told_as_they_are_now(program_of, report, places):
    head = make_user("head", places["burgerzaken"])
    add_action(
        by=head, report=report, key=uuid4(), department=places["burgerzaken"], text="Terugbellen",
        owner=head, due_on=date(2026, 12, 1), now=NOW,
    )  # fmt: skip
    assert contents(program_of("manager"), report)["actions"] == [
        {
            "text": "Terugbellen",
            "department": "",
            "owner": head.get_display_name(),
            "dueOn": "2026-12-01",
            "state": "open",
            "result": "",
        }
    ]
    assert ReportAction.objects.count() == 1


def test_reading_it_is_not_opening_it(program_of, report, places):
    head = make_user("head", places["burgerzaken"])
    reader = ReportReader.objects.create(report=report, user=head, told_at=NOW)
    program = program_of(None, user=head)
    assert program.get(f"{V1}/{report.public_id}").json()["unread"] is True
    reader.refresh_from_db()
    assert reader.opened_at is None


def test_of_what_is_withdrawn_the_title_is_left(program_of, places):
    report = keep_report(places["burgerzaken"], state="withdrawn")
    head = program_of("head", places["burgerzaken"])
    told = head.get(f"{V1}/{report.public_id}").json()
    assert (told["state"], told["withdrawnBecause"], told["contents"]) == (
        "withdrawn", "Een fout", None,
    )  # fmt: skip
    assert head.get(f"{V1}/{report.public_id}/csv?table=subjects").status_code == 404
    assert contents(program_of("manager"), report) is not None


def test_an_older_version_says_so(program_of, archive):
    program = program_of("manager")
    (line,) = program.get(V1 + "?state=older").json()["results"]
    told = program.get(f"{V1}/{line['id']}").json()
    assert (told["replaced"], told["contents"] is None) == (True, False)


@pytest.mark.parametrize("path", ["", "/pdf", "/xlsx", "/csv?table=subjects", "/ods?table=x"])
def test_what_is_not_yours_is_not_there(program_of, places, path):
    draft = keep_report(places["burgerzaken"], SEPTEMBER, state="built")
    other = keep_report(places["vergunningen"])
    head = program_of("head", places["burgerzaken"])
    for each in (draft.public_id, other.public_id, uuid4()):
        assert head.get(f"{V1}/{each}{path}").status_code == 404


# -- Files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body"), [("pdf", b"%PDF-1.7 als gepubliceerd"), ("xlsx", b"PK als gepubliceerd")]
)
def test_the_file_is_the_one_that_was_mailed(program_of, places, kind, body):
    report = keep_report(places["burgerzaken"], files=[(kind, body)])
    answer = program_of("head", places["burgerzaken"]).get(f"{V1}/{report.public_id}/{kind}")
    assert (answer.content, answer["API-Version"]) == (body, "1.5.0")
    assert answer["Content-Disposition"] == (f'attachment; filename="{name_of(report, kind)}"')


@pytest.mark.parametrize("kind", ["csv", "ods"])
def test_one_table_as_a_file(program_of, report, kind):
    program, address = program_of("manager"), f"{V1}/{report.public_id}/{kind}"
    answer = program.get(address + "?table=subjects")
    name = f"{name_of(report, '').rstrip('.')}-subjects.{kind}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    body = b"".join(answer.streaming_content)
    assert body[:2] == (b"PK" if kind == "ods" else b"\xef\xbb")
    assert program.get(address).json()["invalidParams"][0]["name"] == "table"
    assert program.get(address + "?table=nergens").status_code == 404


# -- What it costs ------------------------------------------------------------------------------


def test_a_list_and_a_report_cost_the_same_however_much_there_is(program_of, places):
    program = program_of(None, user=make_user("manager"))
    make_contact(subject="BZ01", at=NOW.replace(month=10))
    report = keep_report(None)
    program.get(V1)
    for more in ((), ("parkeren", "belastingen", "archief")):
        for name in more:
            keep_report(make_department(name))
            make_contact(department=reference().department["kcc"], at=NOW.replace(month=10))
        with statements() as ran:
            program.get(V1)
        assert len(ran) == 3
        with statements() as ran:
            program.get(f"{V1}/{report.public_id}")
        assert len(ran) == 4
