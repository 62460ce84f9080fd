"""Start data: the words of the messages to the customer."""

from pathlib import Path

from cases.models import CaseMessage
from kcc.organisation.loading import Tally, ensure, read_yaml

DATA = Path(__file__).parent.parent / "data" / "berichten.yaml"


def load(*, update: bool = False) -> list[Tally]:
    rows = [
        {
            "kind": row["soort"],
            "subject": row["onderwerp"],
            "body": row["tekst"].strip(),
            "body_en": row.get("engels", "").strip(),
        }
        for row in read_yaml(DATA)["berichten"]
    ]
    return [ensure(CaseMessage, rows, key=("kind",), update=update)]
