"""The names that counts are told and asked by: subjects, channels, domains and the reasons of
repeats, also those that are no longer in use."""

from dataclasses import dataclass, field

from django.db.models import BooleanField, CharField, F, IntegerField, Value

from contacts.models import RepeatReason, Subject
from kcc.organisation.models import Channel, Domain


@dataclass(frozen=True)
class Named:
    """`detail` of a subject: how much of it the contact centre handles (Subject.FirstLine); of a
    channel its kind. `domain` is the id of that of a subject."""

    pk: int
    code: str
    name: str
    active: bool
    detail: str = ""
    domain: int = 0


@dataclass(frozen=True)
class Names:
    """By id; subjects by name, everything else in the order of the screen."""

    subjects: dict[int, Named] = field(default_factory=dict)
    channels: dict[int, Named] = field(default_factory=dict)
    reasons: dict[int, Named] = field(default_factory=dict)
    domains: dict[int, Named] = field(default_factory=dict)


def names() -> Names:
    """One statement."""
    found, nothing = Names(), Value(0, IntegerField())
    kinds = (found.subjects, found.channels, found.reasons, found.domains)
    parts = [
        _columns(Subject, 0, order=nothing, detail=F("first_line"), domain=F("domain_id")),
        _columns(Channel, 1, detail=F("kind")),
        _columns(RepeatReason, 2),
        _columns(Domain, 3, code="slug", active=Value(True, BooleanField())),
    ]
    rows = parts[0].union(*parts[1:], all=True)
    for kind, _, name, pk, code, active, detail, domain in sorted(rows, key=lambda row: row[:4]):
        kinds[kind][pk] = Named(pk, code, name, bool(active), detail, domain)
    return found


def _columns(model, kind, *, code="code", order=None, active=None, detail=None, domain=None):
    columns = {
        "n_kind": Value(kind, IntegerField()),
        "n_order": order or F("order"),
        "n_name": F("name"),
        "n_pk": F("pk"),
        "n_code": F(code),
        "n_active": active or F("active"),
        "n_detail": detail or Value("", CharField()),
        "n_domain": domain or Value(0, IntegerField()),
    }
    return model.objects.order_by().annotate(**columns).values_list(*columns)
