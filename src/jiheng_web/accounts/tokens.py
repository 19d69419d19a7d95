"""Keys for programs: made for a person, shown once, kept as digests, ending by themselves."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.utils import timezone

from jiheng_web.accounts.models import Person, Token
from jiheng_web.errors import InputRefused
from jiheng_web.journal.actions import Actor, record
from jiheng_web.writing import writing

_PREFIX = "jh_"
_LONGEST_DAYS = 366
_USE_NOTED_EVERY = dt.timedelta(minutes=5)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(person: Person, name: str, *, days: int, actor: Actor) -> tuple[Token, str]:
    """Make a key.

    Args:
        person: For whom programs will act.
        name: What it is for, in the person's words.
        days: How long it lives, at most a year.
        actor: Who, for the journal.

    Returns:
        The record, and the secret: the only time that it is seen.

    Raises:
        InputRefused: No name, or a life of no or too many days.
    """
    wanted = name.strip()
    if not wanted or not 1 <= days <= _LONGEST_DAYS:
        raise InputRefused(f"请写明密钥的用途；有效期为 1 至 {_LONGEST_DAYS} 天。")
    secret = _PREFIX + secrets.token_urlsafe(32)
    with writing():
        token = Token.objects.create(
            person=person,
            name=wanted[:60],
            start=secret[:8],
            digest=_digest(secret),
            expires_at=timezone.now() + dt.timedelta(days=days),
        )
        words = f"{person.username} 建立接口密钥“{token.name}”，{days} 天有效"
        record(actor, "make_token", ("token", token.pk), words)
    return token, secret


def revoke_token(token: Token, *, actor: Actor) -> None:
    """End a key now; nothing where it has ended."""
    with writing():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            record(actor, "revoke_token", ("token", token.pk), f"停用接口密钥“{token.name}”")


def revoke_all(person: Person) -> int:
    """End every key of a person, inside the transaction of the act that demands it."""
    return Token.objects.filter(person=person, revoked_at=None).update(revoked_at=timezone.now())


def person_of_token(header: str) -> Person | None:
    """Return for whom a program acts by its ``Authorization: Bearer …`` header; None for nobody."""
    kind, _, secret = header.partition(" ")
    if kind.lower() != "bearer" or not secret.startswith(_PREFIX):
        return None
    now = timezone.now()
    token = (
        Token.objects.filter(
            digest=_digest(secret.strip()), revoked_at=None, expires_at__gt=now, person__is_active=True
        )
        .select_related("person")
        .first()
    )
    if token is None:
        return None
    if token.last_used_at is None or now - token.last_used_at > _USE_NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.person
