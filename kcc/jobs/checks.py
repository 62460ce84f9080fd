"""System checks: mail has a way out, and its links lead back here."""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.compatibility, deploy=True)
def mail_has_a_way_out(app_configs, **kwargs):
    """The demo may keep its mail; elsewhere nobody would be told of what waits."""
    if settings.DEMO:
        return []
    found = []
    if not settings.EMAIL_URL:
        found.append(
            Warning(
                "EMAIL_URL is not set: mail waits in the database and is not sent.",
                hint="Set it to the mail server: smtp+tls://user:password@mail.example.nl:587",
                id="kcc.W003",
            )
        )
    if not settings.BASE_URL:
        found.append(
            Warning(
                "BASE_URL is not set: links in mail lead nowhere.",
                hint="Set it to the address of this KCC: https://kcc.example.nl",
                id="kcc.W004",
            )
        )
    return found
