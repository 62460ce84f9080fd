"""What another set of norms would have done with what was asked for lately. It changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace

from django.db.models import Q

from contacts.models import Callback
from contacts.norms.holding import ONE_DAY
from contacts.norms.selectors import place_names, place_of, subject_names, taken, term_in_words
from kcc.organisation.calendars import Norm, Promise, best_for, promise_by
from kcc.organisation.models import ServiceNorm

DAYS = 28
EXAMPLES = 5
PLACE = ("department_id", "channel_id", "subject_code")


@dataclass(frozen=True)
class Example:
    """One answer that was asked for, and its moment by both norms."""

    number: str
    subject: str
    department: str
    asked_at: datetime
    old: Promise
    new: Promise

    @property
    def earlier(self) -> bool:
        return self.new.moment < self.old.moment


@dataclass
class Preview:
    """`looked_at` counts what the changed norm would have decided; `still_open` the promises for
    the same thing that were given and stay as they are."""

    first_day: date
    now_term: str
    now_names: tuple[str, ...]
    now_built_in: bool
    next_term: str
    still_open: int
    seen: str
    looked_at: int = 0
    earlier: int = 0
    later: int = 0
    examples: list[Example] = field(default_factory=list)

    @property
    def the_same(self) -> int:
        return self.looked_at - self.earlier - self.later


def preview_of_new(norms: Sequence[Norm], norm: Norm, *, now: datetime, typed="") -> Preview:
    """What this norm would change from its first day on. At most four statements; DomainError when
    there is one for the same thing from that day already."""
    same = [place_of(n) == place_of(norm) and n.valid_from == norm.valid_from for n in norms]
    if any(same):
        raise taken()
    return _preview((*norms, norm), norms, norm, norm.valid_from, now=now, typed=typed)


def preview_of_end(
    norms: Sequence[Norm], norm: Norm, last_day: date, *, now: datetime, typed=""
) -> Preview:
    """What changes on the day after this one (or after the earlier last day it had), when a norm
    that is kept gets this last day."""
    ended = [replace(n, valid_until=last_day) if n.pk == norm.pk else n for n in norms]
    first = min(last_day, norm.valid_until or last_day) + ONE_DAY
    return _preview(ended, norms, norm, first, now=now, typed=typed)


def seen(norms: Sequence[Norm], kind: str, typed="") -> str:
    """A mark of what a preview was made of: the norms of this kind, and what was typed."""
    return sha256(repr(([n for n in norms if n.kind == kind], typed)).encode()).hexdigest()[:16]


def _preview(after, before, norm, day, *, now, typed) -> Preview:
    place = {name: getattr(norm, name) for name in PLACE}
    old = best_for(before, kind=norm.kind, day=day, **place)
    new = best_for(after, kind=norm.kind, day=day, **place)
    asked = Callback.objects.filter(_of(norm), norm_kind=norm.kind)
    preview = Preview(
        first_day=day,
        now_term=term_in_words(old),
        now_names=_names(old),
        now_built_in=old.pk is None,
        next_term=term_in_words(new),
        still_open=asked.open().count(),
        seen=seen(before, norm.kind, typed),
    )
    since = now - timedelta(days=DAYS)
    _compare(preview, asked.filter(requested_at__gte=since), after, before, norm.kind, day)
    return preview


def _of(norm: Norm) -> Q:
    """What a norm holds for, as it is known of a callback now."""
    found = Q()
    if norm.department_id is not None:
        found &= Q(department_id=norm.department_id)
    if norm.channel_id is not None:
        found &= Q(question__contact__channel_id=norm.channel_id)
    if norm.subject_code:
        found &= Q(question__subject__code=norm.subject_code)
    return found


def _compare(preview, asked, after, before, kind, day) -> None:
    """Reckon each of them by both norms; only those of which the norm itself would change count."""
    chosen = {}
    rows = asked.order_by("-requested_at", "-pk").values_list(
        "pk", "requested_at", "department_id", "question__contact__channel_id",
        "question__contact__channel__code", "question__subject__code", "question__subject__name",
        "department__name",
    )  # fmt: skip
    for pk, at, department, channel, channel_code, subject_code, subject, name in rows.iterator():
        key = (department, channel, subject_code)
        if key not in chosen:
            place = dict(zip(PLACE, key, strict=True))
            chosen[key] = [
                best_for(norms, kind=kind, day=day, **place) for norms in (before, after)
            ]
        one, two = chosen[key]
        if one == two:
            continue
        preview.looked_at += 1
        over = SimpleNamespace(code=channel_code)
        old, new = (promise_by(norm, received=at, channel=over) for norm in (one, two))
        preview.earlier += new.moment < old.moment
        preview.later += new.moment > old.moment
        if new.moment != old.moment and len(preview.examples) < EXAMPLES:
            preview.examples.append(Example(f"T-{pk}", subject, name, at, old, new))


def _names(norm: Norm) -> tuple[str, ...]:
    """In words what this norm holds for. At most two statements, none for a general one."""
    if norm.pk is None or not (norm.department_id or norm.channel_id or norm.subject_code):
        return ()
    row = ServiceNorm.objects.select_related("department", "channel").get(pk=norm.pk)
    return place_names(row, subject_names([row.subject_code]) if row.subject_code else {})
