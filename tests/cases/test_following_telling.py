"""What the customer is told by mail, when, at which address, and that it is told once."""

from datetime import date, timedelta

import pytest

from cases.following import telling
from cases.following.loading import DATA, load
from cases.following.services import confirm_receipt
from cases.following.words import PLACES, fill, on_one_line, unknown_places
from cases.models import CaseEvent, CaseMessage, Confidentiality, Extension, StatusType, Suspension
from cases.services import change_status, close_case
from contacts.logging.inputs import NewCaseInput
from kcc.jobs.models import OutboxMessage
from kcc.jobs.outbox import forget_words
from kcc.organisation.batches import UNDO
from kcc.organisation.loading import read_yaml
from tests.factories import NOW, make_case, make_contact, make_customer, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
ADDRESS = "hanna@voorbeeld.nl"
State = OutboxMessage.State


@pytest.fixture(autouse=True)
def words(settings):
    settings.BASE_URL = "https://kcc.voorbeeld.nl"
    load()
    reference()
    StatusType.objects.filter(name="In behandeling").update(
        tells_customer=True, public_name="Wij kijken ernaar", public_text="Dat duurt even.",
        public_name_en="We look at it",
    )  # fmt: skip


@pytest.fixture
def handler():
    return make_user("handler")


@pytest.fixture
def case(handler):
    return make_case(customer=make_customer(emails=(ADDRESS,)))


def mail() -> OutboxMessage:
    return OutboxMessage.objects.get()


def move(case, by, *, version=1, now=NOW):
    status = StatusType.objects.get(name="In behandeling")
    return change_status(by=by, case=case, version=version, status=status, now=now)


def close(case, by, *, version=1):
    result = case.case_type.result_types.first()
    return close_case(
        by=by, case=case, version=version, result=result, answer="U krijgt hem.", now=NOW
    )


# -- The words --------------------------------------------------------------------------------


def test_paragraph_that_names_something_missing_is_left_out():
    text = "Zaak {number}.\n\nUw code: {code}\n\nTot {until}.\n\nGroet"
    assert fill(text, {"number": "Z-1", "code": "", "until": "maandag"}) == (
        "Zaak Z-1.\n\nTot maandag.\n\nGroet"
    )


def test_what_is_filled_in_is_not_filled_in_again():
    assert fill("{status}", {"status": "{code}", "code": "geheim"}) == "{code}"


def test_subject_is_one_line():
    assert on_one_line("Zaak {number}\n {until}", {"number": "Z-1"}) == "Zaak Z-1"


def test_wrong_places_are_found():
    assert unknown_places("{number} {naam} {") == ["{naam}", "{"]


@pytest.mark.parametrize("row", read_yaml(DATA)["berichten"], ids=lambda row: row["soort"])
def test_start_data_can_be_filled_in_and_ends_with_a_greeting(row):
    everything = dict.fromkeys(PLACES, "x")
    for name in ("onderwerp", "tekst", "engels"):
        assert unknown_places(row[name]) == []
        assert "{" not in fill(row[name], everything)
    assert fill(row["tekst"], everything).endswith("x")


def test_there_are_words_for_every_kind():
    assert set(CaseMessage.objects.values_list("kind", flat=True)) == set(CaseMessage.Kind)
    assert [tally.changed for tally in load()] == [0]


# -- The confirmation -------------------------------------------------------------------------


def test_confirmation_has_number_code_day_and_page(case):
    code = confirm_receipt(by=None, case=case, now=NOW)
    sent = mail()
    assert (sent.to, sent.kind, sent.user, sent.available_at) == (
        ADDRESS, "case.received", None, NOW,
    )  # fmt: skip
    assert sent.subject == f"Wij hebben uw zaak ontvangen: {case.number}"
    for part in (
        case.number, code, "https://kcc.voorbeeld.nl/volg/", "dinsdag 5 januari 2027",
        "Tuesday 5 January 2027", "Omgevingsvergunning", "Dear sir or madam",
    ):  # fmt: skip
        assert part in sent.body, part


def test_confirmation_says_nothing_personal(case):
    confirm_receipt(by=None, case=case, now=NOW)
    for secret in ("Hanna", "Wit", "Dakkapel", "Noorderstraat"):
        assert secret not in mail().body + mail().subject


def test_confirmation_of_what_cannot_be_followed_names_no_page(case):
    case.case_type.followable = False
    confirm_receipt(by=None, case=case, now=NOW)
    assert "/volg/" not in mail().body
    assert "code" not in mail().body
    assert case.number in mail().body


def test_address_given_just_now_goes_first(case):
    confirm_receipt(by=None, case=case, now=NOW, email="ander@voorbeeld.nl")
    assert mail().to == "ander@voorbeeld.nl"


def test_registering_with_a_mail_costs_six_statements(case):
    with statements() as ran:
        confirm_receipt(by=None, case=case, now=NOW)
    assert len(ran) == 6, ran


def test_it_is_told_once(case):
    assert telling.tell_received(case, "K7M2P-9XQ4D", NOW) is True
    assert telling.tell_received(case, "K7M2P-9XQ4D", NOW) is False
    assert OutboxMessage.objects.count() == case.events.filter(kind="told").count() == 1


def test_line_in_the_timeline_says_which_message(case):
    telling.tell_received(case, "", NOW)
    event = case.events.get(kind=CaseEvent.Kind.TOLD)
    assert (event.by, event.text, event.detail) == (
        None, "", {"message": "received", "version": 1},
    )  # fmt: skip


