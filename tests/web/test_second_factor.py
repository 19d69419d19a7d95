"""The second factor: half signed in grants nothing, each code works once, administrators must have one."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from jiheng_web.accounts import factor
from jiheng_web.accounts.first import first_link
from jiheng_web.accounts.models import Body, Person, RecoveryCode, SignIn
from jiheng_web.journal.models import Entry
from tests.web.conftest import PASSWORD, City, actor

SignInAs = Callable[[str], Client]


def _code(device: TOTPDevice) -> str:
    """The code that the telephone shows now."""
    generator = TOTP(device.bin_key, device.step, device.t0, device.digits)
    generator.time = time.time()
    return f"{generator.token():06d}"


def _enrolled(person: Person) -> TOTPDevice:
    device: TOTPDevice = TOTPDevice.objects.create(user=person, name="手机", confirmed=True)
    return device


def _half(name: str = "clerk", **more: str) -> Client:
    client = Client()
    answer = client.post("/sign-in", {"username": name, "password": PASSWORD, **more})
    assert answer.headers["Location"] == "/sign-in/code"
    return client


def test_the_code_is_asked_after_the_password(city: City) -> None:
    device = _enrolled(city.people["clerk"])
    client = _half(next="/account/")

    answer = client.post("/sign-in/code", {"code": _code(device)})

    assert answer.headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert "两步验证" in Entry.objects.get(act="sign_in").words


def test_half_signed_in_grants_nothing(city: City) -> None:
    _enrolled(city.people["clerk"])
    client = _half()

    for path in ("/", "/account/", f"/filings/{city.filing().pk}/", "/account/keys"):
        assert client.get(path).headers["Location"].startswith("/sign-in?next="), path
    assert not SignIn.objects.exists()


def test_a_code_works_once(city: City) -> None:
    device = _enrolled(city.people["clerk"])
    code = _code(device)
    _half().post("/sign-in/code", {"code": code})

    again = _half()
    assert again.post("/sign-in/code", {"code": code}).status_code == 200
    assert again.get("/account/").status_code == 302


def test_five_wrong_codes_end_the_half_and_are_in_the_journal(city: City) -> None:
    device = _enrolled(city.people["clerk"])
    client = _half()
    for _ in range(5):
        assert client.post("/sign-in/code", {"code": "000000"}).status_code == 200

    assert client.get("/sign-in/code").headers["Location"] == "/sign-in"
    assert client.post("/sign-in/code", {"code": _code(device)}).headers["Location"] == "/sign-in"
    assert Entry.objects.filter(act="second_factor", result="refused").count() == 5


def test_guessing_gets_slower_and_slower(city: City) -> None:
    device = _enrolled(city.people["clerk"])
    _half().post("/sign-in/code", {"code": "000000"})
    device.refresh_from_db()
    assert device.throttling_failure_count == 1
    # After the seventh the wait is 64 seconds, across sessions: the right code does not help before.
    TOTPDevice.objects.update(throttling_failure_count=7)
    client = _half()

    assert client.post("/sign-in/code", {"code": _code(device)}).status_code == 200
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - dt.timedelta(seconds=65))
    assert client.post("/sign-in/code", {"code": _code(device)}).status_code == 302


def test_the_half_ends_by_itself(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    _enrolled(city.people["clerk"])
    client = _half()
    now = time.time()

    monkeypatch.setattr(time, "time", lambda: now + 301)

    assert client.get("/sign-in/code").headers["Location"] == "/sign-in"


def test_a_clock_set_back_ends_the_half(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    _enrolled(city.people["clerk"])
    client = _half()
    now = time.time()

    monkeypatch.setattr(time, "time", lambda: now - 3600)

    assert client.get("/sign-in/code").headers["Location"] == "/sign-in"


def _enrol(client: Client) -> list[str]:
    page = client.get("/account/second-factor")
    key = client.session["enrolling"]
    assert "<svg" in page.content.decode()
    assert " style=" not in page.content.decode()
    done = client.post("/account/second-factor", {"code": _code(TOTPDevice(key=key))})
    codes: list[str] = done.context["codes"]
    return codes


def test_enrolling_gives_codes_to_recover_with_kept_as_digests(city: City, sign_in: SignInAs) -> None:
    codes = _enrol(sign_in("clerk"))

    assert len(set(codes)) == 10
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert len(kept) == 10
    assert not kept & set(codes)
    device = TOTPDevice.objects.get(user=city.people["clerk"])

    lost = _half()
    assert lost.post("/sign-in/code", {"code": codes[0].lower()}).status_code == 302
    assert _half().post("/sign-in/code", {"code": codes[0]}).status_code == 200  # used
    device.throttle_reset()
    other = _half()
    assert other.post("/sign-in/code", {"code": codes[1]}).status_code == 302


def test_enrolling_needs_the_telephones_code(city: City, sign_in: SignInAs) -> None:
    client = sign_in("clerk")
    client.get("/account/second-factor")

    answer = client.post("/account/second-factor", {"code": "000000"})

    assert answer.status_code == 200
    assert not TOTPDevice.objects.filter(user=city.people["clerk"]).exists()


@pytest.mark.usefixtures("city")
def test_enrolling_ends_the_sessions_that_did_not_prove_it() -> None:
    first, second = Client(), Client()
    for client in (first, second):
        client.post("/sign-in", {"username": "clerk", "password": PASSWORD})

    _enrol(first)

    assert first.get("/account/").status_code == 200
    assert second.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("demanded", "name", "is_led"),
    [
        ("admins", "system_administrator", True),
        ("admins", "security_administrator", True),
        ("admins", "audit_administrator", True),
        ("admins", "clerk", False),
        ("all", "clerk", True),
        ("off", "system_administrator", False),
    ],
)
def test_who_must_enrol(sign_in: SignInAs, demanded: str, name: str, *, is_led: bool) -> None:
    client = sign_in(name)
    with override_settings(SECOND_FACTOR=demanded):
        answer = client.get("/")
        assert (answer.headers.get("Location") == "/account/second-factor") is is_led
        if is_led:
            assert client.get("/people/").headers["Location"] == "/account/second-factor"
            assert client.post("/account/keys", {"name": "x", "days": 30}).status_code == 302
            _enrol(client)
            assert client.get("/").status_code == 200


def test_taking_it_off_needs_the_password(city: City, sign_in: SignInAs) -> None:
    client = sign_in("clerk")
    _enrol(client)

    assert client.post("/account/second-factor/drop", {"present": "wrong"}).status_code == 400
    assert factor.is_enrolled(city.people["clerk"])
    assert client.post("/account/second-factor/codes", {"present": "wrong"}).status_code == 400
    renewed = client.post("/account/second-factor/codes", {"present": PASSWORD})
    assert len(renewed.context["codes"]) == 10
    assert client.post("/account/second-factor/drop", {"present": PASSWORD}).status_code == 302
    assert not factor.is_enrolled(city.people["clerk"])


def test_only_the_security_administrator_resets_it(city: City, sign_in: SignInAs) -> None:
    clerk = city.people["clerk"]
    _enrolled(clerk)
    path = f"/people/{clerk.pk}/second-factor"

    assert sign_in("head").post(path).status_code == 404
    assert sign_in("system_administrator").post(path).status_code == 403
    assert sign_in("security_administrator").get(path).status_code == 405
    assert sign_in("security_administrator").post(path).status_code == 302

    assert not factor.is_enrolled(clerk)
    assert Entry.objects.filter(act="reset_factor").count() == 1


def test_resetting_it_ends_the_persons_sessions(city: City, sign_in: SignInAs) -> None:
    clerk = city.people["clerk"]
    device = _enrolled(clerk)
    client = _half()
    client.post("/sign-in/code", {"code": _code(device)})

    factor.reset_factor(clerk, actor=actor(city.people["security_administrator"]))

    assert client.get("/account/").status_code == 302
    assert sign_in("clerk").get("/account/").status_code == 200


def test_from_the_first_link_to_the_first_person(db: None, tmp_path: Path) -> None:  # noqa: ARG001 - opens the database
    """An empty site as it comes: three administrators, who set passwords and enrol before all else."""
    initial = {"system": "Kaishi-0001-a", "security": "Kaishi-0002-b", "audit": "Kaishi-0003-c"}
    form = {"city": "示例市"}
    for key, password in initial.items():
        form |= {f"{key}_username": f"{key}-admin", f"{key}_name": key, f"{key}_password": password}
    with override_settings(HOME=tmp_path, SECOND_FACTOR="admins"):
        link = f"/first/{first_link()}"
        assert Client().get(f"{link}x").status_code == 404
        assert Client().post(link, form).headers["Location"] == "/sign-in"
        assert Client().get(link).status_code == 404

        clients = {}
        for key, password in initial.items():
            client, new = Client(), f"Gaiguo-{key[:2]}-77"
            client.post("/sign-in", {"username": f"{key}-admin", "password": password})
            assert client.get("/").headers["Location"] == "/account/password"
            client.post("/account/password", {"present": password, "new": new, "again": new})
            assert client.get("/").headers["Location"] == "/account/second-factor"
            assert len(_enrol(client)) == 10
            assert client.get("/").status_code == 200
            clients[key] = client

        added = clients["system"].post("/people/add", {"username": "zhangsan", "full_name": "张三"})
        person, city = Person.objects.get(username="zhangsan"), Body.objects.get()
        clients["security"].post(f"/people/{person.pk}/roles", {"body": city.pk, "role": "finance_reviewer"})
        assert "日志相符" in clients["audit"].post("/journal/verify").content.decode()

        theirs = Client()
        theirs.post("/sign-in", {"username": "zhangsan", "password": added.context["password"]})
        new = "Gaiguo-zh-77"
        theirs.post("/account/password", {"present": added.context["password"], "new": new, "again": new})
        assert theirs.get("/").status_code == 200
