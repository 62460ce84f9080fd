"""The way back from the pages of a plan."""

from django.urls import reverse
from django.utils.translation import gettext as _

from maturity.models import Assessment


def crumbs_of(assessment: Assessment, last: str, *, in_plan: bool = False) -> list[dict]:
    """Maturity › the result › (the plan ›) this page."""
    found = [
        {"label": _("Maturity"), "url": reverse("maturity:home")},
        {
            "label": assessment.title,
            "url": reverse("maturity:result", args=[assessment.public_id]),
        },
    ]
    if in_plan:
        plan = reverse("maturity:plan", args=[assessment.public_id])
        found.append({"label": _("Plan of action"), "url": plan})
    return [*found, {"label": last, "url": ""}]


def crumbs_of_actions(last: str = "") -> list[dict]:
    """Maturity › all actions (› one of them)."""
    found = [{"label": _("Maturity"), "url": reverse("maturity:home")}]
    if not last:
        return [*found, {"label": _("Improvement actions"), "url": ""}]
    actions = {"label": _("Improvement actions"), "url": reverse("maturity:actions")}
    return [*found, actions, {"label": last, "url": ""}]
