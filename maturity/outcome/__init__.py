"""What came out of a round, as it is reckoned, kept and read back."""

from maturity.outcome.shape import (
    FEWEST,
    RESULT_VERSION,
    Counts,
    Estimates,
    Given,
    Result,
    Spread,
    as_json,
    from_json,
    reckon,
)

__all__ = [
    "FEWEST", "RESULT_VERSION", "Counts", "Estimates", "Given", "Result", "Spread", "as_json",
    "from_json", "reckon",
]  # fmt: skip
