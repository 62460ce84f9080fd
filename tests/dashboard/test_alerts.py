"""Alerts: one mail when a figure stays past its norm, no second one until it was right again."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.alerts.following import State, follow
from dashboard.alerts.jobs import tick
from dashboard.alerts.levels import WATCHED, levels, norm_of
from dashboard.alerts.selectors import days_to_see, preview, working_days
from dashboard.alerts.services import change_alert, look, make_alert
from dashboard.figures import BY_SLUG, KEPT, OVERDUE, SATISFACTION, TELEPHONE_LOST
from dashboard.models import Alert, AlertMail, Snapshot
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification, OutboxMessage
from kcc.lib.periods import ZONE
from tests.factories import NOW, make_callback, make_user, reference
from tests.statements import statements

MORNING = datetime(2026, 11, 10, 7, 30, tzinfo=ZONE)  # a Tuesday
DAYS = [date(2026, 11, 5), date(2026, 11, 6), date(2026, 11, 9)]  # the working days before it
GIVEN = {
    "name": "Terugbellen", "figure": "kept", "department": None, "threshold": None, "days": 3,
    "audience": "managers", "active": True,
}  # fmt: skip


@pytest.fixture
def ref(db):
    return reference()


@pytest.fixture
def manager(db):
    return make_user("manager", username="manager", email="manager@gemeente.example")


def alert_of(manager, **values) -> Alert:
    return make_alert(by=manager, now=MORNING - timedelta(days=9), **(GIVEN | values))


def broken_promises(number=5, day=DAYS[0]) -> None:
    """Callbacks whose promise ran out on that day."""
    due = datetime.combine(day, datetime.min.time(), tzinfo=ZONE) + timedelta(hours=10)
    for _ in range(number):
        make_callback(at=due - timedelta(days=2), due=due)


# -- How it goes on -----------------------------------------------------------------------------


def told(days, needed, state=State()):  # noqa: B008 - frozen
    start = date(2026, 11, 2)
    rows = [(start + timedelta(days=index), past) for index, past in enumerate(days)]
    return [step.day.day for step in follow(state, rows, needed=needed) if step.tells]


@pytest.mark.once
@pytest.mark.parametrize(
    ("days", "needed", "expected"),
    [
        ([True, True, True, True], 3, [4]),
        ([True, True, False, True, True, True], 3, [7]),
        # A day that says nothing changes nothing.
        ([True, True, None, True, True], 3, [5]),
        ([True, False, True, False], 1, [2, 4]),
        ([None, None], 1, []),
    ],
)
def test_it_tells_once_for_every_time_past(days, needed, expected):
    assert told(days, needed) == expected


@pytest.mark.once
@given(st.lists(st.sampled_from([True, False, None]), max_size=30), st.integers(1, 6), st.data())
def test_looking_in_two_goes_is_looking_in_one(days, needed, data):
    cut = data.draw(st.integers(0, len(days)))
    rows = [(date(2026, 1, 1) + timedelta(days=index), past) for index, past in enumerate(days)]
    whole = list(follow(State(), rows, needed=needed))
    first = list(follow(State(), rows[:cut], needed=needed))
    state = first[-1].state if first else State()
    assert whole == first + list(follow(state, rows[cut:], needed=needed))


# -- What it looks at ----------------------------------------------------------------------------


def test_every_watched_figure_has_a_norm(db):
    for figure in WATCHED:
        assert norm_of(figure) >= 0
        with statements() as ran:
            assert set(levels(figure, None, DAYS, now=MORNING)) == set(DAYS)
        assert len(ran) <= 3
    assert {KEPT, OVERDUE, SATISFACTION, TELEPHONE_LOST} <= set(WATCHED)


def test_a_promise_weighs_for_thirty_days(ref):
    broken_promises(6, date(2026, 10, 8))
    days = [date(2026, 10, 8), date(2026, 11, 6), date(2026, 11, 7)]
    found = levels(KEPT, None, days, now=MORNING)
    assert [found[day].number for day in days] == [0, 0, None]


def test_few_say_nothing(ref):
    broken_promises(4)
    assert levels(KEPT, None, DAYS, now=MORNING)[DAYS[2]].number is None


def test_of_one_department_only(ref):
    broken_promises(5)
    other = ref.department["burgerzaken"].pk
    own = ref.department["vergunningen"].pk
    assert levels(KEPT, other, DAYS, now=MORNING)[DAYS[2]].number is None
    assert levels(KEPT, own, DAYS, now=MORNING)[DAYS[2]].number == 0


def test_open_work_as_it_was_kept_that_evening(ref):
    for kind in ("callbacks", "cases"):
        Snapshot.objects.create(
            day=DAYS[1], department=ref.department["burgerzaken"], kind=kind, open=10, overdue=3,
            serious=0, waiting=0, unassigned=1, made_at=NOW,
        )  # fmt: skip
    found = levels(OVERDUE, None, DAYS, now=MORNING)
    assert [found[day].number for day in DAYS] == [None, 30, None]


# -- Telling -------------------------------------------------------------------------------------


def test_it_mails_once_however_often_it_looks(ref, manager):
    broken_promises()
    alert = alert_of(manager)
    assert look(MORNING) == 1
    assert look(MORNING) == look(MORNING + timedelta(hours=3)) == 0
    mail = OutboxMessage.objects.get(kind="alert")
    assert mail.to == "manager@gemeente.example"
    assert "Terugbellen" in mail.subject
    assert Notification.objects.get(kind="alert").user == manager
    kept = AlertMail.objects.get()
    assert (kept.alert, kept.since, kept.day, kept.told) == (alert, DAYS[0], DAYS[2], 1)
    # It stays past: nothing more is told.
    for days in range(1, 8):
        look(MORNING + timedelta(days=days))
    assert AlertMail.objects.count() == OutboxMessage.objects.filter(kind="alert").count() == 1


def test_after_a_standstill_every_working_day_is_seen(ref, manager):
    alert = alert_of(manager)
    look(MORNING)
    Alert.objects.update(looked_on=date(2026, 10, 30), days_past=0, past_since=None)
    alert.refresh_from_db()
    days = days_to_see(alert, MORNING)
    assert days == working_days(date(2026, 10, 31), date(2026, 11, 9))
    assert days[0] == date(2026, 11, 2)
    broken_promises(day=date(2026, 11, 4))
    look(MORNING)
    assert AlertMail.objects.get().since == date(2026, 11, 4)
    assert AlertMail.objects.get().day == date(2026, 11, 6)


@pytest.mark.parametrize(
    ("audience", "department", "people"),
    [
        ("managers", "vergunningen", {"manager"}),
        ("heads", "vergunningen", {"hoofd"}),
        ("both", "vergunningen", {"manager", "hoofd"}),
        ("managers", None, {"manager"}),
    ],
)
def test_who_is_told(ref, manager, audience, department, people):
    place = ref.department.get(department)
    make_user("head", ref.department["vergunningen"], username="hoofd", email="h@example.nl")
    make_user("head", ref.department["burgerzaken"], username="ander", email="a@example.nl")
    make_user("manager", username="weg", email="weg@example.nl", is_active=False)
    broken_promises()
    alert_of(manager, audience=audience, department=place)
    look(MORNING)
    assert {line.user.username for line in Notification.objects.filter(kind="alert")} == people


def test_one_that_is_switched_off_or_gone_wrong_keeps_the_others_going(ref, manager):
    broken_promises()
    alert_of(manager, active=False)
    Alert.objects.create(name="Weg", figure="bestaat-niet", created_at=NOW)
    alert_of(manager)
    assert look(MORNING) == 2
    assert AlertMail.objects.count() == 1


def test_the_tick_waits_for_the_morning(ref, manager):
    broken_promises()
    alert_of(manager)
    tick(MORNING - timedelta(hours=2))
    assert not AlertMail.objects.exists()
    tick(MORNING)
    assert AlertMail.objects.exists()
    with statements() as ran:
        tick(MORNING)
    assert len(ran) == 1


def test_a_change_begins_anew_and_is_recorded(ref, manager):
    broken_promises()
    alert = alert_of(manager)
    look(MORNING)
    alert.refresh_from_db()
    change_alert(by=manager, alert=alert, now=MORNING, **(GIVEN | {"days": 2}))
    assert (alert.looked_on, alert.days_past, alert.past_since) == (None, 0, None)
    change_alert(by=manager, alert=alert, now=MORNING, **(GIVEN | {"days": 2}))
    actions = list(AuditEvent.objects.filter(action__startswith="alert.").values_list("action"))
    assert actions.count(("alert.changed",)) == 1


def test_the_preview_says_when_it_would_have_told(ref, manager):
    broken_promises(day=date(2026, 10, 20))
    alert = Alert(**GIVEN)
    found = preview(alert, now=MORNING)
    assert found.told == [(date(2026, 10, 22), 0)]
    assert (found.level, found.on) == (0, DAYS[2])
    assert not Alert.objects.exists()


# -- Pages ---------------------------------------------------------------------------------------


def sent(**values) -> dict:
    given = {"name": "Bellers haken af", "figure": "telephone-lost", "days": "2", "active": "on"}
    return given | {"audience": "managers", "department": "", "threshold": ""} | values


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"figure": "handling-time"}, "figure"),
        ({"department": "vergunningen"}, "department"),
        ({"figure": "kept", "audience": "heads"}, "audience"),
        ({"figure": "satisfaction", "threshold": "80"}, "threshold"),
        ({"figure": "kept", "threshold": "101"}, "threshold"),
        ({"days": "0"}, "days"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(ref, manager, client, values, field):
    client.force_login(manager)
    answer = client.post("/dashboard/alerts/new/", sent(**values))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Alert.objects.exists()


def test_trying_keeps_nothing_and_loses_nothing(ref, manager, client):
    client.force_login(manager)
    answer = client.post("/dashboard/alerts/new/", sent(**{"try": "1", "threshold": "7,5"}))
    assert answer.status_code == 200
    assert not Alert.objects.exists()
    assert 'value="7,5"' in answer.content.decode()


def test_an_alert_is_kept_changed_and_deleted(ref, manager, client):
    client.force_login(manager)
    assert client.post("/dashboard/alerts/new/", sent(threshold="8")).status_code == 302
    alert = Alert.objects.get()
    assert (alert.threshold, alert.created_by) == (8, manager)
    page = f"/dashboard/alerts/{alert.public_id}/"
    assert client.get(page).status_code == 200
    assert client.post(page, sent(days="5")).status_code == 302
    alert.refresh_from_db()
    assert (alert.days, alert.threshold) == (5, None)
    assert client.post(f"{page}delete/").status_code == 302
    assert not Alert.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(ref, manager, client, number):
    for index in range(number):
        alert_of(manager, name=f"Alert {index}", department=ref.department["vergunningen"])
    client.force_login(manager)
    with statements() as ran:
        assert client.get("/dashboard/alerts/").status_code == 200
    assert len(ran) == 4


def test_every_figure_can_be_chosen(ref, manager, client):
    client.force_login(manager)
    page = client.get("/dashboard/alerts/new/").content.decode()
    for figure in WATCHED:
        assert f'value="{figure.slug}"' in page
        assert BY_SLUG[figure.slug] is figure
