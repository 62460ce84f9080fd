"""Changing what a case holds, field by field: two people at once never overwrite each other
silently."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.editing import DETAILS, LABELS, EditConflict, fields_at, fields_of, merge
from cases.models import Case, Confidentiality, Priority
from cases.questions import asked_of, clean_answer
from cases.services import changes
from cases.services.writing import check_may, put
from cases.workflow import Act
from kcc.customers.identify import mask_bsns
from kcc.customers.merging import kept_of
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import access_of
from kcc.organisation.standing import Standing, standings_of

LONGEST = {"description": 4000, "location": Case._meta.get_field("location").max_length}


@transaction.atomic
def edit(
    *, by, case: Case, version: int, values: Mapping[str, object], reason: str = "", now: datetime
) -> Case:
    """Change these fields (cases.editing.LABELS and "details.<key>", or "details" with a mapping);
    `version` is the one they were typed on.

    What others changed meanwhile in other fields stays; a field that they changed too, to something
    else, is an EditConflict that tells what each of both wrote. Nothing typed and nothing saved is
    lost: sent again with the version of the conflict and a choice for each field it is saved.
    Values that change nothing leave no trace.
    """
    case = Case.objects.for_acts().select_for_update(of=("self",)).get(pk=case.pk)
    if version > case.version:
        raise Conflict(_("Somebody else changed this case in the meantime."))
    check_may(Act.EDIT, case, by)
    asked = {each.key: each for each in asked_of(case.case_type)} if _answers(values) else {}
    mine = _read(case, values)
    theirs = fields_of(case)
    later = case.revisions.filter(version__gt=version) if version < case.version else ()
    base = fields_at(case, version, later)
    fields, clashes = merge(base, theirs, _clean(mine, base, asked))
    if clashes:
        raise EditConflict(
            _("Somebody else changed the same in the meantime. Choose what it has to be."),
            clashes=clashes, version=case.version,
        )  # fmt: skip
    if not fields:
        case.batch = None
        return case
    _check(case, fields, by=by)
    return put(changes.editing(case, fields, text=reason), by=by, now=now)


def _answers(values) -> bool:
    return any(name == "details" or name.startswith(DETAILS) for name in values)


def _read(case: Case, values: Mapping[str, object]) -> dict[str, object]:
    """The typed values, each as `fields_of` has it."""
    fields = {}
    for name, value in values.items():
        if name == "details":
            fields |= {f"{DETAILS}{key}": answer for key, answer in value.items()}
        elif name == "customer":
            fields[name] = kept_of(value).pk if value else None
        elif name == "subject":
            fields[name] = list(value)
        elif name in ("description", "location"):
            fields[name] = mask_bsns(str(value).strip())[0]
        elif name in LABELS or name.startswith(DETAILS):
            fields[name] = value
        else:
            raise ValueError(f"{name} is not a field of a case.")
    return fields


def _clean(fields: dict, base: Mapping, asked: Mapping) -> dict:
    """Answers as they are kept. What was not touched is not judged: a question may have been left
    open when the case was registered."""
    clean = {}
    for name, value in fields.items():
        if name.startswith(DETAILS) and value != base.get(name):
            question = asked.get(name.removeprefix(DETAILS))
            if question is None:
                raise DomainError(
                    _("This case type does not ask this."), field=name, code="unknown"
                )
            blank = value in (None, "", {})
            value = None if blank and base.get(name) is None else clean_answer(question, value)
        clean[name] = value
    return clean


def _check(case: Case, fields: Mapping, *, by) -> None:
    if "description" in fields and not fields["description"]:
        raise DomainError(_("Describe what the case is about."), field="description")
    for name, longest in LONGEST.items():
        if len(fields.get(name, "")) > longest:
            raise DomainError(
                _("Use at most %(length)d characters.") % {"length": longest}, field=name
            )
    if "priority" in fields and fields["priority"] not in Priority.values:
        raise DomainError(_("Choose a priority."), field="priority")
    if "confidentiality" in fields:
        if fields["confidentiality"] not in Confidentiality.values:
            raise DomainError(_("Choose who may see it."), field="confidentiality")
        own = by is None or Standing.DEPARTMENT in standings_of(case, access_of(by))
        if not own:
            raise DomainError(
                _("Only the department itself decides who may see it."), field="confidentiality"
            )
