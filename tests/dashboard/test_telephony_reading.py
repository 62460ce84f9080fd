"""What a report of a telephone exchange says, as exchanges write it."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dashboard.telephony.columns import count_of, seconds_of, start_of_row, time_of
from dashboard.telephony.reading import MOST_PROBLEMS, read_report, text_of
from kcc.lib.errors import DomainError

TODAY = date(2026, 11, 10)
HEAD = "datum;uur;aangeboden;beantwoord;binnen norm;afgehaakt;wachttijd\n"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def read(text, **given):
    return read_report(text, today=TODAY, **given)


def is_refused(reader, text) -> bool:
    try:
        reader(text)
    except ValueError:
        return True
    return False


def told(report):
    """[(day, hour, line, offered, answered, in time, given up, seconds waited)]"""
    return [
        (
            str(hour.day), hour.hour, hour.line, hour.offered, hour.answered, hour.in_time,
            hour.abandoned, round(hour.wait_seconds),
        )
        for hour in report.hours.values()
    ]  # fmt: skip


def problems(text, **given):
    return [(each.line, each.reason) for each in read(text, **given).problems]


def test_a_report_per_hour_in_dutch():
    report = read(
        f"{HEAD}09-11-2026;09:00;40;36;30;4;720\n9/11/2026;10:00-11:00;1.200;1.100;900;100;75,4\n"
    )
    assert told(report) == [
        ("2026-11-09", 9, "", 40, 36, 30, 4, 720),
        ("2026-11-09", 10, "", 1200, 1100, 900, 100, 75),
    ]
    assert [hour.norm_seconds for hour in report.hours.values()] == [30, 30]
    assert report.days == (date(2026, 11, 9), date(2026, 11, 9))


def test_quarters_in_english_are_added_up_to_hours_per_line():
    report = read(
        "Queue,Interval start,Calls offered,Answered,In time,Abandoned,Average wait,Agents\n"
        "14 0591,2026-11-09 09:00,10,8,6,2,00:00:20,3\n"
        "14 0591,2026-11-09 09:15,5,5,5,0,0:12,3\n"
        "Burgerzaken,2026-11-09T09:45:00,1,0,0,1,,3\n"
        "Total,,16,13,11,3,,\n"
    )
    assert told(report) == [
        ("2026-11-09", 9, "14 0591", 15, 13, 11, 2, 8 * 20 + 5 * 12),
        ("2026-11-09", 9, "Burgerzaken", 1, 0, 0, 1, 0),
    ]
    assert report.unused == ("Agents",)
    assert report.rows == 3


def test_the_line_and_the_norm_hold_where_the_file_does_not_say():
    report = read(f"{HEAD}2026-11-09;9;1;1;1;0;5\n", line="14 0591", norm_seconds=20)
    (hour,) = report.hours.values()
    assert (hour.line, hour.norm_seconds) == ("14 0591", 20)
    own = read(
        HEAD.replace("wachttijd", "wachttijd;lijn;norm") + "2026-11-09;9;1;1;1;0;5;balie;45\n",
        line="14 0591", norm_seconds=20,
    )  # fmt: skip
    (hour,) = own.hours.values()
    assert (hour.line, hour.norm_seconds) == ("balie", 45)


def test_a_title_above_the_head_and_a_byte_order_mark_do_not_matter():
    text = text_of(
        ("Rapport wachtrijen\nsep=;\n" + HEAD + "2026-11-09;9;1;1;1;0;5\n").encode("utf-8-sig")
    )
    assert told(read(text)) == [("2026-11-09", 9, "", 1, 1, 1, 0, 5)]
    assert problems("Titel\n" + HEAD + "2026-11-09;9;x;1;1;0;5\n") == [(3, "This is no number.")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_of_a_spreadsheet(encoding):
    text = f"{HEAD}2026-11-09;9;1;1;1;0;5\n"
    text = text.replace("wachttijd", "wachttijd;wachtrij").replace(";5\n", ";5;Café\n")
    (hour,) = read(text_of(text.encode(encoding))).hours.values()
    assert hour.line == "Café"


def test_bad_rows_are_told_by_their_line_and_why():
    assert problems(
        HEAD
        + "2026-11-09;9;10;8;6;2;60\n"  # 2: good
        + "gisteren;9;10;8;6;2;60\n"
        + "2026-11-09;25:00;10;8;6;2;60\n"
        + "2026-11-09;10;10;8;9;2;60\n"
        + "2026-11-09;11;10;8;6;3;60\n"
        + "2026-11-09;12;-1;0;0;0;0\n"
        + "2026-11-09;13;1;1;1;0;lang\n"
        + "2026-11-11;9;1;1;1;0;5\n"
        + "1999-12-31;9;1;1;1;0;5\n"
        + "\n"
        + "2026-11-09;9:00;1;1;1;0;5\n"
        + "2026-11-09;14;1;1;1;0;5\n"
    ) == [
        (3, "Write the day as 2026-11-24 and the hour as 09:00."),
        (4, "Write the day as 2026-11-24 and the hour as 09:00."),
        (5, "More calls were answered in time than were answered."),
        (6, "Answered and given up together are at most what was offered."),
        (7, "This is no number."),
        (8, "This is no number."),
        (9, "This day is still to come."),
        (10, "This day is too long ago."),
        (12, "Line 2 has the same hour."),
    ]


def test_no_more_problems_are_told_than_somebody_mends():
    rows = "".join(f"gisteren;{number};1;1;1;0;5\n" for number in range(MOST_PROBLEMS + 20))
    assert len(read(HEAD + rows).problems) == MOST_PROBLEMS


def test_quarters_of_one_hour_have_one_norm():
    text = HEAD.replace("wachttijd", "wachttijd;norm")
    text += "2026-11-09;09:00;1;1;1;0;5;20\n2026-11-09;09:15;1;1;1;0;5;30\n"
    assert problems(text) == [(3, "The norm differs within one hour.")]
    assert problems(text.replace(";30\n", ";9999\n")) == [(3, "The norm is 1 to 3600 seconds.")]


def test_the_hour_that_comes_twice_is_one_hour_with_both():
    """25 October 2026: at three in the night it is two o'clock again."""
    rows = "2026-10-25;02:00;5;5;5;0;10\n" * 2
    assert told(read(HEAD + rows)) == [("2026-10-25", 2, "", 10, 10, 10, 0, 20)]
    assert problems(HEAD + rows + "2026-10-25;02:00;5;5;5;0;10\n") == [
        (4, "Line 2 has the same hour.")
    ]


