"""Pages on which two records of a customer become one, and two again."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kcc.customers.merging import merge_customers
from kcc.customers.models import Customer, Merge
from tests.customers.pages import BSN, text, url
from tests.factories import NOW, make_customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]


def test_merge_from_suggestion_to_undo(agent):
    kept, double = make_customer(), make_customer(given_name="Anna", bsn=BSN)
    assert f'value="{double.public_id}"' in text(agent.get(url(kept, "merge/")))
    compared = text(agent.post(url(kept, "merge/"), {"other": str(double.public_id)}))
    assert "******782" in compared
    assert BSN not in compared
    done = agent.post(
        url(kept, "merge/"), {"other": str(double.public_id), "keep": str(kept.public_id)}
    )
    assert done.headers["Location"] == url(kept)
    merge = Merge.objects.get()
    assert (merge.kept, merge.merged) == (kept, double)
    assert f"unmerge/{merge.public_id}/" in text(agent.get(url(kept)))
    assert agent.post(url(kept, f"unmerge/{merge.public_id}/")).status_code == 302
    assert Customer.objects.present().count() == 2


def test_merge_may_keep_the_other_one(agent):
    one, other = make_customer(), make_customer(given_name="Anna")
    sent = {"other": str(other.public_id), "keep": str(other.public_id)}
    assert agent.post(url(one, "merge/"), sent).headers["Location"] == url(other)
    assert Merge.objects.get().kept == other


def test_merge_proposes_to_keep_the_record_that_is_known_the_longest(agent):
    old, new = make_customer(), make_customer(given_name="Anna")
    Customer.objects.filter(pk=old.pk).update(created_at=NOW - timedelta(days=400))
    for here, other in ((old, new), (new, old)):
        page = text(agent.post(url(here, "merge/"), {"other": str(other.public_id)}))
        assert f'value="{old.public_id}" checked' in page
        assert f'value="{new.public_id}" checked' not in page


def test_merge_searches_for_the_other_record(agent):
    customer = make_customer()
    other = make_customer(family_name="Witte", phones=["0687654321"], house_number=3)
    page = text(agent.post(url(customer, "merge/"), {"q": "wite"}))
    assert f'value="{other.public_id}"' in page
    assert f'name="other" value="{customer.public_id}"' not in page


def test_merge_of_two_people_is_refused_with_a_reason(agent):
    one, other = make_customer(bsn=BSN), make_customer(bsn="111222333")
    sent = {"other": str(other.public_id), "keep": str(one.public_id)}
    response = agent.post(url(one, "merge/"), sent)
    assert response.status_code == 422
    assert response.context["error"]
    assert Customer.objects.present().count() == 2


@pytest.mark.parametrize("other", ["", "x", str(uuid4())])
def test_merge_with_nobody(agent, other):
    answer = agent.post(url(make_customer(), "merge/"), {"other": other, "keep": "x"})
    assert answer.status_code == (404 if len(other) > 1 else 200)
    assert Merge.objects.count() == 0


def test_unmerge_of_another_customer_is_not_there(agent):
    kept = make_customer()
    merge = merge_customers(by=agent.user, kept=kept, merged=make_customer(), now=NOW)
    elsewhere = url(make_customer(), f"unmerge/{merge.public_id}/")
    assert agent.post(elsewhere).status_code == 404
