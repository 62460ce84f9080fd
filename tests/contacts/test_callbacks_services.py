"""What can be done with a callback: rows, timeline, audit log, and who may."""

from datetime import timedelta

import pytest
from django.db import transaction

from contacts.callbacks import services
from contacts.models import Callback, CallbackEvent, Question
from kcc.audit.models import AuditEvent
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import access_of
from tests.factories import (
    NOW,
    PHONE,
    make_callback,
    make_contact,
    make_department,
    make_team,
    make_user,
    reference,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def town():
    return reference()


@pytest.fixture
def handler(town):
    return make_user("handler")


def ask(by, department, **values):
    contact = make_contact(by=by, subject="VG01", at=NOW)
    values = {
        "question_text": "Wanneer komt de controleur langs?",
        "phone": PHONE,
        "received": NOW,
        "now": NOW,
    } | values
    return services.request_callback(
        by=by, question=contact.questions.get(), department=department, **values
    )


def refusal(action, *args, **kwargs):
    with pytest.raises(DomainError) as caught, transaction.atomic():
        action(*args, **kwargs)
    return caught.value.field, caught.value.code


def events(callback):
    return list(callback.events.values_list("kind", "by__username", "text"))


# -- Asking -----------------------------------------------------------------------------------


def test_a_callback_is_promised_within_two_working_days(town, handler):
    agent = make_user("agent")
    callback = ask(agent, town.department["vergunningen"], already_said=" Nog niets. ")
    saved = Callback.objects.get(pk=callback.pk)
    # Tuesday 10:00 + 2 working days: Thursday, closing time.
    assert saved.promised_at == NOW.replace(day=12, hour=17)
    assert [step["code"] for step in saved.promise_steps] == ["working_days", "received", "closes"]
    assert (saved.status, saved.assignee, saved.attempts, saved.version) == ("new", None, 0, 1)
    assert (saved.requested_by, saved.requested_at) == (agent, NOW)
    assert saved.already_said == "Nog niets."
    audit = AuditEvent.objects.get(action="callback.requested")
    assert (audit.actor, audit.object_id) == (agent, str(saved.public_id))


def test_an_urgent_callback_is_promised_within_four_opening_hours(town, handler):
    callback = ask(make_user("agent"), town.department["vergunningen"], urgent=True)
    assert callback.promised_at == NOW.replace(hour=14)


def test_asking_costs_three_statements(town, handler, django_assert_num_queries):
    agent, department = make_user("agent"), town.department["vergunningen"]
    contact = make_contact(by=agent, subject="VG01", at=NOW)
    question = Question.objects.select_related("contact__channel", "subject").get(contact=contact)
    ask(agent, department)
    with django_assert_num_queries(3):
        services.request_callback(
            by=agent, question=question, department=department, phone=PHONE,
            question_text="Wanneer?", assignee=handler, received=NOW, now=NOW,
        )  # fmt: skip


def test_a_department_nobody_can_be_reached_in_is_refused(town):
    agent, department = make_user("agent"), town.department["vergunningen"]
    assert refusal(ask, agent, department) == ("department", "nobody_there")
    make_user("handler", department, is_active=False)
    make_user("handler", town.department["burgerzaken"])
    assert refusal(ask, agent, department) == ("department", "nobody_there")
    make_user("head", department)
    assert ask(agent, department).department == department


def test_the_contact_centre_is_reached_through_its_agents(town):
    agent = make_user("agent")
    assert ask(agent, town.department["kcc"]).department == town.department["kcc"]


def test_a_department_no_longer_in_use_is_refused(town, handler):
    department = town.department["vergunningen"]
    department.active = False
    department.save(update_fields=["active"])
    assert refusal(ask, make_user("agent"), department) == ("department", "refused")


def test_team_and_person_belong_to_the_department(town, handler):
    agent, department = make_user("agent"), town.department["vergunningen"]
    elsewhere = make_user("handler", town.department["burgerzaken"])
    other_team = make_team(town.department["burgerzaken"], "balie")
    assert refusal(ask, agent, department, team=other_team) == ("team", "refused")
    assert refusal(ask, agent, department, assignee=elsewhere) == ("assignee", "refused")
    callback = ask(agent, department, team=make_team(department), assignee=handler)
    assert (callback.team.slug, callback.assignee, callback.status) == ("bouwen", handler, "new")


@pytest.mark.parametrize(
    ("values", "field"), [({"phone": ""}, "phone"), ({"question_text": "  "}, "question_text")]
)
def test_a_number_and_a_question_are_needed(town, handler, values, field):
    agent = make_user("agent")
    assert refusal(ask, agent, town.department["vergunningen"], **values) == (field, "refused")
    assert Callback.objects.count() == 0


# -- Claim, release, attempt ------------------------------------------------------------------


def test_claiming_takes_it_on(handler):
    callback = make_callback()
    services.claim(by=handler, callback=callback, version=1, now=LATER)
    saved = Callback.objects.get()
    assert (saved.status, saved.assignee, saved.version) == ("claimed", handler, 2)
    assert (callback.status, callback.assignee, callback.version) == ("claimed", handler, 2)
    assert events(callback) == [("claimed", "handler", "")]
    assert Question.objects.get().last_activity_at == LATER
    audit = AuditEvent.objects.get(action="callback.claim")
    assert (audit.actor, audit.object_id) == (handler, str(callback.public_id))


def loaded():
    return Callback.objects.for_acts().get()


@pytest.mark.parametrize(
    ("act", "typed", "extra"),
    [
        ("claim", {}, 0),
        ("release", {}, 0),
        # Somebody may be asked for who does not work there.
        ("assign", {"person": "colleague"}, 4),
        ("record_attempt", {"text": "Voicemail"}, 0),
        ("wait", {"until": NOW.date() + timedelta(days=3), "reason": "Tekening"}, 0),
        ("close_with_answer", {"answer": "Ja", "result": "answered"}, 0),
        ("lapse", {"reason": "Dubbel"}, 0),
        # Can it be reached?
        ("reroute", {"department": "there", "reason": "Paspoort"}, 1),
    ],
)
def test_every_act_costs_six_statements(handler, act, typed, extra):
    """The row, the timeline, the question, the audit log, and two to take it back by."""
    known = {"colleague": make_user("handler"), "there": make_department("burgerzaken")}
    make_user("handler", known["there"])
    make_callback()
    version = 1
    if act == "release":
        services.claim(by=handler, callback=loaded(), version=1, now=LATER)
        version = 2
    callback = loaded()
    access_of(handler)
    values = {name: known.get(value, value) for name, value in typed.items() if name != "until"}
    values |= {"until": typed["until"]} if "until" in typed else {}
    with statements() as ran:
        getattr(services, act)(by=handler, callback=callback, version=version, now=LATER, **values)
    assert len(ran) == 6 + extra


def test_the_second_attempt_also_writes_to_the_customer(handler):
    make_callback()
    services.record_attempt(by=handler, callback=loaded(), version=1, now=LATER)
    callback = loaded()
    with statements() as ran:
        services.record_attempt(by=handler, callback=callback, version=2, now=LATER)
    # Was it written before; and the line that says no address is known.
    assert len(ran) == 6 + 2


def test_what_somebody_has_taken_on_cannot_be_claimed_from_an_old_page(handler):
    colleague, callback = make_user("handler"), make_callback()
    old = Callback.objects.get()
    services.claim(by=colleague, callback=callback, version=1, now=LATER)
    fresh = Callback.objects.get()
    for seen in (old, fresh):
        with pytest.raises(Conflict):
            services.claim(by=handler, callback=seen, version=1, now=LATER)
    assert refusal(services.claim, by=handler, callback=fresh, version=2, now=LATER) == (
        "", "not_now",
    )  # fmt: skip
    assert Callback.objects.get().assignee == colleague


def test_releasing_makes_it_new_again(handler):
    callback = make_callback()
    services.claim(by=handler, callback=callback, version=1, now=LATER)
    services.release(by=handler, callback=callback, version=2, now=LATER)
    saved = Callback.objects.get()
    assert (saved.status, saved.assignee, saved.version) == ("new", None, 3)
    assert events(callback) == [("claimed", "handler", ""), ("released", "handler", "")]


def test_who_calls_in_vain_has_taken_it_on(handler):
    callback = make_callback()
    services.record_attempt(by=handler, callback=callback, version=1, text="Voicemail", now=LATER)
    colleague = make_user("handler")
    services.record_attempt(by=colleague, callback=callback, version=2, now=LATER)
    saved = Callback.objects.get()
    assert (saved.status, saved.assignee, saved.attempts, saved.version) == (
        "attempted", handler, 2, 3,
    )  # fmt: skip
    assert events(callback) == [
        ("attempt", "handler", "Voicemail"), ("attempt", "handler-2", ""), ("message", None, ""),
    ]  # fmt: skip


def test_a_colleague_of_the_department_is_given_it_and_the_status_stays(handler):
    colleague, stranger = make_user("handler"), make_user("handler", make_department("burgerzaken"))
    callback = make_callback()
    values = {"by": handler, "callback": callback, "now": LATER}
    assert refusal(services.assign, **values, version=1, person=stranger) == ("person", "refused")
    services.assign(**values, version=1, person=colleague, text="Jij kent deze straat.")
    saved = Callback.objects.get()
    assert (saved.status, saved.assignee, saved.version) == ("new", colleague, 2)
    assert refusal(services.assign, **values, version=2, person=colleague) == ("person", "refused")
    services.claim(by=colleague, callback=callback, version=2, now=LATER)
    services.assign(**values, version=3, person=handler)
    saved = Callback.objects.get()
    assert (saved.status, saved.assignee, saved.version) == ("claimed", handler, 4)
    assert events(callback) == [
        ("assigned", "handler", "Jij kent deze straat."),
        ("claimed", "handler-2", ""),
        ("assigned", "handler", ""),
    ]
    event = callback.events.first()
    assert event.detail == {"version": 2, "status": "new", "person": str(colleague.public_id)}


def test_what_is_answered_in_writing_is_not_called(handler):
    callback = make_callback()
    callback.answer_by = "letter"
    callback.save(update_fields=["answer_by"])
    values = {"by": handler, "callback": callback, "version": 1, "now": LATER}
    assert refusal(services.record_attempt, **values) == ("", "not_now")
    assert refusal(services.close_not_reached, **values) == ("", "not_now")
    services.close_with_answer(**values, answer="Brief verstuurd.", result="sent")
    assert Callback.objects.get().status == "done"


# -- Closing ----------------------------------------------------------------------------------


def test_closing_needs_the_answer_and_what_came_of_it(handler):
    callback = make_callback()
    values = {"by": handler, "callback": callback, "version": 1, "now": LATER}
    close = services.close_with_answer
    assert refusal(close, **values, answer=" ", result="answered") == ("answer", "refused")
    assert refusal(close, **values, answer="Ja", result="") == ("result", "refused")
    assert refusal(close, **values, answer="Ja", result="misschien") == ("result", "refused")
    close(**values, answer=" Donderdag om tien uur. ", result="appointment")
    saved = Callback.objects.get()
    assert (saved.status, saved.answer, saved.result, saved.assignee) == (
        "done", "Donderdag om tien uur.", "appointment", handler,
    )  # fmt: skip
    assert (saved.closed_at, saved.closed_by, saved.version) == (LATER, handler, 2)
    assert saved.next_step_at is None
    assert events(callback) == [("closed", "handler", "Donderdag om tien uur.")]


def test_what_is_no_longer_needed_lapses_with_the_reason(handler):
    callback = make_callback()
    values = {"by": handler, "callback": callback, "version": 1, "now": LATER}
    assert refusal(services.lapse, **values, reason=" ") == ("reason", "refused")
    services.lapse(**values, reason="Staat er dubbel in.")
    saved = Callback.objects.get()
    assert (saved.status, saved.answer, saved.result, saved.assignee) == ("lapsed", "", "", None)
    assert (saved.closed_at, saved.closed_by, saved.next_step_at) == (LATER, handler, None)
    assert events(callback) == [("closed", "handler", "Staat er dubbel in.")]


def test_an_agent_may_answer_who_calls_again_but_not_claim(handler):
    agent = make_user("agent")
    callback = make_callback(assignee=handler)
    values = {"by": agent, "callback": callback, "version": 1, "now": LATER}
    assert refusal(services.release, **values) == ("", "not_now")
    services.close_with_answer(**values, answer="Klant is al geholpen.", result="answered")
    saved = Callback.objects.get()
    assert (saved.assignee, saved.closed_by) == (handler, agent)


def test_another_department_may_do_nothing(handler):
    other = make_user("head", make_department("burgerzaken"))
    callback = make_callback()
    for action, typed in [
        (services.claim, {}),
        (services.record_attempt, {}),
        (services.close_with_answer, {"answer": "Ja", "result": "answered"}),
        (services.assign, {"person": handler}),
        (services.lapse, {"reason": "Nee"}),
        (services.wait, {"until": NOW.date() + timedelta(days=2), "reason": "Nee"}),
        (services.reroute, {"department": make_department("vergunningen-2"), "reason": "Nee"}),
    ]:
        make_user("handler", make_department("vergunningen-2"))
        code = refusal(action, by=other, callback=callback, version=1, now=LATER, **typed)
        assert code == ("", "not_now")
    assert refusal(services.add_note, by=other, callback=callback, text="x", now=LATER) == (
        "", "not_now",
    )  # fmt: skip
    assert CallbackEvent.objects.count() == 0


def test_not_reached_only_after_enough_attempts(handler):
    callback = make_callback()
    moments = [NOW, NOW + timedelta(hours=5), NOW + timedelta(days=1)]
    for number, moment in enumerate(moments, start=1):
        values = {"by": handler, "callback": callback, "version": number}
        assert refusal(services.close_not_reached, **values, now=moment) == ("", "try_again")
        services.record_attempt(**values, now=moment)
    services.close_not_reached(
        by=handler, callback=callback, version=4, text="Brief gestuurd.", now=moments[-1]
    )
    saved = Callback.objects.get()
    assert (saved.status, saved.attempts, saved.closed_by) == ("not_reached", 3, handler)
    assert events(callback)[-1] == ("closed", "handler", "Brief gestuurd.")


# -- Passing on -------------------------------------------------------------------------------


def test_passing_on_keeps_the_promise_and_takes_the_question_along(handler):
    there = make_department("burgerzaken")
    make_user("handler", there)
    callback = make_callback(assignee=handler, team=make_team())
    promised = callback.promised_at
    services.reroute(
        by=handler, callback=callback, version=1, department=there, reason="Paspoort", now=LATER
    )
    saved = Callback.objects.get()
    assert (saved.department, saved.team, saved.assignee, saved.status) == (
        there, None, None, "rerouted",
    )  # fmt: skip
    assert (saved.promised_at, saved.due_at, saved.reroutes) == (promised, promised, 1)
    assert saved.next_step_at == LATER
    question = Question.objects.get()
    assert (question.department, question.last_activity_at) == (there, LATER)
    event = callback.events.get()
    assert (event.kind, event.text) == ("rerouted", "Paspoort")
    assert (event.detail["from"], event.detail["to"]) == ("vergunningen", "burgerzaken")


def test_passing_on_needs_a_reason_and_somebody_there(handler):
    there = make_department("burgerzaken")
    callback = make_callback()
    values = {"by": handler, "callback": callback, "version": 1, "now": LATER}
    assert refusal(services.reroute, **values, department=there, reason="x") == (
        "department", "nobody_there",
    )  # fmt: skip
    make_user("handler", there)
    assert refusal(services.reroute, **values, department=there, reason=" ") == (
        "reason", "refused",
    )  # fmt: skip
    here = callback.department
    assert refusal(services.reroute, **values, department=here, reason="x") == (
        "department", "refused",
    )  # fmt: skip


# -- Notes and two at once --------------------------------------------------------------------


def test_notes_are_added_whatever_the_version(handler):
    callback = make_callback()
    services.claim(by=handler, callback=callback, version=1, now=LATER)
    services.add_note(
        by=make_user("agent"), callback=callback, text="Belt liever 's avonds", now=LATER
    )
    assert Callback.objects.get().version == 2
    assert events(callback)[-1] == ("note", "agent", "Belt liever 's avonds")
    assert refusal(services.add_note, by=handler, callback=callback, text=" ", now=LATER) == (
        "text", "refused",
    )  # fmt: skip


def test_a_save_over_a_newer_version_changes_nothing(handler):
    callback = make_callback()
    old = Callback.objects.get()
    services.record_attempt(by=handler, callback=callback, version=1, now=LATER)
    with pytest.raises(Conflict):
        services.close_with_answer(
            by=handler, callback=old, version=1, answer="Ja", result="answered", now=LATER
        )
    assert Callback.objects.get().status == "attempted"
    assert events(callback) == [("attempt", "handler", "")]
