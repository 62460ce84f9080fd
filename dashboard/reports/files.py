"""The files of a report: made of its document, and kept with its row."""

import hashlib
from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from dashboard.models import Report, ReportFile
from dashboard.reports.frozen import span_of
from dashboard.reports.making import document_to_file, words_of
from dashboard.reports.words import Words
from kcc.lib.paper.pdf import pdf_of
from kcc.lib.paper.shape import Document
from kcc.lib.paper.workbook import workbook_of

Format = ReportFile.Format
ALL = tuple(Format.values)


def files_of(
    document: Document, *, made_on: date, draft: bool = False, formats: Collection[str] = ALL
) -> dict[str, bytes]:
    """By format; byte for byte the same for the same document, day and look of the house."""
    made = {
        Format.PDF: lambda: pdf_of(document, made_on=made_on, draft=draft),
        Format.XLSX: lambda: workbook_of(document, made_on=made_on),
    }
    return {str(each): made[Format(each)]() for each in formats}


def made_files(report: Report, words: Words, formats: Collection[str] = ALL) -> dict[str, bytes]:
    """Of a report with these words, in its own language. A draft is dated on the last day of its
    period: nothing in a file is of the moment it was made."""
    return files_of(
        document_to_file(report, words),
        made_on=words.published_on or span_of(report.kind, report.first_day).last,
        draft=words.published_on is None,
        formats=formats,
    )


def file_of(report: Report, extension: str) -> ReportFile:
    """The file that is kept, or one made now: kept too, unless the words of the draft changed
    meanwhile. One statement for a file that is there. Only of a report with figures."""
    kept = ReportFile.objects.filter(report=report, format=extension).first()
    if kept:
        return kept
    words = words_of(report)
    body = made_files(report, words, [extension])[extension]
    file = ReportFile(
        report=report,
        format=extension,
        body=body,
        size=len(body),
        digest=hashlib.sha256(body).hexdigest(),
        made_at=timezone.now(),
    )
    with transaction.atomic():
        row = Report.objects.select_for_update().filter(pk=report.pk, state=report.state).first()
        if row and words_of(row) == words:
            # Somebody else may have made the same one just now.
            ReportFile.objects.bulk_create([file], ignore_conflicts=True)
    return file
