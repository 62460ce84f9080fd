"""Running contacts: saved on the server while the agent types."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.db.models import BigIntegerField
from django.utils.translation import gettext as _

from cases.questions_form import PREFIX as DETAIL
from contacts.logging.shown import said_aloud
from contacts.models import Contact, Draft
from kcc.audit.services import record
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import DomainError
from kcc.lib.ready import Ready
from kcc.lib.text import shorten

MAX_RUNNING = 5
MAX_REVISION = 2**31 - 1
STARTED_SALT = "kcc.contact.started"
# Free text fields in which a BSN does not belong.
FREE_TEXT = (
    "note", "already_said", "transfer_to", "referred_to", "caller_name", "callback_name",
    "callback_address", "callback_handle", "location", "subject", "find",
)  # fmt: skip


@dataclass(frozen=True)
class Timing:
    """What the clock of the server says about a contact, in whole seconds."""

    started_at: datetime
    ended_at: datetime
    talk_seconds: int
    wrap_up_seconds: int


def timing_of(draft: Draft, now: datetime) -> Timing:
    """Conversation without pauses, and the work after it. A running pause counts until now."""
    ended = draft.talk_ended_at or now
    paused = draft.paused_seconds
    if draft.paused_at is not None:
        paused += _seconds(draft.paused_at, ended)
    talk = max(0, _seconds(draft.started_at, ended) - paused)
    return Timing(draft.started_at, ended, talk, _seconds(ended, now))


def _seconds(start: datetime, end: datetime) -> int:
    return max(0, int((end - start) / timedelta(seconds=1)))


def sign_start(moment: datetime) -> str:
    """The start of a contact as the form carries it until the first save: server time."""
    return signing.dumps(moment.isoformat(), salt=STARTED_SALT)


def read_start(text: str, now: datetime) -> datetime:
    """The signed start; now when it is missing or was tampered with."""
    try:
        return min(datetime.fromisoformat(signing.loads(text, salt=STARTED_SALT)), now)
    except (signing.BadSignature, ValueError):
        return now


_running = Ready(
    lambda *, user: Draft.objects.filter(user=user)[: MAX_RUNNING + 1], user=BigIntegerField()
)


def drafts_of(user) -> list[Draft]:
    """The running contacts of this person, oldest first; one statement."""
    return _running(user=user.pk)


def next_key(user) -> UUID | None:
    """Of the running contact to go on with; one statement, and nothing of what was typed."""
    return Draft.objects.filter(user=user).values_list("key", flat=True).first()


def _is_free_text(name: str) -> bool:
    """Also an answer to a question of a case type."""
    field = name.rpartition("-")[2]
    return field in FREE_TEXT or field.startswith(DETAIL)


def mask_free_text(data: dict) -> tuple[dict, int]:
    """The same data with every BSN in free text masked, and how many there were."""
    masked, count = {}, 0
    for name, value in data.items():
        if isinstance(value, str) and _is_free_text(name):
            value, found = mask_bsns(value)
            count += found
        masked[name] = value
    return masked, count


def start_draft(*, user, data: dict, now: datetime, key: UUID, label: str = "") -> Draft:
    """A new running contact, for instance by a call that comes in.

    Raises DomainError when five are running, or when this contact was saved already.
    """
    if Contact.objects.filter(idempotency_key=key).exists():
        raise DomainError(_("This contact was saved already."), code="saved")
    if Draft.objects.filter(user=user).count() >= MAX_RUNNING:
        raise DomainError(
            _("You have %(count)d running contacts. Save or discard one first.")
            % {"count": MAX_RUNNING},
            code="too_many",
        )
    return Draft.objects.create(
        key=key, user=user, data=data, label=shorten(label, 80), started_at=now, saved_at=now
    )


def save_draft(
    *,
    user,
    key: UUID,
    data: dict,
    revision: int,
    now: datetime,
    started_at: datetime,
    label: str = "",
    pressed: bool = False,
) -> Draft:
    """Keep what was typed. A save with an older revision changes nothing.

    `revision` grows with each save, by at least one a second (contact.js). `pressed`: by a button,
    which always wins. Within a transaction: it waits for a save that is under way, or that one
    would win.

    Returns the draft as it is in the database, with what it said before as `before`. Raises
    DomainError when the contact was saved, when the draft belongs to somebody else, or when five
    are running already.
    """
    kept = Draft.objects.filter(key=key)
    if pressed:
        kept = kept.select_for_update()
    draft = kept.first()
    before = draft.data if draft else {}
    if draft is None:
        try:
            with transaction.atomic():
                draft = start_draft(user=user, data=data, now=started_at, key=key, label=label)
        except IntegrityError:
            # Two saves of one new draft at once: the other one made it.
            draft = kept.get()
    if draft.user_id != user.pk:
        raise DomainError(_("This contact belongs to somebody else."), code="not_yours")
    if pressed:
        revision = min(max(draft.revision + 1, revision), MAX_REVISION)
    fresh = Draft.objects.filter(pk=draft.pk, revision__lt=revision).update(
        data=data, label=shorten(label, 80), saved_at=now, revision=revision
    )
    if fresh:
        draft.data, draft.label, draft.saved_at, draft.revision = data, label, now, revision
    draft.before = before if fresh else draft.data
    return draft


def save_words(*, user, key: UUID, data: dict, revision: int, now: datetime) -> Draft | None:
    """Keep words that nothing depends on, nor the label of the draft; two statements. None when
    there is no draft of this person yet, or anything else in it is different or newer."""
    draft = Draft.objects.filter(key=key, user=user).first()
    if draft is None or said_aloud(draft.data) != said_aloud(data):
        return None
    fresh = Draft.objects.filter(pk=draft.pk, revision__lt=revision).update(
        data=data, saved_at=now, revision=revision
    )
    if not fresh:
        return None
    draft.data, draft.saved_at, draft.revision = data, now, revision
    return draft


def take_draft(*, user, key: UUID) -> Draft | None:
    """Remove the draft and return it, in one statement; None when there is none.

    For use inside the transaction that logs the contact: a failed save brings the draft back.
    """
    names = [
        "started_at", "paused_at", "paused_seconds", "talk_ended_at", "data", "label",
    ]  # fmt: skip
    fields = [Draft._meta.get_field(name) for name in names]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(Draft._meta.db_table)
    key_value = Draft._meta.get_field("key").get_db_prep_value(key, connection)
    # Table and columns come from the model; the values are parameters.
    statement = f"DELETE FROM {table} WHERE key = %s AND user_id = %s RETURNING {columns}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [key_value, user.pk])
        rows = cursor.fetchall()
    if not rows:
        return None
    values = dict(zip(names, rows[0], strict=True))
    for name in ("started_at", "paused_at", "talk_ended_at"):
        values[name] = _as_moment(values[name])
    if isinstance(values["data"], str):
        values["data"] = json.loads(values["data"])
    return Draft(key=key, user=user, **values)


def _as_moment(value) -> datetime | None:
    """SQLite hands back a moment without a zone; what is stored is UTC."""
    if value is None or value.tzinfo is not None:
        return value
    return value.replace(tzinfo=UTC)


@transaction.atomic
def discard_draft(*, by, key: UUID, now: datetime) -> None:
    """Throw a running contact away. Recorded, so that it is known to have existed."""
    deleted, _rows = Draft.objects.filter(key=key, user=by).delete()
    if deleted:
        record(by=by, action="draft.discarded", detail={"key": str(key)}, at=now)


def pause(draft: Draft, now: datetime) -> None:
    """Stop the clock of the conversation; nothing happens when it stands still already."""
    if draft.paused_at is None and draft.talk_ended_at is None:
        draft.paused_at = now
        draft.save(update_fields=["paused_at"])


def resume(draft: Draft, now: datetime) -> None:
    """Let the clock run again: after a pause, or when the conversation was not over after all."""
    if draft.paused_at is not None:
        draft.paused_seconds += _seconds(draft.paused_at, now)
        draft.paused_at = None
    elif draft.talk_ended_at is not None:
        draft.paused_seconds += _seconds(draft.talk_ended_at, now)
        draft.talk_ended_at = None
    draft.save(update_fields=["paused_at", "paused_seconds", "talk_ended_at"])


def end_talk(draft: Draft, now: datetime) -> None:
    """The conversation is over; from here on it is wrap-up (nawerk)."""
    if draft.talk_ended_at is None:
        if draft.paused_at is not None:
            draft.paused_seconds += _seconds(draft.paused_at, now)
            draft.paused_at = None
        draft.talk_ended_at = now
        draft.save(update_fields=["paused_at", "paused_seconds", "talk_ended_at"])
