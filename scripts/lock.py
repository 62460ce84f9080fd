"""`make lock`: requirements*.txt from requirements*.in, with hashes, for Python 3.11 and newer."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import packages
from children import clean_environment


def main():
    with tempfile.TemporaryDirectory(prefix="kcc-lock-") as folder:
        # uv does the resolving; it is needed here only, so it is not among the requirements.
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([Path(folder, "bin", "pip"), "install", "--quiet", "uv"], check=True)
        compile_ = [Path(folder, "bin", "uv"), "pip", "compile", "--quiet", "--no-config"]
        compile_ += ["--universal", "--python-version", "3.11", "--generate-hashes"]
        # No index address in the file: it must install from whatever index its user has.
        compile_ += ["--no-emit-index-url", "--no-emit-find-links"]
        compile_ += ["--custom-compile-command", "make lock"]
        if os.environ.get("UPGRADE"):
            compile_.append("--upgrade")
        for name in ("requirements", "requirements-dev"):
            subprocess.run(
                [*compile_, f"{name}.in", "-o", f"{name}.txt"],
                cwd=packages.ROOT,
                env=clean_environment(),
                check=True,
            )


if __name__ == "__main__":
    main()
