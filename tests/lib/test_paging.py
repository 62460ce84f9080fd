"""Pages by key: every row once, in order, both ways, whatever is equal."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kcc.audit.models import AuditEvent
from kcc.lib.paging import keyset_page
from tests.factories import NOW
from tests.statements import statements

pytestmark = pytest.mark.django_db
ORDERS = [["-at", "-pk"], ["at"], ["action", "-at"], ["-action", "at", "pk"]]


@pytest.fixture
def rows():
    """Seven rows, of which many are equal in what they are sorted by."""
    AuditEvent.objects.bulk_create(
        AuditEvent(at=NOW + timedelta(hours=number // 3), action="abc"[number % 3])
        for number in range(7)
    )
    return AuditEvent.objects.all()


def walk(rows, order, size, *, back=False):
    """The pages, followed to the end; or from the end back to the begin."""
    pages, params = [], {}
    while True:
        page = keyset_page(rows, order=order, params=params, size=size)
        pages.append(page)
        if page.next is None:
            break
        params = {"after": str(page.next)}
    while back and pages[-1].previous is not None:
        params = {"before": str(pages[-1].previous)}
        pages.append(keyset_page(rows, order=order, params=params, size=size))
    return pages


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_pages_hold_every_row_once_and_in_order(rows, order, size):
    expected = list(rows.order_by(*order, "pk"))
    pages = walk(rows, order, size)
    assert [row for page in pages for row in page] == expected
    assert {len(page) for page in pages[:-1]} <= {size}


@pytest.mark.parametrize("order", ORDERS)
def test_pages_lead_back_to_the_first_one(rows, order):
    there_and_back = walk(rows, order, 3, back=True)
    assert len(there_and_back) == 5
    assert there_and_back[-1].items == there_and_back[0].items
    assert there_and_back[-1].previous is None
    assert there_and_back[3].items == there_and_back[1].items


@pytest.mark.parametrize("cursor", ["", "nonsense", str(uuid4())])
def test_a_cursor_that_is_nothing_gives_the_first_page(rows, cursor):
    page = keyset_page(rows, order=["-at"], params={"after": cursor}, size=3)
    assert page.items == list(rows.order_by("-at", "pk")[:3])
    assert page.previous is None


def test_a_cursor_out_of_sight_gives_the_first_page(rows):
    hidden = rows.filter(action="a").first()
    seen = rows.exclude(action="a")
    page = keyset_page(seen, order=["-at"], params={"after": str(hidden.public_id)}, size=3)
    assert page.items == list(seen.order_by("-at", "pk")[:3])


def test_an_empty_list_has_one_empty_page():
    page = keyset_page(AuditEvent.objects.all(), order=["-at"], params={})
    assert (page.items, page.next, page.previous) == ([], None, None)


def test_a_page_is_one_statement_and_a_cursor_another(rows):
    with statements() as ran:
        first = keyset_page(rows, order=["-at"], params={}, size=3)
    assert len(ran) == 1
    with statements() as ran:
        keyset_page(rows, order=["-at"], params={"after": str(first.next)}, size=3)
    assert len(ran) == 2
    assert not any("COUNT" in statement.upper() for statement in ran)
