"""Limits on what may be typed in an address."""

from django.core.validators import MaxValueValidator, MinValueValidator

from kcc.lib.periods import FIRST_DAY, LAST_DAY

DAYS = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
