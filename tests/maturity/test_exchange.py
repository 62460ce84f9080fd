"""The file with an outcome: what it holds, and everything it refuses."""

import json
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.utils.translation import override

from maturity.catalogue import catalogue
from maturity.sharing.exchange import MOST_BYTES, Shared, Standing, UnreadableError, read, written

SLUGS = tuple(each.slug for each in catalogue().pillars)
TODAY = date(2026, 11, 10)
ID = "7d2f9c0e-4b43-4f0e-9a51-0c8f7d1f6a55"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "maturity-exchange.md"


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def shared(**values) -> Shared:
    pillars = dict.fromkeys(SLUGS, Standing(2, 0.5)) | {SLUGS[4]: Standing(1, 1 / 3)}
    return Shared(
        **{
            "share_id": UUID(ID), "month": date(2026, 10, 1), "size": "medium", "form": "full",
            "edition": "2.0", "phase": 1, "pillars": pillars,
        }
        | values
    )  # fmt: skip


def as_data() -> dict:
    return json.loads(written(shared()))


def read_data(data) -> Shared:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return read(content, pillars=SLUGS, today=TODAY)


def problems(data) -> list[str]:
    with pytest.raises(UnreadableError) as refused:
        read_data(data)
    return refused.value.problems


def test_a_file_holds_the_outcome_and_nothing_else():
    assert as_data() == {
        "format": "kcc-maturity-result",
        "version": 1,
        "share_id": ID,
        "month": "2026-10",
        "size": "medium",
        "form": "full",
        "edition": "2.0",
        "phase": 1,
        "pillars": {
            SLUGS[0]: {"phase": 2, "done": 0.5},
            SLUGS[1]: {"phase": 2, "done": 0.5},
            SLUGS[2]: {"phase": 2, "done": 0.5},
            SLUGS[3]: {"phase": 2, "done": 0.5},
            SLUGS[4]: {"phase": 1, "done": 0.33},
        },
    }


def test_the_same_outcome_gives_the_same_bytes():
    assert written(shared()) == written(shared())


def test_what_was_written_is_read_again():
    found = read(written(shared()).encode(), pillars=SLUGS, today=TODAY)
    assert found == shared(pillars=dict(shared().pillars) | {SLUGS[4]: Standing(1, 0.33)})


def test_a_mark_of_a_text_editor_in_front_does_no_harm():
    assert read_data(b"\xef\xbb\xbf" + written(shared()).encode()).phase == 1


def test_the_score_of_the_highest_phase_is_that_phase():
    assert (Standing(2, 0.5).score, Standing(5, 1).score) == (2.5, 5)


def test_the_example_in_the_documentation_can_be_read():
    example = DOCS.read_text(encoding="utf-8").split("```json\n")[1].split("```")[0]
    assert read_data(example.encode()).size == "medium"


def test_the_schema_in_the_documentation_asks_the_same_keys():
    schema = json.loads(DOCS.read_text(encoding="utf-8").split("```json\n")[2].split("```")[0])
    assert set(schema["required"]) == set(schema["properties"]) == set(as_data())
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]["pillars"]["required"]) == set(SLUGS)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"a;b", b'{"a": NaN}', b"[" * 5000, b"1" * 9000]
)
def test_what_is_no_json_is_refused(content):
    assert len(problems(content)) == 1


@pytest.mark.parametrize("data", [[], "x", 3, None, {}, {"format": "else"}])
def test_another_file_is_refused(data):
    assert problems(data) == ["This is not a file with a result of this application."]


def test_a_large_file_is_refused_unread():
    assert problems(b" " * (MOST_BYTES + 1)) == ["The file is too large to be a result."]


def test_a_later_version_is_refused():
    assert problems(as_data() | {"version": 2}) == [
        "The file has another version of the format than the one known here, version 1."
    ]


def test_everything_that_is_missing_is_named():
    data = as_data()
    del data["size"], data["phase"]
    assert problems(data) == ["“size” is missing.", "“phase” is missing."]


def test_more_than_the_format_knows_is_refused():
    assert problems(as_data() | {"municipality": "Lindenwaard"}) == [
        "The file holds more than the format allows. Nothing of it was read."
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("share_id", "no-id"), ("share_id", 3), ("share_id", None),
        ("month", "2026-12"), ("month", "2006-12"), ("month", "2026-1"), ("month", "2026-13"),
        ("month", "0000-01"), ("month", "2026/10"), ("month", 202610), ("month", ["2026-10"]),
        ("size", "huge"), ("size", {}), ("form", ""), ("form", ["full"]),
        ("edition", ""), ("edition", "x" * 21), ("edition", 2), ("edition", "2\x00"),
        ("phase", 6), ("phase", -1), ("phase", "2"), ("phase", True), ("phase", 1.0),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(key, value):
    assert [f"“{key}”" in each for each in problems(as_data() | {key: value})] == [True]


@pytest.mark.parametrize(
    "row",
    [
        None, [], {"phase": 2}, {"phase": 2, "done": 1.1}, {"phase": 2, "done": -0.1},
        {"phase": 6, "done": 0}, {"phase": True, "done": 0}, {"phase": 2, "done": "0.5"},
        {"phase": 2, "done": 0.5, "name": "x"}, {"phase": 2, "done": True},
    ],
)  # fmt: skip
def test_a_pillar_that_cannot_be_is_named(row):
    data = as_data()
    data["pillars"][SLUGS[2]] = row
    assert problems(data) == [
        f"Pillar “{SLUGS[2]}” needs a phase from 0 to 5 and a part done from 0 to 1."
    ]


@pytest.mark.parametrize("pillars", [None, [], {}, {"prestaties": {"phase": 1, "done": 0}}])
def test_other_pillars_are_refused(pillars):
    assert problems(as_data() | {"pillars": pillars}) == [
        "“pillars” does not hold the five pillars."
    ]


def test_a_phase_that_is_not_that_of_the_lowest_pillar_is_refused():
    assert problems(as_data() | {"phase": 2}) == ["“phase” is not the phase of the lowest pillar."]
