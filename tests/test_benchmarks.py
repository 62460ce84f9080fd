"""What `make bench` makes of what it measured: figures, verdicts and tables, without a server."""

import sys
from dataclasses import replace
from email.message import Message

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.once
sys.path.insert(0, str(ROOT / "scripts"))
try:
    # The scripts are no package.
    import benchmarks
    import measuring
    import operations
    import reckoning
    import targets
    from asking import Answer, Browser, WrongAnswer
    from filling import fields_of
    from measuring import Attempt, Limits, Measured, Measuring, Operation, Shot, Times
    from processes import Used
    from wear import OFTEN, Wear, wear
finally:
    sys.path.pop(0)

LIMITS = Limits(
    warming=2, counting=1, alone=0.1, together=0.1, least=4, most=20, most_together=40
)  # fmt: skip


# -- Figures --------------------------------------------------------------------------------------


def test_percentiles_are_times_that_were_measured():
    times = [float(each) for each in range(1, 101)]
    assert (reckoning.median(times), reckoning.p95(times)) == (50.5, 95.0)
    assert reckoning.p95([3.0, 1.0, 2.0]) == 3.0
    assert reckoning.p95([7.0]) == 7.0


@pytest.mark.parametrize(
    ("ratio", "times", "ten"), [(1.3, 10, 1.3), (1.21, 100, 1.1), (1.0, 25, 1.0), (1.5, 5, 1.786)]
)
def test_growth_is_told_for_ten_times_as_many(ratio, times, ten):
    assert reckoning.per_ten(ratio, times) == pytest.approx(ten, abs=0.001)


def test_others_are_all_that_was_used_but_for_ours():
    before, after = Used(everything=100.0, ours=20.0), Used(everything=106.0, ours=25.0)
    assert after.others_since(before, seconds=4.0) == 0.25
    # Clocks that tick a hundred times a second: never less than nothing.
    assert Used(101.0, 22.0).others_since(before, seconds=4.0) == 0.0


# -- Asking ---------------------------------------------------------------------------------------

PAGE = """
<form id="other"><input name="q" value="no"></form>
<form id="contact"><input type="hidden" name="revision" value="3"><input name="phone">
<select name="channel"><option value="a">A</option><option value="b" selected>B</option></select>
<select name="team"><option value="">All</option><option value="1">One</option></select>
<textarea name="note">Two &amp; two</textarea><input type="checkbox" name="urgent">
<input type="checkbox" name="agreed" checked><input type="radio" name="by" value="phone" checked>
<input type="radio" name="by" value="letter"><input name="gone" value="1" disabled>
<button name="action" value="save">Save</button></form><input name="after" value="no">
"""


def test_a_form_is_filled_in_as_a_browser_would_send_it():
    assert fields_of(PAGE, "contact") == {
        "revision": "3", "phone": "", "channel": "b", "team": "", "note": "Two & two",
        "agreed": "on", "by": "phone",
    }  # fmt: skip


def test_a_browser_keeps_its_cookies_and_the_secret_of_its_forms():
    browser, headers = Browser(1, session="abc"), Message()
    assert browser.cookies == {"csrftoken": browser.secret, "sessionid": "abc"}
    headers["Set-Cookie"] = 'messages="W1tc"; HttpOnly; Path=/'
    headers["Set-Cookie"] = "csrftoken=new; Path=/"
    browser._keep_cookies(headers)
    assert browser.cookies == {"csrftoken": "new", "sessionid": "abc", "messages": '"W1tc"'}
    assert browser.secret == "new"
    gone = Message()
    gone["Set-Cookie"] = 'messages=""; Max-Age=0'
    browser._keep_cookies(gone)
    assert browser.cookies == {"csrftoken": "new", "sessionid": "abc"}


def test_a_wrong_answer_is_told_in_words():
    answer = Answer(503, Message(), b"<head><title>x</title></head><h1>Too\n long</h1>", 0.1)
    assert str(WrongAnswer("/cases/", answer)) == "/cases/ answered 503: Too long"
    assert str(WrongAnswer("claim", why="refused")) == "claim answered nothing: refused"


