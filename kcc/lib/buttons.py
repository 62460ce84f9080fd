"""Addresses that only a button may ask for."""

from django.http import HttpResponseNotAllowed
from django.shortcuts import render

from kcc.lib.htmx import is_background


class ButtonPageMiddleware:
    """A page with a way on for who opens the address of a button, by loading an answer again or
    from the address bar; the bare 405 of Django is an empty window. The API has answers of its own.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        refused = isinstance(response, HttpResponseNotAllowed)
        if not refused or request.method != "GET" or is_background(request):
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page
