"""The least a page behind a log-in can cost, and how many statements a page makes."""

from contextlib import ExitStack

from django.db import connections
from django.http import HttpResponse

from contacts.models import Subject

# As long as a small page.
PADDING = "<p>Een regel tekst zoals die op elke pagina staat.</p>\n" * 54
ASKED, ANSWERED = "HTTP_X_COUNT", "X-Statements"


def read(request, pk: int):
    """One row by its key, in three kilobytes."""
    subject = Subject.objects.only("name").get(pk=pk)
    return HttpResponse(f"<h1>{subject.name}</h1>\n{PADDING}")


class CountMiddleware:
    """The number of statements of a request that asks for it, in a header."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if ASKED not in request.META:
            return self.get_response(request)
        statements = []

        def count(execute, sql, params, many, context):
            statements.append(sql)
            return execute(sql, params, many, context)

        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(count))
            response = self.get_response(request)
        response.headers[ANSWERED] = str(len(statements))
        return response
