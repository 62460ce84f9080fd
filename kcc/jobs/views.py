"""One job: how far it is. It keeps itself up to date while the work goes on."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from kcc.jobs.models import Job
from kcc.jobs.selectors import visible_to
from kcc.jobs.services import label_of, retry
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect


def _job_of(request, public_id) -> Job:
    return get_object_or_404(visible_to(request.user), public_id=public_id)


@require_safe
def detail(request, public_id):
    job = _job_of(request, public_id)
    return render(request, "jobs/detail.html", {"job": job, "title": label_of(job.kind)})


@require_safe
def progress(request, public_id):
    """The bar alone, asked for each second: 304 as long as nothing changed."""
    job = _job_of(request, public_id)
    etag = f'"{job.state}-{job.progress_done}-{job.progress_total}-{get_language()}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = render(request, "jobs/_progress.html", {"job": job, "polled": True})
    response.headers["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_POST
def again(request, public_id):
    job = _job_of(request, public_id)
    try:
        retry(by=request.user, job=job, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(request, "jobs:detail", job.public_id)
