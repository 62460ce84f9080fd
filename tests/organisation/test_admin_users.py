"""Users, their roles and the norms in the administration."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from kcc.audit.models import AuditEvent
from kcc.organisation.access import access_of
from kcc.organisation.calendars import norm_for
from kcc.organisation.models import Membership, Role, ServiceNorm, User
from tests.factories import make_department, make_team, make_user
from tests.organisation.adminpages import address, none_of, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client_of):
    return client_of(Role.ADMINISTRATOR)


# --- Users ----------------------------------------------------------------------------------------


def user_form(user, rows=(), **values):
    memberships = {
        "memberships-TOTAL_FORMS": len(rows),
        "memberships-INITIAL_FORMS": 0,
    } | {
        f"memberships-{n}-{name}": value
        for n, row in enumerate(rows)
        for name, value in ({"user": user.pk} | row).items()
    }
    return (
        {
            "username": user.username,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "language": "nl",
            "is_active": "on",
        }
        | memberships
        | values
    )


def test_a_new_user_gets_a_role(administrator):
    values = {
        "username": "b.jansen",
        "usable_password": "true",
        "password1": "een-lang-wachtwoord-9",
        "password2": "een-lang-wachtwoord-9",
        "first_name": "Bo",
        "last_name": "Jansen",
        "language": "nl",
    } | none_of("memberships")
    saved(administrator.post(address("organisation.user", "add"), values))
    user = User.objects.get(username="b.jansen")
    department = make_department()
    team = make_team(department)
    row = {"role": "handler", "department": department.pk, "team": team.pk}
    saved(
        administrator.post(address("organisation.user", "change", user.pk), user_form(user, [row]))
    )
    assert user.memberships.get().team == team
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.object_id) == ("settings.changed", str(user.public_id))
    assert "Jansen" not in str(event.detail)


def test_an_employee_may_lead_a_team(administrator):
    user, team = make_user(), make_team()
    row = {"role": "handler", "department": team.department_id, "team": team.pk, "leads": "on"}
    url = address("organisation.user", "change", user.pk)
    saved(administrator.post(url, user_form(user, [row])))
    assert user.memberships.get().leads
    assert access_of(user).chief_ids == {team.department_id}


@pytest.mark.parametrize(
    "row",
    [
        {"role": "handler"},
        {"role": "agent", "department": "parkeren"},
        {"role": "handler", "department": "parkeren", "team": "bouwen"},
        {"role": "head", "department": "parkeren", "leads": "on"},
        {"role": "agent", "leads": "on"},
    ],
)
def test_an_impossible_role_is_refused(administrator, row):
    ids = {"parkeren": make_department("parkeren").pk, "bouwen": make_team().pk}
    user = make_user()
    row = {name: ids.get(value, value) for name, value in row.items()}
    page = administrator.post(
        address("organisation.user", "change", user.pk), user_form(user, [row])
    )
    assert (page.status_code, user.memberships.count()) == (200, 0)


def test_nobody_changes_their_own_roles_or_switches_themselves_off(administrator):
    user = administrator.user
    values = user_form(user, [{"role": "agent"}])
    del values["is_active"]
    administrator.post(address("organisation.user", "change", user.pk), values)
    user.refresh_from_db()
    assert user.is_active
    assert list(user.memberships.values_list("role", flat=True)) == ["administrator"]


def test_users_are_never_deleted_and_not_searched_by_name(administrator):
    user = make_user()
    url = address("organisation.user", "delete", user.pk)
    assert administrator.post(url, {"post": "yes"}).status_code == 403
    assert 'name="q"' not in administrator.get(address("organisation.user")).content.decode()


def test_a_switched_off_user_is_out_at_once(administrator, client):
    user = make_user(role=Role.ADMINISTRATOR)
    client.force_login(user)
    assert client.get(reverse("admin:index")).status_code == 200
    values = user_form(user)
    del values["is_active"]
    row = Membership.objects.get(user=user)
    values |= {
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": row.pk,
        "memberships-0-user": user.pk,
        "memberships-0-role": "administrator",
    }
    saved(administrator.post(address("organisation.user", "change", user.pk), values))
    assert client.get(reverse("admin:index")).status_code == 302


def test_setting_a_password_is_recorded(administrator):
    user = make_user()
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    response = administrator.post(
        url,
        {
            "usable_password": "true",
            "password1": "een-ander-wachtwoord-9",
            "password2": "een-ander-wachtwoord-9",
        },
    )
    assert response.status_code == 302
    assert AuditEvent.objects.latest("pk").object_id == str(user.public_id)


def test_second_factor_can_be_forgotten(administrator):
    user = make_user()
    TOTPDevice.objects.create(user=user, name="totp")
    StaticDevice.objects.create(user=user, name="backup")
    administrator.post(
        address("organisation.user"),
        {"action": "reset_second_factor", "_selected_action": [user.pk]},
    )
    assert (TOTPDevice.objects.count(), StaticDevice.objects.count()) == (0, 0)
    assert AuditEvent.objects.latest("pk").action == "account.second_factor_reset"


# --- Norms ----------------------------------------------------------------------------------------


def norm_form(**values):
    return {
        "kind": "callback", "amount": 1, "unit": "working_days", "target_percentage": 80,
        "valid_from": "2026-12-01",
    } | values  # fmt: skip


def test_a_norm_is_made_and_then_only_gets_a_last_day(administrator):
    saved(administrator.post(address("organisation.servicenorm", "add"), norm_form()))
    norm = ServiceNorm.objects.get()
    assert (norm.subject_code, norm.valid_until) == ("", None)
    url = address("organisation.servicenorm", "change", norm.pk)
    saved(administrator.post(url, norm_form(amount=9, valid_until="2026-12-31")))
    norm.refresh_from_db()
    assert (norm.amount, str(norm.valid_until)) == (1, "2026-12-31")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "There is a norm for this from that day already."),
        ({"valid_from": "2026-12-02", "valid_until": "2026-12-01"}, "The last day is not before"),
        ({"valid_from": "2026-12-02", "amount": 0}, "The term is at least 1"),
    ],
)
def test_an_impossible_norm_is_refused_with_a_sentence(administrator, values, said):
    User.objects.update(language="en")
    add = address("organisation.servicenorm", "add")
    saved(administrator.post(add, norm_form()))
    page = administrator.post(add, norm_form(**values))
    assert (page.status_code, ServiceNorm.objects.count()) == (200, 1)
    assert said in page.content.decode()


def test_a_norm_made_here_holds_at_once(administrator, django_capture_on_commit_callbacks):
    at = datetime(2026, 12, 1, 12, tzinfo=UTC)
    before = norm_for(kind="callback", at=at)
    with django_capture_on_commit_callbacks(execute=True):
        saved(administrator.post(address("organisation.servicenorm", "add"), norm_form()))
    assert (before.amount, norm_for(kind="callback", at=at).amount) == (2, 1)
