"""System checks: documents lie where no web server looks."""

import pytest
from django.core.checks import run_checks

pytestmark = pytest.mark.once


def found():
    return [each.id for each in run_checks(tags=["files", "security"])]


def test_these_settings_are_well(settings):
    settings.CLAMAV_ADDRESS = "tcp://127.0.0.1:3310"
    assert found() == []


@pytest.mark.parametrize("place", ["static/files", "static", "."])
def test_documents_among_static_files_are_refused(settings, tmp_path, place):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.MEDIA_ROOT = tmp_path / place
    assert found() == ["kcc.E002"]


@pytest.mark.parametrize("address", ["clamav", "http://clamav/", "tcp://", "unix:", "tcp://a:b"])
def test_an_address_that_is_none_is_refused(settings, address):
    settings.CLAMAV_ADDRESS = address
    assert found() == ["kcc.E003"]
