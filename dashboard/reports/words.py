"""What people added to a report. As long as the report is open it is read from their rows, once it
is published from Report.words: what somebody changes later is not in it. Plain: no database."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Action:
    """What a department does about a report. `state` is one of ReportAction.State; `owner` is the
    name of who does it, "" in what everybody reads."""

    text: str
    owner: str = ""
    due_on: date | None = None
    state: str = "open"
    result: str = ""
    # The name of the department, in a report of all of them.
    department: str = ""

    def is_late(self, day: date) -> bool:
        return self.state == "open" and self.due_on is not None and self.due_on < day


@dataclass(frozen=True, kw_only=True)
class Words:
    """`comment` and `case` (praktijkcasus) are paragraphs with an empty line between them;
    `actions_before` were agreed on earlier reports, `actions_new` on this one; `improvements` come
    from elsewhere (settings.REPORT_ACTIONS). `published_on` is None for a draft."""

    comment: str = ""
    case: str = ""
    actions_before: tuple[Action, ...] = ()
    actions_new: tuple[Action, ...] = ()
    improvements: tuple[Action, ...] = ()
    contact: str = ""
    published_on: date | None = None
    version: int = 1
    # Why there is another version.
    reason: str = ""

    def as_json(self) -> dict:
        """For Report.words; what is not there is left out."""
        found = asdict(self) | {
            name: [_action_json(each) for each in getattr(self, name)] for name in ACTIONS
        }
        found["published_on"] = _day_json(self.published_on)
        return {name: value for name, value in found.items() if value}

    @classmethod
    def from_json(cls, data: Mapping) -> Self:
        """Of what as_json gave; names it does not know are left out, so that an older report can
        always be read."""
        known = {each.name for each in fields(cls)}
        found = {name: value for name, value in data.items() if name in known}
        for name in ACTIONS:
            found[name] = tuple(_action(each) for each in found.get(name, ()))
        found["published_on"] = _day(found.get("published_on"))
        return cls(**found)

    def without_owners(self) -> Self:
        """For readers who may know what is done, and not by whom."""
        return replace(
            self,
            **{
                name: tuple(replace(each, owner="") for each in getattr(self, name))
                for name in ACTIONS
            },
        )


ACTIONS = ("actions_before", "actions_new", "improvements")


def _action_json(action: Action) -> dict:
    found = asdict(action) | {"due_on": _day_json(action.due_on)}
    return {name: value for name, value in found.items() if value}


def _action(data: Mapping) -> Action:
    known = {each.name for each in fields(Action)}
    found = {name: value for name, value in data.items() if name in known}
    return Action(**found | {"due_on": _day(found.get("due_on"))})


def _day_json(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
