"""Which step a round can take from where, as data."""

# step: the states it is taken in
STEPS = {
    # Once somebody was asked, only what does not change the question can change.
    "change": ("draft", "open", "consensus"),
    "open": ("draft",),
    # Who is asked is settled when the group begins to speak.
    "invite": ("draft", "open"),
    "remove": ("draft", "open"),
    "remind": ("open",),
    "begin": ("open",),
    "pass_lead": ("draft", "open", "consensus"),
    # A settled result stays: others reckon with it.
    "cancel": ("draft", "open", "consensus"),
}

# What can still be changed, by state.
PLACE = ("department", "domain", "form", "inhabitants", "figures_first", "figures_last")
CHANGEABLE = {
    "draft": ("title", "closes_on", "meeting_on", "invitation", *PLACE),
    "open": ("title", "closes_on", "meeting_on", "invitation"),
    "consensus": ("title", "meeting_on"),
}


def may(step: str, state: str) -> bool:
    return state in STEPS[step]
