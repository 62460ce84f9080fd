"""What a new version of a case type changes, line by line, in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import ForeignKey
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.catalogue.contents import OWN, TABLES, Contents, duration_in_words
from cases.models import CaseQuestion, CaseType, TermUnit

NOTHING = "–"
DURATIONS = {"term": "term_unit", "norm": "norm_unit", "extension": "", "retention": ""}


@dataclass(frozen=True)
class Difference:
    """`where` is the row it is about ("Status “Ontvangen”"), "" for the type itself. A row that is
    new or gone has no `what`."""

    where: str
    what: str
    before: str
    after: str


def differences(before: Contents, after: Contents) -> list[Difference]:
    """Two statements for names, when a domain or department differs."""
    lines = list(_fields(CaseType, OWN, "", before.own, after.own))
    for relation, model, names, called in TABLES:
        lines += _rows(model, names, called, getattr(before, relation), getattr(after, relation))
    return lines


def _rows(model, names, called, before, after) -> Iterator[Difference]:
    kind = _("Question") if model is CaseQuestion else capfirst(model._meta.verbose_name)
    pairs = list(_pairs(called, before, after))
    if not _moved(pairs):
        # A row that only made place for another one did not change.
        names = [name for name in names if name != "order"]
    for old, new in pairs:
        row = new or old
        where = f"{kind} “{row.get('label') or row[called]}”"
        if old and new:
            yield from _fields(model, names, where, old, new)
        elif new:
            yield Difference(where, "", NOTHING, _("new"))
        else:
            yield Difference(where, "", _("there"), _("gone"))


def _pairs(called, before, after) -> Iterator[tuple[Mapping | None, Mapping | None]]:
    """Rows that are the same one: by what they are called; a status also by its place, for it may
    have got another name."""
    old = {row[called]: row for row in before}
    stay = {row[called] for row in after}
    places = {
        row["order"]: row for row in before if row[called] not in stay and "is_final" in row
    }  # fmt: skip
    for row in after:
        found = old.get(row[called]) or places.pop(row.get("order"), None)
        if found is not None:
            del old[found[called]]
        yield found, row
    for row in old.values():
        yield row, None


def _moved(pairs) -> bool:
    places = [old["order"] for old, new in pairs if old and new and "order" in old]
    return places != sorted(places)


def _fields(model, names: Iterable[str], where, before, after) -> Iterator[Difference]:
    for name in names:
        if before[name] != after[name]:
            field = model._meta.get_field(name)
            yield Difference(
                where, capfirst(str(field.verbose_name)),
                in_words(field, before), in_words(field, after),
            )  # fmt: skip


def in_words(field, row: Mapping) -> str:
    """One value as an administrator reads it."""
    value = row[field.attname]
    if isinstance(field, ForeignKey):
        names = field.related_model.objects.values_list("name", flat=True)
        return names.filter(pk=value).first() or NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, "", []):
        return NOTHING
    if field.name in DURATIONS:
        unit = row.get(DURATIONS[field.name])
        return duration_in_words(value, working_days=unit == TermUnit.WORKING_DAYS)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if field.choices:
        return str(dict(field.flatchoices)[value])
    return str(value)
