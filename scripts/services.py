"""What the checks need beside Python: found, else installed, else a sentence. Nothing is skipped.

PostgreSQL and Redis run on free loopback ports in a folder that is removed afterwards; a server
that already runs on this machine is neither used nor touched.
"""

import getpass
import glob
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import packages
from children import clean_environment, free_port

CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def postgresql_programs():
    """The newest folder with PostgreSQL's server programs, or None."""
    on_path = shutil.which("initdb")
    debian = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=_version)
    found = on_path or (debian[-1] if debian else None)
    return Path(found).resolve().parent if found else None


def _version(path):
    return float(Path(path).parts[-3])


def chromium():
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, (named, *CHROMIUMS) if named else CHROMIUMS)), None)


def fonts():
    listed = shutil.which("fc-list") and subprocess.run(["fc-list"], capture_output=True).stdout
    return listed or None


def compose():
    """The command that reads docker-compose.yml; it needs no running engine to check the file."""
    for command in (["docker", "compose"], ["docker-compose"]):
        version = [*command, "version"]
        if shutil.which(command[0]) and not subprocess.run(version, capture_output=True).returncode:
            return command
    return None


# what for, how it is found, Debian's packages
TOOLS = (
    ("the translation check", lambda: shutil.which("xgettext"), ("gettext",)),
    ("the check of docker-compose.yml", compose, ("docker-compose",)),
    ("the tests on PostgreSQL", postgresql_programs, ("postgresql",)),
    ("the tests of jobs", lambda: shutil.which("redis-server"), ("redis-server",)),
    ("the browser stories", chromium, ("chromium",)),
    ("the browser stories", fonts, ("fontconfig", "fonts-dejavu-core", "fonts-noto-core")),
)


def install_missing(tools):
    wanted = [package for _, find, names in tools if not find() for package in names]
    if wanted and shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing " + " ".join(wanted) + " …", flush=True)
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted]
        for command in (["apt-get", "update", "-qq"], install):
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **quiet)
    for purpose, find, names in tools:
        if not find():
            packages.stop(
                f"Not found, and needed for {purpose}: {names[0]}. "
                f"On Debian or Ubuntu: sudo apt install {' '.join(names)}"
            )


# Nothing of a test run outlives it, so nothing needs to reach the disk.
THROWN_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def start_postgresql(children, folder, settings=THROWN_AWAY):
    """A new cluster with an empty database; returns its address."""
    programs = postgresql_programs()
    password = secrets.token_hex(16)
    home = Path(tempfile.mkdtemp(prefix="postgresql-", dir=folder))
    (home / "password").write_text(password)
    # PostgreSQL refuses to run as root; then its own user, or nobody, runs it.
    options = {"cwd": home, "env": clean_environment(PGPASSWORD=password)}
    if os.geteuid() == 0:
        account = _unprivileged()
        options.update(user=account.pw_uid, group=account.pw_gid, extra_groups=[])
        folder.chmod(0o711)
        for path in (home, home / "password"):
            os.chown(path, account.pw_uid, account.pw_gid)
    data = str(home / "data")
    # The same order of letters as on every other machine, and upper/lower case beyond ASCII.
    initdb = [programs / "initdb", "-D", data, "-U", "kcc", "--auth=scram-sha-256", "--no-sync"]
    initdb += ["--pwfile=password", "--encoding=UTF8", "--locale=C.UTF-8"]
    port = str(free_port())
    server = [programs / "postgres", "-D", data, "-p", port, "-c", "listen_addresses=127.0.0.1"]
    for setting in settings:
        server += ["-c", setting]
    server += ["-c", "unix_socket_directories=", "-c", "log_min_messages=fatal"]
    with open(folder / "postgresql.log", "wb") as log:
        if children.run("initdb", initdb, stdout=log, stderr=log, **options):
            packages.stop("PostgreSQL's initdb failed:\n" + (folder / "postgresql.log").read_text())
        children.start(
            "PostgreSQL", server, stop_with=signal.SIGINT, stdout=log, stderr=log, **options
        )
    address = ["-h", "127.0.0.1", "-p", port, "-U", "kcc"]
    client = {"env": options["env"], "stdout": subprocess.DEVNULL}
    await_success([programs / "pg_isready", *address], folder / "postgresql.log", **client)
    subprocess.run([programs / "createdb", *address, "kcc"], check=True, **client)
    return f"postgres://kcc:{password}@127.0.0.1:{port}/kcc"


def copy_postgresql(address, name):
    """A database with that name on the same server, like the one at the address."""
    parts = urlsplit(address)
    command = [postgresql_programs() / "createdb", "-h", parts.hostname, "-p", str(parts.port)]
    command += ["-U", parts.username, "--template", parts.path.strip("/"), name]
    environment = clean_environment(PGPASSWORD=parts.password)
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def _unprivileged():
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    packages.stop(f"PostgreSQL does not run as {getpass.getuser()}; make a user named postgres.")


def start_redis(children, folder):
    """An empty Redis; returns its address."""
    port, password = str(free_port()), secrets.token_hex(16)
    (folder / "redis.conf").write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ''\ndir {folder}\n"
    )
    with open(folder / "redis.log", "wb") as log:
        children.start("Redis", ["redis-server", folder / "redis.conf"], stdout=log, stderr=log)
    ping = ["redis-cli", "-p", port, "-a", password, "--no-auth-warning", "ping"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    await_success(ping, folder / "redis.log", **quiet)
    return f"redis://:{password}@127.0.0.1:{port}/0"


def await_success(command, log, within=120, **options):
    latest = time.monotonic() + within
    while subprocess.run(command, **options).returncode:
        if time.monotonic() > latest:
            packages.stop(f"No answer in {within} seconds:\n{log.read_text()}")
        time.sleep(0.1)
