"""Fixtures of other rooms that tests of reports need."""

from tests.jobs.conftest import mail_on, mailserver

__all__ = ["mail_on", "mailserver"]
