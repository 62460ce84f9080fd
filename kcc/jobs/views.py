"""One job, and how far it is; what somebody was told, under the bell. Both keep themselves up to
date."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from kcc.jobs.forms import SeenForm
from kcc.jobs.models import Job
from kcc.jobs.notifications import open_one, read_until
from kcc.jobs.selectors import mails_to, told, visible_to
from kcc.jobs.services import label_of, retry
from kcc.lib.addresses import is_ours
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.lib.paging import keyset_page


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
    return _unless_known(request, etag, "jobs/_progress.html", {"job": job, "polled": True})


def _unless_known(request, etag, template, context):
    """The fragment, or 304 to who has it in this state."""
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = render(request, template, context)
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


# -- The bell -----------------------------------------------------------------------------------


@require_safe
def notifications(request):
    """What this person was told, newest first, and the mails that went to this person."""
    page = keyset_page(told(request.user), order=["-at", "-pk"], params=request.GET)
    first_page = page.previous is None
    return render(
        request,
        "jobs/notifications.html",
        {"page": page, "mails": mails_to(request.user) if first_page else []},
    )


@require_safe
def bell(request):
    """The number at the bell, asked for every half minute; the person is read anyway."""
    etag = f'"{request.user.unseen}-{get_language()}"'
    return _unless_known(request, etag, "jobs/_bell.html", {"unseen": request.user.unseen})


@require_POST
def notification_open(request, public_id):
    """Marks the line as read and goes to what it is about."""
    notification = get_object_or_404(told(request.user), public_id=public_id)
    open_one(notification=notification, now=timezone.now())
    if is_ours(notification.url):
        return HttpResponseRedirect(notification.url)
    return redirect(request, "jobs:notifications")


@require_POST
def notifications_read(request):
    """Everything is read, up to the newest line that was on the page."""
    form = SeenForm(request.POST)
    if form.is_valid():
        newest = get_object_or_404(told(request.user), public_id=form.cleaned_data["newest"])
        read_until(by=request.user, newest=newest, now=timezone.now())
    return redirect(request, "jobs:notifications")