# -- Measuring ------------------------------------------------------------------------------------


class Stage:
    """What operations ask, without anybody to ask."""

    def __init__(self, wrong_every=0):
        self.asked, self.told, self.wrong_every = [], 0, wrong_every
        self.answered = {"1": 0, "2": 0}

    def news(self):
        self.told += 1

    def shots(self, _stage, number):
        return [Shot(self.ask, lambda answer: answer.status == 200, about="it")] * number

    def ask(self, headers):
        self.asked.append(headers)
        for worker in self.answered:
            self.answered[worker] += 1
        wrong = self.wrong_every and len(self.asked) % self.wrong_every == 0
        said = Message()
        said["X-Statements"] = "7"
        return Answer(500 if wrong else 200, said, b"x" * 30, 0.02)


def attempt(stage, **changes):
    operation = Operation("It", stage.shots, "read", **changes)
    return Attempt(stage, LIMITS, operation).measured()


def test_an_operation_is_timed_after_warming_up_and_counted_apart():
    stage = Stage()
    found = attempt(stage)
    assert (found.alone.median, found.alone.p95) == (20.0, 20.0)
    assert (found.alone.rate, found.statements, found.bytes) == (pytest.approx(50), 7, 30)
    # A whole batch at a time; several at once take no time here.
    assert (len(found.alone.each), len(found.together.each)) == (24, 64)
    assert len(stage.asked) == 2 * 2 + 1 + 24 + 64
    assert [headers for headers in stage.asked if headers] == [{"X-Count": "1"}]
    assert stage.told == 0


def test_something_changes_before_each_request_of_who_wants_news():
    stage = Stage()
    found = attempt(stage, with_news=True)
    assert len(found.alone.each) == 5
    # Warming up twice, counting, each one alone, and each 24 of several at once.
    assert stage.told == 2 + 1 + 5 + len(found.together.each) / 24


def test_wrong_answers_are_told_and_not_timed():
    stage = Stage(wrong_every=40)
    found = attempt(stage)
    assert set(found.wrong) == {"it answered 500: " + "x" * 30}
    assert len(found.wrong) == len(stage.asked) // 40
    assert len(stage.asked) == 5 + len(found.alone.each) + len(found.together.each) + len(
        found.wrong
    )


def test_too_many_of_them_end_it():
    with pytest.raises(WrongAnswer, match="it answered 500"):
        attempt(Stage(wrong_every=1))


def test_what_was_noisy_is_measured_once_more(monkeypatch):
    noises = iter([0.5, 0.3])
    monkeypatch.setattr(Used, "others_since", lambda *_: next(noises))
    stage = Stage()
    operation = Operation("It", stage.shots, "read")
    found = Measuring(stage, LIMITS).measure(operation)
    assert (found.others, found.again) == (0.3, True)
    noises = iter([0.1])
    calm = Measuring(stage, LIMITS).measure(operation)
    assert (calm.others, calm.again) == (0.1, False)


def test_workers_are_weighed_early_and_late(monkeypatch):
    weights = iter([100.0, 90.0, 104.0, 93.0])

    class Weighed:
        now = property(lambda self: next(weights))

        @staticmethod
        def of(_pid):
            return Weighed()

    monkeypatch.setattr("wear.Memory", Weighed)
    stage = Stage()
    found = wear(stage, [1, 2], [Operation("It", stage.shots, "read")], shorter=100)
    assert found == Wear(first=10, requests=100, early=100.0, late=104.0, grown=4.0, answered=200)


# -- Operations -----------------------------------------------------------------------------------


def test_targets_and_the_mix_of_a_day_name_operations_that_there_are():
    names = [each.name for each in operations.OPERATIONS]
    assert len(names) == len(set(names))
    asked = [
        name
        for target in (*targets.MULTIPLES, *targets.GROWTH)
        for name in target.operations
    ]  # fmt: skip
    assert {*asked, *OFTEN} <= set(names)
    assert {each.floor for each in operations.OPERATIONS} == {"read", "insert"}


