"""Pages of rounds: the start page, one round, preparing it, its people and its steps."""
