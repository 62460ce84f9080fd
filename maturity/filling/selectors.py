"""The form of one respondent: nobody else's is ever read here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

from maturity.asked import Asked, asked_of
from maturity.catalogue import Pillar, Statement
from maturity.filling.given import NOTHING, Given
from maturity.models import Assessment, Respondent, Response

ROWS = Respondent.objects.select_related(
    "assessment__edition", "assessment__department", "assessment__domain"
)
KEPT = tuple(each.name for each in fields(Given))


def mine(user, public_id) -> Respondent | None:
    """How `user` takes part in a round, with the round loaded; None: was not asked."""
    rows = ROWS.filter(user=user, assessment__public_id=public_id, invited_at__isnull=False)
    return rows.first()


@dataclass(frozen=True)
class PillarForm:
    """How far somebody is in one pillar."""

    pillar: Pillar
    statements: tuple[Statement, ...]
    given: Mapping[str, Given]

    @cached_property
    def gaps(self) -> tuple[Statement, ...]:
        """Statements that still ask for something, in their order."""
        found = self.statements
        return tuple(each for each in found if not self.given.get(each.code, NOTHING).whole)

    @property
    def total(self) -> int:
        return len(self.statements)

    @property
    def done(self) -> int:
        return self.total - len(self.gaps)

    @property
    def begun(self) -> bool:
        return any(each.code in self.given for each in self.statements)

    @property
    def whole(self) -> bool:
        return not self.gaps


@dataclass(frozen=True)
class Filling:
    """All that one respondent filled in so far."""

    respondent: Respondent
    asked: Asked
    responses: Mapping[str, Response] = field(repr=False)

    @cached_property
    def estimates(self) -> dict[str, int]:
        """Pillar -> phase 0 to 5. One statement, when it is asked for."""
        return dict(self.respondent.estimates.values_list("pillar", "phase"))

    @property
    def assessment(self) -> Assessment:
        return self.respondent.assessment

    @cached_property
    def given(self) -> dict[str, Given]:
        return {code: given_of(row) for code, row in self.responses.items()}

    @cached_property
    def pillars(self) -> tuple[PillarForm, ...]:
        return tuple(self.of_pillar(pillar) for pillar in self.asked.pillars)

    def of_pillar(self, pillar: Pillar) -> PillarForm:
        return PillarForm(pillar, self.asked.of_pillar(pillar.slug), self.given)

    @property
    def unestimated(self) -> tuple[Pillar, ...]:
        return tuple(each for each in self.asked.pillars if each.slug not in self.estimates)

    @property
    def answering(self) -> bool:
        """Whether an answer to a statement was given already."""
        return any(given.chosen for given in self.given.values())

    @property
    def gaps(self) -> tuple[Statement, ...]:
        return tuple(each for pillar in self.pillars for each in pillar.gaps)

    @property
    def whole(self) -> bool:
        return not self.gaps and not self.unestimated

    @property
    def can_change(self) -> bool:
        return (
            self.assessment.state == Assessment.State.OPEN and self.respondent.submitted_at is None
        )


def filling_of(respondent: Respondent) -> Filling:
    """One statement; `respondent` comes with its round and edition (`mine`)."""
    return Filling(
        respondent=respondent,
        asked=asked_of(respondent.assessment),
        responses={row.code: row for row in respondent.responses.all()},
    )


def given_of(row: Response) -> Given:
    return Given(**{name: getattr(row, name) for name in KEPT})
