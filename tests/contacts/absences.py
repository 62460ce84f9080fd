"""What the tests of absence share."""

from datetime import timedelta

from django.urls import reverse

from contacts.absence import selectors, services
from tests.factories import NOW, make_callback, make_case, make_user, reference

LATER = NOW + timedelta(days=7)


def a_head_and_three():
    """A head and three employees of vergunningen."""
    reference()
    names = (("Joost", "Bakker"), ("Lotte", "Mulder"), ("Sem", "Vos"))
    handlers = [make_user("handler", first_name=a, last_name=b) for a, b in names]
    return [make_user("head"), *handlers]


def work_for(person, callbacks=2, cases=1):
    """Open work of this person, the first callback late."""
    rows = [
        make_callback(
            assignee=person,
            due=NOW + timedelta(days=2 * day - 1),
            phone=f"+3166000{person.pk:02d}{day:03d}",
        )
        for day in range(callbacks)
    ]
    rows += [
        make_case(handler=person, due_on=(NOW + timedelta(days=20 + day)).date())
        for day in range(cases)
    ]
    return rows


def to(*users, person):
    able = {each.user: each for each in selectors.receivers(person, [], now=NOW)}
    return [able[user] for user in users]


def hand_over(by, person, *users, until=None, now=NOW, **values):
    receivers = to(*users, person=person)
    return services.hand_over(by=by, person=person, to=receivers, until=until, now=now, **values)


def owners(rows) -> list:
    for row in rows:
        row.refresh_from_db()
    return [selectors.owner_of(row) for row in rows]


def url(name, person):
    return reverse(f"contacts:absence-{name}", args=[person.public_id])
