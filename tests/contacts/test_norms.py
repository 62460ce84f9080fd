"""Service norms on screen: the list, the preview that changes nothing, and what is kept."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from contacts.models import Callback
from contacts.norms import services
from contacts.norms.holding import Holding, Span, State, holding, spans
from contacts.norms.preview import preview_of_end, preview_of_new
from contacts.norms.selectors import groups
from kcc.audit.models import AuditEvent
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation import calendars
from kcc.organisation.models import Department, ServiceNorm, User
from tests.factories import NOW, make_callback, make_user, reference

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)
DAY = timedelta(days=1)
LIST = reverse("contacts:norms")
NEW, END, REMOVE = (reverse(f"contacts:norm-{act}") for act in ("new", "end", "remove"))


@pytest.fixture
def manager(client_of):
    reference()
    return in_english(client_of("manager"))


@pytest.fixture(autouse=True)
def ten_in_the_morning():
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        yield


def in_english(client):
    User.objects.filter(pk=client.user.pk).update(language="en")
    return client


def norm(kind="callback", amount=1, unit="working_days", valid_from=TODAY, **values):
    made = ServiceNorm.objects.create(
        kind=kind, amount=amount, unit=unit, valid_from=valid_from, **values
    )
    calendars.forget()
    return made


def typed(**values):
    return {
        "kind": "callback", "amount": "1", "unit": "working_days", "target_percentage": "80",
        "valid_from": "2026-11-11", "subject": "", "department": "", "channel": "",
        "valid_until": "", "source": "",
    } | values  # fmt: skip


def words(response) -> str:
    return " ".join(response.content.decode().split())


def saving(page, **values):
    """What the button "Save" of a preview sends."""
    return values | {"save": "1", "seen": page.context["preview"].seen}


# -- On which days a norm holds ---------------------------------------------------------------


def days(first, last=None):
    return Span(TODAY + first * DAY, None if last is None else TODAY + last * DAY)


@pytest.mark.parametrize(
    ("own", "others", "left"),
    [
        (days(0), [], [days(0)]),
        (days(0), [days(-5)], [days(0)]),  # an earlier one changes nothing
        (days(0), [days(3)], [days(0, 2)]),
        (days(0), [days(3, 4)], [days(0, 2), days(5)]),
        (days(0, 9), [days(3, 4), days(7)], [days(0, 2), days(5, 6)]),
        (days(0, 2), [days(3)], [days(0, 2)]),
        (days(0, 9), [days(1, 9)], [days(0, 0)]),
        (days(0), [days(3, 4), days(4, 6)], [days(0, 2), days(7)]),
    ],
)
def test_spans(own, others, left):
    assert spans(own, [own, *others]) == left


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        (days(-9), [], Holding(State.IN_FORCE, days(-9))),
        (days(0, 0), [], Holding(State.IN_FORCE, days(0, 0))),
        (days(-9), [days(3)], Holding(State.IN_FORCE, days(-9, 2))),
        (days(-9), [days(3, 4)], Holding(State.IN_FORCE, days(-9, 2), TODAY + 5 * DAY)),
        (days(-9), [days(-1, 4)], Holding(State.RESTING, days(5))),
        (days(-9), [days(-1)], Holding(State.PAST, days(-9, -2))),
        (days(-9, -1), [], Holding(State.PAST, days(-9, -1))),
        (days(1), [], Holding(State.COMING, days(1))),
        (days(-9, -2), [days(-9, -2)], Holding(State.PAST, days(-9, -2))),
        (days(1), [days(2, 3)], Holding(State.COMING, days(1, 1), TODAY + 4 * DAY)),
    ],
)
def test_holding(own, others, expected):
    assert holding(own, others, TODAY) == expected


def test_spans_are_the_days_that_norm_for_gives():
    """The list says the same as the promise: day by day, with norms that cross each other."""
    ServiceNorm.objects.all().delete()
    made = [
        norm(amount=1, valid_from=TODAY),
        norm(amount=2, valid_from=TODAY + 2 * DAY, valid_until=TODAY + 8 * DAY),
        norm(amount=3, valid_from=TODAY + 4 * DAY, valid_until=TODAY + 5 * DAY),
        norm(amount=4, valid_from=TODAY + 12 * DAY),
    ]
    own = [Span(row.valid_from, row.valid_until) for row in made]
    for number in range(20):
        day = TODAY + number * DAY
        held = [
            row.amount
            for row, span in zip(made, own, strict=True)
            if any(piece.holds_on(day) for piece in spans(span, own))
        ]
        at = datetime.combine(day, NOW.timetz())
        assert held == [calendars.norm_for(kind="callback", at=at).amount]


# -- The list ---------------------------------------------------------------------------------


def test_list_shows_norms_most_specific_first_with_what_they_hold_for():
    ref = reference()
    norm(amount=3, channel=ref.channel["telefoon"])
    norm(amount=4, department=ref.department["vergunningen"])
    norm(amount=5, subject_code="VG01", channel=ref.channel["balie"])
    norm(amount=6, valid_from=TODAY + DAY)
    norm(amount=7, valid_from=date(2024, 1, 1))
    callbacks = groups(TODAY)[0]
    assert [(line.norm.amount, line.names) for line in callbacks.current] == [
        (5, ("subject Dakkapel", "channel Balie")),
        (4, ("department Vergunningen, Toezicht en Handhaving",)),
        (3, ("channel Telefoon",)),
        (2, ()),
    ]
    assert [line.norm.amount for line in callbacks.coming] == [6]
    assert [line.norm.amount for line in callbacks.past] == [7]
    assert [(line.may_end, line.may_remove) for line in callbacks.coming] == [(True, True)]
    assert [group.leans_on_built_in for group in groups(TODAY)] == [False] + [True] * 6


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_statements(manager, django_assert_num_queries, count):
    ref = reference()
    for number in range(count):
        norm(valid_from=TODAY + number * DAY, department=ref.department["vergunningen"])
        norm(valid_from=TODAY + number * DAY, subject_code="VG01", channel=ref.channel["balie"])
    # Session, person, roles; norms, names of subjects.
    with django_assert_num_queries(5):
        manager.get(LIST)


def test_an_administrator_reads_and_changes_nothing(client_of):
    reference()
    client = in_english(client_of("administrator"))
    page = words(client.get(LIST))
    assert ["2 working days" in page, *(url in page for url in (NEW, END, REMOVE))] == [
        True,
        False,
        False,
        False,
    ]
    for url in (NEW, END, REMOVE):
        assert client.post(url, typed()).status_code == 403


@pytest.mark.parametrize("role", ["agent", "kcc_lead", "handler", "head", "board"])
def test_others_do_not_see_them(client_of, role):
    assert client_of(role).get(LIST).status_code == 403


# -- A new one --------------------------------------------------------------------------------


def test_a_norm_is_looked_at_and_then_kept(manager, django_capture_on_commit_callbacks):
    tomorrow = NOW + DAY
    page = manager.post(NEW, typed(department="vergunningen", channel="telefoon", subject="VG01"))
    assert (page.status_code, ServiceNorm.objects.count()) == (200, 1)
    kept = saving(page, **typed(department="vergunningen", channel="telefoon", subject="VG01"))
    ref = reference()
    place = {
        "department": ref.department["vergunningen"],
        "channel": ref.channel["telefoon"],
        "subject": ref.subject["VG01"],
    }
    assert calendars.norm_for(kind="callback", at=tomorrow, **place).amount == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert manager.post(NEW, kept).url == LIST
    # At once, although the snapshot was read a moment ago.
    assert calendars.norm_for(kind="callback", at=tomorrow, **place).amount == 1
    assert calendars.norm_for(kind="callback", at=NOW, **place).amount == 2
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor, event.detail) == (
        "norm.added",
        manager.user,
        {
            "kind": "callback",
            "subject": "VG01",
            "department": "vergunningen",
            "channel": "telefoon",
            "term": "1 working_days",
            "first_day": "2026-11-11",
        },
    )


def test_looking_changes_nothing(manager):
    callback = make_callback()
    before = Callback.objects.filter(pk=callback.pk).values().get()
    rows, events = ServiceNorm.objects.count(), AuditEvent.objects.count()
    manager.post(NEW, typed(valid_from="2026-11-10"))
    assert (ServiceNorm.objects.count(), AuditEvent.objects.count()) == (rows, events)
    assert Callback.objects.filter(pk=callback.pk).values().get() == before


def test_a_given_promise_stays_when_the_norm_changes(manager):
    callback = make_callback()
    data = typed(valid_from="2026-11-10")
    page = manager.post(NEW, data)
    manager.post(NEW, saving(page, **data))
    calendars.forget()
    after = Callback.objects.get(pk=callback.pk)
    assert (after.promised_at, after.due_at) == (callback.promised_at, callback.due_at)
    assert make_callback(at=NOW + timedelta(minutes=1)).promised_at < callback.promised_at


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"valid_from": "2026-11-09"}, "valid_from"),
        ({"valid_from": "morgen"}, "valid_from"),
        ({"valid_until": "2026-11-10"}, "valid_until"),
        ({"amount": "0"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"target_percentage": "101"}, "target_percentage"),
        ({"kind": "fax"}, "kind"),
        ({"subject": "XX99"}, "subject"),
        ({"department": "nergens"}, "department"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(manager, values, field):
    data = typed(source="Besluit van 3 november") | values
    page = manager.post(NEW, data | {"save": "1"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert "Besluit van 3 november" in words(page)
    assert ServiceNorm.objects.count() == 1


def test_the_same_norm_from_the_same_day_is_refused_with_a_sentence(manager):
    norm(amount=3, valid_from=TODAY + DAY)
    page = manager.post(NEW, typed())
    assert page.status_code == 422
    assert page.context["form"].errors == {
        "valid_from": ["There is a norm for this from that day already. Choose another day."]
    }


def test_two_managers_at_once_and_the_database_decides():
    by = make_user("manager")
    values = {"kind": "callback", "amount": 1, "unit": "working_days", "valid_from": TODAY}
    reference()
    services.add_norm(by=by, now=NOW, **values)
    with pytest.raises(DomainError) as refused:
        services.add_norm(by=by, now=NOW, **values)
    assert (refused.value.field, refused.value.code) == ("valid_from", "taken")
    # Nothing of the refused one is left, the log included, and one can go on.
    assert ServiceNorm.objects.count() == 2
    assert AuditEvent.objects.filter(action="norm.added").count() == 1
    services.add_norm(by=by, now=NOW, **values | {"kind": "letter"})


def test_a_preview_of_what_changed_meanwhile_is_shown_anew(manager):
    page = manager.post(NEW, typed())
    kept = saving(page, **typed())
    norm(amount=5, valid_from=TODAY)
    again = manager.post(NEW, kept)
    assert (again.status_code, again.context["again"]) == (200, True)
    assert again.context["preview"].now_term == "5 working days"
    assert ServiceNorm.objects.filter(amount=1).count() == 0
    assert manager.post(NEW, saving(again, **typed())).status_code == 302


def test_other_values_than_were_looked_at_are_shown_first(manager):
    page = manager.post(NEW, typed())
    again = manager.post(NEW, saving(page, **typed(amount="3")))
    assert (again.status_code, again.context["preview"].next_term) == (200, "3 working days")
    assert ServiceNorm.objects.count() == 1


def test_the_form_begins_tomorrow_with_the_kind_of_the_card(manager):
    page = manager.get(NEW, {"kind": "letter"})
    form = page.context["form"]
    assert (form["kind"].value(), form["valid_from"].value()) == ("letter", date(2026, 11, 11))
    assert manager.get(NEW, {"kind": "<fax>"}).status_code == 200


# -- What it would change ---------------------------------------------------------------------


def made_on(day, hour=11, **values):
    return make_callback(
        at=datetime(2026, day[0], day[1], hour, tzinfo=ZoneInfo("Europe/Amsterdam")), **values
    )


def look(amount=1, unit="working_days", *, first=TODAY + DAY, kind="callback", **place):
    one = calendars.Norm(
        0, kind, place.get("department_id"), place.get("channel_id"), amount, unit, 80, first,
        None, place.get("subject_code", ""),
    )  # fmt: skip
    return preview_of_new(calendars.read_norms(), one, now=NOW)


def counts(preview):
    return (preview.looked_at, preview.earlier, preview.the_same, preview.later)


def test_preview_counts_what_would_have_gone_by_it():
    made_on((11, 2))
    made_on((11, 9), 18)
    made_on((10, 1))  # too long ago
    assert counts(look(1)) == (2, 2, 0, 0)
    assert counts(look(2)) == (2, 0, 2, 0)
    assert counts(look(3)) == (2, 0, 0, 2)
    # Seventeen opening hours are two working days only for who asks when it opens.
    assert counts(look(17, "working_hours")) == (2, 2, 0, 0)
    assert counts(look(1, kind="letter")) == (0, 0, 0, 0)


def test_preview_gives_the_moments_and_why():
    callback = made_on((11, 6), 16)
    (example,) = look(1).examples
    assert (example.number, example.subject, example.earlier) == (
        callback.number,
        "Dakkapel",
        True,
    )
    assert (example.old.moment, example.new.moment) == (
        callback.promised_at,
        datetime(2026, 11, 9, 17, tzinfo=ZoneInfo("Europe/Amsterdam")),
    )
    assert [p.norm.amount for p in (example.old, example.new)] == [2, 1]


def test_preview_has_five_examples_at_most_the_latest_first():
    made = [made_on((11, day)) for day in (2, 3, 4, 5, 6, 9)]
    preview = look(1)
    assert [each.number for each in preview.examples] == [row.number for row in made[:0:-1]]
    assert preview.looked_at == 6


def test_preview_looks_only_at_what_the_norm_holds_for():
    ref = reference()
    made_on((11, 2), channel="telefoon")
    made_on((11, 3), channel="balie", subject="VG02")
    made_on((11, 4), department=ref.department["burgerzaken"], subject="BZ01")
    vergunningen = ref.department["vergunningen"].pk
    assert counts(look(1)) == (3, 3, 0, 0)
    assert counts(look(1, department_id=vergunningen)) == (2, 2, 0, 0)
    assert counts(look(1, channel_id=ref.channel["balie"].pk)) == (1, 1, 0, 0)
    assert counts(look(1, subject_code="BZ01")) == (1, 1, 0, 0)
    assert counts(look(1, subject_code="BZ01", department_id=vergunningen)) == (0, 0, 0, 0)


def test_preview_leaves_out_what_a_more_specific_norm_decides():
    ref = reference()
    made_on((11, 2), channel="telefoon")
    made_on((11, 3), channel="balie")
    norm(amount=4, channel=ref.channel["telefoon"])
    assert counts(look(1)) == (1, 1, 0, 0)


def test_preview_says_what_it_takes_over_from_and_what_stays():
    ref = reference()
    made_on((11, 2))
    made_on((10, 1))  # open all the same
    preview = look(1, channel_id=ref.channel["telefoon"].pk)
    assert (preview.now_term, preview.now_names, preview.now_built_in) == (
        "2 working days",
        (),
        False,
    )
    assert preview.still_open == 2
    norm(amount=3, channel=ref.channel["telefoon"])
    preview = look(4, "working_hours", channel_id=ref.channel["telefoon"].pk)
    assert (preview.now_term, preview.now_names, preview.next_term) == (
        "3 working days",
        ("channel Telefoon",),
        "4 opening hours",
    )
    letters = look(10, kind="letter")
    assert (letters.now_term, letters.now_built_in) == ("15 working days", True)


@pytest.mark.parametrize("count", [1, 3])
def test_preview_costs_the_same_statements(manager, django_assert_num_queries, count):
    for number in range(count):
        made_on((11, 2 + number))
    manager.get(NEW)  # the lists are kept, and the calendar
    calendars.snapshot()
    # Session, person, roles; norms, open promises, those of the last 28 days.
    with django_assert_num_queries(6):
        manager.post(NEW, typed())


def test_the_preview_shows_no_person(manager):
    callback = made_on((11, 2), caller_name="mevrouw De Wit")
    page = words(manager.post(NEW, typed()))
    shown = [word in page for word in (callback.number, "De Wit", callback.phone, "controleur")]
    assert shown == [True, False, False, False]


# -- The end of one ---------------------------------------------------------------------------


@pytest.fixture
def special(manager):
    return norm(amount=1, department=Department.objects.get(slug="vergunningen"))


def test_a_norm_is_ended_after_a_look(manager, special, django_capture_on_commit_callbacks):
    made_on((11, 2))
    opened = manager.post(END, {"norm": special.pk})
    assert (opened.status_code, opened.context["preview"]) == (200, None)
    data = {"norm": special.pk, "last_day": "2026-11-30"}
    page = manager.post(END, data)
    preview = page.context["preview"]
    assert (preview.first_day, preview.now_term, preview.next_term) == (
        date(2026, 12, 1),
        "1 working day",
        "2 working days",
    )
    assert counts(preview) == (1, 0, 0, 1)
    special.refresh_from_db()
    assert special.valid_until is None
    with django_capture_on_commit_callbacks(execute=True):
        assert manager.post(END, saving(page, **data)).url == LIST
    special.refresh_from_db()
    assert special.valid_until == date(2026, 11, 30)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.detail["last_day"]) == ("norm.ended", "2026-11-30")


@pytest.mark.parametrize("last_day", ["2026-11-09", "", "morgen"])
def test_a_norm_ends_today_or_later(manager, special, last_day):
    data = {"norm": special.pk, "last_day": last_day, "save": "1"}
    page = manager.post(END, data)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["last_day"])
    special.refresh_from_db()
    assert special.valid_until is None


def test_a_norm_that_begins_later_does_not_end_before(manager):
    later = norm(valid_from=TODAY + 5 * DAY)
    with pytest.raises(DomainError):
        services.end_norm(by=manager.user, norm=later, last_day=TODAY + 4 * DAY, now=NOW)
    services.end_norm(by=manager.user, norm=later, last_day=TODAY + 5 * DAY, now=NOW)


def test_a_norm_that_is_over_stays_over(manager):
    over = norm(valid_from=TODAY - 5 * DAY, valid_until=TODAY - DAY)
    page = manager.post(END, {"norm": over.pk, "last_day": "2026-11-30", "save": "1"})
    assert page.status_code == 422
    over.refresh_from_db()
    assert over.valid_until == TODAY - DAY


def test_a_last_day_moved_further_shows_what_comes_back(manager, special):
    ServiceNorm.objects.filter(pk=special.pk).update(valid_until=TODAY + DAY)
    kept = calendars.read_norms()
    own = next(each for each in kept if each.pk == special.pk)
    preview = preview_of_end(kept, own, TODAY + 9 * DAY, now=NOW)
    assert (preview.first_day, preview.now_term, preview.next_term) == (
        TODAY + 2 * DAY,
        "2 working days",
        "1 working day",
    )


def test_of_two_who_end_a_norm_one_gets_a_conflict(manager, special):
    seen = ServiceNorm.objects.get(pk=special.pk)
    services.end_norm(by=manager.user, norm=special, last_day=TODAY, now=NOW)
    with pytest.raises(Conflict):
        services.end_norm(by=manager.user, norm=seen, last_day=TODAY + DAY, now=NOW)
    assert AuditEvent.objects.filter(action="norm.ended").count() == 1


@pytest.mark.parametrize("number", ["", "x", "0", "99999999999999", "²"])
def test_a_norm_that_is_not_there_is_not_found(manager, number):
    for url in (END, REMOVE):
        assert manager.post(url, {"norm": number}).status_code == 404


# -- One that did not begin yet ---------------------------------------------------------------


def test_a_norm_that_did_not_begin_is_removed(manager, django_capture_on_commit_callbacks):
    later = norm(amount=1, valid_from=TODAY + DAY)
    assert calendars.norm_for(kind="callback", at=NOW + DAY).amount == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert manager.post(REMOVE, {"norm": later.pk}).url == LIST
    assert calendars.norm_for(kind="callback", at=NOW + DAY).amount == 2
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.object_id) == ("norm.removed", str(later.pk))


def test_a_norm_that_began_is_not_removed(manager):
    begun = norm(amount=1)
    events = AuditEvent.objects.count()
    page = manager.post(REMOVE, {"norm": begun.pk}, follow=True)
    assert [str(message.tags) for message in page.context["messages"]] == ["error"]
    assert (ServiceNorm.objects.filter(pk=begun.pk).count(), AuditEvent.objects.count()) == (
        1,
        events,
    )
