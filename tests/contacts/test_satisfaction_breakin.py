"""Attempts to get what one may not through the survey: its links, its answers and its comments."""

import logging
import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client

from cases.models import Confidentiality
from contacts.models import Invitation, SurveyOptOut
from contacts.satisfaction import services
from contacts.satisfaction.masking import Known, masked
from kcc.audit.models import AuditEvent
from kcc.jobs.models import OutboxMessage
from kcc.organisation.models import Membership
from tests.contacts.test_satisfaction_pages import (
    COMMENTS,
    UNKNOWN,
    answered,
    invited,
    text_of,
    url_of,
)
from tests.factories import (
    NOW,
    make_closed_case,
    make_contact,
    make_customer,
    make_team,
    make_user,
    reference,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return reference()


def client_for(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


# -- Links ----------------------------------------------------------------------------------------


def test_links_that_do_not_work_look_alike(time_machine):
    """Used, expired, taken over by a new one and never given: nothing tells them apart."""
    used, _made = invited()
    assert services.answer(token=used, score=3, comment="", sender="x", now=NOW)
    old, made = invited()
    again, _same = services.print_link(
        by=None, kind="contact", pk=made.contact_id, language="nl", now=NOW
    )
    late, _made = invited()
    Invitation.objects.filter(pk=_made.pk).update(expires_at=NOW)
    pages = {}
    for token in (used, old, late, UNKNOWN):
        client = Client()
        seen = [client.get(url_of(token)), client.post(url_of(token), {"score": "9"})]
        assert [answer.status_code for answer in seen] == [404, 404]
        pages[token] = [text_of(answer).replace(token, "") for answer in seen]
    assert len({tuple(page) for page in pages.values()}) == 1
    assert Client().get(url_of(again)).status_code == 200
    assert list(Invitation.objects.exclude(score=None).values_list("score", flat=True)) == [3]


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_nothing_but_a_press_keeps_anything(method):
    token, _made = invited(customer=make_customer())
    for url in (url_of(token), url_of(token, "afmelden/")):
        getattr(Client(), method)(
            f"{url}?score=1&comment=x", {"score": "1"} if method == "get" else ""
        )
    assert Invitation.objects.get().score is None
    assert not SurveyOptOut.objects.exists()


def test_no_link_stands_in_the_log_the_audit_log_or_a_message(caplog):
    """What is wrong with a form is told to who sent it, and not to who reads the log."""
    caplog.set_level(logging.INFO)
    client = Client()
    token, _made = invited()
    client.post(url_of(token), {"score": ""})
    client.post(url_of(token), {"score": "11", "comment": "Hanna"})
    client.get(url_of(token))
    late, made = invited()
    Invitation.objects.filter(pk=made.pk).update(expires_at=NOW)
    client.get(url_of(late))
    told = caplog.text + str(list(AuditEvent.objects.values())) + str(
        list(OutboxMessage.objects.values())
    )  # fmt: skip
    assert token not in told
    assert late not in told


def test_a_fault_tells_the_log_no_link(caplog):
    token, _made = invited()
    client = Client(raise_request_exception=False)
    with patch("contacts.satisfaction.survey.views.answer", side_effect=RuntimeError("stuk")):
        assert client.post(url_of(token), {"score": "7"}).status_code == 500
    assert token not in caplog.text


@pytest.mark.parametrize(
    "sent",
    [
        {"score": "0"}, {"score": "11"}, {"score": "7.5"}, {"score": "٧"}, {"score": "7\0"},
        {"score": "7", "comment": "a\0b"}, {"score": "7", "comment": "x" * 1001},
        {"score": ["1", ""]},
        {"score": "7", "comment": "\ud800".encode("utf-8", "surrogatepass")},
    ],
)  # fmt: skip
def test_no_answer_breaks_the_page(sent):
    token, _made = invited()
    answer = Client().post(url_of(token), sent)
    assert answer.status_code in (302, 422)
    kept = Invitation.objects.get()
    assert kept.score in (None, 7)
    assert "\0" not in kept.comment


def test_a_sender_is_not_another_one_by_saying_so():
    seen = []
    for number in range(32):
        sender = {"X-Forwarded-For": f"10.0.0.{number}"}
        answer = Client().post(url_of(f"{number:032x}"), {"score": "1"}, headers=sender)
        seen.append(answer.status_code)
    assert seen == [404] * 30 + [429] * 2


def test_a_link_stops_only_who_it_was_for():
    mine, _made = invited(customer=make_customer(family_name="Een", phones=()))
    other = make_customer(family_name="Ander", phones=(), emails=("ander@voorbeeld.nl",))
    client = Client()
    client.post(url_of(mine, "afmelden/"), {"person_key": "x", "token": UNKNOWN})
    client.post(url_of(UNKNOWN, "afmelden/"))
    assert SurveyOptOut.objects.count() == 1
    token, _other = invited(customer=other)
    assert Client().get(url_of(token)).status_code == 200


# -- Who makes links and reads comments -----------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("handler", 404), ("head", 404), ("manager", 403), ("board", 403), ("administrator", 403),
        ("privacy_officer", 403), (None, 302),
    ],
)  # fmt: skip
def test_nobody_makes_a_link_for_what_they_may_not_open(role, status):
    """A contact of burgerzaken; handler and head work at vergunningen."""
    contact = make_contact(at=NOW - timedelta(hours=1))
    client = client_for(make_user(role)) if role else Client()
    url = f"/satisfaction/contact/{contact.public_id}/"
    for answer in (client.get(url), client.post(url, {"language": "nl"})):
        assert answer.status_code == status
    assert not Invitation.objects.exists()


