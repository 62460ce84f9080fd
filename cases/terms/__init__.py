"""The terms of a case: standing still, extension, notice of default and what lateness costs."""
