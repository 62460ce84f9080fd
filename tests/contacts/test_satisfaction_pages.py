"""The page on which a customer answers, the link on paper, the comments, and the policy."""

from datetime import timedelta

import pytest
from django.test import Client

from cases.following.limits import take
from contacts.models import Invitation, SurveyOptOut, SurveyPolicy
from contacts.satisfaction import services
from dashboard import scopes
from dashboard.board import Asked, board_of
from dashboard.figures import SATISFACTION
from dashboard.spans import Span
from kcc.audit.models import AuditEvent
from kcc.lib.periods import Month
from kcc.organisation.access import access_of
from kcc.organisation.models import Membership
from tests.contacts.test_satisfaction_asking import VALUES
from tests.factories import NOW, make_callback, make_contact, make_customer, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
UNKNOWN = "A" * 32
COMMENTS = "/satisfaction/comments/"


@pytest.fixture(autouse=True)
def town(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return reference()


def invited(**values) -> tuple[str, Invitation]:
    """The link of somebody who was helped a quarter of an hour ago."""
    given = {"at": NOW - timedelta(minutes=15), "phone": "", "by": make_agent()} | values
    contact = make_contact(**given)
    return services.print_link(by=None, kind="contact", pk=contact.pk, language="nl", now=NOW)


def make_agent():
    found = Membership.objects.filter(role="agent").select_related("user").first()
    return found.user if found else make_user("agent", first_name="Fatima", last_name="Bakker")


def answered(score=8, comment="", *, at=NOW, **values) -> Invitation:
    token, made = invited(**values)
    assert services.answer(token=token, score=score, comment=comment, sender="x", now=at)
    made.refresh_from_db()
    return made


def url_of(token, page="", language="nl") -> str:
    return f"/tevredenheid/{'' if language == 'nl' else 'en/'}{token}/{page}"


def text_of(answer) -> str:
    return answer.content.decode()


# -- For the customer -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_one_press_keeps_an_answer(client, language):
    token, _made = invited()
    page = client.get(url_of(token, language=language))
    assert page.status_code == 200
    assert f'<html lang="{language}"' in text_of(page)
    assert text_of(page).count('type="radio"') == 10
    sent = client.post(url_of(token, language=language), {"score": "7", "comment": " Fijn! "})
    assert sent.status_code == 302
    assert token not in sent.headers["Location"]
    assert client.get(sent.headers["Location"]).status_code == 200
    kept = Invitation.objects.get()
    assert (kept.score, kept.comment, kept.comment_masked) == (7, "Fijn!", "Fijn!")
    assert (kept.rated_at, kept.rated_on) == (NOW, NOW.date())


def test_the_day_of_an_answer_is_the_local_one(client, time_machine):
    token, _made = invited()
    time_machine.move_to(NOW.replace(hour=0, minute=30) + timedelta(days=1), tick=False)
    client.post(url_of(token), {"score": "7"})
    assert Invitation.objects.get().rated_on == NOW.date() + timedelta(days=1)


def test_the_answer_counts_in_the_figures(client_of):
    """Of its local day, in the department and channel that helped."""
    answered(9, subject="BZ01")
    answered(7, subject="VG01")
    access = access_of(client_of("manager").user)
    rows = scopes.departments_for(access)
    places = [scopes.organisation(access, rows), scopes.department(access, rows, "burgerzaken")]
    asked = Asked(span=Span.of_month(Month.of(NOW)))
    boards = [board_of(each, access=access, asked=asked, now=NOW, months=0) for each in places]
    assert [board.value(SATISFACTION).number for board in boards] == [8, 9]


def test_looking_writes_nothing_and_sets_no_cookie():
    token, _made = invited()
    client = Client()
    for url in (url_of(token), url_of(token, "afmelden/"), url_of(UNKNOWN)):
        with statements() as made:
            answer = client.get(url)
        assert not [sql for sql in made if sql.split()[0] not in ("SELECT", "SAVEPOINT")]
        assert not answer.cookies
    assert SurveyOptOut.objects.count() == 0


def test_no_page_of_it_tells_where_it_is_or_is_found():
    token, _made = invited(customer=make_customer(), caller_name="Hanna")
    client = Client()
    looks = (token, f"{token}/afmelden", UNKNOWN, "bedankt", "afgemeld")
    for url in (f"/tevredenheid/{look}/" for look in looks):
        answer = client.get(url)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "no-store" in answer.headers["Cache-Control"]
        for told in ("Hanna", "de Wit", "Paspoort", "Burgerzaken", "Fatima"):
            assert told not in text_of(answer)


def test_used_old_and_unknown_links_look_alike(client, time_machine):
    used, _made = invited()
    client.post(url_of(used), {"score": "7"})
    old, _made = invited()
    Invitation.objects.filter(rated_at=None).update(expires_at=NOW)
    pages = {}
    for name, token in (("used", used), ("old", old), ("unknown", UNKNOWN)):
        for sent in (client.get(url_of(token)), client.post(url_of(token), {"score": "3"})):
            assert sent.status_code == 404
            pages[name] = text_of(sent).replace(token, "")
    assert len(set(pages.values())) == 1
    assert Invitation.objects.filter(score=7).count() == 1


def test_pressing_twice_thanks_twice(client):
    token, _made = invited()
    for _each in range(2):
        assert client.post(url_of(token), {"score": "7", "comment": "Ja"}).status_code == 302
    assert client.post(url_of(token), {"score": "1", "comment": "Ja"}).status_code == 404
    assert Invitation.objects.get().score == 7


@pytest.mark.parametrize("score", ["", "0", "11", "zeven", "7.5"])
def test_what_is_no_mark_is_asked_again(client, score):
    token, _made = invited()
    answer = client.post(url_of(token), {"score": score, "comment": "Blijft staan"})
    assert answer.status_code == 422
    assert "Blijft staan" in text_of(answer)
    assert Invitation.objects.get().score is None


def test_a_comment_is_a_thousand_characters_at_most(client):
    token, _made = invited()
    assert client.post(url_of(token), {"score": "7", "comment": "a" * 1001}).status_code == 422
    assert client.post(url_of(token), {"score": "7", "comment": "a" * 1000}).status_code == 302


def test_another_site_cannot_be_told_from_this_one_and_need_not_be():
    """A browser that says nothing about where it comes from sends "Origin: null"."""
    token, _made = invited()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(url_of(token), {"score": "7"}, headers={"Origin": "null"}).status_code == 302


def test_opting_out_works_with_a_used_link_too(client):
    token, _made = invited(customer=make_customer())
    client.post(url_of(token), {"score": "7"})
    assert client.post(url_of(token, "afmelden/")).headers["Location"] == "/tevredenheid/afgemeld/"
    assert client.post(url_of(UNKNOWN, "afmelden/")).status_code == 302
    assert SurveyOptOut.objects.count() == 1


def test_many_wrong_links_of_one_sender_are_refused_and_right_ones_do_not_count(client):
    right = [invited()[0] for _each in range(3)]
    for token in right[:2]:
        assert client.post(url_of(token), {"score": "7"}).status_code == 302
    for number in range(services.WRONG_OF_SENDER.most):
        assert client.post(url_of(f"fout{number}"), {"score": "7"}).status_code == 404
    assert client.post(url_of(right[2]), {"score": "7"}).status_code == 429
    assert client.post(url_of(UNKNOWN, "afmelden/")).status_code == 429
    other = {"REMOTE_ADDR": "192.0.2.9"}
    assert client.post(url_of(right[2]), {"score": "7"}, **other).status_code == 302
    assert take([(services.WRONG_OF_SENDER, "192.0.2.9")], now=NOW) is None


def test_names_of_customer_and_colleagues_are_masked():
    make_user("handler", reference().department["burgerzaken"], first_name="Koos", last_name="Vis")
    made = answered(
        3, "Fatima en hanna spraken af; Koos niet. Bel 0612345678, Noorderstraat 12a.",
        customer=make_customer(),
    )  # fmt: skip
    assert made.comment_masked == "[naam] en [naam] spraken af; [naam] niet. Bel [nummer], [adres]."
    assert made.comment.startswith("Fatima en hanna")


# -- On paper -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_link_is_shown_once_and_works(client_of, language):
    contact, agent = make_contact(), client_of("agent")
    url = f"/satisfaction/contact/{contact.public_id}/"
    assert "/tevredenheid/" not in text_of(agent.get(url))
    shown = agent.post(url, {"language": language})
    link = shown.context["link"].removeprefix("http://testserver")
    assert text_of(shown).count(link) == 1
    assert Client().get(link).status_code == 200
    assert "/tevredenheid/" not in text_of(agent.get(url))


def test_who_may_not_see_it_gets_no_link(client_of):
    contact = make_contact(subject="VG01")
    other = client_of("handler", reference().department["burgerzaken"])
    url = f"/satisfaction/contact/{contact.public_id}/"
    assert other.post(url, {"language": "nl"}).status_code == 404
    assert client_of("manager").get(url).status_code == 403
    assert Invitation.objects.count() == 0


def test_why_there_is_no_link_is_said(client_of):
    callback = make_callback()
    agent = client_of("agent")
    answer = agent.post(f"/satisfaction/callback/{callback.public_id}/", {"language": "nl"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert answer.context.get("link") is None


# -- Comments -----------------------------------------------------------------------------------


def test_a_head_reads_masked_comments_of_the_own_department(client_of):
    answered(9, "Fatima was top", subject="BZ01")
    answered(2, "Dakkapel duurt lang", subject="VG01")
    answered(5, "", subject="BZ01")
    head = client_of("head", reference().department["burgerzaken"])
    page = head.get(COMMENTS)
    assert [row.comment_masked for row in page.context["page"]] == ["[naam] was top"]
    assert "Fatima" not in text_of(page)
    assert "original" not in text_of(page)
    assert page.context["scores"].number == 2
    assert head.get(f"{COMMENTS}?department=vergunningen").status_code == 404
    assert (
        head.post(f"{COMMENTS}{Invitation.objects.first().public_id}/original/").status_code == 403
    )
    looks = AuditEvent.objects.filter(action="survey.comments_viewed", actor=head.user)
    assert looks.count() == 1


def test_the_head_of_two_departments_reads_both_and_a_team_lead_none(client_of):
    ref = reference()
    head = client_of("head", ref.department["burgerzaken"])
    other = ref.department["vergunningen"]
    Membership.objects.create(user=head.user, role="head", department=other)
    answered(2, "Dakkapel duurt lang", subject="VG01")
    assert len(head.get(COMMENTS).context["page"]) == 1
    assert client_of("handler", other).get(COMMENTS).status_code == 403


def test_the_manager_reads_all_and_the_original_one_by_one(client_of):
    made = answered(9, "Fatima was top", subject="BZ01")
    answered(2, "Dakkapel", subject="VG01")
    manager = client_of("manager")
    page = manager.get(COMMENTS)
    assert len(page.context["page"]) == 2
    assert "Fatima" not in text_of(page)
    assert len(manager.get(f"{COMMENTS}?department=burgerzaken").context["page"]) == 1
    shown = manager.post(f"{COMMENTS}{made.public_id}/original/")
    assert "Fatima was top" in text_of(shown)
    event = AuditEvent.objects.get(action="survey.original_viewed")
    assert (event.actor, event.object_id) == (manager.user, str(made.public_id))
    Invitation.objects.update(confidential=True)
    assert manager.post(f"{COMMENTS}{made.public_id}/original/").status_code == 404


def test_a_comment_of_more_than_a_year_ago_is_not_shown(client_of, time_machine):
    answered(9, "Top")
    time_machine.move_to(NOW + timedelta(days=366), tick=False)
    assert not client_of("manager").get(COMMENTS).context["page"].items


def test_a_mean_of_fewer_than_five_is_not_shown(client_of):
    manager = client_of("manager")
    for number in range(5):
        few = manager.get(COMMENTS)
        assert few.context["scores"].number == number
        assert 'class="score-counts"' not in text_of(few)
        answered(8 + number % 2)
    page = manager.get(COMMENTS)
    assert page.context["scores"].mean == pytest.approx(8.4)
    assert 'class="score-counts"' in text_of(page)


@pytest.mark.parametrize("number", [1, 3])
def test_statements_are_the_same_for_one_comment_and_for_three(client_of, number):
    head = client_of("head", reference().department["burgerzaken"])
    for _each in range(number):
        answered(9, "Top", subject="BZ01")
    head.get(COMMENTS)
    with statements() as made:
        head.get(COMMENTS)
    # Session, person, roles, departments, audit, comments, marks.
    assert len(made) == 7


@pytest.mark.parametrize("number", [1, 3])
def test_statements_of_an_answer_do_not_grow(number):
    tokens = [invited()[0] for _each in range(number)]
    client = Client()
    with statements() as made:
        client.get(url_of(tokens[0]))
    assert len(made) == 1
    with statements() as made:
        client.post(url_of(tokens[0]), {"score": "7", "comment": "Top"})
    # Savepoint or begin apart: the limit (3 and 1 back), the row, its contact with questions,
    # colleagues, the answer.
    assert len([sql for sql in made if sql.split()[0] in ("SELECT", "INSERT", "UPDATE")]) <= 11


# -- The policy -----------------------------------------------------------------------------------


def test_the_manager_keeps_the_policy(client_of):
    manager = client_of("manager")
    page = manager.get("/satisfaction/")
    sent = {k: v for k, v in (VALUES | {"percentage": 40, "seen": ""}).items() if v is not False}
    assert page.context["form"].initial["percentage"] == 100
    assert SurveyPolicy.objects.count() == 0
    assert manager.post("/satisfaction/", sent).status_code == 302
    assert SurveyPolicy.objects.get().percentage == 40
    # Somebody who still looks at the first one does not put it over this one unseen.
    again = manager.post("/satisfaction/", sent | {"percentage": 10})
    assert again.status_code == 409
    seen = again.context["form"]["seen"].value()
    assert (
        manager.post("/satisfaction/", sent | {"percentage": 10, "seen": seen}).status_code == 302
    )
    assert SurveyPolicy.objects.get().percentage == 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"rest_days": 29}, {"percentage": 0}, {"percentage": 101}, {"valid_days": 91},
        {"after_contacts": "", "after_callbacks": "", "after_cases": ""},
    ],
)  # fmt: skip
def test_a_policy_that_makes_no_sense_is_refused(client_of, wrong):
    sent = VALUES | wrong
    sent = {name: value for name, value in sent.items() if value != ""}
    assert client_of("manager").post("/satisfaction/", sent).status_code == 422
    assert SurveyPolicy.objects.count() == 0


def test_the_policy_says_who_was_asked_and_who_answered(client_of):
    answered(8)
    invited()
    found = client_of("manager").get("/satisfaction/").context["response"]
    assert (found.asked, found.printed, found.answered, found.share) == (2, 2, 1, 0.5)
