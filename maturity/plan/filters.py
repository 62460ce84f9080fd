"""What the address of the list and the board of improvement actions may say: slugs, public ids and
words of an allow-list, never a person."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maturity.catalogue import catalogue
from maturity.models import ImprovementAction
from maturity.plan.selectors import late_on
from maturity.plan.workflow import CLOSED, OPEN

State = ImprovementAction.State
ME, COLLEAGUES, GONE = "me", "colleagues", "gone"
LATE, ENDED, ALL = "late", "closed", "all"


class BoardFilter(filters.FilterSet):
    """Narrows visible actions. What is not a choice gives no rows and an error at its field."""

    pillar = filters.ChoiceFilter(label=_("Pillar"), empty_label=_("All"))
    department = filters.ChoiceFilter(
        field_name="department__slug", label=_("Department"), empty_label=_("All")
    )
    owner = filters.ChoiceFilter(
        method="of_owner", label=_("By whom"), empty_label=_("All"),
        choices=[(ME, _("Me")), (COLLEAGUES, _("Colleagues")), (GONE, _("Somebody who left"))],
    )  # fmt: skip
    round = filters.ChoiceFilter(
        field_name="assessment__public_id", label=_("Round"), empty_label=_("All")
    )

    def __init__(self, data, rows, *, user, day, departments, rounds):
        super().__init__(data, rows)
        self.user, self.day = user, day
        choices = {
            "pillar": [(each.slug, each.name) for each in catalogue().pillars],
            "department": [(each.slug, each.name) for each in departments],
            "round": [(str(each.public_id), each.title) for each in rounds],
        }
        for name, values in choices.items():
            self.filters[name].extra["choices"] = values

    @property
    def rows(self):
        return self.qs if self.form.is_valid() else self.queryset.none()

    @property
    def shown(self):
        """The bound fields that leave something to choose, and those in use."""
        return [
            field
            for field in self.form
            if len(field.field.choices) > 2 or field.data  # the empty one, and one more
        ]

    @property
    def is_narrowed(self) -> bool:
        return any(field.data for field in self.form)

    def of_owner(self, rows, name, word):
        if word == ME:
            return rows.filter(owner=self.user)
        return rows.filter(gone=True) if word == GONE else rows.exclude(owner=self.user)


class ListFilter(BoardFilter):
    """The list asks for a state as well; without one for what is still to be done."""

    state = filters.ChoiceFilter(
        method="in_state", label=_("State"), empty_label=_("Still to be done"),
        choices=[
            (State.PLANNED, pgettext_lazy("action", "To be started")),
            (State.DOING, pgettext_lazy("action", "Under way")),
            (LATE, _("Late")),
            (State.DONE, pgettext_lazy("action", "Done")),
            (State.DROPPED, pgettext_lazy("action", "Given up")),
            (ENDED, _("Done or given up")),
            (ALL, _("All")),
        ],
    )  # fmt: skip

    @property
    def word(self) -> str:
        return self.form.cleaned_data.get("state", "") if self.form.is_valid() else ""

    @property
    def rows(self):
        found = super().rows
        return found if self.word else found.filter(state__in=OPEN)

    def in_state(self, rows, name, word):
        asked = {LATE: late_on(self.day), ENDED: Q(state__in=CLOSED), ALL: Q()}
        return rows.filter(asked.get(word, Q(state=word)))
