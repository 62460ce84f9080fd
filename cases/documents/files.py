"""Where the files are: under MEDIA_ROOT/documents, by a random name, for this process only.

Nothing there is served by its path, and no name tells what or whose it is.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.utils.translation import gettext as _

from kcc.lib.errors import DomainError

FOLDER = "documents"
MEGABYTE = 1_000_000


def most_bytes() -> int:
    return settings.DOCUMENT_MOST_MEGABYTES * MEGABYTE


def too_large() -> DomainError:
    words = _("The file is larger than %(most)d MB.") % {"most": settings.DOCUMENT_MOST_MEGABYTES}
    return DomainError(words, field="file", code="too_large")


def path_of(name: str) -> Path:
    """The file of `CaseDocument.path`."""
    return Path(settings.MEDIA_ROOT) / name


def keep(chunks: Iterable[bytes]) -> tuple[str, int, str]:
    """Write them to a new file: its name under MEDIA_ROOT, its size, its SHA-256. When it becomes
    too large or the disk is full it is gone again, with a DomainError."""
    token = token_hex(32)
    name = f"{FOLDER}/{token[:2]}/{token}"
    path = path_of(name)
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = sha256(), 0
    try:
        with open(path, "xb", opener=_for_us_only) as file:
            for chunk in chunks:
                size += len(chunk)
                if size > most_bytes():
                    raise too_large()
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        remove([name])
        raise DomainError(
            _("There is no room for the file now. Tell the administrator.")
        ) from error
    except BaseException:
        remove([name])
        raise
    return name, size, digest.hexdigest()


def _for_us_only(path, flags):
    return os.open(path, flags, 0o600)


def remove(names: Iterable[str]) -> None:
    """What is gone already is gone."""
    for name in names:
        with suppress(FileNotFoundError):
            path_of(name).unlink()


def names_in(place: str) -> list[str]:
    """The files in this folder, as `CaseDocument.path` has them."""
    folder = path_of(place)
    return [f"{place}{each.name}" for each in folder.iterdir()] if folder.is_dir() else []


def is_older(name: str, than: datetime) -> bool:
    try:
        return path_of(name).stat().st_mtime < than.timestamp()
    except FileNotFoundError:
        return False
