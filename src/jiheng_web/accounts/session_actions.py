"""Everything that starts and ends sessions."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django_otp import login as note_factor
from django_otp.plugins.otp_totp.models import TOTPDevice

from jiheng_web import rights
from jiheng_web.accounts.models import Person, SignIn
from jiheng_web.journal.actions import Actor, record
from jiheng_web.middleware import address_of
from jiheng_web.writing import writing

_BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(request: HttpRequest, person: Person, device: TOTPDevice | None = None) -> None:
    """Start a session for someone who proved who they are, under a new key.

    Args:
        request: The request that proved it.
        person: Who.
        device: The second factor that was proved as well.
    """
    login(request, person, backend=_BACKEND)
    if device is not None:
        note_factor(request, device)
    if request.session.session_key is None:
        request.session.save()
    with writing():
        _note(request, person)
        words = f"{person.username} 登录{'（两步验证）' if device else ''}"
        record(rights.actor_of(request), "sign_in", ("person", person.pk), words)


def _note(request: HttpRequest, person: Person) -> None:
    now = timezone.now()
    # Sessions that ended by themselves, whosever they were: nothing of them stays behind.
    Session.objects.filter(expire_date__lt=now).delete()
    SignIn.objects.filter(last_seen__lt=now - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)).delete()
    SignIn.objects.update_or_create(
        session_key=str(request.session.session_key),
        defaults={
            "person": person,
            "address": address_of(request),
            "agent": request.headers.get("User-Agent", "")[:200],
            "at": now,
            "last_seen": now,
        },
    )


def keep_signed_in(request: HttpRequest, person: Person) -> int:
    """Go on under a new key after the password or the second factor changed; end all other sessions.

    Returns:
        How many others ended. Runs inside an action's transaction.
    """
    ended = drop_sessions(person, but=str(request.session.session_key))
    SignIn.objects.filter(session_key=str(request.session.session_key)).delete()
    # Signs the session for the new password and gives it a new key.
    update_session_auth_hash(request, person)
    _note(request, person)
    return ended


def sign_out(request: HttpRequest, person: Person) -> None:
    """End this session, by its person's wish."""
    with writing():
        SignIn.objects.filter(session_key=str(request.session.session_key)).delete()
        record(rights.actor_of(request), "sign_out", ("person", person.pk), f"{person.username} 退出")
    logout(request)


def expire(request: HttpRequest) -> None:
    """End this session because nothing was done in it for too long."""
    SignIn.objects.filter(session_key=str(request.session.session_key)).delete()
    logout(request)


def end_session(session: SignIn, *, actor: Actor) -> None:
    """End one session."""
    with writing():
        Session.objects.filter(session_key=session.session_key).delete()
        session.delete()
        words = f"结束 {session.person.username} 在 {session.address} 的登录"
        record(actor, "end_session", ("person", session.person_id), words)


def end_sessions(person: Person, *, actor: Actor, but: str | None = None) -> int:
    """End every session of a person, but perhaps one.

    Args:
        person: Whose.
        actor: Who, for the journal.
        but: Key of the session that goes on.

    Returns:
        How many ended.
    """
    with writing():
        ended = drop_sessions(person, but=but)
        words = f"结束 {person.username} 的{'其他' if but else '全部'}登录，{ended} 处"
        record(actor, "end_sessions", ("person", person.pk), words)
    return ended


def drop_sessions(person: Person, *, but: str | None = None) -> int:
    """End sessions as a part of another act, inside its transaction and journal line."""
    ended = SignIn.objects.filter(person=person).exclude(session_key=but or "")
    keys = list(ended.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    ended.delete()
    return len(keys)
