"""What is needed to log a contact, as plain values: screen, API, import and demo all fill these."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class CallbackInput:
    """A promise to answer later: by telephone (`phone` in E.164), by e-mail, by letter or over the
    channel itself (`reply_to`)."""

    question_text: str
    department: Any
    answer_by: str = "phone"
    phone: str = ""
    email: str = ""
    reply_to: str = ""
    already_said: str = ""
    best_time: str = "any"
    team: Any = None
    assignee: Any = None
    urgent: bool = False
    caller_name: str = ""


@dataclass(frozen=True, kw_only=True)
class NewCaseInput:
    """A case to be registered in the same transaction.

    `details` are the answers to the questions of its type; None: nobody asked them. `confirms`: the
    customer gets a code to follow it with, and the confirmation by mail when there is an address.
    """

    case_type: Any
    description: str
    department: Any = None
    location: str = ""
    details: dict | None = None
    confirms: bool = False


@dataclass(frozen=True, kw_only=True)
class TransferInput:
    """To whom the caller was put through, and how that went. `wait_seconds` None: not known."""

    department: Any = None
    to: str = ""
    warm: bool | None = None
    wait_seconds: int | None = None
    reached: bool | None = None


@dataclass(frozen=True, kw_only=True)
class RepeatInput:
    """The answer to "is this about the same as last time?". `add_note`: what is said now is added
    to the callback that is still open."""

    previous: Any
    confirmed: bool
    reason: Any = None
    add_note: bool = False


@dataclass(frozen=True, kw_only=True)
class QuestionInput:
    """One question of the contact. `asks_status` None: as `contacts.statusquestions` has it.
    `tells`: who handles the case hears that something was added to it."""

    subject: Any
    outcome: Any
    note: str = ""
    reason: Any = None
    department: Any = None
    steps_done: tuple[str, ...] = ()
    case: Any = None
    transfer: TransferInput | None = None
    referred_to: str = ""
    callback: CallbackInput | None = None
    new_case: NewCaseInput | None = None
    repeat: RepeatInput | None = None
    asks_status: bool | None = None
    tells: bool = False
