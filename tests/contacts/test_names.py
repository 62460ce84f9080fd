"""The names that counts are told by."""

from uuid import UUID

import pytest

from contacts.models import RepeatReason, Subject
from contacts.names.selectors import Named, names
from kcc.organisation.models import Channel, Domain, Team
from tests.factories import reference

pytestmark = pytest.mark.django_db


def test_everything_is_named_in_one_statement(django_assert_num_queries):
    ref = reference()
    with django_assert_num_queries(1):
        found = names()
    assert found.subjects[ref.subject["BZ01"].pk] == Named(
        ref.subject["BZ01"].pk, "BZ01", "Paspoort of identiteitskaart", True, "volledig",
        ref.subject["BZ01"].domain_id,
    )  # fmt: skip
    assert {pk: each.code for pk, each in found.domains.items()} == dict(
        Domain.objects.values_list("pk", "slug")
    )
    assert {pk: (UUID(each.code), each.name, each.place) for pk, each in found.teams.items()} == {
        team.pk: (team.public_id, team.name, team.department_id) for team in Team.objects.all()
    }
    assert [each.name for each in found.channels.values()] == [
        channel.name for channel in Channel.objects.order_by("order", "name")
    ]
    assert sorted(found.reasons) == sorted(RepeatReason.objects.values_list("pk", flat=True))
    listed = [each.name for each in found.subjects.values()]
    assert listed == sorted(Subject.objects.values_list("name", flat=True))


def test_what_is_no_longer_in_use_keeps_its_name():
    subject = reference().subject["VG01"]
    Subject.objects.filter(pk=subject.pk).update(active=False)
    named = names().subjects[subject.pk]
    assert (named.name, named.active) == ("Dakkapel", False)
