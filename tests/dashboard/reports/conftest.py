"""What tests of reports need of other rooms, and what those of reports made by jobs stand on."""

import pytest

from tests.dashboard.reports.making import make_october, make_schedules
from tests.jobs.conftest import mail_on, mailserver

__all__ = ["mail_on", "mailserver"]


@pytest.fixture
def no_files(monkeypatch):
    """Making files takes most of the time, and is not what is looked at here."""
    monkeypatch.setattr("dashboard.reports.services.files_of", lambda document, **values: {})
    monkeypatch.setattr("dashboard.reports.services.made_files", lambda report, words: {})


@pytest.fixture
def people():
    """Who works there; October is over, and its reports are published by themselves."""
    make_schedules(review=False)
    return make_october(contacts=2)
