"""Start data of what a late decision costs."""

from pathlib import Path

from cases.models import PenaltyRate
from kcc.organisation.loading import Tally, ensure, read_yaml

DATA = Path(__file__).parent.parent / "data" / "dwangsom.yaml"


def load(*, update: bool = False) -> list[Tally]:
    return [penalty_rates(update=update)]


def penalty_rates(*, update: bool = False) -> Tally:
    rows = [
        {"valid_from": row["vanaf"], "tiers": row["dagen"], "source": row["bron"]}
        for row in read_yaml(DATA)["bedragen"]
    ]
    return ensure(PenaltyRate, rows, key=("valid_from",), update=update)
