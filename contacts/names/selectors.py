"""The names that counts are told by: subjects, channels and the reasons of repeats, also those that
are no longer in use."""

from dataclasses import dataclass, field

from django.db.models import CharField, F, IntegerField, Value

from contacts.models import RepeatReason, Subject
from kcc.organisation.models import Channel


@dataclass(frozen=True)
class Named:
    """`detail` of a subject: how much of it the contact centre handles (Subject.FirstLine); of a
    channel its kind."""

    pk: int
    code: str
    name: str
    active: bool
    detail: str = ""


@dataclass(frozen=True)
class Names:
    """By id; channels and reasons in the order of the screen, subjects by name."""

    subjects: dict[int, Named] = field(default_factory=dict)
    channels: dict[int, Named] = field(default_factory=dict)
    reasons: dict[int, Named] = field(default_factory=dict)


def names() -> Names:
    """One statement."""
    found = Names()
    kinds = (found.subjects, found.channels, found.reasons)
    parts = [
        _columns(Subject, 0, Value(0, IntegerField()), F("first_line")),
        _columns(Channel, 1, F("order"), F("kind")),
        _columns(RepeatReason, 2, F("order"), Value("", CharField())),
    ]
    rows = parts[0].union(*parts[1:], all=True)
    for kind, _, name, pk, code, active, detail in sorted(rows, key=lambda row: row[:4]):
        kinds[kind][pk] = Named(pk, code, name, bool(active), detail)
    return found


def _columns(model, kind, order, detail):
    columns = {
        "n_kind": Value(kind, IntegerField()),
        "n_order": order,
        "n_name": F("name"),
        "n_pk": F("pk"),
        "n_code": F("code"),
        "n_active": F("active"),
        "n_detail": detail,
    }
    return model.objects.order_by().annotate(**columns).values_list(*columns)
