"""Reading CSV: encodings, delimiters, quotes, and the line each record begins on."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.importing.reader import Record, encoding_of, layout_of, records
from kcc.lib.errors import DomainError

pytestmark = pytest.mark.once
UNHURRIED = settings(deadline=None)  # a busy machine is no fault


@pytest.fixture
def write(tmp_path):
    def write(content, encoding="utf-8"):
        path = tmp_path / "file.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def known(head):
    return head.strip().lower() in {"nummer", "datum", "notitie"}


def read(path):
    layout = layout_of(path, known)
    return layout, [(one.line, one.cells) for one in records(path, layout)]


# -- Encodings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 (BOM)"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Latin-1"),
        ("latin-1", "Latin-1"),
    ],
)
def test_the_encoding_is_found(write, encoding, name):
    layout, rows = read(write("Nummer;Notitie\n1;café à côté\n", encoding))
    assert (layout.encoding_name, layout.header) == (name, ("Nummer", "Notitie"))
    assert rows == [(2, ["1", "café à côté"])]


def test_a_euro_sign_of_windows_is_a_euro_sign(write):
    path = write("Nummer;Notitie\n1;€ 5\n", "cp1252")
    assert read(path)[1] == [(2, ["1", "€ 5"])]


def test_bytes_that_windows_does_not_know_are_latin_1(write):
    assert encoding_of(write(b"Nummer;Notitie\n1;\x81\xe9\n")) == "latin-1"


def test_a_bad_byte_far_in_the_file_is_seen(write):
    path = write(b"Nummer;Notitie\n" + b"1;aaaa\n" * 200_000 + b"2;caf\xe9\n")
    layout, rows = read(path)
    assert (layout.encoding_name, rows[-1]) == ("Latin-1", (200_002, ["2", "café"]))


def test_a_letter_that_lies_across_two_chunks_is_no_error(write):
    head = b"Nummer;Notitie\n1;"
    text = head + b"a" * ((1 << 20) - len(head) - 1) + "é".encode() + b"\n"
    assert encoding_of(write(text)) == "utf-8"


# -- Delimiters -------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(write, delimiter):
    head = delimiter.join(["Nummer", "Datum", "Notitie, of iets; dat lijkt"])
    layout, rows = read(write(f"{head}\n{delimiter.join('123')}\n"))
    assert (layout.delimiter, rows) == (delimiter, [(2, ["1", "2", "3"])])


def test_the_delimiter_is_the_one_that_gives_known_columns(write):
    # More commas than semicolons, but only the semicolons make columns we know.
    layout, _ = read(write("Nummer;Datum;a,b,c,d,e\n1;2;3\n"))
    assert layout.delimiter == ";"


def test_a_line_that_tells_excel_the_delimiter_is_followed_and_skipped(write):
    layout, rows = read(write("sep=|\r\nNummer|Datum;x,y\r\n1|2\r\n"))
    assert (layout.delimiter, layout.header) == ("|", ("Nummer", "Datum;x,y"))
    assert rows == [(3, ["1", "2"])]


def test_a_single_column_is_a_list_too(write):
    assert read(write("Nummer\n1\n2\n"))[1] == [(2, ["1"]), (3, ["2"])]


# -- Records and lines ------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_does(write, end):
    lines = ["Nummer;Notitie", '1;"een', "", 'twee"', "", "2;drie", '3;"vier', 'vijf"']
    _, rows = read(write(end.join(lines)))
    assert rows == [
        (2, ["1", f"een{end}{end}twee"]),
        (6, ["2", "drie"]),
        (7, ["3", f"vier{end}vijf"]),
    ]


def test_marks_of_unicode_end_no_line(write):
    _, rows = read(write("Nummer;Notitie\n1;a\u2028b\x0bc\n2;d\n"))
    assert rows == [(2, ["1", "a\u2028b\x0bc"]), (3, ["2", "d"])]


def test_quotes_and_delimiters_inside_cells(write):
    _, rows = read(write('Nummer;Notitie\n1;"hij zei ""ja; nee"""\n'))
    assert rows == [(2, ["1", 'hij zei "ja; nee"'])]


def test_rows_without_anything_are_no_rows(write):
    _, rows = read(write("\nNummer;Notitie\n;\n\n1;x\n;\n"))
    assert rows == [(5, ["1", "x"])]


def test_a_header_over_several_lines(write):
    layout, rows = read(write('Nummer;"Notitie\nvan de balie"\n1;x\n'))
    assert (layout.header, rows) == (("Nummer", "Notitie\nvan de balie"), [(3, ["1", "x"])])


def test_a_quote_that_is_never_closed_costs_one_row_only(write):
    path = write('Nummer;Notitie\n1;"open\n2;goed\n3;"ook"goed\n4;goed\n5;"einde')
    layout = layout_of(path, known)
    found = list(records(path, layout))
    assert [(one.line, bool(one.problem)) for one in found] == [
        (2, True), (3, False), (4, True), (5, False), (6, True),
    ]  # fmt: skip
    assert found[0].cells == ['1;"open']


def test_a_quote_that_is_never_closed_in_a_long_file(write):
    rows = "".join(f"{number};goed\n" for number in range(40_000))
    path = write(f'Nummer;Notitie\n1;"open\n{rows}')
    found = list(records(path, layout_of(path, known)))
    assert (len(found), found[0].problem != "", found[-1]) == (
        40_001,
        True,
        Record(40_002, ["39999", "goed"]),
    )


# -- Not a list -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"PK\x03\x04\x00\x00zip", b"\x00\x01\x02", "Nummer".encode("utf-16")[:5]],
)
def test_what_is_no_list_is_refused_with_a_sentence(write, content):
    with pytest.raises(DomainError, match=r"\.$"):
        layout_of(write(content), known)


def test_a_cut_off_utf_16_file_is_refused(write):
    rows = "1;x\n" * 40_000  # the end is not what is looked at first
    path = write(f"Nummer;Notitie\n{rows}".encode("utf-16") + b"\x00")
    layout = layout_of(path, known)
    with pytest.raises(DomainError):
        list(records(path, layout))


# -- Any table --------------------------------------------------------------------------------

text = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)


@UNHURRIED
@given(
    table=st.lists(st.lists(text, min_size=3, max_size=3), max_size=8),
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_any_table_reads_back(tmp_path_factory, table, delimiter, encoding, end, quoting):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=quoting)
    begins = []
    for row in [["Nummer", "Datum", "Notitie"], *table]:
        begins.append(buffer.getvalue().count("\n") + 1)
        writer.writerow(row)
    path.write_bytes(buffer.getvalue().encode(encoding))
    expected = [(line, row) for line, row in zip(begins[1:], table, strict=True) if any(row)]
    assert read(path)[1] == expected
