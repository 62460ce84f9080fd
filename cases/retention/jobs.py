"""The work of an approved destruction list."""

from django.utils.translation import gettext_lazy

from cases.models import DestructionList
from cases.retention.destroying import destroy_piece, finish
from kcc.jobs.models import Job
from kcc.jobs.services import Progress


def run_destruction(job: Job, progress: Progress) -> dict:
    """In pieces, each a transaction; broken off it goes on with what is left."""
    destruction = DestructionList.objects.select_related("decided_by").get(
        public_id=job.payload["list"]
    )
    total, done = destruction.items.filter(excluded=False).count(), 0
    while number := destroy_piece(destruction, now=progress.clock()):
        done += number
        progress(done, max(total, done))
    finish(destruction, now=progress.clock())
    return destruction.counts


run_destruction.label = gettext_lazy("Destruction of cases")
