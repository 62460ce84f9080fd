"""`make lock`: requirements*.txt from requirements*.in, with hashes, for Python 3.11 and newer."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import packages


def main():
    with tempfile.TemporaryDirectory(prefix="kcc-lock-") as folder:
        # uv does the resolving; it is needed here only, so it is not among the requirements.
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([Path(folder, "bin", "pip"), "install", "-qq", "uv"], check=True)
        resolve = [Path(folder, "bin", "uv"), "pip", "compile", "--quiet"]
        resolve += ["--universal", "--python-version", "3.11", "--generate-hashes"]
        # From the ordinary index whatever this user has set up, and without naming it.
        resolve += ["--no-config", "--no-emit-index-url", "--no-emit-find-links"]
        resolve += ["--custom-compile-command", "make lock"]
        if os.environ.get("UPGRADE"):
            resolve.append("--upgrade")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("UV_")}
        for name in ("requirements", "requirements-dev"):
            command = [*resolve, f"{name}.in", "-o", f"{name}.txt"]
            if subprocess.run(command, cwd=packages.ROOT, env=environment).returncode:
                packages.stop(f"{name}.txt was not made; the lines above say why.")


if __name__ == "__main__":
    main()
