"""The least a page behind a log-in can cost, and how many statements a page makes."""

import os
from contextlib import ExitStack

from django.db import connection, connections, models
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from contacts.models import Subject

# As long as a small page.
PADDING = "<p>Een regel tekst zoals die op elke pagina staat.</p>\n" * 54
ASKED, ANSWERED = "HTTP_X_COUNT", "X-Statements"
WORKER = "X-Worker"


class Line(models.Model):
    """A row of the least that can be written: what, by whom and when. A table for measuring only;
    `make_table` makes it, no migration knows it."""

    text = models.CharField(max_length=500)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        # Not installed, so the application has no such model.
        app_label = "bench"
        db_table = "bench_line"

    def __str__(self):
        return self.text


def make_table() -> None:
    if Line._meta.db_table not in connection.introspection.table_names():
        statement, _values = connection.schema_editor().table_sql(Line)
        with connection.cursor() as cursor:
            cursor.execute(statement)


def read(request, pk: int):
    """One row by its key, in three kilobytes."""
    subject = Subject.objects.only("name").get(pk=pk)
    return HttpResponse(f"<h1>{subject.name}</h1>\n{PADDING}")


@require_POST
def insert(request):
    """One row, committed, and the same three kilobytes."""
    line = Line.objects.create(
        text=request.POST["text"], made_by=request.user.pk, made_at=timezone.now()
    )
    return HttpResponse(f"<h1>{line.pk}</h1>\n{PADDING}")


class CountMiddleware:
    """Which worker answered; and, when a request asks for it, in how many statements."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        counted = ASKED in request.META
        response = self._count(request) if counted else self.get_response(request)
        response.headers[WORKER] = str(os.getpid())
        return response

    def _count(self, request):
        statements = []

        def count(execute, sql, params, many, context):
            statements.append(sql)
            return execute(sql, params, many, context)

        with ExitStack() as stack:
            for each in connections.all():
                stack.enter_context(each.execute_wrapper(count))
            response = self.get_response(request)
        response.headers[ANSWERED] = str(len(statements))
        return response
