"""Everything that writes passwords: changed by their person, reset by an administrator."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from axes.utils import reset as forget_failures
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest
from django.utils import timezone

from jiheng_web.accounts.models import PasswordBefore, PasswordReset, Person
from jiheng_web.accounts.session_actions import drop_sessions, keep_signed_in
from jiheng_web.accounts.tokens import revoke_all
from jiheng_web.errors import InputRefused
from jiheng_web.journal.actions import Actor, record
from jiheng_web.writing import writing

REMEMBERED = 5
"""The present password and those before it that cannot be chosen again."""
LINK_HOURS = 24
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"


def temporary_password() -> str:
    """Return a password easy to read out: ``Kmwp-4829-tfhs``; no characters that look alike."""
    first, last = (_some(_LETTERS) for _ in range(2))
    return f"{first.capitalize()}-{_some(_DIGITS)}-{last}"


def _some(characters: str) -> str:
    return "".join(secrets.choice(characters) for _ in range(4))


def change_password(request: HttpRequest, person: Person, password: str, *, actor: Actor) -> None:
    """Set the new password that a person chose; end their other sessions. The form asked for the present one.

    Raises:
        InputRefused: It is one of the last.
    """
    _refuse_known(person, password)
    with writing():
        _store(person, password, must_change=False)
        ended = keep_signed_in(request, person)
        words = f"{person.username} 修改密码，结束其他登录 {ended} 处"
        record(actor, "change_password", ("person", person.pk), words)


def _refuse_known(person: Person, password: str) -> None:
    before = person.passwords_before.values_list("hashed", flat=True)[: REMEMBERED - 1]
    if any(check_password(password, hashed) for hashed in (person.password, *before)):
        raise InputRefused(f"新密码不能与最近 {REMEMBERED} 次用过的密码相同。")


def _store(person: Person, password: str, *, must_change: bool) -> None:
    now = timezone.now()
    PasswordBefore.objects.create(person=person, hashed=person.password, at=now)
    kept = person.passwords_before.values_list("pk", flat=True)[: REMEMBERED - 1]
    person.passwords_before.exclude(pk__in=list(kept)).delete()
    person.set_password(password)
    person.must_change_password = must_change
    person.password_changed_at = now
    person.save(update_fields=["password", "must_change_password", "password_changed_at"])
    PasswordReset.objects.filter(person=person).delete()


def give_temporary_password(person: Person, *, actor: Actor) -> str:
    """Set a password that has to be changed at the next sign-in; end all sessions and keys.

    Returns:
        The password: the only time that it is seen.
    """
    password = temporary_password()
    with writing():
        _store(person, password, must_change=True)
        _shut(person)
        record(actor, "reset_password", ("person", person.pk), f"为 {person.username} 设置临时密码")
    return password


def give_reset_link(person: Person, *, actor: Actor) -> str:
    """Make a link that sets a new password once; the present one stops working now.

    Returns:
        The secret at the end of the link: the only time that it is seen.
    """
    secret = secrets.token_urlsafe(24)
    with writing():
        _store(person, secrets.token_urlsafe(32), must_change=True)
        _shut(person)
        PasswordReset.objects.create(
            person=person,
            digest=_digest(secret),
            expires_at=timezone.now() + dt.timedelta(hours=LINK_HOURS),
        )
        words = f"为 {person.username} 生成重设密码的一次性链接，{LINK_HOURS} 小时有效"
        record(actor, "reset_password", ("person", person.pk), words)
    return secret


def _shut(person: Person) -> None:
    drop_sessions(person)
    revoke_all(person)


def person_of_link(secret: str) -> Person | None:
    """Return whose password a link sets; None where it was used, replaced or is too old."""
    reset = (
        PasswordReset.objects.filter(
            digest=_digest(secret), expires_at__gt=timezone.now(), person__is_active=True
        )
        .select_related("person")
        .first()
    )
    return reset.person if reset else None


def use_reset_link(secret: str, password: str, *, address: str) -> None:
    """Set the password that a link's person chose; the link ends.

    Raises:
        InputRefused: The link ended meanwhile, or the password is one of the last.
    """
    with writing():
        reset = (
            PasswordReset.objects.select_for_update(of=("self",))
            .filter(digest=_digest(secret), expires_at__gt=timezone.now())
            .select_related("person")
            .first()
        )
        if reset is None:
            raise InputRefused("这个链接已经用过或过期，请向系统管理员再要一个。")
        person = reset.person
        _refuse_known(person, password)
        _store(person, password, must_change=False)
        drop_sessions(person)
        who = Actor(person.pk, person.full_name, "", address)
        record(who, "use_reset_link", ("person", person.pk), f"{person.username} 用一次性链接重设密码")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def unlock(person: Person, *, actor: Actor) -> None:
    """Forget the wrong passwords typed for a person's name."""
    with writing():
        forget_failures(username=person.username)
        record(actor, "unlock", ("person", person.pk), f"解除 {person.username} 的登录锁定")
