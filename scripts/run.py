"""`make run`: the demo town on this computer, from nothing to a working page.

Makes .venv, the database in var/ and the static files when they are missing, then starts the web
server and the job loop and stops both at the end. Serves 127.0.0.1 only.
"""

import os
import sys
import time

import packages
from children import Children, answers, clean_environment, is_free

READY_WITHIN = 120  # seconds


def main():
    port = chosen_port()
    packages.ensure("requirements.txt")
    var = packages.ROOT / os.environ.get("DEMO_FOLDER", "var")
    var.mkdir(parents=True, exist_ok=True)
    settings = clean_environment(
        DEMO="1",
        DATABASE_URL="sqlite:///" + str(var / "demo.sqlite3"),
        MEDIA_ROOT=str(var / "files"),
        STATIC_ROOT=str(var / "static"),
        # Nothing leaves this computer: mail is a file, and under the bell of whom it is for.
        EMAIL_URL=f"filemail:///{var / 'mail'}",
        BASE_URL=f"http://127.0.0.1:{port}",
        LOG_LEVEL="WARNING",
        DEMO_CONTACTS=os.environ.get("DEMO_CONTACTS", "3000"),
    )
    python = [str(packages.PYTHON)]
    here = {"cwd": packages.ROOT, "env": settings}
    try:
        with Children() as children:
            if children.run("preparation", [*python, "scripts/demo.py", str(var)], **here):
                packages.stop("The demo could not be prepared; the lines above say why.")
            gunicorn = ["-m", "gunicorn", "kcc.wsgi:application", "--bind", f"127.0.0.1:{port}"]
            # One process with threads: SQLite has one writer, and the demo at most ten agents.
            gunicorn += ["--threads", "8", "--log-level", "warning", "--no-control-socket"]
            children.start("web server", [*python, *gunicorn], **here)
            children.start("job loop", [*python, "manage.py", "work_jobs", "--loop"], **here)
            watch(children, f"http://127.0.0.1:{port}/")
    except KeyboardInterrupt:
        print("\nKCC is stopped.", flush=True)


def chosen_port():
    text = os.environ.get("PORT") or "8000"
    if not (text.isdigit() and 0 < int(text) < 65536):
        packages.stop(f"PORT must be a number from 1 to 65535, not {text!r}.")
    if not is_free(int(text)):
        packages.stop(
            f"Port {text} of this computer is in use, perhaps by a KCC that is already running. "
            "Choose another: make run PORT=8001"
        )
    return int(text)


def watch(children, url):
    """Say when the page answers; then wait until Ctrl-C, TERM or a child that dies."""
    latest = time.monotonic() + READY_WITHIN
    ready = False
    while True:
        dead = children.ended()
        if dead:
            packages.stop(f"The {dead} stopped; the lines above say why.")
        if not ready:
            ready = answers(url + "livez")
            if ready:
                print(f"\nKCC is running: {url}   (Ctrl-C stops it)", flush=True)
            elif time.monotonic() > latest:
                packages.stop(f"The web server gave no answer in {READY_WITHIN} seconds.")
        time.sleep(1 if ready else 0.1)


if __name__ == "__main__":
    sys.exit(main())
