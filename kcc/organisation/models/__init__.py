"""Who we are: people, departments, channels, opening hours and the norms we promise."""

from kcc.organisation.models.hours import (
    Channel,
    ClosingDay,
    FollowUp,
    OpeningException,
    OpeningHours,
)
from kcc.organisation.models.norms import ServiceNorm
from kcc.organisation.models.people import DEPARTMENT_ROLES, ApiToken, Membership, Role, User
from kcc.organisation.models.places import Department, Domain, Origin, Team
from kcc.organisation.models.work import Batch, BatchItem, SavedView, Worklist

__all__ = [
    "DEPARTMENT_ROLES", "ApiToken", "Batch", "BatchItem", "Channel", "ClosingDay", "Department",
    "Domain", "FollowUp", "Membership", "OpeningException", "OpeningHours", "Origin", "Role",
    "SavedView", "ServiceNorm", "Team", "User", "Worklist",
]  # fmt: skip
