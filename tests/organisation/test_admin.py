"""The administration: who may enter, what it holds, and that every change is recorded."""

import pytest
from django.urls import reverse
from django.utils.text import capfirst

from cases.models import Case, CaseType
from contacts.models import Subject
from contacts.reference import reference as lists
from kcc.audit.models import AuditEvent
from kcc.organisation.adminsite import LinesField, lists_using, site
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import Channel, Department, OpeningHours, Role, Team, User
from tests.factories import make_case, make_department, make_user, reference
from tests.organisation.adminpages import address, saved

pytestmark = pytest.mark.django_db
LISTS = [
    "cases.casemessage",
    "cases.casetype",
    "cases.penaltyrate",
    "contacts.contactreason",
    "contacts.escalationstep",
    "contacts.outcome",
    "contacts.repeatreason",
    "contacts.subject",
    "organisation.channel",
    "organisation.closingday",
    "organisation.department",
    "organisation.domain",
    "organisation.openingexception",
    "organisation.openinghours",
    "organisation.servicenorm",
    "organisation.user",
]
# Shown as a list and nothing else: a page of one message would show it.
LISTS_ONLY = ["jobs.outboxmessage"]


def listed():
    return sorted(model._meta.label_lower for model in site._registry)


@pytest.fixture
def administrator(client_of):
    return client_of(Role.ADMINISTRATOR)


def listname(model):
    return capfirst(model._meta.verbose_name_plural)


# --- Who may enter --------------------------------------------------------------------------------


def test_no_customers_contacts_callbacks_or_cases_are_in_it():
    assert listed() == sorted(LISTS + LISTS_ONLY)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_other_roles_are_refused(client_of, role):
    client = client_of(role)
    for url in (reverse("admin:index"), address("contacts.subject"), "/admin/anything/"):
        assert client.get(url).status_code == 403


