"""What the agent's screen shows, worked out from what was typed so far.

The same object fills the whole page and the small pieces that change while somebody types.
"""

from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from contacts.klantbeeld.selectors import Klantbeeld, klantbeeld
from contacts.logging.answering import known_of
from contacts.logging.drafts import MAX_RUNNING, Timing, mask_free_text, sign_start, timing_of
from contacts.logging.forms import ContactForm
from contacts.logging.kept_fields import chosen_of, print_of_contact
from contacts.logging.running_cases import RunningCases
from contacts.logging.running_questions import RunningQuestions
from contacts.logging.selectors import Caller
from contacts.logging.shown import mark_of
from contacts.models import Draft
from contacts.reference import Reference, reference
from kcc.customers import selectors as customers
from kcc.customers.identify import location_key, normalise_email, normalise_phone
from kcc.customers.models import Customer
from kcc.customers.search import find_customers
from kcc.lib.preprint import Preprint
from kcc.lib.templatetags.kcc import phone as phone_words
from kcc.organisation.models import Channel

DEFAULT_CHANNEL = "telefoon"
# Fields that make a form worth keeping; the others have a value from the start.
KEEPERS = {"phone", "find", "customer", "caller_name", "email", "location", "call_id"}
QUESTION_KEEPERS = {"subject", "note", "category", "case"}