def test_moments_with_an_offset_are_on_the_clock_here():
    head = "start;aangeboden;beantwoord;binnen norm;afgehaakt;wachttijd\n"
    report = read(
        head
        + "2026-10-25T00:00:00Z;1;1;1;0;5\n"
        + "2026-10-25T01:00:00Z;2;2;2;0;5\n"
        + "2026-11-09T08:00:00+00:00;3;3;3;0;5\n"
    )
    assert [each[:4] for each in told(report)] == [
        ("2026-10-25", 2, "", 3),
        ("2026-11-09", 9, "", 3),
    ]


def test_the_hour_that_does_not_come_holds_nothing():
    """29 March 2026: after two o'clock it is three."""
    other = "2026-03-29;03:00;1;1;1;0;5\n"
    assert told(read(HEAD + "2026-03-29;02:00;0;0;0;0;0\n" + other)) == [
        ("2026-03-29", 3, "", 1, 1, 1, 0, 5)
    ]
    assert problems(HEAD + "2026-03-29;02:00;1;1;1;0;5\n" + other) == [
        (2, "The clock goes forward over this hour.")
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "We do not find the columns"),
        ("naam;adres;plaats\na;b;c\n", "We do not find the columns"),
        (HEAD.replace(";wachttijd", "") + "x", "lacks a column: seconds waited"),
        (HEAD.replace("uur;", "") + "x", "lacks a column: day and hour"),
        (HEAD.replace("uur", "uur;tijd") + "x", "are the same column"),
        (HEAD, "There is no hour in this file"),
        (HEAD + '2026-11-09;9;1;1;1;0;"' + "x" * 200_000, "not a list in CSV"),
    ],
)
def test_what_is_no_report_says_so(text, reason):
    with pytest.raises(DomainError, match=reason):
        read(text)


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", b"\xff\xfe\x00", b"x" * 9_000_000])
def test_what_is_no_text_says_so(content):
    with pytest.raises(DomainError):
        text_of(content)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("9", (9, 0)), ("09:15", (9, 15)), ("9.30", (9, 30)), ("9u", (9, 0)), ("9 uur", (9, 0)),
        ("09:45:00", (9, 45)), ("09:00 - 09:15", (9, 0)), ("9 tot 10", (9, 0)), ("0", (0, 0)),
    ],
)  # fmt: skip
def test_times_as_people_write_them(text, clock):
    assert time_of(text) == clock


@pytest.mark.parametrize("text", ["", "24:00", "9:60", "ochtend", "-1", "9:1"])
def test_what_is_no_time(text):
    assert is_refused(time_of, text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("75", 75), ("75,5", 75.5), ("1:15", 75), ("00:01:15", 75), ("", 0), ("-", 0)],
)
def test_waiting_times_as_exchanges_write_them(text, seconds):
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["x", "1:2:3:4", "-5", "1e9", "nan", "nan:1", "1:-2"])
def test_what_is_no_waiting_time(text):
    assert is_refused(seconds_of, text)


@given(st.text(max_size=30))
def test_any_text_in_a_cell_is_a_count_or_refused(text):
    assert is_refused(count_of, text) or 0 <= count_of(text) <= 1_000_000


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_any_text_in_a_cell_is_a_moment_or_refused(moment, day, clock):
    try:
        start = start_of_row(moment, day, clock)
    except ValueError:
        return
    assert 0 <= start.hour <= 23
    assert 0 <= start.minute <= 59


@given(st.binary(max_size=400))
def test_any_file_is_read_or_refused(content):
    try:
        report = read(text_of(content))
    except DomainError:
        return
    assert report.hours or report.problems
