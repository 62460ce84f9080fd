"""A municipality made in bulk is one that the services could have made."""

from collections import Counter
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Max, Sum
from django.db.models.functions import Length

from cases.deadlines import deadlines_of
from cases.models import Case, CaseEvent, CaseType
from cases.numbers import take_numbers
from contacts.callbacks import workflow
from contacts.callbacks.promising import promise_for
from contacts.models import Callback, CallbackEvent, Contact, Invitation, Question
from contacts.reference import reference as read_reference
from contacts.repeats import is_repeat
from contacts.statusquestions import recognised
from dashboard.management.bench import plan
from dashboard.management.bench.making import maker_for
from dashboard.management.bench.plan import Moment
from dashboard.management.bench.process import Story
from dashboard.management.bench.reckoning import Given, Reckoning
from dashboard.models import Mark, SettledDay, Snapshot, TelephonyHour
from dashboard.spans import Span
from dashboard.stock.reckoning import end_of
from dashboard.tallies.keeping import forget_all
from dashboard.tallies.reading import Question as Asking
from dashboard.tallies.reading import read
from kcc.customers.models import ContactPoint, Customer
from kcc.lib.inserting import reserve_ids
from kcc.lib.periods import ZONE
from kcc.lib.text import fold
from kcc.organisation import calendars
from kcc.organisation.access import access_of
from kcc.organisation.models import Department, Membership, User
from tests.dashboard.recount import recount
from tests.dashboard.rules import ACTS, CLOSED, asked, check_promise
from tests.secrecy import callbacks_unlike_their_contact

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 17, tzinfo=ZONE)
CONTACTS, CUSTOMERS = 900, 150
YEAR = Span(date(2025, 11, 20), TODAY)
SIZE = {"contacts": CONTACTS, "customers": CUSTOMERS, "years": 1, "today": TODAY, "force": True}


def load(**changes) -> str:
    said = StringIO()
    call_command("load_bench", **{"processes": 1, **SIZE, **changes}, stdout=said)
    return said.getvalue()


def around_the_tables() -> list[tuple[str, ...]]:
    """Every index, constraint and trigger there is."""
    if connection.vendor == "sqlite":
        question = "SELECT type, name, sql FROM sqlite_master WHERE type <> 'table'"
    else:
        question = """
            SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT contype::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
            UNION ALL SELECT 'trigger', tgname, tgenabled::text FROM pg_trigger
                      WHERE NOT tgisinternal"""
    with connection.cursor() as cursor:
        cursor.execute(question)
        return sorted(tuple(map(str, row)) for row in cursor.fetchall())


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    """Made once for all tests here that only look; what it said, and what was there around it."""
    with django_db_blocker.unblock(), transaction.atomic():
        before = around_the_tables()
        said = load()
        yield said, before
        transaction.set_rollback(True)
    calendars.forget()


# -- The whole ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("town")
def test_it_has_the_size_that_was_asked_for(db):
    assert Contact.objects.count() == CONTACTS
    assert Customer.objects.count() == CUSTOMERS
    assert (Department.objects.count(), User.objects.count()) == (40, 300)
    assert set(Membership.objects.values_list("department__slug", flat=True)) >= set(
        Department.objects.exclude(is_contact_centre=True).values_list("slug", flat=True)
    )
    first, last = (Contact.objects.order_by(way).first() for way in ("local_day", "-local_day"))
    assert YEAR.first <= first.local_day < date(2025, 12, 1)
    assert last.local_day == TODAY
    assert last.started_at < NOW


def test_it_says_how_fast_it_was(town):
    said, _before = town
    lines = [line.split(" ")[0] for line in said.splitlines()]
    assert lines == ["Town:", "Contacts:", "Hours", "Counts", "Stock"]
    assert f"Contacts: {CONTACTS}," in said


def test_every_index_constraint_and_trigger_is_back(town, db):
    _said, before = town
    assert around_the_tables() == before


@pytest.mark.usefixtures("town")
def test_every_reference_points_at_something(db):
    connection.check_constraints()


