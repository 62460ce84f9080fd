"""What is done with a round."""

from maturity.rounds.services.people import invite, remove
from maturity.rounds.services.reminding import remind, remind_by_itself
from maturity.rounds.services.running import (
    begin_consensus,
    cancel_round,
    open_round,
    pass_lead,
)
from maturity.rounds.services.starting import change_round, create_round

__all__ = [
    "begin_consensus", "cancel_round", "change_round", "create_round", "invite", "open_round",
    "pass_lead", "remind", "remind_by_itself", "remove",
]  # fmt: skip
