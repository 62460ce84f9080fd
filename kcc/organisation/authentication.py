"""Who calls the API: a program with an access key, or a page of our own with its session."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.authentication import get_authorization_header as authorization_of
from rest_framework.exceptions import AuthenticationFailed

from kcc.organisation.tokens import find_token


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer kcc_…`; `request.auth` is the ApiToken."""

    def authenticate(self, request):
        scheme, _space, text = authorization_of(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        token = find_token(text.strip().decode("ascii", "replace"), timezone.now())
        if token is None:
            raise AuthenticationFailed(_("This access key is not valid."))
        return token.user, token

    def authenticate_header(self, request):
        return 'Bearer realm="KCC"'


class VerifiedSessionAuthentication(SessionAuthentication):
    """A session counts only after the second factor: views of the API are outside the middleware
    that asks for it."""

    def authenticate(self, request):
        found = super().authenticate(request)
        if found and settings.REQUIRE_TOTP and not found[0].is_verified():
            return None
        return found


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = BearerAuthentication
    name = "accessKey"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": "make: create_api_token"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = VerifiedSessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema):
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