@pytest.mark.usefixtures("town")
def test_the_next_ones_get_the_next_numbers(db):
    assert reserve_ids(Contact, 1)[0] == CONTACTS + 1
    last = Case.objects.order_by("-pk").first().pk
    assert reserve_ids(Case, 1)[0] == last + 1
    assert take_numbers(2026) == [f"Z-2026-{last + 1:06d}"]


@pytest.mark.usefixtures("town")
def test_the_shape_is_believable(db):
    inbound = Contact.objects.counted()
    by_channel = dict(inbound.values_list("channel__code").annotate(Count("pk")))
    assert max(by_channel, key=by_channel.get) == "telefoon"
    assert 0.4 < by_channel["telefoon"] / inbound.count() < 0.75
    weekend = inbound.filter(local_day__iso_week_day__gte=6).count()
    assert 0 < weekend / inbound.count() < 0.06
    hours = dict(inbound.values_list("local_hour").annotate(Count("pk")))
    assert max(hours, key=hours.get) in (9, 10)
    subjects = sorted(Counter(Question.objects.values_list("subject", flat=True)).values())
    # A few subjects are most of the work; many are hardly ever asked about.
    assert sum(subjects[-15:]) > sum(subjects[:-15]) / 2
    assert subjects[0] <= 2
    callers = Counter(Contact.objects.exclude(customer=None).values_list("customer", flat=True))
    assert callers.most_common(1)[0][1] >= 10
    done = Callback.objects.filter(status="done")
    assert done.filter(closed_at__gt=F("due_at")).exists()
    assert done.filter(closed_at__lte=F("due_at")).count() > done.count() / 3
    assert Callback.objects.open().exists()
    assert Case.objects.open().exists()
    assert Case.objects.filter(closed_at__isnull=False).exists()
    assert Question.objects.filter(repeat_state="confirmed").exists()


@pytest.mark.usefixtures("town")
def test_exchange_and_surveys_fit_the_contacts(db):
    calls = Contact.objects.filter(channel__code="telefoon", direction="inbound").count()
    assert TelephonyHour.objects.aggregate(calls=Sum("answered"))["calls"] == calls
    for answer in Invitation.objects.select_related("callback", "case"):
        work = answer.callback or answer.case
        assert work is None or work.closed_at == answer.created_at


# -- Figures --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("town")
def test_figures_equal_a_recount(db):
    told = read(Asking(span=YEAR), now=NOW)
    expected = Counter()
    for counts in recount(YEAR, now=NOW).values():
        expected.update(counts)
    assert {name: number for name, number in told.total().items() if number} == dict(expected)


@pytest.mark.usefixtures("town")
def test_days_are_counted_and_nothing_is_left_to_count(db):
    assert not Mark.objects.exists()
    assert SettledDay.objects.filter(day__gte=YEAR.first, day__lt=TODAY).count() == 365
    kept = read(Asking(span=YEAR, breakdowns=True), now=NOW)
    forget_all()
    assert read(Asking(span=YEAR, breakdowns=True), now=NOW) == kept


@pytest.mark.usefixtures("town")
def test_the_stock_of_an_evening_is_what_was_open(db):
    day = date(2026, 10, 30)
    kept = Snapshot.objects.filter(day=day).values_list("kind").annotate(Sum("open"))
    evening = end_of(day)
    was_open = {
        "callbacks": Callback.objects.filter(requested_at__lte=evening).exclude(
            closed_at__lte=evening
        ),
        "cases": Case.objects.filter(registered_at__lte=evening).exclude(closed_at__lte=evening),
    }
    assert dict(kept) == {kind: rows.count() for kind, rows in was_open.items()}


# -- As the services would have written it -----------------------------------------------------


@pytest.mark.usefixtures("town")
def test_contacts_say_what_log_contact_would_say(db):
    for contact in Contact.objects.select_related("customer").prefetch_related(
        "questions__outcome"
    ):
        local = contact.started_at.astimezone(ZONE)
        assert (contact.local_day, contact.local_hour) == (local.date(), local.hour)
        counts = [question.outcome.counts_as_contact for question in contact.questions.all()]
        assert contact.counts == any(counts)
        assert [each.position for each in contact.questions.all()] == [1, 2][: len(counts)]
        customer = contact.customer
        if customer and not contact.location:
            assert contact.location_key == customer.known_address_key
        assert (contact.version, contact.source) == (1, "")


