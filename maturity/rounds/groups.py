"""Who belongs to which group of respondents, by role."""

from kcc.organisation.models import Role
from maturity.models import Respondent

Group = Respondent.Group

# A person who fits several is asked as the first of them.
ROLES = {
    Group.MANAGEMENT: (Role.BOARD,),
    Group.HEADS: (Role.HEAD,),
    Group.CONTACT_CENTRE: (Role.AGENT, Role.KCC_LEAD, Role.MANAGER),
    Group.EMPLOYEES: (Role.HANDLER,),
}
# Chosen by department; the others work for the whole organisation.
BY_DEPARTMENT = (Group.HEADS, Group.EMPLOYEES)
