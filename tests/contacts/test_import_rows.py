"""Cells to a row: moments, values, places, and what makes a row bad."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contacts.importing.mappingfile import load
from contacts.importing.reader import Record
from contacts.importing.rows import Reader, Row, RowProblem

pytestmark = pytest.mark.once

NOW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
CELLS = {
    "unique_key": "61276295",
    "created_date": "2024-05-27T02:08:51.000",
    "closed_date": "",
    "due_date": "",
    "resolution_action_updated_date": "",
    "agency": "NYPD",
    "agency_name": "New York City Police Department",
    "complaint_type": "Noise - Residential",
    "descriptor": "Loud Music/Party",
    "location_type": "Store",
    "status": "Open",
    "resolution_description": "",
    "open_data_channel_type": "PHONE",
    "address_type": "ADDRESS",
    "incident_address": "127-43  WILLETS POINT BOULEVARD",
    "incident_zip": "11368.0",
    "city": "CORONA",
    "borough": "QUEENS",
    "street_name": "WILLETS POINT BOULEVARD",
    "cross_street_1": "34 AVENUE",
    "cross_street_2": "NORTHERN BOULEVARD",
    "intersection_street_1": "",
    "intersection_street_2": "",
}


def row(**changes) -> Row:
    cells = CELLS | changes
    reader = Reader(load("nyc311"), tuple(cells), now=NOW)
    return reader.row(Record(7, list(cells.values())))


def problem(**changes) -> tuple[str, str]:
    with pytest.raises(RowProblem) as caught:
        row(**changes)
    return caught.value.column, caught.value.reason


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


# -- Moments ----------------------------------------------------------------------------------

SAME = at(2024, 5, 27, 6, 8, 51)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-27T02:08:51.000", SAME),
        ("2024-05-27T02:08:51", SAME),
        ("2024-05-27 02:08:51", SAME),
        ("05/27/2024 02:08:51 AM", SAME),
        ("05/27/2024 02:08:51 PM", SAME + timedelta(hours=12)),
        ("2024-05-27T06:08:51Z", SAME),
        ("2024-05-27T08:08:51+02:00", SAME),
        ("2024-05-27", at(2024, 5, 27, 4)),
        ("05/27/2024", at(2024, 5, 27, 4)),
        ("2024-01-27T02:08:51.5", at(2024, 1, 27, 7, 8, 51, 500_000)),  # winter time
    ],
)
def test_a_moment_in_the_time_of_the_source(text, expected):
    assert row(created_date=text).started_at == expected


def test_an_hour_that_happens_twice_is_the_first():
    # 3 November 2024: at two o'clock the clock of New York goes back to one.
    assert row(created_date="2024-11-03T01:30:00").started_at == at(2024, 11, 3, 5, 30)


def test_an_end_in_an_hour_that_happens_twice_is_after_its_start():
    found = row(
        created_date="2024-11-03T01:50:00", closed_date="2024-11-03T01:10:00", status="Closed"
    )
    assert (found.started_at, found.closed_at) == (at(2024, 11, 3, 5, 50), at(2024, 11, 3, 6, 10))


def test_an_hour_that_never_happens_lies_after_the_change():
    # 10 March 2024: at two o'clock the clock of New York goes forward to three.
    assert row(created_date="2024-03-10T02:30:00").started_at == at(2024, 3, 10, 7, 30)


@pytest.mark.parametrize(
    "text", ["yesterday", "27-05-2024", "2024-13-01", "13/13/2024", "2024-05-27T25:00:00", "1"]
)
def test_what_is_no_moment_makes_a_bad_row(text):
    column, reason = problem(created_date=text)
    assert (column, text in reason) == ("created_date", False)


@pytest.mark.parametrize(
    "text", ["1900-01-01T00:00:00", "2026-11-12T00:00:00", "9999-12-31T23:59:59", "0001-01-01"]
)
def test_a_moment_long_ago_or_to_come_makes_a_bad_row(text):
    assert problem(created_date=text)[0] == "created_date"


def test_a_due_moment_that_means_never_makes_a_bad_row():
    assert problem(due_date="9999-12-31T23:59:59")[0] == "due_date"


def test_a_due_moment_may_lie_ahead():
    assert row(due_date="2027-01-01T00:00:00").due_at == at(2027, 1, 1, 5)


# -- Status -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Open", ("received", "")),
        ("In Progress", ("busy", "")),
        ("ASSIGNED", ("assigned", "")),
        ("Closed", ("closed", "Afgehandeld")),
        ("Cancel", ("closed", "Ingetrokken")),
    ],
)
def test_status_and_result(status, expected):
    found = row(status=status, closed_date="2024-05-27T03:00:00")
    assert (found.status, found.result) == expected
    assert (found.closed_at is None) == (expected[1] == "")


def test_closed_without_a_date_takes_the_last_change_else_it_is_bad():
    found = row(status="Closed", resolution_action_updated_date="2024-05-27T03:00:00")
    assert found.closed_at == at(2024, 5, 27, 7)
    assert problem(status="Closed")[0] == "closed_date"


def test_closed_before_it_started_is_bad():
    assert problem(status="Closed", closed_date="2024-05-27T02:00:00")[0] == "closed_date"


def test_an_unknown_status_is_bad_and_not_repeated_in_the_reason():
    column, reason = problem(status="Jan Jansen")
    assert (column, "Jansen" in reason) == ("status", False)


def test_the_last_activity_is_the_latest_of_start_end_and_change():
    found = row(resolution_action_updated_date="2024-05-28T00:00:00")
    assert found.last_activity_at == at(2024, 5, 28, 4)
    assert row().last_activity_at == row().started_at


# -- Words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code"), [("PHONE", "telefoon"), ("online", "webformulier"), ("", "webformulier")]
)
def test_channel(value, code):
    assert row(open_data_channel_type=value).channel == code


def test_department_and_subject_as_the_file_calls_them():
    found = row()
    assert found.department == (False, "NYPD", "New York City Police Department (NYPD)")
    assert row(agency_name="").department.name == "NYPD"
    subject = "Noise - Residential: Loud Music/Party"
    assert found.subject == (False, subject, subject)
    assert row(descriptor="").subject.key == "Noise - Residential"
    assert found.description == "Noise - Residential: Loud Music/Party (Store)"


@pytest.mark.parametrize("column", ["unique_key", "created_date", "agency"])
def test_an_empty_cell_that_is_needed(column):
    assert problem(**{column: "  "})[0] == column


def test_an_empty_subject_is_bad():
    assert problem(complaint_type="", descriptor="")[0] == "complaint_type"


def test_a_number_that_is_too_long_is_bad():
    assert problem(unique_key="9" * 81)[0] == "unique_key"


def test_a_character_that_is_no_text_is_bad():
    assert problem(resolution_description="a\0b") == problem(city="\0")


def test_a_bsn_in_a_note_does_not_land():
    found = row(resolution_description="Burger 111222333 belde\r\nterug")
    assert found.note == "Burger ******333 belde\nterug"


@pytest.mark.parametrize("cells", [["1"], [*CELLS.values(), "more"]])
def test_a_row_with_another_number_of_cells_is_bad(cells):
    reader = Reader(load("nyc311"), tuple(CELLS), now=NOW)
    with pytest.raises(RowProblem):
        reader.row(Record(7, cells))


def test_a_record_that_could_not_be_read_says_why():
    reader = Reader(load("nyc311"), tuple(CELLS), now=NOW)
    with pytest.raises(RowProblem, match=r"^Because$"):
        reader.row(Record(7, ["x"], "Because"))


# -- Places -----------------------------------------------------------------------------------

STREETS = {"intersection_street_1": "HALSEY STREET", "intersection_street_2": "WYCKOFF AVENUE"}


@pytest.mark.parametrize(
    ("changes", "location", "key"),
    [
        ({}, "127-43 WILLETS POINT BOULEVARD, 11368 CORONA",
         "127 43 willets point boulevard 11368"),
        ({"incident_zip": "11368", "city": ""}, "127-43 WILLETS POINT BOULEVARD, 11368",
         "127 43 willets point boulevard 11368"),
        ({"address_type": "INTERSECTION", **STREETS},
         "HALSEY STREET / WYCKOFF AVENUE, 11368 QUEENS", "halsey street wyckoff avenue queens"),
        ({"address_type": "INTERSECTION", **STREETS, "incident_zip": ""},
         "HALSEY STREET / WYCKOFF AVENUE, QUEENS", "halsey street wyckoff avenue queens"),
        ({"address_type": "BLOCKFACE"},
         "WILLETS POINT BOULEVARD (34 AVENUE - NORTHERN BOULEVARD), 11368 QUEENS",
         "willets point boulevard 34 avenue northern boulevard queens"),
        ({"incident_address": "", "incident_zip": "", "street_name": ""}, "QUEENS", ""),
        ({"incident_address": "", "street_name": "", "borough": "Unspecified"}, "", ""),
    ],
)  # fmt: skip
def test_where_it_is_and_what_makes_two_places_one(changes, location, key):
    found = row(**changes)
    assert (found.location, found.location_key) == (location, key)


def test_a_row_survives_the_staging_table():
    found = row(status="Closed", closed_date="2024-05-27T03:00:00", due_date="2024-06-01")
    again = Row.unpacked(found.packed())
    assert (again, found.same_as(replace(again, line=9))) == (found, True)
    assert found.same_as(replace(again, note="x")) is False
