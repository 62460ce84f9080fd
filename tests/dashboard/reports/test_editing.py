"""Drafts: read over, given words, published one by one or all; and mended once they are public."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from contacts.practice.selectors import Kind
from dashboard.models import PracticeCase, Report, ReportFile
from dashboard.reports.editing.selectors import batch_of, candidates, next_draft
from dashboard.reports.editing.services import (
    approve_case,
    choose_case,
    drop_case,
    publish_all,
    seal_of,
    write_case,
    write_comment,
)
from dashboard.reports.making import document_of, words_of
from dashboard.reports.planning import job_key
from dashboard.reports.services import make_rows, publish
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Job
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.periods import ZONE
from tests.dashboard.reports.making import (
    DAY,
    OCTOBER,
    make_draft,
    make_october,
    make_published,
    make_schedules,
    report_of,
)
from tests.factories import make_contact, make_customer, reference
from tests.statements import statements

EMPTY = seal_of("")
MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def third_working_day():
    with time_machine.travel(DAY, tick=False):
        yield


@pytest.fixture
def manager(db):
    people = make_october()
    make_schedules()
    return people["manager"]


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    return client


def asked_again():
    """Somebody of vergunningen's customers, twice about the same."""
    first = make_contact(
        subject="VG01", at=MONDAY, customer=make_customer(), note="Mevrouw de Wit belt: 0612345678."
    )
    make_contact(
        subject="VG01", at=MONDAY + timedelta(days=2), repeat_of=first.questions.get(),
        repeat_reason="niet_teruggebeld",
    )  # fmt: skip
    return first.questions.get()


def page(name, *args):
    return reverse(f"reports:{name}", args=args)


def actions_in_the_log():
    rows = AuditEvent.objects.filter(action__startswith="report.").order_by("pk")
    return list(rows.values_list("action", flat=True))


# -- The comment ----------------------------------------------------------------------------------


def test_a_comment_is_kept_and_the_files_are_made_anew(manager):
    report = make_draft(with_files=True)
    assert ReportFile.objects.count() == 2
    write_comment(by=manager, report=report, text=" Goed bezig.\r\n", seal=EMPTY, now=DAY)
    report.refresh_from_db()
    assert (report.comment, report.commented_by) == ("Goed bezig.", manager)
    assert ReportFile.objects.count() == 0
    assert words_of(report).comment == "Goed bezig."


def test_the_same_comment_twice_is_one(manager):
    report = make_draft()
    for _ in range(2):
        write_comment(by=manager, report=report, text="Goed bezig.", seal=EMPTY, now=DAY)
    assert actions_in_the_log() == ["report.commented"]


def test_who_was_second_writes_nothing_over(manager):
    report = make_draft()
    write_comment(by=manager, report=report, text="Van mij.", seal=EMPTY, now=DAY)
    with pytest.raises(Conflict):
        write_comment(by=manager, report=report, text="Van een ander.", seal=EMPTY, now=DAY)
    assert report_of().comment == "Van mij."


def test_a_published_report_takes_no_words(manager):
    report = make_published()
    for act in (
        lambda: write_comment(by=manager, report=report, text="x", seal=EMPTY, now=DAY),
        lambda: write_case(by=manager, report=report, text="x", seal=EMPTY, now=DAY),
        lambda: drop_case(by=manager, report=report, now=DAY),
    ):
        with pytest.raises(DomainError):
            act()
    assert report_of().comment == ""


def test_the_page_keeps_what_was_typed_when_somebody_was_first(browser, manager):
    report = make_draft()
    address = page("edit", report.public_id)
    write_comment(by=manager, report=report, text="Van een ander.", seal=EMPTY, now=DAY)
    answer = browser.post(address, {"comment": "Van mij.", "seal": EMPTY})
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "Van een ander." in told
    assert ">\nVan mij.</textarea>" in told
    again = browser.post(address, {"comment": "Van mij.", "seal": seal_of("Van een ander.")})
    assert (again.status_code, report_of().comment) == (302, "Van mij.")


def test_what_is_to_be_explained_stands_beside_the_comment(browser):
    report = make_draft()
    response = browser.get(page("edit", report.public_id))
    assert response.context["told"] == document_of(report).lead
    assert len(response.context["told"]) > 0


def test_saving_leads_to_the_next_draft(browser):
    first, second = make_draft("burgerzaken"), make_draft("vergunningen")
    assert next_draft(first) == second
    assert next_draft(second) == first
    sent = {"comment": "Goed.", "seal": EMPTY, "next": "1"}
    answer = browser.post(page("edit", first.public_id), sent)
    assert answer["Location"] == page("edit", second.public_id)


# -- The practice case ----------------------------------------------------------------------------


