"""A new version of a case type: copied, changed while it is a draft, put to use.

Running cases keep the version they were registered with; new ones get the one in use.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from cases.catalogue.contents import OWN, TABLES, contents_of
from cases.catalogue.differences import differences
from cases.catalogue.finishing import problems_of
from cases.models import CaseType, Stage
from kcc.audit.services import record
from kcc.lib.errors import Conflict, DomainError


@transaction.atomic
def make_draft(*, by, case_type: CaseType, now) -> CaseType:
    """A copy of this version, to be changed and put to use later; also of a past one, to go back
    to it. DomainError when there is a draft already."""
    versions = _locked(case_type.slug)
    if any(row.stage == Stage.DRAFT for row in versions):
        raise DomainError(_("There is a draft of this case type already."), code="draft")
    source = next(row for row in versions if row.pk == case_type.pk)
    draft = CaseType.objects.create(
        slug=source.slug,
        version=max(row.version for row in versions) + 1,
        stage=Stage.DRAFT,
        **{name: getattr(source, name) for name in OWN},
    )
    contents = contents_of(source)
    for relation, *_rest in TABLES:
        put_rows(draft, relation, getattr(contents, relation))
    record(
        by=by, action="case_type.drafted", obj=draft, at=now,
        detail={"version": draft.version, "copy_of": source.version},
    )  # fmt: skip
    return draft


def put_rows(draft: CaseType, relation: str, rows: Iterable[Mapping]) -> None:
    """Put these in place of the statuses, results or questions of a draft: nothing refers to them
    yet. Their order becomes 1, 2, 3. Joins the transaction of the caller."""
    if draft.stage != Stage.DRAFT:
        raise DomainError(_("This version is in use: make a new version to change it."))
    model = next(model for name, model, *_rest in TABLES if name == relation)
    getattr(draft, relation).all().delete()
    rows = [dict(row) for row in rows]
    if rows and "order" in rows[0]:
        rows.sort(key=lambda row: row["order"])
        for order, row in enumerate(rows, start=1):
            row["order"] = order
    model.objects.bulk_create(model(case_type=draft, **row) for row in rows)


@transaction.atomic
def publish(*, by, draft: CaseType, note: str, now) -> CaseType:
    """Put a draft to use: new cases get it from now on, and subjects point to it. DomainError when
    a case of it could not be finished, or when it changes nothing."""
    versions = _locked(draft.slug)
    before = next((row for row in versions if row.stage == Stage.CURRENT), None)
    draft = next((row for row in versions if row.pk == draft.pk), None)
    if draft is None or draft.stage != Stage.DRAFT:
        raise Conflict(_("Somebody else put this version to use, or threw it away."))
    if before and not note.strip():
        raise DomainError(_("Say what changed, for who looks back later."), field="note")
    contents, current = contents_of(draft), contents_of(before) if before else None
    problems = problems_of(contents, current)
    if problems:
        raise DomainError(" ".join(problems), code="unfinished")
    if current and not differences(current, contents):
        raise DomainError(_("This version is the same as the one in use."), code="same")
    if before:
        CaseType.objects.filter(pk=before.pk).update(stage=Stage.PAST)
    draft.stage, draft.change_note = Stage.CURRENT, note.strip()
    draft.published_at, draft.published_by = now, by
    draft.save(update_fields=["stage", "change_note", "published_at", "published_by"])
    # Subjects stand in a room to the right: reached over the relation, not imported.
    subjects = draft.subjects.model.objects.filter(case_type__slug=draft.slug)
    record(
        by=by, action="case_type.published", obj=draft, at=now,
        detail={"version": draft.version, "subjects": subjects.update(case_type=draft)},
    )  # fmt: skip
    return draft


def _locked(slug: str) -> list[CaseType]:
    """Every version, kept still until the end of the transaction."""
    return list(CaseType.objects.select_for_update().filter(slug=slug).order_by("version"))
