"""What Celery runs: it only triggers, the rows say what is to be done."""

from celery import shared_task
from django.utils import timezone

from kcc.jobs import delivery, outbox, services
from kcc.jobs.ticks import run_ticks


@shared_task
def run_job(job_id: int) -> None:
    """Safe to run twice: only one worker holds the lease, and a finished job is left alone."""
    services.work(job_id=job_id)


@shared_task
def deliver_mail() -> None:
    """Safe to run twice, and many at once: a message is claimed by one. After a full batch it lets
    another worker go on."""
    if delivery.deliver() and outbox.to_be_sent(timezone.now()).exists():
        outbox.tell_of_mail()


@shared_task(expires=25)
def reconcile() -> None:
    """Find what is due and not done: jobs whose message or worker was lost, and everything the
    ticks look at. Beat calls it every half minute."""
    now = timezone.now()
    services.trigger_waiting(now=now)
    run_ticks(now=now)