def test_a_case_is_chosen_edited_and_approved_and_then_nobody_knows_which_it_was(manager):
    question, report = asked_again(), make_draft()
    case = choose_case(by=manager, report=report, question=question.public_id, seal=EMPTY, now=DAY)
    assert "0612345678" not in case.text
    assert "Wit" not in case.text
    assert words_of(report).case == ""
    text = "Iemand vroeg twee keer hetzelfde."
    case = approve_case(
        by=manager, report=report, text=text, seal=seal_of(case.text), looked=False, now=DAY
    )
    assert (case.question, case.approved_by) == (None, manager)
    assert words_of(report).case == text
    assert actions_in_the_log() == [
        "report.candidate_viewed", "report.case_chosen", "report.case_written",
        "report.case_approved",
    ]  # fmt: skip


def test_a_case_that_is_changed_is_to_be_approved_again(manager):
    report = make_draft()
    known = {"by": manager, "report": report, "now": DAY}
    approve_case(**known, text="Iemand belde.", seal=EMPTY, looked=False)
    write_case(**known, text="Iemand schreef.", seal=seal_of("Iemand belde."))
    assert PracticeCase.objects.get().approved_at is None
    assert words_of(report).case == ""


def test_words_that_lead_to_a_person_are_asked_about(manager):
    question, report = asked_again(), make_draft()
    known = {"by": manager, "report": report, "now": DAY}
    case = choose_case(**known, question=question.public_id, seal=EMPTY)
    given = known | {"seal": seal_of(case.text), "text": "Hanna belde met 0612345678."}
    with pytest.raises(DomainError) as refused:
        approve_case(**given, looked=False)
    assert refused.value.code == "names"
    assert "“Hanna”, “0612345678.”" in refused.value.message
    assert approve_case(**given, looked=True).approved_at == DAY


def test_nothing_but_what_is_offered_can_be_chosen(manager):
    question, report = asked_again(), make_draft()
    question.contact.confidential = True
    question.contact.save(update_fields=["confidential"])
    with pytest.raises(DomainError):
        choose_case(by=manager, report=report, question=question.public_id, seal=EMPTY, now=DAY)
    assert not PracticeCase.objects.exists()


def test_a_case_nobody_approved_is_gone_once_it_is_published(manager):
    question, report = asked_again(), make_draft()
    choose_case(by=manager, report=report, question=question.public_id, seal=EMPTY, now=DAY)
    publish(report=report, by=manager, now=DAY, with_files=False)
    assert not PracticeCase.objects.exists()
    assert report_of().words.get("case") is None


def test_the_organisation_has_no_contacts_of_its_own(manager):
    asked_again()
    assert candidates(make_draft(None)) == []


def test_every_look_is_in_the_log(browser, manager):
    question, report = asked_again(), make_draft()
    assert [each.kind for each in candidates(report)] == [Kind.REPEATS]
    told = browser.get(page("candidates", report.public_id)).content.decode()
    assert "0612345678" not in told
    seen = AuditEvent.objects.get(action="report.candidate_viewed")
    assert (seen.actor, seen.object_id) == (manager, str(question.contact.public_id))
    answer = browser.post(
        page("candidates", report.public_id), {"question": question.public_id, "seal": EMPTY}
    )
    assert answer["Location"] == page("case", report.public_id)
    assert PracticeCase.objects.get().question == question.public_id


def test_approving_asks_for_the_tick_and_loses_nothing(browser):
    report = make_draft()
    address = page("case", report.public_id)
    sent = {"text": "Iemand belde drie keer.", "seal": EMPTY, "approve": "1"}
    answer = browser.post(address, sent)
    assert answer.status_code == 422
    assert "Iemand belde drie keer." in answer.content.decode()
    assert not PracticeCase.objects.exists()
    answer = browser.post(address, sent | {"nobody": "on"})
    assert answer["Location"] == page("edit", report.public_id)
    assert PracticeCase.objects.get().approved_at == DAY
    # A second press of the button changes nothing.
    browser.post(address, sent | {"nobody": "on", "seal": seal_of(sent["text"])})
    assert actions_in_the_log() == ["report.case_written", "report.case_approved"]


def test_the_words_that_may_lead_to_somebody_are_named_on_the_page(browser):
    report = make_draft()
    sent = {"text": "Bel 0612345678.", "seal": EMPTY, "approve": "1", "nobody": "on"}
    answer = browser.post(page("case", report.public_id), sent)
    assert answer.status_code == 422
    assert "“0612345678.”" in answer.content.decode()
    assert 'name="looked"' in answer.content.decode()
    assert browser.post(page("case", report.public_id), sent | {"looked": "on"}).status_code == 302


# -- Publishing -----------------------------------------------------------------------------------


def test_nothing_is_published_without_asking(browser):
    report = make_draft()
    for address in (page("drafts-of", report.period), page("edit", report.public_id)):
        text = browser.get(address, headers={"accept-language": "en"}).content.decode()
        asked = text.split(f'action="{page("publish", report.public_id)}"', 1)[1].split(">", 1)[0]
        assert "data-confirm=" in asked


def test_one_is_published_at_once_and_only_once(browser):
    report = make_draft()
    first = browser.post(page("publish", report.public_id))
    assert first["Location"] == page("drafts-of", "2026-10")
    assert report_of().state == Report.State.PUBLISHED
    second = browser.post(page("publish", report.public_id))
    assert second["Location"] == page("report", report.public_id)
    assert actions_in_the_log() == ["report.published"]


