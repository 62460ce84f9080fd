"""Who may see which figures, and open which lists behind them (product.md "People")."""

from kcc.organisation.access import FRONT_OFFICE, WORKERS
from kcc.organisation.models import Role
from kcc.organisation.worklist import OVERSEERS

OVERSEERS_OF_FIGURES = OVERSEERS
# Figures of the whole organisation, or of the own departments.
READS_FIGURES = WORKERS | {Role.MANAGER, Role.BOARD}
# All of it side by side, and how the contact centre does.
READS_ORGANISATION = FRONT_OFFICE | {Role.MANAGER, Role.BOARD}
# One department or team, and the rows behind its numbers.
READS_DEPARTMENT = WORKERS | {Role.MANAGER}
# The marks of customers one by one, as on the page of what they write: who steers, and not who may
# have been the one that helped.
READS_MARKS = frozenset({Role.HEAD, Role.KCC_LEAD, Role.MANAGER})
