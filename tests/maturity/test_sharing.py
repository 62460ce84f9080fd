"""Giving outcomes away and reading those of others: pages, rights, and what is refused."""

import json
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from kcc.organisation.models import Role
from maturity.catalogue import catalogue
from maturity.models import SharedResult
from maturity.sharing import services
from maturity.sharing.selectors import of_same_size, shared_of
from tests.factories import NOW, reference
from tests.maturity.sharing import a_file
from tests.maturity.town import make_manager, make_round

pytestmark = pytest.mark.django_db
SLUGS = tuple(each.slug for each in catalogue().pillars)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def keep(*, by=None, label="", **values) -> SharedResult:
    by = by or make_manager()
    return services.import_result(by=by, content=a_file(**values), label=label, now=NOW)


@pytest.fixture
def manager(client_of):
    """Reads English, so that what is told can be held against the source."""
    client = client_of(Role.MANAGER)
    client.user.language = "en"
    client.user.save(update_fields=["language"])
    return client


def upload(client, content: bytes, **values):
    file = SimpleUploadedFile("result.json", content)
    return client.post(reverse("maturity:shared-import"), {"file": file, **values})


def actions() -> list[str]:
    rows = AuditEvent.objects.filter(action__startswith="maturity.shared").order_by("pk")
    return list(rows.values_list("action", flat=True))


# -- Read ------------------------------------------------------------------------------------------


def test_a_file_becomes_a_row_and_a_line_in_the_audit_log():
    row = keep(label="Buurgemeente")
    assert (row.size, row.form, row.edition, row.month, row.phase, row.label) == (
        "medium", "full", "2.0", date(2026, 10, 1), 2, "Buurgemeente",
    )  # fmt: skip
    assert row.pillars == {slug: {"phase": 2, "done": 0.5} for slug in SLUGS}
    assert actions() == ["maturity.shared_imported"]
    assert AuditEvent.objects.get(action="maturity.shared_imported").detail == {"size": "medium"}


def test_a_result_that_was_read_before_is_refused():
    row = keep()
    with pytest.raises(DomainError, match="read before"):
        keep(share_id=str(row.share_id))
    assert SharedResult.objects.count() == 1


def test_an_own_result_is_refused():
    own = make_round("final", form="short")
    with pytest.raises(DomainError, match="your own"):
        keep(share_id=str(own.share_id))
    assert SharedResult.objects.count() == 0


def test_a_round_that_is_not_settled_is_own_too():
    own = make_round("open")
    with pytest.raises(DomainError, match="your own"):
        keep(share_id=str(own.share_id))


def test_removing_leaves_a_line_in_the_audit_log():
    services.remove_result(by=make_manager(), shared=keep(), now=NOW)
    assert SharedResult.objects.count() == 0
    assert actions() == ["maturity.shared_imported", "maturity.shared_removed"]


# -- Give away -------------------------------------------------------------------------------------


def test_the_file_of_a_round_holds_its_phases_only():
    round_ = make_round("final", answers=lambda n, code: 3 if code[3] in "12" else 1)
    text = services.hand_out(by=make_manager(), assessment=round_, now=NOW)
    assert json.loads(text) == {
        "format": "kcc-maturity-result",
        "version": 1,
        "share_id": str(round_.share_id),
        "month": "2026-11",
        "size": "medium",
        "form": "full",
        "edition": catalogue().version,
        "phase": 2,
        "pillars": {slug: {"phase": 2, "done": 0.0} for slug in SLUGS},
    }
    assert round_.title not in text
    assert actions() == ["maturity.shared_out"]


def test_another_municipality_can_read_what_was_given_away():
    round_ = make_round("final", form="short")
    content = services.hand_out(by=make_manager(), assessment=round_, now=NOW).encode()
    told = shared_of(round_)
    round_.share_id = uuid4()
    round_.save(update_fields=["share_id"])
    row = services.import_result(by=make_manager(), content=content, now=NOW)
    assert (row.phase, row.month, row.size) == (told.phase, told.month, told.size)


# -- Whom one is compared with ---------------------------------------------------------------------


def test_only_the_same_size_and_no_older_than_two_years():
    round_ = make_round("final", form="short")
    same = keep(month="2024-11")
    keep(month="2024-10")
    keep(size="large")
    assert of_same_size(round_) == [same]


# -- Pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role.values)
def test_pages_by_role(client_of, role):
    client, own, row = client_of(role), make_round("final", form="short"), keep()
    codes = [
        client.get(reverse("maturity:shared")).status_code,
        client.post(reverse("maturity:shared-import")).status_code,
        client.post(reverse("maturity:share-export", args=[own.public_id])).status_code,
        client.post(reverse("maturity:shared-remove", args=[row.share_id])).status_code,
    ]
    assert codes == ([200, 422, 200, 302] if role == Role.MANAGER else [403] * 4)


@pytest.mark.parametrize("name", ["share-export", "shared-remove"])
def test_a_download_or_removal_is_no_link(client_of, name):
    url = reverse(f"maturity:{name}", args=[uuid4()])
    assert client_of(Role.MANAGER).get(url).status_code == 405


def test_upload_reads_the_file_and_says_so(manager):
    answer = upload(manager, a_file(), label="Buur")
    assert (answer.status_code, answer.url) == (302, reverse("maturity:shared"))
    assert "Buur" in manager.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x", "it is no JSON"),
        (a_file(size="huge"), "“size” is not small, medium or large."),
        (b" " * 30_000, "too large"),
        (b"", "The file is empty."),
    ],
)
def test_what_is_wrong_with_a_file_is_told_at_the_field(manager, content, sentence):
    answer = upload(manager, content)
    assert (answer.status_code, SharedResult.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


def test_a_double_is_told_at_the_field(manager):
    row = keep()
    answer = upload(manager, a_file(share_id=str(row.share_id)))
    assert (answer.status_code, "read before" in answer.content.decode()) == (422, True)


def test_download_is_a_file_without_a_name(manager):
    round_ = make_round("final", form="short", title="Gemeente Lindenwaard")
    answer = manager.post(reverse("maturity:share-export", args=[round_.public_id]))
    assert answer["Content-Disposition"] == 'attachment; filename="maturity-2026-11.json"'
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/json", "no-store")
    assert b"Lindenwaard" not in answer.content


@pytest.mark.parametrize("state", ["open", "consensus", "cancelled"])
def test_what_is_not_settled_cannot_be_given_away(manager, state):
    url = reverse("maturity:share-export", args=[make_round(state, form="short").public_id])
    assert manager.post(url).status_code == 404


def test_a_round_of_a_department_cannot_be_given_away(manager):
    round_ = make_round("final", form="short", department=reference().department["vergunningen"])
    url = reverse("maturity:share-export", args=[round_.public_id])
    assert manager.post(url).status_code == 404
    assert round_.title not in manager.get(reverse("maturity:shared")).content.decode()


def test_what_somebody_typed_is_text_and_no_markup(manager):
    keep(label="<script>alert(1)</script>")
    html = manager.get(reverse("maturity:shared")).content.decode()
    assert "<script>alert" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(manager, django_assert_num_queries, count):
    for number in range(count):
        make_round("final", title=f"Ronde {number}", respondents=[("agent", "kcc")], form="short")
        keep()
    url = reverse("maturity:shared")
    manager.get(url)
    # session, user, roles, bell, results of others, own rounds
    with django_assert_num_queries(5):
        manager.get(url)