def test_who_publishes_is_told_of_a_case_that_is_not_approved(browser, manager):
    report = make_draft()
    write_case(by=manager, report=report, text="Iemand belde twee keer.", seal=EMPTY, now=DAY)
    for address in (page("drafts-of", report.period), page("edit", report.public_id)):
        assert "De praktijkcasus is niet goedgekeurd" in browser.get(address).content.decode()


def test_all_are_given_to_workers_once(browser, manager):
    reports = [make_draft("burgerzaken"), make_draft("vergunningen")]
    for _ in range(2):
        answer = browser.post(page("publish-period", "2026-10"))
        assert answer["Location"] == page("drafts-of", "2026-10")
    keys = Job.objects.filter(key__endswith=":publish").values_list("key", flat=True)
    assert sorted(keys) == sorted(job_key(each, "publish") for each in reports)
    batch = batch_of(OCTOBER)
    assert batch.at_work == {each.pk for each in reports}
    assert (batch.ready, batch.published, batch.total) == ([], 0, 2)
    assert batch.is_busy


def test_what_failed_is_tried_again(manager):
    report = make_draft()
    publish_all(by=manager, reports=[report], now=DAY)
    Job.objects.filter(key=job_key(report, "publish")).update(
        state=Job.State.FAILED, error="Kapot", finished_at=DAY
    )
    assert batch_of(OCTOBER).failed == {report.pk: "Kapot"}
    publish_all(by=manager, reports=batch_of(OCTOBER).ready, now=DAY)
    assert batch_of(OCTOBER).at_work == {report.pk}


def test_the_bar_tells_how_far_they_are_and_nothing_twice(browser, manager):
    report = make_draft("burgerzaken")
    make_draft("vergunningen")
    publish_all(by=manager, reports=batch_of(OCTOBER).ready, now=DAY)
    address = page("drafts-progress", "2026-10")
    first = browser.get(address)
    assert 'value="0" max="2"' in first.content.decode()
    assert browser.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    publish(report=report, by=manager, now=DAY, with_files=False)
    after = browser.get(address, headers={"If-None-Match": first["ETag"]})
    assert 'value="1" max="2"' in after.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_drafts_cost_the_same_however_many_there_are(browser, number):
    for slug in ("kcc", "burgerzaken", "vergunningen")[:number]:
        make_draft(slug)
    browser.get(page("drafts-of", "2026-10"))
    with statements() as seen:
        told = browser.get(page("drafts-of", "2026-10")).content.decode()
    assert told.count("/publish/") == number + 1
    # Session, person, access; the reports, and the jobs about them.
    assert len(seen) == 5


def test_drafts_lead_to_the_only_period_that_has_them(browser):
    assert browser.get(page("drafts")).status_code == 200
    make_draft()
    assert browser.get(page("drafts"))["Location"] == page("drafts-of", "2026-10")


def test_what_waits_for_its_figures_can_not_be_opened(browser):
    place = reference().department["vergunningen"].pk
    make_rows(period=OCTOBER, places={place: "nl"}, by=None, now=DAY)
    report = report_of()
    assert browser.get(page("drafts-of", "2026-10")).status_code == 200
    assert browser.get(page("edit", report.public_id)).status_code == 404
    assert browser.post(page("publish", report.public_id)).status_code == 404


@pytest.mark.parametrize("period", ["oktober", "2026-13", "2026-1"])
def test_a_period_that_is_none_is_not_found(browser, period):
    assert browser.get(page("drafts-of", period)).status_code == 404


# -- Once it is public ----------------------------------------------------------------------------


def test_a_new_version_is_a_draft_with_its_reason(browser):
    report = make_published()
    address = page("new-version", report.public_id)
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"reason": " "}).status_code == 422
    answer = browser.post(address, {"reason": "Een week ontbrak"})
    assert answer["Location"] == page("drafts-of", "2026-10")
    made = report_of(version=2)
    assert (made.state, made.reason) == (Report.State.DUE, "Een week ontbrak")
    # Once is enough.
    assert browser.post(address, {"reason": "Nog eens"}).status_code == 422
    batch = batch_of(OCTOBER)
    assert [(each.version, each.state) for each in batch.newest] == [(2, Report.State.DUE)]


def test_a_report_is_withdrawn_with_its_reason(browser):
    report = make_published()
    address = page("withdraw", report.public_id)
    assert browser.get(address).status_code == 200
    assert browser.post(address, {}).status_code == 422
    answer = browser.post(address, {"reason": "Verkeerde maand"})
    assert answer["Location"] == page("report", report.public_id)
    assert report_of().withdrawn_because == "Verkeerde maand"
    assert (
        "form" not in browser.get(address).context or not browser.get(address).context["possible"]
    )


def test_looking_again_says_whether_figures_changed(browser):
    report = make_published()
    answer = browser.post(page("check", report.public_id))
    assert answer["Location"] == page("report", report.public_id)
    assert report_of().changes == []
    make_contact(subject="VG01", at=MONDAY)
    browser.post(page("check", report.public_id))
    assert report_of().changes != []
