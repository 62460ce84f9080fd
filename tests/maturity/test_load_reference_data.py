"""`manage.py load_reference_data`: all rooms in one transaction, once."""

import shutil
from io import StringIO

import pytest
from django.core.management import call_command

import contacts.loading
from contacts.models import Subject
from kcc.audit.models import AuditEvent
from kcc.organisation.models import Domain

pytestmark = pytest.mark.django_db


def run(**options):
    out = StringIO()
    call_command("load_reference_data", stdout=out, **options)
    return out.getvalue().splitlines()


def test_first_run_fills_every_list_and_says_so():
    lines = run()
    assert lines[-1] == "640 made, 0 updated."
    assert "contacts.Subject               79 made    0 updated    0 already there" in lines
    assert AuditEvent.objects.get().action == "reference_data.loaded"


def test_second_run_changes_nothing_and_says_so():
    run(verbosity=0)
    assert run(verbosity=0) == ["Nothing to do: everything was there already."]
    assert AuditEvent.objects.count() == 1


def test_update_puts_edited_values_back():
    run(verbosity=0)
    Subject.objects.filter(code="AF01").update(name="Kliko")
    assert run(verbosity=0, update=True) == ["0 made, 1 updated."]


def test_nothing_is_loaded_when_one_room_fails(monkeypatch, tmp_path):
    data = shutil.copytree(contacts.loading.DATA, tmp_path / "data")
    (data / "redenen.yaml").write_text("contactredenen: [{}]", encoding="utf-8")
    monkeypatch.setattr(contacts.loading, "DATA", data)
    with pytest.raises(KeyError):
        run()
    assert Domain.objects.count() == 0
