"""Getting into the self-assessment: links and forms from elsewhere, and texts, addresses and files
that were made to do harm."""

import io
import re
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from maturity.consensus.services import finish, set_answer
from maturity.models import (
    ActionNote,
    Assessment,
    FinalAnswer,
    ImprovementAction,
    OwnStatement,
    Respondent,
    Response,
    SharedResult,
    Target,
)
from maturity.rounds.services import begin_consensus
from tests.factories import NOW, make_user
from tests.maturity.breakin import CODE, addresses, all_of, client_for, of, program_for, url_of
from tests.maturity.plans import make_action, settled
from tests.maturity.sharing import SLUGS, a_file
from tests.maturity.town import answer_all, make_manager, make_own, make_round

# Who may do what is decided in code, whichever database is asked.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("on_the_clock")]
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"
HOSTILE = [
    MARKUP, '"><svg/onload=alert(1)>', "{{ settings.SECRET_KEY }}{% load x %}", "\u202egnirts",
    "=HYPERLINK(\"http://kwaad.example\",\"klik\")", "x" * 190, "' OR 1=1 --", "#import \"kwaad\"",
]  # fmt: skip


# -- Following a link, and sending from elsewhere -------------------------------------------------


def test_looking_changes_nothing(place):
    manager = make_manager()
    rounds = [make_round(state, form="short") for state in ("draft", "open", "consensus")]
    action, own = make_action(settled()), make_own()
    tables = (Assessment, Respondent, Response, FinalAnswer, ImprovementAction, ActionNote,
              OwnStatement, Target, SharedResult)  # fmt: skip
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    clients = [client_for(manager), client_for(of(rounds[1], 0).user)]
    for assessment in (*rounds, action.assessment):
        for client in clients:
            told = all_of(client, assessment, begin="/maturity/", action=action, owned=own)
            assert not [url for url, each in told.items() if each[0] >= 500]
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_nothing_is_taken_from_another_website(place):
    """Every form asks for its token, whoever is logged in."""
    rounds = [make_round("draft"), make_round("open"), make_round("consensus", form="short")]
    action, own = make_action(settled()), make_own()
    for user in (make_manager(), of(rounds[1], 0).user, make_user("head")):
        client = Client(enforce_csrf_checks=True)
        client.force_login(user)
        for assessment in (*rounds, action.assessment):
            for url in addresses(assessment, action=action, owned=own):
                if url.startswith("/maturity/"):
                    assert client.post(url).status_code in (403, 405), url


@pytest.mark.parametrize("elsewhere", ["https://kwaad.example/", "//kwaad.example", "\\\\kwaad"])
def test_nobody_is_sent_elsewhere(elsewhere):
    assessment = make_round("consensus", form="short")
    waiting = make_round("open", form="short")
    more = {"next": elsewhere, "then": elsewhere, "from": elsewhere, "board": elsewhere}
    action = make_action(settled())
    cases = [
        (assessment.leader, "consensus-answer", assessment, {"answer": "2", "seen": ""}),
        (assessment.leader, "consensus-show", assessment, {}),
        (of(waiting, 0).user, "fill-estimates", waiting, dict.fromkeys(SLUGS, "2")),
        (of(waiting, 0).user, "fill-pillar", waiting, {}),
        (of(waiting, 0).user, "fill-take-back", waiting, {}),
        (action.owner, "action-move", action.assessment,
         {"to": "doing", "said": "", "seen": "planned"}),
        (waiting.leader, "round-remind", waiting, {}),
    ]  # fmt: skip
    for user, name, where, sent in cases:
        url = url_of(name, where, action=action) + "?next=" + elsewhere
        client = Client(headers={"Referer": elsewhere})
        client.force_login(user)
        found = client.post(url, sent | more)
        there = found.headers.get("Location") or found.headers.get("HX-Redirect") or "/"
        assert (found.status_code, there[:10]) == (302, "/maturity/"), name


# -- Texts and addresses that were made to do harm ------------------------------------------------


@pytest.fixture
def poisoned():
    """A round in which everything that can be typed is hostile."""
    manager = make_manager()
    for number, text in enumerate(HOSTILE, start=1):
        make_own(f"E{number}", text=text, evidence=text, action=text)
    assessment = make_round(
        "open", title=MARKUP, invitation="\n".join(HOSTILE), respondents=[("agent", "kcc")] * 3
    )
    for respondent in assessment.respondents.all():
        answer_all(respondent)
        texts = {"comment": MARKUP, "evidence": HOSTILE[1], "reason": HOSTILE[4]}
        Response.objects.filter(respondent=respondent).update(**texts)
    return assessment, manager


