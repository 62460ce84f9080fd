"""What the rows of all worklists show in the same way."""

from collections.abc import Collection
from datetime import datetime

from kcc.organisation.access import Access


class WorkRow:
    """One line of a list: a callback or a case (`of`), what this person may do with it, and how it
    looks now. What is not looked at is not reckoned: a page shows eight of its twenty columns."""

    # The acts that can be done with many at once.
    BULK: frozenset = frozenset()

    def __init__(self, of, acts: Collection[str], access: Access, now: datetime):
        self.of, self.acts, self.access, self.now = of, acts, access, now
        self.public_id, self.version, self.number = of.public_id, of.version, of.number
        self.priority, self.closed_at = of.priority, of.closed_at
        self.is_open, self.personal = of.closed_at is None, of.personal

    @property
    def department(self) -> str:
        return self.of.department.name

    @property
    def team(self) -> str:
        return self.of.team.name if self.of.team_id else ""

    @property
    def repeats(self) -> int:
        return self.of.repeats

    @property
    def may_claim(self) -> bool:
        return "claim" in self.acts

    @property
    def may_pick(self) -> bool:
        return not self.BULK.isdisjoint(self.acts)
