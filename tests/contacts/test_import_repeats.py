"""Repeats in an import: what looking at every pair would find, in whatever order files come in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import yaml
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.importing import running
from contacts.importing.mappingfile import load
from contacts.importing.running import Import, import_file
from contacts.models import Question
from contacts.models.contact import RepeatState
from contacts.repeats import Asked, find_repeat
from kcc.lib.periods import ZONE
from tests.factories import make_contact, make_user, reference

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 2, 10, 0, tzinfo=ZONE)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)
WINDOW = {"Geluidsoverlast": 2, "Dakkapel": 1}
BOUND = {"Geluidsoverlast"}
MAPPING = {
    "title": "Meldingen",
    "source": "meldingen",
    "columns": dict.fromkeys(["nummer", "begin", "onderwerp", "gewijzigd", "telefoon", "plek"]),
    "key": "nummer",
    "started": "begin",
    "updated": "gewijzigd",
    "channel": {"default": "telefoon"},
    "outcome": {"default": "direct_afgehandeld"},
    "subject": {"columns": ["onderwerp"]},
    "location": "{plek}",
    "phone": "telefoon",
}


@dataclass(frozen=True)
class Report:
    """One row of a file: minutes after DAY, and minutes until the last thing that happened."""

    key: int
    start: int
    active: int = 0
    subject: str = "Geluidsoverlast"
    phone: str = ""
    place: str = "Markt 1"

    @property
    def started_at(self):
        return DAY + timedelta(minutes=self.start)

    def line(self) -> str:
        changed = self.started_at + timedelta(minutes=self.active)
        times = (f"{moment:%Y-%m-%dT%H:%M:%S}" for moment in (self.started_at, changed))
        started, changed = times
        cells = [self.key, started, self.subject, changed, self.phone, self.place]
        return ";".join(map(str, cells))

    def asked(self) -> Asked:
        return Asked(
            id=str(self.key),
            inbound=True,
            subject=self.subject,
            started_at=self.started_at,
            last_activity_at=self.started_at + timedelta(minutes=self.active),
            phone=self.phone,
            place=self.place,
        )


@pytest.fixture
def bring_in(tmp_path):
    """`bring_in(reports)`: one file, in that order."""
    ref = reference()
    for code, name in (("VG02", "Geluidsoverlast"), ("VG01", "Dakkapel")):
        subject = ref.subject[code]
        subject.repeat_window_days = WINDOW[name]
        subject.save(update_fields=["repeat_window_days"])
    (tmp_path / "x.yaml").write_text(yaml.safe_dump(MAPPING, sort_keys=False), encoding="utf-8")
    mapping = load("x", tmp_path)

    def bring_in(reports, **options):
        path = tmp_path / "file.csv"
        lines = [";".join(MAPPING["columns"]), *(report.line() for report in reports)]
        path.write_text("\n".join(lines), encoding="utf-8")
        return import_file(Import(path=path, mapping=mapping, by=None, now=NOW), **options)

    return bring_in


def stored() -> dict:
    """Key to (key of the one before, key of the first of the chain)."""
    return {
        key: (before, first)
        for key, before, first in Question.objects.exclude(contact__external_id="").values_list(
            "contact__external_id",
            "repeat_of__contact__external_id",
            "chain_start__contact__external_id",
        )
    }


def by_every_pair(reports) -> dict:
    """The same by the rule, pair by pair, in order of time."""
    links: dict = {}
    ordered = sorted(reports, key=lambda one: one.start)
    for place, report in enumerate(ordered):
        found = find_repeat(
            [one.asked() for one in ordered[:place]],
            report.asked(),
            window_days=WINDOW[report.subject],
            address_bound=report.subject in BOUND,
        )
        before = found.previous.id if found else None
        first = (links[before][1] or before) if before else None
        links[str(report.key)] = (before, first)
    return links


report = st.builds(
    Report,
    key=st.integers(1, 999),
    # Quarters of a day: few moments, so that what happens at once and at the edges happens often.
    start=st.integers(0, 24).map(lambda number: number * 360),
    active=st.one_of(st.just(0), st.integers(0, 12).map(lambda number: number * 360)),
    subject=st.sampled_from(sorted(WINDOW)),
    phone=st.sampled_from(["", "+31612345678", "+31612345678", "+31687654321"]),
    place=st.sampled_from(["", "Markt 1", "Markt 1", "Markt 2"]),
)
reports = st.lists(report, min_size=2, max_size=14, unique_by=lambda one: one.key)
# Of the same moment the one that came in first is the earliest: that depends on the order of files.
distinct = st.lists(
    report, min_size=2, max_size=14, unique_by=(lambda one: one.key, lambda one: one.start)
)
EACH = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def forgotten(work):
    """Do the work and take it back: the next example begins anew."""
    with transaction.atomic():
        try:
            work()
        finally:
            transaction.set_rollback(True)


@EACH
@given(reports=reports, size=st.integers(1, 5))
def test_one_file_in_any_order_is_linked_as_by_every_pair(bring_in, monkeypatch, reports, size):
    def work():
        dry = bring_in(reports, dry_run=True)
        tally = bring_in(reports)
        expected = by_every_pair(reports)
        assert stored() == expected
        proposed = sum(before is not None for before, _ in expected.values())
        assert (dry.repeats, tally.repeats) == (proposed, proposed)

    monkeypatch.setattr(running, "BATCH", size)
    forgotten(work)


@EACH
@given(reports=distinct, data=st.data())
def test_files_in_any_order_are_linked_as_one(bring_in, reports, data):
    """A later import of earlier rows mends what was proposed before."""
    files = {0: [], 1: [], 2: []}
    for report in reports:
        files[data.draw(st.integers(0, 2))].append(report)

    def work():
        proposed = 0
        for part in files.values():
            if part:
                dry = bring_in(part, dry_run=True)
                tally = bring_in(part)
                assert dry.repeats == tally.repeats
                proposed += tally.repeats
        expected = by_every_pair(reports)
        assert stored() == expected
        assert proposed == sum(before is not None for before, _ in expected.values())
        for question in Question.objects.exclude(chain_start=None).select_related("chain_start"):
            assert question.repeat_department_id == question.chain_start.department_id

    forgotten(work)


# -- Among contacts that were logged here -----------------------------------------------------


def make(at, **values):
    values = {"subject": "VG02", "location": "Markt 1", "location_key": "markt 1"} | values
    return make_contact(at=at, **values).questions.get()


def test_an_imported_row_repeats_what_was_logged_here(bring_in):
    logged = make(DAY)
    bring_in([Report(1, 30)])
    imported = Question.objects.get(contact__external_id="1")
    assert (imported.repeat_of, imported.chain_start) == (logged, logged)
    assert imported.repeat_department == logged.department


def test_what_was_logged_here_repeats_an_imported_row(bring_in):
    bring_in([Report(1, 0), Report(2, 10)])
    logged = make(DAY + timedelta(hours=1))
    first, second = Question.objects.exclude(pk=logged.pk).order_by("contact__started_at")
    assert (logged.repeat_of, logged.chain_start, logged.repeat_state) == (
        second, first, "proposed",
    )  # fmt: skip


def test_what_a_person_said_stays_when_earlier_rows_come_in(bring_in):
    bring_in([Report(5, 50), Report(6, 60), Report(7, 70)])
    five, six, seven = Question.objects.order_by("contact__started_at")
    six.repeat_state = RepeatState.CONFIRMED
    six.save(update_fields=["repeat_state"])
    seven.repeat_state, seven.chain_start = RepeatState.REJECTED, None
    seven.save(update_fields=["repeat_state", "chain_start"])
    bring_in([Report(1, 10)])
    one = Question.objects.get(contact__external_id="1")
    for question in (five, six, seven):
        question.refresh_from_db()
    assert (five.repeat_of, five.repeat_state, five.chain_start) == (one, "proposed", one)
    # Confirmed: still a repeat of five, now further along the chain.
    assert (six.repeat_of, six.repeat_state, six.chain_start) == (five, "confirmed", one)
    assert (seven.repeat_of, seven.repeat_state, seven.chain_start) == (six, "rejected", None)


def test_what_was_logged_here_is_not_proposed_afterwards(bring_in):
    """Also when another system gave it a number."""
    agent = make_user("agent")
    logged = make(DAY + timedelta(hours=1), by=agent, source="telefonie", external_id="88")
    tally = bring_in([Report(1, 0)])
    logged.refresh_from_db()
    assert (tally.repeats, logged.repeat_state) == (0, "none")


def test_rows_of_the_same_moment_do_not_repeat_each_other(bring_in):
    bring_in([Report(1, 0), Report(2, 0), Report(3, 5)])
    assert stored() == {"1": (None, None), "2": (None, None), "3": ("2", "2")}


def test_three_rows_cost_the_statements_of_one(bring_in, django_assert_num_queries):
    # Four to know what is there, two around making what is not, one for the latest moment; then per
    # batch: what is present, ids of questions and contacts, earlier questions, what is written, the
    # audit log, and two around it.
    for first, number in ((100, 1), (200, 3)):
        with django_assert_num_queries(16):
            bring_in([Report(first + minute, first + minute) for minute in range(number)])
