"""What can be done with a callback, by nouns:

requesting  a promise is given
acts        what happens to one callback: a verb each
changes     what each verb changes, reckoned before anything is written
writing     compare and set, and the traces every change leaves
telling     who is told: colleagues under the bell, the customer by mail
"""

from contacts.callbacks.services.acts import (
    add_note,
    assign,
    claim,
    close_not_reached,
    close_with_answer,
    lapse,
    mark_repeated,
    record_attempt,
    release,
    reopen,
    reroute,
    resume,
    resume_waited,
    wait,
)
from contacts.callbacks.services.requesting import request_callback

__all__ = [
    "add_note",
    "assign",
    "claim",
    "close_not_reached",
    "close_with_answer",
    "lapse",
    "mark_repeated",
    "record_attempt",
    "release",
    "reopen",
    "request_callback",
    "reroute",
    "resume",
    "resume_waited",
    "wait",
]