def test_the_contact_centre_makes_no_link_for_what_is_confidential():
    contact = make_contact(at=NOW - timedelta(hours=1), confidential=True)
    client = client_for(make_user("agent"))
    assert client.post(f"/satisfaction/contact/{contact.public_id}/").status_code == 404


@pytest.mark.parametrize("query", ["", "?department=burgerzaken", "?department=*", "?after="])
def test_a_head_reads_what_was_written_about_the_own_department(query):
    theirs = answered(comment="Over burgerzaken", subject="BZ01")
    answered(comment="Over vergunningen", subject="VG01")
    head = client_for(make_user("head"))
    query += str(theirs.public_id) if query.endswith("=") else ""
    answer = head.get(COMMENTS + query)
    assert answer.status_code == (404 if "department" in query else 200)
    assert "Over burgerzaken" not in text_of(answer)
    for role in ("handler", "agent", "board", "administrator", "privacy_officer"):
        assert client_for(make_user(role)).get(COMMENTS + query).status_code == 403


def test_a_head_of_one_department_who_works_at_another_reads_only_the_first():
    answered(comment="Over burgerzaken", subject="BZ01")
    head = make_user("head")
    burgerzaken = reference().department["burgerzaken"]
    team = make_team(burgerzaken, slug="balie")
    Membership.objects.create(user=head, role="handler", department=burgerzaken, team=team)
    client = client_for(head)
    assert "Over burgerzaken" not in text_of(client.get(COMMENTS))
    assert client.get(f"{COMMENTS}?department=burgerzaken").status_code == 404


def test_every_look_is_recorded_and_nobody_else_reads_what_was_written():
    found = answered(comment="Bel Jansen op 0612345678")
    url = f"{COMMENTS}{found.public_id}/original/"
    for role in ("head", "kcc_lead", "agent", "board", "privacy_officer"):
        assert client_for(make_user(role)).post(url).status_code == 403
    manager = client_for(make_user("manager"))
    assert manager.get(url).status_code == 405
    assert "0612345678" in text_of(manager.post(url))
    assert "0612345678" not in text_of(manager.get(COMMENTS))
    manager.head(COMMENTS)
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions.count("survey.original_viewed") == 1
    assert actions.count("survey.comments_viewed") == 2
    assert "0612345678" not in str(list(AuditEvent.objects.values()))


