"""What the writers of the history draw from: read once by each process, in a dozen statements."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from random import Random

from cases.models import ResultType, StatusType
from contacts.models import Subject
from contacts.reference import Reference
from contacts.reference import reference as read_reference
from dashboard.management.bench.chances import Chances
from dashboard.management.bench.plan import Almanac
from dashboard.management.demo import shape
from dashboard.management.demo.names import CITY, PLACES
from dashboard.management.demo.texts import Said, Talk, Writer, read_talks
from kcc.customers.identify import location_key
from kcc.customers.models import ContactPoint, Customer
from kcc.lib.text import fold
from kcc.organisation.models import Department, Membership, Role, Team

# How often each kind of thing is said in another way.
VARIANTS = 12
PLACES_KNOWN = 4_000
KINDS = ("direct", "sent", "appointment", "callback", "case", "transferred", "referred", "aborted")


@dataclass(frozen=True)
class Person:
    """A customer as a caller."""

    pk: int
    salutation: str
    phone: str
    email: str
    address_key: str  # "" when it is secret
    confidential: bool


@dataclass
class Topic:
    """A subject with everything that is drawn for it."""

    subject: Subject
    weight: float
    peaks: frozenset[int]
    line: Chances
    discipline: shape.Discipline
    slug: str  # of the department whose habits it has
    said: dict[str, list[Said]]
    folded: dict[str, str] = field(default_factory=dict)

    def search_text(self, note: str) -> str:
        if note not in self.folded:
            self.folded[note] = fold(f"{self.subject.name} {note}")
        return self.folded[note]


class Known:
    def __init__(self, seed: int, almanac: Almanac):
        self.almanac = almanac
        self.rng = Random(f"known {seed}")  # noqa: S311 - a story, no secret
        self.lists: Reference = read_reference()
        self.people = _people()
        self.places = _places(Writer(self.rng), almanac.end)
        self.teams: dict[int, list[int]] = defaultdict(list)
        for team in Team.objects.order_by("pk"):
            self.teams[team.department_id].append(team.pk)
        self.handlers: dict[int, list[int]] = defaultdict(list)
        self.agents: list[int] = []
        for person, role, department in Membership.objects.order_by("user_id").values_list(
            "user_id", "role", "department_id"
        ):
            if role == Role.HANDLER:
                self.handlers[department].append(person)
            elif role == Role.AGENT:
                self.agents.append(person)
        for department in Department.objects.filter(is_contact_centre=True):
            self.handlers[department.pk] += self.agents
        self.statuses = _by_case_type(StatusType.objects.order_by("case_type_id", "order"))
        self.results = _by_case_type(ResultType.objects.order_by("case_type_id", "pk"))
        self.topics = self._topics()

    @cached_property
    def by_month(self) -> dict[int, Chances]:
        """What people ask about in each month of the year."""
        return {
            month: Chances(
                {
                    code: topic.weight * (2 if month in topic.peaks else 1)
                    for code, topic in self.topics.items()
                }
            )
            for month in range(1, 13)
        }

    def _topics(self) -> dict[str, Topic]:
        talks, writer, found = read_talks(), Writer(self.rng), {}
        for code, subject in sorted(self.lists.subjects.items()):
            model, *tail = code.split("-")
            if model not in talks:
                continue
            slug = self.lists.subjects[model].department.slug
            weight = talks[model].weight * shape.BUSY.get(slug, 1)
            found[code] = Topic(
                subject=subject,
                # A long tail: one in fifty of the talks it was taken from, and less.
                weight=weight / (30 * int(tail[-1])) if tail else weight,
                peaks=talks[model].peaks,
                line=_line(subject, slug, has_long=bool(talks[model].long)),
                discipline=shape.DISCIPLINE[slug],
                slug=slug,
                said=_said(writer, talks[model], self.almanac.end),
            )
        return found


def _line(subject: Subject, slug: str, *, has_long: bool) -> Chances:
    """What is done with a question about it, as in the demo town."""
    line = "melding" if subject.address_bound and subject.case_type else subject.first_line
    if subject.domain.slug == "andere-overheid":
        line = "elders"
    chances = defaultdict(float, shape.OUTCOMES[line])
    chances["callback"] *= shape.HARD.get(slug, 1)
    if subject.case_type is None or slug == "burgerzaken":
        chances["callback"] += chances.pop("case", 0)
    if not has_long:
        chances["direct"] += chances.pop("callback", 0)
    if slug != "burgerzaken":
        chances["direct"] += chances.pop("appointment", 0)
    return Chances(chances)


def _said(writer: Writer, talk: Talk, at: datetime) -> dict[str, list[Said]]:
    def say(kind):
        place = writer.rng.choice(PLACES)
        salutation = writer.rng.choice(("Mevrouw", "Meneer"))
        said = writer.say(talk, kind, at, salutation=salutation, place=place)
        return Said(said.asked, said.note, writer.fill(said.answer, at) if said.answer else "")

    kinds = [kind for kind in KINDS if kind != "callback" or talk.long]
    return {kind: [say(kind) for _ in range(VARIANTS)] for kind in kinds}


def _people() -> list[Person]:
    found: dict[int, dict] = {}
    for pk, salutation, key, secret, confidential in Customer.objects.order_by("pk").values_list(
        "pk", "salutation", "address_key", "secret_address", "confidential"
    ):
        found[pk] = {
            "pk": pk, "salutation": salutation, "phone": "", "email": "",
            "address_key": "" if secret else key, "confidential": confidential,
        }  # fmt: skip
    points = ContactPoint.objects.filter(preferred=True)
    for pk, kind, value in points.values_list("customer_id", "kind", "value"):
        found[pk][kind] = value
    return [Person(**person) for person in found.values()]


def _places(writer: Writer, at: datetime) -> list[tuple[str, str]]:
    """Places to report something about, with their keys."""
    texts = (writer.fill("{straat} {nummer}", at) for _ in range(PLACES_KNOWN))
    return [(f"{text}, {CITY}", location_key(f"{text}, {CITY}")) for text in texts]


def _by_case_type(rows) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[row.case_type_id].append(row)
    return found
