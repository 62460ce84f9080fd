"""`manage.py write_figures`: write docs/figures.md from dashboard/figures/."""

from django.conf import settings
from django.core.management.base import BaseCommand

from dashboard.document import as_markdown


class Command(BaseCommand):
    help = "Write docs/figures.md from the definitions of the figures."

    def handle(self, **options):
        path = settings.BASE_DIR / "docs" / "figures.md"
        path.write_text(as_markdown(), encoding="utf-8")
        self.stdout.write("docs/figures.md is written.")
