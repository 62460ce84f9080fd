"""Files with outcomes of others, as another installation would give them."""

import json
from uuid import uuid4

from maturity.catalogue import catalogue

SLUGS = tuple(each.slug for each in catalogue().pillars)


def a_file(*, score: float = 2.5, **values) -> bytes:
    """All pillars with the same score: phase 2 with half of phase 3 done."""
    phase = int(score)
    data = {
        "format": "kcc-maturity-result", "version": 1, "share_id": str(uuid4()),
        "month": "2026-10", "size": "medium", "form": "full", "edition": "2.0", "phase": phase,
        "pillars": {slug: {"phase": phase, "done": score - phase} for slug in SLUGS},
    }  # fmt: skip
    return json.dumps(data | values).encode()
