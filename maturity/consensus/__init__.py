"""Answers side by side without names, and what the group settles on."""
