"""Doubles: two records found to be one customer, and undoing that exactly.

Rows of other rooms move too (`relations`). `Merge.moved` keeps the ids of what moved and the names
of what was filled in; the merged record itself stays as it was, so undoing needs nothing more.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, UniqueConstraint
from django.utils.translation import gettext as _

from kcc.audit.services import record
from kcc.customers.details import ADDRESS, derive
from kcc.customers.models import ContactPoint, Customer, Merge
from kcc.customers.relations import relations
from kcc.lib.errors import DomainError

POINTS, PREFERRED = "customers.contactpoint.customer", "preferred"
# Filled in when the kept record has nothing there; an address goes as a whole.
SINGLE = (
    "salutation", "initials", "given_name", "kvk_number", "preferred_channel_id", "bsn_lookup",
)  # fmt: skip
# The careful value wins.
FLAGS = ("secret_address", "confidential")


@transaction.atomic
def merge_customers(*, by, kept, merged, now) -> Merge:
    """Everything of `merged` becomes of `kept`; `merged` is not found any more.

    Raises DomainError when they cannot be one: kinds, BSNs or KvK numbers that differ, or a record
    that was merged already.
    """
    kept, merged = _locked(kept.pk, merged.pk)
    _check_one(kept, merged)
    moved = _move_points(kept, merged)
    for relation in relations():
        moved[relation.key] = _move(relation, merged, kept)
    merged.merged_into = kept
    merged.version += 1
    merged.save(update_fields=["merged_into", "version"])
    moved["filled"] = _fill(kept, merged)
    merge = Merge.objects.create(kept=kept, merged=merged, by=by, at=now, moved=moved)
    detail = {"merged": str(merged.public_id), "merge": str(merge.public_id)}
    record(by=by, action="customer.merged", obj=kept, detail=detail, at=now)
    return merge


@transaction.atomic
def undo_merge(*, by, merge, now) -> Merge:
    """Back to two customers, with the rows each had. What came later stays with the kept one.

    Raises DomainError when it was undone before, or when the kept one was merged itself.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise DomainError(_("This merge was undone already."))
    kept, merged = _locked(merge.kept_id, merge.merged_id)
    if kept.merged_into_id is not None:
        raise DomainError(_("First undo the later merge of this customer."))
    _unfill(kept, merged, merge.moved["filled"])
    merged.merged_into = None
    merged.version += 1
    merged.save(update_fields=["merged_into", "version"])
    for relation in relations():
        _rows(relation, kept, merge.moved.get(relation.key, [])).update(**{relation.field: merged})
    points = ContactPoint.objects.filter(customer=kept, pk__in=merge.moved[POINTS])
    points.update(customer=merged, preferred=False)
    preferred = ContactPoint.objects.filter(customer=merged, pk__in=merge.moved[PREFERRED])
    preferred.update(preferred=True)
    merge.undone_at, merge.undone_by = now, by
    merge.save(update_fields=["undone_at", "undone_by"])
    detail = {"merged": str(merged.public_id), "merge": str(merge.public_id)}
    record(by=by, action="customer.merge_undone", obj=kept, detail=detail, at=now)
    return merge


def _locked(first_pk, second_pk) -> tuple[Customer, Customer]:
    """Both rows, locked in the order of their keys so that two people never wait for each other."""
    rows = Customer.objects.select_for_update().filter(pk__in=[first_pk, second_pk])
    found = {row.pk: row for row in rows.order_by("pk")}
    if len(found) != 2:
        raise DomainError(_("Choose two different customers."))
    return found[first_pk], found[second_pk]


def _check_one(kept, merged) -> None:
    if kept.merged_into_id or merged.merged_into_id:
        raise DomainError(_("One of these customers was merged already."))
    if kept.kind != merged.kind:
        raise DomainError(_("A person and an organisation cannot be one customer."))
    if kept.bsn_lookup and merged.bsn_lookup and kept.bsn_lookup != merged.bsn_lookup:
        raise DomainError(_("These are two people: their BSNs differ."))
    if kept.kvk_number and merged.kvk_number and kept.kvk_number != merged.kvk_number:
        raise DomainError(_("These are two organisations: their KvK numbers differ."))


def kept_of(customer: Customer) -> Customer:
    """The record that this one became, or itself: not merged before the transaction ends. One
    statement; one more each time it was merged."""
    rows = Customer.objects.select_for_update(no_key=True)
    found = rows.get(pk=customer.pk)
    while found.merged_into_id is not None:
        found = rows.get(pk=found.merged_into_id)
    return found


# -- Rows ----------------------------------------------------------------------------------------


def _rows(relation, owner, ids):
    return relation.model.objects.filter(pk__in=ids, **{relation.field: owner})


def _move(relation, source, target) -> list[int]:
    """Rows that `target` has already, in the eyes of the database, stay with `source`."""
    rows = relation.model.objects.filter(**{relation.field: source})
    for others in _once(relation):
        same = {name: OuterRef(name) for name in others}
        rows = rows.exclude(
            Exists(relation.model.objects.filter(**{relation.field: target}, **same))
        )
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    if ids:
        _rows(relation, source, ids).update(**{relation.field: target})
    return ids


def _once(relation) -> list[list[str]]:
    """The fields with which a customer may have one row only."""
    return [
        [name for name in constraint.fields if name != relation.field]
        for constraint in relation.model._meta.constraints
        if isinstance(constraint, UniqueConstraint) and relation.field in constraint.fields
    ]


def _move_points(kept, merged) -> dict[str, list[int]]:
    """Move the ways to reach `merged` that `kept` does not have; the others stay where they are.

    Where `kept` has a preference of its own, the preferred one that moves yields.
    """
    present = set(kept.contact_points.values_list("kind", "value"))
    own = set(kept.contact_points.filter(preferred=True).values_list("kind", flat=True))
    points = [p for p in merged.contact_points.all() if (p.kind, p.value) not in present]
    yielding = [p.pk for p in points if p.preferred and p.kind in own]
    ContactPoint.objects.filter(pk__in=yielding).update(preferred=False)
    ContactPoint.objects.filter(pk__in=[p.pk for p in points]).update(customer=kept)
    return {POINTS: [p.pk for p in points], PREFERRED: [p.pk for p in points if p.preferred]}


# -- Details -------------------------------------------------------------------------------------


def _fill(kept, merged) -> list[str]:
    """Take over what `kept` lacks; answers the names of the columns."""
    filled = [name for name in SINGLE if getattr(merged, name) and not getattr(kept, name)]
    if not kept.address_line and merged.address_line:
        filled += [name for name in ADDRESS if getattr(merged, name)]
    filled += [name for name in FLAGS if getattr(merged, name) and not getattr(kept, name)]
    if "bsn_lookup" in filled:
        filled.append("bsn_encrypted")
    for name in filled:
        setattr(kept, name, getattr(merged, name))
    _save(kept, filled)
    return filled


def _unfill(kept, merged, filled) -> None:
    """Empty again what was taken over, unless somebody changed it since."""
    still = [name for name in filled if _same(getattr(kept, name), getattr(merged, name))]
    for name in still:
        setattr(kept, name, Customer._meta.get_field(name).get_default())
    _save(kept, still)


def _same(one, other) -> bool:
    """Encrypted values come as memoryview from PostgreSQL."""
    return (bytes(one) if isinstance(one, memoryview) else one) == (
        bytes(other) if isinstance(other, memoryview) else other
    )


def _save(kept, names) -> None:
    derive(kept)
    kept.version += 1
    kept.save(update_fields=[*names, "address_key", "search_text", "version"])
