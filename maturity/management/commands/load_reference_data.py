"""Fill the lists the application works with: departments, channels, norms, subjects, case types,
the catalogue of the self-assessment."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

import cases.following.loading
import cases.loading
import cases.terms.loading
import contacts.loading
import kcc.organisation.loading
import maturity.loading
from contacts import reference
from kcc.audit.services import record
from kcc.lib.errors import DomainError
from kcc.organisation import calendars

# In the order of the rooms: later ones point at earlier ones.
LOADERS = (
    kcc.organisation.loading.load,
    cases.loading.load,
    cases.following.loading.load,
    cases.terms.loading.load,
    contacts.loading.load,
    maturity.loading.load,
)


class Command(BaseCommand):
    help = (
        "Load the start data (departments, channels, opening hours, holidays, norms, case types, "
        "subjects, outcomes). Safe to run again: only what is missing is made, and what was "
        "changed in the administration stays as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--update",
            action="store_true",
            help="also put the values of the start data back where they were changed",
        )

    def handle(self, *, update, verbosity, **options):
        try:
            tallies, changed = _load(update)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        calendars.forget()
        reference.forget()
        if verbosity:
            for tally in tallies:
                name = tally.model._meta.label
                self.stdout.write(
                    f"{name:<28} {tally.created:>4} made {tally.updated:>4} updated "
                    f"{tally.unchanged:>4} already there"
                )
        if not changed:
            self.stdout.write("Nothing to do: everything was there already.")
        else:
            made = sum(tally.created for tally in tallies)
            self.stdout.write(f"{made} made, {sum(changed.values()) - made} updated.")


@transaction.atomic
def _load(update):
    tallies = [tally for load in LOADERS for tally in load(update=update)]
    changed = {t.model._meta.label_lower: t.changed for t in tallies if t.changed}
    if changed:
        record(by=None, action="reference_data.loaded", detail=changed)
    return tallies, changed
