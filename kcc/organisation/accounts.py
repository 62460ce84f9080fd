"""What people change about their own account, and the second factor. Each writes the audit log."""

from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from kcc.audit.services import record
from kcc.lib.errors import DomainError

BACKUP_CODES = 8


@transaction.atomic
def change_preferences(*, by, language, theme, shortcuts_enabled, mail_digest) -> None:
    by.language, by.theme, by.shortcuts_enabled = language, theme, shortcuts_enabled
    by.mail_digest = mail_digest
    by.save(update_fields=["language", "theme", "shortcuts_enabled", "mail_digest"])
    record(by=by, action="account.preferences", obj=by)


@transaction.atomic
def change_password(*, by, password) -> None:
    by.set_password(password)
    by.save(update_fields=["password"])
    record(by=by, action="account.password", obj=by)


def has_second_factor(user) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def proposed_device(user, key) -> TOTPDevice:
    """The device that would hold `key`; nothing is kept until its first code is right."""
    return TOTPDevice(user=user, name="totp", key=key, confirmed=True)


@transaction.atomic
def connect_device(*, by, key, token) -> TOTPDevice:
    """Connects the app that holds `key`, shown by a first code; it replaces the one before."""
    TOTPDevice.objects.filter(user=by).delete()
    device = proposed_device(by, key)
    if not device.verify_token(token):
        raise DomainError(
            _("This code is not right. Wait for the next one and type that."), field="token"
        )
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
