"""The names that counts are told and asked by: subjects, channels, domains, teams and the reasons
of repeats, also those that are no longer in use."""

from dataclasses import dataclass, field

from django.db.models import BooleanField, CharField, F, IntegerField, Value
from django.db.models.functions import Cast

from contacts.models import RepeatReason, Subject
from kcc.lib.kept import Kept
from kcc.organisation.models import Channel, Domain, Team


@dataclass(frozen=True)
class Named:
    """`detail` of a subject: how much of it the contact centre handles (Subject.FirstLine); of a
    channel its kind. `place` is the id of the domain of a subject, or of the department of a team;
    the `code` of a team is its public id."""

    pk: int
    code: str
    name: str
    active: bool
    detail: str = ""
    place: int = 0


@dataclass(frozen=True)
class Names:
    """By id; subjects and teams by name, everything else in the order of the screen."""

    subjects: dict[int, Named] = field(default_factory=dict)
    channels: dict[int, Named] = field(default_factory=dict)
    reasons: dict[int, Named] = field(default_factory=dict)
    domains: dict[int, Named] = field(default_factory=dict)
    teams: dict[int, Named] = field(default_factory=dict)


def names() -> Names:
    """Kept by every process (kcc.lib.kept); else one statement."""
    return _names()


def _read() -> Names:
    """One statement."""
    found, nothing = Names(), Value(0, IntegerField())
    public_id = Cast("public_id", CharField())
    kinds = (found.subjects, found.channels, found.reasons, found.domains, found.teams)
    parts = [
        _columns(Subject, 0, order=nothing, detail=F("first_line"), place=F("domain_id")),
        _columns(Channel, 1, detail=F("kind")),
        _columns(RepeatReason, 2),
        _columns(Domain, 3, code="slug", active=Value(True, BooleanField())),
        _columns(Team, 4, code=public_id, order=nothing, place=F("department_id")),
    ]
    rows = parts[0].union(*parts[1:], all=True)
    for kind, _, name, pk, code, active, detail, place in sorted(rows, key=lambda row: row[:4]):
        kinds[kind][pk] = Named(pk, code, name, bool(active), detail, place)
    return found


def _columns(model, kind, *, code="code", order=None, active=None, detail=None, place=None):
    columns = {
        "n_kind": Value(kind, IntegerField()),
        "n_order": order or F("order"),
        "n_name": F("name"),
        "n_pk": F("pk"),
        "n_code": F(code) if isinstance(code, str) else code,
        "n_active": active or F("active"),
        "n_detail": detail or Value("", CharField()),
        "n_place": place or Value(0, IntegerField()),
    }
    return model.objects.order_by().annotate(**columns).values_list(*columns)


_names = Kept(_read)
