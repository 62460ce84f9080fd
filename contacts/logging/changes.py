"""What the buttons of the agent's form change in it. Plain Python on the posted fields.

Each takes the fields and the argument of the button, changes the fields in place, and answers the
name of the field that gets the cursor.
"""


def add_question(data: dict, argument: str) -> str:
    """One question more; the cursor goes to its subject."""
    count = _count(data)
    data["questions"] = str(count + 1)
    return f"q{count}-subject"


def _count(data: dict) -> int:
    number = _place(data.get("questions", "1"))
    return 1 if number is None else number


def _place(text: str) -> int | None:
    """A number of a question; None when it is none, also when it is longer than any can be."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None


def remove_question(data: dict, argument: str) -> str:
    """Take question `argument` out; the later ones move up."""
    count = _count(data)
    gone = _place(argument)
    if gone is None or gone >= count or count < 2:
        return ""
    moved = {}
    for name, value in list(data.items()):
        prefix, _sep, rest = name.partition("-")
        index = _place(prefix[1:]) if prefix.startswith("q") else None
        if index is not None and rest:
            del data[name]
            if index != gone:
                moved[f"q{index - (index > gone)}-{rest}"] = value
    data.update(moved, questions=str(count - 1))
    return f"q{max(0, gone - 1)}-subject"


def use_customer(data: dict, argument: str) -> str:
    """Link customer `argument` (public id); whether it may be seen is decided by who reads it."""
    data["customer"], data["find"] = argument, ""
    return "q0-subject" if not data.get("q0-subject") else "q0-note"


def drop_customer(data: dict, argument: str) -> str:
    """Log the contact without a customer after all."""
    data["customer"] = ""
    return "find"


def answer_repeat(answer: str):
    """A button that says of question `argument`: confirmed, or rejected."""

    def change(data: dict, argument: str) -> str:
        if argument.isdecimal():
            data[f"q{argument}-repeat_answer"] = answer
        return f"q{argument}-repeat_reason" if answer == "confirmed" else f"q{argument}-note"

    return change


def use_case(data: dict, argument: str) -> str:
    """Question n is about case `argument` ("public id:n"); without n the last one that is about
    none. As long as nobody said how it ended, the contact is added to the case."""
    public_id, _sep, place = argument.partition(":")
    count = _count(data)
    free = [n for n in range(count) if not data.get(f"q{n}-case")]
    index, wanted = (free or [count - 1])[-1], _place(place)
    if wanted is not None and wanted < count:
        index = wanted
    data[f"q{index}-case"] = public_id
    data[f"q{index}-category"] = data.get(f"q{index}-category") or "case"
    return f"q{index}-note"


def drop_case(data: dict, argument: str) -> str:
    """Question `argument` is not about that case after all."""
    if not argument.isdecimal():
        return ""
    data[f"q{argument}-case"] = data[f"q{argument}-asks_status"] = ""
    return f"q{argument}-note"


def nothing(data: dict, argument: str) -> str:
    """Only show what follows from what was typed."""
    return argument
