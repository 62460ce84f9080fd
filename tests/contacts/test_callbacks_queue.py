"""From callback to callback, in the order of the list they were opened from."""

from datetime import timedelta

import pytest

from contacts.callbacks import selectors, services
from contacts.callbacks.workflow import Act
from kcc.organisation.access import access_of
from kcc.organisation.models import Membership, Role
from tests.contacts.callbacks import saved, typed_for, url
from tests.factories import NOW, make_callback, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]


@pytest.fixture
def queue(handler):
    """Four callbacks of one morning, in the order of their promise."""
    return [make_callback(due=NOW + timedelta(hours=hours)) for hours in (1, 2, 3, 4)]


def around(response):
    found = response.context["queue"]
    return found.previous, found.next


def test_the_page_knows_what_comes_before_and_after_it(handler, queue):
    first, second, third, last = (callback.public_id for callback in queue)
    list_url = "?state=unassigned&sort=due"
    assert around(handler.get(url(queue[0]) + list_url)) == (None, second)
    assert around(handler.get(url(queue[2]) + list_url)) == (second, last)
    assert around(handler.get(url(queue[3]) + list_url)) == (third, None)
    assert around(handler.get(url(queue[1]) + "?state=unassigned&sort=-due")) == (third, first)
    assert around(handler.get(url(queue[1]))) == (None, None)
    page = handler.get(url(queue[1]) + f"{list_url}&after={first}").content.decode()
    assert f'href="{url(queue[2])}?state=unassigned&amp;sort=due"' in page
    assert "after=" not in page


def test_who_oversees_the_work_is_led_to_what_opens_only(handler, town, queue):
    """A manager sees the rows of every department; as a handler they open those of their own."""
    Membership.objects.create(user=handler.user, role=Role.MANAGER)
    make_callback(department=town.department["burgerzaken"], due=NOW + timedelta(hours=1.5))
    second, third = queue[1].public_id, queue[2].public_id
    assert around(handler.get(url(queue[0]) + "?state=unassigned")) == (None, second)
    assert around(handler.get(url(queue[1]) + "?state=unassigned")) == (queue[0].public_id, third)


def test_in_every_order_it_follows_the_list(handler, queue):
    services.claim(by=handler.user, callback=queue[2], version=1, now=NOW)
    services.record_attempt(by=handler.user, callback=queue[1], version=1, now=NOW)
    names = sorted(selectors.sorts(access_of(handler.user)))
    for sort in [*names, *(f"-{name}" for name in names)]:
        query = f"?state=open&sort={sort}"
        rows = handler.get(f"/contacts/callbacks/{query}").context["page"].items
        before, here, after, _last = [row.public_id for row in rows]
        page = handler.get(f"/contacts/callbacks/{here}/{query}")
        assert (sort, *around(page)) == (sort, before, after)


def test_who_takes_one_on_goes_on_where_it_stood(handler, queue):
    services.claim(by=handler.user, callback=queue[1], version=1, now=NOW)
    found = handler.get(url(queue[1]) + "?state=unassigned")
    assert around(found) == (queue[0].public_id, queue[2].public_id)


@pytest.mark.parametrize("act", [Act.CLOSE, Act.ATTEMPT, Act.WAIT, Act.REROUTE, Act.LAPSE])
def test_after_an_outcome_comes_the_next_of_the_list(handler, town, queue, act):
    make_user("handler", town.department["burgerzaken"])
    typed = typed_for(1, handler.user)
    response = handler.post(url(queue[1], act) + "?state=unassigned", typed)
    assert response["Location"] == url(queue[2]) + "?state=unassigned"
    response = handler.post(url(queue[3], act) + "?state=unassigned", typed)
    assert response["Location"] == "/contacts/callbacks/?state=unassigned"
    page = handler.get(response["Location"]).content.decode()
    assert "That was the last one in this list." in page


def test_the_list_is_narrowed_as_the_list_is(handler, town, queue):
    elsewhere = make_callback(subject="VG02", due=NOW + timedelta(hours=5))
    query = "?state=open&subject=VG02"
    assert around(handler.get(url(queue[0]) + query)) == (None, elsewhere.public_id)
    assert around(handler.get(url(queue[0]) + "?state=open&subject=niets")) == (None, None)


def test_other_acts_stay_on_the_page(handler, queue):
    query = "?state=unassigned"
    response = handler.post(url(queue[0], "claim") + query, {"version": 1})
    assert response["Location"] == url(queue[0]) + query
    response = handler.post(url(queue[0], "note") + query, {"text": "Dossier opgevraagd"})
    assert response["Location"] == url(queue[0]) + query


def test_without_a_list_an_outcome_stays_on_the_page(handler):
    callback = make_callback()
    response = handler.post(url(callback, "attempt"), {"version": 1, "text": ""})
    assert (response["Location"], saved(callback).attempts) == (url(callback), 1)
