"""What every figure means: the same words as docs/figures.md, in the language of the reader."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard import show
from dashboard.audience import READS_FIGURES
from dashboard.figures import (
    FEW,
    PERIOD,
    REPEAT_TIME,
    SATISFACTION,
    STOCK,
    TRACKER,
    Basis,
    Figure,
)
from kcc.organisation.access import role_required


@dataclass(frozen=True)
class Meaning:
    figure: Figure
    basis: str
    norm: str


@require_safe
@role_required(*READS_FIGURES)
def definitions(request):
    groups = [
        (_("Open now"), STOCK),
        (_("In a period"), (*PERIOD, REPEAT_TIME)),
        (_("Running terms"), TRACKER),
    ]
    return render(
        request,
        "dashboard/definitions.html",
        {
            "title": _("What the figures mean"),
            "groups": [(name, [_meaning(figure) for figure in chosen]) for name, chosen in groups],
            "few": FEW,
            "answers": SATISFACTION.least,
        },
    )


def _meaning(figure: Figure) -> Meaning:
    return Meaning(figure, _bases()[figure.basis], norm_sentence(figure))


def _bases() -> dict[Basis, str]:
    return {
        Basis.NOW: _("What is open at this moment; of an earlier day at its end."),
        Basis.START: _("By the start of the contact."),
        Basis.DUE: _("By the moment it was due: so what was late does not disappear."),
        Basis.CREATED: _("By the moment it was asked for or registered."),
        Basis.CLOSED: _("By the moment it was closed."),
        Basis.ANSWERED: _("By the day of the answer."),
        Basis.IMPORTED: _("By the hour of the telephone exchange."),
    }


def norm_sentence(figure: Figure) -> str:
    """Green up to, amber up to; in words, for colour is never alone."""
    norm = figure.norm
    if norm is None:
        return ""
    limits = {"good": show.limit(figure, norm.good), "near": show.limit(figure, norm.near)}
    if norm.lower_is_better and not norm.near:
        told = _("On target when there is none.")
    elif norm.lower_is_better and not norm.good:
        told = _("On target when there is none, almost up to %(near)s.")
    elif norm.lower_is_better:
        told = _("On target up to %(good)s, almost up to %(near)s.")
    else:
        told = _("On target from %(good)s, almost from %(near)s.")
    share = f" ({figure.share_of})" if figure.share_of else ""
    return told % limits + share
