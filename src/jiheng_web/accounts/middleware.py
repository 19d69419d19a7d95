"""The session: ends when idle, is known to its owner, waits for what has to be done before anything else."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from jiheng_web.accounts import factor, session_actions
from jiheng_web.accounts.models import Person, SignIn
from jiheng_web.writing import writing

_LAST, _SINCE = "last_act", "signed_in_at"
_NOTED_EVERY = 60
_NO_ACT = frozenset({"/alive"})
"""Paths that pages ask by themselves: they keep no session alive."""


def hold_session(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Sign out after the idle time; lead to a password or second factor that is due; keep nothing cached."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not isinstance(request.user, Person):
            return get_response(request)
        if why := _why_ended(request):
            session_actions.expire(request)
            messages.info(request, why)
            return redirect(f"{reverse('sign-in')}?next={quote(request.path)}")
        response = _what_is_due(request, request.user) or get_response(request)
        # Pages that anybody may keep show who is signed in as well.
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return answer


def _why_ended(request: HttpRequest) -> str:
    """Return why the session ends now; "" where it goes on, noted as used once a minute."""
    now = int(time.time())
    last, since = int(request.session.get(_LAST, now)), int(request.session.get(_SINCE, now))
    if now - last > settings.IDLE_MINUTES * 60:
        return f"{settings.IDLE_MINUTES} 分钟没有操作，已自动退出。请重新登录。"
    if now - since > settings.SESSION_COOKIE_AGE:
        return f"登录已满 {settings.SESSION_COOKIE_AGE // 3600} 小时，请重新登录。"
    # A clock that was set back makes the last act lie ahead: it is noted anew, the session ends no later.
    is_due = _LAST not in request.session or not 0 <= now - last <= _NOTED_EVERY
    if request.path not in _NO_ACT and is_due:
        _note_use(request, now)
    return ""


def _note_use(request: HttpRequest, now: int) -> None:
    """Note that a session is used; where the database cannot be written just now, the next request does."""
    try:
        with writing():
            here = SignIn.objects.filter(session_key=str(request.session.session_key))
            here.update(last_seen=timezone.now())
    except OperationalError:
        return
    # Each saving moves the cookie's end; how long one is signed in at most counts from the first.
    request.session[_LAST] = now
    request.session.setdefault(_SINCE, now)


def _what_is_due(request: HttpRequest, person: Person) -> HttpResponseBase | None:
    if request.path == reverse("sign-out"):
        return None
    if person.must_change_password:
        due = "change-password"
    elif not factor.is_proved(person) and factor.is_demanded(person):
        due = "enrol-factor"
    else:
        return None
    return None if request.path == reverse(due) else redirect(due)
