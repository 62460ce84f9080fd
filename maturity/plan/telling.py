"""Telling people about improvement actions: under the bell, and in the mail that gathers it."""

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kcc.jobs.notifications import notify
from kcc.organisation.models import User
from maturity.models import ImprovementAction

KIND = "maturity.action"


def tell_owner(action: ImprovementAction, *, by: User, now: datetime) -> None:
    """Who is to do it; who took it on does not have to be told."""
    if action.owner_id == by.pk:
        return
    with translation.override(action.owner.language):
        text = _("You have an improvement action of %(department)s.")
        notify(
            user=action.owner, key=f"{KIND}:{action.public_id}:{action.owner_id}", kind=KIND,
            text=text % {"department": action.department.name},
            url=reverse("maturity:action", args=[action.public_id]), now=now, mail=True,
        )  # fmt: skip


def tell_owner_of_many(
    owner: User, actions: Collection[ImprovementAction], *, by: User, now: datetime
) -> None:
    """Handed over by somebody else."""
    if owner.pk == by.pk:
        return
    with translation.override(owner.language):
        text = ngettext(
            "%(count)d improvement action was handed over to you.",
            "%(count)d improvement actions were handed over to you.",
            len(actions),
        )
        notify(
            user=owner, key=f"{KIND}:over:{owner.pk}:{now.isoformat()}", kind=KIND,
            text=text % {"count": len(actions)}, url=reverse("maturity:actions"), now=now,
            mail=True,
        )  # fmt: skip
