"""Behind a number stand exactly the rows it counts: for every figure, every role and both sides."""

import pytest
from django.db import transaction
from django.http import Http404, QueryDict
from django.test import RequestFactory
from django.urls import reverse

from contacts.models import ContactReason, Question
from dashboard import scopes
from dashboard.asked import read_asked
from dashboard.board import board_of
from dashboard.figures import BY_SLUG, FIGURES, PERIOD
from dashboard.kinds import Basis
from dashboard.links import Links
from dashboard.measures import MEASURES
from dashboard.rows import words
from dashboard.rows.links import PART, REST, WHOLE, may_open
from dashboard.rows.views import behind_of
from kcc.audit.models import AuditEvent
from kcc.organisation.access import access_of
from kcc.organisation.models import User
from tests.dashboard.drawn import NOW, History
from tests.dashboard.rows import SPAN, behind, client_for, counted
from tests.factories import make_team, make_user, reference
from tests.statements import statements
from tests.town import make_domain

pytestmark = pytest.mark.django_db
COUNTED = [figure for figure in PERIOD if figure.basis != Basis.IMPORTED]
SIDES = [(figure, side) for figure in COUNTED for side in words.sides_of(figure)]
ROLES = ("agent", "kcc_lead", "handler", "head", "manager")


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """Made once for all tests here; what one of them changes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_town()
        transaction.set_rollback(True)


@pytest.fixture
def town(people, at_noon):
    """A history with some of everything, and somebody of every role."""
    return {role: User.objects.get(pk=user.pk) for role, user in people.items()}


def make_town():
    subject = reference().subject["BZ02"]
    subject.domain = make_domain("andere-overheid")
    subject.save()
    History(4).more(70)
    told = ContactReason.objects.create(code="statusbericht", name="Statusbericht")
    Question.objects.filter(contact__direction="outbound").update(reason=told)
    burgerzaken = reference().department["burgerzaken"]
    return {
        role: make_user(role, department=burgerzaken if role in ("handler", "head") else None)
        for role in ROLES
    }


def board(user, query="", slug="", **values):
    access = access_of(user)
    departments = scopes.departments_for(access)
    scope = scopes.organisation(access, departments)
    if slug:
        scope = scopes.department(access, departments, slug)
    asked, filters = read_asked(QueryDict(f"{SPAN}&{query}"), NOW)
    return board_of(filters.within(scope), access=access, asked=asked, now=NOW, **values)


def told(found, figure, side) -> int:
    value = found.value(figure)
    return {PART: value.part, WHOLE: value.whole, REST: (value.whole or 0) - value.part}[side]


def open_to(user):
    return [each for each in SIDES if may_open(access_of(user), each[0])]


def test_marks_one_by_one_are_for_who_steers(town):
    shut = {
        role: {figure.slug for figure, _side in SIDES if not may_open(access_of(user), figure)}
        for role, user in town.items()
    }
    assert shut == {
        "agent": {"satisfaction"}, "handler": {"satisfaction"},
        "kcc_lead": set(), "head": set(), "manager": set(),
    }  # fmt: skip
    for role, status in (("agent", 403), ("handler", 403), ("head", 200)):
        assert (
            client_for(town[role]).get("/dashboard/rows/satisfaction/whole/").status_code == status
        )


QUERIES = ("", "channel=telefoon", "subject=VG01,BZ01", "domain=vergunningen,burgerzaken")


@pytest.mark.parametrize("role", ROLES)
def test_the_number_of_every_figure_is_that_of_its_rows(town, role):
    for query in QUERIES:
        numbers = board(town[role], query)
        for figure, side in open_to(town[role]):
            found = query, figure.slug, side, counted(behind(town[role], figure, side, query))
            assert found == (query, figure.slug, side, told(numbers, figure, side))


@pytest.mark.parametrize("role", ["agent", "manager"])
def test_and_of_each_department(town, role):
    for department in scopes.departments_for(access_of(town[role])):
        numbers = board(town[role], slug=department.slug)
        query = f"department={department.slug}"
        for figure, side in open_to(town[role]):
            found = counted(behind(town[role], figure, side, query))
            assert (figure.slug, side, found) == (figure.slug, side, told(numbers, figure, side))


def test_what_is_told_of_the_rows_is_what_they_are(town):
    for figure, side in SIDES:
        found = behind(town["manager"], figure, side)
        rows, total = list(found.every_row()), found.total()
        assert len(rows) == len({row.pk for row in rows}) == total.rows
        if total.amount is not None:
            assert sum(row.amount for row in rows) == total.amount


def test_there_is_something_to_count(town):
    """Otherwise the tests above would say nothing."""
    numbers = board(town["manager"])
    assert [
        (figure.slug, side) for figure, side in SIDES if not told(numbers, figure, side)
    ] == []  # fmt: skip


def test_the_contact_centre_counts_less_than_the_manager(town):
    questions = next(figure for figure in COUNTED if figure.slug == "questions")
    assert counted(behind(town["agent"], questions, PART)) < counted(
        behind(town["manager"], questions, PART)
    )


@pytest.mark.parametrize(
    ("slug", "part", "query"),
    [
        ("questions", "weekdays", "weekday"),
        ("kept", "weekdays", "weekday"),
        ("cases-closed", "weekdays", "weekday"),
        ("contacts", "hours", "hour"),
        ("repeats", "reasons", "reason"),
        ("satisfaction", "scores", "score"),
    ],
)
def test_a_part_of_a_breakdown_opens_its_rows(town, slug, part, query):
    figure = next(figure for figure in COUNTED if figure.slug == slug)
    found = getattr(board(town["manager"], breakdowns=True).told, part)
    reasons = {row.pk: row.code for row in reference().repeat_reason.values()} | {0: "none"}
    assert found
    for key, counts in found.items():
        asked = f"{query}={key}"
        if part == "hours":
            asked = f"weekday={key[0]}&hour={key[1]}"
        elif part == "reasons":
            asked = f"reason={reasons[key]}"
        side = WHOLE if slug == "satisfaction" else PART
        names = figure.whole if side == WHOLE else figure.part
        rows = counted(behind(town["manager"], figure, side, asked))
        assert (key, rows) == (key, sum(counts[name] for name in names))


def test_all_rows_of_a_side_have_one_source():
    for figure, side in SIDES:
        names = {PART: figure.part, WHOLE: figure.whole, REST: figure.part + figure.whole}[side]
        assert len({MEASURES[name].source.name for name in names}) == 1


def test_every_whole_has_a_name():
    assert [figure.slug for figure in PERIOD if not words.side_name(figure, PART)] == []
    assert [
        figure.slug for figure in PERIOD if figure.whole and not words.side_name(figure, WHOLE)
    ] == []  # fmt: skip


def test_the_rest_of_a_share_is_named_and_leads_on(town):
    assert {figure.slug for figure in PERIOD if REST in words.sides_of(figure)} == {
        "direct", "kept", "email-kept", "letter-kept", "social-kept", "cases-on-time",
        "cases-in-norm",
    }  # fmt: skip
    address = reverse("dashboard:rows", args=["kept", REST]) + f"?{SPAN}"
    context = client_for(town["manager"]).get(address).context
    assert [(tab.url, tab.current) for tab in context["tabs"]] == [
        (address.replace("/rest/", f"/{side}/"), side == REST) for side in (PART, REST, WHOLE)
    ]
    assert context["title"] == words.side_name(BY_SLUG["kept"], REST)


def test_the_rest_of_a_weekday_and_a_subject(town):
    found = board(town["manager"], breakdowns=True).told
    for day, counts in found.weekdays.items():
        rows = counted(behind(town["manager"], BY_SLUG["kept"], REST, f"weekday={day}"))
        assert (day, rows) == (day, counts["phone_due"] - counts["phone_kept"])
    address = reverse("dashboard:rows", args=["repeats", PART]).replace("/part/", "/rest/")
    assert client_for(town["manager"]).get(address).status_code == 404


# -- Who opens which rows ---------------------------------------------------------------------


@pytest.mark.parametrize("role", ["handler", "head"])
@pytest.mark.parametrize("slug", ["vergunningen", "kcc", "nergens"])
def test_another_department_is_not_there(town, role, slug):
    with pytest.raises(Http404):
        behind(town[role], COUNTED[0], PART, f"department={slug}")


def test_without_a_department_a_head_sees_the_own_ones(town):
    found = behind(town["head"], COUNTED[0], PART)
    assert {row.counted_for.slug for row in found.every_row()} == {"burgerzaken"}


def test_a_domain_of_others_gives_nothing(town):
    assert counted(behind(town["head"], COUNTED[0], PART, "domain=vergunningen")) == 0


def test_a_team_has_callbacks_and_cases_and_no_contacts(town):
    team = make_team(reference().department["burgerzaken"])
    asked = next(figure for figure in COUNTED if figure.slug == "misrouted")
    query = f"department=burgerzaken&team={team.public_id}"
    assert counted(behind(town["head"], asked, WHOLE, query)) == 0
    found = behind(town["head"], asked, WHOLE, "department=burgerzaken")
    row = next(found.every_row())
    type(row).objects.filter(pk=row.pk).update(team=team)
    assert counted(behind(town["head"], asked, WHOLE, query)) == 1
    for wrong in (f"team={team.public_id}", f"{query}1", "department=burgerzaken&team=x"):
        with pytest.raises(Http404):
            behind(town["head"], asked, WHOLE, wrong)
    with pytest.raises(Http404):
        behind(town["head"], COUNTED[0], PART, query)


@pytest.mark.parametrize("role", ROLES)
def test_a_row_opens_for_who_may_open_it(town, role):
    client = client_for(town[role])
    opened = 0
    for slug, side in (("questions", "part"), ("kept", "whole"), ("cases-closed", "part")):
        html = client.get(reverse("dashboard:rows", args=[slug, side]) + f"?{SPAN}")
        for row in html.context["table"].rows:
            if row.cells[0].url:
                opened += 1
                assert client.get(row.cells[0].url).status_code == 200
    assert bool(opened) == (role != "manager")


def test_no_person_and_no_words_on_the_page_or_in_the_file(town):
    client = client_for(town["manager"])
    for figure, side in SIDES:
        address = reverse("dashboard:rows", args=[figure.slug, side])
        page = client.get(f"{address}?{SPAN}").content.decode()
        file = client.get(f"{address}?{SPAN}&table=rows&format=csv").getvalue().decode()
        for secret in ("de Wit", "Hanna", "+316", "hanna@", "Wanneer?", "Morgen"):
            # The name of the subject is no word of a customer.
            assert secret not in page.replace(">Dakkapel<", "")
            assert secret not in file.replace(",Dakkapel,", "")


def test_a_file_holds_all_rows_and_is_recorded(town):
    client, figure = client_for(town["head"]), "questions"
    address = reverse("dashboard:rows", args=[figure, "part"])
    response = client.get(f"{address}?{SPAN}&department=burgerzaken&table=rows&format=csv")
    lines = response.getvalue().decode().splitlines()
    found = behind(town["head"], COUNTED[1], PART, "department=burgerzaken")
    assert len(lines) == 1 + counted(found)
    assert response["Content-Disposition"] == (
        'attachment; filename="burgerzaken-vragen-2027-10-01-2028-04-03.csv"'
    )
    entry = AuditEvent.objects.get(action="figures.exported")
    assert entry.detail["filters"] == {
        "from": "2027-10-01", "to": "2028-04-03", "department": "burgerzaken",
    }  # fmt: skip
    assert client.get(f"{address}?table=other").status_code == 404


@pytest.mark.parametrize(
    ("figure", "side"),
    [("open_callbacks", "part"), ("contacts", "whole"), ("repeat_time", "part"), ("x", "part")],
)
def test_what_has_no_rows_is_not_there(town, figure, side):
    address = reverse("dashboard:rows", args=[figure, side])
    assert client_for(town["manager"]).get(address).status_code == 404


# -- The page ---------------------------------------------------------------------------------


def test_pages_go_on_and_back(town):
    client = client_for(town["manager"])
    address = reverse("dashboard:rows", args=["questions", "part"])
    seen, query = [], f"?{SPAN}"
    while True:
        page = client.get(address + query).context["page"]
        seen += [row.pk for row in page.items]
        if page.next is None:
            break
        query = f"?{SPAN}&after={page.next}"
    every = [row.pk for row in behind(town["manager"], COUNTED[1], PART).every_row()]
    assert seen == every
    assert len(every) > 25
    back = client.get(f"{address}?{SPAN}&before={page.previous}").context["page"]
    assert [row.pk for row in back.items] == every[-len(page.items) - 25 : -len(page.items)]


@pytest.mark.parametrize(
    ("slug", "side"),
    [
        ("questions", "part"), ("repeats", "part"), ("misrouted", "whole"),
        ("cases-closed", "part"), ("satisfaction", "whole"),
    ],
)  # fmt: skip
def test_a_page_costs_seven_statements_whatever_is_on_it(town, slug, side):
    address = reverse("dashboard:rows", args=[slug, side]) + f"?{SPAN}"
    found = {}
    for role in ("head", "manager"):
        client = client_for(town[role])
        client.get(address)
        with statements() as ran:
            response = client.get(address)
        found[role] = len(response.context["page"].items)
        assert len(ran) == 7
    assert 0 < found["head"] < found["manager"]


def test_a_long_period_is_not_added_up(town):
    found = behind(town["manager"], COUNTED[0], PART)
    assert found.total() is not None
    request = RequestFactory().get("/", {"from": "2026-01-01", "to": "2028-04-03"})
    request.user = town["manager"]
    assert behind_of(request, COUNTED[0], PART).total() is None


def test_a_link_holds_the_place_and_the_filters(town):
    access, ref = access_of(town["head"]), reference()
    _asked, filters = read_asked(QueryDict("period=last_month&channel=telefoon"), NOW)
    kept = next(figure for figure in FIGURES if figure.slug == "kept")
    links = Links(access, filters)
    assert links.whole(kept, department=ref.department["burgerzaken"], weekday=1) == (
        "/dashboard/rows/kept/whole/"
        "?period=last_month&channel=telefoon&weekday=1&department=burgerzaken"
    )
    # From midnight to one is an hour too.
    assert links.rows(kept, hour=0).endswith("&channel=telefoon&hour=0")
    assert Links(access_of(make_user("board")), filters).rows(kept) == ""
    assert links.whole(COUNTED[0]) == ""
