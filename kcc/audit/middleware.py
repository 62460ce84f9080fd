"""Remembers where a request came from, so that services need not know about requests."""

from kcc.audit import origin


class OriginMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with origin.of(request.META.get("REMOTE_ADDR", "")):
            return self.get_response(request)
