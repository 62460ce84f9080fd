"""What people may change in a case, field by field, and how two changes at once become one.

A field has a name, a value as JSON holds it, and a label. The answers to the question set are
fields of their own ("details.<key>"): two people who each answer another question never clash.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cases.words import search_text
from kcc.lib.errors import Conflict

DETAILS = "details."
LABELS = {
    "customer": _("Customer"),
    "description": _("Description"),
    "location": _("Location"),
    "subject": _("Subject"),
    "priority": _("Priority"),
    "confidentiality": _("Confidentiality"),
}


@dataclass(frozen=True)
class Clash:
    """A field that two people changed, each to something else; `before` is what both started
    from."""

    field: str
    before: object
    theirs: object
    mine: object


class EditConflict(Conflict):
    """Both changed the same fields. Nothing was saved; sent again with `version` and, of each
    field, the value that was chosen, it is."""

    def __init__(self, message, *, clashes: list[Clash], version: int):
        super().__init__(message)
        self.clashes = clashes
        self.version = version


def merge(base: Mapping, theirs: Mapping, mine: Mapping) -> tuple[dict[str, object], list[Clash]]:
    """The fields to change in `theirs` so that it holds what I changed since `base` too, and the
    fields that were changed on both sides, each to something else. A field I left as it was stays
    as they have it."""
    changes, clashes = {}, []
    for name, wanted in mine.items():
        before, now = base.get(name), theirs.get(name)
        if wanted in (before, now):
            continue
        if now == before:
            changes[name] = wanted
        else:
            clashes.append(Clash(name, before, now, wanted))
    return changes, clashes


# -- A case as fields -------------------------------------------------------------------------


def fields_of(case) -> dict[str, object]:
    """Every field of a case with its value now. A question without an answer is not there."""
    details = {f"{DETAILS}{key}": value for key, value in case.details.items()}
    return {
        "customer": case.customer_id,
        "description": case.description,
        "location": case.location,
        "subject": [case.subject_code, case.subject_name],
        "priority": int(case.priority),
        "confidentiality": str(case.confidentiality),
    } | details


def fields_at(case, version: int, revisions: Iterable) -> dict[str, object]:
    """The same as they were at an earlier version; `revisions` are those of the case."""
    fields = fields_of(case)
    later = (each for each in revisions if each.version > version)
    for revision in sorted(later, key=lambda each: each.version, reverse=True):
        fields |= {name: value for name, value in revision.before.items() if name != "answer"}
    return fields


def columns_for(case, fields: Mapping[str, object]) -> dict:
    """The columns of the case once it has these values."""
    values = {
        name: fields[name]
        for name in ("description", "location", "priority", "confidentiality", "answer")
        if name in fields
    }
    if "customer" in fields:
        values["customer_id"] = fields["customer"]
    if "subject" in fields:
        values["subject_code"], values["subject_name"] = fields["subject"]
    answers = {
        name.removeprefix(DETAILS): value
        for name, value in fields.items()
        if name.startswith(DETAILS)
    }
    if answers:
        merged = case.details | answers
        values["details"] = {key: value for key, value in merged.items() if value is not None}
    words = ("description", "location", "subject_name", "details")
    if any(name in values for name in words):
        values["search_text"] = search_text(
            **{name: values.get(name, getattr(case, name)) for name in words}
        )
    return values
