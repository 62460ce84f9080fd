"""Prepares the demo's database and static files for `make run`.

One process for all of it: every start of Django costs a second, and a second start of the demo
must be ready in five.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kcc.settings")


def main(folder: Path) -> None:
    import django  # only after the path above is set
    from django.core.management import call_command

    # Written last: a town whose making was cut short is made anew.
    complete = folder / "demo.complete"
    if not complete.exists():
        for left_over in folder.glob("demo.sqlite3*"):
            left_over.unlink()
    django.setup()
    call_command("migrate", verbosity=0)
    if not complete.exists():
        contacts = int(os.environ["DEMO_CONTACTS"])
        print(
            f"Making the demo town with {contacts} contacts; only now, about a minute …", flush=True
        )
        call_command("load_demo", seed=1, contacts=contacts, verbosity=0)
        complete.touch()
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
