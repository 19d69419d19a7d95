"""What was refused, in the journal: wrong passwords, locked names, acts without the right."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from jiheng_web import rights
from jiheng_web.accounts.models import Person
from jiheng_web.journal.actions import SYSTEM, Actor, record
from jiheng_web.journal.models import Entry
from jiheng_web.writing import writing

REFUSED = "refused"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@receiver(user_login_failed, dispatch_uid="jiheng_web.journal.refusals")
def note_wrong_password(
    sender: object,  # noqa: ARG001 - Django's signature
    credentials: dict[str, str],
    request: HttpRequest | None = None,
    **_: object,
) -> None:
    """Note a wrong password. A name that nobody has may be a password typed in the wrong place: not kept."""
    if getattr(request, "axes_locked_out", False):
        return  # noted once by ``note_lockout``; attempts after it do not fill the journal
    from jiheng_web.middleware import address_of  # noqa: PLC0415 - the middleware writes the journal as well

    address = address_of(request) if request is not None else ""
    person = _named(credentials.get("username", ""))
    name = person.username if person else "（没有这个用户名）"
    _note("sign_in", person, f"{name} 登录失败", address)


def note_lockout(username: str, address: str) -> None:
    """Note that a name was locked; once in the time it stays so."""
    person = _named(username)
    since = timezone.now() - dt.timedelta(hours=settings.AXES_COOLOFF_TIME)
    subject_id = str(person.pk) if person else ""
    known = Entry.objects.filter(act="lock", subject_id=subject_id, address=address, at__gte=since)
    if not known.exists():
        name = person.username if person else "（没有这个用户名）"
        _note("lock", person, f"{name} 连续输错密码，锁定登录", address)


def note_refusal(request: HttpRequest, reason: str, actor: Actor | None = None) -> None:
    """Note an act that a person has not the right for; looking at pages is not an act.

    Args:
        request: What was asked.
        reason: Why it was refused.
        actor: Who asked, where a key and not a session says so.
    """
    if request.method in _SAFE or (actor is None and not isinstance(request.user, Person)):
        return
    route = request.resolver_match.view_name if request.resolver_match else ""
    details = {"route": route, "path": request.path[:200]}
    with writing():
        who = actor or rights.actor_of(request)
        record(who, "refuse", ("address", request.path[:40]), reason[:200], details=details, result=REFUSED)


def _named(username: str) -> Person | None:
    return Person.objects.filter(username=username.strip().lower()[:60]).first()


def _note(act: str, person: Person | None, words: str, address: str) -> None:
    who = Actor(person.pk, person.full_name, "", address) if person else Actor(None, SYSTEM.name, "", address)
    with writing():
        record(who, act, ("person", person.pk if person else ""), words, result=REFUSED)
