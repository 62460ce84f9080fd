"""What an import reads: what is there already, and which earlier questions a batch may repeat."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from contacts.importing.linking import Known
from contacts.models import Contact, Direction, ImportRun
from contacts.models.contact import RepeatState, at_places
from contacts.repeats import Asked, window_end, window_start
from kcc.jobs.models import Job

# No agent has seen these; the API may log contacts with a number of another system too.
FROM_A_FILE = ~Q(external_id="") & Q(agent=None)


@dataclass
class Identities:
    """By what the questions of a batch can be recognised, and how far back and on to look."""

    places: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, batch: list[Asked]) -> "Identities":
        return cls(
            places={one.place for one in batch} - {""},
            phones={one.phone for one in batch} - {""},
            emails={one.email for one in batch} - {""},
        )

    def __bool__(self) -> bool:
        return bool(self.places or self.phones or self.emails)

    def as_contacts(self) -> QuerySet[Contact]:
        """Inbound contacts that share one of them; each part has an index of its own."""
        shared = Q()
        if self.places:
            shared |= at_places(self.places)
        if self.phones:
            shared |= Q(phone__in=self.phones) & ~Q(phone="")
        if self.emails:
            shared |= Q(email__in=self.emails) & ~Q(email="")
        return Contact.objects.filter(shared, direction=Direction.INBOUND)


def present_keys(source: str, external_ids: list[str]) -> set[str]:
    """Which of these rows were imported before. One statement."""
    return set(
        Contact.objects.filter(source=source, external_id__in=external_ids)
        .exclude(external_id="")
        .values_list("external_id", flat=True)
    )


def latest_imported() -> datetime | None:
    """When the latest imported contact started. One statement over the imported contacts."""
    return Contact.objects.filter(FROM_A_FILE).aggregate(at=Max("started_at"))["at"]


def earlier_questions(
    batch: list[Asked], subjects: Collection[int], window_days: int
) -> Iterator[Known]:
    """Questions that one of the batch may be a repeat of, oldest first. One statement, streamed.

    `batch` is in order of time, `window_days` the widest window of its subjects.
    """
    identities = Identities.of(batch)
    if not identities or window_days <= 0:
        return iter(())
    return _known(
        identities.as_contacts().filter(
            started_at__lt=batch[-1].started_at,
            questions__subject__in=list(subjects),
            questions__last_activity_at__gte=window_start(batch[0].started_at, window_days),
        )
    )


def later_questions(
    batch: list[Asked], subjects: Collection[int], window_days: int
) -> Iterator[Known]:
    """Imported questions that may be a repeat of one of the batch, oldest first. One statement.

    Only those nobody has answered yet: what a person decided or logged stays as it is.
    """
    identities = Identities.of(batch)
    if not identities or window_days <= 0:
        return iter(())
    latest = max(asked.last_activity_at for asked in batch)
    return _known(
        identities.as_contacts().filter(
            FROM_A_FILE,
            started_at__gt=batch[0].started_at,
            started_at__lt=window_end(latest, window_days),
            questions__subject__in=list(subjects),
            questions__repeat_state__in=[RepeatState.NONE, RepeatState.PROPOSED],
        )
    )


def _known(contacts: QuerySet[Contact]) -> Iterator[Known]:
    """The questions of these contacts (that the same filter speaks of) as repeat detection sees
    them; subjects by their code. From the contacts, as they are found by an index: from the
    questions PostgreSQL began with all that were ever asked about these subjects."""
    rows = contacts.order_by("started_at", "questions__pk").values_list(
        "questions__pk",
        "questions__subject__code",
        "started_at",
        "questions__last_activity_at",
        "customer_id",
        "phone",
        "email",
        "location_key",
        "questions__case_id",
        "questions__chain_start_id",
        "questions__department_id",
        "questions__chain_start__department_id",
        "questions__repeat_of__contact__started_at",
    )
    for row in rows.iterator(chunk_size=1000):
        pk, subject, started, active, customer, phone, email, place, case, *chain = row
        first, department, first_department, previous_started_at = chain
        asked = Asked(
            id=pk,
            inbound=True,
            subject=subject,
            started_at=started,
            last_activity_at=active,
            customer=customer,
            phone=phone,
            email=email,
            place=place,
            case=case,
        )
        yield Known(asked, first or pk, first_department or department, previous_started_at)


def runs() -> QuerySet[ImportRun]:
    """Imports on screen, newest first."""
    return ImportRun.objects.select_related("job", "created_by").order_by("-created_at")


def imported_before(run: ImportRun) -> ImportRun | None:
    """The latest finished import of the very same file. One statement."""
    return (
        ImportRun.objects.filter(sha256=run.sha256, mapping=run.mapping, job__state=Job.State.DONE)
        .select_related("job")
        .order_by("-created_at")
        .first()
    )
