"""Asking people how they were helped, and keeping what they answer.

Whoever asks somebody holds the one row of the policy meanwhile: of two who would ask the same
person at once, the second finds that it was done.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.following.limits import Limit, give_back, take
from contacts.models import Invitation, Question, SurveyOptOut, SurveyPolicy
from contacts.satisfaction import words
from contacts.satisfaction.masking import Known, masked
from contacts.satisfaction.matters import CASE, ROWS, Matter, matter_of, to_ask
from contacts.satisfaction.people import Person, colleagues, person_of
from contacts.satisfaction.tokens import digest_of, new_paper_token, new_token
from kcc.audit.services import record
from kcc.customers.models import ContactPoint
from kcc.jobs.outbox import post, withdraw
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.periods import local_day

KIND = "survey.invited"  # of the mail
LONGEST_COMMENT = 1000
# Links that open nothing, of one sender. A library is one sender for many people: right ones do
# not count.
WRONG_OF_SENDER = Limit("survey", 30, 3600)
# The same answer once more is a second press of the button.
PRESSED_TWICE = timedelta(hours=1)
# The words of a comment, and whose it was.
KEPT = timedelta(days=366)
FORGOTTEN_AT_ONCE = 500


# -- The policy -----------------------------------------------------------------------------------


def _locked() -> SurveyPolicy:
    """The row, held until the transaction ends."""
    rows = SurveyPolicy.objects.select_for_update()
    if found := rows.filter(pk=1).first():
        return found
    SurveyPolicy.objects.bulk_create([SurveyPolicy(pk=1)], ignore_conflicts=True)
    return rows.get(pk=1)


@transaction.atomic
def keep_policy(*, by, changed_at: datetime | None, now: datetime, **values) -> SurveyPolicy:
    """Whether and when people are asked. `changed_at` is that of the policy the manager saw;
    Conflict when somebody changed it since. Three statements."""
    policy = _locked()
    if policy.changed_at != changed_at:
        raise Conflict(_("Somebody else changed this in the meantime."))
    for name, value in values.items():
        setattr(policy, name, value)
    policy.changed_at = now
    policy.save(update_fields=[*values, "changed_at"])
    record(by=by, action="survey.policy", obj=policy, detail=values, at=now)
    return policy


# -- Asking -------------------------------------------------------------------------------------


def _since(policy: SurveyPolicy, now: datetime) -> datetime:
    """Who was asked after this moment is left in peace."""
    return now - timedelta(days=policy.rest_days)


def _asked_lately(person: Person, since: datetime) -> bool:
    asked = Invitation.objects.filter(person_key__in=person.keys, created_at__gt=since)
    # Said once more, for the index holds these rows only.
    return asked.exclude(person_key="").exists()


def _opted_out(person: Person) -> bool:
    return SurveyOptOut.objects.filter(person_key__in=person.keys).exists()


@transaction.atomic
def invite(*, kind: str, pk: int, since: datetime, until: datetime, now: datetime) -> bool:
    """Mail who this was for, when that may still be done; whether it was."""
    policy = _locked()
    if not policy.active or not _wanted(policy, kind):
        return False
    # Once more, now that nobody else is at it: it may have been opened again, or asked about.
    thing = to_ask(kind, since, until).filter(pk=pk).first()
    if thing is None:
        return False
    matter = matter_of(kind, thing)
    to = _address(matter)
    if not to:
        return False
    since = _since(policy, now)
    person = person_of(matter, since=since)
    if _asked_lately(person, since) or _opted_out(person):
        return False
    token = new_token()
    made = _make(matter, person, Invitation.Way.MAIL, token, policy, by=None, now=now)
    until_day = local_day(made.expires_at)
    text = words.body(token, until_day, policy.rest_days)
    post(key=_mail_key(made), kind=KIND, to=to, subject=words.subject(), body=text, now=now)
    return True


def _wanted(policy: SurveyPolicy, kind: str) -> bool:
    return getattr(policy, f"after_{kind}s")


def _mail_key(invitation: Invitation) -> str:
    return f"survey:{invitation.public_id}"


def _address(matter: Matter) -> str:
    """The one given with it; of a case the one the customer prefers first."""
    known = ""
    if matter.customer is not None and (matter.kind == CASE or not matter.emails):
        points = ContactPoint.objects.filter(
            customer=matter.customer, kind=ContactPoint.Kind.EMAIL
        ).order_by("-preferred", "pk")
        known = points.values_list("value", flat=True).first() or ""
    return known or next(iter(matter.emails), "")


def _make(matter, person, way, token, policy, *, by, now, language="nl") -> Invitation:
    return Invitation.objects.create(
        digest=digest_of(token), way=way, language=language, **{matter.kind: matter.thing},
        person_key=person.key, department_id=matter.department_id, subject_id=matter.subject_id,
        channel_id=matter.channel_id, confidential=matter.confidential, created_at=now,
        created_by=by, expires_at=now + timedelta(days=policy.valid_days),
    )  # fmt: skip


@transaction.atomic
def print_link(*, by, kind: str, pk: int, language: str, now: datetime) -> tuple[str, Invitation]:
    """A link to hand over on paper; the only moment at which it can be read. A new one for the same
    thing takes the place of one that was printed before. DomainError says why there can be none."""
    policy = _locked()
    matter = matter_of(kind, ROWS[kind]().get(pk=pk))
    if not matter.closed:
        raise DomainError(_("This is not finished yet. Ask when the customer was helped."))
    if matter.left_in_peace:
        raise DomainError(_("This customer is confidential, and is never asked."))
    token = new_paper_token()
    before = Invitation.objects.filter(**{kind: matter.thing}).first()
    if before is not None:
        _print_again(before, token, policy, by=by, language=language, now=now)
        made = before
    else:
        since = _since(policy, now)
        person = person_of(matter, since=since)
        if _opted_out(person):
            raise DomainError(_("This customer does not want to be asked."))
        if _asked_lately(person, since):
            raise DomainError(
                _("This customer was asked in the last %(days)d days.") % {"days": policy.rest_days}
            )
        way = Invitation.Way.PRINT
        made = _make(matter, person, way, token, policy, by=by, now=now, language=language)
    record(by=by, action="survey.printed", obj=matter.thing, at=now)
    return token, made


def _print_again(before: Invitation, token, policy, *, by, language, now) -> None:
    if before.rated_at is not None:
        raise DomainError(_("The customer has answered about this already."))
    if before.way == Invitation.Way.MAIL:
        raise DomainError(_("The customer was asked about this by e-mail already."))
    before.digest, before.language, before.created_by = digest_of(token), language, by
    before.expires_at = now + timedelta(days=policy.valid_days)
    before.save(update_fields=["digest", "language", "created_by", "expires_at"])


# -- What the customer does: without a log-in, with the link alone --------------------------------


class TooManyError(DomainError):
    """Too many links that open nothing came from this sender."""


def _opened(token: str, sender: str, now: datetime) -> Invitation | None:
    """The invitation of this link, answered and old ones too, held until the transaction ends."""
    tried = [(WRONG_OF_SENDER, sender)]
    if take(tried, now=now) is not None:
        raise TooManyError(_("Too much was tried from here. Come back in an hour."))
    found = Invitation.objects.select_for_update().filter(digest=digest_of(token)).first()
    if found is not None:
        give_back(tried, now=now)
    return found


@transaction.atomic
def answer(*, token: str, score: int, comment: str, sender: str, now: datetime) -> bool:
    """Keep the answer; False for a link that does not work (any more), whatever the reason. The
    same answer twice is one. The comment is kept as it was written and as others may read it."""
    found = _opened(token, sender, now)
    comment = "\n".join(comment.splitlines()).strip()[:LONGEST_COMMENT]
    if found is None:
        return False
    if found.rated_at is not None:
        same = (found.score, found.comment) == (score, comment)
        return same and now - found.rated_at < PRESSED_TWICE
    if now >= found.expires_at:
        return False
    matter = _asked_about(found)
    # A case may have been made confidential since somebody was asked.
    found.confidential = found.confidential or matter.confidential
    found.score, found.comment = score, comment
    found.comment_masked = masked(comment, _known(matter)) if comment else ""
    found.rated_at, found.rated_on = now, local_day(now)
    told = ("score", "comment", "comment_masked", "rated_at", "rated_on", "confidential")
    found.save(update_fields=told)
    return True


def _asked_about(invitation: Invitation) -> Matter:
    """At most two statements."""
    kind, pk = next(
        (kind, getattr(invitation, f"{kind}_id"))
        for kind in ROWS
        if getattr(invitation, f"{kind}_id") is not None
    )
    return matter_of(kind, ROWS[kind]().get(pk=pk))


def _known(matter: Matter) -> Known:
    """Who and what may stand in a comment, as far as we know. One statement."""
    near, streets, customer = [*matter.names], [], matter.customer
    near += [person.get_full_name() for person in matter.workers if person is not None]
    if customer is not None:
        last = f"{customer.prefix} {customer.family_name}"
        near += [f"{customer.given_name} {last}", last, customer.organisation_name]
        streets += [customer.street]
    return Known(near=near, others=colleagues(), streets=streets)


@transaction.atomic
def opt_out(*, token: str, sender: str, now: datetime) -> None:
    """Never ask this person again, and let no mail leave that waits. Also with a link that was used
    or is old; one that was never given does nothing."""
    # Whoever asks this person at this moment is done, or finds this. First, as who prints a link
    # holds it before the invitation.
    _locked()
    found = _opened(token, sender, now)
    if found is None or not found.person_key:
        return
    SurveyOptOut.objects.bulk_create(
        [SurveyOptOut(person_key=found.person_key, at=now)], ignore_conflicts=True
    )
    unanswered = Invitation.objects.filter(person_key=found.person_key, rated_at__isnull=True)
    for waiting in unanswered:
        withdraw(key=_mail_key(waiting), now=now)


# -- Reading and forgetting -----------------------------------------------------------------------


@transaction.atomic
def read_original(*, by, invitation: Invitation, now: datetime) -> str:
    """The comment as it was written; recorded."""
    record(by=by, action="survey.original_viewed", obj=invitation, at=now)
    return invitation.comment


def forget_old(now: datetime) -> int:
    """After a year no words and no person are left of an invitation; the score goes on counting.
    A bounded number at a time; how many there were."""
    old = Invitation.objects.filter(created_at__lt=now - KEPT)
    found = old.exclude(comment="", comment_masked="", person_key="").order_by("pk")
    return _forget(list(found.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]))


def forget_cases(case_ids: Sequence[int]) -> Counter:
    """For the destruction of cases (settings.CASE_DESTROYED): the same at once for what was asked
    about them, and about the contacts and callbacks that led to them; a mail that waits does not
    leave. Joins the transaction; destroys nothing that is counted."""
    about = Q(case__in=case_ids) | Q(callback__question__case__in=case_ids)
    about |= Q(contact__in=Question.objects.filter(case__in=case_ids).values("contact"))
    found, now = list(Invitation.objects.filter(about)), timezone.now()
    for invitation in found:
        if invitation.rated_at is None:
            withdraw(key=_mail_key(invitation), now=now)
    _forget([invitation.pk for invitation in found])
    return Counter()


def _forget(pks: list[int]) -> int:
    rows = Invitation.objects.filter(pk__in=pks)
    return rows.update(comment="", comment_masked="", person_key="") if pks else 0
