"""What every request passes: the access log, and pages for what was refused."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from jiheng.errors import JihengError
from jiheng_web.errors import NotAllowed, Refused
from jiheng_web.journal.access import write_access
from jiheng_web.pages import error_page

_BESIDE_FILES = 1024 * 1024
Next: TypeAlias = Callable[[HttpRequest], HttpResponseBase]
_log = logging.getLogger("jiheng_web")


def address_of(request: HttpRequest) -> str:
    """Return the address a request comes from; a proxy's word counts only for the one that settings name."""
    direct = str(request.META.get("REMOTE_ADDR") or "")
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR") or "")
    if settings.TRUSTED_PROXY and direct == settings.TRUSTED_PROXY and forwarded:
        return forwarded.rpartition(",")[2].strip()[:45]
    return direct[:45]


class AccessLog:
    """Write one line a request: when, who, from where, what, how it ended. No contents, no query strings."""

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request and note it."""
        started = time.perf_counter()
        response = self._get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            user = getattr(request, "user", None)
            write_access(
                who=getattr(user, "username", "") if user is not None else "",
                address=address_of(request),
                method=str(request.method),
                path=request.path,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - started) * 1000),
            )
        return response


def answer_refusals(get_response: Next) -> Next:
    """Answer what actions refuse with a page (or JSON, for programs) that says why and what to do."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        # Before anything is read: a form's files would be written to the disk first.
        if _length_of(request) > settings.LARGEST_UPLOAD + _BESIDE_FILES:
            return _refusal(request, 413, f"一次最多上传 {settings.LARGEST_UPLOAD // 1024**2} MB。")
        if "%00" in str(request.META.get("QUERY_STRING") or "") or "\0" in request.path:
            return _refusal(request, 400, "地址里有空字符，没有这样的内容可查。")
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        from jiheng_web.journal.refusals import note_refusal  # noqa: PLC0415 - it asks for addresses here

        if isinstance(exception, NotAllowed):
            note_refusal(request, exception.reason)
        if isinstance(exception, Refused):
            return _refusal(request, exception.status, exception.reason)
        if isinstance(exception, JihengError):
            return _refusal(request, 422, str(exception))
        return None

    answer.process_exception = process_exception  # type: ignore[attr-defined] # Django looks for it there
    return answer


def _length_of(request: HttpRequest) -> int:
    given = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(given) if given.isdecimal() else 0


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: through the API, or a script of ours that sends JSON."""
    return request.path.startswith("/api/") or request.content_type == "application/json"


def _refusal(request: HttpRequest, status: int, reason: str) -> HttpResponse:
    if wants_json(request):
        content = json.dumps({"error": reason}, ensure_ascii=False)
        return HttpResponse(content, status=status, content_type="application/json")
    return error_page(request, status, reason)