# -- Tables ---------------------------------------------------------------------------------------


def measured(name, milliseconds, floor="read", **changes) -> Measured:
    alone = Times([milliseconds] * 40, milliseconds * 40 / 1000)
    together = Times([milliseconds * 5] * 80, milliseconds * 80 / 2000)
    made = Measured(
        name, floor, alone, together, statements=4, bytes=3000, others=0.01, load=1.5
    )  # fmt: skip
    return replace(made, **changes)


def town(size, factor=1.0, **changes) -> benchmarks.Found:
    found = benchmarks.Found(size, loaded="Contacts", gigabytes=1.5)
    found.floors = {
        "read": [measured("Floor: read one row", each) for each in (2.0, 3.0, 2.5)],
        "insert": [measured("Floor: insert one row", 4.0, "insert")],
    }
    for one in (
        measured("Search by phone", 7.5 * factor),
        measured("Case page", 12.5 * factor),
        measured("Log a simple contact", 10.0 * factor, "insert"),
    ):
        found.operations[one.name] = one
    for name, value in changes.items():
        setattr(found, name, value)
    return found


def test_the_machine_is_told():
    assert len(benchmarks.machine()) == 4


def test_a_multiple_is_of_the_median_of_its_own_floor():
    found = town(1_000_000)
    assert found.floor("read") == 2.5
    assert [found.multiple(one) for one in found.operations.values()] == [3.0, 5.0, 2.5]


def verdicts(judged, towns):
    return [
        (each.name, each.promised, each.found, each.kept)
        for each in targets.verdicts(judged, towns)
    ]  # fmt: skip


def test_each_target_is_kept_or_missed():
    found = town(1_000_000)
    assert verdicts(found, [found]) == [
        ("Search by phone", "≤ 3.00 × read floor", "3.00 × read floor", True),
        ("Case page", "≤ 4.00 × read floor", "5.00 × read floor", False),
        ("Log a simple contact", "≤ 4.00 × insert floor", "2.50 × insert floor", True),
    ]


def test_growth_is_judged_from_the_smallest_to_the_largest():
    towns = [town(200_000), town(1_000_000, 3.0), town(20_000_000, 1.69)]
    found = [row for row in verdicts(towns[0], towns) if "ten times" in row[0]]
    assert found == [
        ("Search by phone, at ten times the contacts", "≤ 1.30 ×", "1.30 ×", True),
        ("Log a simple contact, at ten times the contacts", "≤ 1.30 ×", "1.30 ×", True),
    ]  # fmt: skip


def test_workers_reports_and_imports_are_judged():
    found = town(
        1_000_000,
        operations={},
        memory=Wear(1_000, 10_000, early=110.0, late=149.0, grown=39.0, answered=24_000),
        reports={"month": {"reports": 41, "made": 31.0, "published": 2.0}},
        imported={"rows": 100_000, "seconds": 40.0},
    )
    assert verdicts(found, [found]) == [
        ("Memory of a web worker after 10,000 requests", "≤ 150 MB", "149 MB", True),
        ("Its growth after the first 1,000", "≤ 5 MB", "39 MB", False),
        ("41 reports of a month", "≤ 30.0 s", "31.0 s", False),
        ("Import of 100,000 rows", "≥ 2,000 rows/s", "2,500 rows/s", True),
    ]


def test_what_was_answered_wrongly_or_failed_keeps_no_target():
    found = town(1_000_000, failed={"Case page": "503"})
    found.operations = {
        "Search by phone": measured("Search by phone", 2.5, wrong=("it answered 500",))
    }
    assert [(row[0], row[2], row[3]) for row in verdicts(found, [found])] == [
        ("Search by phone", "1.00 × read floor", False), ("Case page", "failed", False),
    ]  # fmt: skip


