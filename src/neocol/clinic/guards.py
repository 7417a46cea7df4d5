"""Middleware: security headers on every answer, and no writing in the demonstration."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SENSORS = "camera=(), microphone=(), geolocation=()"
_READING = ("GET", "HEAD")


def headers(get_response: Answer) -> Answer:
    """Send a strict content security policy; a view may have set a narrower one."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", SENSORS)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def read_only(get_response: Answer) -> Answer:
    """Refuse everything but reading."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in _READING:
            return HttpResponseNotAllowed(_READING)
        return get_response(request)

    return answer
