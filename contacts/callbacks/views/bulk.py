"""Several callbacks at once: first what would happen, then it happens; and taking an act back."""

from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from contacts.callbacks import batches, selectors
from contacts.callbacks.forms import BulkForm
from contacts.callbacks.workflow import Act
from contacts.models import Callback
from kcc.organisation import bulkpage
from kcc.organisation.access import WORKERS, role_required


def _give(number: int) -> str:
    words = ngettext(
        "Give %(number)d callback to a colleague",
        "Give %(number)d callbacks to a colleague",
        number,
    )
    return words % {"number": number}


def _confirm_give(number: int) -> str:
    words = ngettext("Give %(number)d callback", "Give %(number)d callbacks", number)
    return words % {"number": number}


def _given(number: int, typed: dict) -> str:
    return ngettext(
        "%(number)d callback is with %(person)s now.",
        "%(number)d callbacks are with %(person)s now.",
        number,
    ) % {"number": number, "person": typed["person"].get_display_name()}


def _release(number: int) -> str:
    words = ngettext("Release %(number)d callback", "Release %(number)d callbacks", number)
    return words % {"number": number}


def _released(number: int, typed: dict) -> str:
    words = ngettext(
        "%(number)d callback is free again.", "%(number)d callbacks are free again.", number
    )
    return words % {"number": number}


def _pass_on(number: int) -> str:
    words = ngettext("Pass %(number)d callback on", "Pass %(number)d callbacks on", number)
    return words % {"number": number}


def _passed_on(number: int, typed: dict) -> str:
    return ngettext(
        "%(number)d callback is passed on to %(department)s.",
        "%(number)d callbacks are passed on to %(department)s.",
        number,
    ) % {"number": number, "department": typed["department"].name}


def _lapse(number: int) -> str:
    return ngettext(
        "%(number)d callback is no longer needed",
        "%(number)d callbacks are no longer needed",
        number,
    ) % {"number": number}


def _confirm_lapse(number: int) -> str:
    words = ngettext("Close %(number)d callback", "Close %(number)d callbacks", number)
    return words % {"number": number}


def _lapsed(number: int, typed: dict) -> str:
    return ngettext(
        "%(number)d callback is closed: no longer needed.",
        "%(number)d callbacks are closed: no longer needed.",
        number,
    ) % {"number": number}


ACTS = {
    Act.ASSIGN: bulkpage.Act(Act.ASSIGN, _give, _confirm_give, _given),
    Act.RELEASE: bulkpage.Act(Act.RELEASE, _release, _release, _released),
    Act.REROUTE: bulkpage.Act(Act.REROUTE, _pass_on, _pass_on, _passed_on),
    Act.LAPSE: bulkpage.Act(Act.LAPSE, _lapse, _confirm_lapse, _lapsed),
}
BULK = bulkpage.BulkPage(
    room=selectors,
    batches=batches,
    visible=Callback.objects.visible_to,
    acts={str(name): act for name, act in ACTS.items()},
    form=BulkForm,
    order=("due_at", "pk"),
    template="contacts/callbacks/bulk.html",
    list_name="contacts:callbacks",
    bulk_name="contacts:callbacks-bulk",
    undo_name="contacts:callbacks-undo",
)


@require_POST
@role_required(*WORKERS)
def bulk(request):
    return BULK.show(request)


@require_POST
@role_required(*WORKERS)
def undo(request, public_id):
    return BULK.undo(request, public_id)
