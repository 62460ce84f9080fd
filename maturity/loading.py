"""Start data of the self-assessment: this version of the catalogue becomes an edition.

An edition is never changed, so that an old round can always be read with the statements it was made
with; whoever changes the file gives it a new version.
"""

import hashlib
import json
from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from kcc.lib.errors import DomainError
from kcc.organisation.loading import Tally, read_yaml
from maturity import catalogue
from maturity.models import Edition


def load(*, update: bool = False) -> list[Tally]:
    """A row for the version of the file; there is nothing in it to put back with `update`."""
    return [_edition(read_yaml(catalogue.DATA))]


def _edition(data: Mapping) -> Tally:
    version = catalogue.read_catalogue(data).version
    row, made = Edition.objects.get_or_create(
        version=version,
        defaults={"content": data, "digest": digest_of(data), "loaded_at": timezone.now()},
    )
    if row.digest != digest_of(data):
        raise DomainError(
            _(
                "The catalogue of statements was changed, but it still says version %(version)s. "
                "Give the file a new version."
            )
            % {"version": version}
        )
    return Tally(Edition, created=int(made), unchanged=int(not made))


def digest_of(data: Mapping) -> str:
    """Of what the file says, not of how it is laid out."""
    plain = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()
