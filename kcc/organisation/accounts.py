"""What people change about their own account, and the second factor. Each writes the audit log."""

from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from kcc.audit.services import record
from kcc.lib.errors import DomainError

BACKUP_CODES = 8


@transaction.atomic
def change_preferences(*, by, language, theme, shortcuts_enabled) -> None:
    by.language, by.theme, by.shortcuts_enabled = language, theme, shortcuts_enabled
    by.save(update_fields=["language", "theme", "shortcuts_enabled"])
    record(by=by, action="account.preferences", obj=by)


@transaction.atomic
def change_password(*, by, password) -> None:
    by.set_password(password)
    by.save(update_fields=["password"])
    record(by=by, action="account.password", obj=by)


def has_second_factor(user) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def new_device(*, by) -> TOTPDevice:
    """The device that is being set up: the same one until it is confirmed."""
    device = TOTPDevice.objects.filter(user=by, confirmed=False).first()
    return device or TOTPDevice.objects.create(user=by, name="totp", confirmed=False)


@transaction.atomic
def confirm_device(*, by, token) -> TOTPDevice:
    """Confirms the new device with a first code; it replaces the one before it."""
    device = TOTPDevice.objects.select_for_update().filter(user=by, confirmed=False).first()
    if device is None or not device.verify_token(token):
        raise DomainError(
            _("This code is not right. Wait for the next one and type that."), field="token"
        )
    TOTPDevice.objects.filter(user=by, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    record(by=by, action="account.second_factor", obj=by)
    return device


@transaction.atomic
def new_backup_codes(*, by) -> list[str]:
    """Codes that each work once, for a lost phone. Earlier ones stop working."""
    StaticDevice.objects.filter(user=by).delete()
    device = StaticDevice.objects.create(user=by, name="backup", confirmed=True)
    codes = [StaticToken.random_token() for _number in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    record(by=by, action="account.backup_codes", obj=by)
    return codes


def device_for(user, token):
    """The device of `user` that accepts `token`, or None. Wrong codes make the next try wait."""
    token = token.replace(" ", "")
    kind = TOTPDevice if token.isdigit() else StaticDevice
    with transaction.atomic():
        for device in kind.objects.select_for_update().filter(user=user, confirmed=True):
            if device.verify_token(token):
                return device
    return None
