"""What an administrator does to somebody else's account."""

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from kcc.audit.services import record


@transaction.atomic
def reset_second_factor(*, by, user) -> None:
    """Forget the second factor and the backup codes: the person sets up a new one at log-in."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    record(by=by, action="account.second_factor_reset", obj=user)
