"""How much two words look and sound alike: typing errors and Dutch spellings. Plain Python."""

from functools import lru_cache

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Written differently, said the same: Meyer and Meijer, Jansen and Janzen, Kuiper and Cuyper.
SOUNDS = [
    ("ij", "y"), ("ei", "y"), ("uy", "ui"), ("ou", "au"), ("ck", "k"), ("ph", "f"), ("th", "t"),
    ("dt", "d"), ("ch", "g"), ("cks", "x"), ("ks", "x"), ("c", "k"), ("z", "s"), ("v", "f"),
]  # fmt: skip
SHORTEST = 3


def one_edit_away(word: str) -> set[str]:
    """Every text that one letter more, one less, another one or two swapped would make of it."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    return (
        {head + tail[1:] for head, tail in cuts if tail}
        | {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
        | {head + letter + tail[1:] for head, tail in cuts if tail for letter in LETTERS}
        | {head + letter + tail for head, tail in cuts for letter in LETTERS}
    )


def said_the_same(word: str) -> set[str]:
    """Other spellings with one sound written the other way."""
    found = set()
    for one, other in SOUNDS:
        for old, new in ((one, other), (other, one)):
            at = word.find(old)
            while at >= 0:
                found.add(word[:at] + new + word[at + len(old) :])
                at = word.find(old, at + 1)
    return found


def mistyped(word: str) -> set[str]:
    """What somebody may have meant: the word, and everything near it. Short words stand."""
    if len(word) < SHORTEST:
        return {word}
    alike = said_the_same(word)
    twice = set().union(*(said_the_same(other) for other in alike))  # Cuyper, Kuiper
    return {word} | one_edit_away(word) | alike | twice


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """One spelling per sound, and no double letters."""
    for written, said in SOUNDS:
        word = word.replace(written, said)
    return "".join(char for i, char in enumerate(word) if not i or char != word[i - 1])


@lru_cache(maxsize=50_000)
def edits(one: str, other: str) -> int:
    """The number of single edits between two words; swapping neighbours counts as one."""
    before, row = [], list(range(len(other) + 1))
    for i, char in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, target in enumerate(other, start=1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (char != target))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == target:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


@lru_cache(maxsize=50_000)
def likeness(typed: str, word: str) -> float:
    """1 for the same word, 0.9 for its beginning, less for every edit, 0 for another word."""
    if typed == word:
        return 1.0
    if word.startswith(typed):
        return 0.9
    away = min(edits(typed, word), edits(sound(typed), sound(word)) + 0.5)
    longest = max(len(typed), len(word))
    return max(0.0, 0.85 - away / longest) if away <= 1 + longest // 4 else 0.0


def relevance(typed: str, name: str) -> float:
    """How well a name fits what was typed, word by word; a name with fewer other words wins."""
    wanted, words = typed.split(), name.split()
    if not wanted or not words:
        return 0.0
    fits = [_best(part, words) for part in wanted]
    return sum(fits) / len(fits) - 0.005 * len(words)


def _best(typed: str, words: list[str]) -> float:
    """Of `likeness`, without comparing letters when a word is the same or begins so."""
    if typed in words:
        return 1.0
    if any(word.startswith(typed) for word in words):
        return 0.9
    return max(likeness(typed, word) for word in words)
