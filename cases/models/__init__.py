"""Zaken: their types as data, the cases, and everything that belongs to one."""

from cases.models.case import Case, CaseEvent, CaseQuerySet, CaseSequence, Priority
from cases.models.catalogue import (
    CaseQuestion,
    CaseType,
    Confidentiality,
    ResultType,
    Stage,
    StatusType,
    TermUnit,
)
from cases.models.following import CaseMessage, FollowAttempt, FollowCode
from cases.models.people import CaseLink, CasePresence, CaseRole
from cases.models.retention import DestructionItem, DestructionList
from cases.models.revisions import CaseRevision
from cases.models.terms import DefaultNotice, Extension, PenaltyRate, Suspension
from cases.models.work import CaseDocument, CaseTask

__all__ = [
    "Case",
    "CaseDocument",
    "CaseEvent",
    "CaseLink",
    "CaseMessage",
    "CasePresence",
    "CaseQuerySet",
    "CaseQuestion",
    "CaseRevision",
    "CaseRole",
    "CaseSequence",
    "CaseTask",
    "CaseType",
    "Confidentiality",
    "DefaultNotice",
    "DestructionItem",
    "DestructionList",
    "Extension",
    "FollowAttempt",
    "FollowCode",
    "PenaltyRate",
    "Priority",
    "ResultType",
    "Stage",
    "StatusType",
    "Suspension",
    "TermUnit",
]
