"""Names on the pages with figures are words, whatever somebody typed."""

import pytest
import time_machine

from contacts.models import RepeatReason, Subject
from kcc.organisation.models import Channel, Department, Domain, Team
from tests.dashboard.history import make_history
from tests.factories import NOW, make_team, reference

pytestmark = pytest.mark.django_db
HOSTILE = """"><script>alert(1)</script><img src=x onerror='alert(2)'>"""
PAGES = (
    "/dashboard/", "/dashboard/departments/burgerzaken/", "/dashboard/contact-centre/",
    "/dashboard/domains/burgerzaken/", "/dashboard/rows/direct/whole/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("page", PAGES)
def test_a_name_is_never_a_tag(client_of, page):
    make_history()
    make_team(reference().department["burgerzaken"])
    for kind in (Department, Domain, Team, Channel, Subject, RepeatReason):
        for each in kind.objects.all():
            kind.objects.filter(pk=each.pk).update(name=f"{each.pk}{HOSTILE}")
    html = client_of("manager").get(page).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert ("<script>" in html, "<img" in html) == (False, False)