def test_code_is_not_kept_in_the_outbox_once_it_is_sent(case):
    confirm_receipt(by=None, case=case, now=NOW)
    forget_words(NOW)
    assert mail().body
    OutboxMessage.objects.update(state=State.SENT, finished_at=NOW)
    forget_words(NOW)
    assert (mail().to, mail().body, mail().state) == ("", "", State.SENT)


# -- To which address -------------------------------------------------------------------------


def test_without_an_address_nothing_is_made():
    case = make_case(customer=make_customer())
    confirm_receipt(by=None, case=case, now=NOW)
    assert not OutboxMessage.objects.exists()
    assert not case.events.exists()


def test_unknown_customer_is_written_at_the_address_of_the_contact():
    ref = reference()
    contact = make_contact(
        subject="VG01", outcome="zaak_aangemaakt", email="melder@voorbeeld.nl",
        new_case=NewCaseInput(
            case_type=ref.case_type["omgevingsvergunning"], description="Gat in de weg"
        ),
    )  # fmt: skip
    OutboxMessage.objects.all().delete()
    case = contact.questions.get().case
    CaseEvent.objects.all().delete()
    telling.tell_closed(case, NOW)
    assert mail().to == "melder@voorbeeld.nl"


def test_preferred_address_goes_before_another(case):
    customer = make_customer(family_name="Zwart", emails=("een@voorbeeld.nl", "twee@voorbeeld.nl"))
    customer.contact_points.update(preferred=False)
    customer.contact_points.filter(value="twee@voorbeeld.nl").update(preferred=True)
    telling.tell_received(make_case(customer=customer), "", NOW)
    assert mail().to == "twee@voorbeeld.nl"


def test_confidential_customer_is_written_at_no_older_address():
    customer = make_customer(emails=(ADDRESS,), confidential=True)
    telling.tell_received(make_case(customer=customer), "", NOW)
    assert not OutboxMessage.objects.exists()


def test_confidential_case_is_not_named(case):
    case.confidentiality = Confidentiality.CONFIDENTIAL
    telling.tell_received(case, "", NOW, email=ADDRESS)
    assert "Omgevingsvergunning" not in mail().body
    assert case.number in mail().body


# -- A new status, and the end ----------------------------------------------------------------


def test_new_status_is_told_after_it_can_be_taken_back(case, handler):
    confirm_receipt(by=None, case=case, now=NOW)
    OutboxMessage.objects.all().delete()
    move(case, handler)
    sent = mail()
    assert (sent.kind, sent.to, sent.available_at) == ("case.status", ADDRESS, NOW + UNDO)
    assert "De stap is nu: Wij kijken ernaar" in sent.body
    assert "Dat duurt even." in sent.body
    assert "The step is now: We look at it" in sent.body


def test_status_that_the_customer_need_not_know_is_not_told(case, handler):
    StatusType.objects.update(tells_customer=False)
    move(case, handler)
    assert not OutboxMessage.objects.exists()


def test_message_that_is_switched_off_is_not_sent(case, handler):
    CaseMessage.objects.filter(kind="status").update(active=False)
    move(case, handler)
    assert not OutboxMessage.objects.exists()


def test_mail_of_an_act_that_is_taken_back_does_not_leave(case, handler):
    move(case, handler)
    assert telling.keep_back(case, version=case.version, now=NOW) is True
    sent = mail()
    assert (sent.state, sent.to, sent.body) == (State.WITHDRAWN, "", "")
    assert telling.keep_back(case, version=case.version, now=NOW) is False


def test_confirmation_is_not_kept_back(case):
    telling.tell_received(case, "", NOW)
    assert telling.keep_back(case, version=case.version, now=NOW) is False
    assert mail().state == State.WAITING


def test_closing_tells_what_became_of_it(case, handler):
    case.case_type.result_types.update(public_text="U krijgt de vergunning.")
    close(case, handler)
    sent = mail()
    assert (sent.kind, sent.subject) == ("case.closed", f"Uw zaak {case.number} is klaar")
    assert "U krijgt de vergunning." in sent.body
    assert "U krijgt hem." not in sent.body


def test_extension_tells_the_new_day(case):
    extension = Extension(
        case=case, reason="Drukte", letter_on=NOW.date(), due_before=case.due_on,
        due_after=date(2027, 2, 16), added_at=NOW,
    )  # fmt: skip
    telling.tell_extended(case, extension, NOW)
    assert "U hoort nu uiterlijk dinsdag 16 februari 2027 van ons." in mail().body
    assert "Drukte" not in mail().body


@pytest.mark.parametrize("until", [NOW.date() + timedelta(days=14), None])
def test_suspension_tells_until_when_and_not_what_is_missing(case, until):
    suspension = Suspension(
        case=case, reason="incomplete", text="Uw inkomen", letter_on=NOW.date(), until=until,
        added_at=NOW,
    )  # fmt: skip
    telling.tell_suspended(case, suspension, NOW)
    body = mail().body
    assert ("Wij wachten uiterlijk tot en met dinsdag 24 november 2026." in body) is bool(until)
    assert "We need something from you first." in body
    assert "Uw inkomen" not in body


def test_link_is_named_only_to_who_has_a_code(case, handler):
    move(case, handler)
    assert "/volg/" not in mail().body
