"""The API's errors as problem+json (RFC 9457), as the NL API Design Rules ask."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler as drf_exception_handler
from rest_framework.views import set_rollback

from kcc.lib.busy import RETRY_AFTER, is_busy
from kcc.lib.errors import Conflict, DomainError


def problem(status: int, detail, **extra) -> Response:
    body = {"status": status, "title": HTTPStatus(status).phrase, "detail": force_str(detail)}
    return Response(body | extra, status=status, content_type="application/problem+json")


def _inside(path: str, name) -> str:
    """'questions' and 0 is 'questions[0]'; with 'subject' it is 'questions[0].subject'."""
    if isinstance(name, int):
        return f"{path}[{name}]"
    if name == api_settings.NON_FIELD_ERRORS_KEY:
        return path
    return f"{path}.{name}" if path else name


def _flatten(errors, path="") -> list[dict]:
    if isinstance(errors, dict):
        return [e for k, v in errors.items() for e in _flatten(v, _inside(path, k))]
    if isinstance(errors, list):
        nested = any(isinstance(e, dict | list) for e in errors)
        if nested:
            return [e for i, v in enumerate(errors) for e in _flatten(v, f"{path}[{i}]")]
        return [{"name": path, "reason": force_str(e), "code": e.code} for e in errors]
    return [{"name": path, "reason": force_str(errors), "code": getattr(errors, "code", "")}]


def exception_handler(exc, context):
    """DRF's handler, with every error in one shape and all invalid fields at once."""
    if isinstance(exc, DomainError):
        set_rollback()
        extra = {"invalidParams": [{"name": exc.field, "reason": str(exc)}]} if exc.field else {}
        status = 409 if isinstance(exc, Conflict) else 400
        return problem(status, exc.message, code=exc.code, **extra)
    if is_busy(exc):
        set_rollback()
        answer = problem(503, _("This took too long. Nothing was saved; try again in a moment."))
        answer["Retry-After"] = RETRY_AFTER
        return answer
    response = drf_exception_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, ValidationError):
        answer = problem(response.status_code, exc.default_detail)
        answer.data["invalidParams"] = _flatten(exc.detail)
    else:
        answer = problem(response.status_code, getattr(exc, "detail", exc))
    for name, value in response.items():
        if name.lower() != "content-type":
            answer[name] = value
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """What nobody foresaw: a problem for a program, a page for a person (`handler500`)."""
    if not request.path.startswith("/api/"):
        return defaults.server_error(request)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    said = {
        "status": status, "title": status.phrase,
        "detail": _("Something went wrong here. It has been written down; try again in a moment."),
    }  # fmt: skip
    return JsonResponse(said, status=status, content_type="application/problem+json")


PROBLEM = {
    "type": "object",
    "required": ["status", "title", "detail"],
    "properties": {
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string", "description": "A sentence for a person."},
        "code": {"type": "string"},
        "invalidParams": {
            "type": "array",
            "description": "Everything that is wrong, at once.",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "example": "questions[0].subject"},
                    "reason": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
    },
}


def describe(result, generator, request, public):
    """Adds the one shape of every error to the OpenAPI description (a hook of drf-spectacular)."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    answer = {
        "description": "Something is wrong (RFC 9457)",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    for methods in result["paths"].values():
        for operation in methods.values():
            operation["responses"]["default"] = answer
    return result