@pytest.mark.usefixtures("town")
def test_questions_say_what_log_contact_would_say(db):
    questions = Question.objects.select_related(
        "contact", "outcome", "subject", "reason", "case", "callback"
    )
    for question in questions:
        outcome = question.outcome
        assert question.search_text == fold(f"{question.subject.name} {question.note}")
        assert question.outcome_category == outcome.category
        assert question.counts_as_direct == outcome.counts_as_direct
        assert hasattr(question, "callback") == (outcome.category == "callback")
        assert (question.case is not None) == (outcome.category == "case")
        if question.contact.direction == "inbound" and question.repeat_state == "none":
            assert question.asks_status == recognised(
                subject=question.subject, reason=question.reason, category=outcome.category,
                running=False,
            )  # fmt: skip


@pytest.mark.usefixtures("town")
def test_repeats_are_repeats(db):
    repeated = Question.objects.exclude(repeat_of=None).select_related(
        "contact", "subject", "repeat_of__contact", "chain_start", "repeat_of__chain_start"
    )
    assert {each.repeat_state for each in repeated} == {"proposed", "confirmed", "rejected"}
    for later in repeated:
        before, first = later.repeat_of, later.repeat_of.chain_start or later.repeat_of
        subject = later.subject
        assert is_repeat(
            asked(before), asked(later),
            window_days=subject.repeat_window_days, address_bound=subject.address_bound,
        )  # fmt: skip
        linked = later.repeat_state != "rejected"
        assert later.chain_start == (first if linked else None)
        assert later.repeat_department_id == (first.department_id if linked else None)
        assert (later.repeat_reason is not None) == (later.repeat_state == "confirmed")


@pytest.mark.usefixtures("town")
def test_callbacks_lived_by_the_rules(db):
    callbacks = Callback.objects.select_related(
        "question__subject", "question__contact__channel", "department"
    ).prefetch_related("events")
    rerouted = 0
    for callback in callbacks:
        events, status = list(callback.events.all()), "new"
        for number, event in enumerate(events, start=2):
            act = ACTS.get(event.kind) or CLOSED[event.detail["status"]]
            rule = workflow.RULES[act]
            assert status in rule.before
            status = event.detail["status"]
            assert (status, event.detail["version"]) == (rule.after, number)
            assert callback.requested_at < event.at <= NOW
        assert (callback.status, callback.version) == (status, len(events) + 1)
        attempts = [event.at for event in events if event.kind == "attempt"]
        assert callback.attempts == len(attempts)
        assert callback.tried_at == (attempts[1] if len(attempts) > 1 else None)
        assert (callback.closed_at is None) == (status in workflow.OPEN)
        assert callback.question.department_id == callback.department_id
        rerouted += callback.reroutes
        if not callback.reroutes:
            check_promise(callback)
    assert rerouted
    assert callbacks.filter(confidential=True).exists()
    assert callbacks_unlike_their_contact() == []


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("events", "about", "address"),
    [
        (CallbackEvent, "callback", "/contacts/callbacks/{}/"),
        (CaseEvent, "case", "/cases/{}/"),
    ],
)
def test_pages_tell_all_that_happened(client, db, events, about, address):
    """One of each kind of event: a page that lacks a part of one fails."""
    user = User.objects.get(username="kcc-lead")
    client.force_login(user)
    model = events._meta.get_field(about).related_model
    visible = model.objects.visible_to(access_of(user), user)
    seen = events.objects.filter(**{f"{about}__in": visible})
    newest = seen.values("kind").annotate(newest=Max("pk")).values("newest")
    chosen = events.objects.filter(pk__in=newest).values_list("kind", f"{about}__public_id")
    answers = {kind: client.get(address.format(key)).status_code for kind, key in chosen}
    assert answers == dict.fromkeys(answers, 200)
    assert len(answers) >= 3


