"""Several cases at once: first what would happen, then it happens; and taking an act back."""

from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cases import batches, picking, selectors, workflow
from cases.models import Case
from kcc.organisation import bulkpage
from kcc.organisation.access import WORKERS, role_required


def _claim(number: int) -> str:
    return ngettext("Claim %(number)d case", "Claim %(number)d cases", number) % {"number": number}


def _taken(number: int, typed: dict) -> str:
    words = ngettext("%(number)d case is yours now.", "%(number)d cases are yours now.", number)
    return words % {"number": number}


def _take_over(number: int) -> str:
    words = ngettext("Take over %(number)d case", "Take over %(number)d cases", number)
    return words % {"number": number}


def _give(number: int) -> str:
    words = ngettext(
        "Give %(number)d case to a colleague", "Give %(number)d cases to a colleague", number
    )
    return words % {"number": number}


def _confirm_give(number: int) -> str:
    return ngettext("Give %(number)d case", "Give %(number)d cases", number) % {"number": number}


def _given(number: int, typed: dict) -> str:
    return ngettext(
        "%(number)d case is with %(person)s now.",
        "%(number)d cases are with %(person)s now.",
        number,
    ) % {"number": number, "person": typed["person"].get_display_name()}


def _release(number: int) -> str:
    words = ngettext("Release %(number)d case", "Release %(number)d cases", number)
    return words % {"number": number}


def _released(number: int, typed: dict) -> str:
    words = ngettext("%(number)d case is free again.", "%(number)d cases are free again.", number)
    return words % {"number": number}


def _hand_over(number: int) -> str:
    words = ngettext("Hand over %(number)d case", "Hand over %(number)d cases", number)
    return words % {"number": number}


def _handed_over(number: int, typed: dict) -> str:
    words = ngettext("%(number)d case is handed over.", "%(number)d cases are handed over.", number)
    return words % {"number": number}


ACTS = {
    picking.CLAIM: bulkpage.Act(workflow.Act.CLAIM, _claim, _claim, _taken),
    picking.TAKE_OVER: bulkpage.Act(workflow.Act.TAKE_OVER, _take_over, _take_over, _taken),
    picking.ASSIGN: bulkpage.Act(workflow.Act.HAND_OVER, _give, _confirm_give, _given),
    picking.RELEASE: bulkpage.Act(workflow.Act.RELEASE, _release, _release, _released),
    picking.HAND_OVER: bulkpage.Act(workflow.Act.HAND_OVER, _hand_over, _hand_over, _handed_over),
}
BULK = bulkpage.BulkPage(
    room=selectors,
    batches=batches,
    visible=Case.objects.visible_to,
    acts=ACTS,
    form=picking.BulkForm,
    order=("due_on", "pk"),
    template="cases/bulk.html",
    list_name="cases:list",
    bulk_name="cases:bulk",
    undo_name="cases:undo",
)


@require_POST
@role_required(*WORKERS)
def bulk(request):
    return BULK.show(request)


@require_POST
@role_required(*WORKERS)
def undo(request, public_id):
    return BULK.undo(request, public_id)
