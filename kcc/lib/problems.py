"""The API's errors as problem+json (RFC 9457), as the NL API Design Rules ask."""

from http import HTTPStatus

from django.utils.encoding import force_str
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler
from rest_framework.views import set_rollback

from kcc.lib.errors import DomainError


def problem(status: int, detail, **extra) -> Response:
    body = {"status": status, "title": HTTPStatus(status).phrase, "detail": force_str(detail)}
    return Response(body | extra, status=status, content_type="application/problem+json")


def _flatten(errors, path="") -> list[dict]:
    if isinstance(errors, dict):
        return [e for k, v in errors.items() for e in _flatten(v, f"{path}.{k}" if path else k)]
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
        return problem(400, exc.message, code=exc.code, **extra)
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
