#!/usr/bin/env python
"""Django's command line for KCC."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kcc.settings")
    # No page waits for a command: a migration or an import takes as long as it takes, and says so.
    os.environ.setdefault("STATEMENT_SECONDS", "0")
    os.environ.setdefault("LOCK_SECONDS", "0")
    os.environ.setdefault("SLOW_STATEMENT_SECONDS", "0")
    execute_from_command_line(sys.argv)
