"""Service norms on screen: the list, the preview that changes nothing, and what is kept."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from contacts.models import Callback
from contacts.norms import services
from contacts.norms.preview import preview_of_end
from contacts.norms.selectors import groups
from kcc.audit.models import AuditEvent
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation import calendars
from kcc.organisation.models import Department, ServiceNorm, User
from tests.contacts.norms import DAY, TODAY, counts, made_on, norm
from tests.factories import NOW, make_callback, make_user, reference

pytestmark = pytest.mark.django_db
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


# -- The preview on screen --------------------------------------------------------------------


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
