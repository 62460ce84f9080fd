"""What the server said it has kept, written down before anything else is done.

One JSON object a line, added to the end of a file. `manage.py bench_ledger` looks all of it up in
the database afterwards.
"""

import json
import os
from collections import Counter
from pathlib import Path
from uuid import UUID


class Ledger:
    """Every line is handed to the system before the call returns: killing this process loses none.

    What is `asked` is written before it is sent, the rest when the server has said yes to it.
    """

    def __init__(self, path: Path):
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.counts: Counter[str] = Counter()

    def close(self) -> None:
        os.close(self._file)

    def _write(self, what: str, **values) -> None:
        os.write(self._file, json.dumps({"what": what, **values}).encode() + b"\n")
        self.counts[what] += 1

    def asked(self, *, key: str, note: str) -> None:
        """This contact is going to be sent, perhaps more than once."""
        self._write("asked", key=key, note=note)

    def contact(self, *, key: str, note: str, callback: bool) -> None:
        self._write("contact", key=key, note=note, callback=callback)

    def draft(self, *, key: str, revision: int, note: str) -> None:
        self._write("draft", key=key, revision=revision, note=note)

    def claimed(self, *, callback: str, by: str) -> None:
        self._write("claim", callback=callback, by=by)

    def closed(self, *, callback: str, by: str, answer: str) -> None:
        self._write("close", callback=callback, by=by, answer=answer)

    @property
    def acknowledged(self) -> int:
        return self.counts.total() - self.counts["asked"]


def token(key: str) -> str:
    """The key in letters: text with digits in it could be taken for a BSN, and be masked."""
    return UUID(key).hex.translate(str.maketrans("0123456789", "ghijklmnop"))
