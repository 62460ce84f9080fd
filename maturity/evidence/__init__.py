"""The figures beside the statements: read, kept with the round, and told."""

from maturity.evidence.telling import Beside, amount, beside, needs_text

__all__ = ["Beside", "amount", "beside", "needs_text"]
