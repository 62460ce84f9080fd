"""The words of a case that a search looks in. Plain: no database."""

from collections.abc import Iterator, Mapping

from kcc.lib.text import fold


def search_text(*, description: str, location: str, subject_name: str, details: Mapping) -> str:
    """Folded: without accents, in lower case. `details` are the answers to the question set, whose
    values may be text, numbers, yes or no, or an address of parts."""
    return fold(" ".join([description, location, subject_name, *_texts(details.values())]))


def _texts(values) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping):
            yield from _texts(value.values())
        elif value is not None and not isinstance(value, bool):
            yield str(value)
