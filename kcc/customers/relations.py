"""The rows of rooms to the right that belong to a customer, without importing those rooms.

`settings.CUSTOMER_RELATIONS` names them: a model, its field that points at the customer, and the
path from that model to the department that works on it. Merging moves these rows; a department
sees the customers it has such rows for.
"""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, OuterRef, Q


@dataclass(frozen=True)
class Relation:
    label: str
    field: str
    department: str

    @property
    def model(self):
        return apps.get_model(self.label)

    @property
    def key(self) -> str:
        """How rows of this relation are named in `Merge.moved`."""
        return f"{self.label.lower()}.{self.field}"


def relations() -> list[Relation]:
    return [Relation(*entry) for entry in settings.CUSTOMER_RELATIONS]


def work_of(department_ids) -> Q:
    """Customers for whom one of these departments has a question, a callback or a case."""
    found = Q(pk__in=[])
    if not department_ids:
        return found
    for relation in relations():
        rows = relation.model.objects.filter(
            **{relation.field: OuterRef("pk"), f"{relation.department}__in": department_ids}
        )
        found |= Q(Exists(rows))
    return found