def test_the_tables_say_what_was_found(monkeypatch):
    monkeypatch.setattr(benchmarks, "machine", lambda: ["A machine"])
    small = town(
        200_000,
        acknowledged={"contacts": 1200, "closed callbacks": 0},
        missing={"contacts": 0, "closed callbacks": 0},
        peaks={"web": 121.4, "Celery": 160.0},
        pages={"contacts": 1000, "callbacks": 940},
    )
    large = town(2_000_000, 1.2)
    noisy = measured("Case page", 15.0, others=0.4, again=True)
    large.operations["Case page"] = replace(noisy, wrong=("it answered 500",))
    lines = benchmarks.report([small, large], years=3, quick=False).splitlines()
    assert [line for line in lines if line.startswith("#")][1:] == [
        "## Targets", "## Growth", "## 200,000 contacts", "## 2,000,000 contacts", "## The machine",
    ]  # fmt: skip
    assert "Judged at 200,000 contacts, although they are promised at 1,000,000" in "\n".join(lines)
    assert "| Case page | ≤ 4.00 × read floor | 5.00 × read floor | **missed** |" in lines
    assert "| Floor: read | 2.5 | 2.5 | 1.00 × |  |" in lines
    assert "| Search by phone | 7.5 | 9.0 | 1.20 × | 1.20 × |" in lines
    assert (
        "| Search by phone | 4 | 3,000 | 7.5 | 7.5 | 40 | 3.0 read | 133 "
        "| 37.5 | 37.5 | 80 | 267 | 1 % |"
    ) in lines
    told = [line for line in lines if line.startswith("- ")]
    assert told[:6] == [
        "- The read floor at the beginning, in the middle and at the end: 2.0, 3.0, 2.5 ms.",
        "- The insert floor at the beginning, in the middle and at the end: 4.0 ms.",
        "- Load of the machine 1.5 to 1.5; 0 of 7 lines were measured twice, because others used "
        "more than 12 % of a core, and 0 stayed noisy.",
        "- The list of callbacks is short: its page 940 stands in for page 1,000.",
        "- Writes that were acknowledged: 1,200 (1,200 contacts). Not found in the database "
        "afterwards: 0.",
        "- Most memory that a worker ever had: web 121 MB, Celery 160 MB. The database: 1.5 GB.",
    ]
    assert any(line.startswith("| Case page (noisy) (**1 wrong answers**) |") for line in lines)
    assert "- Case page, 1 wrong answers: it answered 500" in lines
    assert measuring.NOISE == 0.12


def test_a_run_that_is_cut_off_leaves_what_it_found(monkeypatch, tmp_path):
    monkeypatch.setattr(benchmarks, "machine", lambda: ["A machine"])
    log = benchmarks.Log([2_000_000, 200_000], 3, quick=False, path=tmp_path / "kept" / "day.md")
    small = town(200_000)
    log.add(small)
    left = "**Not finished: all or a part of it is still to be measured at {} contacts.**"
    assert left.format("200,000, 2,000,000") in log.path.read_text()
    small.imported = {"rows": 100_000, "seconds": 40.0, "settled": 12.4}
    tables = log.finish(200_000)
    assert tables.startswith("## 200,000 contacts")
    assert (
        "| Until all days it wrote about were counted again, after its last row | 12 s |"
    ) in tables
    assert left.format("2,000,000") in log.path.read_text()
    log.add(town(2_000_000))
    log.finish(2_000_000)
    assert log.path.read_text() == log.text()
    assert "Not finished" not in log.text()


def test_tables_of_a_trial_are_kept_nowhere(monkeypatch, tmp_path):
    monkeypatch.setattr(benchmarks, "machine", lambda: ["A machine"])
    monkeypatch.chdir(tmp_path)
    log = benchmarks.Log([200_000], 3, quick=True, path=None)
    log.add(town(200_000, imported={"rows": 2_000, "seconds": 1.0, "settled": None}))
    assert "not yet, when nobody waited any longer" in log.finish(200_000)
    assert not list(tmp_path.iterdir())
