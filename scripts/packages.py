"""The virtual environment in .venv, made and filled when it is missing or a lock file changed.

Run by the system's Python, so: standard library only, and no syntax newer than Python 3.8,
or an old Python would die of a SyntaxError before it can say what is wrong.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def stop(sentence, code=1):
    """End with one sentence for the person at the terminal."""
    print("\n" + sentence, file=sys.stderr, flush=True)
    sys.exit(code)


def ensure(*locks):
    """Make .venv hold what the given lock files say; do nothing when it already does."""
    if sys.version_info < OLDEST:
        stop(
            f"KCC needs Python 3.11 or newer; this is Python {sys.version.split()[0]}. "
            "Install a newer one, or name it: make PYTHON=python3.13 run"
        )
    if not _usable():
        shutil.rmtree(VENV, ignore_errors=True)
        _create()
    stale = [lock for lock in locks if not _installed(lock)]
    if not stale:
        return
    print("Installing " + " and ".join(stale) + " into .venv …", flush=True)
    requirements = [word for lock in stale for word in ("-r", str(ROOT / lock))]
    command = [*_pip(), "install", "--require-hashes", "-qq", "--disable-pip-version-check"]
    if subprocess.run([*command, *requirements], cwd=ROOT, env=_pip_env()).returncode:
        stop("Installing the Python packages failed; the lines above say why. Is there a network?")
    for lock in stale:
        _stamp(lock).write_text(_digest(lock))


def _usable():
    """A .venv can outlive the Python it was made with."""
    if not PYTHON.exists():
        return False
    check = f"import sys; sys.exit(sys.version_info < {OLDEST!r})"
    return subprocess.run([str(PYTHON), "-c", check], capture_output=True).returncode == 0


def _create():
    print("Making the virtual environment .venv …", flush=True)
    # Debian ships Python without ensurepip; then the system's pip fills the environment.
    bare = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
    if bare and not importlib.util.find_spec("pip"):
        stop(
            "Python cannot make a virtual environment here. "
            "On Debian or Ubuntu: apt install python3-venv"
        )
    made = subprocess.run([sys.executable, "-m", "venv", *bare, str(VENV)], cwd=ROOT)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        stop(
            "Python cannot make a virtual environment in .venv; the lines above say why. "
            "On Debian or Ubuntu this often helps: apt install python3-venv"
        )


def _pip():
    own = subprocess.run([str(PYTHON), "-c", "import pip"], capture_output=True).returncode == 0
    if own:
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def _pip_env():
    """The user's pip settings stay (a proxy, a mirror), except those that install elsewhere."""
    elsewhere = ("PIP_TARGET", "PIP_USER", "PIP_PREFIX", "PYTHONPATH", "PYTHONHOME")
    return {name: value for name, value in os.environ.items() if name not in elsewhere}


def _digest(lock):
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def _stamp(lock):
    return VENV / ("installed-" + lock + ".sha256")


def _installed(lock):
    stamp = _stamp(lock)
    return stamp.exists() and stamp.read_text() == _digest(lock)