def test_staff_and_superusers_without_the_role_are_refused(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert client.get(reverse("admin:index")).status_code == 403


def test_anonymous_is_sent_to_the_one_log_in_page(client):
    login = reverse("login")
    for url in (reverse("admin:index"), address("contacts.subject")):
        assert client.get(url).url.startswith(f"{login}?next={url}")
    assert client.get(reverse("admin:login") + "?next=/admin/").url == f"{login}?next=/admin/"


@pytest.mark.parametrize("label", LISTS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_list_opens_in_both_languages(administrator, label, language):
    User.objects.update(language=language)
    reference()
    row = site._registry[next(m for m in site._registry if m._meta.label_lower == label)]
    instance = row.model._default_manager.first()
    pages = [address(label), address(label, "add")]
    if instance is not None:
        pages += [address(label, page, instance.pk) for page in ("change", "history")]
    assert [administrator.get(url).status_code for url in pages] == [200] * len(pages)


def test_index_shows_every_list(administrator):
    page = administrator.get(reverse("admin:index"))
    shown = [m["object_name"].lower() for app in page.context["app_list"] for m in app["models"]]
    assert sorted(shown) == sorted(label.split(".")[1] for label in LISTS + LISTS_ONLY)


@pytest.mark.parametrize("count", [1, 3])
def test_subject_list_costs_the_same_statements(administrator, django_assert_num_queries, count):
    department = make_department()
    for n in range(count):
        Subject.objects.create(
            code=f"X{n}", name=f"X{n}", domain=department.domain, department=department
        )
    administrator.get(address("contacts.subject"))
    with django_assert_num_queries(7):
        administrator.get(address("contacts.subject"))


# --- Changing -------------------------------------------------------------------------------------


def subject_form(department, **values):
    return {
        "code": "P01",
        "name": "Parkeren",
        "domain": department.domain_id,
        "department": department.pk,
        "active": "on",
        "first_line": "deels",
        "answer": "Dat kan online.",
        "keywords": "auto\n  parkeer   vergunning \n\nauto",
        "call_steps": "Vraag het kenteken",
        "repeat_window_days": 28,
    } | values


def test_adding_a_subject_records_it_and_makes_it_findable(
    administrator, django_capture_on_commit_callbacks
):
    reference()
    assert "P01" not in lists().subjects
    with django_capture_on_commit_callbacks(execute=True):
        saved(
            administrator.post(address("contacts.subject", "add"), subject_form(make_department()))
        )
    subject = Subject.objects.get(code="P01")
    assert subject.keywords == ["auto", "parkeer vergunning"]
    assert subject.call_steps == ["Vraag het kenteken"]
    assert subject.search_text == "parkeren p01 auto parkeer vergunning"
    assert lists().subjects["P01"] == subject
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor, event.object_type, event.object_id) == (
        "settings.added",
        administrator.user,
        "contacts.subject",
        str(subject.public_id),
    )


def test_changing_a_subject_records_the_names_of_the_fields_only(administrator):
    subject = reference().subject["BZ01"]
    saved(
        administrator.post(
            address("contacts.subject", "change", subject.pk),
            subject_form(subject.department, name=subject.name, answer="Iets anders."),
        )
    )
    subject.refresh_from_db()
    assert (subject.code, subject.answer) == ("BZ01", "Iets anders.")  # the code is fixed
    event = AuditEvent.objects.latest("pk")
    assert event.action == "settings.changed"
    assert event.detail == {"fields": ["First line", "First-line answer", "Keywords", "Call steps"]}


def test_a_long_line_is_refused(administrator):
    reference()
    page = administrator.post(
        address("contacts.subject", "add"), subject_form(make_department(), keywords="x" * 61)
    )
    assert list(page.context["adminform"].form.errors) == ["keywords"]


def test_lines_field_knows_when_nothing_changed():
    field = LinesField(required=False)
    assert (field.has_changed(["a", "b"], "a\r\nb\r\n"), field.has_changed(["a"], "b")) == (
        False,
        True,
    )


def test_changed_opening_hours_count_at_once(administrator, django_capture_on_commit_callbacks):
    reference()
    monday = OpeningHours.objects.get(weekday=0)
    assert calendar_for().weekly[0] == ((monday.opens, monday.closes),)
    values = {"channel": "", "weekday": 0, "opens": "08:00", "closes": "12:00"}
    with django_capture_on_commit_callbacks(execute=True):
        saved(administrator.post(address("organisation.openinghours", "change", monday.pk), values))
    monday.refresh_from_db()
    assert calendar_for().weekly[0] == ((monday.opens, monday.closes),)


def test_overlapping_opening_hours_are_refused(administrator):
    reference()
    values = {"channel": "", "weekday": 0, "opens": "16:00", "closes": "18:00"}
    page = administrator.post(address("organisation.openinghours", "add"), values)
    assert page.status_code == 200
    assert OpeningHours.objects.filter(weekday=0).count() == 1
    saved(
        administrator.post(address("organisation.openinghours", "add"), values | {"opens": "17:00"})
    )


def test_department_with_a_team(administrator):
    domain = make_department().domain
    values = {
        "name": "Parkeren",
        "slug": "parkeren",
        "domain": domain.pk,
        "active": "on",
        "teams-TOTAL_FORMS": 1,
        "teams-INITIAL_FORMS": 0,
        "teams-0-name": "Vergunningen",
        "teams-0-slug": "vergunningen",
        "teams-0-active": "on",
    }
    saved(administrator.post(address("organisation.department", "add"), values))
    assert Team.objects.get().department.slug == "parkeren"


# --- Deleting -------------------------------------------------------------------------------------


def test_deleting_something_in_use_names_the_lists_and_keeps_it(administrator):
    department = reference().department["vergunningen"]
    url = address("organisation.department", "delete", department.pk)
    page = administrator.get(url)
    assert page.context["protected"] == [listname(CaseType), listname(Subject)]
    assert page.templates[0].name == "admin/delete_or_in_use.html"
    assert administrator.post(url, {"post": "yes"}).status_code == 200
    assert Department.objects.filter(pk=department.pk).exists()


def test_deleting_something_unused_is_recorded(administrator):
    channel = Channel.objects.create(code="fax", name="Fax", kind="written")
    OpeningHours.objects.create(channel=channel, weekday=0, opens="09:00", closes="17:00")
    response = administrator.post(
        address("organisation.channel", "delete", channel.pk), {"post": "yes"}
    )
    assert response.status_code == 302
    assert not Channel.objects.exists()
    assert AuditEvent.objects.latest("pk").action == "settings.deleted"


def test_what_goes_along_is_asked_too(administrator):
    """A case type takes its statuses along; one of those may be the status of a case."""
    make_case()
    status = CaseType.objects.get().status_types.get(order=1)
    channel = Channel.objects.first()
    assert list(lists_using(status)) == [listname(Case)]
    assert listname(Case) in list(lists_using(CaseType.objects.get()))
    assert list(lists_using(channel)) == []
