"""Saying that something is done, with a button that takes it back."""

from django.contrib import messages


def done(request, text: str, *, undo_url: str) -> None:
    """A message with an undo button: it stays as long as taking back is possible (30 s)."""
    messages.success(request, text, extra_tags=undo_url)


def undo_url(message) -> str:
    """Where the undo button of a message posts to; empty when it has none."""
    tags = message.extra_tags or ""
    return tags if tags.startswith("/") else ""