class Workspace:
    """The screen for one running contact. Reads lazily; each thing is read once."""

    def __init__(
        self,
        *,
        user,
        access,
        key: UUID,
        data: dict,
        now: datetime,
        started_at: datetime | None,
        draft: Draft | None = None,
        running: list[Draft] | None = None,
        bound: bool = False,
    ):
        self.user, self.access, self.key, self.now = user, access, key, now
        self.data, self.draft, self.running = data, draft, running or []
        # None: the form is open, but nobody is on the line yet.
        self.started_at = started_at
        self.bound = bound
        self.reference: Reference = reference()
        self.questions = RunningQuestions(self)
        self.cases = RunningCases(self)

    # -- Who -----------------------------------------------------------------------------------

    @cached_property
    def customer(self) -> Customer | None:
        """The linked customer, when this person may see it."""
        text = self.data.get("customer", "")
        try:
            public_id = UUID(text) if text else None
        except ValueError:
            return None
        if public_id is None:
            return None
        try:
            return customers.customer_for(
                public_id=public_id,
                access=self.access,
                user=self.user,
                # What is saved asks for them only when it is answered later (`known`).
                reached=not self.bound,
            )
        except Customer.DoesNotExist:
            return None

    @cached_property
    def phone(self) -> str:
        return normalise_phone(self.data.get("phone", ""))

    @cached_property
    def caller(self) -> Caller:
        place = location_key(self.data.get("location", ""))
        if not place and self.customer is not None:
            place = self.customer.known_address_key
        return Caller(
            customer_id=self.customer.pk if self.customer else None,
            phone=self.phone,
            email=normalise_email(self.data.get("email", "")),
            place=place,
        )

    @cached_property
    def matches(self) -> list[Customer]:
        """Customers who may be meant: by what is typed in the search field, else by the number and
        by the cases this is about."""
        typed = self.data.get("find", "").strip()
        if typed and len(typed) > 1:
            return find_customers(typed, access=self.access, user=self.user, limit=6)
        if self.customer is not None:
            return []
        found = customers.reached_by(
            phone=self.phone, email=self.caller.email, access=self.access, user=self.user
        )
        return [*found, *(row for row in self._customers_of_cases if row not in found)]

    @property
    def _customers_of_cases(self) -> list[Customer]:
        """Whose the cases are that this is about: the likeliest to ask."""
        ids = {case.customer_id for case in self.cases.chosen.values()} - {None}
        if not ids:
            return []
        seen = customers.visible_customers(access=self.access, user=self.user)
        return list(seen.filter(pk__in=ids).order_by("pk"))

    @cached_property
    def klantbeeld(self) -> Klantbeeld:
        return klantbeeld(
            customer=self.customer,
            phone=self.caller.phone,
            email=self.caller.email,
            location_key="" if self.customer else self.caller.place,
            access=self.access,
            user=self.user,
            now=self.now,
        )

    @cached_property
    def title(self) -> str:
        """What the tab says: the customer, the name given, the subject, the number."""
        if self.customer is not None:
            return self.customer.formal_name
        name = self.data.get("caller_name", "").strip()
        if name:
            return name
        first = self.questions.subject(0)
        if first is not None:
            return first.name
        return phone_words(self.phone) or _("New contact")

    @cached_property
    def masked_data(self) -> dict:
        return mask_free_text(self.data)[0]

    # -- The forms -----------------------------------------------------------------------------

    @cached_property
    def initial(self) -> dict:
        """What the fields show that say with whom the contact is."""
        return {"channel": DEFAULT_CHANNEL, "direction": "inbound"} | self.data

    @cached_property
    def contact_form(self) -> ContactForm:
        kwargs = {"data": self.data} if self.bound else {"initial": self.initial}
        return ContactForm(reference=self.reference, **kwargs)

    @property
    def print_of_contact(self) -> Preprint | None:
        return print_of_contact(self)

    @cached_property
    def channel(self) -> Channel | None:
        return self.reference.channels.get(self.data.get("channel", DEFAULT_CHANNEL))

    @cached_property
    def known(self) -> dict[str, str]:
        """Where an answer to this customer can go, as the fields of a follow-up name it."""
        if self.customer is not None:
            customers.give_points(self.customer)
        return known_of(self.data, self.customer)

    @cached_property
    def blank(self) -> tuple | None:
        """What a screen on which nothing was filled in depends on besides the lists to choose from;
        None when something was, or somebody is known. Most screens are opened so."""
        usual = {"channel", "direction", "questions"}
        filled = any(
            value
            for name, value in self.data.items()
            if name not in usual and name.rpartition("-")[2] != "answer_was"
        )
        if filled or self.bound or self.questions.count > 1:
            return None
        chosen = chosen_of(self.initial, ("channel", "direction"), self.reference)
        return chosen and (self.reference.read_at, *chosen)

    # -- The clock -----------------------------------------------------------------------------

    @property
    def timing(self) -> Timing:
        if self.draft is not None:
            return timing_of(self.draft, self.now)
        began = self.started_at or self.now
        return Timing(began, self.now, max(0, int((self.now - began).total_seconds())), 0)

    @property
    def shown(self) -> str:
        """The mark of what is on this screen; none of what is not kept."""
        if self.draft is None or self.bound:
            return ""
        return mark_of(self.data, user=self.user, key=self.key, now=self.now)

    @property
    def phase(self) -> str:
        """waiting (nothing typed, no call), talking, paused or wrap_up."""
        if self.draft is None and self.started_at is None:
            return "waiting"
        if self.draft is not None and self.draft.talk_ended_at is not None:
            return "wrap_up"
        if self.draft is not None and self.draft.paused_at is not None:
            return "paused"
        return "talking"

    @property
    def signed_start(self) -> str:
        return sign_start(self.started_at) if self.started_at else ""

    @property
    def revision(self) -> int:
        return self.draft.revision if self.draft else 0

    @property
    def find(self) -> str:
        return self.data.get("find", "")

    @property
    def searched(self) -> bool:
        """Something was looked for, so an empty answer deserves a sentence."""
        return len(self.find.strip()) > 1

    @property
    def shows_more(self) -> bool:
        """The folded part holds something, or something is wrong in it."""
        names = ("caller_name", "email", "location", "confidential")
        return any(
            self.data.get(name) or (self.bound and self.contact_form[name].errors) for name in names
        )

    @property
    def is_running(self) -> bool:
        return any(draft.key == self.key for draft in self.running)

    @property
    def is_empty(self) -> bool:
        """Nothing was typed or chosen yet: not worth keeping."""
        return not any(
            value
            for name, value in self.data.items()
            if name in KEEPERS or name.rpartition("-")[2] in QUESTION_KEEPERS
        )

    @property
    def may_start_another(self) -> bool:
        others = sum(1 for draft in self.running if draft.key != self.key)
        return others + 1 < MAX_RUNNING

    # -- Validation ----------------------------------------------------------------------------

    @property
    def forms(self) -> list:
        return [self.contact_form, *(panel.form for panel in self.questions.panels)]

    def is_valid(self) -> bool:
        """Checks every form, so that all errors are shown at once."""
        valid = all([form.is_valid() for form in self.forms])  # noqa: C419 - all of them
        if not valid:
            self.questions.fill_known()
        return valid
