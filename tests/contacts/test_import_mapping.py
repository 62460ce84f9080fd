"""Mappings: a mistake in one is reported with its place, and heads are known in any spelling."""

from copy import deepcopy
from dataclasses import replace

import pytest
import yaml
from django.utils import translation

from contacts.importing.catalogue import Catalogue
from contacts.importing.mappingfile import available, load
from kcc.lib.errors import DomainError
from tests.factories import reference

pytestmark = pytest.mark.once

SOUND = {
    "title": "Een lijst",
    "source": "lijst-x",
    "columns": {"nummer": ["No."], "datum": None, "soort": None, "status": None, "plek": None},
    "key": "nummer",
    "started": "datum",
    "closed": ["datum"],
    "channel": {"default": "telefoon"},
    "outcome": {"default": "zaak_aangemaakt"},
    "department": {"default": "kcc"},
    "subject": {"columns": ["soort"], "except": "Taxi*", "address_bound": True},
    "location": [{"when": {"soort": "X"}, "text": "{plek} {soort}", "key": "{plek}"}, "{plek}"],
    "case": {
        "type": {
            "slug": "import-x", "name": "X", "term": "P10D", "term_unit": "werkdagen",
            "norm": "P3D", "norm_unit": "werkdagen",
        },
        "statuses": {"new": {"name": "Nieuw"}, "done": {"name": "Klaar", "final": True}},
        "results": ["Gedaan"],
        "column": "status",
        "values": {"Open": "new", "Dicht": "done"},
        "description": "{soort}",
    },
}  # fmt: skip


@pytest.fixture
def mapping(tmp_path):
    """`mapping(("case", "column"), "x")`: the sound one with one value changed."""

    def mapping(path=(), value=None):
        data = deepcopy(SOUND)
        part = data
        for key in path[:-1]:
            part = part[key]
        if path and value is None:
            del part[path[-1]]
        elif path:
            part[path[-1]] = value
        (tmp_path / "x.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
        return load("x", tmp_path)

    return mapping


def test_the_mappings_that_come_with_the_application_are_in_order():
    assert [one.name for one in available()] == ["eenvoudige-lijst", "nyc311"]


def test_a_sound_mapping(mapping):
    found = mapping()
    assert (found.zone.key, found.formats, found.direction) == (
        "Europe/Amsterdam", ("iso",), "inbound",
    )  # fmt: skip
    assert found.case.values == {"open": ("new", ""), "dicht": ("done", "Gedaan")}
    assert [one.required for one in found.columns.values()] == [True, True, False, False, False]
    assert found.subject.is_address_bound("Lawaai") is True
    assert found.subject.is_address_bound("TAXI vies") is False


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("titel",), "x", "x.yaml: unknown key titel"),
        (("title",), None, "x.yaml: title: is missing"),
        (("title",), 5, "x.yaml: title: a text is expected"),
        (("source",), "Met Spaties", "x.yaml: source: small letters, digits and hyphens"),
        (("timezone",), "Europe/Emmen", "x.yaml: timezone: no such time zone"),
        (("direction",), "sideways", "x.yaml: direction: one of inbound"),
        (("columns",), None, "x.yaml: columns: is missing"),
        (("columns", "Nr."), ["x"], "x.yaml: columns.Nr: small letters"),
        (("columns", "nr"), ["no"], "x.yaml: columns.nr: is spelt as nummer is"),
        (("columns", "nr"), {"verplicht": True}, "x.yaml: columns.nr: unknown key verplicht"),
        (("columns", "nr"), {"required": "ja"}, "x.yaml: columns.nr.required: true or false"),
        (("key",), "number", "x.yaml: key: there is no column number"),
        (("closed",), None, "x.yaml: closed: is missing"),
        (("phone",), "tel", "x.yaml: phone: there is no column tel"),
        (("note",), "{opmerking}", "x.yaml: note: there is no column opmerking"),
        (("channel",), {}, "x.yaml: channel: a column with values, or a default"),
        (("channel", "column"), "via", "x.yaml: channel.column: there is no column via"),
        (("channel", "values"), {"a": 1}, "x.yaml: channel.values.a: a text is expected"),
        (("subject", "columns"), ["type"], "x.yaml: subject.columns: there is no column type"),
        (("subject", "repeat_window_days"), "lang", "x.yaml: subject.repeat_window_days: a whole"),
        (("location",), [{"tekst": "x"}], "x.yaml: location 1. text: is missing"),
        (
            ("location",),
            [{"text": "x", "when": {"y": "z"}}],
            "location 1. when: there is no column",
        ),
        (("case", "type", "term"), "tien dagen", "case.type.term: a term such as P10D"),
        (("case", "type", "norm_unit"), "dagen", "case.type.norm_unit: one of kalenderdagen"),
        (("case", "statuses"), {"new": {"name": "Nieuw"}}, "case.statuses: one final status"),
        (("case", "values"), {"Open": "nieuw"}, "case.values.open: there is no status nieuw"),
        (("case", "values"), {"Dicht": "done / Weg"}, "case.values.dicht: a final status has a"),
        (("case", "values"), {"Open": "new / Gedaan"}, "case.values.open: a final status has a"),
        (("case", "description"), None, "case.description: is missing"),
        (("case",), "ja", "case: a list of keys is expected"),
    ],
)
def test_a_mistake_is_reported_with_its_place(mapping, path, value, says):
    with pytest.raises(DomainError) as caught:
        mapping(path, value)
    assert says in str(caught.value)


def test_a_file_that_is_no_yaml(tmp_path):
    (tmp_path / "x.yaml").write_text("a: [1\nb: 2", encoding="utf-8")
    with pytest.raises(DomainError, match=r"x.yaml: line 2: no YAML"):
        load("x", tmp_path)


@pytest.mark.parametrize("name", ["nope", "../settings", "nyc311.yaml", "", "NYC311"])
def test_an_unknown_mapping_names_the_known_ones(name):
    with pytest.raises(DomainError, match="eenvoudige-lijst, nyc311"):
        load(name)


# -- Heads of columns -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        ["nummer", "datum", "soort", "status"],
        ["STATUS", "Soort ", "Datum", "NUMMER"],
        ["no", "Da tum", "so-ort", "sta_tus", "iets anders"],
        ["No.", "Dátum", "soort", "status"],
    ],
)
def test_heads_are_known_in_any_spelling_and_order(mapping, header):
    places = mapping().places(header)
    found = {name: place for name, place in places.items() if name != "plek"}
    assert sorted(found) == ["datum", "nummer", "soort", "status"]


def test_a_missing_column_is_named(mapping):
    with pytest.raises(DomainError, match=r"datum"):
        mapping().places(["nummer", "soort"])


def test_a_column_that_is_there_twice_is_named(mapping):
    with pytest.raises(DomainError, match="nummer"):
        mapping().places(["nummer", "No", "datum"])


@pytest.mark.parametrize(
    "head",
    ["Created Date", "created_date", "Problem (formerly Complaint Type)", "Unique Key",
     "Open Data Channel Type", "Intersection Street 1", "Resolution Action Updated Date"],
)  # fmt: skip
def test_the_heads_of_new_york_are_known(head):
    assert load("nyc311").knows(head) is True


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["terugbelverzoek", "taak_uitgezet"])
@pytest.mark.parametrize("makes_case", [True, False])
def test_an_import_promises_nobody_an_answer(mapping, code, makes_case):
    reference()
    sound = mapping(("outcome",), {"default": code})
    with (
        translation.override("en"),
        pytest.raises(DomainError, match="An import promises nobody an answer"),
    ):
        Catalogue(sound if makes_case else replace(sound, case=None))
