"""The agent's screen: opened, saved while typing, saved for good."""
