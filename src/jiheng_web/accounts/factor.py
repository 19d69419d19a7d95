"""The second factor: a time-based code from a telephone (RFC 6238), and codes to recover with.

After the password, someone enrolled is only half signed in: the session knows for whom a code is awaited, and
grants nothing. The half ends by itself after five minutes, or after five wrong codes.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django_otp import login as note_factor
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from jiheng_web import rights
from jiheng_web.accounts.models import ADMINISTRATORS, Person, RecoveryCode
from jiheng_web.accounts.session_actions import drop_sessions, keep_signed_in
from jiheng_web.errors import InputRefused
from jiheng_web.journal.actions import Actor, record
from jiheng_web.middleware import address_of
from jiheng_web.writing import writing

_HALF = "half_signed_in"
_ENROLLING = "enrolling"
_HALF_SECONDS = 300
_MOST_WRONG = 5
_CODES = 10
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Half:
    """Someone who gave the right password and owes the second factor."""

    person: Person
    to: str
    """Where they wanted to go."""


def is_enrolled(person: Person) -> bool:
    """Whether a person is asked for a code after the password."""
    return bool(TOTPDevice.objects.filter(user=person, confirmed=True).exists())


def is_proved(person: Person) -> bool:
    """Whether the second factor was proved in this session; of a request's person only."""
    return getattr(person, "otp_device", None) is not None


def is_demanded(person: Person) -> bool:
    """Whether settings demand the second factor of a person."""
    if settings.SECOND_FACTOR == "all":
        return True
    return settings.SECOND_FACTOR == "admins" and rights.has_role(person, *ADMINISTRATORS)


def half_sign_in(request: HttpRequest, person: Person, to: str) -> None:
    """Note that the password was right, under a new session key."""
    request.session.flush()
    request.session[_HALF] = {"person": person.pk, "at": int(time.time()), "wrong": 0, "to": to}


def half_of(request: HttpRequest) -> Half | None:
    """Return who owes the second factor in this session; None for nobody, or where it took too long."""
    kept = request.session.get(_HALF)
    if kept is None:
        return None
    # A clock that was set back makes the age negative: that ends the half as well.
    if not 0 <= int(time.time()) - kept["at"] <= _HALF_SECONDS:
        del request.session[_HALF]
        return None
    person = Person.objects.filter(pk=kept["person"], is_active=True).first()
    return Half(person, str(kept["to"])) if person else None


def prove(request: HttpRequest, half: Half, code: str) -> TOTPDevice | None:
    """Check a code from the telephone, or a code to recover with; each works once.

    Returns:
        The device proved, for ``sign_in``; None for a wrong code. The fifth wrong one ends the half.
    """
    typed = "".join(code.split()).replace("-", "").upper()
    with writing():
        device = TOTPDevice.objects.select_for_update().filter(user=half.person, confirmed=True).first()
        if device is not None and (_is_right(device, typed) or _recovers(half.person, typed)):
            del request.session[_HALF]
            return device
        who = Actor(half.person.pk, half.person.full_name, "", address_of(request))
        words = f"{half.person.username} 的验证码不对"
        record(who, "second_factor", ("person", half.person.pk), words, result="refused")
    kept = request.session[_HALF]
    kept["wrong"] += 1
    request.session[_HALF] = kept
    if kept["wrong"] >= _MOST_WRONG:
        request.session.flush()
    return None


def _is_right(device: TOTPDevice, typed: str) -> bool:
    return bool(device.verify_is_allowed()[0] and typed.isdigit() and device.verify_token(typed))


def _recovers(person: Person, typed: str) -> bool:
    unused = RecoveryCode.objects.filter(person=person, digest=_digest(typed), used_at=None)
    return len(typed) == _CODE_LENGTH and unused.update(used_at=timezone.now()) == 1


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def enrolling(request: HttpRequest, person: Person) -> TOTPDevice:
    """Return the device being set up in this session, not yet kept."""
    if _ENROLLING not in request.session:
        request.session[_ENROLLING] = random_hex(20)
    return TOTPDevice(user=person, name="手机", key=request.session[_ENROLLING], confirmed=True)


def enrol(request: HttpRequest, person: Person, code: str, *, actor: Actor) -> list[str]:
    """Take the telephone whose code is right; end the person's other sessions.

    Returns:
        The codes to recover with: the only time that they are seen.

    Raises:
        InputRefused: The code is wrong.
    """
    device = enrolling(request, person)
    with writing():
        TOTPDevice.objects.filter(user=person).delete()
        device.save()
        typed = "".join(code.split())
        if not (typed.isdigit() and device.verify_token(typed)):
            raise InputRefused("验证码不对：请看手机上现在显示的六位数字，并核对手机的时间。")
        codes = _new_codes(person)
        keep_signed_in(request, person)
        record(actor, "enrol_factor", ("person", person.pk), f"{person.username} 开启两步验证")
    del request.session[_ENROLLING]
    note_factor(request, device)
    return codes


def _new_codes(person: Person) -> list[str]:
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH)) for _ in range(_CODES)]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=_digest(code)) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, _CODE_LENGTH, 4)) for code in codes]


def renew_codes(person: Person, *, actor: Actor) -> list[str]:
    """Make new codes to recover with; all earlier ones end."""
    with writing():
        codes = _new_codes(person)
        record(actor, "renew_codes", ("person", person.pk), f"{person.username} 重新生成恢复码")
    return codes


def drop_factor(person: Person, *, actor: Actor) -> None:
    """Take the second factor off, by the person's wish."""
    with writing():
        _remove(person)
        record(actor, "drop_factor", ("person", person.pk), f"{person.username} 关闭两步验证")


def reset_factor(person: Person, *, actor: Actor) -> None:
    """Take the second factor off for someone who lost the telephone, and end the person's sessions."""
    with writing():
        _remove(person)
        drop_sessions(person)
        record(actor, "reset_factor", ("person", person.pk), f"重置 {person.username} 的两步验证")


def _remove(person: Person) -> None:
    TOTPDevice.objects.filter(user=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
