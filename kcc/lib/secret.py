"""The secret of the forms of a page."""

from django.middleware.csrf import get_token

# As {% csrf_token %} writes it, for markup that is written in Python.
FIELD = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'


def token_of(request) -> str:
    """As Django's get_token, which masks the secret anew each time it is asked: 0.1 ms, and a list
    has four forms. One mask for a page is what it needs."""
    masked = getattr(request, "_masked_secret", None)
    # Who logs in gets another secret.
    if masked is None or masked[0] != request.META.get("CSRF_COOKIE"):
        token = get_token(request)
        masked = request._masked_secret = request.META["CSRF_COOKIE"], token
    return masked[1]
