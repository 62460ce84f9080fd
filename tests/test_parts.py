"""The parts in which `make test` runs the tests hold every file once, and what asks no database is
not asked of both."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.parts import files, part

pytestmark = pytest.mark.once


@pytest.mark.parametrize("parts", [1, 2, 3, 7])
def test_every_file_is_in_one_part_and_the_parts_are_alike(parts):
    shares = [part(number, parts) for number in range(1, parts + 1)]
    assert sorted(path for share in shares for path in share) == files()
    sizes = [sum(path.stat().st_size for path in share) for share in shares]
    assert max(sizes) - min(sizes) <= max(path.stat().st_size for path in files())


def test_the_same_files_make_the_same_parts():
    assert part(2, 3) == part(2, 3, list(reversed(files())))


def collected(*words):
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--collect-only", "-q", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return listed.returncode, {line for line in listed.stdout.splitlines() if "::" in line}


def test_two_parts_together_collect_what_a_run_without_parts_does():
    place = "tests/audit"
    one, two, whole = (
        collected(place, *words) for words in (("--part", "1/2"), ("--part", "2/2"), ())
    )
    # A part may have none of so small a folder.
    assert {one[0], two[0]} <= {0, 5}
    assert (one[1] & two[1], one[1] | two[1]) == (set(), whole[1])
    assert whole[1]


@pytest.mark.parametrize("wrong", ["3/2", "0/2", "1", "half"])
def test_a_part_that_is_not_there_is_refused(wrong):
    assert collected("tests/audit", "--part", wrong) == (4, set())


def test_what_asks_no_database_runs_once():
    place = "tests/organisation/test_checks.py"
    once, both = (collected(place, "-m", words)[1] for words in ("once", "not once"))
    assert once & both == set()
    assert f"{place}::test_missing_for_sqlite_leaves_postgresql_alone" in once
    assert f"{place}::test_our_own_settings_are_safe" in both
    assert f"{place}::test_equated_days_are_known[2026-ids0]" in both
    # A class of Django, as those of hypothesis are; a database by way of a fixture.
    assert collected("tests/dashboard/test_tallies.py", "-m", "not once", "-k", "EveryHistory")[1]
    assert collected("tests/audit/test_pages.py", "-m", "once")[1] == set()
