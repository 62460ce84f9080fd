"""The view every resource of the API is made of: who may, and in which scope of an access key."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.permissions import BasePermission
from rest_framework.views import APIView

from kcc.lib.rest import finish
from kcc.organisation.access import access_of
from kcc.organisation.models import ApiToken, Role
from kcc.organisation.worklist import WHOSE, State

EVERY_ROLE = frozenset(Role)
PAGING = [
    OpenApiParameter("after", str, description="The page after this one: follow `next`."),
    OpenApiParameter("before", str, description="The page before this one: follow `previous`."),
    OpenApiParameter("pageSize", int, description="From 1 to 100; 25 when left out."),
]
# The filters that both worklists share on screen and here.
FILTERS = [
    OpenApiParameter("state", str, enum=State.values),
    OpenApiParameter("handler", str, enum=["nobody", "me", "colleagues"]),
    OpenApiParameter("of", str, enum=[str(who) for who in WHOSE], description="Whose, within it."),
    OpenApiParameter("status", str),
    OpenApiParameter("department", str, description="Slug of a department."),
    OpenApiParameter("team", str, description="Id of a team."),
    OpenApiParameter("domain", str, description="Slug of a domain."),
    OpenApiParameter("since", str, description="Received on this day or later: 2026-11-24."),
    OpenApiParameter("until", str, description="Received on this day or earlier."),
    OpenApiParameter("sort", str, description="A column; with - in front the other way around."),
]


class RoleAllows(BasePermission):
    """Deny by default: a method that `roles` of the view does not name is for nobody."""

    def has_permission(self, request, view):
        if not request.user.is_authenticated:
            return False
        if request.method not in view.allowed_methods:
            return True  # answered with 405: there is nothing to allow
        token = request.auth
        if isinstance(token, ApiToken) and token.scope != ApiToken.Scope.EVERYTHING:
            return token.scope in view.scopes
        method = "GET" if request.method == "HEAD" else request.method
        return access_of(request.user).has(*view.roles.get(method, ()))


class TooLarge(APIException):
    status_code = 413
    default_detail = _("This is too much to send at once.")
    default_code = "too_large"


class ApiView(APIView):
    """`roles` by method; `scopes` are the narrow access keys that may do this as well."""

    http_method_names = ("get", "head", "post")
    permission_classes = (RoleAllows,)
    roles: dict[str, frozenset] = {}
    scopes: frozenset[str] = frozenset()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        # Django limits forms only; JSON would be read whatever its size.
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if int(sent) > self.most_bytes:
            raise TooLarge

    @property
    def most_bytes(self) -> int:
        """Of one request; more where a file comes along."""
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    @property
    def access(self):
        return access_of(self.request.user)

    @property
    def person(self) -> dict:
        """Who asks, as the selectors want to know it."""
        return {"access": self.access, "user": self.request.user}

    def finalize_response(self, request, response, *args, **kwargs):
        return finish(super().finalize_response(request, response, *args, **kwargs))
