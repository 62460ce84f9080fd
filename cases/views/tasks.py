"""What has to be done for a case."""

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import services
from cases.forms import TaskForm
from cases.models import CaseTask
from cases.reaching import find_for, may, page_of
from cases.targets import colleagues_of
from cases.views import beside
from cases.workflow import Act
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.lib.undo import done
from kcc.organisation.access import WORKERS, role_required

PART = "tasks"


@require_http_methods(beside.READ_OR_POST)
@role_required(*WORKERS)
def add(request, public_id):
    case, now = find_for(request, public_id, Act.TASK), timezone.now()
    if request.method != "POST" and not may(request, case, Act.TASK):
        return beside.not_now(request, case)
    data = request.POST if request.method == "POST" else None
    form = TaskForm(data, people=colleagues_of(case, now), auto_id="task_%s")
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                services.add_task(by=request.user, case=case, now=now, **form.cleaned_data)
            except DomainError as error:
                beside.refuse(form, error)
            else:
                messages.success(request, _("Task added."))
                return redirect(request, page_of(request, case, PART))
    words = {"title": _("Add a task"), "button": _("Add the task")}
    return beside.show(request, case, form, back=PART, status=status, **words)


def _find(request, public_id, task_id) -> CaseTask:
    case = find_for(request, public_id, Act.TASK)
    try:
        task = case.tasks.select_related("assignee").get(public_id=task_id)
    except CaseTask.DoesNotExist as error:
        raise Http404 from error
    task.case = case
    return task


def _do(request, task: CaseTask, service, words: str, *, undo_url: str = ""):
    """A button: it is done, or the reason why not is said."""
    try:
        service(by=request.user, task=task, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        done(request, words, undo_url=undo_url)
    return redirect(request, page_of(request, task.case, PART))


@require_POST
@role_required(*WORKERS)
def finish(request, public_id, task_id):
    task = _find(request, public_id, task_id)
    back = reverse("cases:task-reopen", args=[public_id, task_id])
    return _do(request, task, services.finish_task, _("Task done."), undo_url=back)


@require_POST
@role_required(*WORKERS)
def reopen(request, public_id, task_id):
    task = _find(request, public_id, task_id)
    return _do(request, task, services.reopen_task, _("The task is open again."))


@require_POST
@role_required(*WORKERS)
def remove(request, public_id, task_id):
    task = _find(request, public_id, task_id)
    return _do(request, task, services.remove_task, _("Task removed."))
