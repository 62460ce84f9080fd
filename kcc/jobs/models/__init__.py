"""Work that must happen, and what people are told: rows first, triggers second."""

from kcc.jobs.models.job import Job
from kcc.jobs.models.messages import Notification, OutboxMessage

__all__ = ["Job", "Notification", "OutboxMessage"]
