"""What Celery runs: it only triggers, the rows say what is to be done."""

from celery import shared_task
from django.utils import timezone

from kcc.jobs import services


@shared_task
def run_job(job_id: int) -> None:
    """Safe to run twice: only one worker holds the lease, and a finished job is left alone."""
    services.work(job_id=job_id)


@shared_task(expires=25)
def reconcile() -> None:
    """Find jobs whose message or worker was lost. Beat calls it every half minute."""
    services.trigger_waiting(now=timezone.now())