@pytest.mark.usefixtures("town")
def test_what_is_reckoned_once_is_the_same_as_reckoned_each_time(db):
    """Around Christmas, before, at and after openings and closings; twice, with other seconds."""
    calendars.forget()
    lists, reckoning = read_reference(), Reckoning()
    almanac = plan.Almanac(date(2025, 12, 18), datetime(2026, 1, 7, 16, tzinfo=UTC))
    days = [day for day in almanac.days.values() if day.date <= date(2026, 1, 7)]
    hours = [-3600, 0, 1799, 1800, 1801, 4 * 3600, 9 * 3600 - 1, 9 * 3600, 9 * 3600 + 1, 13 * 3600]
    subjects = list(lists.subjects.values())[::25]
    types = CaseType.objects.all()
    for second in (0, 7):
        for moment in (Moment(day, hour + second) for day in days for hour in hours):
            for answer_by, channel in (
                ("phone", "telefoon"),
                ("email", "e-mail"),
                ("channel", "whatsapp"),
            ):
                for subject in subjects:
                    asked = {
                        "answer_by": answer_by, "urgent": subject.pk % 2 == 0,
                        "department": subject.department, "channel": lists.channels[channel],
                        "subject": subject,
                    }  # fmt: skip
                    told = promise_for(received=moment.at, **asked)
                    assert reckoning.promise(moment, **asked) == Given(
                        told.norm.kind, told.moment, told.steps, told.clock
                    )
            for case_type in types:
                assert reckoning.deadlines(case_type, moment) == deadlines_of(case_type, moment.at)


@pytest.mark.usefixtures("town")
def test_cases_are_due_when_their_type_says(db):
    cases = Case.objects.select_related("case_type", "status").prefetch_related("events")
    for case in cases:
        due = deadlines_of(case.case_type, case.registered_at)
        assert {name: getattr(case, name) for name in due.as_values()} == due.as_values()
        assert case.status.is_final == (case.closed_at is not None)
        moments = [event.at for event in case.events.all()]
        assert moments == sorted(moments)
        assert case.version == len(moments) + 1
        assert case.number.startswith(f"Z-{case.registered_at.astimezone(ZONE).year}-")


@pytest.mark.usefixtures("town")
def test_who_works_on_it_works_there(db):
    works = set(Membership.objects.filter(role="handler").values_list("user_id", "department_id"))
    agents = set(Membership.objects.filter(role="agent").values_list("user_id", flat=True))
    centre = Department.objects.get(is_contact_centre=True).pk
    taken = [
        *Callback.objects.exclude(assignee=None).values_list("assignee", "department"),
        *Case.objects.exclude(handler=None).values_list("handler", "department"),
    ]
    assert taken
    for person, department in taken:
        assert (person, department) in works or (department == centre and person in agents)
    assert {*Contact.objects.values_list("agent", flat=True)} <= agents


@pytest.mark.usefixtures("town")
def test_people_have_names_and_numbers_of_nobody(db):
    assert not ContactPoint.objects.filter(kind="phone").exclude(
        value__regex=r"^\+31(660|599)[0-9]{6}$"
    )
    assert not Customer.objects.annotate(length=Length("search_text")).filter(length=0)
    with_bsn = Customer.objects.exclude(bsn_lookup="")
    assert with_bsn.exists()
    assert {bytes(each.bsn_encrypted)[:2] for each in with_bsn} == {b"gA"}


# -- Once more, and not twice -------------------------------------------------------------------


@pytest.mark.usefixtures("town")
def test_the_same_seed_tells_the_same_story(db):
    end = datetime(2026, 11, 20, 16, tzinfo=UTC)
    story = Story(1, YEAR.first, end)
    piece = plan.pieces_of(CONTACTS, plan.Almanac(story.first_day, end))[0]
    first, again = maker_for(story)(piece), maker_for(story)(piece)
    assert first == again
    assert maker_for(Story(2, story.first_day, end))(piece) != first


@pytest.mark.usefixtures("town")
def test_it_is_not_put_beside_what_is_there(db):
    with pytest.raises(CommandError, match="somebody in the database already"):
        load()