def test_what_became_confidential_after_the_question_is_so_with_its_answer():
    """The department may close a case to others while the customer thinks about the answer."""
    case = make_closed_case(at=NOW - timedelta(hours=1))
    token, _made = services.print_link(by=None, kind="case", pk=case.pk, language="nl", now=NOW)
    case.confidentiality = Confidentiality.CONFIDENTIAL
    case.save(update_fields=["confidentiality"])
    assert services.answer(token=token, score=2, comment="Bel 0612345678", sender="x", now=NOW)
    kept = Invitation.objects.get()
    assert kept.confidential
    manager = client_for(make_user("manager"))
    assert manager.post(f"{COMMENTS}{kept.public_id}/original/").status_code == 404


def test_what_a_customer_writes_is_text():
    answered(comment="<script>alert(1)</script><img src=x onerror=y> {{ 1 }} =1+1", subject="VG01")
    for role in ("head", "manager"):
        page = text_of(client_for(make_user(role)).get(COMMENTS))
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


# -- What is taken out ----------------------------------------------------------------------------

KNOWN = Known(
    near=["Hanna de Wit"], others=["Jan Bakker", "Jörg Müller"], streets=["Noorderstraat"]
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("06‐12‐34‐56‐78 of 06−12 34 56 78", "[nummer] of [nummer]"),
        ("06,12,34,56,78 en 06_12_34_56_78", "[nummer] en [nummer]"),
        ("bel 06 12 34\n56 78", "bel [nummer]"),
        ("06 12-34 56*78 of (06) 1234.5678", "[nummer] of [nummer]"),
        ("geboren 1-2-1980 of 1 / 12 / 2001", "geboren [nummer] of [nummer]"),
        ("bsn 123.456.782, BSN:123 456 782", "bsn [nummer], BSN:[nummer]"),
        ("op 1234  AB 5", "op [postcode]"),
        ("jan+wilt@müller.nl, jan (AT) mail.nl", "[e-mail], [e-mail]"),
        ("zie kees-jansen.nl/over of KEES.NL", "zie [link] of [link]"),
        ("mevrouw Anna Jansen hielp", "mevrouw [naam] hielp"),
        ("Mevr. Fatima El Idrissi was lief", "Mevr. [naam] was lief"),
        ("mevrouw Jansen-de Vries kwam", "mevrouw [naam] kwam"),
        ("mevrouw Jansen. Zij kwam", "mevrouw [naam]. Zij kwam"),
        ("mw. Müller-Lüdenscheidt kwam", "mw. [naam] kwam"),
        ("ik ben Piet van Dijk, uit Emmen", "ik ben [naam], uit Emmen"),
        ("JÖRG MULLER en Joerg", "[naam] en Joerg"),
        ("auto XX12YY of 12 ABC 3 of G-123-BB", "auto [nummer] of [nummer] of [nummer]"),
        ("Laan 12, Postbus 123, Kerkstr. 12b", "[adres], [adres], [adres]"),
    ],
)
def test_what_tells_who_it_is_is_masked(written, read):
    assert masked(written, KNOWN) == read


@pytest.mark.parametrize(
    "written",
    [
        "Het kostte € 1.250,00. Ik was er om 12.30 uur.",
        "Ik ben tevreden, zij was aardig.",
        "In 2026 was het 10, 9 of 8.",
        "Met DigiD lukte het niet, via MijnOverheid wel.",
        "Na 10 dagen kwam er antwoord. Dat is te laat.",
    ],
)
def test_the_rest_stays(written):
    assert masked(written, KNOWN) == written


@pytest.mark.parametrize(
    "text",
    [
        "'" * 40 + "straat" + " " * 950, "…" * 990 + "straat", "groeten a" + " " * 990 + "!",
        "mijn naam is " + "De " * 300, "ik ben " + "De " * 330, "mw " + "Aa-" * 330,
        "\ufdfa" * 1000,
        "1 / " * 250, "a.nl/" * 200, "a-" * 500 + "nl", "a." * 500, "XX1" * 333, "1\n" * 500,
        "mevrouw " + "Van Der " * 120, "mevrouw " + "A" * 990, "12 AB " * 160,
        ("'" * 39 + "straat ") * 20,
    ],
)  # fmt: skip
def test_a_hostile_text_is_read_at_once(text):
    crowd = Known(others=[f"Voornaam{n} van Achternaam{n}" for n in range(500)])
    start = time.perf_counter()
    masked(text[:1000], crowd)
    assert time.perf_counter() - start < 2
