"""Two editors of one case, in any order of steps: nothing that was saved is replaced by somebody
who did not see it, and nothing that was typed is lost without being shown. On both databases.

What must hold is kept beside the case, in the plainest way: who saw which value of which field when
the form was opened, and what stands there now.
"""

from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import services
from cases.editing import EditConflict, fields_of
from cases.models import Case, CaseQuestion
from cases.undoing import undo
from kcc.lib.errors import Conflict
from tests.factories import NOW, make_case, make_user, reference
from tests.races import at_once

FIELDS = ("description", "location", "priority", "details.kleur", "details.breedte")
# Few values, so that two people often write the same, or clash.
VALUES = {
    "description": ["Dakkapel", "Dakkapel achter", "Erker"],
    "location": ["", "Noord 1", "Zuid 2"],
    "priority": [0, 1, 2],
    "details.kleur": [None, "wit", "grijs"],
    "details.breedte": [None, "3", "4"],
}
# In a round both type, then this happens in some order. A page stays as old as it is until its
# person saved, or opened it anew.
STEPS = [
    ("save", "a", "theirs"), ("save", "b", "theirs"), ("save", "a", "mine"), ("save", "b", "mine"),
    ("undo", "a", None), ("undo", "b", None), ("work", "a", None), ("open", "b", None),
]  # fmt: skip


def script_of(dice: Random) -> list[tuple]:
    found = []
    for _round in range(dice.randint(1, 3)):
        for name in "ab":
            fields = dice.sample(FIELDS, dice.randint(1, 4))
            found.append(("type", name, {field: dice.choice(VALUES[field]) for field in fields}))
        found += dice.sample(STEPS, len(STEPS))
    return found


def make() -> Case:
    case_type = reference().case_type["omgevingsvergunning"]
    CaseQuestion.objects.bulk_create(
        [
            CaseQuestion(
                case_type=case_type, order=1, key="kleur", label="Kleur", kind="choice",
                choices=["wit", "grijs"],
            ),
            CaseQuestion(case_type=case_type, order=2, key="breedte", label="B", kind="number"),
        ]
    )  # fmt: skip
    return make_case()


class Editor:
    """A person with a page: what it showed, what is typed on it, and the last act."""

    def __init__(self, user, pk):
        self.user, self.pk, self.batch = user, pk, None
        self.open()

    def row(self) -> Case:
        return Case.objects.for_acts().get(pk=self.pk)

    def open(self):
        row = self.row()
        self.version, self.seen, self.typed = row.version, fields_of(row), {}

    def save(self, choice):
        """Everything on the page is sent, as a form does it."""
        before = fields_of(self.row())
        sent = {name: self.seen.get(name) for name in FIELDS} | self.typed
        try:
            with transaction.atomic():
                case = services.edit(
                    by=self.user, case=self.row(), version=self.version, values=sent, now=NOW
                )
        except EditConflict as conflict:
            self._answer(conflict, before, sent, choice)
            return None
        after = fields_of(self.row())
        self._check(before, after, sent)
        self.batch = case.batch
        self.open()
        return case

    def _check(self, before, after, sent):
        for name in FIELDS:
            was, now, seen = before.get(name), after.get(name), self.seen.get(name)
            if was != now:
                # Whoever replaces a value saw it.
                assert was == seen
                assert now == sent[name]
            elif sent[name] != seen:
                # What was typed stands there.
                assert now == sent[name]

    def _answer(self, conflict, before, sent, choice):
        """Nothing was saved. Each clash shows both, all that was typed is still there; the person
        chooses, having seen what is there now."""
        now = fields_of(self.row())
        assert now == before
        changed = {
            name
            for name in FIELDS
            if sent[name] != self.seen.get(name) and before.get(name) != self.seen.get(name)
            and sent[name] != before.get(name)
        }  # fmt: skip
        assert {clash.field for clash in conflict.clashes} == changed
        for clash in conflict.clashes:
            assert (clash.before, clash.theirs, clash.mine) == (
                self.seen.get(clash.field), before.get(clash.field), sent[clash.field],
            )  # fmt: skip
        typed = {name: sent[name] for name in FIELDS if sent[name] != self.seen.get(name)}
        if choice == "theirs":
            typed |= {clash.field: clash.theirs for clash in conflict.clashes}
        self.version, self.seen, self.typed = conflict.version, now, typed

    def undo(self):
        if self.batch is not None:
            undo(by=self.user, batch=self.batch, now=NOW)
            self.batch = None

    def work(self):
        """Something else happens to the case meanwhile."""
        services.add_note(by=self.user, case=self.row(), text="Gebeld.", now=NOW)
        row = self.row()
        if row.handler_id is None:
            services.claim(by=self.user, case=row, version=row.version, now=NOW)
        else:
            services.release(by=self.user, case=row, version=row.version, now=NOW)


@pytest.mark.django_db
def test_no_interleaving_of_two_editors_overwrites_silently():
    case, people = make(), {name: make_user("handler") for name in "ab"}
    found = {}

    @settings(
        max_examples=90,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(st.integers(0, 2**32 - 1))
    def play(number):
        with transaction.atomic():
            editors = {name: Editor(user, case.pk) for name, user in people.items()}
            saves = conflicts = 0
            for step, name, given_ in script_of(Random(number)):
                editor = editors[name]
                if step == "type":
                    editor.typed |= given_
                elif step == "save":
                    saved = editor.save(given_)
                    conflicts += saved is None
                    saves += saved is not None and saved.batch is not None
                else:
                    getattr(editor, step)()
            found[number] = (saves, conflicts)
            transaction.set_rollback(True)

    play()
    # It was about something: people saved, and clashed.
    assert len(found) >= 50
    saves, conflicts = (sum(numbers) for numbers in zip(*found.values(), strict=True))
    assert saves > 100
    assert conflicts > 20


@pytest.mark.django_db(transaction=True)
def test_eight_who_save_at_the_same_moment_keep_what_each_typed():
    """Real transactions: each types another answer on the same version of the page."""
    reference()
    case_type = reference().case_type["omgevingsvergunning"]
    CaseQuestion.objects.bulk_create(
        CaseQuestion(case_type=case_type, order=n, key=f"vraag-{n}", label=f"Vraag {n}")
        for n in range(8)
    )
    case, people = make_case(), [make_user("handler") for _ in range(8)]

    def save(person):
        mine = {f"details.vraag-{people.index(person)}": person.username}
        return services.edit(by=person, case=case, version=1, values=mine, now=NOW).version

    assert sorted(at_once(save, people)) == list(range(2, 10))
    saved = Case.objects.get()
    assert saved.details == {f"vraag-{n}": person.username for n, person in enumerate(people)}
    assert (saved.version, saved.events.count(), saved.revisions.count()) == (9, 8, 8)


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_write_in_the_same_field_one_is_saved_and_the_others_see_it():
    reference()
    case, people = make_case(), [make_user("handler") for _ in range(8)]

    def save(person):
        values = {"description": f"Van {person.username}"}
        return services.edit(by=person, case=case, version=1, values=values, now=NOW).description

    results = at_once(save, people)
    saved = Case.objects.get()
    assert [result for result in results if result is not Conflict] == [saved.description]
    assert (saved.version, saved.events.count()) == (2, 1)
