"""The Dutch catalogue: `write` collects the texts and compiles them, `check` says what is wrong.

    python scripts/messages.py write     # make messages
    python scripts/messages.py check     # part of make lint and make test

Running the app needs neither gettext nor this: the compiled catalogue is in the repository.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import packages

CATALOGUE = Path("locale/nl/LC_MESSAGES/django.po")
SOURCES = ("kcc", "cases", "contacts", "dashboard", "maturity", "templates")


def main(mode):
    # polib and Django live in .venv; `make messages` starts us with the system's Python.
    if Path(sys.prefix) != packages.VENV:
        packages.ensure("requirements.txt", "requirements-dev.txt")
        os.execv(str(packages.PYTHON), [str(packages.PYTHON), *sys.argv])
    if not shutil.which("xgettext"):
        packages.stop(
            "Collecting the texts needs gettext. On Debian or Ubuntu: apt install gettext"
        )
    catalogue = collected()
    if mode == "write":
        (packages.ROOT / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(packages.ROOT / CATALOGUE))
        catalogue.save_as_mofile(str(packages.ROOT / CATALOGUE.with_suffix(".mo")))
        todo = [entry for entry in catalogue if not entry.translated()]
        print(f"{len(catalogue)} texts, {len(todo)} without a Dutch translation.")
        return
    faults = list(compared(catalogue))
    if faults:
        packages.stop("\n".join([*faults, "Run `make messages`, then translate what is empty."]))
    print(f"The Dutch catalogue is complete: {len(catalogue)} texts.")


def collected():
    """The catalogue as it should be: today's texts with the translations there are."""
    import polib

    with tempfile.TemporaryDirectory(prefix="kcc-messages-") as folder:
        for name in SOURCES:
            if (packages.ROOT / name).is_dir():
                ignore = shutil.ignore_patterns("__pycache__", "migrations")
                shutil.copytree(packages.ROOT / name, Path(folder, name), ignore=ignore)
        copy = Path(folder, CATALOGUE)
        copy.parent.mkdir(parents=True)
        if (packages.ROOT / CATALOGUE).exists():
            shutil.copy(packages.ROOT / CATALOGUE, copy)
        command = [packages.PYTHON, "-m", "django", "makemessages", "--locale", "nl"]
        command += ["--no-obsolete", "--no-location", "--verbosity", "0"]
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        if subprocess.run(command, cwd=folder, env=environment).returncode:
            packages.stop("Collecting the texts failed; the lines above say why.")
        catalogue = polib.pofile(str(copy), wrapwidth=98)
    # Dates would change the file at every run; what changed and when is in the history.
    for name in ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team"):
        catalogue.metadata.pop(name, None)
    catalogue.metadata["Project-Id-Version"] = "kcc"
    catalogue.metadata["Report-Msgid-Bugs-To"] = ""
    catalogue.metadata["Language"] = "nl"
    catalogue.metadata["Plural-Forms"] = "nplurals=2; plural=(n != 1);"
    catalogue.header = "The Dutch catalogue of KCC. `make messages` collects the texts."
    catalogue.metadata_is_fuzzy = False
    return catalogue


def compared(wanted):
    import polib

    if not (packages.ROOT / CATALOGUE).exists():
        yield f"{CATALOGUE} is missing."
        return
    present = polib.pofile(str(packages.ROOT / CATALOGUE), wrapwidth=98)
    keys = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in present}
    wanted_keys = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in wanted}
    for _context, text, _plural in sorted(wanted_keys - keys, key=str):
        yield f"Not in the catalogue: {text!r}"
    for _context, text, _plural in sorted(keys - wanted_keys, key=str):
        yield f"No longer in the source: {text!r}"
    for entry in present:
        if entry.obsolete or entry.fuzzy or not entry.translated():
            yield f"Obsolete, doubtful or empty: {entry.msgid!r}"
        elif lost := placeholders(entry):
            yield f"Only in one language of {entry.msgid!r}: {', '.join(sorted(lost))}"
    compiled = packages.ROOT / CATALOGUE.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != present.to_binary():
        yield f"{compiled.name} is not made from {CATALOGUE.name}."


def placeholders(entry):
    """Names such as %(count)s or {name} that stand in one language and not in the other."""
    pattern = re.compile(r"%\(\w+\)[sdif]|%[sd]|\{\w*\}")
    source = set(pattern.findall(entry.msgid + entry.msgid_plural))
    plurals = " ".join(entry.msgstr_plural.values())
    return source ^ set(pattern.findall(entry.msgstr + plurals))


if __name__ == "__main__":
    if sys.argv[1:] not in (["write"], ["check"]):
        packages.stop("Say `write` or `check`.")
    main(sys.argv[1])
