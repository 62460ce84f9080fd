"""Adding a document to a case, and taking one out."""

import logging
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from cases import workflow
from cases.documents import files, scanning
from cases.documents.content import Refused
from cases.documents.looking import draw, look
from cases.documents.names import clean_name
from cases.documents.selectors import may_remove
from cases.documents.sentences import SENTENCES
from cases.models import Case, CaseDocument, CaseEvent
from cases.services.writing import check_may, leave_traces
from kcc.audit.services import record
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import DomainError
from kcc.organisation.access import access_of

logger = logging.getLogger(__name__)

Act = workflow.Act
Event = CaseEvent.Kind


def add_document(
    *,
    by,
    case: Case,
    file: File,
    description: str = "",
    direction: str = CaseDocument.Direction.IN,
    now,
) -> CaseDocument:
    """Keep the file when it is one of the allowed kinds by what it holds, is not too large and
    no virus is found; else DomainError with the reason, and nothing is kept.

    The file is outside the database: it is written first and removed again when anything fails. One
    that was left behind by a crash is removed by the daily clean-up.
    """
    check_may(Act.DOCUMENT, case, by)
    if file.size is not None and file.size > files.most_bytes():
        raise files.too_large()
    path, size, digest = files.keep(file.chunks())
    try:
        found = _examined(path, by, case, now)
        with transaction.atomic():
            _check_still_open(case)
            _check_new(case, digest)
            document = CaseDocument.objects.create(
                case=case,
                name=mask_bsns(clean_name(file.name or "", found.kind))[0],
                description=mask_bsns(" ".join(description.split()))[0],
                direction=direction,
                kind=found.kind,
                size=size,
                sha256=digest,
                path=path,
                pages=min(found.pages, 32_767),
                added_at=now,
                added_by=by,
            )
            leave_traces(
                Act.DOCUMENT, Event.DOCUMENT, case,
                by=by, now=now, text=document.name,
                detail={"document": str(document.public_id), "what": "added"},
            )  # fmt: skip
    except BaseException:
        files.remove([path])
        raise
    return document


def _examined(path: str, by, case: Case, now):
    """What it is. The scanner sees only what we would keep."""
    try:
        found = look(files.path_of(path))
    except Refused as refused:
        raise DomainError(SENTENCES[refused.why], field="file", code=refused.why) from refused
    try:
        scanning.scan(files.path_of(path))
    except scanning.Infected as infected:
        detail = {"why": infected.signature}
        record(by=by, action="document.infected", obj=case, detail=detail, result="refused", at=now)
        infected.field = "file"
        raise
    except DomainError as error:
        error.field = "file"
        raise
    return found


def _check_still_open(case: Case) -> None:
    """Examining takes time, in which somebody may have closed the case."""
    if not Case.objects.open().select_for_update().filter(pk=case.pk).exists():
        raise DomainError(_("The case was closed in the meantime."), code="not_now")


def _check_new(case: Case, digest: str) -> None:
    there = case.documents.filter(sha256=digest, removed_at=None).first()
    if there:
        words = _("This file is in the case already, as %(name)s.") % {"name": there.name}
        raise DomainError(words, field="file", code="exists")


@transaction.atomic
def remove_document(*, by, case: Case, document: CaseDocument, reason: str, now) -> None:
    """Take it out for good, with a reason. The file is gone after the commit."""
    check_may(Act.DOCUMENT, case, by)
    if by is not None and not may_remove(document, case=case, access=access_of(by), user=by):
        raise DomainError(_("Only the department can remove this document."), code="not_now")
    if not reason.strip():
        raise DomainError(_("Say why it is removed."), field="reason")
    path = document.path
    left = CaseDocument.objects.filter(pk=document.pk, removed_at=None)
    if not left.update(path="", pages=0, removed_at=now, removed_by=by):
        raise DomainError(_("It was removed already."), code="not_now")
    leave_traces(
        "document-removed", Event.DOCUMENT, case,
        by=by, now=now, text=f"{document.name}: {reason.strip()}",
        detail={"document": str(document.public_id), "what": "removed"},
    )  # fmt: skip
    transaction.on_commit(lambda: files.remove([path]))


# -- Looking ----------------------------------------------------------------------------------


def open_document(*, by, document: CaseDocument, now) -> BinaryIO:
    """The file, opened for reading; the look is recorded. DomainError when the file is lost."""
    path = _path(document)
    record(by=by, action="document.downloaded", obj=document, detail=_about(document), at=now)
    return path.open("rb")


def see_document(*, by, document: CaseDocument, now) -> None:
    """Somebody looks at the preview: recorded."""
    record(by=by, action="document.viewed", obj=document, detail=_about(document), at=now)


def draw_page(*, document: CaseDocument, page: int) -> bytes:
    """The page as a PNG. DomainError when there is no such page or it cannot be drawn."""
    if not 1 <= page <= document.pages:
        raise DomainError(_("There is no such page."))
    try:
        return draw(_path(document), kind=document.kind, page=page)
    except Refused as refused:
        raise DomainError(_("This page cannot be shown.")) from refused


def _path(document: CaseDocument) -> Path:
    path = files.path_of(document.path)
    if not document.path or not path.is_file():
        logger.error("The file of document %s is not there", document.public_id)
        raise DomainError(
            _("The file of this document is not there. Tell the administrator."), code="lost"
        )
    return path


def _about(document: CaseDocument) -> dict:
    return {"case": document.case.number}
