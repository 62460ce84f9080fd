"""The amounts of the penalty: their start data, and how an administrator changes them."""

from datetime import date

import pytest

from cases.models import PenaltyRate
from cases.terms.loading import penalty_rates

pytestmark = pytest.mark.django_db
ADD = "/admin/cases/penaltyrate/add/"


def test_the_start_data_is_loaded_once_and_kept():
    assert penalty_rates().created == 2
    rate = PenaltyRate.objects.get(valid_from=date(2019, 1, 1))
    assert rate.tiers == [[14, 23], [14, 35], [14, 45]]
    PenaltyRate.objects.filter(pk=rate.pk).update(tiers=[[42, 50]])
    assert penalty_rates().changed == 0
    assert penalty_rates(update=True).updated == 1


@pytest.fixture
def administrator(client_of):
    return client_of("administrator")


def test_new_amounts_get_their_day(administrator):
    typed = {"valid_from": "2026-01-01", "tiers": "14 × 25\r\n14x38\n 14 * € 49 ", "source": "Stb."}
    assert administrator.post(ADD, typed).status_code == 302
    rate = PenaltyRate.objects.get()
    assert rate.tiers == [[14, 25], [14, 38], [14, 49]]
    page = administrator.get(f"/admin/cases/penaltyrate/{rate.pk}/change/").content.decode()
    assert "14 × 25\n14 × 38\n14 × 49" in page
    assert "1568" in administrator.get("/admin/cases/penaltyrate/").content.decode()
    again = administrator.post(ADD, typed)
    assert (again.status_code, PenaltyRate.objects.count()) == (200, 1)


@pytest.mark.parametrize(
    "tiers", ["", "14", "veertien x 23", "14 × 23,50", "0 × 23", "14 × 0", "14 × 23\n29 × 35"]
)
def test_amounts_that_cannot_be_are_refused(administrator, tiers):
    typed = {"valid_from": "2026-01-01", "tiers": tiers, "source": ""}
    refused = administrator.post(ADD, typed)
    assert (refused.status_code, PenaltyRate.objects.count()) == (200, 0)
    assert list(refused.context["adminform"].form.errors) == ["tiers"]
