"""Middleware: security headers on every answer, and no writing in the demonstration."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import Resolver404, resolve

from neocol.exchange.documents.render import STYLESHEET

Answer = Callable[[HttpRequest], HttpResponse]
ViewT = TypeVar("ViewT", bound=Callable[..., HttpResponse])

_DIRECTIVES: Final = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
ASKS: Final = {"form-action": "'self'"}
"""What a page with a question needs."""
ANSWERS_AT_ONCE: Final = {**ASKS, "script-src": "'self'", "connect-src": "'self'"}
"""What a page needs whose question is answered while it is typed; no script stands in the page."""
SENSORS = "camera=(), microphone=(), geolocation=()"
_READING = ("GET", "HEAD")
_QUESTIONS: set[Callable[..., HttpResponse]] = set()
"""The views that take a question by POST."""


def policy(changed: Mapping[str, str] | None = None) -> str:
    """Return the content security policy; a page that needs more says what."""
    return "; ".join(
        f"{name} {value}" for name, value in (_DIRECTIVES | dict(changed or {})).items()
    )


POLICY: Final = policy()


def paper(html: str) -> HttpResponse:
    """Send a page that carries its own style; the policy names exactly this style."""
    response = HttpResponse(html)
    digest = hashlib.sha256(STYLESHEET.read_text("utf-8").encode()).digest()
    style = f"'sha256-{base64.b64encode(digest).decode()}'"
    response["Content-Security-Policy"] = policy({"style-src": style})
    return response


def headers(get_response: Answer) -> Answer:
    """Send a strict content security policy; a view may have set a narrower one."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", SENSORS)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def asks(view: ViewT) -> ViewT:
    """Mark a view that takes a question by POST, so that words stand in no address, and keeps none.

    There is no session and nothing is written, so there is nothing for a forged form to do.
    """
    _QUESTIONS.add(view)
    return view


def read_only(get_response: Answer) -> Answer:
    """Refuse everything but reading, and the questions that write nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in _READING and not _is_asked(request):
            return HttpResponseNotAllowed(_READING)
        return get_response(request)

    return answer


def _is_asked(request: HttpRequest) -> bool:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return request.method == "POST" and view in _QUESTIONS
