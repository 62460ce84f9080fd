"""`bench_reports` makes what it measures, and only where nobody needs it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dashboard.models import Report, ReportFile
from tests.factories import reference

pytestmark = pytest.mark.django_db


def measure(**options) -> dict:
    said = StringIO()
    call_command("bench_reports", stdout=said, **options)
    return json.loads(said.getvalue())


def test_it_makes_what_it_says(settings):
    settings.DEMO = True
    reference()
    said = measure(months=1, departments=1)
    assert list(said) == ["alone", "month", "year"]
    assert said["alone"]["reports"] == 3
    assert list(said["alone"]["steps"]) == ["figures", "document", "pdf", "xlsx"]
    assert (said["month"]["reports"], said["year"]["departments"]) == (4, 1)
    # The latest month is published, of all; of the one before there is a draft of one department.
    states = list(Report.objects.order_by("-first_day", "pk").values_list("state", flat=True))
    assert states == ["published"] * 4 + ["built"]
    assert ReportFile.objects.count() == 2 * 5
    with pytest.raises(CommandError, match="There are reports already"):
        measure()


def test_it_is_not_for_a_real_installation(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="Only in a demo installation"):
        measure()
