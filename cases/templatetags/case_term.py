"""{% case_term row %}: how the term of a case stands, as in the list of cases."""

from django import template
from django.utils.safestring import SafeString

from cases import cells
from cases.rows import Row
from kcc.organisation.cells import Look

register = template.Library()


@register.simple_tag
def case_term(row: Row) -> SafeString:
    return cells.term(row, Look(columns=()))
