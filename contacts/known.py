"""The names of subjects, outcomes, reasons and channels, kept by each process (kcc.lib.kept): also
of those no longer in use, for old contacts have them."""

from contacts.models import ContactReason, Outcome, Subject
from kcc.lib.kept import Kept
from kcc.lib.options import Options
from kcc.organisation.models import Channel


def _read() -> dict[str, dict]:
    """By the name of the relation and the key of the row. Four statements."""
    outcomes = Outcome.objects.only("code", "name", "category").order_by()
    reasons = ContactReason.objects.only("code", "name", "is_status_question").order_by()
    return {
        "subject": {row.pk: row for row in Subject.objects.only("code", "name").order_by("name")},
        "outcome": {row.pk: row for row in outcomes},
        "reason": {None: None} | {row.pk: row for row in reasons},
        "channel": {row.pk: row for row in Channel.objects.order_by()},
    }


known = Kept(_read)
_keys = Kept(
    lambda: {
        name: {row.code: pk for pk, row in rows.items() if row} for name, rows in known().items()
    },
    of=known,
)


def key_of(name: str, code: str) -> int | None:
    """The key of the subject or the channel with this code; None when it is not known here."""
    return _keys()[name].get(code)


# Every subject by code and name.
subjects = Kept(
    lambda: Options((row.code, row.name) for row in known()["subject"].values()), of=known
)