def test_hostile_texts_are_text_on_every_page(poisoned):
    assessment, manager = poisoned
    pages = []
    clients = [client_for(manager), client_for(of(assessment, 0).user)]
    more = {"owned": OwnStatement.objects.first()}
    pages += [all_of(client, assessment, **more) for client in clients]
    begin_consensus(assessment=assessment, by=manager, now=NOW)
    told = {"by": manager, "assessment": assessment, "now": NOW}
    codes = [*Response.objects.values_list("code", flat=True).distinct()]
    for code in codes:
        set_answer(code=code, value=2, note=MARKUP, **told)
    pages += [all_of(client, assessment, **more) for client in clients]
    finish(conclusion=MARKUP, **told)
    assessment.refresh_from_db()
    action = make_action(assessment, text=MARKUP, means=HOSTILE[4])
    ActionNote.objects.create(action=action, at=NOW, by=manager, state="planned", text=MARKUP)
    pages += [all_of(client, assessment, action=action, files=True, **more) for client in clients]
    for found in pages:
        for url, (status, body, *_headers) in found.items():
            assert status < 500, url
            if "<!doctype html>" in body[:50].lower():
                assert not re.search("<script>alert|<svg/onload|<img src=x", body), url


def test_no_spreadsheet_runs_what_somebody_typed(poisoned):
    assessment, manager = poisoned
    begin_consensus(assessment=assessment, by=manager, now=NOW)
    told = {"by": manager, "assessment": assessment, "now": NOW}
    for code in Response.objects.values_list("code", flat=True).distinct():
        set_answer(code=code, value=2, note=HOSTILE[4], **told)
    finish(conclusion=HOSTILE[4], **told)
    assessment.refresh_from_db()
    make_action(assessment, text=HOSTILE[4], means="+cmd|' /C calc'!A0")
    client = client_for(manager)
    xlsx = reverse("maturity:report-file", args=[assessment.public_id, "xlsx"])
    for url in (xlsx, reverse("maturity:catalogue-export") + "?format=xlsx"):
        response = client.get(url)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        with ZipFile(io.BytesIO(body)) as book:
            parts = {each: book.read(each).decode() for each in book.namelist()}
        assert not [each for each, xml in parts.items() if "<f>" in xml or "<f " in xml]
        assert escape(HOSTILE[4]) in "".join(parts.values()), url
    url = reverse("maturity:catalogue-export") + "?format=csv"
    lines = b"".join(client.get(url).streaming_content).decode()
    assert "=HYPERLINK" in lines
    assert not any(mark in lines for mark in (';"=', ";=", "\n=", '\n"='))


WRONG = ["%00", "%FF", "..%2f..%2fetc", "x" * 3000, "%3Cscript%3E", "0", "-1", "E1%00"]


@pytest.mark.parametrize("text", WRONG)
def test_an_address_that_cannot_be_is_not_there(text):
    assessment = make_round("consensus", form="short")
    final = settled()
    client, program = client_for(make_manager()), program_for(make_manager())
    made = [
        f"{url_of('consensus', assessment)}statements/{text}/",
        f"{url_of('consensus', assessment)}pillars/{text}/",
        f"{url_of('fill', assessment)}statements/{text}/",
        f"{url_of('report', final)}{text}/",
        *(f"/maturity/{each}/{text}/" for each in
          ("rounds", "fill", "consensus", "results", "report", "plan", "plan/actions")),
        f"{reverse('maturity:catalogue')}?version={text}",
        f"{reverse('maturity:catalogue')}?pillar={text}",
        f"{url_of('action-new', final)}?code={text}",
        f"{url_of('action-new', final)}?department={text}",
        f"{reverse('maturity:actions-hand-over')}?owner={text}",
        f"{url_of('report', final)}?table={text}",
    ]  # fmt: skip
    for url in made:
        assert client.get(url).status_code in (400, 404, 405), url
        assert client.post(url).status_code in (400, 403, 404, 405), url
    shown = [
        f"{reverse('maturity:home')}?after={text}&before={text}",
        f"{reverse('maturity:own-new')}?pillar={text}&phase={text}",
        f"{url_of('results-compare', final)}?with={text}",
        *(f"{reverse('maturity:actions')}?{each}={text}" for each in
          ("pillar", "department", "owner", "round", "state", "after")),
        f"{reverse('maturity:actions-board')}?round={text}",
        f"{reverse('maturity:catalogue-export')}?format={text}",
    ]  # fmt: skip
    for url in shown:
        assert client.get(url).status_code in (200, 400, 422), url
    for url in (
        *(f"/api/v1/maturity/assessments?{each}={text}" for each in
          ("about", "department", "domain", "year", "state", "after", "pageSize")),
        *(f"/api/v1/maturity/actions?{each}={text}" for each in
          ("assessment", "pillar", "department", "owner", "state")),
        f"/api/v1/maturity/assessments/{text}", f"/api/v1/maturity/actions/{text}",
        f"/api/v1/maturity/catalogue?version={text}",
    ):  # fmt: skip
        assert program.get(url).status_code in (200, 400, 404), url


