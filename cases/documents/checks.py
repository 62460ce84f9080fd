"""System checks: documents are where nobody serves them, and the scanner can be found."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, register

from cases.documents.scanning import place_of


@register(Tags.files)
def documents_are_out_of_reach(app_configs, **kwargs):
    """A web server that serves static files would serve the papers of everybody."""
    documents = Path(settings.MEDIA_ROOT).resolve()
    served = [Path(each).resolve() for each in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS)]
    return [
        Error(
            f"MEDIA_ROOT ({documents}) and a folder of static files ({folder}) lie in each other.",
            hint="Documents may not be served. Set MEDIA_ROOT to a folder of its own.",
            id="kcc.E002",
        )
        for folder in served
        if documents.is_relative_to(folder) or folder.is_relative_to(documents)
    ]


@register(Tags.security)
def the_scanner_has_an_address(app_configs, **kwargs):
    if not settings.CLAMAV_ADDRESS:
        return []
    try:
        place_of(settings.CLAMAV_ADDRESS)
    except ValueError:
        return [
            Error(
                f"CLAMAV_ADDRESS is not an address: {settings.CLAMAV_ADDRESS}",
                hint="tcp://clamav:3310 or unix:/run/clamav/clamd.ctl",
                id="kcc.E003",
            )
        ]
    return []
