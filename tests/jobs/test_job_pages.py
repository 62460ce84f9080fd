"""The page of one job: the bar, and who may see it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kcc.jobs.models import Job
from kcc.jobs.services import claim, enqueue, work
from tests.jobs.kinds import HANDLERS

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def kinds(settings):
    settings.JOB_HANDLERS = HANDLERS


@pytest.fixture
def job_of(now):
    def job_of(user, kind="test.add", **values):
        payload = {"a": 1, "b": 2, "page": "/contacts/import/"}
        job = enqueue(kind=kind, key=f"{kind} {user}", payload=payload, by=user, now=now)
        Job.objects.filter(pk=job.pk).update(**values)
        job.refresh_from_db()
        return job

    return job_of


def url(job, name="detail"):
    return reverse(f"jobs:{name}", args=[job.public_id])


PAGES = ["detail", "progress"]


@pytest.mark.parametrize("page", PAGES)
def test_who_may_see_a_job(client_of, client, job_of, page):
    agent = client_of("agent")
    job = job_of(agent.user)
    roles = ["agent", "kcc_lead", "handler", "head", "manager", "board", "privacy_officer"]
    seen = {role: client_of(role).get(url(job, page)).status_code for role in roles}
    assert seen == dict.fromkeys(roles, 404)
    assert agent.get(url(job, page)).status_code == 200
    assert client_of("administrator").get(url(job, page)).status_code == 200
    assert client.get(url(job, page)).status_code == 302
    assert agent.post(url(job, page)).status_code == 405


def test_the_page_shows_how_far_the_work_is(client_of, job_of):
    client = client_of("administrator")
    job = job_of(client.user, progress_done=1200, progress_total=5000)
    page = client.get(url(job)).content.decode()
    assert "Adding up" in page
    assert '<progress value="1200" max="5000"' in page
    assert "1.200" in page
    assert f'hx-get="{url(job, "progress")}" hx-trigger="every 1s"' in page


def test_the_page_of_a_finished_job_no_longer_asks(client_of, job_of, now):
    client = client_of("administrator")
    job = job_of(client.user)
    work(job_id=job.pk, clock=lambda: now)
    page = client.get(url(job)).content.decode()
    assert "hx-trigger" not in page
    assert 'href="/contacts/import/"' in page


def test_progress_is_304_as_long_as_nothing_changed(client_of, job_of, now):
    client = client_of("administrator")
    job = job_of(client.user)
    first = client.get(url(job, "progress"), headers=HTMX)
    same = client.get(url(job, "progress"), headers=HTMX | {"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, same.status_code, same.content) == (200, 304, b"")
    claim(job_id=job.pk, now=now)
    changed = client.get(
        url(job, "progress"), headers=HTMX | {"If-None-Match": first.headers["ETag"]}
    )
    assert changed.status_code == 200
    assert "private" in changed.headers["Cache-Control"]


def test_the_end_is_said_aloud_once(client_of, job_of, now):
    client = client_of("administrator")
    job = job_of(client.user)
    assert 'role="status"' not in client.get(url(job, "progress"), headers=HTMX).content.decode()
    work(job_id=job.pk, clock=lambda: now)
    said = client.get(url(job, "progress"), headers=HTMX).content.decode()
    assert 'id="job-says" role="status" class="hide" hx-swap-oob="innerHTML"' in said


def test_a_failed_job_says_why_and_can_begin_again(client_of, job_of, now):
    client = client_of("administrator")
    job = job_of(client.user, kind="test.refuse")
    work(job_id=job.pk, clock=lambda: now)
    assert "The file is empty." in client.get(url(job)).content.decode()
    assert client_of("manager").post(url(job, "again")).status_code == 404
    assert client.get(url(job, "again")).status_code == 405
    answer = client.post(url(job, "again"))
    job.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"], job.state) == (302, url(job), "due")
    client.post(url(job, "again"))
    job.refresh_from_db()
    assert job.state == "due"


def test_a_job_to_be_tried_again_says_when(client_of, job_of, now):
    client = client_of("administrator")
    job = job_of(client.user, error="Iets ging mis.", available_at=now + timedelta(minutes=1))
    assert "Iets ging mis." in client.get(url(job)).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_the_same_with_more_jobs(client_of, job_of, django_assert_num_queries, page):
    client = client_of("administrator")
    jobs = [job_of(client.user)]
    for count in (1, 3):
        while len(jobs) < count:
            jobs.append(job_of(client_of("agent").user))
        with django_assert_num_queries(4):  # session, person, roles, job
            client.get(url(jobs[0], page))
