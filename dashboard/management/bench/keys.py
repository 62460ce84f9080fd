"""What can be asked for in a municipality made in bulk: people, numbers, names, rows.

Drawn at random among many, so that no row is asked for all the time. Everything in it is fictional.
"""

from collections import defaultdict
from collections.abc import Iterator
from random import Random

from django.test import RequestFactory

from cases.models import Case
from contacts.callbacks.views.listing import LIST as CALLBACKS
from contacts.history import selectors as history
from contacts.history.filters import read_filters
from contacts.models import Callback, Subject
from contacts.models.callback import CallbackStatus
from kcc.customers.models import ContactPoint, Customer
from kcc.lib.paging import PAGE_SIZE
from kcc.lib.worklist import order_of
from kcc.organisation.access import access_of
from kcc.organisation.models import Department, Membership, Role, User

MANY = 600
# The page that is deep, and how many from there on are asked for.
DEEP, PAGES = 1000, 40
CLOSED = CallbackStatus.DONE.value
IN_ORDER = ("pk", "-pk")


def people() -> dict:
    """User names: by role, and of departments by the slug of the department."""
    found = {"alone": {}, "agents": [], "heads": {}, "handlers": defaultdict(list)}
    rows = Membership.objects.filter(user__is_active=True).order_by("pk")
    for role, name, slug in rows.values_list("role", "user__username", "department__slug"):
        if role == Role.AGENT:
            found["agents"].append(name)
        elif role == Role.HEAD:
            found["heads"][slug] = name
        elif role == Role.HANDLER:
            found["handlers"][slug].append(name)
        else:
            found["alone"][role] = name
    return found


def keys(rng: Random, staff: dict) -> dict:
    return {
        "subjects": list(
            Subject.objects.order_by("pk").values_list("pk", "name", "code", "department__slug")
        ),
        "customers": list(_customers(rng)),
        "cases": list(_cases(rng, staff["handlers"])),
        "callbacks": list(_numbers(rng)),
        "pages": {
            "callbacks": _closed_callbacks(staff["alone"][Role.KCC_LEAD]),
            "contacts": _contacts(staff["agents"][0]),
        },
    }


def claimable(rng: Random, staff: dict) -> list[dict]:
    """Callbacks that nobody has, each with somebody who may take it."""
    names = set(Department.objects.values_list("slug", flat=True)) & staff["handlers"].keys()
    free = Callback.objects.filter(
        status=CallbackStatus.NEW, assignee=None, closed_at=None, department__slug__in=names
    )
    rows = list(free.values_list("public_id", "version", "department__slug"))
    rng.shuffle(rows)
    return [
        {"id": str(public_id), "version": version, "who": rng.choice(staff["handlers"][slug])}
        for public_id, version, slug in rows
    ]


def _some(rng: Random, rows, number: int = MANY) -> list[int]:
    """Keys of rows anywhere in the table, without reading all of it."""
    first, last = (rows.order_by(order).values_list("pk", flat=True).first() for order in IN_ORDER)
    if first is None:
        return []
    # Keys of the history have gaps.
    span = range(first, last + 1)
    tried = rng.sample(span, min(20 * number, len(span)))
    found = sorted(rows.filter(pk__in=tried).values_list("pk", flat=True))
    return rng.sample(found, min(number, len(found)))


def _customers(rng: Random) -> Iterator[dict]:
    chosen = _some(rng, Customer.objects.all())
    phones = dict(
        ContactPoint.objects.filter(
            customer__in=chosen, kind=ContactPoint.Kind.PHONE, preferred=True
        ).values_list("customer_id", "value")
    )
    rows = Customer.objects.filter(
        pk__in=phones, kind=Customer.Kind.PERSON, confidential=False, secret_address=False
    )
    for row in rows:
        yield {
            "id": str(row.public_id),
            "phone": phones[row.pk],
            "name": f"{row.given_name} {row.family_name}",
            "address": f"{row.postcode} {row.house_number}",
        }


def _cases(rng: Random, handlers: dict) -> Iterator[dict]:
    """As many open as closed ones, each with somebody of its department who may see it."""
    ended = Case.objects.exclude(closed_at=None)
    # What is open is little, and far apart.
    unended = sorted(Case.objects.filter(closed_at=None).values_list("pk", flat=True))
    chosen = rng.sample(unended, min(MANY, len(unended))) + _some(rng, ended)
    for slug, names in sorted(handlers.items()):
        who = User.objects.get(username=rng.choice(names))
        rows = Case.objects.visible_to(access_of(who), who).filter(
            pk__in=chosen, department__slug=slug
        )
        for public_id, number, closed in rows.values_list("public_id", "number", "closed_at"):
            yield {
                "id": str(public_id),
                "number": number,
                "who": who.username,
                "open": closed is None,
            }


def _numbers(rng: Random) -> Iterator[str]:
    for row in Callback.objects.filter(pk__in=_some(rng, Callback.objects.all())):
        yield row.number


def _closed_callbacks(name: str) -> dict:
    """The worklist of who leads the contact centre, asked for what is handled."""
    request = RequestFactory().get("/", {"status": CLOSED})
    request.user = User.objects.get(username=name)
    asked = CALLBACKS.read(request)
    return _deep(asked.rows, asked.order)


def _contacts(name: str) -> dict:
    user = User.objects.get(username=name)
    rows = history.listed_questions(access_of(user), user, read_filters({}))
    _name, order = order_of({}, history.SORTS, history.DEFAULT_SORT)
    return _deep(rows, order)


def _deep(rows, order: list[str]) -> dict:
    """Cursors of the pages from DEEP on; of the last pages there are when the list is shorter."""
    order = order if order[-1].lstrip("-") == "pk" else [*order, "pk"]
    rows = rows.order_by(*order)
    last = rows[: PAGE_SIZE * (DEEP + PAGES)].count() // PAGE_SIZE
    page = max(2, min(DEEP, last - PAGES))
    before = PAGE_SIZE * (page - 1) - 1
    ids = rows.values_list("public_id", flat=True)[before : before + PAGE_SIZE * PAGES]
    return {"page": page, "cursors": [str(each) for each in list(ids)[::PAGE_SIZE]]}
