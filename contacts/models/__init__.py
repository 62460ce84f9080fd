"""Klantcontacten: what is asked, what was promised, and what came of it."""

from contacts.models.callback import Callback, CallbackEvent
from contacts.models.catalogue import ContactReason, Outcome, RepeatReason, Subject
from contacts.models.contact import Contact, ContactCorrection, Direction, Question
from contacts.models.draft import Draft
from contacts.models.escalation import Escalation, EscalationStep
from contacts.models.importing import ImportRun
from contacts.models.satisfaction import Invitation, SurveyOptOut, SurveyPolicy
from contacts.models.weekly import WeeklyList

__all__ = [
    "Callback",
    "CallbackEvent",
    "Contact",
    "ContactCorrection",
    "ContactReason",
    "Direction",
    "Draft",
    "Escalation",
    "EscalationStep",
    "ImportRun",
    "Invitation",
    "Outcome",
    "Question",
    "RepeatReason",
    "Subject",
    "SurveyOptOut",
    "SurveyPolicy",
    "WeeklyList",
]
