"""The session: ends when idle, is known to its owner, and waits for a password that has to be changed."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from jiheng_web.accounts.models import Person

_LAST = "last_act"
_NOTED_EVERY = 60
_NO_ACT = frozenset({"/alive"})
"""Paths that pages ask by themselves: they keep no session alive."""


def hold_session(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Sign out after the idle time; lead to the change of a password that must be changed."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not isinstance(request.user, Person):
            return get_response(request)
        now = int(time.time())
        last = int(request.session.get(_LAST, now))
        if now - last > settings.IDLE_MINUTES * 60:
            logout(request)
            messages.info(request, f"{settings.IDLE_MINUTES} 分钟没有操作，已自动退出。请重新登录。")
            return redirect(f"{reverse('sign-in')}?next={request.path}")
        if request.path not in _NO_ACT and (now - last > _NOTED_EVERY or _LAST not in request.session):
            request.session[_LAST] = now
        if request.user.must_change_password and request.path not in _allowed_before_change():
            return redirect("change-password")
        return get_response(request)

    return answer


def _allowed_before_change() -> frozenset[str]:
    return frozenset({reverse("change-password"), reverse("sign-out")})
