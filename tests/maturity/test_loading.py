"""The catalogue as an edition: kept once per version, and never another one under the same name."""

import json
from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import translation

from kcc.lib.errors import DomainError
from maturity import catalogue as reading
from maturity.asked import edition_of
from maturity.catalogue import catalogue
from maturity.loading import digest_of, load
from maturity.models import Edition
from maturity.selectors import current_edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def changed(monkeypatch, tmp_path):
    """Puts another catalogue in the place of the file."""

    def write(version, text):
        data = yaml.safe_load(reading.DATA.read_text(encoding="utf-8"))
        data["meta"]["versie"] = version
        data["vragen"][0]["text"] = text
        path = tmp_path / "stellingen.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        monkeypatch.setattr(reading, "DATA", path)

    return write


def tally():
    (found,) = load()
    return found.model, found.created, found.updated, found.unchanged


def test_an_edition_holds_the_whole_catalogue():
    assert tally() == (Edition, 1, 0, 0)
    edition = Edition.objects.get()
    assert edition.version == catalogue().version
    assert edition_of(edition) == catalogue()
    assert edition.digest == digest_of(edition.content)


def test_loading_again_changes_nothing():
    load()
    before = Edition.objects.values_list("id", "digest", "loaded_at").get()
    assert tally() == (Edition, 0, 0, 1)
    assert Edition.objects.values_list("id", "digest", "loaded_at").get() == before


def test_a_new_version_becomes_the_current_edition_and_the_old_one_stays(changed):
    load()
    old = current_edition()
    changed("99.0", "Elke afdeling neemt op.")
    assert tally() == (Edition, 1, 0, 0)
    assert current_edition().version == "99.0"
    old.refresh_from_db()
    assert edition_of(old) == catalogue()


def test_other_content_under_the_same_version_is_refused(changed):
    load()
    changed(catalogue().version, "Elke afdeling neemt op.")
    with pytest.raises(DomainError, match="Give the file a new version"):
        load()
    with pytest.raises(CommandError, match="still says version"):
        call_command("load_reference_data", stdout=StringIO())
    assert Edition.objects.count() == 1


def test_the_layout_of_the_file_is_no_change():
    data = {"b": [1, "é"], "a": None}
    turned = json.loads('{"a": null, "b": [1, "\\u00e9"]}')
    assert digest_of(data) == digest_of(turned)


def test_there_is_no_current_edition_before_the_start_data():
    assert current_edition() is None
