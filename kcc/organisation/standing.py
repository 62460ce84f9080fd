"""In which quality somebody looks at a piece of work. Plain: no database."""

from enum import StrEnum


class Standing(StrEnum):
    CHIEF = "chief"  # divides the work where it waits: head, team lead
    DEPARTMENT = "department"  # works where it waits; an agent for work of the contact centre
    LEAD = "lead"  # team lead of the contact centre, whatever department it waits in
    FRONT_OFFICE = "front_office"  # an agent who has the customer on the line


def standings(access, *, department_id: int, contact_centre: bool) -> frozenset[Standing]:
    """The qualities of a person with this access towards work of that department."""
    found = set()
    if department_id in access.department_ids or (contact_centre and access.front_office):
        found.add(Standing.DEPARTMENT)
    if department_id in access.chief_ids or (contact_centre and access.has("kcc_lead")):
        found.add(Standing.CHIEF)
    if access.has("kcc_lead"):
        found.add(Standing.LEAD)
    if access.front_office:
        found.add(Standing.FRONT_OFFICE)
    return frozenset(found)


def standings_of(piece, access) -> frozenset[Standing]:
    """In which qualities this person looks at a callback or a case; its `department` is loaded, or
    the statement said whether it is the contact centre (`lines`): what is kept of a department
    decides nothing."""
    asked = getattr(piece, "of_contact_centre", None)
    return standings(
        access,
        department_id=piece.department_id,
        contact_centre=piece.department.is_contact_centre if asked is None else asked,
    )
