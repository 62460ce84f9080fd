"""What can be done with a case, by nouns:

registering  a case begins
acts         what happens to one case: a verb each
editing      what it holds, field by field
todo         what has to be done for it
people       who else has to do with it
links        the cases that belong with it
changes      what each act changes, reckoned before anything is written
writing      compare and set, and the traces every change leaves
telling      which colleagues are told
reminding    tasks whose day has come
"""

from cases.services.acts import (
    add_note,
    change_status,
    claim,
    close_case,
    hand_over,
    release,
    reopen,
    take_over,
)
from cases.services.editing import edit
from cases.services.links import add_link, remove_link, set_parent, unset_parent
from cases.services.people import add_role, remove_role
from cases.services.registering import open_case
from cases.services.todo import add_task, finish_task, remove_task, reopen_task

__all__ = [
    "add_link",
    "add_note",
    "add_role",
    "add_task",
    "change_status",
    "claim",
    "close_case",
    "edit",
    "finish_task",
    "hand_over",
    "open_case",
    "release",
    "remove_link",
    "remove_role",
    "remove_task",
    "reopen",
    "reopen_task",
    "set_parent",
    "take_over",
    "unset_parent",
]