@pytest.mark.parametrize("year", ["0", "1", "-5", "9999", "10000", "99999999999999999999", "٢٠٢٦"])
def test_a_year_that_cannot_be_is_no_year(year):
    settled()
    found = program_for(make_manager()).get(f"/api/v1/maturity/assessments?year={year}")
    assert found.status_code in (200, 400)


@pytest.mark.parametrize("text", ["\x00", "9" * 5000, "1e400", "NaN", "-1", "x" * 5000])
def test_a_form_that_cannot_be_is_refused(text):
    draft, running = make_round("draft"), make_round("open", form="short")
    group, final = make_round("consensus", form="short"), settled()
    action, own = make_action(final), make_own()
    names = (
        "title", "place", "form", "inhabitants", "figures_first", "figures_last", "closes_on",
        "meeting_on", "invitation", "leader", "because", "groups", "departments", "name", "answer",
        "note", "seen", "conclusion", "text", "owner", "due_on", "means", "kpi", "expected", "key",
        "seal", "to", "said", "pillar", "phase", "evidence", "action", "operator", "value",
        *(f"{CODE}-{each}" for each in ("choice", "comment", "reason", "evidence", "seen")),
        *SLUGS, *(f"{slug}-{each}" for slug in SLUGS for each in ("phase", "due_on")),
    )  # fmt: skip
    sent = dict.fromkeys(names, text)
    manager, agent = client_for(make_manager()), client_for(of(running, 0).user)
    for url, client in (
        (reverse("maturity:round-new"), manager),
        (url_of("round-change", draft), manager),
        (url_of("round-people", draft), manager),
        (url_of("round-leader", draft), manager),
        (url_of("consensus-answer", group), manager),
        (url_of("targets", final), manager),
        (url_of("action-new", final) + "?department=vergunningen", manager),
        (url_of("action-change", final, action=action), manager),
        (url_of("action-move", final, action=action), manager),
        (reverse("maturity:own-new"), manager),
        (url_of("own-change", final, owned=own), manager),
        (url_of("fill-estimates", running), agent),
        (url_of("fill-answer", running), agent),
    ):
        assert client.post(url, sent).status_code in (400, 422), url


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 9_000 + b"]" * 9_000,
        b'{"format":' * 1_500,
        b"x" * 30_000,
        b"\xff\xfe\x00",
        b"\x00",
        b"null",
        b"[]",
        b'"kcc-maturity-result"',
        b'{"__proto__": {"format": "kcc-maturity-result"}}',
        a_file().replace(b'"phase": 2', b'"phase": NaN'),
        a_file().replace(b'"done": 0.5', b'"done": 1e999'),
        a_file().replace(b'"done": 0.5', b'"done": -Infinity'),
        a_file().replace(b'"phase": 2', b'"phase": ' + b"9" * 6_000),
        a_file().replace(b'"size": "medium"', b'"size": "medium", "size": "large"'),
        a_file().replace(b'"phase": 2', b'"phase": true'),
        a_file(version=True),
        a_file(month="2026-1\u0661"),
        a_file(month="9999-12"),
        a_file(month=202610),
        a_file(share_id=["x"]),
        a_file(share_id={}),
        a_file(size={"medium": 1}),
        a_file(edition="\ud800"),
        a_file(edition="2.0\u202e"),
        a_file(edition="\x00"),
        a_file(pillars=[]),
        a_file(pillars={slug: [] for slug in SLUGS}),
        a_file(pillars=dict.fromkeys(SLUGS)),
        a_file(constructor="x"),
    ],
)
def test_a_file_that_was_made_to_do_harm_is_refused(content):
    file = SimpleUploadedFile("../../etc/passwd.json", content)
    found = client_for(make_manager()).post(reverse("maturity:shared-import"), {"file": file})
    assert (found.status_code, SharedResult.objects.count()) == (422, 0)


def test_a_name_for_a_file_of_others_is_text():
    client = client_for(make_manager())
    url = reverse("maturity:shared-import")
    sent = {"file": SimpleUploadedFile("a.json", a_file()), "label": MARKUP}
    assert client.post(url, sent).status_code == 302
    assert "<script>alert" not in client.get(reverse("maturity:shared")).content.decode()
